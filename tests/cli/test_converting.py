"""What a command is handed for a word that was typed."""

from enum import StrEnum
from typing import Literal

from cli.command import Command, group
from cli.tree import build_group


class Form(StrEnum):
    """Invented."""

    LONG = "long"


def test_a_word_becomes_the_member_that_it_names_and_a_number_a_number() -> None:
    app = group("Invented.")
    handed: list[object] = []

    @app.command("take", cls=Command)
    def take(  # pyright: ignore[reportUnusedFunction]
        form: Form = Form.LONG, size: Literal["a", "b"] = "a", count: int = 1
    ) -> None:
        handed.extend([form, size, count])

    command = build_group(app, Command).commands["take"]
    command(["--form", "long", "--size", "b", "--count", "2"], standalone_mode=False)

    assert handed == [Form.LONG, "b", 2]
    assert [type(one) for one in handed] == [Form, str, int]
