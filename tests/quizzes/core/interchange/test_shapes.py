"""How an entry is written keeps up with what is valid."""

import types
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import pytest
from pydantic import BaseModel

from quizzes.core.interchange.shapes import SHAPES, Shape, flag, name_of, share, whole
from quizzes.core.kinds import KINDS

PLAIN = {str: "text", int: "whole", float: "share", bool: "flag"}


def bare(wanted: Any) -> list[Any]:
    """The types of an annotation without what is said about them."""
    if get_origin(wanted) is Annotated:
        return bare(get_args(wanted)[0])
    if get_origin(wanted) in (Union, types.UnionType):
        return [one for part in get_args(wanted) if part is not type(None) for one in bare(part)]
    return [wanted]


def agrees(shape: Shape, wanted: Any) -> bool:
    kinds = bare(wanted)
    if all(isinstance(kind, type) and issubclass(kind, BaseModel) for kind in kinds):
        fields = {name: field.annotation for kind in kinds for name, field in kind.model_fields.items()}
        return (
            shape.sort == "row"
            and set(shape.keys) == set(fields)
            and all(agrees(shape.keys[name], annotation) for name, annotation in fields.items())
        )
    if get_origin(kinds[0]) is list:
        return shape.sort == "list" and agrees(shape.of, get_args(kinds[0])[0])
    kind = type(get_args(kinds[0])[0]) if get_origin(kinds[0]) is Literal else kinds[0]
    return shape.sort == PLAIN[kind]


@pytest.mark.parametrize("kind", KINDS)
def test_every_key_of_the_schema_has_its_shape_and_no_other_has(kind: str) -> None:
    keys = {key: shape for key, shape in SHAPES[kind].keys.items() if key != "topic"}
    assert agrees(Shape("row", keys=keys), KINDS[kind].schema)


def test_every_kind_has_a_shape() -> None:
    assert set(SHAPES) == set(KINDS)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("404", 404),
        (" 404 ", 404),
        ("404.0", 404),
        ("-1", -1),
        ("4x", "4x"),
        ("٤٠٤", "٤٠٤"),
        ("1" * 10, "1" * 10),
        ("", ""),
    ],
)
def test_a_whole_number_is_read_from_digits_and_nothing_else(text: str, number: int | str) -> None:
    assert whole(text) == number


@pytest.mark.parametrize(
    ("text", "number"), [("0.4", 0.4), ("1", 1.0), ("nan", "nan"), ("inf", "inf"), ("half", "half")]
)
def test_a_share_is_a_finite_number(text: str, number: float | str) -> None:
    assert share(text) == number


@pytest.mark.parametrize(
    ("text", "is_yes"), [("Yes", True), ("x", True), ("FALSE", False), ("", False), ("maybe", "maybe")]
)
def test_yes_and_no_are_read_in_many_words(text: str, is_yes: bool | str) -> None:
    assert flag(text) == is_yes


def test_an_entry_is_called_by_its_id_its_title_or_its_number() -> None:
    assert [name_of(entry, 3) for entry in ({"id": "a", "title": "b"}, {"id": " ", "title": "b"}, {"id": 7})] == [
        "a", "b", "question 3",
    ]  # fmt: skip
