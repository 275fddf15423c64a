"""What a class answers in the contested cases."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from quizzes.core.cases import CASES, Case
from statuscourse.protocol.registry import phrase


class ConventionForm(forms.Form):
    """A choice for each contested case; empty where the class leaves it open."""

    def __init__(self, convention: Mapping[str, int], data: Any = None) -> None:
        initial = {name: str(code) for name, code in convention.items()}
        super().__init__(data, initial=initial)
        for case in CASES.values():
            self.fields[case.id] = forms.ChoiceField(
                label=_(case.title),
                choices=[("", _("open: as the course says")), *_choices(case)],
                required=False,
                error_messages={"invalid_choice": _("That is not a code that a guide answers in this case.")},
                widget=forms.RadioSelect,
            )

    @property
    def rows(self) -> list[tuple[Case, str, forms.BoundField]]:
        """Each case with what it asks and its field."""
        return [(case, _(case.asks), self[case.id]) for case in CASES.values()]

    @property
    def convention(self) -> dict[str, int]:
        """The codes that were chosen, of a form that is valid."""
        return {name: int(code) for name, code in self.cleaned_data.items() if code}


def _choices(case: Case) -> list[tuple[str, str]]:
    return [(str(choice.code), f"{choice.code} {phrase(choice.code)}: {_(choice.who)}") for choice in case.choices]
