"""A rotation of secret keys, in words and as JSON. No key is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.render.consoles import notice
from cli.render.errors import SCHEMA_VERSION
from orchestrator.secrets import NEW_KEY_COMMAND, SECRET_KEY_VARIABLE

if TYPE_CHECKING:
    from cli.documents.providers import KeyRotation
    from orchestrator.provider_configs import Rotation
    from orchestrator.secrets import SecretBox


def print_rotation(rotation: Rotation, secrets: SecretBox, *, quiet: bool) -> None:
    """Say on stderr what is encrypted anew, and what is left to do about the old secret keys."""
    if not rotation.names:
        notice("No provider key is stored: nothing to encrypt anew.", quiet=quiet)
        return
    names = ", ".join(rotation.names)
    if secrets.in_file:
        told = f"Encrypted with a new secret key in {secrets.described}: {names}"
        rest = _old_in_file(rotation)
    else:
        told = f"Encrypted with the first key of {SECRET_KEY_VARIABLE}: {names}"
        rest = _old_in_variable(rotation, secrets)
    notice(told, quiet=quiet)
    if rest:
        notice(rest, quiet=quiet)


def _old_in_file(rotation: Rotation) -> str | None:
    if rotation.dropped:
        return f"Old secret keys taken out of the file: {rotation.dropped}."
    if rotation.unneeded:
        return (
            f"Old secret keys still in the file: {rotation.unneeded}. This store does not need "
            "them. If no other store uses the file, drop them: "
            "jobai providers rotate-key --drop-old"
        )
    return None


def _old_in_variable(rotation: Rotation, secrets: SecretBox) -> str | None:
    if rotation.unneeded:
        return f"Set {SECRET_KEY_VARIABLE} to its first key alone: this store needs no other."
    if len(secrets.keys()) == 1:
        return (
            f"It is the only one. To rotate, make another, set {SECRET_KEY_VARIABLE} to NEW,OLD "
            f"and run this again: {NEW_KEY_COMMAND}"
        )
    return None


def rotation_document(rotation: Rotation, secrets: SecretBox) -> KeyRotation:
    """Return a rotation as JSON; no key is in it."""
    return {
        "schema_version": SCHEMA_VERSION,
        "encrypted": list(rotation.names),
        "secret_key": secrets.described,
        "unneeded_keys": rotation.unneeded,
    }
