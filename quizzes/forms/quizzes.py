"""The forms of authored quizzes. What cannot be read stays as it was typed: a working copy loses nothing."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..core.interchange.checking import Problem
from ..core.interchange.shapes import share, whole
from ..core.quiz_drafts import QuizSource
from ..core.terms import Terms

WHOLE = ("tries", "minutes", "attempts")  # empty means the default, or no limit
TICKED = ("hints", "shuffle", "confidence")
TIMES = ("opens", "closes")
YEARS = range(2000, 2200)  # of a time; further off no zone can be reckoned with
LONGEST = 200  # characters of a list of labels

Row = tuple[str, dict[str, Any]]  # the name that a pick has in the form, and the pick


class NewQuizForm(forms.Form):
    """What a quiz begins with."""

    title = forms.CharField(label=_("Title"), max_length=120, help_text=_("Learners see it. It can be changed later."))
    mode = forms.ChoiceField(
        label=_("Begin with"),
        choices=[("practice", _("practice: graded at once")), ("exam", _("an exam: graded when it is handed in"))],
        help_text=_("It sets everything below; each of it can be changed."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].error_messages["required"] = _("This is needed.")
        if "title" in self.errors:
            self.fields["title"].widget.attrs["autofocus"] = True
        self.helper = _drawn("title", "mode")


def _number(least: float, most: float, step: str = "1") -> forms.Widget:
    return forms.NumberInput(attrs={"min": least, "max": most, "step": step})


def _time() -> forms.Widget:
    return forms.DateTimeInput(attrs={"type": "datetime-local"})


def _line(label: Any, help_text: Any = "", widget: forms.Widget | None = None) -> forms.CharField:
    """A field that takes whatever is typed; publishing says what is wrong with it."""
    return forms.CharField(label=label, help_text=help_text, widget=widget or forms.TextInput(), required=False)


class QuizForm(forms.Form):
    """Head and behaviour of a quiz, drawn by crispy-forms in parts; always made from a working copy."""

    title = _line(_("Title"), widget=forms.TextInput(attrs={"maxlength": 120}))
    summary = _line(
        _("Summary"),
        _("What it is about, in a sentence or two. It stands in the list and above the first question."),
        forms.Textarea(attrs={"rows": 3, "maxlength": 600}),
    )
    mode = forms.ChoiceField(
        label=_("Kind"),
        choices=[("practice", _("practice")), ("exam", _("exam"))],
        help_text=_("Practice is graded answer by answer. An exam is graded when it is handed in."),
        required=False,
    )
    shuffle = forms.BooleanField(
        label=_("Shuffle the options"), help_text=_("Each attempt has its own order."), required=False
    )
    confidence = forms.BooleanField(
        label=_("Ask how sure they are"), help_text=_("The result shows what was sure and wrong."), required=False
    )
    tries = _line(_("Tries"), _("For each question, 1 to 5. The best one counts."), _number(1, 5))
    penalty = _line(_("Penalty"), _("What each earlier try costs, from 0 to 1 of the mark."), _number(0, 1, "0.05"))
    hints = forms.BooleanField(label=_("Show hints"), help_text=_("They are free."), required=False)
    minutes = _line(_("Minutes"), _("From the start; then it is handed in as it is. Empty: no limit."), _number(1, 600))
    opens = _line(_("Opens"), "", _time())
    closes = _line(_("Closes"), _("Whoever is in it then hands in what there is."), _time())
    attempts = _line(_("Attempts"), _("How often one account may take it. Empty: any number."), _number(1, 50))
    review = forms.ChoiceField(
        label=_("Explained"),
        choices=[
            ("at-once", _("when it is handed in")),
            ("after-close", _("once it has closed")),
            ("never", _("never")),
        ],
        help_text=_("When learners see their result and the reasons."),
        required=False,
    )

    def __init__(self, source: QuizSource, problems: Iterable[Problem] = ()) -> None:
        super().__init__(_shown(source))
        self.use_required_attribute = False
        zone = _("Time zone: %(zone)s.") % {"zone": timezone.get_default_timezone_name()}
        self.fields["opens"].help_text = zone
        self.full_clean()
        for problem in problems:
            name = problem.place.removeprefix("behaviour.")
            if name in self.fields:
                self.add_error(name, problem.text)
        self.head = _drawn("title", "summary")
        self.kind = _drawn("mode", "shuffle", "confidence")
        self.practice = _drawn("tries", "penalty", "hints")
        self.exam = _drawn("minutes", "opens", "closes", "attempts", "review")


def _drawn(*names: str) -> FormHelper:
    """How crispy-forms draws a part of a larger form."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.layout = Layout(*names)
    return helper


def _shown(source: QuizSource) -> dict[str, Any]:
    """A working copy as the fields of the form."""
    behaviour = {**_defaults(), **(source.get("behaviour") or {})}
    values = {name: "" if value is None else value for name, value in behaviour.items()}
    values |= {name: _local(str(values[name])) for name in TIMES}
    return {"title": source.get("title") or "", "summary": source.get("summary") or "", **values}


def _defaults() -> dict[str, Any]:
    return {name: value for name, value in Terms().snapshot().items() if name != "marks"}


def _local(text: str) -> str:
    """A stored time as the field has it, in the zone of the site; what is no time as it was typed."""
    try:
        return timezone.localtime(datetime.fromisoformat(text)).strftime("%Y-%m-%dT%H:%M")
    except (ValueError, OverflowError):
        return text


def read_quiz(data: QueryDict) -> tuple[QuizSource, list[Row]]:
    """The working copy that a sent form says, and its picks with the names that they have in the form."""
    rows = [(name, read_pick(data, name)) for name in dict.fromkeys(data.getlist("pick"))]
    source = {
        "title": _text(data, "title"),
        "summary": _text(data, "summary"),
        "picks": [pick for _name, pick in rows],
        "behaviour": _behaviour(data),
        "is_listed": data.get("listed") == "yes",
    }
    return source, rows


def read_pick(data: Mapping[str, Any], name: str) -> dict[str, Any]:
    """One pick of the form; ``name`` is what its fields end with."""
    mark = _share(_text(data, f"mark-{name}"), 1.0)
    if f"question-{name}" in data:
        return {"question": _text(data, f"question-{name}")[:80], "mark": mark}
    rule = {
        "topics": _many(data, f"topics-{name}"),
        "kinds": _many(data, f"kinds-{name}"),
        "difficulties": [whole(value) for value in _many(data, f"difficulties-{name}")],
        "labels": _labels(_text(data, f"labels-{name}")),
        "from": _text(data, f"from-{name}")[:10] or "both",
    }
    return {"rule": rule, "number": _whole(_text(data, f"number-{name}"), 1), "mark": mark}


def _behaviour(data: QueryDict) -> dict[str, Any]:
    read: dict[str, Any] = {name: data.get(name) == "on" for name in TICKED}
    read |= {name: _whole(_text(data, name), _defaults()[name]) for name in WHOLE}
    read |= {name: _stored_time(_text(data, name)) for name in TIMES}
    read["penalty"] = _share(_text(data, "penalty"), 0.0)
    return read | {name: _text(data, name)[:20] or _defaults()[name] for name in ("mode", "review")}


def _text(data: Mapping[str, Any], name: str) -> str:
    return str(data.get(name, "")).replace("\x00", "").replace("\r\n", "\n").strip()  # no database keeps a zero byte


def _many(data: Mapping[str, Any], name: str) -> list[str]:
    values = data.getlist(name) if isinstance(data, QueryDict) else []
    return [value.replace("\x00", "")[:80] for value in values if value][:60]


def _labels(text: str) -> list[str]:
    return [label.strip() for label in text[:LONGEST].split(",") if label.strip()]


def _whole(text: str, default: int | None) -> int | str | None:
    return whole(text[:40]) if text else default


def _share(text: str, default: float) -> float | str:
    return share(text[:40].replace(",", ".")) if text else default


def _stored_time(text: str) -> str:
    """A time of the site's zone with its offset; what is no time as it was typed."""
    try:
        naive = datetime.fromisoformat(text)
        if naive.year not in YEARS:
            return text[:40]
        return (naive if naive.tzinfo else timezone.make_aware(naive)).isoformat()
    except (ValueError, OverflowError):
        return text[:40]
