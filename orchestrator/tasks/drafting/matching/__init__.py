"""How well a record answers a posting: per requirement with citations and a reason, and overall."""

from orchestrator.tasks.drafting.matching.fit import fit_of
from orchestrator.tasks.drafting.matching.matcher import Matcher

__all__ = ["Matcher", "fit_of"]
