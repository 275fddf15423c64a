"""The form that every answer comes through."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .core.grading import UNKNOWN, ResponseRefused, parse_response
from .models import Answer, QuestionRevision

DAY = 24 * 60 * 60  # seconds; a form that stood open for longer says nothing about thinking


class AnswerForm(forms.Form):
    """What a learner sent: a chosen key or typed digits. Once valid, ``cleaned_data["response"]`` is typed."""

    answer = forms.CharField(required=False, max_length=16)
    typed = forms.CharField(required=False, max_length=16)
    key = forms.CharField(required=False, max_length=64)
    context = forms.ChoiceField(required=False, choices=[(name, name) for name in Answer.ASKED_ALONE])
    asked_at = forms.IntegerField(required=False)  # Unix seconds, written into the form when it was drawn

    def __init__(self, *args: Any, revision: QuestionRevision, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.revision = revision

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        answer = data.get("answer", "")
        # The button "I don't know" wins over what was typed before it was pressed; else the digits say the code.
        raw = (answer if answer == UNKNOWN else data.get("typed") or answer).strip()
        if not raw and not self.errors:
            raise forms.ValidationError(
                _("Nothing is chosen yet. Pick a code, type its digits, or say “I don't know”.")
            )
        if raw:
            try:
                data["response"] = parse_response(self.revision.body, raw)
            except ResponseRefused as refused:
                raise forms.ValidationError(refused.text) from None
        return data

    def seconds(self, now: datetime) -> int | None:
        """How long the answer took, by the form's own word; None where it says nothing that makes sense."""
        asked_at = self.cleaned_data.get("asked_at")
        taken = int(now.timestamp()) - asked_at if asked_at else -1
        return taken if 0 <= taken <= DAY else None

    def problem(self) -> str:
        """All that is wrong, as one sentence after another."""
        return " ".join(str(text) for texts in self.errors.values() for text in texts)
