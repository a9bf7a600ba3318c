"""Invented documents for the tests of reading."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from orchestrator.tasks.extraction.by_rules import posting_by_rules
from orchestrator.tasks.extraction.documents import Document
from orchestrator.tasks.extraction.reading import read

if TYPE_CHECKING:
    from orchestrator.tasks.extraction.documents import SourceKind
    from profiles.postings import JobPosting

FETCHED = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def page(html: str, *, url: str | None = None, kind: SourceKind = "html") -> Document:
    sha256 = hashlib.sha256(html.encode("utf-8", "replace")).hexdigest()
    return Document(kind=kind, html=html, url=url, sha256=sha256, fetched_at=FETCHED)


def pasted(text: str, *, kind: SourceKind = "text", url: str | None = None) -> Document:
    sha256 = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
    return Document(kind=kind, text=text, url=url, sha256=sha256, fetched_at=FETCHED)


def posting_of(document: Document) -> JobPosting:
    return posting_by_rules(read(document))


def json_ld(*objects: dict[str, Any] | str, body: str = "") -> Document:
    scripts = "".join(
        '<script type="application/ld+json">'
        f"{item if isinstance(item, str) else json.dumps(item)}</script>"
        for item in objects
    )
    return page(f"<html><head>{scripts}</head><body>{body}</body></html>")


def job(**facts: object) -> dict[str, Any]:
    return {"@context": "https://schema.org", "@type": "JobPosting", "title": "Baker", **facts}


GERMAN_PAGE = """<html lang="de"><head><title>Bauleiter (m/w/d) - Musterbau GmbH | Karriere</title>
</head><body><nav><ul><li><a href="/">Start</a></li></ul></nav>
<h1>Wir suchen Verstärkung!</h1><h2>Bauleiter (m/w/d)</h2>
<ul><li>Standort: Hannover</li><li>Vollzeit, unbefristet</li></ul>
<p>Die Musterbau GmbH sucht einen Bauleiter für neue Baustellen.</p>
<h3>Deine Aufgaben</h3><ul><li>Du leitest Baustellen</li><li>Du führst Teams</li></ul>
<h3>Das bringst du mit</h3><ul><li>Mindestens 3 Jahre Berufserfahrung</li>
<li>Führerschein Klasse B</li><li>Englischkenntnisse von Vorteil</li></ul>
<h3>Wir bieten</h3><ul><li>Gehalt zwischen 55.000 € und 65.000 € brutto im Jahr</li>
<li>Einen Umsatz von 20 Mio. Euro</li></ul>
<p>Bewerbungsfrist: 31.12.2026</p><p>Ansprechpartner: Erika Beispiel, jobs@musterbau.example</p>
<a href="/bewerben">Jetzt bewerben</a><footer>© 2026 Musterbau GmbH</footer></body></html>"""

ENGLISH_TEXT = """Data Engineer
Acme Robotics - Austin, TX (Hybrid)
$130,000 - $160,000 a year - Full-time

About the job
Acme Robotics is looking for a data engineer. We raised $100 million in funding.

What you'll do
• Build pipelines
• Own the warehouse

Requirements
• 5+ years of experience with SQL and Python
• Bachelor's degree in CS or equivalent

Nice to have
• Experience with Spark

Benefits
• Training budget of $5,000 per year
"""
