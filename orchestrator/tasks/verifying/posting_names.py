"""What stands in the gaps of our own sentences: names of a posting, or somebody who tells."""

from __future__ import annotations

import re

from orchestrator.tasks.drafting.verification.language import LANGUAGES, language
from orchestrator.tasks.drafting.verification.strength import deeds_of
from orchestrator.tasks.drafting.verification.tokens import tokenise

_LONGEST_NAME_WORDS = 14
_LONGEST_TOPIC_WORDS = 5
_LONGEST_PERSON_WORDS = 6
_SPEAKS = re.compile(
    r"\b(?:i|i['\u2019]\w+|my|we|our|who|whom|which|where|that|ich|mein\w*|wir|unser\w*|je|j['\u2019]"
    r"|mon|ma|mes|où|nous|notre|yo|mi|mis|donde|quien|he|io|mio|mia|dove|ho|ik|mijn|waar|eu|meu|"
    r"minha|onde|having|nachdem|ayant|habiendo|avendo|tendo)\b(?!\.)",
    re.IGNORECASE,
)
_TELLS_ON = frozenset({
    "with", "after", "since", "as", "while", "being", "by", "mit", "nach", "seit", "als", "avec",
    "apres", "depuis", "comme", "con", "tras", "desde", "como", "dopo", "da", "come", "met", "na",
    "sinds", "com", "apos",
})  # fmt: skip
"""What a clause about somebody begins with, where a name has its second part."""

_PAUSE = re.compile(r"[,;:]\s+|\s[\u2013\u2014-]\s")
_COUNTED = re.compile(r"\d\s*(?:%|\+)?\s+[^\W\d_A-Z]|[%$\u20ac\u00a3]")
_ENDS = re.compile(r"[!?]")


def is_name_of_posting(field: str, text: str) -> bool:
    """Whether what fills a field of our sentences is a name, and tells nothing of the person.

    Args:
        field: As in `letters.toml`: "title", "company", "topics", "surname", ...
        text: "Senior Engineer, Routing Platform" is a name; "Engineer, having led ten" is not.
    """
    if _SPEAKS.search(text) or _ENDS.search(text) or _COUNTED.search(text):
        return False
    if field == "topics":
        return all(len(item.split()) <= _LONGEST_TOPIC_WORDS for item in text.split(","))
    if field not in ("title", "company"):
        return len(text.split()) <= _LONGEST_PERSON_WORDS and not _tells(text)
    _, *further = _PAUSE.split(text)
    return len(text.split()) <= _LONGEST_NAME_WORDS and not any(map(_tells, further))


def _tells(part: str) -> bool:
    """Whether a part behind a comma says what somebody did; deeds of a name have a capital."""
    words = tokenise(part)
    if not words:
        return False
    if words[0].word in _TELLS_ON or (words[0].text.islower() and words[0].word.endswith("ed")):
        return True
    return any(
        words[deed.at].text[0].islower()
        for code in LANGUAGES
        for deed in deeds_of(words, language(code))
    )
