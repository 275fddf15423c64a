"""Every setting stands in .env.example, and each stops the start with a sentence where it makes no sense."""

import re

import pytest
from django.conf import settings as site
from django.core.exceptions import ImproperlyConfigured

from statuscourse import env
from tests.settings_of_a_site import NAMES


def example():
    """What .env.example has: names with the values that stand there."""
    lines = (site.BASE_DIR / ".env.example").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if re.match(r"[A-Z_]+=", line))


def read(monkeypatch, **values):
    """The settings as a process with these in its environment reads them."""
    for name in NAMES - {"DATA_DIR"}:
        monkeypatch.delenv(name, raising=False)
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    path = site.BASE_DIR / "statuscourse" / "settings.py"
    found = {"__name__": "settings_of_a_test", "__package__": "statuscourse", "__file__": str(path)}
    exec(compile(path.read_text(encoding="utf-8"), path, "exec"), found)
    return found


NONSENSE = {
    "ALLOWED_HOSTS": "https://course.example",
    "BACKUP_DIR": __file__,
    "BACKUP_HOURS": "daily",
    "BACKUP_KEEP_DAYS": "-1",
    "BACKUP_KEEP_MONTHS": "all",
    "BACKUP_KEEP_WEEKS": "1.5",
    "BEHIND_PROXY": "nginx",
    "DATABASE_URL": "mysql://course@db/course",
    "DATA_DIR": f"{__file__}/data",
    "DEBUG": "maybe",
    "HOST": "http://0.0.0.0",
    "LOG_FORMAT": "xml",
    "LOG_LEVEL": "LOUD",
    "LOG_REQUESTS": "some",
    "METRICS_TOKEN": "short",
    "PAGE_THROTTLES": "few",
    "PORT": "80 000",
    "PRUNE_DAYS": "7",
    "SECRET_KEY": "secret",
    "SITE_URL": "course.example",
    "SSL_REDIRECT": "always",
    "TIME_ZONE": "Europe/Berlinn",
}


def test_every_setting_stands_in_the_example():
    source = (site.BASE_DIR / "statuscourse" / "settings.py").read_text(encoding="utf-8")
    asked = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', source))
    assert set(example()) == asked == NAMES


def test_every_setting_of_the_example_says_what_it_is():
    lines = (site.BASE_DIR / ".env.example").read_text(encoding="utf-8").splitlines()
    blocks = [block for block in "\n".join(lines).split("\n\n") if re.search(r"^[A-Z_]+=", block, re.MULTILINE)]
    assert [block for block in blocks if not block.startswith("# ")] == []


def test_what_the_example_says_is_what_is_without_it(monkeypatch, tmp_path):
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    without = read(monkeypatch)
    as_written = read(monkeypatch, **{name: value for name, value in example().items() if name != "DATA_DIR"})
    names = [name for name in without if name.isupper() and name != "LOGGING"]
    assert {name: without[name] for name in names} == {name: as_written[name] for name in names}


def test_nonsense_is_known_for_every_setting():
    assert set(NONSENSE) == set(example())


@pytest.mark.parametrize("name", NONSENSE)
def test_nonsense_stops_the_start_and_names_the_setting(monkeypatch, tmp_path, name):
    more = {"SITE_URL": "https://course.example"} if name == "SSL_REDIRECT" else {}
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    with pytest.raises(ImproperlyConfigured, match=rf"^{name}\b.{{10,}}"):
        read(monkeypatch, **more, **{name: NONSENSE[name]})


# The readers


@pytest.fixture
def given(monkeypatch):
    return lambda value: monkeypatch.setenv("X", value)


@pytest.mark.parametrize("value", ["127.0.0.1", "0.0.0.0", "::", "::1", "course", "course.school.example"])
def test_an_address_to_listen_on_is_taken(given, value):
    given(value)
    assert env.host("X", "") == value


@pytest.mark.parametrize(
    "value",
    ["http://127.0.0.1", "127.0.0.1:8000", "[::1]", "a/b", "999.1.1.1", "1.2.3", "two words", "-x", "ü.example"],
)
def test_another_address_is_refused(given, value):
    given(value)
    with pytest.raises(ImproperlyConfigured, match="write an address of this machine"):
        env.host("X", "")


def test_names_of_hosts_are_taken(given):
    given("course.example, .school.example,10.0.0.5,[::1],web_1")
    assert env.hosts("X") == ["course.example", ".school.example", "10.0.0.5", "[::1]", "web_1"]


@pytest.mark.parametrize("value", ["a.example:8000", "https://a.example", "a.example/b", "a b", "a..b", "a.example;b"])
def test_what_is_no_name_of_a_host_is_refused(given, value):
    given(f"good.example,{value}")
    with pytest.raises(ImproperlyConfigured, match=re.escape(f"X has '{value}' in it; write names such as")):
        env.hosts("X")


def test_every_host_is_refused(given):
    given("*")
    with pytest.raises(ImproperlyConfigured, match="links would then lead wherever a stranger's request says"):
        env.hosts("X")


@pytest.mark.parametrize("value", ["UTC", "Europe/Berlin", "America/Argentina/Ushuaia"])
def test_a_time_zone_is_taken(given, value):
    given(value)
    assert env.time_zone("X", "UTC") == value


@pytest.mark.parametrize(
    "value", ["CEST+2", "Berlin", "../../etc/passwd", "/etc/localtime", "Europe", "Europe/Berlin\0x"]
)
def test_another_time_zone_is_refused(monkeypatch, value):
    monkeypatch.setattr(env, "text", lambda name, default: value)
    with pytest.raises(ImproperlyConfigured, match="is no time zone; write a name such as Europe/Berlin"):
        env.time_zone("X", "UTC")


@pytest.mark.parametrize(
    "value",
    [
        "https://user:secret@a.example",
        "https://a.example:port",
        "https://a.example:99999",
        "http://[::1",
        "https://a b",
    ],
)
def test_an_origin_with_more_or_less_than_that_is_refused(given, value):
    given(value)
    with pytest.raises(ImproperlyConfigured, match="write an origin such as"):
        env.site_url("X", "")


@pytest.mark.parametrize("value", ["1", "29", "3651", "-30", "never"])
def test_days_that_are_too_few_or_none_are_refused(given, value):
    given(value)
    with pytest.raises(ImproperlyConfigured, match="X is "):
        env.days("X", 0, least=30)


@pytest.mark.parametrize(("value", "number"), [("0", 0), ("30", 30), ("3650", 3650), ("", 0)])
def test_days_are_taken(given, value, number):
    given(value)
    assert env.days("X", 0, least=30) == number


# The key that is kept


@pytest.mark.parametrize("content", [b"", b"short\n", b"\xff\xfe" * 40])
def test_a_kept_key_that_is_none_is_refused_and_left(tmp_path, content):
    file = tmp_path / "key"
    file.write_bytes(content)
    with pytest.raises(ImproperlyConfigured, match=re.escape(f"The key in {file} ")):
        env.secret_key("UNSET_KEY", file)
    assert file.read_bytes() == content


def test_a_key_is_its_owners_alone_and_nothing_else_is_left(tmp_path):
    env.secret_key("UNSET_KEY", tmp_path / "key")
    assert [(path.name, path.stat().st_mode & 0o777) for path in tmp_path.iterdir()] == [("key", 0o600)]


def test_of_two_who_make_a_key_one_wins(tmp_path):
    first = env.secret_key("UNSET_KEY", tmp_path / "key")
    env._keep_key(tmp_path / "key")
    assert env.secret_key("UNSET_KEY", tmp_path / "key") == first


def test_a_key_that_cannot_be_kept_is_told(tmp_path):
    with pytest.raises(ImproperlyConfigured, match="cannot be kept in"):
        env.secret_key("UNSET_KEY", tmp_path / "gone" / "key")
