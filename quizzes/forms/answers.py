"""The forms that answers come through, one for each kind of question."""

from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..core.grading import UNKNOWN, ResponseRefused, read_response
from ..models import Answer, Confidence, QuestionRevision

DAY = 24 * 60 * 60  # seconds; a form that stood open for longer says nothing about thinking


class AnswerForm(forms.Form):
    """What a learner sent. Once valid, ``cleaned_data["response"]`` is typed.

    Each kind has a form of its own that says with ``raw`` what its fields mean.
    """

    key = forms.CharField(required=False, max_length=64)
    context = forms.ChoiceField(required=False, choices=[(name, name) for name in Answer.ASKED_ALONE])
    asked_at = forms.IntegerField(required=False)  # Unix seconds, written into the form when it was drawn
    number = forms.IntegerField(required=False, min_value=1, max_value=99)  # which try this is
    confidence = forms.ChoiceField(required=False, choices=Confidence.choices)
    flagged = forms.BooleanField(required=False)
    version = forms.IntegerField(required=False, min_value=0, max_value=2**31)  # of the draft that the page had

    nothing = _("Nothing is chosen yet. Choose, or say “I don't know”.")

    def __init__(self, data: QueryDict, *, revision: QuestionRevision, draft: bool = False) -> None:
        super().__init__(data)
        self.sent = data
        self.revision = revision
        self.is_draft = draft

    def raw(self) -> dict[str, Any] | None:
        """What was sent, in the words of the kind's ``read``; None where nothing was."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        # The button "I don't know" wins over what was chosen or typed before it was pressed.
        raw = {"unknown": True} if UNKNOWN in self.sent.getlist("answer") else self.raw()
        if raw is None and not self.is_draft:
            raise forms.ValidationError(str(self.nothing))
        try:
            data["response"] = (
                {"kind": self.revision.body["kind"]}
                if raw is None
                else read_response(self.revision.body, raw, complete=not self.is_draft)
            )
        except ResponseRefused as refused:
            raise forms.ValidationError(gettext(refused.sentence) % refused.values) from None
        return data

    def kept(self) -> dict[str, Any]:
        """What was sent, as far as it can be shown again in the form, so that a refusal loses nothing."""
        raw = (self.raw() if hasattr(self, "cleaned_data") else None) or {}
        if "text" in raw:
            raw["text"] = raw["text"].replace("\x00", "")  # no page can hold one
        return {"kind": self.revision.body["kind"], **raw}

    def named(self, prefix: str) -> dict[str, str]:
        """The values of the fields whose names begin so, by the rest of their names."""
        return {name.removeprefix(prefix): str(self.sent[name]) for name in self.sent if name.startswith(prefix)}

    def seconds(self, now: datetime) -> int | None:
        """How long the answer took, by the form's own word; None where it says nothing that makes sense."""
        asked_at = self.cleaned_data.get("asked_at")
        taken = int(now.timestamp()) - asked_at if asked_at else -1
        return taken if 0 <= taken <= DAY else None

    def problem(self) -> str:
        """All that is wrong, as one sentence after another."""
        return " ".join(str(text) for texts in self.errors.values() for text in texts)


class CodeForm(AnswerForm):
    """A chosen key, or typed digits, which always mean the code."""

    answer = forms.CharField(required=False, max_length=16)
    typed = forms.CharField(required=False, max_length=16)

    nothing = _("Nothing is chosen yet. Pick a code, type its digits, or say “I don't know”.")

    def raw(self) -> dict[str, Any] | None:
        code = (self.cleaned_data.get("typed") or self.cleaned_data.get("answer") or "").strip()
        return {"code": code} if code else None


class ChoiceForm(AnswerForm):
    """One option by its key."""

    answer = forms.CharField(required=False, max_length=80)

    def raw(self) -> dict[str, Any] | None:
        chosen = self.cleaned_data.get("answer")
        return {"chosen": chosen} if chosen else None


class SeveralForm(AnswerForm):
    """Any number of options by their keys."""

    def raw(self) -> dict[str, Any] | None:
        chosen = self.sent.getlist("answer")
        return {"chosen": chosen} if chosen else None


class MatchForm(AnswerForm):
    """A field ``pair-<situation>`` for each situation, with its code."""

    nothing = _("No situation has a code yet. Choose one for each, or say “I don't know”.")

    def raw(self) -> dict[str, Any] | None:
        pairs = self.named("pair-")
        return {"pairs": pairs} if any(pairs.values()) else None


class OrderForm(AnswerForm):
    """A field ``place-<step>`` for each step, with its place from 1."""

    nothing = _("No step has a place yet. Put the steps in order, or say “I don't know”.")

    def raw(self) -> dict[str, Any] | None:
        places = self.named("place-")
        return {"places": places} if any(places.values()) else None


class FaultForm(AnswerForm):
    """The numbers of the lines that were ticked."""

    nothing = _("No line is ticked yet. At least one is wrong; or say “I don't know”.")

    def raw(self) -> dict[str, Any] | None:
        lines = self.sent.getlist("line")
        return {"lines": lines} if lines else None


class TypeForm(AnswerForm):
    """A text, as it was sent: the kind's ``read`` refuses what is too long or no text, and the page shows it again."""

    nothing = _("Nothing is typed yet. Type it, or say “I don't know”.")

    def raw(self) -> dict[str, Any] | None:
        text = str(self.sent.get("text", ""))
        return {"text": text} if text.strip() else None


class WriteForm(TypeForm):
    """A response as it goes over the wire. White space counts in it."""

    nothing = _("Nothing is written yet. Write the response, or say “I don't know”.")

    def raw(self) -> dict[str, Any] | None:
        raw = super().raw()
        untouched = raw is not None and str(raw["text"]).split() == self.revision.body["starter"].split()
        return None if untouched else raw


FORMS: dict[str, type[AnswerForm]] = {
    "code": CodeForm,
    "situation": ChoiceForm,
    "one": ChoiceForm,
    "several": SeveralForm,
    "match": MatchForm,
    "order": OrderForm,
    "fault": FaultForm,
    "type": TypeForm,
    "write": WriteForm,
}


class _Shared(dict[str, forms.Field]):
    """Fields that the forms of a class share, because nobody changes one: copying them costs more than cleaning."""

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, forms.Field]:
        return dict(self)


for _form in FORMS.values():
    _form.base_fields = _Shared(_form.base_fields)


def answer_form(data: QueryDict, revision: QuestionRevision, *, draft: bool = False) -> AnswerForm:
    """The form of a question's kind. A ``draft`` may be empty or lack parts."""
    return FORMS[revision.body["kind"]](data, revision=revision, draft=draft)
