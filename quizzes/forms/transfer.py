"""Forms of import and export."""

from pathlib import PurePath
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from statuscourse.web.addresses import at

from ..core.interchange.formats import FORMATS
from ..core.interchange.model import FileRefused, FormatUnknown
from ..core.interchange.naming import is_id
from ..core.interchange.planning import TOPIC_LIMIT, Wishes, storable
from ..core.interchange.shapes import SHAPES
from ..core.interchange.text import LIMIT
from ..reports.shelf import KIND_LABELS, STATE_LABELS
from ..reports.transfer import Selection

PASTED = _("pasted text")
TOO_LARGE = _("The file is larger than %d MB. Split it into smaller ones.") % (LIMIT // 1_000_000)
OWNERS = {
    "mine": _("mine"),
    "shared": _("shared with me"),
    "course": _("of the course"),
    "all": _("all that I may see"),
}


class ImportForm(forms.Form):
    """A file, or its text; and what is to be done with the questions in it."""

    file = forms.FileField(
        label=_("File"),
        required=False,
        max_length=200,
        allow_empty_file=True,
        help_text=_("Moodle GIFT, Moodle XML, Aiken, CSV, QTI 2.1 or our YAML; up to 5 MB and 10,000 questions."),
    )
    text = forms.CharField(
        label=_("Or its text, pasted"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
    )
    format = forms.ChoiceField(label=_("Format"), required=False)
    topic = forms.CharField(
        label=_("Topic for questions that name none"),
        required=False,
        max_length=TOPIC_LIMIT,
        help_text=_("Small letters, digits and hyphens, such as week-3."),
    )
    publish = forms.BooleanField(
        label=_("Publish what is complete"),
        required=False,
        help_text=_("Everything else becomes a draft, which only you see."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.status = 422
        chosen = [(one.name, one.label) for one in FORMATS.values()]
        self.fields["format"].choices = [("", _("Recognise it")), *chosen]  # type: ignore[attr-defined]
        self.helper = FormHelper()
        self.helper.form_action = "author_import"
        self.helper.form_class = "transfer-form"
        self.helper.attrs = {"enctype": "multipart/form-data", "data-sending": _("Reading the file")}
        button = Submit("submit", _("Look what is in it"), css_class="go")
        self.helper.layout = Layout("file", "text", "format", "topic", "publish", button)

    def clean_topic(self) -> str:
        topic: str = self.cleaned_data["topic"].strip()
        if topic and not is_id(topic):
            raise forms.ValidationError(_("A topic is small letters, digits and hyphens, such as week-3."))
        return topic

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        file, text = data.get("file"), data.get("text") or ""
        if "file" in self.errors or "text" in self.errors:
            return data
        if file is None and not text.strip():
            self.add_error("file", _("Nothing was sent. Choose a file, or paste its text."))
        elif file is not None and text.strip():
            self.add_error("text", _("There is a file and a text. Send one of them."))
        else:
            self._take(data, file, text)
        return data

    def _take(self, data: dict[str, Any], file: Any, text: str) -> None:
        data["content"] = file.read() if file is not None else text.encode("utf-8", "replace")
        name = PurePath(str(storable(file.name))).name if file is not None else ""
        data["file_name"] = "".join(sign for sign in name if sign.isprintable())[:200] or str(PASTED)
        if len(data["content"]) > LIMIT:
            self.status = 413
            self.add_error("file" if file is not None else "text", TOO_LARGE)

    def wishes(self) -> Wishes:
        return Wishes(self.cleaned_data["topic"], self.cleaned_data["publish"])

    def focus_on_problem(self) -> None:
        """Let the browser begin at what is to be put right."""
        name = next((name for name in self.fields if name in self.errors), "file")
        self.fields[name].widget.attrs["autofocus"] = True

    def wait(self) -> None:
        """Say at its field that somebody else's file comes first."""
        self.status = 429
        text = _("Another large file is being read just now. Nothing was done with yours; send it again in a moment.")
        self.add_error("file" if self.cleaned_data["file"] is not None else "text", text)

    def refuse(self, refused: FileRefused) -> None:
        """Say at its field why the file cannot be read, and where."""
        self.status = 415 if isinstance(refused, FormatUnknown) else 422
        place = _("Line %d: ") % refused.line if refused.line else ""
        self.add_error("file" if self.cleaned_data["file"] is not None else "text", f"{place}{storable(refused.text)}")


class ExportForm(forms.Form):
    """Which questions, and in which format; sent with GET."""

    q = forms.CharField(label=_("Words in it"), required=False, max_length=100)
    topic = forms.ChoiceField(label=_("Topic"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("not retired")), *STATE_LABELS.items()])
    owner = forms.ChoiceField(label=_("Whose"), required=False, choices=list(OWNERS.items()))
    ids = forms.CharField(
        label=_("Or these ids only"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
    )
    drafts = forms.BooleanField(label=_("Drafts and unpublished changes too"), required=False)
    format = forms.ChoiceField(label=_("Format"))

    def __init__(self, *args: Any, topics: list[str], formats: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = {
            "topic": [("", _("every topic")), *((topic, topic) for topic in topics)],
            "kind": [("", _("every kind")), *((kind, KIND_LABELS[kind]) for kind in SHAPES)],
            "format": formats,
        }
        for name, rows in choices.items():
            self.fields[name].choices = rows  # type: ignore[attr-defined]
        self.helper = FormHelper()
        self.helper.form_action = at("/author/export/#file")  # on a phone the file comes far below the form
        self.helper.form_method = "get"
        self.helper.form_class = "transfer-form transfer-filters"
        button = Submit("", _("Look what fits"), css_class="go")
        self.helper.layout = Layout("q", "topic", "kind", "state", "owner", "format", "ids", "drafts", button)

    def selection(self) -> Selection:
        data = self.cleaned_data
        return Selection(
            text=data["q"],
            kind=data["kind"],
            topic=data["topic"],
            state=data["state"],
            owner=data["owner"] or "mine",
            ids=tuple(dict.fromkeys(data["ids"].replace(",", " ").split())),
            drafts=data["drafts"],
        )
