"""A draft as a text that a person edits, and the way back: every line that changed is verified."""

from orchestrator.tasks.drafting.editing.applying import Edited, OnEdited, apply_edit
from orchestrator.tasks.drafting.editing.form import to_form
from orchestrator.tasks.drafting.editing.reading import EditFaultError

__all__ = ["EditFaultError", "Edited", "OnEdited", "apply_edit", "to_form"]
