"""Forms about the people of a class."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from statuscourse.accounts.forms import helper

from ..core.names import LONGEST, MOST_EXTRA, NUMBER_LONGEST, clean_name, fold
from .classes import NameField

MOST = 500  # names at once; longer lists come as a table


class AddPeopleForm(forms.Form):
    """Names, one in a line."""

    do = forms.CharField(widget=forms.HiddenInput, initial="add")
    names = forms.CharField(
        label=gettext_lazy("Names, one in a line"),
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
        help_text=gettext_lazy("They get their way in with a slip, which you print."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(self, "", _("Put them on the list"), "do", "names")

    def clean_names(self) -> list[str]:
        names = [clean_name(line) for line in self.cleaned_data["names"].splitlines() if clean_name(line)]
        if not names:
            raise forms.ValidationError(_("There is no name in it."))
        if len(names) > MOST:
            raise forms.ValidationError(_("%d names at once at most. Longer lists come as a table.") % MOST)
        long = next((name for name in names if len(name) > LONGEST), "")
        if long:
            raise forms.ValidationError(_("“%s…” is longer than the 80 characters of a name.") % long[:30])
        self._refuse_doubles(names)
        return names

    def _refuse_doubles(self, names: list[str]) -> None:
        met: set[str] = set()
        for name in names:
            if fold(name) in met:
                text = _("“%s” stands there twice. Add something that tells them apart. Nobody was added.")
                raise forms.ValidationError(text % name)
            met.add(fold(name))


class MemberForm(forms.Form):
    do = forms.CharField(widget=forms.HiddenInput, initial="save")
    name = NameField(label=gettext_lazy("Name"))
    number = forms.CharField(
        label=gettext_lazy("Number (not needed)"),
        max_length=NUMBER_LONGEST,
        required=False,
        help_text=gettext_lazy("The school's own. Other learners do not see it."),
        error_messages={"max_length": gettext_lazy("A number has 40 characters at most.")},
    )
    extra_time = forms.IntegerField(
        label=gettext_lazy("Extra time in exams, in per cent"),
        min_value=0,
        max_value=MOST_EXTRA,
        error_messages={
            name: gettext_lazy("A whole number from 0 to 300.") for name in ("invalid", "min_value", "max_value")
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"].widget.attrs.pop("maxlength", None)
        self.fields["extra_time"].widget = forms.TextInput(attrs={"inputmode": "numeric"})
        self.helper = helper(self, "", _("Save"), "do", "name", "number", "extra_time")

    def clean_number(self) -> str:
        return clean_name(self.cleaned_data["number"])


class RosterForm(forms.Form):
    """A table of a spreadsheet as a file, or its text."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        max_length=200,
        allow_empty_file=True,
        help_text=gettext_lazy("CSV as spreadsheets save it, up to 1 MB and 2,000 learners."),
    )
    text = forms.CharField(
        label=gettext_lazy("Or the table, pasted"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(self, "", _("Look what it would change"), "file", "text")
        self.helper.attrs = {"enctype": "multipart/form-data"}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        file, text = data.get("file"), data.get("text") or ""
        if self.errors:
            return data
        if file is None and not text.strip():
            self.add_error("file", _("Nothing was sent. Choose a file, or paste the table."))
        elif file is not None and text.strip():
            self.add_error("text", _("There is a file and a text. Send one of them."))
        else:
            data["content"] = file.read() if file is not None else text.encode("utf-8", "replace")
        return data
