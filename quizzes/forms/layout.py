"""How crispy-forms draws the editor: sections, and rows as cards with their buttons."""

from dataclasses import dataclass, field
from typing import Any

from crispy_forms.utils import render_field
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from .parts import TYPED, Part, Rows, Section


@dataclass(frozen=True)
class RowShown:
    """One row: its name in the form, its number from 1, the names of its fields and of its places in an order."""

    name: str
    number: int
    names: list[str]
    places: list[tuple[str, str]]
    problems: list[str] = field(default_factory=list)
    focus: str = ""


class SectionBox:
    """A section of the editor as a layout object of crispy-forms."""

    def __init__(self, section: Section) -> None:
        self.section = section

    def render(self, form: Any, context: Any, template_pack: str = "", **kwargs: Any) -> SafeString:
        parts = [
            _field(form, part, context) if isinstance(part, Part) else _rows(form, part, context)
            for part in self.section.parts
        ]
        data = {"section": self.section, "parts": parts, "is_open": not self.section.folded or self._is_filled(form)}
        return render_to_string(f"{template_pack}/layout/section.html", data)

    def _is_filled(self, form: Any) -> bool:
        for part in self.section.parts:
            if isinstance(part, Rows):
                if form.count(part) or form.fresh == part.name or part.name in form.told:
                    return True
            elif form.errors.get(part.name) or _differs(form, part):
                return True
        return False


def _field(form: Any, part: Part, context: Any) -> SafeString:
    """A field; below one that is checked as an exchange there is room for what is wrong with it."""
    drawn = _drawn(form, part.name, context)
    if part.name not in {"exchange", "reply"}:
        return drawn
    problems = [] if form.errors.get(part.name) else form.wire.get(part.name, [])
    told = render_to_string("quizzes/author/_wire_problems.html", {"name": part.name, "problems": problems})
    return mark_safe(drawn + told)  # noqa: S308 - both are drawn already


def _differs(form: Any, part: Part) -> bool:
    value = form.data.get(part.name, "")
    if part.sort == "choice":
        return bool(value != part.choices[0][0])
    return bool(value) if part.sort in TYPED or part.sort == "ticks" else False


def _rows(form: Any, rows: Rows, context: Any) -> SafeString:
    shown = [form.row_shown(rows, number) for number in range(form.count(rows))]
    cards = [
        {
            "row": row,
            "fields": [_drawn(form, name, context, part) for name, part in zip(row.names, rows.parts, strict=True)],
            "places": [(form[name], text) for name, text in row.places],
        }
        for row in shown
    ]
    data = {
        "rows": rows,
        "cards": cards,
        "problems": form.told.get(rows.name, []),
        "is_full": len(cards) >= rows.most,
        "has_focus": not cards and form.moved[0].rpartition("-")[0] == rows.name,
        "address": form.address,
    }
    return render_to_string("course/layout/rows.html", data)


def _drawn(form: Any, name: str, context: Any, part: Part | None = None) -> SafeString:
    wide = "" if part is None or not part.wide else " wide"
    drawn: str = render_field(name, form, context, template_pack="course", extra_context={"field_classes": wide})
    return mark_safe(drawn)  # noqa: S308 - crispy-forms drew it, and escapes
