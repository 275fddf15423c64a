"""/author/questions/<id>/sharing/: a colleague may look or change, and who owns it may hand it over."""

import pytest

from quizzes.models import Question, Share
from tests.factories import NOW, make_question, make_quiz, make_user
from tests.rows import rows
from tests.visitor import Visitor, text_of

NOBODY = "There is no instructor of this name here."


@pytest.fixture
def own(ines):
    return make_question(id="tests-own", owner=ines.user)


PAGE = "/author/questions/tests-own/sharing/"


def send(visitor, **values):
    """Send a form of the page; which one, its ``do`` says, and that stands in the page's forms by itself."""
    token = visitor.form(PAGE).values["csrfmiddlewaretoken"]
    return visitor.post(PAGE, {"csrfmiddlewaretoken": token, **values})


def rights():
    return {(share.question_id, share.user.username): share.right for share in Share.objects.all()}


def give(item, visitor, right="view"):
    which = {"quiz": item} if not isinstance(item, Question) else {"question": item}
    return Share.objects.create(user=visitor.user, right=right, given_by=item.owner, given_at=NOW, **which)


@pytest.mark.parametrize("right", ["view", "edit"])
def test_a_colleague_is_given_a_right(own, ines, ivan, right):
    answer = ines.send(PAGE, name="ivan", right=right)
    assert (answer.status_code, rights()) == (303, {("tests-own", "ivan"): right})


def test_a_name_is_found_in_whatever_case(own, ines, ivan):
    ines.send(PAGE, name=" IVAN ", right="view")
    assert rights() == {("tests-own", "ivan"): "view"}


def test_an_administrator_shares_for_somebody(own, olga, ivan):
    olga.send(PAGE, name="ivan", right="view")
    assert rights() == {("tests-own", "ivan"): "view"}


def test_the_same_right_given_twice_is_one(own, ines, ivan):
    for _click in range(2):
        assert ines.send(PAGE, name="ivan", right="view").status_code == 303
    assert Share.objects.count() == 1


def test_a_right_is_changed_from_the_list(own, ines, ivan):
    give(own, ivan)
    answer = send(ines, do="share", name="ivan", right="edit")
    assert (answer.status_code, rights()) == (303, {("tests-own", "ivan"): "edit"})


def test_a_right_is_taken_away(own, ines, ivan):
    give(own, ivan)
    assert (send(ines, do="take-away", name="ivan").status_code, rights()) == (303, {})
    assert Visitor.signed_in(ivan.user).get(PAGE).status_code == 404


def test_a_right_is_taken_away_once(own, ines, ivan):
    assert (send(ines, do="take-away", name="ivan").status_code, rights()) == (303, {})


def test_a_right_can_be_taken_from_somebody_who_is_no_instructor_now(own, ines, ivan):
    give(own, ivan)
    ivan.user.role = "learner"
    ivan.user.save()
    assert "is no instructor now" in text_of(ines.get(PAGE))
    send(ines, do="take-away", name="ivan")
    assert rights() == {}


@pytest.mark.parametrize("name", ["nobody", "ada", "x" * 150, "<script>", "' OR 1=1 --"])
def test_a_learner_is_refused_in_the_same_words_as_nobody(own, ines, ada, name):
    answer = ines.send(PAGE, name=name, right="view")
    assert (answer.status_code, NOBODY in text_of(answer), rights()) == (422, True, {})


def test_oneself_is_refused(own, ines):
    answer = ines.send(PAGE, name="ines", right="view")
    assert (answer.status_code, "This is yours already." in text_of(answer), rights()) == (422, True, {})


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"name": "", "right": "view"}, "This is needed."),
        ({"name": "ivan", "right": "own"}, "Select a valid choice."),
        ({"name": "iv\0an", "right": "view"}, "Null characters are not allowed."),
        ({"name": "x" * 5000, "right": "view"}, "at most 150 characters"),
    ],
)
def test_what_cannot_be_a_right_is_refused(own, ines, ivan, values, words):
    answer = ines.send(PAGE, **values)
    assert (answer.status_code, words in text_of(answer), rights()) == (422, True, {})


def test_what_was_typed_stays_in_the_form(own, ines):
    answer = ines.send(PAGE, name="ivam", right="edit")
    values = ines.form(answer).values
    assert 'value="ivam"' in answer.content.decode()
    assert values["right"] in {"edit", "view"}


def test_a_name_with_markup_is_inert(own, ines):
    assert "<script>alert" not in ines.send(PAGE, name="<script>alert(1)</script>", right="view").content.decode()


def test_a_colleague_becomes_the_owner(own, ines, ivan):
    answer = send(ines, do="hand-over", name="ivan")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/author/questions/tests-own/")
    assert Question.objects.get(pk="tests-own").owner == ivan.user


def test_whoever_hands_over_keeps_the_right_to_change(own, ines, ivan):
    give(own, ivan)
    send(ines, do="hand-over", name="ivan")
    assert rights() == {("tests-own", "ines"): "edit"}


def test_a_second_click_on_handing_over_does_nothing_more(own, ines, ivan):
    token = ines.form(PAGE).values["csrfmiddlewaretoken"]
    form = {"csrfmiddlewaretoken": token, "do": "hand-over", "name": "ivan"}
    answers = [ines.post(PAGE, form) for _click in range(2)]
    assert [answer.headers.get("Location") for answer in answers] == ["/author/questions/tests-own/"] * 2
    assert rights() == {("tests-own", "ines"): "edit"}


def test_nothing_is_handed_over_to_a_learner(own, ines, ada):
    answer = send(ines, do="hand-over", name="ada")
    assert (answer.status_code, NOBODY in text_of(answer)) == (422, True)
    assert Question.objects.get(pk="tests-own").owner == ines.user


def test_what_has_no_owner_is_given_one_by_an_administrator(own, olga, ivan):
    Question.objects.filter(pk="tests-own").update(owner=None)
    send(olga, do="hand-over", name="ivan")
    assert (Question.objects.get(pk="tests-own").owner, rights()) == (ivan.user, {})


@pytest.mark.parametrize("right", ["view", "edit"])
def test_who_may_change_a_question_may_not_share_it(own, ivan, right):
    give(own, ivan, right)
    make_user(username="irma", role="instructor")
    before = rights()
    token = ivan.token()
    answer = ivan.post(PAGE, {"csrfmiddlewaretoken": token, "do": "share", "name": "irma", "right": "edit"})
    assert (answer.status_code, "Only its owner shares it" in text_of(answer), rights()) == (403, True, before)
    assert ivan.get(PAGE).status_code == 403


@pytest.mark.parametrize("who", ["ines", "olga"])
def test_what_is_shipped_is_shared_with_nobody(request, who):
    visitor = request.getfixturevalue(who)
    make_question(id="tests-own")
    answer = visitor.get(PAGE)
    assert (answer.status_code, "every instructor may look at it" in text_of(answer)) == (403, True)


def test_a_stranger_learns_nothing(own, ivan):
    before = rows()
    answers = [ivan.get(PAGE), ivan.post(PAGE, {"csrfmiddlewaretoken": ivan.token(), "do": "share", "name": "ivan"})]
    assert ([answer.status_code for answer in answers], rows()) == ([404, 404], before)


def test_a_learner_is_told_how_one_becomes_an_instructor(own, ada):
    answer = ada.get(PAGE)
    assert (answer.status_code, "tell them your user name, ada" in text_of(answer)) == (403, True)


def test_without_an_account_one_is_sent_to_sign_in(own, anonymous):
    assert anonymous.get(PAGE).headers["Location"] == f"/accounts/sign-in/?next={PAGE}"


def test_without_a_token_nothing_is_shared(own, ines, ivan):
    assert (ines.post(PAGE, {"do": "share", "name": "ivan", "right": "view"}).status_code, rights()) == (403, {})


def test_the_instructors_are_proposed_and_no_learner(own, ines, ivan, ada):
    page = ines.get(PAGE).content.decode()
    assert [f'<option value="{name}">' in page for name in ("ivan", "ada", "ines")] == [True, False, False]


def test_a_right_of_somebody_who_is_a_learner_again_counts_for_nothing(own, ivan):
    give(own, ivan, "edit")
    ivan.user.role = "learner"
    ivan.user.save()
    assert not Question.objects.visible_to(ivan.user).filter(pk="tests-own").exists()


@pytest.mark.parametrize("number", [1, 20])
def test_the_page_takes_as_many_queries_for_one_colleague_as_for_twenty(own, ines, django_assert_num_queries, number):
    for n in range(number):
        give(own, Visitor(make_user(username=f"colleague{n}", role="instructor")))
    # session, user, question; rights, names; reports that wait
    with django_assert_num_queries(6):
        ines.get(PAGE)


# Through a quiz


def through(quiz, *items):
    quiz.picks = [{"question": item.pk, "marks": 1} for item in items] + [{"topic": "access", "number": 2}]
    quiz.save()
    return quiz


def sees(visitor, item):
    return Question.objects.visible_to(visitor.user).filter(pk=item.pk).exists()


def changes(visitor, item):
    return Question.objects.editable_by(visitor.user).filter(pk=item.pk).exists()


@pytest.fixture
def other(ines):
    return make_question(id="tests-other", owner=ines.user)


@pytest.mark.parametrize("right", ["view", "edit"])
def test_who_may_see_a_quiz_sees_the_questions_that_are_picked_in_it(own, other, ines, ivan, right):
    give(through(make_quiz(owner=ines.user), own), ivan, right)
    assert (sees(ivan, own), changes(ivan, own), sees(ivan, other)) == (True, False, False)


def test_what_is_picked_in_a_working_copy_is_seen_too(own, ines, ivan):
    quiz = make_quiz(owner=ines.user, published_at=None)
    quiz.draft = {"picks": [{"question": own.pk}, "nonsense", 5, None, {"question": None}]}
    quiz.save()
    give(quiz, ivan)
    assert sees(ivan, own)


@pytest.mark.parametrize("picks", [[], {}, "", 7, [1], ["tests-own"], [None], {"question": "tests-own"}])
def test_picks_that_nobody_understands_show_nothing_and_break_nothing(own, ines, ivan, picks):
    quiz = make_quiz(owner=ines.user, published_at=None, draft={"picks": picks})
    give(quiz, ivan)
    assert not sees(ivan, own)


def test_a_quiz_that_is_not_shared_shows_nothing(own, ines, ivan):
    through(make_quiz(owner=ines.user), own)
    assert not sees(ivan, own)


def test_nobody_sees_a_strangers_question_by_writing_its_id_into_a_quiz(own, ivan):
    through(make_quiz(owner=ivan.user), own)
    assert not sees(ivan, own)


def test_the_owner_of_a_quiz_sees_what_a_colleague_picked_into_it(own, ines, ivan):
    """Ines may change Ivan's quiz, and picks a question of hers."""
    give(through(make_quiz(owner=ivan.user), own), ines, "edit")
    assert sees(ivan, own)


def test_what_is_picked_is_seen_also_once_the_owner_has_left(own, ines, ivan):
    quiz = give(through(make_quiz(owner=ines.user), own), ivan).quiz
    for item in (own, quiz):
        type(item).objects.filter(pk=item.pk).update(owner=None, is_shipped=False)
    assert sees(ivan, own)


def test_what_nobody_owns_is_not_seen_through_a_quiz_of_ones_own(own, ivan):
    Question.objects.filter(pk=own.pk).update(owner=None)
    through(make_quiz(owner=ivan.user), own)
    assert not sees(ivan, own)


def test_who_may_only_look_at_a_quiz_gives_it_no_question(own, ines, ivan):
    give(through(make_quiz(owner=ivan.user), own), ines, "view")
    assert not sees(ivan, own)


def test_what_one_may_see_is_one_query(own, ines, ivan, django_assert_num_queries):
    give(through(make_quiz(owner=ines.user), own), ivan)
    with django_assert_num_queries(1):
        assert own in list(Question.objects.visible_to(ivan.user).filter(topic="tests"))
