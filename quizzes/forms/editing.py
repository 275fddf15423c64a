"""The editor of a question as a form: made of an entry of the bank, or of what was sent, and back to an entry."""

from collections.abc import Mapping, Sequence
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from ..core.interchange.checking import Problem
from ..core.interchange.model import Source
from ..core.kinds.base import BEST
from .flat import PLACE, build, field_name, filled, flatten, normal, numbers, rows_in
from .kinds import SECTIONS
from .layout import RowShown, SectionBox
from .parts import Part, Rows, rows_of

OPS = ("add", "remove", "up", "down")
LONGEST = 20_000  # characters of one field; the whole form is limited by the site
PLACE_PART = Part(PLACE, "number", _("Place"))


class FormRefused(ValueError):
    """What was sent cannot come from this form. ``text`` says why in a sentence."""

    def __init__(self, text: Any) -> None:
        super().__init__(text)
        self.text = str(text)


class EditForm(forms.Form):
    """The fields of one kind, filled from an entry. It is never refused for what an entry lacks: drafts lack parts.

    ``shown`` says how many rows of a list stand there at least, blank ones at the end; ``fresh`` is the list to which
    one was added just now, ``moved`` the row and the button that were used.
    """

    def __init__(
        self,
        source: Source,
        *,
        shown: Mapping[str, int] | None = None,
        fresh: str = "",
        moved: tuple[str, str] = ("", ""),
    ) -> None:
        self.entry = source
        self.sections = SECTIONS[source["kind"]]
        self.lists = {rows.name: rows for rows in rows_of(self.sections)}
        self.shown = shown or {}
        self.fresh, self.moved = fresh, moved
        self.told: dict[str, list[str]] = {}  # problems of lists and rows, by their name
        self.wire: Mapping[str, Sequence[tuple[int, str]]] = {}  # what is wrong with exchanges, by their field
        self.address = ""  # where its buttons post to
        self.sent: Mapping[str, Any] = {}
        self.standing = _as_data(flatten(source))  # what stands in the fields
        super().__init__(self.standing, auto_id="id_%s")
        self._add_fields()
        self.helper = self._helper()

    @classmethod
    def of(cls, source: Source) -> "EditForm":
        return cls(normal(source))

    @classmethod
    def read(cls, sent: QueryDict, base: Source) -> "EditForm":
        """The form that was sent, upon the entry that it was made of. Raises FormRefused."""
        names = rows_of(SECTIONS[base["kind"]])
        flat = _as_flat(sent)
        shown = {}
        for rows in names:
            found = numbers(flat, rows)
            if len(found) > rows.most or (found and found[-1] > 999):
                raise FormRefused(_("%(most)d are the most of a list, and more came.") % {"most": rows.most})
            shown[rows.name] = len(found)
        form = cls(build(flat, base), shown=shown)
        form.sent = flat
        return form

    def source(self) -> Source:
        """The entry that stands in the fields."""
        return self.entry

    # Rows

    def values(self) -> list[tuple[str, str]]:
        """Every field with what stands in it, to be carried along by another page."""
        return [(name, value) for name, values in self.standing.lists() for value in values]

    def count(self, rows: Rows) -> int:
        """How many rows are drawn."""
        there = len(rows_in(self.entry, rows))
        return min(rows.most, max(there, rows.least, self.shown.get(rows.name, 0)))

    def after(self, op: str, target: str) -> "EditForm":
        """The form after a row was added, removed or moved. Raises FormRefused for a target that is not there."""
        name, _hyphen, number = target.rpartition("-")
        if op == "add":
            name, number = target, "0"
        if name not in self.lists or not (number.isascii() and number.isdigit() and len(number) < 4):
            raise FormRefused(_("There is no such row in this form."))
        rows = self.lists[name]
        if op == "add":
            shown = {**self.shown, name: self.count(rows) + 1}
            return EditForm(self.entry, shown=shown, fresh=name)
        return self._moved(op, rows, int(number))

    def _moved(self, op: str, rows: Rows, number: int) -> "EditForm":
        entry = _copied(self.entry)
        there = rows_in(entry, rows)
        sent = [each for each, _row in filled(self.sent, rows)]
        place = sent.index(number) if number in sent else None
        shown = dict(self.shown)
        at = place if place is not None else min(number, max(len(there) - 1, 0))
        if op == "remove":
            shown[rows.name] = max(0, self.count(rows) - 1)
            if place is not None:
                del there[place]
        elif place is not None:
            other = place + (-1 if op == "up" else 1)
            if 0 <= other < len(there):
                there[place], there[other] = there[other], there[place]
                at = other
        _store(entry, rows.name, there)
        last = max(0, len(there) - 1, shown.get(rows.name, 0) - 1)
        return EditForm(entry, shown=shown, moved=(f"{rows.name}-{min(at, last)}", op))

    # Fields

    def _add_fields(self) -> None:
        for section in self.sections:
            for part in section.parts:
                if isinstance(part, Part):
                    self.fields[part.name] = _field(part, self.standing.get(part.name))
                else:
                    self._add_rows(part)

    def _add_rows(self, rows: Rows) -> None:
        for number in range(self.count(rows)):
            for part in rows.parts:
                name = f"{rows.name}-{number}" + ("" if rows.single else f"-{part.name}")
                if name not in self.standing and part.sort == "choice":
                    self.standing.setlist(name, [self._first_choice(rows, part, number)])  # a blank row
                self.fields[name] = _field(part, self.standing.get(name))
            if self.fresh == rows.name and number == self.count(rows) - 1:
                first = next(part for part in rows.parts if part.sort != "hidden")
                name = f"{rows.name}-{number}" + ("" if rows.single else f"-{first.name}")
                self.fields[name].widget.attrs |= {"data-focus": "", "autofocus": True}
            if rows.ordered:
                for step in range(len(rows_in(self.entry, self.lists[rows.ordered]))):
                    name = f"{rows.name}-{number}-{PLACE}-{step}"
                    self.fields[name] = _field(PLACE_PART, self.standing.get(name))

    def _first_choice(self, rows: Rows, part: Part, number: int) -> str:
        """What a blank row says: people write the best answer first, as ``quizzes.core.skeletons`` has it."""
        is_best = number == 0 and part.name == "verdict"
        return BEST if is_best else part.choices[0][0]

    def _helper(self) -> FormHelper:
        helper = FormHelper(self)
        helper.form_tag = False
        helper.disable_csrf = True
        helper.layout = Layout(*(SectionBox(section) for section in self.sections))
        return helper

    def row_shown(self, rows: Rows, number: int) -> RowShown:
        """One row as the layout draws it."""
        name = f"{rows.name}-{number}"
        names = [name] if rows.single else [f"{name}-{part.name}" for part in rows.parts]
        steps = rows_in(self.entry, self.lists[rows.ordered]) if rows.ordered else []
        return RowShown(
            name=name,
            number=number + 1,
            names=names,
            places=[(f"{name}-{PLACE}-{n}", str(step.get("text") or n + 1)) for n, step in enumerate(steps)],
            problems=self.told.get(name, []),
            focus=self._focus(rows, number),
        )

    def _focus(self, rows: Rows, number: int) -> str:
        """What takes the focus in this row after it was made or moved: ``row``, or the button that was used."""
        name, op = self.moved
        return ("row" if op == "remove" else op) if name == f"{rows.name}-{number}" else ""

    # Problems

    def refuse(self, problems: Sequence[Problem]) -> list[tuple[str, str, str]]:
        """Show each problem at its field, or at the list or row that it is about.

        Returns for the summary: the name of what it stands at (empty where that is nothing), where it is, and what.
        """
        return [self._refuse(problem) for problem in problems]

    def _refuse(self, problem: Problem) -> tuple[str, str, str]:
        name = self._holder(problem.place)
        if name in self.fields:
            self.add_error(name, problem.text)
        elif name:
            self.told.setdefault(name, []).append(problem.text)
        return self.located(problem)

    def located(self, problem: Problem) -> tuple[str, str, str]:
        """A problem with the id of what it stands at, and its place in words."""
        name = self._holder(problem.place)
        return self._anchor(name), self.where(problem.place), problem.text

    def _anchor(self, name: str) -> str:
        """The id to lead to: of a field, or of a list or row; for a list that is still blank its first field."""
        rows = self.lists.get(name)
        if rows and not rows_in(self.entry, rows) and self.count(rows):
            first = next((part for part in rows.parts if part.sort != "hidden"), rows.parts[0])
            name = f"{name}-0" if rows.single else f"{name}-0-{first.name}"
        return f"id_{name}" if name in self.fields else f"rows-{name}" if name else ""

    def _holder(self, place: str) -> str:
        """The field, row or list that a place lies in; empty where it lies in none."""
        name = field_name(place)
        while name and not (name in self.fields or name in self.lists or name.rpartition("-")[0] in self.lists):
            name = name.rpartition("-")[0]
        return name

    def where(self, place: str) -> str:
        """A place in words: "Option 2, Explanation"."""
        name = self._holder(place)
        if not name:
            return place
        for rows in self.lists.values():
            if name == rows.name:
                return str(rows.label)
            if name.startswith(f"{rows.name}-"):
                number, _hyphen, rest = name.removeprefix(f"{rows.name}-").partition("-")
                row = f"{str(rows.noun).capitalize()} {int(number) + 1}" if number.isdigit() else str(rows.label)
                label = next((str(part.label) for part in rows.parts if rest and part.name == rest), "")
                return f"{row}, {label}" if label else row
        return str(self.fields[name].label)


def pressed(sent: QueryDict) -> tuple[str, str]:
    """Which button sent the form: its name and its value; to save where none did."""
    for name in OPS:
        if name in sent:
            return name, str(sent[name])
    return "do", str(sent.get("do", "save"))


def _as_flat(sent: QueryDict) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, values in sent.lists():
        if any(len(str(value)) > LONGEST for value in values):
            raise FormRefused(_("A field holds %(most)d characters at most.") % {"most": LONGEST})
        flat[name] = values if len(values) > 1 else values[0] if values else ""
    return flat


def _as_data(flat: Mapping[str, str | list[str]]) -> MultiValueDict[str, str]:
    return MultiValueDict({name: value if isinstance(value, list) else [value] for name, value in flat.items()})


def _copied(source: Source) -> Source:
    """An entry whose lists may be changed."""
    return {
        name: list(value) if isinstance(value, list) else _copied(value) if isinstance(value, dict) else value
        for name, value in source.items()
    }


def _store(source: Source, name: str, rows: list[Any]) -> None:
    *path, last = name.split("-")
    for key in path:
        source = source.setdefault(key, {})
    source[last] = rows


def _field(part: Part, value: str | None) -> forms.Field:
    attrs = {"autocomplete": "off"} | ({"list": part.pick} if part.pick else {})
    more: dict[str, Any] = {"label": part.label, "required": False, "help_text": part.hint}
    match part.sort:
        case "flag":
            return forms.BooleanField(**more, widget=forms.CheckboxInput(attrs={"value": "on"}))
        case "ticks":
            known = dict(part.choices)
            return forms.MultipleChoiceField(
                **more, choices=list(known.items()), widget=forms.CheckboxSelectMultiple(attrs={"class": "ticks-kept"})
            )
        case "choice":
            # What an entry has and the list has not, which may be nothing: then nothing was chosen yet.
            more_choices = [] if (value or "") in dict(part.choices) else [(value or "", value or _("not chosen yet"))]
            choices = [*more_choices, *part.choices]
            return forms.CharField(**more, strip=False, widget=forms.Select(choices=choices))
        case "hidden":
            return forms.CharField(**more, strip=False, widget=forms.HiddenInput)
        case "text" | "wire" | "list":
            shape = {"rows": max(part.height, min((value or "").count("\n") + 1, 24)), "class": f"edit-{part.sort}"}
            wire = {"spellcheck": "false", "autocapitalize": "off"} if part.sort == "wire" else {"autocapitalize": "on"}
            return forms.CharField(**more, strip=False, widget=forms.Textarea(attrs={**shape, **wire}))
    if part.sort in {"code", "number"}:
        attrs |= {"inputmode": "numeric", "class": "edit-number"}
    return forms.CharField(**more, strip=False, widget=forms.TextInput(attrs=attrs))
