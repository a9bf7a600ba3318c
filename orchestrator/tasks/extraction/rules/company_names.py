"""Names of organizations: what they look like, and what stands around them."""

from __future__ import annotations

import re
from functools import cache

from orchestrator.tasks.extraction.folding import fold, fold_all, fold_label
from orchestrator.tasks.extraction.patterns import regex
from orchestrator.tasks.extraction.phrases import Phrases, lowered
from orchestrator.tasks.extraction.remembering import remembered
from orchestrator.tasks.extraction.rules.occupations import has_job_noun
from orchestrator.tasks.extraction.rules.places import looks_like_place
from orchestrator.tasks.extraction.words import alternatives, is_generic, load, words

_LONGEST = 70
_MOST_WORDS = 8
_SHORTEST_STEM = 3
_NO_NAME = regex(r"@|https?:|[{}<>。、：]|\.\.\.?$|…$")
_WITH_JOINT = regex(r"(?P<name>.{2,50}?)(?:['’]s)?(?P<blank>\s*)")
_AFTER_AT = regex(r"\s+(.{2,60})")
_TOKEN = regex(r"[\w'’]+")
_SIGNS = regex(r"[^\w&+. ]")
_QUOTES = '«»“”„"「」『』'
_ASIDE = regex(r"\s*[(（]([^()（）]*)[)）]\s*$")
_OF = ("of", "de", "der", "von", "da", "do", "di", "van")
UPPER = r"[^\W_a-zªµºß-öø-ÿ](?<![\u017e-\u0400\u0402-\u040f])(?<![\u0430-\u05ff])"
"""What a name begins with: a capital, a digit, a letter of a script without capitals.

Said by what it is not, in small classes: Python takes long to make one of thousands of letters.
"""

_AFTER_ABOUT = regex(rf"\s+({UPPER}[^.!?:]{{1,50}})")
_AFTER_LOGO = regex(rf"^logo(?:\s+(?:{'|'.join(_OF)}))?\s+(.+)$", re.IGNORECASE)

_BEFORE_LOGO = regex(
    r"^(.{2,60}?)(?:['’]s)?[\s-]+(?:company\s+)?(?:logo|logotipo|logotype|логотип)$", re.IGNORECASE
)

_BEFORE_NAMES = (
    "company.pronouns",
    "company.articles",
    "title.ours",
    "company.inside",
    "company.about",
)
_COUNTED = regex(r"\d+\s[a-zà-ÿа-я]")
"""The beginning of "2 years", which is no name."""

_CALLS = ("page.announcement", "page.applying", "page.forms")
_HUMP = regex(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])")
"""Where a word begins within another: "Charity|Jobs"."""

_GLUED = regex(rf"{UPPER}[^\W\d_]*(?:\s|$)")
_PHONE_BEHIND = regex(r"[\s,]+\+?\d[\d\s/().-]{6,}$")


def bare_name(name: str, *, told: bool = False) -> str:
    """A name without the words around it: "Acme" of "Careers at Acme" or "About Acme".

    Args:
        name: Such a name.
        told: A sentence names it, so that "Recruitment" at its end belongs to it, "in Leeds" not.
    """
    name = _via().split(name, maxsplit=1)[0].strip(" \t|·•:–—-,;›>").strip()
    if name[:1] in _QUOTES and name[-1:] in _QUOTES:
        name = name[1:-1]
    name = _without_glued(_PHONE_BEHIND.sub("", _without_site(name)))
    aside = _ASIDE.search(name)
    if aside and looks_like_place(aside[1]):
        name = name[: aside.start()]
    if told:
        place = _in_place().search(name)
        name = name[: place.start()] if place and looks_like_place(place[1]) else name
    else:
        name = named_before_careers(name) or _named_after_logo(name) or name
    for named in (named_after_careers, named_after_about):
        name = named(name) or name
    article = words().written["company.articles"].at_start(name) if name[:1].islower() else None
    if article and name[article.end :].lstrip()[:1].isupper():
        name = name[article.end :].lstrip()
    if "«" in name and "»" not in name:
        name += "»"
    elif "»" in name and "«" not in name:
        name = name.strip("» ")
    name = name.rstrip(" ›>|•")
    return name if has_legal_form(name) else name.removesuffix(".")


def _without_glued(name: str) -> str:
    """A name without a link that follows it without a blank: "Acme s.r.o.More about us"."""
    if "." in name:
        for form in words().written["company.legal_forms"].all_in(lowered(name)):
            if form.phrase.endswith(".") and _GLUED.match(name, form.end):
                return name[: form.end]
    return name


@remembered(2048)
def name_key(name: str) -> str:
    """What two spellings of one name have in common: no case, no legal form."""
    key = without_legal_form(fold(name))
    return _SIGNS.sub("", key).strip(" .")


def may_be_name(name: str, *, surely: bool = False, most_words: int = _MOST_WORDS) -> bool:
    """Whether a short text can be the name of an employer at all.

    Args:
        name: Such a text.
        surely: It stands where names stand, so that a word for an occupation is part of it.
        most_words: Of the name; behind a label more are to be expected.
    """
    folded = fold_label(name)
    if not 1 < len(name) <= _LONGEST or is_generic(name) or _COUNTED.match(name):
        return False
    if folded in words().lists["company.departments"] or folded in words().lists["page.regards"]:
        return False
    if is_site(name) or _NO_NAME.search(name):
        return False
    if not any(character.isalpha() for character in name) or len(name.split()) > most_words:
        return False
    if folded in words().sections or folded in words().labels:
        return False
    if looks_like_place(name) and not words().phrases["place.bodies"].at_start(folded):
        return False
    if is_employer(name):
        return True
    if name[0].islower() and " " in name:
        return False
    inviting = words().written["company.about"].at_start(lowered(name))  # "Join our team"
    if inviting and name[inviting.end :].lstrip()[:1].islower():
        return False
    tokens = _TOKEN.findall(folded)
    if not tokens:
        return False
    if tokens[0] in words().lists["company.pronouns"] and not opens_with_article(name):
        return False
    departments, joints = words().lists["company.departments"], words().lists["employment.joints"]
    if all(token in departments or token in joints for token in tokens):
        return False
    return surely or not (has_job_noun(_without_trade(name)) and len(tokens) < 4)


def calls_for_a_job(text: str) -> bool:
    """Whether a text is no name but a call: "Application for Baker", "Selection of a director"."""
    folded = fold_label(text)
    found = (call for key in _CALLS for call in words().phrases[key].all_at_start(folded))
    return any(has_job_noun(rest) for call in found if (rest := folded[call.end :].strip()))


def opens_with_article(name: str) -> bool:
    """Whether a name begins as those of houses do: "The Salted Fig", "La Petite Table"."""
    first, *rest = (name.title() if name.isupper() else name).split()
    return (
        first.istitle()
        and len(first) > 1
        and fold(first) in words().lists["company.articles"]
        and bool(rest)
        and rest[0][0].isupper()
        and all(_is_titled(token) for token in rest)
    )


def _is_titled(word: str) -> bool:
    is_name = word[0].isupper() and not word.isupper()
    return is_name or word == "&" or word in words().spelled["company.particles"]


def _without_trade(name: str) -> str:
    """A name without the trade at its end, which may be part of job titles too."""
    first, _, last = name.rpartition(" ")
    return first if first and fold(last) in words().lists["company.trades"] else name


def is_site(name: str) -> bool:
    """Whether it is a job board or a recruiting system: never the employer by itself."""
    bare = _ASIDE.sub("", name)
    return fold_label(bare) in sites() or name_key(bare) in sites()


def likeness_to_a_portal(name: str) -> float:
    """How much a name sounds like a job board's, from 0 to 1: "Jobbanken", "acme.example"."""
    if has_legal_form(name):
        return 0.0
    terms = tuple(words().lists["company.portals"])
    for token in fold(_HUMP.sub(" ", name)).split():
        if token.startswith(terms) or token.endswith(terms):
            return 1.0
        if any(len(term) > 4 and term in token for term in terms):
            return 1.0
    return 0.5 if re.search(r"\w\.[a-z]{2,4}$", name) else 0.0


@remembered(2048)
def is_employer(text: str) -> bool:
    """Whether a short text is named like an employer: "Bäckerei Huber", "Officine Rossi S.p.A."."""
    if has_legal_form(text):
        return True
    if "\u3041" <= text[:1] <= "\u9fff":
        return is_unspaced_house(text)
    folded = fold(text)
    kind = words().phrases["company.employers"].at_start(folded)
    rest = folded[kind.end :].strip(" '’") if kind else ""
    if rest and not has_job_noun(rest):  # but "Hotel Manager"
        return True
    kind = words().phrases["company.employers_behind"].at_end(folded)
    before = text[: kind.start].split() if kind and len(folded) == len(text) else ()
    return bool(before) and all(map(_may_be_part, before)) and not is_said_before_names(before[0])


def is_unspaced_house(name: str) -> bool:
    """Whether a Japanese name says what kind of house it is, such as "ひだまりクリニック"."""
    name, spelled = name.strip(), words().spelled
    before = (kind for kind in spelled["company.unspaced_before"] if name.startswith(kind))
    behind = (kind for kind in spelled["company.unspaced_behind"] if name.endswith(kind))
    return any(len(name) > len(kind) for kind in (*before, *behind))


def _may_be_part(word: str) -> bool:
    """Whether a word may stand within a name, before what kind of house it names."""
    if word[0].islower():
        return word in ("and", "of", "och", "for", "the")
    return not (has_job_noun(word) or is_generic(word))


def is_said_before_names(word: str) -> bool:
    """Whether a word opens sentences and phrases about an employer, and no name: "Our", "Join"."""
    folded, lists = fold_label(word), words().lists
    is_known = any(folded in lists[name] for name in _BEFORE_NAMES)
    return is_known or any(folded in common for common in words().stopwords.values())


@cache
def _via() -> re.Pattern[str]:
    return re.compile(rf"\s{alternatives('company.via')}\s")


@cache
def _in_place() -> re.Pattern[str]:
    """Find the "in Leeds" behind a name."""
    return re.compile(rf"\s+{alternatives('location.in')}\s+({UPPER}[^,]*)$")


def _without_site(name: str) -> str:
    """A name without a system's behind it: "Acme" of "Acme on Notion"."""
    site = _site_names().at_end(lowered(name))
    before = name[: site.start].rstrip() if site else name
    if site is None or before == name[: site.start]:
        return name
    lower = lowered(before)
    at = words().written["page.at"].at_end(lower)
    start = at.start if at else len(lower) - 2 if lower.endswith(" on") else 0
    return name[:start].rstrip() if name[start - 1 : start].isspace() else name


def named_after_about(text: str) -> str | None:
    """The name in "About Acme"."""
    for opening in words().written["company.about"].all_at_start(lowered(text)):
        match = _AFTER_ABOUT.fullmatch(text, opening.end)
        if match:
            return match[1]
    return None


def named_after_careers(text: str) -> str | None:
    """The name in "Careers at Acme"."""
    lower = lowered(text)
    for careers in words().written["company.careers"].all_at_start(lower):
        start = _after_blanks(lower, careers.end)
        at = words().written["company.careers_at"].at_start(lower[start:])
        match = _AFTER_AT.fullmatch(text, start + at.end) if at and start > careers.end else None
        if match:
            return match[1]
    return None


def named_before_careers(text: str) -> str | None:
    """The name in "Acme's jobs"."""
    site = words().written["company.careers_site"].at_end(lowered(text))
    match = _WITH_JOINT.fullmatch(text[: site.start]) if site else None
    if site is None or match is None or len(match["name"]) < _SHORTEST_STEM:
        return None  # "JL Recruitment" is called so
    return match["name"] if match["blank"] or _is_unspaced(text[site.start]) else None


def _named_after_logo(text: str) -> str | None:
    match = _AFTER_LOGO.match(text) or _BEFORE_LOGO.match(text)
    return match[1] if match else None


def has_legal_form(name: str) -> bool:
    """Whether a name says what kind of company it is: "Acme GmbH"."""
    return legal_form_behind(name) is not None or _legal_form_before(name) > 0


def without_legal_form(name: str) -> str:
    """A name without its legal form: "Acme" of "Acme GmbH"."""
    behind = legal_form_behind(name)
    return name[_legal_form_before(name) : behind]


@remembered(4096)
def legal_form_behind(name: str) -> int | None:
    """Where the legal form at the end of a name begins, with the blank or comma before it."""
    lower = lowered(name)
    forms = words().written["company.legal_forms"]
    found = [*forms.all_at_end(lower), *forms.all_at_end(lower.removesuffix("."))]
    for start, _, _ in sorted(found):
        before = name[:start].rstrip()
        if before.endswith(","):
            return len(before) - 1
        if len(before) < start or _is_unspaced(name[start]):
            return len(before)
    return None


@remembered(4096)
def _legal_form_before(name: str) -> int:
    """Where a name begins behind the legal form that it starts with; 0 without one."""
    form = words().written["company.legal_forms_before"].at_start(lowered(name))
    if form is None:
        return 0
    start = _after_blanks(name, form.end)
    return start if start > form.end or _is_unspaced(name[form.end - 1]) else 0


def _after_blanks(text: str, at: int) -> int:
    return len(text) - len(text[at:].lstrip())


def _is_unspaced(character: str) -> bool:
    return character in "()（）" or "\u3041" <= character <= "\u9fff"


@cache
def _site_names() -> Phrases:
    return Phrases(sites())


@cache
def sites() -> frozenset[str]:
    """The folded names of job boards and recruiting systems."""
    tables = load("sites")["names"].values()
    return frozenset(fold_all(name for names in tables for name in names))
