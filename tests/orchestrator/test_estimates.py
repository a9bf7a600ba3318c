"""What a call can use at the most, known before it is sent."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.estimates import image_bound, text_bound, usage_bound
from orchestrator.providers.base import AnswerSchema, Image, Prompt, TokenUsage, Turn

PROSE = """We are looking for a senior platform engineer who will join our infrastructure team in
Utrecht. You will design, build and operate the systems that keep our trains running on time, and
you will work closely with product teams to understand what they need. The ideal candidate has at
least five years of experience with distributed systems, enjoys mentoring younger colleagues, and
communicates clearly in English. We offer a competitive salary, thirty days of holiday, a generous
budget for education, and the freedom to choose where and when you work best."""


@given(st.text(min_size=1))
def test_a_text_is_at_least_one_token_and_at_most_its_bytes(text: str) -> None:
    assert 1 <= text_bound(text) <= len(text.encode("utf-8", "surrogatepass"))


def test_no_text_is_no_token() -> None:
    assert text_bound("") == 0


def test_the_bound_of_english_prose_is_generous_but_of_the_right_order() -> None:
    usual = len(PROSE) / 4

    assert usual <= text_bound(PROSE) <= 3.5 * usual


@given(st.text(), st.text())
def test_a_longer_text_never_has_a_smaller_bound(text: str, more: str) -> None:
    assert text_bound(text) <= text_bound(text + more)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("a", 1),
        ("to", 1),
        ("the", 1),
        ("the them", 3),
        ("2026", 4),
        ("{}[]", 4),
        (" " * 4, 1),
        ("\n" * 400, 100),
        ("\u00e9", 1),
        ("日本", 4),
        ("\U0001f600", 3),
        ("\u3000\u3000", 4),
        ("\ud800", 2),
    ],
)
def test_the_rule_for_each_kind_of_character(text: str, tokens: int) -> None:
    assert text_bound(text) == tokens


@pytest.mark.parametrize(
    ("provider", "width", "height", "tokens"),
    [
        # 750 pixels for a token, after scaling the long edge to 1568
        ("claude", 750, 100, 100),
        ("claude", 751, 100, 101),
        ("claude", 1568, 1568, 3279),  # 2,458,624 / 750 = 3278.17
        ("claude", 3136, 3136, 3279),
        ("claude", 784, 3136, 820),  # scaled to 392 x 1568: 614,656 / 750 = 819.5
        # 85 and 170 for each tile of 512, after fitting into 2048
        ("openai", 512, 512, 255),
        ("openai", 513, 512, 425),
        ("openai", 2048, 2048, 2805),  # 16 tiles
        ("openai", 4096, 1024, 765),  # fitted to 2048 x 512: 4 tiles
        # 258 for each tile of 768, and 1,120 at least
        ("gemini", 768, 768, 1120),
        ("gemini", 1536, 1536, 1120),  # 4 tiles are 1,032
        ("gemini", 1537, 1536, 1548),  # 6 tiles
        ("gemini", 7680, 768, 2580),  # 10 tiles
    ],
)
def test_the_bound_of_a_picture_follows_the_vendors_rule(
    provider: str, width: int, height: int, tokens: int
) -> None:
    assert image_bound(Image(b"", "image/png", width, height), provider) == tokens


@given(
    width=st.integers(1, 8000),
    height=st.integers(1, 8000),
    provider=st.sampled_from(["gemini", "openai", "claude"]),
)
def test_no_picture_is_free(width: int, height: int, provider: str) -> None:
    assert image_bound(Image(b"", "image/png", width, height), provider) >= 1


PROMPT = Prompt(model="any", text="Say hello", max_output_tokens=500)


@pytest.mark.parametrize(
    "more",
    [
        {"text": "Say hello, hello"},
        {"system": "Be brief"},
        {"images": (Image(b"", "image/png", 100, 100),)},
        {"schema": AnswerSchema("answer", {"type": "object"})},
        {"follow_up": (Turn("assistant", "Hi"),)},
    ],
    ids=lambda more: next(iter(more)),
)
@pytest.mark.parametrize("provider", ["gemini", "openai", "claude"])
def test_everything_that_is_sent_counts(provider: str, more: dict[str, object]) -> None:
    bare = usage_bound(PROMPT, provider)

    bound = usage_bound(replace(PROMPT, **more), provider)

    assert bound.input_tokens > bare.input_tokens
    assert bound.output_tokens == bare.output_tokens == 500


def test_offline_uses_nothing() -> None:
    assert usage_bound(replace(PROMPT, text=PROSE), "offline") == TokenUsage(0, 0)
