"""What the navigation of authors' pages says of itself, so that no view has to."""

from django import template
from django.template import Context

from ..reports import readings
from ..reports.reporting import open_reports
from ..reports.shelf import KIND_LABELS

register = template.Library()


@register.filter
def told(sentence: str) -> str:
    """A sentence of the statistics in the reader's language."""
    return readings.told(sentence)


@register.filter
def kind_label(kind: str) -> str:
    """A kind of question by the name that people know: "Which code?" for code."""
    return str(KIND_LABELS.get(kind, kind))


@register.simple_tag(takes_context=True)
def waiting_reports(context: Context) -> int:
    """How many reports wait for the author whose page this is. One query, on authors' pages only."""
    return open_reports(context["user"])
