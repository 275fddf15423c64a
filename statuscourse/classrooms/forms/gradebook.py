"""What a teacher decides about marks: one by one, or a file of them."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from quizzes.core.interchange.model import FileRefused
from quizzes.core.interchange.text import decode

from ..core.marksheet import LIMIT, Sheet, entry, read
from ..models import GradeChange

REASON_NEEDED = _("Say why: the learner reads it beside the mark, and so do those who teach the class.")
TOO_LARGE = _("The file is larger than 1 MB. A gradebook of a thousand learners has less; is it the right file?")


def reason_field() -> forms.CharField:
    return forms.CharField(
        label=_("Reason"),
        help_text=_("The learner reads it beside the mark."),
        min_length=3,
        max_length=200,
        error_messages={"required": REASON_NEEDED},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class DecisionForm(forms.Form):
    """A decision about one cell, by who knew the change ``known`` (0 for none)."""

    known = forms.CharField(widget=forms.HiddenInput, required=False)
    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            (GradeChange.Decision.MARK, _("another mark")),
            (GradeChange.Decision.EXCUSED, _("excused: it counts neither for nor against")),
            (GradeChange.Decision.WITHDRAWN, _("as it was earned: an earlier decision is taken back")),
        ],
        error_messages={"required": _("Choose what you decide.")},
    )
    percent = forms.CharField(
        label=_("Mark in per cent"),
        required=False,
        max_length=20,
        help_text=_("From 0 to 100; with “another mark” alone."),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    reason = reason_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        button = Submit("submit", _("Decide"), css_class="go")
        self.helper.layout = Layout("known", "decision", "percent", "reason", button)

    def clean_known(self) -> int:
        """What is no number is known to nobody, and ends as a conflict with the page made anew."""
        text: str = self.cleaned_data["known"]
        return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else -1

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        text = data.get("percent", "")
        data["percent"] = None
        if data.get("decision") == GradeChange.Decision.MARK and "percent" not in self.errors:
            data["percent"] = self._percent(text)
        return data

    def _percent(self, text: str) -> float | None:
        try:
            mark = entry(text)
        except ValueError:
            mark = None
        if isinstance(mark, float):
            return round(mark * 100, 6)
        self.add_error("percent", _("A mark is a number from 0 to 100."))
        return None


class MarksFileForm(forms.Form):
    """A file of marks, as the gradebook gives it out."""

    file = forms.FileField(
        label=_("File"),
        max_length=200,
        allow_empty_file=True,
        help_text=_("The CSV file of this gradebook with the marks that you changed, up to 1 MB."),
        error_messages={"required": _("Nothing was sent. Choose a file.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.status, self.sheet, self.text = 422, Sheet((), ()), ""
        self.helper = FormHelper()
        self.helper.form_class = "transfer-form"
        self.helper.attrs = {"enctype": "multipart/form-data", "data-sending": _("Reading the file")}
        self.helper.layout = Layout("file", Submit("submit", _("Look what it would change"), css_class="go"))

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        content = file.read(LIMIT + 1)
        if len(content) > LIMIT:
            self.status = 413
            raise forms.ValidationError(TOO_LARGE)
        self.sheet, self.text = _read(content)
        return file


class MarksForm(forms.Form):
    """The same file again, to be taken over: its text, what was seen of it, and one reason for all changes."""

    content = forms.CharField(widget=forms.HiddenInput, strip=False, max_length=LIMIT)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    reason = reason_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheet = Sheet((), ())
        self.helper = FormHelper()
        self.helper.attrs = {"enctype": "multipart/form-data", "data-sending": _("Taking the marks over")}
        button = Submit("apply", _("Take the marks over"), css_class="go")
        self.helper.layout = Layout("content", "seen", "reason", button)

    def clean_content(self) -> str:
        text: str = self.cleaned_data["content"]
        self.sheet, text = _read(text.encode("utf-8", "replace"))
        return text


def _read(content: bytes) -> tuple[Sheet, str]:
    """The file's rows and its text. Raises ValidationError with the line and the reason."""
    try:
        return read(content), decode(content)[0]
    except FileRefused as refused:
        place = _("Line %d: ") % refused.line if refused.line else ""
        raise forms.ValidationError(f"{place}{refused.text}") from None
