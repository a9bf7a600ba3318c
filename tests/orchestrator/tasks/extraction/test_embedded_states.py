"""Jobs that a page tells its own scripts only."""

from __future__ import annotations

import html
import json
import time
from typing import Any, cast

import pytest
from reading_samples import job, page, posting_of

from orchestrator.tasks.extraction.reading import read

TEXT = "<p>You bake bread through the night, mind the oven and greet the first guests.</p>" * 3
JOB: dict[str, Any] = {
    "id": 471100,
    "slug": "night-baker",
    "jobTitle": "Night Baker",
    "companyName": "Crumb Ltd",
    "locations": [{"city": "Leeds", "country": {"name": "England"}}, {"city": "York"}],
    "employmentType": {"label": "Part-time"},
    "workplaceType": "on_site",
    "publishedAt": "2026-02-03T04:05:06Z",
    "closingDate": "2026-03-04",
    "salary": {"min": 24000, "max": "28000", "currency": "GBP", "period": "YEARLY"},
    "jobDescription": TEXT,
    "requirements": ["Two years of experience", "Early mornings"],
}
URL = "https://crumb.example/jobs/471100-night-baker"


def shown(
    script: str,
    *,
    title: str = "Night Baker | Crumb",
    body: str = "<p>Welcome to our bakery.</p>",
    **options: Any,
) -> Any:
    head = f"<html><head><title>{title}</title></head>"
    return page(f"{head}<body><div id=app></div>{body}{script}</body></html>", **options)


def next_data(data: object) -> str:
    props = {"props": {"pageProps": data}}
    return f'<script id="__NEXT_DATA__" type="application/json">{json.dumps(props)}</script>'


def assigned(data: object, name: str = "window.__INITIAL_STATE__") -> str:
    return f"<script>{name} = {json.dumps(data)};\n(function(){{ start(); }})();</script>"


def told(document: Any) -> Any:
    posting = posting_of(document)
    assert posting.title == "Night Baker"
    assert posting.origins["title"].source == "embedded_state"
    return posting


def test_the_job_of_a_state_is_told_whatever_its_keys_are() -> None:
    posting = told(shown(next_data({"job": JOB})))
    assert posting.hiring_organization.name == "Crumb Ltd"
    assert [place.name for place in posting.job_location] == ["Leeds, England", "York"]
    assert (posting.employment_type, posting.job_location_type) == (["PART_TIME"], "ON_SITE")
    assert (str(posting.date_posted), str(posting.valid_through)) == ("2026-02-03", "2026-03-04")
    pay = posting.base_salary
    assert (pay.currency, pay.min, pay.max, pay.unit) == ("GBP", 24_000, 28_000, "YEAR")
    assert [item.text for item in posting.requirements] == [
        "Two years of experience",
        "Early mornings",
    ]
    assert "mind the oven" in posting.description


def test_the_same_facts_beside_each_other_and_under_other_names() -> None:
    other = {
        "positionTitle": "Night Baker",
        "employer": {"name": "Crumb Ltd"},
        "city": "Leeds",
        "country": "England",
        "contract_type": "Full-time",
        "is_remote": True,
        "posted_at": 1767225600,
        "minSalary": 24000,
        "maxSalary": 28000,
        "salaryCurrency": "GBP",
        "salaryPeriod": "year",
        "html_description": TEXT,
    }
    posting = told(shown(assigned({"data": {"posting": other}})))
    assert posting.hiring_organization.name == "Crumb Ltd"
    assert [place.name for place in posting.job_location] == ["Leeds, England"]
    assert (posting.employment_type, posting.job_location_type) == (["FULL_TIME"], "TELECOMMUTE")
    assert str(posting.date_posted) == "2026-01-01"
    assert (posting.base_salary.min, posting.base_salary.unit) == (24_000, "YEAR")


def flat_array(value: object, *, keys_too: bool = False, reactive: bool = False) -> list[Any]:
    """Write a value as Nuxt does, or React Router: objects and lists hold indexes."""
    flat: list[Any] = [["ShallowReactive", 1]] if reactive else []

    def add(item: object) -> int:
        index = len(flat)
        flat.append(item)
        if isinstance(item, dict):
            node = cast("dict[str, object]", item)
            flat[index] = {
                f"_{add(key)}" if keys_too else key: add(inner) for key, inner in node.items()
            }
        elif isinstance(item, list):
            flat[index] = [add(inner) for inner in cast("list[object]", item)]
        return index

    add(value)
    return flat


def nuxt_script(text: str) -> str:
    return f'<script type="application/json" id="__NUXT_DATA__">{text}</script>'


def pushed(piece: str) -> str:
    return f"<script>self.__next_f.push({json.dumps([1, piece])})</script>"


def rows() -> str:
    body = TEXT + " Ünïcode."
    row = {**JOB, "jobDescription": "$1f"}
    first = f"1f:T{len(body.encode()):x},{body}"
    stream = f'0:["x"]\n{first}5:["$","$L1",null,{json.dumps({"job": row})}]\n'
    half = len(stream) // 2
    return pushed(stream[:half]) + pushed(stream[half:])


APOLLO = {
    "ROOT_QUERY": {"job": {"__ref": "Job:1"}},
    "Job:1": {
        **JOB,
        "locations": [{"__ref": "Place:2"}],
        'jobDescription({"format":"HTML"})': TEXT,
    },
    "Place:2": {"__typename": "Place", "city": "Leeds"},
}
ESCAPED = json.dumps(json.dumps({"job": JOB}))


@pytest.mark.parametrize(
    "script",
    [
        next_data({"dehydratedState": {"queries": [{"state": {"data": JOB}}]}}),
        assigned({"job": JOB}),
        assigned({"job": JOB}, "window['__PRELOADED_STATE__']"),
        assigned({"job": JOB}, "window.__remixContext"),
        assigned({"data": [{"job": JOB}]}, "window.__NUXT__"),
        assigned({"job": JOB}, "var pageData"),
        assigned({"jobDetail": {"data": {"job": JOB}}}, "var phApp = phApp || {}; phApp.ddo"),
        assigned(APOLLO, "window.__APOLLO_STATE__"),
        assigned({"job": JOB}).replace('"id"', '"x": undefined, "id"'),
        f"<script>window.__STATE__ = JSON.parse({ESCAPED});</script>",
        "<script>window.__STATE__ = JSON.parse('" + json.dumps({"job": JOB}) + "');</script>",
        f'<div data-page="{html.escape(json.dumps({"component": "Job", "props": {"job": JOB}}))}">',
        f'<script type="application/json" id="state">{json.dumps({"job": JOB})}</script>',
        nuxt_script(json.dumps(flat_array({"data": {"job": JOB}}, reactive=True))),
        "<script>window.__reactRouterContext.streamController.enqueue("
        + json.dumps(json.dumps(flat_array({"loaderData": {"route": {"job": JOB}}}, keys_too=True)))
        + ");</script>",
        rows(),
    ],
    ids=["next", "initial", "bracket", "remix", "nuxt", "var", "phenom", "apollo", "undefined",
         "parsed", "parsed-single", "inertia", "json-script", "nuxt-data", "react-router", "rows"],
)  # fmt: skip
def test_every_kind_of_state_is_read(script: str) -> None:
    posting = told(shown(script))
    assert posting.hiring_organization.name == "Crumb Ltd"
    assert posting.job_location[0].name.startswith("Leeds")
    assert "mind the oven" in posting.description


def test_the_state_of_a_known_board_is_read_in_its_own_shape() -> None:
    state = {
        "organization": {"name": "Crumb Ltd"},
        "posting": {"id": "x", "title": "Night Baker", "locationName": "Leeds",
                    "departmentName": "Bakery", "workplaceType": "Hybrid", "isRemote": True,
                    "descriptionHtml": TEXT},
    }  # fmt: skip
    posting = told(shown(assigned(state, "window.__appData")))
    assert posting.hiring_organization.name == "Crumb Ltd"
    assert posting.job_location_type == "HYBRID"


def others(count: int = 3) -> list[dict[str, Any]]:
    return [
        {**JOB, "id": 990000 + n, "slug": f"cook-{n}", "jobTitle": f"Cook {n}"}
        for n in range(count)
    ]


def test_a_plain_job_is_known_by_what_its_keys_are_called() -> None:
    plain = {"title": "Night Baker", "content": TEXT, "job_post_location": "Leeds",
             "company_name": "Crumb Ltd", "published_at": "2026-02-03"}  # fmt: skip
    posting = told(shown(assigned({"jobPost": plain}, "window.__remixContext")))
    assert [place.name for place in posting.job_location] == ["Leeds"]
    news = {**plain, "location": plain["job_post_location"]}
    del news["job_post_location"]
    assert not read(shown(assigned({"post": news}))).facts


def test_of_several_jobs_the_one_that_the_address_or_the_title_names_is_told() -> None:
    jobs = {"job": JOB, "similar": others()}
    told(shown(next_data(jobs), title="Crumb careers", url=URL))
    told(shown(next_data(jobs)))
    shorter = {**JOB, "jobTitle": "Baker", "id": 1}
    for pair in ([shorter, JOB], [JOB, shorter]):
        told(shown(next_data(pair)))


def test_jobs_that_neither_address_nor_title_names_are_not_told() -> None:
    for data in ({"jobs": others()}, {"jobs": [JOB, *others()]}):
        assert not read(shown(next_data(data), title="Crumb careers", body=TEXT * 3)).facts
    near = shown(next_data({"job": JOB}), title="About us", body=TEXT * 3,
                 url="https://crumb.example/jobs/9471100")  # fmt: skip
    assert not read(near).facts


def test_the_only_job_of_a_page_that_shows_nothing_is_what_it_is_about() -> None:
    told(shown(next_data({"job": JOB}), title="Crumb careers"))
    assert not read(shown(next_data({"jobs": others()}), title="Crumb careers")).facts


def test_two_different_jobs_of_one_title_are_not_mixed() -> None:
    twin = {**JOB, "id": 5, "slug": "x", "jobDescription": "<p>Something else.</p>" * 20}
    assert not read(shown(next_data({"jobs": [JOB, twin]}))).facts


@pytest.mark.parametrize(
    "thing",
    [
        {"title": "Night Baker", "description": TEXT, "publishedAt": "2026-01-01", "author": "A"},
        {"title": "Night Baker", "body": TEXT, "type": "article", "location": "Leeds"},
        {"name": "Night Baker", "description": TEXT, "price": 9, "currency": "GBP", "id": 3},
        {"title": "Night Baker", "description": TEXT, "isRemote": False, "city": "Leeds"},
        {"title": "Night Baker", "description": TEXT, "deadline": "2026-09-09", "city": "Leeds"},
        {"title": "Night Baker", "description": TEXT, "schedule": "9 am", "location": "Leeds"},
        {"title": "Night Baker", "description": TEXT, "requirements": "Flour", "city": "Leeds"},
        {"title": ["Night Baker"], "description": {"x": 1}, "employmentType": []},
        {"title": "Night Baker " * 40, "employmentType": "Full-time", "description": TEXT},
    ],
)
def test_articles_and_products_are_no_jobs(thing: dict[str, Any]) -> None:
    assert not read(shown(next_data({"thing": thing}))).facts


def test_schema_org_wins_and_the_state_fills_what_it_lacks() -> None:
    data = job(title="Night Baker (m/f)", datePosted="2026-01-01")
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    posting = posting_of(shown(script + next_data({"job": JOB, "similar": others()})))
    assert (posting.title, str(posting.date_posted)) == ("Night Baker (m/f)", "2026-01-01")
    assert posting.employment_type == ["PART_TIME"]
    sources = {name: origin.source for name, origin in posting.origins.items()}
    assert (sources["date_posted"], sources["employment_type"]) == ("json_ld", "embedded_state")


def test_a_state_about_another_job_leaves_the_page_alone() -> None:
    script = f'<script type="application/ld+json">{json.dumps(job(title="Miller"))}</script>'
    posting = posting_of(shown(script + next_data({"job": JOB}), title="Miller"))
    assert posting.title == "Miller"
    assert posting.employment_type == []


def test_figures_that_may_be_cents_are_no_pay() -> None:
    cents = {**JOB, "salary": {"min": 2400000, "max": 2800000, "minCents": 2400000}}
    assert told(shown(next_data({"job": cents}))).base_salary is None
    nothing = {**JOB, "salary": {"min": 0, "max": None}}
    assert told(shown(next_data({"job": nothing}))).base_salary is None


def doubling() -> str:
    levels = [[n + 1, n + 1] for n in range(80)]
    return nuxt_script(json.dumps([*levels, "title"]))


HOSTILE = {
    "deep": assigned({"title": "x"}).replace('"x"', "[" * 100_000),
    "deep and closed": assigned({"title": "x"}).replace('"x"', "[" * 900 + "]" * 900),
    "wide": next_data({"jobs": [{"title": "a", "n": n} for n in range(100_000)]}),
    "candidates": next_data({"jobs": others(5_000)}),
    "assignments": "<script>" + "window.a = {title" * 50_000 + "</script>",
    "undefined": "<script>" + 'window.a = {"title": undefined, x}' * 20_000 + "</script>",
    "parses": "<script>" + "window.a = JSON.parse('title " * 50_000 + "</script>",
    "pushes": "<script>" + 'self.__next_f.push([1,"title' * 50_000 + "</script>",
    "rows": pushed("a:Tffffff,title" * 50_000),
    "row marks": pushed("a:{title\n" * 50_000),
    "row lengths": pushed("a:T0,title" * 50_000),
    "cycle": nuxt_script('[{"title":0,"a":[1]},[1,0]]'),
    "doubling": doubling(),
    "spaces": "<script>window.title" + " " * 500_000 + "= x</script>",
}


@pytest.mark.parametrize("script", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_state_costs_little_and_breaks_nothing(script: str) -> None:
    document = shown(script, body=f"<h1>Night Baker</h1>{TEXT}")
    started = time.process_time()
    assert "mind the oven" in read(document).text
    assert time.process_time() - started < 2.5


WRONG: list[object] = [None, True, 0, -1, 1e308, "", "x", [], [None], {}, [[{}]], {"a": {}}]


@pytest.mark.parametrize("value", WRONG)
def test_a_wrong_type_in_any_one_field_costs_at_most_that_field(value: object) -> None:
    for key in JOB:
        if key != "jobTitle":
            told(shown(next_data({"job": {**JOB, key: value}}), url=URL))
