"""`--verbose` and `--debug`: the log of `jobai`, on stderr.

Verbose says in a line each what is read, who is asked, and what it took. Debug adds when, which
part of jobai says it, and what only who mends jobai wants to know. Neither has a key in it, nor
what a posting, a profile or an answer says.
"""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING

from rich.text import Text

from cli.configuring import config_path, keys_in
from cli.render.consoles import stderr
from cli.render.printable import on_one_line

if TYPE_CHECKING:
    from typing import Final

    from cli.configuring import Defaults

ROOT: Final = "jobai"
_MS_PER_S = 1000


class _Teller(logging.Handler):
    """Prints records on the console that progress is drawn on, so that neither tears the other."""

    def __init__(self, *, debug: bool) -> None:
        super().__init__(logging.DEBUG if debug else logging.INFO)
        self._debug = debug

    def emit(self, record: logging.LogRecord) -> None:
        """Print one line."""
        said = on_one_line(record.getMessage())
        if self._debug:
            after_s = record.relativeCreated / _MS_PER_S
            part = record.name.removeprefix(f"{ROOT}.")
            said = f"{after_s:7.3f} s  {record.levelname.lower():7}  {part}: {said}"
        stderr().print(Text(said), style="dim", soft_wrap=True)


def tell(*, debug: bool, defaults: Defaults | None) -> None:
    """Print from now on what jobai logs, and first what the config file sets, if there is one."""
    logger = logging.getLogger(ROOT)
    logger.setLevel(logging.DEBUG if debug else logging.INFO)
    logger.addHandler(_Teller(debug=debug))
    logger.propagate = False
    if defaults is not None:
        keys = ", ".join(keys_in(defaults.values)) or "nothing"
        logger.info("config file %s sets %s", config_path(os.environ), keys)
