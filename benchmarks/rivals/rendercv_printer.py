"""RenderCV in one process that prints CV after CV: what its `render` does to come to a PDF.

Standard input has a line of JSON for each CV: the path of its YAML, and of the PDF to write. Each
line of standard output answers one with the milliseconds it took, by the clock and of processor
time. The first line tells the version. RenderCV keeps its Typst compiler between CVs that lie in
one folder under one name, so they should.
"""

from __future__ import annotations

import json
import sys
import time
from importlib.metadata import version
from pathlib import Path

from rendercv.renderer.pdf_png import generate_pdf
from rendercv.renderer.typst import generate_typst
from rendercv.schema.rendercv_model_builder import build_rendercv_dictionary_and_model


def main() -> None:
    """Answer until the input ends."""
    print(json.dumps({"RenderCV": version("rendercv")}), flush=True)
    for line in sys.stdin:
        yaml, pdf = (Path(path) for path in json.loads(line))
        wall, cpu = time.perf_counter(), time.process_time()
        printed(yaml, pdf)
        wall_ms = (time.perf_counter() - wall) * 1000
        cpu_ms = (time.process_time() - cpu) * 1000
        print(json.dumps({"wall": wall_ms, "cpu": cpu_ms}), flush=True)


def printed(yaml: Path, pdf: Path) -> None:
    """Write one CV as PDF."""
    _, model = build_rendercv_dictionary_and_model(
        yaml.read_text(encoding="utf-8"),
        input_file_path=yaml,
        output_folder=pdf.parent,
        typst_path=pdf.with_suffix(".typ"),
        pdf_path=pdf,
    )
    generate_pdf(model, generate_typst(model))


if __name__ == "__main__":
    main()
