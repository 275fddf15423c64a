"""The file of a backup: a zip with the database, the site's key where it was generated, and what is known of them.

Pure Python. Members are taken by fixed names only, and nothing is believed before its SHA-256 was counted anew.
"""

import hashlib
import json
import os
import re
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any

FORMAT = 1
MANIFEST = "manifest.json"
SECRET_KEY = "secret_key"  # noqa: S105 - the name of a file
DATABASES = {"sqlite": "database.sqlite3", "postgresql": "database.pgdump"}
MANIFEST_BYTES = 5_000_000
CHUNK = 1 << 20
SKEW = timedelta(minutes=5)  # by which clocks may be apart, or be set back

# Only what is named like this is ever deleted. Names sort by time, which is UTC.
NAME = re.compile(r"statuscourse-(\d{8}-\d{6})\.zip")


class BackupRefused(Exception):
    """The file is damaged, is no backup, or does not fit; the sentence says which. Nothing was changed."""


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself. ``migrations`` are names as "quizzes.0001_initial", ``counts`` rows by table."""

    version: str
    made_at: str
    engine: str
    migrations: list[str]
    counts: dict[str, int]
    parts: dict[str, dict[str, Any]] = field(default_factory=dict)
    format: int = FORMAT

    @property
    def database(self) -> str:
        return DATABASES[self.engine]

    @property
    def rows(self) -> int:
        return sum(self.counts.values())


def name_for(now: datetime) -> str:
    return f"statuscourse-{now.astimezone(UTC):%Y%m%d-%H%M%S}.zip"


def time_of(name: str) -> datetime | None:
    """When a file of that name was made; None where it is not named as a backup is."""
    found = NAME.fullmatch(name)
    if not found:
        return None
    try:
        return datetime.strptime(found[1], "%Y%m%d-%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def is_future(time: datetime, now: datetime) -> bool:
    """Whether a backup cannot have been made then: the clock was wrong, or somebody named the file so."""
    return time > now + SKEW


def newest(folder: Path, now: datetime) -> datetime | None:
    """When the newest backup of a folder was made; one from the future is none."""
    times = [time_of(path.name) for path in folder.glob("statuscourse-*.zip")]
    return max((time for time in times if time and not is_future(time, now)), default=None)


def write(target: Path, manifest: Manifest, parts: Mapping[str, Path]) -> Manifest:
    """Make the file of these parts, on disk and readable by its owner alone when this returns; never half of it.

    Returns the manifest with the size and the SHA-256 of each part. Raises OSError where there is no room.
    """
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with os.fdopen(os.open(unfinished, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b") as stream:
            with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
                hashed = {name: _add(archive, name, path) for name, path in parts.items()}
                full = Manifest(**{**asdict(manifest), "parts": hashed})
                archive.writestr(MANIFEST, json.dumps(asdict(full), indent=1, sort_keys=True))
            stream.flush()
            os.fsync(stream.fileno())
        if verify(unfinished) != full:
            raise OSError(f"{target.name} reads back as something else than what was written")
        os.replace(unfinished, target)
        sync_folder(target.parent)
    finally:
        unfinished.unlink(missing_ok=True)
    return full


def _add(archive: zipfile.ZipFile, name: str, path: Path) -> dict[str, Any]:
    about = zipfile.ZipInfo(name, datetime.now(UTC).timetuple()[:6])
    # pg_dump compresses by itself.
    about.compress_type = zipfile.ZIP_STORED if name == DATABASES["postgresql"] else zipfile.ZIP_DEFLATED
    about.external_attr = 0o600 << 16
    about.file_size = path.stat().st_size  # so that more than 2 GB are announced as such
    with path.open("rb") as source, archive.open(about, "w") as target:
        return _copy(source, target)


def _copy(source: IO[bytes], target: IO[bytes] | None, most: int | None = None) -> dict[str, Any]:
    """Copy to the end, or a little beyond ``most`` bytes; size and SHA-256 of what went through."""
    state, size = hashlib.sha256(), 0
    while (most is None or size <= most) and (chunk := source.read(CHUNK)):
        state.update(chunk)
        size += len(chunk)
        if target is not None:
            target.write(chunk)
    return {"bytes": size, "sha256": state.hexdigest()}


def verify(path: Path) -> Manifest:
    """The manifest of a file whose parts all have the SHA-256 that it says. Raises BackupRefused."""
    manifest = read_manifest(path)
    for name in manifest.parts:
        extract(path, manifest, name, None)
    return manifest


def extract(path: Path, manifest: Manifest, name: str, target: Path | None) -> None:
    """Write one part to ``target``, or nowhere, and count its hash. Raises BackupRefused."""
    most = manifest.parts[name]["bytes"]  # a zip of 1 MB may hold 1 GB
    try:
        with zipfile.ZipFile(path) as archive, archive.open(name) as source:
            if target is None:
                found = _copy(source, None, most)
            else:
                with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
                    found = _copy(source, stream, most)
                    stream.flush()
                    os.fsync(stream.fileno())
    except OSError:
        raise  # the disk, and not the file
    except Exception as error:  # a damaged zip makes zipfile, zlib and struct raise all that they have
        raise BackupRefused(f"{path} is damaged: {name} cannot be read.") from error
    if found != manifest.parts[name]:
        raise BackupRefused(f"{path} is damaged: {name} is not what was written (its SHA-256 is another one).")


def read_manifest(path: Path) -> Manifest:
    """What the file says of itself, its hashes not yet counted. Raises BackupRefused."""
    if not path.is_file():
        raise BackupRefused(f"There is no file {path}.")
    foreign = f"{path} is no backup of Status Course, or only a part of one."
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            if archive.getinfo(MANIFEST).file_size > MANIFEST_BYTES:
                raise BackupRefused(foreign)
            found = json.loads(archive.read(MANIFEST))
    except OSError:
        raise
    except Exception as error:
        raise BackupRefused(foreign) from error
    if not isinstance(found, dict) or not isinstance(found.get("format"), int):
        raise BackupRefused(foreign)
    if found["format"] > FORMAT:
        raise BackupRefused(f"{path} was written by a newer release, {found.get('version')!r}. Use that one.")
    if not _is_sound(found, names):
        raise BackupRefused(foreign)
    return Manifest(**found)


def _is_sound(found: dict[str, Any], names: list[str]) -> bool:
    """Whether a manifest has the shape that this release writes, and the file just the parts that it names."""
    shape = {"version": str, "made_at": str, "engine": str, "migrations": list, "counts": dict, "parts": dict}
    if set(found) != {*shape, "format"} or not all(isinstance(found[name], kind) for name, kind in shape.items()):
        return False
    expected = {DATABASES.get(found["engine"], "")}
    # What commands print of it must not be an escape sequence of a terminal.
    shown = [found["version"], found["made_at"], *found["migrations"], *found["counts"]]
    return (
        all(isinstance(text, str) and text.isprintable() for text in shown)
        and all(isinstance(count, int) for count in found["counts"].values())
        and all(
            isinstance(part, dict) and set(part) == {"bytes", "sha256"} and type(part["bytes"]) is int
            for part in found["parts"].values()
        )
        and expected <= set(found["parts"]) <= {*expected, SECRET_KEY}
        and sorted(names) == sorted([*found["parts"], MANIFEST])
    )


def sync_folder(folder: Path) -> None:
    """A rename is on disk when its folder is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
