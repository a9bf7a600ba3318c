"""How long `jobai extract FOLDER` takes for a thousand saved pages, offline, and what it holds.

usage: python benchmarks/batch.py [PAGES [LIMIT_S]]

The pages are invented and each is another one: 5 to 100 kB, with and without structured data, in
three languages. The store is new. With a limit the exit code is 1 when it is passed; without one
it is 20 s for 1,000 pages, the project's target on two cores.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

TARGET_S_PER_1000 = 20.0
_SAMPLE_S = 0.05

_TITLES = ("Data Engineer", "Beekeeper", "Harbour Pilot", "Nurse", "Tax Adviser", "Rope Splicer")
_RANKS = ("Senior", "Junior", "Lead", "Deputy", "Trainee")
_COMPANIES = ("Blue Heron Analytics", "Greyfin Shipping", "Fern and Sons", "Tall Ships Ltd")
_PLACES = ("Lyon, France", "Bergen, Norway", "Lisbon, Portugal", "Leeds, United Kingdom")
_SKILLS = ("Python", "SQL", "Kubernetes", "Excel", "welding", "pruning", "navigation", "PostgreSQL")
_HEADINGS = {
    "en": ("What you will do", "Requirements", "Benefits", "Company", "Location", "Salary"),
    "de": ("Ihre Aufgaben", "Ihr Profil", "Wir bieten", "Firma", "Arbeitsort", "Gehalt"),
    "fr": ("Vos missions", "Votre profil", "Avantages", "Entreprise", "Lieu", "Salaire"),
}
_WORDS = {
    "en": "the team works with care on tools that people use every day and keeps them in order",
    "de": "das Team arbeitet mit Sorgfalt an Werkzeugen die jeden Tag gebraucht werden und pflegt",
    "fr": "notre equipe travaille avec soin sur les outils de tous les jours et les entretient",
}


def main() -> int:
    """Measure and print."""
    pages = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    limit_s = float(sys.argv[2]) if len(sys.argv) > 2 else TARGET_S_PER_1000 * pages / 1000
    print("| pages | MB | seconds | pages per second | peak RSS, MB | of the main process, MB |")
    print("|---:|---:|---:|---:|---:|---:|")
    seconds = 0.0
    for count in sorted({min(100, pages), pages}):
        with tempfile.TemporaryDirectory(prefix="jobai-batch-") as folder:
            size = make_pages(Path(folder, "saved"), count)
            seconds, whole, main_process = measured(Path(folder), count)
        print(
            f"| {count:,} | {size / 1e6:.0f} | {seconds:.1f} | {count / seconds:.0f} "
            f"| {whole / 1e6:.0f} | {main_process / 1e6:.0f} |"
        )
    print(f"\nlimit: {limit_s:.1f} s; {os.cpu_count()} cores")
    return int(seconds > limit_s)


def make_pages(folder: Path, count: int) -> int:
    """Write so many pages, the same ones each time, and return their bytes."""
    folder.mkdir()
    chance = random.Random(20261123)
    size = 0
    for number in range(count):
        data = page(number, chance).encode()
        (folder / f"{number:06}.html").write_bytes(data)
        size += len(data)
    return size


def page(number: int, chance: random.Random) -> str:
    """Return a posting as a careers site writes it: its menu, its scripts, its footer and all."""
    language = chance.choice(("en", "en", "de", "fr"))
    do, need, offer, company_label, place_label, salary_label = _HEADINGS[language]
    title = f"{chance.choice(_RANKS)} {chance.choice(_TITLES)}"
    company, place = chance.choice(_COMPANIES), chance.choice(_PLACES)
    amount = chance.randrange(30, 90) * 1000

    def sentences(least: int, most: int) -> list[str]:
        words = _WORDS[language].split()
        return [
            " ".join(chance.choices(words, k=chance.randrange(6, 16))).capitalize() + "."
            for _ in range(chance.randrange(least, most))
        ]

    def listed(items: list[str]) -> str:
        return "<ul>" + "".join(f"<li><span>{item}</span></li>" for item in items) + "</ul>"

    needs = [
        f"{chance.randrange(1, 9)} years of experience with {s}" for s in chance.sample(_SKILLS, 4)
    ]
    body = (
        f"<p>{' '.join(sentences(3, 9))}</p><h2>{do}</h2>{listed(sentences(4, 12))}"
        f"<h2>{need}</h2>{listed(needs + sentences(2, 6))}<h2>{offer}</h2>{listed(sentences(3, 8))}"
    )
    data = {
        "@context": "https://schema.org", "@type": "JobPosting", "title": title,
        "description": body, "datePosted": "2026-11-02", "employmentType": "FULL_TIME",
        "hiringOrganization": {"@type": "Organization", "name": company},
        "jobLocation": {"@type": "Place", "address": {"@type": "PostalAddress",
        "addressLocality": place.split(",")[0], "addressCountry": place.split(", ")[1]}},
    }  # fmt: skip
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    menu = "".join(
        f'<li class="menu-item menu-item-{n}"><a href="/section/{n}" data-track="nav-{n}">'
        f"{chance.choice(_WORDS[language].split())}</a></li>"
        for n in range(chance.randrange(10, 150))
    )
    style = "".join(
        f".c{n}{{margin:{n}px;color:#{n:06x}}}" for n in range(chance.randrange(20, 900))
    )
    code = ";".join(f"window.v{n}={n * 7}" for n in range(chance.randrange(20, 1200)))
    return (
        f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8">'
        f"<title>{title} | {company}</title><style>{style}</style><script>{code}</script>"
        f"{script if number % 2 else ''}</head><body><nav><ul>{menu}</ul></nav><main>"
        f"<h1>{title}</h1><dl><dt>{company_label}</dt><dd>{company}</dd><dt>{place_label}</dt>"
        f"<dd>{place}</dd><dt>{salary_label}</dt><dd>{amount:,} - {amount + 9000:,} EUR</dd></dl>"
        f"{body}<p>Reference: R-{number:06}</p><a href='/apply/{number}'>Apply</a></main>"
        f"<footer><p>{' '.join(sentences(2, 20))}</p></footer></body></html>"
    )


def measured(folder: Path, count: int) -> tuple[float, int, int]:
    """Run the command; return its seconds, and the most memory of all its processes and of it."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.endswith("_API_KEY") and not name.startswith("JOBAI_")
    } | {"JOBAI_HOME": str(folder / "home")}
    command = [sys.executable, "-m", "jobai", "extract", str(folder / "saved"), "--json"]
    with (folder / "jobs.jsonl").open("wb") as out:
        started = time.perf_counter()
        process = subprocess.Popen(
            command, stdout=out, stderr=subprocess.PIPE, text=True, env=environment,
            cwd=Path(__file__).parent.parent,
        )  # fmt: skip
        peaks = [0, 0]
        watching = threading.Thread(target=_watch, args=(process, peaks))
        watching.start()
        _, said = process.communicate()
        seconds = time.perf_counter() - started
        watching.join()
    with (folder / "jobs.jsonl").open("rb") as lines:
        printed = sum(1 for _ in lines)
    if process.returncode or printed != count:
        raise SystemExit(f"{printed} of {count} lines, exit code {process.returncode}\n{said}")
    return seconds, peaks[0], peaks[1]


def _watch(process: subprocess.Popen[str], peaks: list[int]) -> None:
    """Keep the peaks of the process's tree and of itself; only Linux tells."""
    while process.poll() is None:
        sizes = [_rss(pid) for pid in _tree(process.pid)]
        if sizes:
            peaks[0] = max(peaks[0], sum(sizes))
            peaks[1] = max(peaks[1], sizes[0])
        time.sleep(_SAMPLE_S)


def _tree(pid: int) -> list[int]:
    found = [pid]
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                found += _tree(int(child))
    except OSError:
        return found
    return found


def _rss(pid: int) -> int:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    sys.exit(main())
