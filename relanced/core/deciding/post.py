"""Letters on paper: what is to be posted, what was, what was signed for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from relanced.core.dossier import Dossier, Posting
from relanced.core.effects import CloseTasks, Decision
from relanced.core.events import LetterPosted, LetterReceived
from relanced.core.policy import Policy
from relanced.core.reasons import Reason
from relanced.core.tasks import TaskKind


def on_posted(dossier: Dossier, event: LetterPosted, policy: Policy, today: date) -> Decision:
    """Said twice of one day, it is one letter; the second time may bring its number."""
    posting = Posting(event.step, event.on, event.tracking)
    others = tuple(p for p in dossier.postings if (p.step, p.posted_on) != (event.step, event.on))
    posted = replace(dossier, postings=(*others, posting))
    return Decision(posted, (CloseTasks((TaskKind.POST_LETTER,)),), Reason.LETTER_POSTED, event.tracking or event.step)


def on_received(dossier: Dossier, event: LetterReceived, policy: Policy, today: date) -> Decision:
    if not dossier.postings:
        return Decision(dossier, (), Reason.STATUS_FORBIDS)
    *others, last = dossier.postings
    received = replace(dossier, postings=(*others, replace(last, received_on=event.on)))
    return Decision(received, (), Reason.LETTER_RECEIVED, event.on.isoformat())
