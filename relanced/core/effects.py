"""Orders, in the imperative: what the shell must do in the transaction that stores the decision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from relanced.core.dossier import Dossier
from relanced.core.reasons import Reason
from relanced.core.tasks import TaskKind


@dataclass(frozen=True, slots=True)
class QueueMail:
    """Put one mail in the outbox; unique on (dossier, step, round).

    `words` are the client's own, quoted where the template wants them; `in_reply_to` is his Message-ID, so that the
    answer lands in his thread.
    """

    step: str
    round: int
    to: str
    invoices: tuple[str, ...]
    words: str = ""
    in_reply_to: str | None = None


@dataclass(frozen=True, slots=True)
class CancelQueued:
    """Take every mail of the dossier that has not left out of the outbox."""


@dataclass(frozen=True, slots=True)
class OpenTask:
    """Opened once: if the dossier has an open task of this kind, that one is kept and `detail` added to it."""

    kind: TaskKind
    due_on: date
    detail: str = ""


@dataclass(frozen=True, slots=True)
class CloseTasks:
    """Close the dossier's open tasks of these kinds (all of them when empty): events have overtaken them."""

    kinds: tuple[TaskKind, ...] = ()


Effect = QueueMail | CancelQueued | OpenTask | CloseTasks


@dataclass(frozen=True, slots=True)
class Decision:
    """The dossier as it is now, what to do, and why. `detail` carries the client's words or a figure."""

    dossier: Dossier
    effects: tuple[Effect, ...]
    reason: Reason
    detail: str = ""
