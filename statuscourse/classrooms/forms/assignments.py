"""Giving a class something to do, changing it, and extending it for one learner."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quizzes.core.terms import Terms

from ..core.grades import Deadline
from ..core.terms_of import as_exam
from ..core.zones import LeftOut, NoTime, local_text, read_local
from ..models import Assignment, Classroom, Extension, Membership

TIMES = {"opens": "opens_at", "due": "due_at", "closes": "closes_at"}
AS_IS, EXAM = "as-is", "exam"
LATE = [  # shorter than what pages say of it, to be read whole in a select
    (Assignment.Late.ACCEPT.value, gettext_lazy("counts in full")),
    (Assignment.Late.DEDUCT.value, gettext_lazy("loses marks each day")),
    (Assignment.Late.REFUSE.value, gettext_lazy("is not taken")),
]
REVIEWS = [
    ("at-once", gettext_lazy("when it is handed in")),
    ("after-close", gettext_lazy("once it has closed")),
    ("never", gettext_lazy("never")),
]


def _time(label: Any, help_text: Any = "") -> forms.CharField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"})
    return forms.CharField(label=label, help_text=help_text, widget=widget, required=False, max_length=40)


def _whole(label: Any, help_text: Any, least: int, most: int) -> forms.IntegerField:
    return forms.IntegerField(label=label, help_text=help_text, min_value=least, max_value=most, required=False)


def _drawn(*names: str) -> FormHelper:
    """How crispy-forms draws a part of a larger form."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.layout = Layout(*names)
    return helper


class TimesForm(forms.Form):
    """A form with times of a class's zone. What is read stands in ``cleaned_data`` as UTC."""

    classroom: Classroom

    def read_time(self, name: str, *, later: bool) -> datetime | None:
        """The time in a field; with a sentence at the field, and None, where there is none to be meant."""
        text = self.cleaned_data.get(name) or ""
        if not text:
            return None
        try:
            return read_local(text, self.classroom.zone, later=later)
        except LeftOut as left_out:
            told = left_out.instead.replace("T", " ")
            sentence = _("The clocks are put forward that night, so this time does not exist. They show %s then.")
            self.add_error(name, sentence % told)
        except NoTime:
            self.add_error(name, _("This is no date with a time of day, as 2026-11-27 22:00."))
        return None


class AssignmentForm(TimesForm):
    """What is given to a class, when, and how it counts. ``values`` are the columns of a valid one."""

    target = forms.ChoiceField(label=gettext_lazy("Lesson or quiz"))
    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Empty: as it is called in the course."),
    )
    note = forms.CharField(
        label=gettext_lazy("A note to the class"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    opens = _time(gettext_lazy("Opens"), gettext_lazy("Empty: it is open at once."))
    due = _time(gettext_lazy("Due"), gettext_lazy("Empty: whenever they like."))
    closes = _time(gettext_lazy("Closes"), gettext_lazy("After it not even late work is taken. Empty: never."))
    late = forms.ChoiceField(label=gettext_lazy("Late work"), choices=LATE)
    late_percent = _whole(
        gettext_lazy("Taken off a day"), gettext_lazy("Per cent of the full mark, where marks are taken off."), 1, 100
    )
    weight = forms.FloatField(
        label=gettext_lazy("Weight"),
        help_text=gettext_lazy("In the total of the gradebook. 0 counts nothing."),
        min_value=0,
        max_value=100,
    )
    attempts = _whole(
        gettext_lazy("Attempts"), gettext_lazy("Empty: as many as the quiz gives, else any number."), 1, 50
    )
    counts = forms.ChoiceField(label=gettext_lazy("What counts"), choices=Assignment.Counts.choices)
    manner = forms.ChoiceField(
        label=gettext_lazy("Given"),
        choices=[
            (AS_IS, gettext_lazy("as the quiz is")),
            (EXAM, gettext_lazy("as an exam: graded when it is handed in")),
        ],
    )
    minutes = _whole(gettext_lazy("Minutes"), gettext_lazy("From each learner's own start. Empty: no limit."), 1, 600)
    review = forms.ChoiceField(label=gettext_lazy("Explained"), choices=REVIEWS)

    NEEDED = ("late", "counts", "manner", "review")  # a lesson's page has not all of them: they have their defaults

    def __init__(self, classroom: Classroom, data: Any = None, *, choices: Any = (), **more: Any) -> None:
        self.assignment: Assignment | None = more.pop("assignment", None)
        self.classroom = classroom
        super().__init__(data, initial=_shown(self.assignment or _new(), classroom) | more.pop("initial", {}))
        self.use_required_attribute = False
        self.fields["target"].choices = [("", _("Choose a lesson or a quiz")), *choices]  # type: ignore[attr-defined]
        for name, field in self.fields.items():
            field.error_messages["required"] = _("This is needed.")
            field.required = field.required and name not in self.NEEDED
        if self.assignment is not None:
            del self.fields["target"]
            self.fields["title"].required, self.fields["title"].help_text = True, ""
        self.what = _drawn(*(() if self.assignment else ("target",)), "title", "note")
        self.dates = _drawn(*TIMES)
        self.marks = _drawn("late", "late_percent", "weight")
        self.quiz = _drawn("manner", "minutes", "review", "attempts", "counts")

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        times = {column: self.read_time(name, later=name != "opens") for name, column in TIMES.items()}
        self._check_order(times["opens_at"], times["due_at"], times["closes_at"])
        data["values"] = {**times, **self._columns()}
        return data

    def _check_order(self, opens: datetime | None, due: datetime | None, closes: datetime | None) -> None:
        if opens and due and due <= opens:
            self.add_error("due", _("It would be due before it opens."))
        if due and closes and closes < due:
            self.add_error("closes", _("It would close before it is due. Late work needs a closing time after that."))
        elif opens and closes and closes <= opens:
            self.add_error("closes", _("It would close before it opens."))

    def _columns(self) -> dict[str, Any]:
        data, shown = self.cleaned_data, self.initial
        exam = as_exam(data.get("minutes"), data.get("review") or "at-once")
        return {
            "title": " ".join((data.get("title") or "").split()),
            "note": (data.get("note") or "").strip(),
            "late": data.get("late") or shown["late"],
            "late_percent": data.get("late_percent") or shown["late_percent"],
            "weight": data.get("weight"),
            "attempts": data.get("attempts"),
            "counts": data.get("counts") or shown["counts"],
            "terms": exam if data.get("manner") == EXAM else {},
        }

    def check_review(self, own: Terms | None) -> None:
        """A quiz that is explained after it has closed has to close; ``own`` are the terms of the quiz itself."""
        values = self.cleaned_data.get("values")
        if own is None or not values or self.errors:
            return
        terms = Terms.of({**own.snapshot(), **values["terms"]})
        ends_at = Deadline(due_at=values["due_at"], closes_at=values["closes_at"], late=values["late"]).ends_at
        if terms.is_exam and terms.review == "after-close" and ends_at is None:
            self.add_error("closes", _("It is to be explained once it has closed, so it needs a closing time."))


def _new() -> Assignment:
    return Assignment(weight=1.0)


def _shown(item: Assignment, classroom: Classroom) -> dict[str, Any]:
    """An assignment as the fields of the form."""
    plain = ("title", "note", "late", "late_percent", "attempts", "counts")
    times = {name: local_text(getattr(item, column), classroom.zone) for name, column in TIMES.items()}
    exam = {
        "manner": EXAM if item.terms.get("mode") == EXAM else AS_IS,
        "minutes": item.terms.get("minutes"),
        "review": item.terms.get("review", "at-once"),
    }
    return {name: getattr(item, name) for name in plain} | times | exam | {"weight": f"{item.weight:g}"}


class ExtensionForm(TimesForm):
    """What one learner gets more than the others."""

    member = forms.ChoiceField(label=gettext_lazy("Learner"))
    due = _time(gettext_lazy("Due for them"), gettext_lazy("Empty: as for everybody. It closes then at the earliest."))
    extra_time = _whole(
        gettext_lazy("Extra time"), gettext_lazy("Per cent of an exam's minutes. Empty: as set in the class."), 0, 300
    )
    attempts = _whole(gettext_lazy("More attempts"), gettext_lazy("Beside those that everybody has."), 0, 20)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("For those who teach the class; the learner can export it."),
    )

    def __init__(
        self,
        assignment: Assignment,
        members: Sequence[Membership],
        data: Any = None,
        *,
        extension: Extension | None = None,
        member: str = "",
    ) -> None:
        self.assignment, self.classroom = assignment, assignment.classroom
        super().__init__(data, initial=_extended(extension, self.classroom) | ({"member": member} if member else {}))
        self.use_required_attribute = False
        self.members = {str(each.pk): each for each in members}
        named = [(pk, each.name) for pk, each in self.members.items()]
        self.fields["member"].choices = [("", _("Choose a learner")), *named]  # type: ignore[attr-defined]
        self.fields["member"].error_messages |= {
            "required": _("Whom is it for?"),
            "invalid_choice": _("That is nobody who is in the class now."),
        }
        self.drawn = _drawn("member", "due", "extra_time", "attempts", "reason")

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        due_at = self.read_time("due", later=True)
        everybodys = self.assignment.due_at or self.assignment.closes_at
        if due_at and everybodys is None:
            self.add_error("due", _("It has no due date and never closes, so there is nothing to move."))
        elif due_at and everybodys and due_at <= everybodys:
            self.add_error("due", _("That is no later than for everybody: %s.") % self.classroom.told(everybodys))
        extra_time, attempts = data.get("extra_time"), data.get("attempts") or 0
        if not self.errors and due_at is None and extra_time is None and not attempts:
            self.add_error(None, _("This gives nothing yet: say a date, some extra time or more attempts."))
        data["values"] = {
            "due_at": due_at,
            "extra_time": extra_time,
            "attempts": attempts,
            "reason": " ".join((data.get("reason") or "").split()),
        }
        return data


def _extended(item: Extension | None, classroom: Classroom) -> dict[str, Any]:
    if item is None:
        return {}
    return {
        "member": str(item.membership_id),
        "due": local_text(item.due_at, classroom.zone),
        "extra_time": item.extra_time,
        "attempts": item.attempts or None,
        "reason": item.reason,
    }
