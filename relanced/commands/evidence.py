"""``relanced evidence``: the file of one dossier for a lawyer, which anybody can verify."""

from __future__ import annotations

import os
from pathlib import Path

from relanced.commands.evidence_file import File, gather
from relanced.commands.opening import known, opened
from relanced.commands.output import emit, say
from relanced.commands.typed import day
from relanced.core.reasons import Reason
from relanced.errors import BadInput, EdgeError, Fault
from relanced.exchange.evidence import MANIFEST, pack, sha256
from relanced.files import open_private
from relanced.store import journal

MADE = "evidence_made"


def evidence(config: Path | None, reference: str, output: Path, at: str | None, as_json: bool) -> None:
    """Raises BadInput when `output` is there already, EdgeError when it cannot be written."""
    with opened(config) as app:
        with app.store.snapshot() as connection:
            material = gather(connection, known(connection, reference))
        made = File(app, material, day(at, "--at") if at else app.today())
        content = pack(made.files)
        _write(output, content)
        with app.store.begin() as connection:
            told = f"{output.name}, SHA-256 {sha256(content)}"
            journal.append(connection, app.clock.now(), material.dossier.reference, MADE, Reason.NOTED.value, told)
    names = [*made.files, MANIFEST]
    if as_json:
        emit({"file": str(output), "sha256": sha256(content), "files": names, "missing": made.lacking})
        return
    say(f"{output}: {len(names)} files, SHA-256 {sha256(content)}")
    for what in made.lacking:
        say(f"missing: {what}")


def _write(output: Path, content: bytes) -> None:
    try:
        with os.fdopen(open_private(output, os.O_EXCL), "wb") as file:
            file.write(content)
    except FileExistsError as error:
        raise BadInput([Fault(str(output), "is there already", "nothing is ever overwritten")]) from error
    except OSError as error:
        raise EdgeError(f"{output} could not be written: {error.strerror}") from error
