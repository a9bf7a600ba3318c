"""Schemas that all vendors accept, answers read back, and the hash of a request."""

from __future__ import annotations

import json
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field

from orchestrator.providers.base import AnswerSchema, Image
from orchestrator.request import AnswerFaultError, Request, answer_schema, parse_answer
from orchestrator.tasks.drafting.answers import CvAnswer, LetterAnswer
from orchestrator.tasks.extraction.answer import PictureAnswer, PostingAnswer

if TYPE_CHECKING:
    from collections.abc import Iterator

FORBIDDEN = {
    "$ref", "$defs", "default", "title", "format", "pattern", "minLength", "maxLength",
    "minItems", "maxItems", "minimum", "maximum", "oneOf", "allOf", "prefixItems",
}  # fmt: skip


class _Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class _Leaf(BaseModel):
    """A leaf."""

    colour: _Colour
    size: float = Field(1.0, ge=0, le=9)


class _Branch(BaseModel):
    leaf: _Leaf | None = Field(None, description="The first leaf.")
    leaves: list[_Leaf] = Field(default_factory=list[_Leaf], max_length=5)


class _Text(BaseModel):
    description: str


class _Leaves(BaseModel):
    leaves: list[_Leaf]


class _Tree(BaseModel):
    model_config = ConfigDict(extra="ignore")

    kind: Literal["oak"] = "oak"
    description: str = Field(description="In a few words.", pattern="[a-z]+")
    branch: _Branch = Field(description="The lowest branch.")
    required: bool = False


def _schemas(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Walk through every schema within a schema; names of properties are no keywords."""
    yield node
    children = [*node.get("properties", {}).values(), *node.get("anyOf", [])]
    if "items" in node:
        children.append(node["items"])
    for child in children:
        yield from _schemas(child)


@pytest.mark.parametrize(
    "model", [_Tree, PostingAnswer, PictureAnswer, CvAnswer, LetterAnswer], ids=lambda m: m.__name__
)
def test_a_schema_is_closed_whole_and_without_references(model: type[BaseModel]) -> None:
    schema = dict(answer_schema(model, "answer").json_schema)

    nodes = list(_schemas(schema))
    assert schema["type"] == "object"
    for node in nodes:
        assert not FORBIDDEN & set(node), node
        assert node.get("type") or node.get("anyOf"), node
        if node.get("type") == "object":
            assert node["additionalProperties"] is False
            assert node["required"] == list(node["properties"])
        if node.get("type") == "array":
            assert node["items"]
    assert "$ref" not in json.dumps(schema)


def test_nested_models_stand_where_they_are_used_with_what_is_said_of_them_there() -> None:
    schema = answer_schema(_Tree, "tree").json_schema

    leaf = {
        "type": "object",
        "description": "A leaf.",
        "properties": {
            "colour": {"type": "string", "enum": ["red", "blue"]},
            "size": {"type": "number"},
        },
        "required": ["colour", "size"],
        "additionalProperties": False,
    }
    assert schema["properties"]["branch"] == {
        "type": "object",
        "description": "The lowest branch.",
        "properties": {
            "leaf": {"anyOf": [leaf, {"type": "null"}], "description": "The first leaf."},
            "leaves": {"type": "array", "items": leaf},
        },
        "required": ["leaf", "leaves"],
        "additionalProperties": False,
    }
    assert schema["properties"]["kind"]["const"] == "oak"
    assert schema["required"] == ["kind", "description", "branch", "required"]


ANSWER = '{"colour": "red", "size": 2}'
LEAF = _Leaf(colour=_Colour.RED, size=2)


@pytest.mark.parametrize(
    "text",
    [
        ANSWER,
        f"\n  {ANSWER}\n",
        f"```json\n{ANSWER}\n```",
        f"```\n{ANSWER}```",
        f" ```JSON  \n\n{ANSWER}\n\n``` \n",
        '{"colour": "red",\n "size": 2, "more": {"a": [1]}}',
    ],
)
def test_an_answer_is_read_with_and_without_a_fence(text: str) -> None:
    assert parse_answer(text, _Leaf) == LEAF


def test_a_line_break_within_a_text_is_forgiven() -> None:
    answer = parse_answer('{"description": "a\nb"}', _Text)

    assert answer.description == "a\nb"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (r"a\ud800b", "a\ufffdb"),
        (r"a\u0000b", "a\ufffdb"),
        (r"\ud83d\ude00", "\U0001f600"),
        (r"a\\u0000b", r"a\u0000b"),
        (r"\u00e9", "é"),
    ],
)
def test_an_escape_that_no_store_can_hold_is_mended_wherever_it_stands(
    written: str, read: str
) -> None:
    class Nested(BaseModel):
        lines: list[dict[str, str]]

    answer = parse_answer(f'{{"lines": [{{"x{written}": "{written}"}}]}}', Nested)

    assert answer.lines == [{f"x{read}": read}]
    answer.model_dump_json().encode()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Sure! Here is your JSON.",
        ANSWER[:-1],
        f"{ANSWER} {ANSWER}",
        f"{ANSWER}\nHope this helps!",
        "[" * 100_000,
        '{"a":' * 100_000,
        "9" * 10_000,
    ],
    ids=["empty", "chat", "cut", "twice", "talk after", "lists", "objects", "digits"],
)
def test_what_is_no_json_is_a_fault_in_words(text: str) -> None:
    with pytest.raises(AnswerFaultError, match="not valid JSON") as caught:
        parse_answer(text, _Leaf)

    assert len(str(caught.value)) < 500


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("null", "(top)"),
        ("[1]", "(top)"),
        ('{"size": 2}', "colour"),
        ('{"colour": "green"}', "colour"),
        ('{"colour": "red", "size": -1}', "size"),
        ('{"colour": "red", "size": NaN}', "size"),
        ('{"colour": "red", "size": "big"}', "size"),
        ('{"colour": "\\ud800"}', "colour"),
    ],
)
def test_what_breaks_the_schema_is_a_fault_that_names_the_place(text: str, place: str) -> None:
    with pytest.raises(AnswerFaultError, match="breaks the schema") as caught:
        parse_answer(text, _Leaf)

    assert f"- {place}: " in str(caught.value)


def test_a_fault_in_a_list_is_named_by_its_place_and_many_are_cut_short() -> None:
    leaves = [{"colour": "green"}] * 50

    with pytest.raises(AnswerFaultError) as caught:
        parse_answer(json.dumps({"leaves": leaves}), _Leaves)

    lines = str(caught.value).splitlines()
    assert lines[1].startswith("- leaves.0.colour: ")
    assert lines[-1] == "- and 40 more"
    assert len(lines) == 12


@given(st.text())
def test_no_text_does_more_than_raise_a_fault(text: str) -> None:
    with pytest.raises(AnswerFaultError):
        parse_answer(text, _Leaf)


@given(size=st.floats(0, 9), colour=st.sampled_from(_Colour))
def test_what_was_written_is_read_back(size: float, colour: _Colour) -> None:
    leaf = _Leaf(colour=colour, size=size)

    assert parse_answer(leaf.model_dump_json(), _Leaf) == leaf


REQUEST = Request(
    task="sum",
    text="6 x 7?",
    system="Be brief.",
    images=(Image(b"one", "image/png", 1, 1),),
    schema=AnswerSchema("answer", {"type": "object"}),
    temperature=0.5,
    max_output_tokens=100,
)
CHANGES: list[dict[str, Any]] = [
    {"task": "product"},
    {"text": "6 x 8?"},
    {"text": "6 x 7?\ud800"},
    {"system": None},
    {"system": "6 x 7?", "text": "Be brief."},
    {"system": "Be brief.6", "text": " x 7?"},
    {"images": ()},
    {"images": (Image(b"two", "image/png", 1, 1),)},
    {"images": (*REQUEST.images, *REQUEST.images)},
    {"schema": None},
    {"schema": AnswerSchema("answer", {"type": "array"})},
    {"temperature": None},
    {"temperature": 0.0},
    {"max_output_tokens": 101},
]


def test_every_change_of_what_is_sent_changes_the_fingerprint() -> None:
    prints = [replace(REQUEST, **change).fingerprint("openai", "m") for change in [{}, *CHANGES]]
    prints += [REQUEST.fingerprint("claude", "m"), REQUEST.fingerprint("openai", "n")]

    assert len(set(prints)) == len(prints)


def test_the_same_request_has_the_same_fingerprint_whoever_checks_the_answer() -> None:
    same = replace(
        REQUEST,
        schema=AnswerSchema("answer", dict(REQUEST.schema.json_schema if REQUEST.schema else {})),
        check=str.strip,
        by_rules=lambda: "42",
    )

    assert same.fingerprint("openai", "m") == REQUEST.fingerprint("openai", "m")


def test_a_text_that_no_utf8_can_hold_is_mended() -> None:
    broken = Request(task="sum", text="6 \ud83d 7?", system="Be \udc00 brief.")

    assert (broken.text, broken.system) == ("6 ? 7?", "Be ? brief.")
    assert Request(task="sum", text="\U0001f600").text == "\U0001f600"
