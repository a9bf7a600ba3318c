"""Pictures to text without a model or a network, by `rapidocr` of the extra `jobai[ocr]`.

It reads Latin scripts, Chinese and Japanese. Of other scripts it makes rubbish, mostly with little
doubt of its own, so its text is judged before anything is taken from it.
"""

from __future__ import annotations

from importlib.util import find_spec


def is_installed() -> bool:
    """Whether the extra is there; nothing of it is imported."""
    try:
        return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None
    except (ImportError, ValueError):  # a broken or blocked package
        return False
