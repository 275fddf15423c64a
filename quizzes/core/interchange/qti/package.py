"""A single item or a content package: which files are items, and what the manifest says of each."""

import posixpath
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from ..archive import is_zip, shown, unpack
from ..elements import Node, parse
from ..model import FileRefused, Found, Note, Reading
from .reader import item

MANIFEST = "imsmanifest.xml"
OTHERS = {
    "questestinterop": "This is QTI 1.2. What is read here is QTI 2.1 and 2.2: export it again in one of these.",
    "qti-assessment-item": "This is QTI 3. What is read here is QTI 2.1 and 2.2: export it again in one of these.",
    "manifest": "This is the manifest of a package without the package. Import the whole zip file.",
}
TEST = "A test (assessmentTest) says which questions are asked and in which order. It was left out."
TESTS = {"assessmentTest", "assessmentSection"}


def read(content: bytes) -> Reading:
    """The questions of an item or a package. Raises FileRefused where it is neither."""
    if is_zip(content):
        return _package(content)
    root, notes = parse(content)
    if root.name in TESTS:
        return Reading((), (*notes, Note(root.line, TEST)))
    if root.name != "assessmentItem":
        raise FileRefused(
            OTHERS.get(root.name, f"This is XML, and no item of QTI: it begins with <{root.name[:40]}>."), root.line
        )
    return Reading((item(root, [], set()),), tuple(notes))


def _package(content: bytes) -> Reading:
    files, notes = unpack(content, wanted=(".xml",))
    manifests = sorted(
        (path for path in files if posixpath.basename(path) == MANIFEST), key=lambda path: (path.count("/"), path)
    )
    listed = _listed(manifests[0], files, notes) if manifests else {}
    if not manifests:
        notes.append(Note(0, f"The package has no {MANIFEST}; all items in it are read."))
    seen: set[str] = set()
    found: list[Found] = []
    for path in [*listed, *sorted(files.keys() - listed.keys() - set(manifests))]:
        found += _items(path, files, listed, notes, seen)
    if not found:
        notes.append(Note(0, "There is no item of QTI 2.1 in this package."))
    return Reading(tuple(found), tuple(notes))


def _items(
    path: str, files: Mapping[str, bytes], listed: Mapping[str, list[str]], notes: list[Note], seen: set[str]
) -> Iterator[Found]:
    if path not in files:
        notes.append(Note(0, f"The manifest names {shown(path)}, which is not in the package or was left out."))
        return
    try:
        root, repaired = parse(files[path])
    except FileRefused as refused:
        yield Found(refused.line, shown(path), None, (), refused.text)
        return
    notes += [Note(0, f"{shown(path)}: {note.text}") for note in repaired]
    if root.name in TESTS:
        notes.append(Note(0, f"{shown(path)}: {TEST}"))
    elif root.name == "assessmentItem":
        yield item(root, listed.get(path, []), seen)
    elif path in listed:
        yield Found(root.line, shown(path), None, (), "It is no item of QTI 2.1.")


def _listed(manifest: str, files: Mapping[str, bytes], notes: list[Note]) -> dict[str, list[str]]:
    """The items that a manifest lists, by path and in its order, with the keywords of each."""
    try:
        root, repaired = parse(files[manifest])
    except FileRefused as refused:
        notes.append(Note(refused.line, f"{shown(manifest)} cannot be read, so all items are: {refused.text}"))
        return {}
    notes += [Note(0, f"{shown(manifest)}: {note.text}") for note in repaired]
    found: dict[str, list[str]] = {}
    for resource in root.walk("resource"):
        if resource.get("type").startswith("imsqti_item_xmlv2p"):
            path = posixpath.join(posixpath.dirname(manifest), resource.get("base"), unquote(resource.get("href")))
            found.setdefault(posixpath.normpath(path), _keywords(resource))
    return found


def _keywords(resource: Node) -> list[str]:
    return [keyword.text().strip() for keyword in resource.walk("keyword")]
