"""Is it language at all? Broken PDF fonts and unknown scripts give letters that say nothing."""

from __future__ import annotations

import unicodedata

from orchestrator.tasks.extraction.patterns import regex
from orchestrator.tasks.extraction.rules.language import language_of

_WORD = regex(r"[^\W_]+(?:['’][^\W_]+)*")
_READ_CHARACTERS = 6000
_LEAST_WORDS = 12
_MOST_UNKNOWN = 0.1  # of all characters
_MOST_ODD = 0.22  # of the letters, in odd words
_MOST_ODD_UNFAMILIAR = 0.1  # the same where no known language is recognised
_VOWELS = frozenset("aeiouyæœøı")
_LATIN_END = "\u0250"
_UNKNOWN = frozenset({"Co", "Cn", "Cs", "Cc"})


def is_legible(text: str) -> bool:
    """Whether a text is made of words; few words are given the benefit of the doubt."""
    sample = text[:_READ_CHARACTERS]
    printed = [character for character in sample if not character.isspace()]
    if not printed:
        return False
    if sum(map(_is_unknown, printed)) > _MOST_UNKNOWN * len(printed):
        return False
    words = [word for word in _WORD.findall(sample) if any(map(str.isalpha, word))]
    if len(words) < _LEAST_WORDS:
        return True
    letters = sum(map(len, words))
    odd = sum(len(word) for word in words if _is_odd(word))
    if odd > _MOST_ODD * letters:
        return False
    return odd <= _MOST_ODD_UNFAMILIAR * letters or language_of(sample) is not None


def _is_unknown(character: str) -> bool:
    return character == "\ufffd" or unicodedata.category(character) in _UNKNOWN


def _is_odd(word: str) -> bool:
    """Whether no language writes a word so: "paapa6oTynka", "3URMHFW", "qxzt"."""
    if len(word) < 4 or any(character >= _LATIN_END for character in word):
        return False
    if any(character.isdigit() for character in word[1:-1]) and not word.isascii():
        return True
    inner = word[1:]
    changes = sum(a.islower() and b.isupper() for a, b in zip(word, inner, strict=False))
    digits = sum(a.isalpha() and b.isdigit() for a, b in zip(word, inner, strict=False))
    back = sum(a.isdigit() and b.isalpha() for a, b in zip(word, inner, strict=False))
    if changes > 1 or (digits and back):
        return True
    base = {unicodedata.normalize("NFD", letter)[0] for letter in word.lower()}
    has_vowel = bool(base & _VOWELS)
    is_short_name = word.isupper() and len(word) <= 6  # HTML, RPSGB
    return not has_vowel and not is_short_name
