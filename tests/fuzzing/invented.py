"""Invented sources to begin with."""

from __future__ import annotations

import json
from typing import Any

JOB: dict[str, Any] = {
    "@context": "https://schema.org",
    "@type": "JobPosting",
    "title": "Rope Splicer (m/w/d)",
    "description": "<p>We splice ropes.</p><ul><li>5 years of experience</li></ul>",
    "datePosted": "2026-11-01",
    "validThrough": "2026-12-31T23:59:00+01:00",
    "employmentType": ["FULL_TIME", "CONTRACTOR"],
    "hiringOrganization": {"@type": "Organization", "name": "Tall Ships Ltd", "sameAs": "https://"},
    "jobLocation": {
        "@type": "Place",
        "address": {
            "@type": "PostalAddress",
            "addressLocality": "Lisbon",
            "addressRegion": "LX",
            "addressCountry": "PT",
            "postalCode": "1000-001",
        },
    },
    "jobLocationType": "TELECOMMUTE",
    "applicantLocationRequirements": {"@type": "Country", "name": "PT"},
    "baseSalary": {
        "@type": "MonetaryAmount",
        "currency": "EUR",
        "value": {
            "@type": "QuantitativeValue", "minValue": 30000, "maxValue": "40.000",
            "unitText": "YEAR",
        },
    },
    "identifier": {"@type": "PropertyValue", "name": "Tall Ships", "value": "R-17"},
    "skills": "ropes, knots",
    "qualifications": ["No fear of heights"],
    "responsibilities": "Splice.\nWhip.",
    "experienceRequirements": {"monthsOfExperience": 60},
    "educationRequirements": {"credentialCategory": "bachelor degree"},
    "workHours": "40 hours per week",
    "directApply": True,
    "inLanguage": "en",
    "url": "https://tallships.example/jobs/17",
}  # fmt: skip

POSTING_TEXT = """\
Rope Splicer
Tall Ships Ltd - Lisbon, Portugal (hybrid)

Full-time, permanent. Salary: €30,000 - €40,000 per year, plus bonus.
Posted on 1 November 2026, apply by 31 December 2026.

About us: Tall Ships Ltd has kept 40 ships sailing since 1998.

Your tasks
- You splice ropes of up to 80 mm
- You train two apprentices

Requirements
* At least 5 years of experience with ropes
* Fluent English, Portuguese is a plus
* Driving licence class B

Write to Maria Silva, jobs@tallships.example, +351 21 000 0000
""".encode()


def german_page() -> bytes:
    """A page of an employer."""
    return """<html lang="de"><head><title>Bauleiter (m/w/d) - Musterbau GmbH | Karriere</title>
<meta property="og:site_name" content="Musterbau"></head><body><nav><a href="/">Start</a></nav>
<h1>Bauleiter (m/w/d)</h1><ul><li>Standort: Hannover</li><li>Vollzeit, unbefristet</li></ul>
<p>Die Musterbau GmbH sucht einen Bauleiter ab sofort.</p>
<h3>Deine Aufgaben</h3><ul><li>Du leitest Baustellen</li></ul>
<h3>Das bringst du mit</h3><ul><li>Mindestens 3 Jahre Berufserfahrung</li>
<li>Führerschein Klasse B</li></ul><table><tr><th>Wochenstunden</th><td>38,5</td></tr></table>
<h3>Wir bieten</h3><p>Gehalt zwischen 55.000 € und 65.000 € brutto im Jahr</p>
<div style="display:none">hidden</div><p>Bewerbungsfrist: 31.12.2026</p>
<a href="/bewerben">Jetzt bewerben</a></body></html>""".encode()


def json_ld_page(job: bytes) -> bytes:
    """A page that states a job as JSON-LD and shows some of it."""
    return (
        b"<html><head><script type='application/ld+json'>" + job + b"</script></head><body>"
        b"<h1>Rope Splicer</h1><p>Tall Ships Ltd</p><p>We splice ropes.</p></body></html>"
    )


def state_page() -> bytes:
    """A page whose job stands in the state of its scripts."""
    state = {"props": {"pageProps": {"job": {**JOB, "@type": None, "companyName": "Tall Ships"}}}}
    text = json.dumps(state)
    return (
        f'<html><body><div id="__next"></div><script id="__NEXT_DATA__" type="application/json">'
        f"{text}</script><script>window.__STATE__ = {text};</script></body></html>"
    ).encode()


def microdata_page() -> bytes:
    """A page that marks a job with microdata."""
    return b"""<div itemscope itemtype="https://schema.org/JobPosting">
<h1 itemprop="title">Rope Splicer</h1><meta itemprop="datePosted" content="2026-11-01">
<span itemprop="hiringOrganization" itemscope itemtype="https://schema.org/Organization">
<b itemprop="name">Tall Ships Ltd</b></span><div itemprop="jobLocation" itemscope
itemtype="https://schema.org/Place"><div itemprop="address" itemscope><i itemprop="addressLocality">
Lisbon</i></div></div><div itemprop="description"><p>We splice ropes.</p><ul><li>5 years</li></ul>
</div></div>"""


def mail_message() -> bytes:
    """A posting that came by mail."""
    return (
        b"From: a@example.org\r\nSubject: =?utf-8?q?Job?=\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/alternative; boundary="x"\r\n\r\n--x\r\n'
        b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable"
        b"\r\n\r\nRope Splicer=20\r\n\r\n--x\r\nContent-Type: text/html; charset=iso-8859-1\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\nPGgxPlJvcGUgU3BsaWNlcjwvaDE+PHA+QXBwbHkgbm93"
        b"PC9wPg==\r\n--x--\r\n"
    )


PROFILE: dict[str, Any] = {
    "basics": {
        "name": "Noor Vance", "label": "Platform Engineer", "email": "noor.vance@example.com",
        "phone": "+31 6 123 45 678", "url": "https://noor.example", "summary": "Keeps systems up.",
        "location": {"city": "Utrecht", "countryCode": "NL", "postalCode": "3511 AB"},
        "profiles": [{"network": "GitHub", "username": "noorv", "url": "https://github.com/noorv"}],
    },
    "work": [
        {
            "name": "Brightwater", "position": "Platform Engineer", "startDate": "2021-03",
            "summary": "Runs payments.",
            "highlights": ["Moved 40 services to AWS", "Cut deploy time from 16 to 4 minutes"],
        },
        {
            "name": "Oldmill", "position": "Developer", "startDate": "2018", "endDate": "2021-02",
            "highlights": ["Helped to build a billing system in Java"],
        },
    ],
    "education": [
        {"institution": "Hill College", "area": "Physics", "studyType": "BSc", "endDate": "2018"}
    ],
    "skills": [{"name": "Cloud", "level": "Expert", "keywords": ["Bash", "AWS"]}],
    "languages": [{"language": "English", "fluency": "Fluent"}],
    "projects": [{"name": "Tidal", "description": "A tide clock.", "highlights": ["120 stars"]}],
    "certificates": [{"name": "First Aid", "date": "2020-01-31", "issuer": "Red Tower"}],
    "references": [{"name": "Ines Holt", "reference": "The best."}],
}  # fmt: skip

CV_TEXT = b"""\
TOVE HALBERG
Product Engineer
Aarhus, Denmark | tove.halberg@mail.example | +45 20 55 01 47 | github.com/tovehalberg

EXPERIENCE
Product Engineer, Spokeworks Ltd, Aarhus (March 2021 - present)
- Built the parts catalogue that 400 shops search every day
- Taught two apprentices

Junior Developer, Quayside Software, Odense (08/2017 - 02/2021)
- Maintained a booking system in Java

EDUCATION
BSc in Computer Science, University of Eastfold, 2014 - 2017

SKILLS
Languages: Java, Kotlin, SQL

LANGUAGES
Danish (native), English (C1)
"""
