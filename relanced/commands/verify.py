"""``relanced verify``: whether journal and mails are what was written; of the store, a backup, a lawyer's file."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path
from typing import Any

from relanced.commands.opening import opened
from relanced.commands.output import emit, say, unreadable
from relanced.errors import BadInput, Exit, Fault
from relanced.exchange import evidence
from relanced.store import copies, excerpt
from relanced.store.verification import Verified
from relanced.store.verification import verify as verify_store


def verify(config: Path | None, file: Path | None, expected: str | None, as_json: bool) -> int:
    """1 when there is a fault, each on its own line. Raises BadInput for a file that is nothing of ours."""
    done = _of_file(file, expected) if file else _of_store(config, expected)
    emit(found(done)) if as_json else show(done)
    return Exit.FAILED if done.faults else Exit.DONE


def _of_store(config: Path | None, expected: str | None) -> Verified:
    with opened(config) as app, app.store.snapshot() as connection:
        return verify_store(connection, expected)


def _of_file(file: Path, expected: str | None) -> Verified:
    try:
        if copies.is_copy(file):
            with copies.reading(file) as connection:
                return verify_store(connection, expected)
        if zipfile.is_zipfile(file):
            return _of_evidence(file, expected)
    except OSError as error:
        raise BadInput([unreadable(file, error)]) from error
    hint = "a file of relanced evidence, or one of relanced backup"
    raise BadInput([Fault(str(file), "is nothing that relanced has made", hint)])


def _of_evidence(file: Path, expected: str | None) -> Verified:
    """The manifest, then the journal's entries and their chain, then each mail against the entry that is about it."""
    inside = evidence.unpack(file)
    entries, chain = (inside.files.get(name, b"").decode("utf-8", "replace") for name in ("journal.jsonl", "chain.txt"))
    checked = excerpt.check(excerpt.Excerpt(entries, chain))
    mails = {n: evidence.sha256(c) for n, c in inside.files.items() if n.startswith("pieces/") and n.endswith(".eml")}
    faults = [*inside.faults, *checked.faults]
    faults += [Fault(n, "is not known to the journal") for n, digest in mails.items() if digest not in checked.named]
    gone = sorted(digest for digest, there in checked.named.items() if there and digest not in mails.values())
    faults += [Fault("pieces", f"the mail of SHA-256 {digest} is missing") for digest in gone]
    if expected and expected not in checked.hashes:
        faults.append(Fault("chain.txt", f"has no link of hash {expected}"))
    return Verified(faults, checked.entries, len(mails), last=checked.last)


def found(done: Verified) -> dict[str, Any]:
    faults = [{"place": f.place, "what": f.what, "hint": f.hint} for f in done.faults]
    counts = {"entries": done.entries, "mails": done.mails, "erased": done.erased}
    return {"whole": not faults, **counts, "last": done.last, "faults": faults}


def show(done: Verified) -> None:
    for fault in done.faults:
        print(fault, file=sys.stderr)
    erased = f", {done.erased} of them erased by rule" if done.erased else ""
    verdict = f"{len(done.faults)} faults" if done.faults else "nothing altered, missing or moved"
    say(f"{done.entries} entries, {done.mails} mails{erased}: {verdict}")
    say(f"last entry: {done.last}")
