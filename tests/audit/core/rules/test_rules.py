"""What holds for every rule: its examples are its tests, and its texts can be taught."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statuscourse.audit.core.exchange import Exchange, of_message, of_text, of_written
from statuscourse.audit.core.rules import RULES, SUBJECTS
from statuscourse.audit.core.written import read_response
from statuscourse.protocol.citations import CITATION, address
from statuscourse.protocol.messages import MessageError, parse_exchange

PROMISED = {
    "status-line", "status-registered", "phrase-registered", "date-present", "date-format", "challenge-with-401",
    "proxy-challenge-with-407", "allow-with-405", "upgrade-with-426", "upgrade-with-101", "location-with-redirect",
    "location-with-201", "content-range-with-206", "content-range-with-416", "retry-after-with-429",
    "retry-after-with-503", "no-content", "no-length-with-204", "no-transfer-encoding-with-204", "content-length-true",
    "content-type-with-content", "etag-format", "validator-with-304", "not-stored", "json-parses",
    "problem-status-agrees", "problem-content-type", "error-in-200", "stack-trace", "field-syntax",
    "allow-names-methods", "retry-after-format", "location-format", "www-authenticate-format",
}  # fmt: skip
FILLER = re.compile(r"\b(simply|just|easy|easily|successfully|obviously|of course)\b|!", re.IGNORECASE)
NAMES = sorted(
    {"Allow", "Cache-Control", "Connection", "Content-Encoding", "Content-Length", "Content-Range", "Content-Type",
     "Date", "ETag", "Expires", "Location", "Retry-After", "Transfer-Encoding", "Upgrade", "WWW-Authenticate"}
)  # fmt: skip
VALUES = st.one_of(st.text(max_size=12), st.sampled_from(["application/json", "0", "bytes 0-1/2", '"a"', "max-age=1"]))
BODIES = st.one_of(st.text(max_size=30), st.binary(max_size=30), st.sampled_from(["{}", '{"error": {}}', "[[", "null"]))
STATUSES = st.one_of(st.none(), st.integers(0, 999), st.sampled_from([101, 200, 206, 304, 401, 405, 416, 429, 500]))

every_rule = pytest.mark.parametrize("rule", RULES.values(), ids=RULES)


def broken_by(exchange):
    return {rule.id for rule in RULES.values() if rule.judge(exchange).findings}


# The examples


@every_rule
def test_the_good_example_keeps_its_rule(rule):
    assert rule.judge(of_text(rule.good)).holds


@every_rule
def test_the_good_example_keeps_every_other_rule_too(rule):
    assert broken_by(of_text(rule.good)) == set()


@every_rule
def test_the_bad_example_breaks_its_rule_and_no_other(rule):
    assert broken_by(of_text(rule.bad)) == {rule.id}


@every_rule
def test_findings_carry_the_id_of_their_rule(rule):
    assert {finding.rule_id for finding in rule.judge(of_text(rule.bad)).findings} == {rule.id}


@every_rule
def test_the_examples_are_a_request_with_host_and_its_response(rule):
    for text in (rule.good, rule.bad):
        request = of_text(text).request
        assert request is not None
        assert request.values("Host")


@every_rule
def test_the_course_reads_the_examples_as_the_audit_does(rule):
    for text in (rule.good, rule.bad):
        try:
            request, response = parse_exchange(text)
        except (MessageError, ValueError):
            assert rule.id in {"status-line", "field-syntax"}, "only these are about what the course refuses to read"
            continue
        judged = rule.judge(of_message(request, response))
        assert judged == rule.judge(of_text(text))


# The texts


def test_the_rules_that_others_build_on_are_there():
    assert set(RULES) >= PROMISED


@every_rule
def test_an_id_is_kebab_case_and_the_key_of_its_rule(rule):
    assert RULES[rule.id] is rule
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.id)


def test_no_two_subjects_share_an_id():
    assert sum(len(subject.RULES) for subject in SUBJECTS) == len(RULES)


@every_rule
def test_the_section_can_be_looked_up(rule):
    assert CITATION.fullmatch(rule.section)
    assert address(rule.section)


@every_rule
def test_sections_of_findings_can_be_looked_up(rule):
    findings = rule.judge(of_text(rule.bad)).findings
    assert all(CITATION.fullmatch(finding.section or rule.section) for finding in findings)


@every_rule
def test_the_summary_is_one_short_sentence(rule):
    assert rule.summary.endswith(".")
    assert "\n" not in rule.summary
    assert len(rule.summary) <= 90


@every_rule
def test_the_teaching_has_40_to_110_words(rule):
    assert 40 <= len(rule.teaching.split()) <= 110


@every_rule
def test_the_teaching_cites_what_decides(rule):
    cited = [match[0] for match in CITATION.finditer(rule.teaching)]
    assert any(citation.startswith(rule.section.split(",")[0]) for citation in cited)


@every_rule
def test_no_citation_is_torn_over_two_lines(rule):
    assert not re.search(r"RFC\n|RFC \d+,\n", rule.teaching)


@every_rule
def test_the_teaching_has_no_filler(rule):
    assert not FILLER.search(re.sub(r"`[^`]*`", "", rule.teaching))


@pytest.mark.parametrize("rule", [rule for rule in RULES.values() if rule.level == "advice"], ids=lambda rule: rule.id)
def test_advice_says_that_it_is_advice(rule):
    assert re.search(r"\b(convention|advice)\b", rule.teaching)


@pytest.mark.parametrize("rule", [rule for rule in RULES.values() if rule.level == "warning"], ids=lambda rule: rule.id)
def test_a_warning_cites_a_should(rule):
    assert "SHOULD" in rule.teaching


# Whatever comes


@given(STATUSES, st.lists(st.tuples(st.sampled_from(NAMES), VALUES), max_size=4), BODIES)
def test_no_exchange_makes_a_rule_fail(status, fields, body):
    exchange = Exchange(None, status, "", tuple(fields), body)
    assert broken_by(exchange) <= set(RULES)


@given(st.text(st.characters(exclude_categories=[])))
def test_no_text_makes_a_rule_fail(text):
    assert broken_by(of_written(None, read_response(text))) <= set(RULES)


@pytest.mark.parametrize("status", [200, 500])
@pytest.mark.parametrize(
    "unit", ["SELECT ", "at a(", "java.", "[", '{"a":', "9", "UPDATE a ", "System.", "\n", "at a:1", "\x00"]
)
def test_a_megabyte_of_content_is_judged(status, unit):
    text = f"HTTP/1.1 {status} X\nContent-Type: application/json\n\n" + unit * (1_000_000 // len(unit))
    assert "phrase-registered" in broken_by(of_written(None, read_response(text)))


@pytest.mark.parametrize("unit", ["a,", "%", "a ", '"', "/", "9", "bytes ", ";", "("])
@pytest.mark.parametrize("name", NAMES)
def test_a_very_long_value_is_judged_and_not_repeated(name, unit):
    exchange = Exchange(None, 200, "", ((name, unit * (200_000 // len(unit))),), b"")
    told = [finding.text for rule in RULES.values() for finding in rule.judge(exchange).findings]
    assert all(len(text) < 300 for text in told)
