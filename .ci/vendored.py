"""Compare the charting library in `cli/render/web` with the npm package it was taken from.

usage: python .ci/vendored.py

Needs npm and its registry. Ends with 1 when a byte or a hash is another one.
"""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

WEB = Path(__file__).parent.parent / "cli" / "render" / "web"


def main() -> int:
    """Fetch the package, compare its hash with the one noted, and its files with ours."""
    noted = (WEB / "THIRD-PARTY.md").read_text(encoding="utf-8")
    row = re.search(r"`chart\.umd\.min\.js` \| Chart\.js \| (\S+) \|.*`([0-9a-f]{64})`", noted)
    integrity = re.search(r"`sha512-(\S+)`", noted)
    npm = shutil.which("npm")
    if row is None or integrity is None or npm is None:
        sys.stderr.write("npm is missing, or THIRD-PARTY.md tells no version and no hashes\n")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        asked = [npm, "pack", f"chart.js@{row[1]}", "--silent", "--pack-destination", folder]
        subprocess.run(  # noqa: S603 - the version is what our own file says
            asked, check=True, stdout=subprocess.DEVNULL, timeout=120
        )
        [tarball] = Path(folder).glob("*.tgz")
        digest = hashlib.sha512(tarball.read_bytes()).digest()
        with tarfile.open(tarball) as packed:
            same = [
                _member(packed, "package/dist/chart.umd.min.js") == _ours("chart.umd.min.js"),
                _member(packed, "package/LICENSE.md") == _ours("chart.js-LICENSE.md"),
            ]
    told = base64.b64encode(digest).decode() == integrity[1]
    ours = hashlib.sha256(_ours("chart.umd.min.js")).hexdigest() == row[2]
    files = ours and all(same)
    sys.stdout.write(
        f"tarball: {'ok' if told else 'differs'}, files: {'ok' if files else 'differ'}\n"
    )
    return 0 if told and files else 1


def _member(packed: tarfile.TarFile, name: str) -> bytes:
    found = packed.extractfile(name)
    return b"" if found is None else found.read()


def _ours(name: str) -> bytes:
    return (WEB / name).read_bytes()


if __name__ == "__main__":
    sys.exit(main())
