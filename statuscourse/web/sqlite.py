"""How the server holds its SQLite file: it makes none, notices when the file is taken away, and never waits long.

Only the server (``statuscourse.server``) does: commands such as ``migrate`` make the file, and may wait 20 seconds.
"""

import os
import sqlite3
import threading
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.core.signals import request_started
from django.db import connection

# Seconds that a worker stands still for another's transaction, of which most take one to five milliseconds. Who needs
# longer is tried again by ``waiting``, and the pages of others go on meanwhile.
MOMENT = 0.03


class ServersConnection(sqlite3.Connection):
    """A connection that opens only a file that is there: a new, empty one would stand in its way when it comes back."""

    def __init__(self, database: str | Path, timeout: float = 5.0, **more: Any) -> None:
        if threading.current_thread() is threading.main_thread():  # the others hold up nobody but themselves
            timeout = MOMENT
        self.file = Path(database)
        super().__init__(f"file:{quote(str(database))}?mode=rw", timeout=timeout, **(more | {"uri": True}))
        self.identity = identity(self.file)


def identity(file: Path) -> tuple[int, int] | None:
    """Which file stands at a path, by device and inode; None where there is none."""
    try:
        about = os.stat(file)
    except OSError:
        return None
    return about.st_dev, about.st_ino


def let_go_of_moved_file(**_kwargs: Any) -> None:
    """Before each request: a file that was deleted takes answers as long as it is open, and then they are lost."""
    ours = connection.connection
    if isinstance(ours, ServersConnection) and ours.identity != identity(ours.file):
        connection.close()


def hold_like_a_server(database: dict[str, Any]) -> None:
    """Let the connections of this process, and of those that it forks, be the server's."""
    if database["ENGINE"].endswith("sqlite3"):
        database["OPTIONS"]["factory"] = ServersConnection
        request_started.connect(let_go_of_moved_file)
