"""What the navigation of authors' pages says of itself, so that no view has to."""

from django import template
from django.template import Context

from ..reports import readings
from ..reports.reporting import open_reports

register = template.Library()


@register.filter
def told(sentence: str) -> str:
    """A sentence of the statistics in the reader's language."""
    return readings.told(sentence)


@register.simple_tag(takes_context=True)
def waiting_reports(context: Context) -> int:
    """How many reports wait for the author whose page this is. One query, on authors' pages only."""
    return open_reports(context["user"])
