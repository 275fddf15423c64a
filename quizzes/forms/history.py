"""The form of a regrade."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.utils.translation import gettext_lazy as _


class RegradeForm(forms.Form):
    """Why answers are graded again, and by which revision: the one that the page showed."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31)
    reason = forms.CharField(
        label=_("Why they are graded again"),
        help_text=_("Everybody whose answer changes reads this sentence beside it."),
        min_length=8,
        max_length=200,
        error_messages={"required": _("Say why: everybody whose answer changes reads it.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].widget.attrs["autocomplete"] = "off"
        self.helper = FormHelper()
        self.helper.layout = Layout("revision", "reason", Submit("submit", _("Grade them again"), css_class="go"))
