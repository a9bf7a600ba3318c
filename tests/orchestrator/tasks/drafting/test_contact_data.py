"""Contact data never leaves for a provider."""

import pytest
from drafting_samples import JOB, PRIVATE, PROFILE, TODAY
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.request import Request
from orchestrator.tasks.drafting.contact import contact_mask
from orchestrator.tasks.drafting.cv import cv_request
from orchestrator.tasks.drafting.letter import letter_request
from profiles.master_profile import Basics, master_profile_from


@pytest.mark.parametrize(
    "request_",
    [cv_request(PROFILE, JOB, today=TODAY), letter_request(PROFILE, JOB, today=TODAY)],
    ids=["cv", "letter"],
)
@pytest.mark.parametrize("private", PRIVATE)
def test_the_prompt_holds_no_contact_data(request_: Request, private: str) -> None:
    assert private.casefold() not in f"{request_.system}{request_.text}".casefold()


def test_the_prompt_holds_every_other_line_under_its_id() -> None:
    text = cv_request(PROFILE, JOB, today=TODAY).text
    assert '"work/0/highlights/0":"Moved 40 services to Kubernetes on AWS"' in text
    assert '"education/0":"Bachelor of Science, Physics, Hill College, 2014 – 2018"' in text
    assert "Ines Holt" not in text


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("NOOR wrote it", "[name] wrote it"),
        ("noor vance wrote it", "[name] wrote it"),
        ("Vance's team", "[name]'s team"),
        ("Noorderlicht festival", "Noorderlicht festival"),
        ("see noor.example/about now", "see [url] now"),
        ("see https://anywhere.example/x now", "see [url] now"),
        ("write to a.b@c.example", "write to [email]"),
        ("call 31-6-123-45-678", "call [phone]"),
        ("lives at harbour street 9", "lives at [address]"),
        ("@noorv on GitHub", "@[url] on GitHub"),
        ("Uses Next.js and Node.js/Express", "Uses Next.js and Node.js/Express"),
    ],
)
def test_contact_data_inside_a_line_is_masked(text: str, masked: str) -> None:
    assert contact_mask(PROFILE.basics)(text) == masked


def test_the_small_words_of_a_name_are_not_masked_in_other_sentences() -> None:
    mask = contact_mask(Basics(name="Ana de la Cruz"))
    assert mask("Directora de la empresa") == "Directora de la empresa"
    assert mask("Ana Cruz, de la Cruz") == "[name] [name], de la [name]"


_NAME = st.text("abcdeé", min_size=3, max_size=8).map(lambda word: f"Q{word}")


@given(_NAME, _NAME, st.integers(10**7, 10**10))
def test_no_name_mail_or_number_of_anyone_reaches_the_prompt(
    first: str, last: str, number: int
) -> None:
    phone = f"+{str(number)[:2]} {str(number)[2:5]} {str(number)[5:]}"
    mail = f"{first}.{last}@mail.example"
    about = f"{first} {last} ({mail}, {phone}) leads; {last.upper()} decides."
    profile = master_profile_from(
        {
            "basics": {"name": f"{first} {last}", "email": mail, "phone": phone, "summary": about},
            "work": [{"name": "Brightwater", "highlights": [about]}],
        }
    )
    text = cv_request(profile, JOB, today=TODAY).text
    for private in (first, last, mail, phone, last.upper()):
        assert private not in text
