"""The benchmark's invented people, with what is false of them and what is true."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from orchestrator.tasks.drafting.verification import verify_line

if TYPE_CHECKING:
    from benchmarks import truth
else:
    _FILE = Path(__file__).resolve().parents[5] / "benchmarks" / "truth.py"
    _before = list(sys.path)
    _spec = importlib.util.spec_from_file_location("benchmark_of_truth", _FILE)
    truth = importlib.util.module_from_spec(_spec)
    sys.modules[_spec.name] = truth
    _spec.loader.exec_module(truth)
    sys.path[:] = _before

assert truth.verify_line is verify_line  # the one that is installed, not one beside it

Person = truth.Person
Tally = truth.Tally
ours = truth.ours
whole_profile = truth.whole_profile

TUNED_ON = truth.people(truth.HERE / "people")
HELD_OUT = truth.people(truth.HERE / "held_out")
