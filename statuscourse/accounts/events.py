"""What the log says of accounts: who signed in or failed to from where. By number: a typed name may be a password."""

import logging

from django.http import HttpRequest

from .lockout import client_address
from .models import User

log = logging.getLogger("statuscourse.accounts")


def note(request: HttpRequest, event: str, user: User | None = None) -> None:
    """One line: what happened, to which account, from which address (of IPv6 the network)."""
    log.info("%s: account %s, from %s", event, user.pk if user else "-", client_address(request))
