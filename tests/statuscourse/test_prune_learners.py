"""`manage.py prune_learners`: who goes, who stays, and that nothing goes without being told to."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.utils import timezone

from quizzes.actions.counting import count_finished
from quizzes.models import Answer, Attempt, Draft, QuizSums
from statuscourse import pruning
from statuscourse.accounts.models import Device, Learner, PersonalCode, Tally, new_token, token_digest
from statuscourse.backups import taking
from statuscourse.backups.files import BackupRefused
from statuscourse.web import maintenance
from tests import factories
from tests.classrooms.factories import make_member
from tests.rows import rows

LONG_AGO = timezone.now() - timedelta(days=400)
LATELY = timezone.now() - timedelta(days=20)


@pytest.fixture
def idle(make_learner):
    """A learner of long ago, with an answer of then."""

    def make():
        learner = make_learner()
        Learner.objects.filter(pk=learner.pk).update(created_at=LONG_AGO)
        factories.make_answer(learner=learner, at=LONG_AGO)
        return learner

    return make


def prune(capsys, *arguments):
    call_command("prune_learners", *arguments)
    return capsys.readouterr().out


def is_there(learner):
    return Learner.objects.filter(pk=learner.pk).exists()


# Who goes


def test_who_did_nothing_for_long_goes_with_everything(idle, capsys):
    learner = idle()
    attempt = factories.make_attempt(learner=learner, started_at=LONG_AGO, behaviour={"mode": "exam"})
    factories.make_draft(attempt=attempt, saved_at=LONG_AGO)
    factories.make_reading(learner=learner, at=LONG_AGO)
    said = prune(capsys, "--days", "180", "--apply")
    assert said.startswith("Deleted 1 learners without account, class and personal code who did nothing for 180 days")
    assert (Learner.objects.count(), Answer.objects.count(), Attempt.objects.count(), Draft.objects.count()) == (0,) * 4


def test_many_go_in_batches(idle, monkeypatch):
    monkeypatch.setattr(pruning, "BATCH", 2)
    monkeypatch.setattr(pruning, "PAUSE", 0)
    told = []
    [idle() for _ in range(5)]
    assert pruning.prune_learners(before=LATELY, told=told.append) == 5
    assert (told, Learner.objects.count()) == ([2, 4, 5], 0)


def test_it_takes_the_days_of_the_setting(idle, settings, capsys):
    settings.PRUNE_DAYS = 390
    learner = idle()
    assert "for 390 days" in prune(capsys, "--apply")
    assert not is_there(learner)


# Who stays


def test_nobody_goes_without_being_told_to(idle, capsys):
    learner = idle()
    before = rows()
    said = prune(capsys, "--days", "180")
    assert ("Would delete 1 learners" in said, "Nothing was changed." in said) == (True, True)
    assert (is_there(learner), rows()) == (True, before)


def test_nobody_goes_where_the_setting_is_0(idle, settings, capsys):
    settings.PRUNE_DAYS = 0
    learner = idle()
    assert prune(capsys, "--apply").startswith("No learner goes, because PRUNE_DAYS is 0.")
    assert is_there(learner)


STAYING = {
    "a member of a class": lambda learner: make_member(learner=learner),
    "one who has left a class": lambda learner: make_member(learner=learner, left_at=LONG_AGO),
    "one with a personal code": lambda learner: PersonalCode.objects.create(
        learner=learner, digest=token_digest(new_token()), made_at=LONG_AGO
    ),
    "one who answered": lambda learner: factories.make_answer(learner=learner, at=LATELY),
    "one who began a quiz": lambda learner: factories.make_attempt(learner=learner, started_at=LATELY),
    "one who wrote in an exam": lambda learner: factories.make_draft(
        attempt=factories.make_attempt(learner=learner, started_at=LONG_AGO, behaviour={"mode": "exam"}),
        saved_at=LATELY,
    ),
    "one who read": lambda learner: factories.make_reading(learner=learner, at=LATELY),
    "one with an open report": lambda learner: factories.make_report(learner=learner, at=LONG_AGO),
    "one with another browser": lambda learner: Device.objects.create(
        learner=learner, token_digest=token_digest(new_token()), made_at=LATELY
    ),
    "one who came lately": lambda learner: Learner.objects.filter(pk=learner.pk).update(created_at=LATELY),
}


@pytest.mark.parametrize("who", STAYING)
def test_who_is_known_or_was_here_stays(idle, capsys, who):
    learner, other = idle(), idle()
    STAYING[who](learner)
    prune(capsys, "--days", "180", "--apply")
    assert (is_there(learner), is_there(other)) == (True, False)


def test_who_has_an_account_stays(idle, make_user, capsys):
    learner = make_user(username="ada").learner
    Learner.objects.filter(pk=learner.pk).update(created_at=LONG_AGO)
    prune(capsys, "--days", "180", "--apply")
    assert is_there(learner)


def test_who_comes_back_meanwhile_stays(idle):
    """Between the look and the deletion somebody answers: the second look, with the row held, sees it."""
    learner = idle()
    factories.make_answer(learner=learner, at=timezone.now())
    assert (pruning._prune([learner.pk], LATELY), is_there(learner)) == (0, True)


def test_sums_of_statistics_stay(idle, capsys):
    """What was counted names nobody, and goes on counting."""
    attempt = factories.make_attempt(learner=idle(), length=1, started_at=LONG_AGO)
    factories.make_answer(attempt=attempt, at=LONG_AGO)
    count_finished(quiz=attempt.quiz, limit=10, now=timezone.now())
    before = list(QuizSums.objects.values_list("quiz", "sums"))
    prune(capsys, "--days", "180", "--apply")
    assert (before != [], list(QuizSums.objects.values_list("quiz", "sums")), Attempt.objects.count()) == (
        True,
        before,
        0,
    )


# What ran out


@pytest.fixture
def run_out(make_learner):
    now = timezone.now()
    for age in (timedelta(days=-1), timedelta(days=2)):
        Session.objects.create(session_key=str(age), session_data="", expire_date=now - age)
        Tally.objects.create(name="join code", key=str(age), window=now - age)
        AccessAttempt.objects.create(username=str(age), failures_since_start=1)
        AccessAttempt.objects.filter(username=str(age)).update(attempt_time=now - age)
    for age in (300, 370):
        Device.objects.create(
            learner=make_learner(), token_digest=token_digest(new_token()), made_at=now - timedelta(days=age)
        )


def left():
    return [model.objects.count() for model in (Session, AccessAttempt, Tally, Device)]


def test_what_ran_out_goes_and_the_rest_stays(run_out, capsys):
    said = prune(capsys, "--apply")
    assert "what ran out: 1 sessions, 1 counted sign-ins, 1 counted codes, 1 browsers of personal codes." in said
    assert left() == [1, 1, 1, 1]


def test_what_ran_out_stays_without_being_told_to(run_out, capsys):
    assert "Would delete what ran out: 1 sessions" in prune(capsys)
    assert left() == [2, 2, 2, 2]


# What is refused


@pytest.mark.parametrize("days", ["-1", "1", "29", "3651"])
def test_other_days_are_refused(idle, days):
    learner = idle()
    with pytest.raises(CommandError, match=f"--days is {days}; write a number from 30 to 3650, or 0 for nobody"):
        call_command("prune_learners", f"--days={days}", "--apply")
    assert is_there(learner)


@pytest.mark.parametrize("read_only", [True, False])
def test_while_the_site_is_closed_the_timer_deletes_nothing(idle, run_out, settings, tmp_path, read_only):
    """Whoever closed it is at work on the database. The code is one that says: later."""
    settings.DATA_DIR, settings.PRUNE_DAYS = tmp_path, 180
    maintenance.begin(read_only=read_only)
    learner, before = idle(), rows()
    with pytest.raises(CommandError, match=r"^The site is closed for maintenance, .*\. Nothing was deleted\.") as told:
        call_command("prune_learners", "--apply")
    assert (told.value.returncode, is_there(learner), rows()) == (75, True, before)


def test_while_the_site_is_closed_who_names_the_days_is_obeyed(idle, settings, tmp_path, capsys):
    settings.DATA_DIR = tmp_path
    maintenance.begin()
    learner = idle()
    assert prune(capsys, "--days", "180", "--apply").startswith("Deleted 1 learners")
    assert not is_there(learner)


def test_while_the_site_is_closed_it_still_counts(idle, settings, tmp_path, capsys):
    settings.DATA_DIR, settings.PRUNE_DAYS = tmp_path, 180
    maintenance.begin()
    learner = idle()
    assert prune(capsys).startswith("Would delete 1 learners")
    assert is_there(learner)


# By itself


@pytest.fixture
def backup(monkeypatch, tmp_path, settings):
    """Make a backup as the schedule does; what it writes is another test's business."""
    settings.DATA_DIR, settings.PRUNE_DAYS = tmp_path, 180
    monkeypatch.setattr(taking, "take_backup", lambda folder, now, every: None)

    def make(*, scheduled=True):
        call_command("backup", tmp_path / "backups", scheduled=scheduled)

    (tmp_path / "backups").mkdir()
    return make


def test_after_a_backup_on_a_schedule_idle_learners_go_and_the_log_says_so(idle, backup, caplog):
    learner = idle()
    caplog.set_level("INFO")
    backup()
    assert not is_there(learner)
    assert "PRUNE_DAYS: deleted learners who did nothing for 180 days: 1" in caplog.text


def test_a_schedule_deletes_nobody_where_nobody_decided_it(idle, backup, settings):
    settings.PRUNE_DAYS = 0
    learner = idle()
    backup()
    assert is_there(learner)


def test_after_a_backup_that_failed_nobody_goes(idle, backup, monkeypatch):
    def fail(folder, now, every):
        raise BackupRefused("No backup was made.")

    monkeypatch.setattr(taking, "take_backup", fail)
    learner = idle()
    with pytest.raises(SystemExit):
        backup()
    assert is_there(learner)


def test_while_the_site_is_closed_nobody_goes(idle, backup):
    maintenance.begin(read_only=True)
    learner = idle()
    backup()
    assert is_there(learner)
