"""Forms of accounts, drawn by crispy-forms with the course's own template pack."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, UserCreationForm
from django.utils.translation import gettext_lazy as _

from .models import User


def helper(form: forms.BaseForm, action: str, label: Any, *names: str, css_class: str = "go") -> FormHelper:
    """How crispy-forms draws a form: these fields in this order, and a button."""
    for field in form.fields.values():
        field.error_messages["required"] = _("This is needed.")
    form_helper = FormHelper()
    form_helper.form_action = action
    form_helper.layout = Layout(*names, Submit("submit", label, css_class=css_class))
    return form_helper


LONGEST_NAME = 150  # as the model has it
PASSWORD_HINT = _("At least 8 characters, not only digits, and nothing that others would try first.")


class SignUpForm(UserCreationForm):  # type: ignore[type-arg]
    """A name and a password; the e-mail address is a choice."""

    class Meta:
        model = User
        fields = ("username", "email")
        labels = {"username": _("User name"), "email": _("E-mail address (not needed)")}
        help_texts = {
            "username": _("Letters, digits and @ . + - _"),
            "email": _("The site sends no mail. An address only helps whoever runs it to know who you are."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password2"].label = _("Password, once more")
        self.fields["password1"].help_text = PASSWORD_HINT
        self.fields["password2"].help_text = ""
        self.fields["username"].widget.attrs["autocomplete"] = "username"
        self.fields["email"].widget.attrs["autocomplete"] = "email"
        self.helper = helper(self, "sign_up", _("Create the account"), "username", "password1", "password2", "email")


class SignInForm(AuthenticationForm):
    error_messages = {
        "invalid_login": _("That name and that password do not belong together. Both mind capital letters."),
        "inactive": _("This account is closed."),
    }

    def __init__(self, *args: Any, is_somebody: bool = False, **kwargs: Any) -> None:
        """``is_somebody`` where classes know this browser by a name: whose it is has to be said."""
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("User name")
        if is_somebody:
            label = _("That is me: add it to my account. The personal code ends then")
            self.fields["bring"] = forms.BooleanField(label=label, required=False)
        more = ["bring"] if is_somebody else []
        self.helper = helper(self, "", _("Sign in"), "username", "password", *more)

    def clean_username(self) -> str:
        """Django only tells the browser how long a name may be. Nobody has a longer one, and no column of the throttle
        has room for it.
        """
        name: str = self.cleaned_data["username"]
        if len(name) > LONGEST_NAME:
            raise self.get_invalid_login_error()
        return name


class ChangePasswordForm(PasswordChangeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = _("Password now")
        self.fields["new_password2"].label = _("New password, once more")
        self.fields["new_password1"].help_text = PASSWORD_HINT
        self.fields["new_password2"].help_text = ""
        fields = ("old_password", "new_password1", "new_password2")
        self.helper = helper(self, "change_password", _("Change the password"), *fields)


class DeleteMeForm(forms.Form):
    """Deleting is confirmed by a word, because it cannot be undone."""

    confirm = forms.CharField(label=_("Type “delete” to confirm"), max_length=20)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["confirm"].widget.attrs["autocomplete"] = "off"
        self.helper = helper(self, "delete_my_data", _("Delete everything of mine"), "confirm", css_class="key danger")

    def clean_confirm(self) -> str:
        word: str = self.cleaned_data["confirm"].strip().lower()
        if word != "delete":
            raise forms.ValidationError(_("Nothing was deleted: the word is “delete”."))
        return word
