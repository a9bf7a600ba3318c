"""The manual pages of section 1: jobai.1, and one for each command that it names.

They come from the commands themselves, as the help does, and are written by
`generate_command_line.py`. The wheel puts them under share/man/man1, where `man jobai` finds them
in an environment whose bin is on the path.
"""

from __future__ import annotations

import re
from inspect import cleandoc
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from command_tree import paths, root

from cli.render.help import EXIT_CODES

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path(__file__).with_name("man")
REFERENCE = Path(__file__).with_name("configuration.md")

_LONGEST_LINE = 78
_EXAMPLES = ("Example:", "Examples:")
_EVERYWHERE = (
    "The options \\fB\\-\\-db\\fR, \\fB\\-\\-user\\fR, \\fB\\-\\-quiet\\fR and\n"
    "\\fB\\-\\-debug\\fR may stand anywhere on the line; see \\fBjobai\\fR(1)."
)


def pages() -> dict[Path, str]:
    """Return what stands in each page, by its path."""
    command = root()
    names = [path[0] for path in paths(command) if len(path) == 1]
    found = {FOLDER / "jobai.1": _root_page(command, names)}
    for name in names:
        found[FOLDER / f"jobai-{name}.1"] = _command_page(name, command.commands[name])
    # A heading opens a paragraph already.
    return {path: re.sub(r"(?m)(^\.S[HS] .*\n)\.PP\n", r"\1", text) for path, text in found.items()}


def _root_page(command: Any, names: list[str]) -> str:
    panels: dict[str, list[str]] = {}
    for name in names:
        below = command.commands[name]
        panel = below.rich_help_panel if isinstance(below.rich_help_panel, str) else "Commands"
        panels.setdefault(panel, []).append(
            _item(f"\\fBjobai\\-{_text(name)}\\fR(1)", _first(below))
        )
    lists = "".join(f".SS {panel}\n{''.join(items)}" for panel, items in panels.items())
    codes = "".join(_item(f"\\fB{code}\\fR", text) for code, text in EXIT_CODES.items())
    variables = "".join(_item(f"\\fB{name}\\fR", text) for name, text in _variables())
    return "".join([
        _title("jobai", "Read postings, draft CVs and letters from what you really did"),
        '.SH SYNOPSIS\n.B jobai\n.I COMMAND\n.RI [ OPTIONS ]\n',
        ".SH DESCRIPTION\n",
        *_described(command),
        ".SH COMMANDS\n",
        lists,
        _options("OPTIONS", command),
        _examples(command),
        ".SH EXIT STATUS\n",
        codes,
        ".SH ENVIRONMENT\n",
        variables,
        ".SH FILES\n",
        ".PP\n\\fBjobai doctor\\fR prints where the store, the config file and the secret key are"
        " on this machine; \\fBjobai config path\\fR and \\fBjobai db path\\fR print one each.\n",
        _see_also(f"jobai-{name}" for name in names),
    ])  # fmt: skip


def _command_page(name: str, command: Any) -> str:
    parts = [
        _title(f"jobai-{name}", _first(command)),
        ".SH SYNOPSIS\n",
    ]
    below = list(paths(command))
    for path in below:
        one = _find(command, path)
        if not hasattr(one, "commands"):
            parts.append(_usage((name, *path), one))
    parts += [".SH DESCRIPTION\n", *_described(command)]
    if hasattr(command, "commands"):
        parts.append(".SH COMMANDS\n")
        for path in below[1:]:
            one = _find(command, path)
            if not hasattr(one, "commands"):
                parts.append(f".SS jobai {_text(' '.join((name, *path)))}\n")
                parts += _described(one)
                parts.append(_parameters(one))
                parts.append(_examples(one, heading=False))
    else:
        parts.append(_arguments(command))
        parts.append(_options("OPTIONS", command))
        parts.append(_examples(command))
    parts.append(f".PP\n{_EVERYWHERE}\n")
    parts.append(".SH EXIT STATUS\n.PP\nAs of \\fBjobai\\fR(1).\n")
    parts.append(_see_also(["jobai"]))
    return "".join(parts)


def _title(name: str, summary: str) -> str:
    told = _line(summary[:1].lower() + summary[1:].removesuffix("."))
    return (
        f'.\\" Written by docs/generate_command_line.py from the commands themselves.\n'
        f'.TH {name.upper()} 1 "" "jobai" "Manual of jobai"\n'
        ".nh\n.ad l\n"
        f".SH NAME\n{_text(name)} \\- {told}\n"
    )


def _usage(path: tuple[str, ...], command: Any) -> str:
    words = [f"\\fBjobai {_text(' '.join(path))}\\fR"]
    for param in command.params:
        value = _text(param.metavar or param.name.upper())
        if param.param_type_name == "argument":
            dots = "..." if param.nargs != 1 else ""
            value = f"\\fI{value}\\fR{dots}"
            words.append(value if param.required else f"[{value}]")
        elif param.required:
            words.append(f"\\fB{_text(param.opts[0])}\\fR \\fI{value}\\fR")
    return f".PP\n{' '.join(words)} [\\fIOPTIONS\\fR]\n"


def _described(command: Any) -> Iterator[str]:
    for paragraph in cleandoc(command.help or "").split("\n\n"):
        if paragraph.partition("\n")[0] not in _EXAMPLES:
            yield f".PP\n{_line(paragraph)}\n"


def _examples(command: Any, *, heading: bool = True) -> str:
    for paragraph in cleandoc(command.help or "").split("\n\n"):
        title, _, lines = paragraph.partition("\n")
        if title in _EXAMPLES:
            shown = "\n".join(_guarded(_text(line)) for line in cleandoc(lines).splitlines())
            opening = ".SH EXAMPLES\n" if heading else f".PP\n{title}\n"
            return f"{opening}.PP\n.nf\n.RS 4\n{shown}\n.RE\n.fi\n"
    return ""


def _parameters(command: Any) -> str:
    items = [_parameter(param) for param in command.params if _is_shown(param)]
    return "".join(items)


def _arguments(command: Any) -> str:
    items = [_parameter(p) for p in command.params if p.param_type_name == "argument"]
    return f".SH ARGUMENTS\n{''.join(items)}" if items else ""


def _options(heading: str, command: Any) -> str:
    items = [
        _parameter(p) for p in command.params if p.param_type_name == "option" and _is_shown(p)
    ]
    return f".SH {heading}\n{''.join(items)}" if items else ""


def _is_shown(param: Any) -> bool:
    return not getattr(param, "hidden", False) and param.name != "help"


def _parameter(param: Any) -> str:
    value = _text(param.metavar or param.name.upper())
    if param.param_type_name == "argument":
        name = f"\\fI{value}\\fR"
    else:
        names = ", ".join(f"\\fB{_text(one)}\\fR" for one in sorted(param.opts, key=len))
        name = names if param.is_flag or param.count else f"{names} \\fI{value}\\fR"
    text = (param.help or "").replace("\n", " ")
    if param.required and param.param_type_name == "option":
        text += " Required."
    if param.envvar and getattr(param, "show_envvar", False):
        text += f" Also {param.envvar}."
    if param.show_default and param.default not in (None, False, ()):
        text += f" Default: {param.default}."
    return _item(name, text)


def _variables() -> Iterator[tuple[str, str]]:
    """Yield the rows of the page's table of environment variables."""
    page = REFERENCE.read_text(encoding="utf-8")
    table = page.partition("<!-- variables -->")[2].partition("<!-- end -->")[0]
    for names, text in re.findall(r"^\| (`.*?) \| (.*) \|$", table, re.MULTILINE):
        yield _text(_plain(names)), _plain(text)


def _plain(markdown: str) -> str:
    return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", markdown).replace("`", "")


def _see_also(names: Any) -> str:
    listed = ", ".join(f"\\fB{_text(name)}\\fR(1)" for name in names)
    return f".SH SEE ALSO\n.PP\n{listed}\n"


def _find(command: Any, path: tuple[str, ...]) -> Any:
    for word in path:
        command = command.commands[word]
    return command


def _first(command: Any) -> str:
    return cleandoc(command.help or "").split("\n\n")[0].replace("\n", " ")


def _item(name: str, text: str) -> str:
    return f".TP\n{name}\n{_line(text)}\n" if text else f".TP\n{name}\n"


def _line(text: str) -> str:
    """Return a paragraph in lines that a reader of the source can read, too."""
    lines = wrap(_text(text), _LONGEST_LINE, break_long_words=False, break_on_hyphens=False)
    return "\n".join(map(_guarded, lines))


def _guarded(line: str) -> str:
    return f"\\&{line}" if line.startswith((".", "'")) else line


def _text(text: str) -> str:
    escaped = text.replace("\\", "\\e").replace("-", "\\-").replace("`", "\\(ga")
    return escaped.replace("'", "\\(aq").replace("~", "\\(ti").replace("^", "\\(ha")
