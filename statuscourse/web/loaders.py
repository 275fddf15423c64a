"""Templates of a site that stands under a prefix: written into them when they are read, so that no page pays for it."""

from django.template.base import Origin
from django.template.loaders import filesystem

from .addresses import placed


class PlacedLoader(filesystem.Loader):
    def get_contents(self, origin: Origin) -> str:
        return placed(super().get_contents(origin))
