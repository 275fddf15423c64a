"""Forms of sharing and of reports."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from statuscourse.accounts.forms import helper
from statuscourse.accounts.models import User

from ..access.authoring import draws_from_owner
from ..access.sharing import find_colleague
from ..models import Question, Quiz, Share

LONGEST, SHORTEST = 2000, 10  # characters of a report
TOO_LONG = gettext_lazy("That is longer than the 2,000 characters that fit. Nothing was sent yet.")


class ColleagueForm(forms.Form):
    """Names a colleague of the owner."""

    name = forms.CharField(label=gettext_lazy("User name"), max_length=150)

    def __init__(self, *args: Any, item: Question | Quiz, by: User, **kwargs: Any) -> None:
        kwargs["auto_id"] = self.do.replace("-", "_") + "_%s"  # two of these stand on one page
        super().__init__(*args, **kwargs)
        self.item, self.by = item, by
        self.fields["do"] = forms.CharField(widget=forms.HiddenInput, initial=self.do)
        self.fields["name"].widget.attrs.update({"list": "colleagues", "autocomplete": "off", "autocapitalize": "none"})

    do = ""

    def clean_name(self) -> User:
        colleague = find_colleague(self.cleaned_data["name"].strip())
        if colleague is None:
            raise forms.ValidationError(_("There is no instructor of this name here."))
        if colleague.pk == self.item.owner_id:
            own = colleague.pk == self.by.pk
            raise forms.ValidationError(_("This is yours already.") if own else _("It belongs to them already."))
        return colleague


class ShareForm(ColleagueForm):
    do = "share"
    right = forms.ChoiceField(
        label=gettext_lazy("They may"),
        choices=[(Share.Right.VIEW, gettext_lazy("look at it")), (Share.Right.EDIT, gettext_lazy("change it"))],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(self, "", _("Share"), "do", "name", "right")


class HandOverForm(ColleagueForm):
    """A quiz that draws from its owner's questions would draw from the new owner's, who shared them with nobody."""

    do = "hand-over"

    def clean_name(self) -> User:
        if isinstance(self.item, Quiz) and draws_from_owner(self.item):
            text = _("Its rules draw from your own questions. Let them draw from the course first, or pick by hand.")
            raise forms.ValidationError(text)
        return super().clean_name()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(self, "", _("Hand it over"), "do", "name", css_class="key danger")


class Lines(forms.CharField):
    """A text of several lines; browsers send their ends as CRLF, and we keep them as LF."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return str(super().to_python(str(value or "").replace("\r\n", "\n").replace("\r", "\n")))


class ReportForm(forms.Form):
    text = Lines(
        label=gettext_lazy("What is wrong with it?"),
        min_length=SHORTEST,
        max_length=LONGEST,
        help_text=gettext_lazy("A wrong reason, a broken link, a rule that says otherwise: be as exact as you can."),
        error_messages={
            "min_length": gettext_lazy("Say a little more: ten characters at least."),
            "max_length": TOO_LONG,
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs.update({"rows": 6, "maxlength": False, "minlength": False})
        self.helper = helper(self, "", _("Send the report"), "text")


class ReplyForm(forms.Form):
    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)
    do = forms.CharField(widget=forms.HiddenInput, required=False, initial="answer")
    reply = Lines(
        label=gettext_lazy("Your reply"),
        max_length=LONGEST,
        help_text=gettext_lazy("Whoever reported it reads this with their report. Your name is not shown."),
        error_messages={"max_length": TOO_LONG},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reply"].widget.attrs.update({"rows": 5, "maxlength": False})
        self.helper = helper(self, "", _("Reply and close"), "version", "do", "reply")
