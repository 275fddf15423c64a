"""Forms of a class itself: its name and zone, who else teaches it, deleting it, joining it."""

from functools import cache
from itertools import groupby
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quizzes.access.sharing import find_colleague
from statuscourse.accounts.forms import helper
from statuscourse.accounts.models import User

from ..core.names import LONGEST, clean_name
from ..models import Classroom

OLD = ("Etc/", "SystemV/", "US/", "Canada/", "Brazil/", "Chile/", "Mexico/", "Arctic/")  # other names of the others


@cache
def zones() -> list[tuple[str, Any]]:
    """Every time zone by its continent, for a select; UTC and the site's own first."""
    first = list(dict.fromkeys([settings.TIME_ZONE, "UTC"]))
    placed = sorted(name for name in available_timezones() if "/" in name and not name.startswith(OLD))
    groups: list[tuple[str, Any]] = [(name, name) for name in first]
    for continent, names in groupby(placed, key=lambda name: name.partition("/")[0]):
        shown = [(name, name.partition("/")[2].replace("_", " ")) for name in names if name not in first]
        groups.append((continent, shown))
    return groups


class NameField(forms.CharField):
    """A name in one line, without what cannot be seen."""

    def __init__(self, **kwargs: Any) -> None:
        too_long = gettext_lazy("A name has 80 characters at most.")
        super().__init__(max_length=LONGEST, error_messages={"max_length": too_long}, **kwargs)
        self.widget.attrs.pop("maxlength", None)

    def to_python(self, value: Any) -> str:
        return clean_name(str(super().to_python(value) or ""))


class ClassForm(forms.Form):
    name = NameField(label=gettext_lazy("Name"), help_text=gettext_lazy("As its learners know it: 7b physics."))
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        choices=zones,
        help_text=gettext_lazy("Due dates are meant in it, in summer as in winter."),
        error_messages={"invalid_choice": gettext_lazy("This time zone is not known. Choose one of the list.")},
    )

    button: Any = gettext_lazy("Create the class")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"time_zone": settings.TIME_ZONE})
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["autocomplete"] = "off"
        self.helper = helper(self, "", self.button, *self.fields)


class NewClassForm(ClassForm):
    """Its key is the class's, so that a second click makes no second class."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=40, required=False)


class SettingsForm(ClassForm):
    """The same for a class that there is, on a page with other forms."""

    button = gettext_lazy("Save")
    do = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, classroom: Classroom, **kwargs: Any) -> None:
        kwargs["initial"] = {"name": classroom.name, "time_zone": classroom.time_zone, "do": "describe"}
        kwargs["auto_id"] = "class_%s"  # several forms stand on one page
        super().__init__(*args, **kwargs)


class TeacherForm(forms.Form):
    """Names a colleague. Names that nobody has and those of learners are told alike."""

    do = forms.CharField(widget=forms.HiddenInput, initial="add-teacher")
    teacher = forms.CharField(label=gettext_lazy("User name"), max_length=150)

    def __init__(self, *args: Any, classroom: Classroom, **kwargs: Any) -> None:
        kwargs["auto_id"] = "teacher_%s"  # several forms stand on one page
        super().__init__(*args, **kwargs)
        self.classroom = classroom
        self.fields["teacher"].widget.attrs.update({"autocomplete": "off", "autocapitalize": "none"})
        self.helper = helper(self, "", _("Let them teach it"), "do", "teacher", css_class="key")

    def clean_teacher(self) -> User:
        user = find_colleague(self.cleaned_data["teacher"].strip())
        if user is None:
            raise forms.ValidationError(_("There is no instructor of this name here."))
        if user.pk == self.classroom.owner_id:
            raise forms.ValidationError(_("The class is theirs already."))
        return user


class DeleteClassForm(forms.Form):
    """Deleting is confirmed by the class's name, because it cannot be undone."""

    do = forms.CharField(widget=forms.HiddenInput, initial="delete")
    confirm = forms.CharField(label=gettext_lazy("Type the name of the class to confirm"), max_length=200)

    def __init__(self, *args: Any, classroom: Classroom, **kwargs: Any) -> None:
        kwargs["auto_id"] = "delete_%s"
        super().__init__(*args, **kwargs)
        self.classroom = classroom
        self.fields["confirm"].widget.attrs["autocomplete"] = "off"
        self.helper = helper(self, "", _("Delete the class"), "do", "confirm", css_class="key danger")

    def clean_confirm(self) -> str:
        typed = clean_name(self.cleaned_data["confirm"])
        if typed.casefold() != clean_name(self.classroom.name).casefold():
            raise forms.ValidationError(_("Nothing was deleted: the name is “%s”.") % self.classroom.name)
        return typed


class JoinForm(forms.Form):
    name = NameField(
        label=gettext_lazy("Your name in this class"),
        help_text=gettext_lazy("Your teacher sees it beside your results; other learners do not."),
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=40, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.helper = helper(self, "", _("Join the class"), "name", "key")
