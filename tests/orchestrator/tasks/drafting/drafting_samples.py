"""An invented person and an invented posting."""

from collections.abc import Mapping
from datetime import date

from profiles.master_profile import MasterProfile, master_profile_from

TODAY = date(2026, 6, 1)

PRIVATE = (
    "Noor",
    "Vance",
    "noor.vance",
    "example.com",
    "31 6 1234",
    "123 45",
    "Harbour Street",
    "3511 AB",
    "noorv",
    "noor.example",
)

PROFILE: MasterProfile = master_profile_from(
    {
        "basics": {
            "name": "Noor Vance",
            "label": "Platform Engineer",
            "email": "noor.vance@example.com",
            "phone": "+31 6 123 45 678",
            "url": "https://noor.example/about",
            "image": "https://noor.example/me.png",
            "summary": "Noor keeps payment systems up. Reach me at noor.vance@example.com.",
            "location": {
                "address": "Harbour Street 9",
                "postalCode": "3511 AB",
                "city": "Utrecht",
                "countryCode": "NL",
            },
            "profiles": [
                {"network": "GitHub", "username": "noorv", "url": "https://github.com/noorv"}
            ],
        },
        "work": [
            {
                "name": "Brightwater",
                "position": "Platform Engineer",
                "description": "A payment company.",
                "startDate": "2021-03",
                "summary": "Runs the payment platform.",
                "highlights": [
                    "Moved 40 services to Kubernetes on AWS",
                    "Cut deploy time from 16.181 to 60 seconds with Python tooling",
                    "Wrote the on-call guide; call +31 6 123 45 678 for more",
                ],
            },
            {
                "name": "Oldmill",
                "position": "Developer",
                "startDate": "2018",
                "endDate": "2021-02",
                "highlights": [
                    "Helped to build a billing system in Java",
                    "Answered support tickets for 300 shops",
                ],
            },
        ],
        "education": [
            {
                "institution": "Hill College",
                "area": "Physics",
                "studyType": "Bachelor of Science",
                "startDate": "2014",
                "endDate": "2018",
                "courses": ["Optics", "Statistics with Python"],
            }
        ],
        "skills": [
            {"name": "Hobby", "keywords": ["Sailing"]},
            {"name": "Cloud", "level": "Expert", "keywords": ["Bash", "AWS", "k8s"]},
        ],
        "languages": [{"language": "English", "fluency": "Fluent"}],
        "projects": [
            {
                "name": "Tidal",
                "description": "A tide clock for sailors.",
                "highlights": ["Published at https://github.com/noorv/tidal with 120+ stars"],
                "keywords": ["Go"],
            }
        ],
        "references": [{"name": "Ines Holt", "reference": "Noor is the best engineer I know."}],
    }
)

JOB: Mapping[str, object] = {
    "title": "Senior Platform Engineer",
    "company": "Acme Rail",
    "description": "We run trains.",
    "requirements": [
        {"id": "r1", "text": "5+ years with Kubernetes", "kind": "experience", "level": "must"},
        {"id": "r2", "text": "Python", "kind": "skill", "level": "must"},
        {"id": "r3", "text": "Rust", "kind": "skill", "level": "nice"},
        {"id": "r4", "text": "EU work permit", "kind": "legal", "level": "must"},
        {"id": "r5", "text": "Fluent English", "kind": "language", "level": "must"},
    ],
}
