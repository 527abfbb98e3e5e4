"""The command line: what can be called, and how. What a command does is in `relanced.commands`, imported when used."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence

from relanced.cli import customers, dossiers, keeping, letters, looking, outbox, tasks, work
from relanced.cli.root import app
from relanced.errors import BadInput, EdgeError, Exit, TryLater

for part in (work, keeping, looking):
    app.add_typer(part.commands)
for group, name in (
    (dossiers.dossier, "dossier"),
    (customers.customer, "customer"),
    (tasks.task, "task"),
    (outbox.outbox, "outbox"),
    (letters.letter, "letter"),
):
    app.add_typer(group, name=name)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; answers its exit code (`relanced.errors.Exit`). Wrong usage raises SystemExit(2)."""
    from relanced import log

    log.configure(os.environ)
    try:
        app(args=list(arguments) if arguments is not None else None, prog_name="relanced")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else Exit.FAILED
    except BadInput as error:
        return _say(error.exit, map(str, error.faults))
    except (EdgeError, TryLater) as error:
        return _say(error.exit, [str(error)])
    except Exception as error:
        if os.environ.get("RELANCED_DEBUG"):
            raise
        what = f"relanced failed: {type(error).__name__}: {error}".splitlines()[0]
        return _say(Exit.FAILED, [f"{what} (RELANCED_DEBUG=1 shows where)"])
    return Exit.DONE


def _say(code: Exit, lines: Iterable[str]) -> int:
    """Under systemd each line is an error in the journal (sd-daemon(3)), which `journalctl -p err` finds."""
    priority = "<3>" if "JOURNAL_STREAM" in os.environ else ""
    for line in lines:
        print(f"{priority}{line}", file=sys.stderr)
    return code
