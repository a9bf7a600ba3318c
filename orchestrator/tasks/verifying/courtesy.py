"""What a letter says of nobody's deeds: its head, courtesy, and what the posting is called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchestrator.tasks.drafting.salutations import for_anyone
from orchestrator.tasks.drafting.verification.figures import figures
from orchestrator.tasks.drafting.verification.language import guess, language
from orchestrator.tasks.drafting.verification.tokens import tokenise
from orchestrator.tasks.verifying.addresses import DATE, is_address
from orchestrator.tasks.verifying.frames import frame_words, names_in_frame
from orchestrator.tasks.verifying.headers import is_company
from orchestrator.tasks.verifying.posting_names import is_name_of_posting

if TYPE_CHECKING:
    from collections.abc import Sequence

_YOURS = frozenset({"your", "ihre", "ihr", "votre", "vos", "vostra", "uw"})
_FIRST_PERSON = frozenset({
    "i", "my", "me", "we", "our", "ich", "mein", "meine", "mir", "mich", "je", "j", "mon", "ma",
    "mes", "io", "mio", "mia", "ik", "mijn",
})  # fmt: skip
_APPLYING = ("appl", "bewerb", "candidat", "postul", "solicit", "sollicit")


class Courtesy:
    """Knows a letter's sentences that claim nothing of the person who writes it.

    Args:
        own_language: Code of the profile's language, which a short sentence is taken to be in.
        posting: Its title, company and contact, as far as they are known.
        person: The words of the person's name.
    """

    def __init__(self, own_language: str, posting: Sequence[str], person: frozenset[str]) -> None:
        self._own_language = own_language
        self._names = frozenset(
            name.casefold() for text in posting for name in (text, for_anyone(text))
        )
        self._harmless = person | _words_of(" ".join(posting))
        self._addressed: set[frozenset[str]] = set()

    def learn(self, paragraphs: Sequence[Sequence[str]]) -> None:
        """Learn from our own sentences to whom and for what a letter is: its head repeats that."""
        is_head = True
        for paragraph in paragraphs:
            is_head = is_head and len(paragraph) == 1
            for sentence in paragraph:
                names = names_in_frame(sentence, self._names) or ()
                self._addressed |= {_words_of(name) for name in names}
                head = DATE.sub(" ", sentence)
                if is_head and is_company(head) and is_name_of_posting("company", head):
                    self._addressed.add(_words_of(head))

    def claims_nothing(self, text: str) -> bool:
        """Whether a sentence holds nothing but courtesy and the posting's names."""
        if names_in_frame(text, self._names) is not None:
            return True
        spoken = language(guess((text,), self._own_language))
        text = DATE.sub(" ", text)
        if _words_of(text) in self._addressed:
            return True
        if figures(text, spoken) and not is_address(text):
            return False
        tokens = tokenise(text, elides=spoken.elides)
        words = [token.word for token in tokens]
        if words and words[0] in _YOURS and not _FIRST_PERSON.intersection(words):
            return True  # of the posting or its company, not of the person
        known = spoken.function | frame_words(spoken.code) | self._harmless
        left = [
            token
            for token in tokens
            if token.word not in known and not spoken.is_any(token.word, "neutral")
        ]
        # "I apply for the position of Lead at Acme": whose names those are needs no evidence.
        applies = any(word.startswith(_APPLYING) for word in words)
        only_names = all(token.text[0].isupper() for token in left)
        return not left or (applies and only_names) or is_address(text)


def _words_of(text: str) -> frozenset[str]:
    return frozenset(token.word for token in tokenise(text))
