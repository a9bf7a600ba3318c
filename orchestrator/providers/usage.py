"""Token counts as vendors report them, brought into inclusive buckets."""

from __future__ import annotations

from orchestrator.providers.base import TokenUsage

_MOST_TOKENS = 10**9
"""A hundred times what any model reads at once; more is no count, and too much for a column."""


def inclusive_usage(
    *,
    input_tokens: object,
    output_tokens: object,
    cached: object = 0,
    cache_write: object = 0,
    reasoning: object = 0,
) -> TokenUsage | None:
    """Build the usage from counts of which the totals already include the parts.

    Args:
        input_tokens: All input.
        output_tokens: All output.
        cached: Of the input; what is missing or nonsense counts as 0, never as more than the whole.
        cache_write: Of the input.
        reasoning: Of the output.

    Returns:
        None when a total is missing or not a count: unknown is not zero.
    """
    whole_input, whole_output = _count(input_tokens), _count(output_tokens)
    if whole_input is None or whole_output is None:
        return None
    cached_tokens = min(_count(cached) or 0, whole_input)
    return TokenUsage(
        input_tokens=whole_input,
        output_tokens=whole_output,
        cached_input_tokens=cached_tokens,
        cache_write_tokens=min(_count(cache_write) or 0, whole_input - cached_tokens),
        reasoning_tokens=min(_count(reasoning) or 0, whole_output),
    )


def total(*parts: object) -> int | None:
    """Add counts; a missing part is 0, a first part that is missing makes the sum unknown."""
    counts = [_count(part) for part in parts]
    return None if counts[0] is None else sum(count or 0 for count in counts)


def _count(value: object) -> int | None:
    # SDKs do not validate answers: a gateway's "12", 12.0 or -1 arrives as it was sent.
    return value if type(value) is int and 0 <= value <= _MOST_TOKENS else None
