"""Whether a drafted line says no more than the lines it cites: deterministic, without a model.

A line is held against its own citations, never against the whole profile: a true number moved from
one employer to another is as false as an invented one.
"""

from orchestrator.tasks.drafting.verification.line import verify_line
from orchestrator.tasks.drafting.verification.names import Vocabulary

__all__ = ["Vocabulary", "verify_line"]
