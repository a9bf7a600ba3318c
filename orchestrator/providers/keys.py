"""What a provider key may look like, checked before anything is sent or stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from profiles.errors import InvalidInputError

if TYPE_CHECKING:
    from orchestrator.providers.base import ProviderType


def validated_key(raw: str, provider: ProviderType) -> str:
    """Strip a key as it was typed, pasted or read, and refuse what cannot be one.

    Why here: with a line break in a key one SDK reports a connection error, with a letter
    outside ASCII another fails while it encodes headers.

    Raises:
        InvalidInputError: the key is empty or holds a character that no key has. The message
            never shows the key.
    """
    key = raw.strip()
    if not key:
        raise InvalidInputError(
            f"The {provider} API key is empty.",
            hint="Paste the whole key as the provider shows it.",
        )
    for position, character in enumerate(key, start=1):
        if not "!" <= character <= "~":
            raise InvalidInputError(
                f"The {provider} API key holds {_name(character)} at position {position} "
                f"of {len(key)}; keys are printable ASCII without blanks.",
                hint="Paste the key alone, without quotes, names or line breaks.",
            )
    return key


def _name(character: str) -> str:
    if character.isspace():
        return "a blank or line break"
    if ord(character) < ord(" ") or ord(character) == 0x7F:
        return "a control character"
    return "a character outside ASCII"
