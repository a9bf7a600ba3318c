"""Any CV or letter, also one written elsewhere, against the master profile."""

from orchestrator.tasks.verifying.documents import Claims, read_claims
from orchestrator.tasks.verifying.verify import verify_document

__all__ = ["Claims", "read_claims", "verify_document"]
