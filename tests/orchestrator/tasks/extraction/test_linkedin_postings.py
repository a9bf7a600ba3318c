"""Postings of LinkedIn as people have them: a page saved from the browser, or copied text."""

from __future__ import annotations

import pytest
from reading_samples import page, pasted, posting_of

from orchestrator.tasks.extraction.reading import read
from profiles.postings import EmploymentType, JobLocationType

SAVED = """<html lang="en"><head><title>{head} | LinkedIn</title></head><body>
<header><nav class="nav"><a href="/">LinkedIn</a><a>Join now</a><a>Sign in</a></nav></header><main>
<section class="top-card-layout"><img alt="Norvik"><h1 class="top-card-layout__title">Data Engineer
</h1><h4><div class="topcard__flavor-row"><span class="topcard__flavor"><a href="/company/norvik"
class="topcard__org-name-link">Norvik</a></span><span class="topcard__flavor">Oslo, Oslo, Norway
</span></div><div><span class="posted-time-ago__text">2 weeks ago</span><figcaption>Over 200
applicants</figcaption></div>{notice}</h4><button>Apply</button><button>Save</button></section>
<section class="description"><div class="show-more-less-html__markup">We measure rivers.<br><br>
<strong>What You'll Do</strong><ul><li>Build pipelines</li></ul><strong>What You Bring</strong>
<ul><li>3+ years of SQL</li></ul></div><button>Show more</button>
<ul class="description__job-criteria-list"><li><h3>Seniority level</h3><span>Mid-Senior level</span>
</li><li><h3>Employment type</h3><span>Full-time</span></li><li><h3>Industries</h3><b>Water</b>
</li></ul></section><section class="similar-jobs"><h2>Similar jobs</h2><ul>{similar}</ul></section>
</main><div class="modal"><h2>Sign in to see who you already know at Norvik</h2><form><input
type=email><input type=password></form></div></body></html>"""
SIMILAR = (
    "<li><a href='/jobs/view/2'>Data Analyst</a><h4>Brekke</h4><span>Bergen, Norway</span></li>"
)
HEADS = ["Norvik hiring Data Engineer in Oslo, Oslo, Norway", "Data Engineer at Norvik"]


@pytest.mark.parametrize("head", HEADS)
def test_a_saved_page_is_read(head: str) -> None:
    html = SAVED.format(head=head, notice="", similar=SIMILAR * 12)
    posting = posting_of(page(html))
    assert read(page(html)).kind == "posting"
    assert posting.title == "Data Engineer"
    assert posting.hiring_organization
    assert posting.hiring_organization.name == "Norvik"
    assert [place.name for place in posting.job_location] == ["Oslo, Oslo, Norway"]
    assert posting.employment_type == [EmploymentType.FULL_TIME]
    assert posting.seniority == "Mid-Senior level"
    assert "Brekke" not in (posting.description or "")


def test_a_saved_page_of_a_closed_job_says_so() -> None:
    notice = "<figcaption>No longer accepting applications</figcaption>"
    assert posting_of(page(SAVED.format(head=HEADS[0], notice=notice, similar=""))).closed


COPIED = [
    "Norvik\nNorvik\nShare\nShow more options\nData Engineer\n"
    "Oslo, Norway · 2 weeks ago · Over 100 applicants\nPromoted by hirer · Responses managed off "
    "LinkedIn\n\nHybrid\nFull-time\nApply\nSave\nPeople you can reach out to\n",
    "Data Engineer\nNorvik · Oslo, Norway (Hybrid)  2 weeks ago  · 100 applicants\n\n"
    "Full-time · Mid-Senior level\nEasy Apply\nSave\n\n",
    "Norvik logo\nNorvik\nData Engineer\nNorvik · Oslo, Norway · 2 weeks ago · 100 applicants\n"
    "Hybrid\nFull-time\n\n",
    "Norvik logo\nNorvik\nShare\nData Engineer\nOslo, Norway · Reposted 1 day ago · 7 applicants\n"
    "Hybrid\nFull-time\nApply\nMeet the hiring team\nIda Holm\n2nd\nMessage\n",
]
BELOW = "About the job\nWe measure rivers.\n\nRequirements\n- 3+ years of SQL\n"


@pytest.mark.parametrize("card", COPIED)
def test_what_is_copied_from_a_signed_in_page_is_read(card: str) -> None:
    posting = posting_of(pasted(card + BELOW))
    assert posting.title == "Data Engineer"
    assert posting.hiring_organization
    assert posting.hiring_organization.name == "Norvik"
    assert [place.name for place in posting.job_location] == ["Oslo, Norway"]
    assert posting.job_location_type == JobLocationType.HYBRID
    assert posting.employment_type == [EmploymentType.FULL_TIME]
    assert [item.text for item in posting.requirements] == ["3+ years of SQL"]
    assert "applicants" not in (posting.description or "")


def test_the_same_in_german_keeps_its_title_whole() -> None:
    text = (
        "Dateningenieur (m/w/d)\nNorvik GmbH · Hamburg, Deutschland (Hybrid) vor 2 Wochen · "
        "34 Bewerber:innen\n\nVollzeit\nBewerben\n\nDetails zum Jobangebot\nWir messen Flüsse.\n"
    )
    posting = posting_of(pasted(text))
    assert posting.title == "Dateningenieur (m/w/d)"
    assert [place.name for place in posting.job_location] == ["Hamburg, Deutschland"]


def test_a_text_without_such_a_card_keeps_all_its_lines() -> None:
    text = "Data Engineer\nNorvik · Oslo\nApply\n\nAbout the job\nWe measure rivers.\n"
    assert "Apply" in read(pasted(text)).text
