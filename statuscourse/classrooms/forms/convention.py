"""What a class answers in the contested cases."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from quizzes.core.cases import CASES, Case, Choice
from statuscourse.protocol.registry import phrase


@dataclass(frozen=True)
class Option:
    """One radio button of a case; without a choice it leaves the case open."""

    radio: forms.boundfield.BoundWidget
    choice: Choice | None

    @property
    def phrase(self) -> str:
        return phrase(self.choice.code) if self.choice else ""

    @property
    def who(self) -> str:
        return _(self.choice.who) if self.choice else ""


@dataclass(frozen=True)
class Row:
    """A case with its field and its radio buttons, the open one last."""

    case: Case
    asks: str
    field: forms.BoundField
    options: list[Option]


class ConventionForm(forms.Form):
    """A choice for each contested case; empty where the class leaves it open."""

    def __init__(self, convention: Mapping[str, int], data: Any = None) -> None:
        initial = {name: str(code) for name, code in convention.items()}
        super().__init__(data, initial=initial)
        for case in CASES.values():
            self.fields[case.id] = forms.ChoiceField(
                label=_(case.title),
                choices=[*_choices(case), ("", _("Leave it open"))],
                required=False,
                error_messages={"invalid_choice": _("That is not a code that a guide answers in this case.")},
                widget=forms.RadioSelect,
            )

    @property
    def rows(self) -> list[Row]:
        return [_row(case, self[case.id]) for case in CASES.values()]

    @property
    def convention(self) -> dict[str, int]:
        """The codes that were chosen, of a form that is valid."""
        return {name: int(code) for name, code in self.cleaned_data.items() if code}


def _row(case: Case, field: forms.BoundField) -> Row:
    options = [Option(radio, choice) for radio, choice in zip(field, (*case.choices, None), strict=True)]
    return Row(case, _(case.asks), field, options)


def _choices(case: Case) -> list[tuple[str, str]]:
    return [(str(choice.code), f"{choice.code} {phrase(choice.code)}: {_(choice.who)}") for choice in case.choices]
