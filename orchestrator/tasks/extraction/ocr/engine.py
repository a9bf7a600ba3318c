"""The one recogniser of a process: `rapidocr`, with the models that its wheel brings along."""

from __future__ import annotations

import importlib
import threading
from typing import TYPE_CHECKING, Any, NamedTuple

from orchestrator.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PIL.Image import Image as Picture

    from orchestrator.documents.columns import Line

ONE_AT_A_TIME = threading.Lock()
"""Held while pictures of one source are read: the recogniser needs about a gigabyte."""

_PARAMETERS: dict[str, object] = {
    "Global.log_level": "critical",
    "Global.text_score": 0.0,  # what it doubts is judged here, not left out in silence
    "Global.use_cls": False,  # pictures are upright
}
_engine: Any = None  # rapidocr is an extra: it cannot be named in types


class Recognised(NamedTuple):
    """One line of a picture; its text is empty where no letter of it is known."""

    line: Line
    confidence: float


def recognised(picture: Picture) -> list[Recognised]:
    """Read the lines of one RGB picture, in no order; call it under `ONE_AT_A_TIME`.

    Raises:
        ConfigurationError: The extra is there but does not work.
    """
    global _engine  # noqa: PLW0603 - it takes a second and a gigabyte to make
    try:
        if _engine is None:
            _engine = importlib.import_module("rapidocr").RapidOCR(params=_PARAMETERS)
        numpy = importlib.import_module("numpy")
        found = _engine(numpy.asarray(picture)[:, :, ::-1].copy())  # it takes BGR
        if found.txts is None:
            return []
        return list(_lines(found.boxes.tolist(), found.txts, found.scores))
    except Exception as error:  # it has no error type of its own
        raise ConfigurationError(
            f"The text recognition of jobai[ocr] does not work: {type(error).__name__}: {error}",
            hint="Install it anew: pip install --force-reinstall rapidocr onnxruntime",
        ) from error


def _lines(
    boxes: Iterable[Iterable[tuple[float, float]]], texts: Iterable[str], scores: Iterable[float]
) -> Iterable[Recognised]:
    from orchestrator.documents.columns import Line

    for corners, text, score in zip(boxes, texts, scores, strict=True):
        across, down = zip(*corners, strict=True)
        line = Line(min(across), min(down), max(across), max(down), " ".join(text.split()))
        yield Recognised(line, float(score))
