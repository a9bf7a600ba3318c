"""The options that draft-cv, draft-letter and the commands of `drafts` share."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cli import completing_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from profiles.rendering import Format as FormatName
    from profiles.rendering import RenderOptions

Output = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="Write it here: .pdf, .docx, .html, .md, .txt, .json; - is standard output.",
    ),
]
Format = Annotated[
    str | None,
    typer.Option(
        "--format",
        "-f",
        metavar="FORMAT",
        help="pdf docx html md txt json json-resume rendercv, instead of what the name says; "
        "several for --out, with commas.",
        autocompletion=completing_words.list_of(*completing_words.FORMATS),
    ),
]
Theme = Annotated[
    Literal["classic", "modern", "compact"],
    typer.Option(metavar="classic|modern|compact", help="How a PDF, Word or HTML file looks."),
]
Paper = Annotated[
    Literal["a4", "letter"], typer.Option(metavar="a4|letter", help="The paper it is set for.")
]
Photo = Annotated[
    Path | None, typer.Option(metavar="FILE", help="A JPEG or PNG for the head of a CV.")
]
FontDirs = Annotated[
    list[Path] | None,
    typer.Option("--font-dir", metavar="DIR", help="Fonts for characters that ours lack."),
]
Force = Annotated[
    bool,
    typer.Option(
        "--force", help="Replace the file, also one that jobai did not write or that was changed."
    ),
]
OnUnverified = Annotated[
    Literal["verbatim", "drop", "fail"],
    typer.Option(
        metavar="verbatim|drop|fail",
        help="A line that says more than what it cites: print your own line in its place, leave it "
        "out, or fail with exit code 7.",
    ),
]
Kind = Annotated[
    Literal["cv", "letter"] | None,
    typer.Option("--kind", metavar="cv|letter", help="CVs or letters only."),
]

STDOUT = Path("-")


@dataclass(frozen=True, slots=True)
class Look:
    """How files are rendered.

    Attributes:
        formats: As asked for; none leaves it to the file's name.
        options: Of the rendering; `pages` is a limit that a person has set.
        fits_pages: Tried first when no limit was set; more pages than that are said.
    """

    formats: tuple[FormatName, ...]
    options: RenderOptions
    fits_pages: int | None = None


def look(
    formats: str | None,
    theme: str,
    paper: str,
    pages: int | None,
    photo: Path | None,
    font_dirs: Sequence[Path] | None,
    *,
    fits_pages: int | None = None,
) -> Look:
    """Check the options and put them together.

    Raises:
        InvalidInputError: one that is none, or a photo or folder that is not there.
    """
    from profiles.errors import InvalidInputError
    from profiles.rendering import PAPERS, THEMES, RenderOptions
    from profiles.rendering.options import check_format

    for folder in font_dirs or ():
        if not folder.is_dir():
            raise InvalidInputError(
                f"--font-dir {folder} is no folder", hint="name the folder with the font files"
            )
    if photo is not None and not photo.is_file():
        raise InvalidInputError(f"--photo {photo} is no file", hint="name a JPEG or PNG file")
    named = [name.strip().lower() for name in (formats or "").split(",") if name.strip()]
    return Look(
        tuple(dict.fromkeys(check_format(name) for name in named)),
        RenderOptions(
            theme=next(known for known in THEMES if known == theme),
            paper=next(known for known in PAPERS if known == paper),
            pages=pages,
            photo=photo,
            font_dirs=tuple(font_dirs or ()),
        ),
        fits_pages,
    )


def require_one_result(output: Path | None, *, as_json: bool) -> None:
    """Check that standard output is not wanted for a file and for JSON.

    Raises:
        UsageError: it is.
    """
    from cli.boundary import UsageError

    if as_json and output == STDOUT:
        raise UsageError(
            "--json and --output - both want standard output",
            hint="name a file, or leave one of them out",
        )


def asked_with(options: Mapping[str, object]) -> dict[str, object]:
    """Return what was asked for beyond the defaults, as it is kept with a draft."""
    return {name: value for name, value in options.items() if value is not None}


def is_said(context: typer.Context, option: str) -> bool:
    """Say whether an option was given: on the line, in the environment or in the config file."""
    source = context.get_parameter_source(option)
    return source is not None and source.name != "DEFAULT"
