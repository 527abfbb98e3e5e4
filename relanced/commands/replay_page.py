"""A replayed mail as one JSON object, or in the words that a person reads; and all of them in two lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from relanced.commands.dossier_page import next_action
from relanced.commands.output import iso, say
from relanced.core.dossier import OVER, Dossier, Status
from relanced.core.reasons import Reason
from relanced.daemon.replay import FOREIGN, HANDLED, OWN_COPY, UNMATCHED, Replayed, Wait
from relanced.letters.labels import intent_label, reason_label, step_label, task_label

UNREADABLE, ALONE = "unreadable", "alone"
COUNTED = {
    HANDLED: "about a dossier",
    ALONE: "judged by itself",
    UNMATCHED: "unsure whose",
    FOREIGN: "about no dossier",
    OWN_COPY: "yours",
    UNREADABLE: "unreadable",
}
STATES = {
    OWN_COPY: "a copy of a mail that you sent; nothing follows",
    FOREIGN: "about no dossier; it would be left alone",
    UNMATCHED: "about one of several dossiers; nothing would be decided",
    UNREADABLE: "it cannot be read; it would be set aside",
}


def page(one: Replayed) -> dict[str, Any]:
    state = one.place.state if one.place else "unreadable"
    matched = one.place.match if one.place else None
    return {
        "file": one.file,
        "sent_at": iso(one.at),
        "from": one.sender or None,
        "state": state,
        "dossier": matched.reference if matched else None,
        "matched_by": matched.matched_by.value if matched else None,
        "candidates": list(matched.candidates) if matched and not matched.reference else [],
        **_said(one),
        **_done(one),
        "then": one.place.then if one.place else None,
        "fault": one.fault or None,
    }


def _said(one: Replayed) -> dict[str, Any]:
    event = one.event
    reading = event.reading if event else None
    return {
        "trust": event.trust.value if event else None,
        "automatic": reading.automatic if reading else None,
        "intents": list(map(str, reading.intents)) if reading else [],
        "primary": reading.primary.value if reading else None,
        "confidence": round(reading.confidence, 3) if reading else None,
        "needs_person": reading.needs_person if reading else None,
        "evidence": [{"intent": str(e.intent), "text": e.text} for e in reading.evidence] if reading else [],
    }


def _done(one: Replayed) -> dict[str, Any]:
    before, decision = one.place.dossier if one.place else None, one.decision
    after = decision.dossier if decision else None
    rest = one.wait
    return {
        "status_before": before.status.value if before else None,
        "status": after.status.value if after else None,
        "held": rest.held,
        "held_until": iso(rest.until),
        "answers": [{"step": a.step, "to": a.to, "invoices": list(a.invoices)} for a in one.answers],
        "tasks": [{"kind": t.kind.value, "due_on": iso(t.due_on)} for t in one.tasks],
        "next_action": next_action(after.next_action_on, after.next_step) if after else None,
        "reason": decision.reason.value if decision else None,
        "why": reason_label(decision.reason, "en") if decision else None,
    }


# -- for a person -----------------------------------------------------------------------------------------------------


def show(one: Replayed) -> None:
    said = page(one)
    place = f" {_place(said)}," if said["state"] == HANDLED else ""
    say(f"{one.file}:{place} {one.sender or 'nobody'}, {one.at:%Y-%m-%d}")
    for line in _lines(one, said):
        say(f"  {line}")


def _place(said: dict[str, Any]) -> str:
    return f"{said['dossier']} ({said['matched_by']})" if said["dossier"] else "by itself"


def _lines(one: Replayed, said: dict[str, Any]) -> Iterator[str]:
    if said["state"] != HANDLED:
        yield f"{STATES[said['state']]}{_candidates(said)}"
    if one.event and one.decision:
        labels = ", ".join(f"{i} ({intent_label(i, 'en')})" for i in said["intents"])
        sure = "written by a machine" if said["automatic"] else f"confidence {said['confidence']:.2f}"
        yield f"{labels}; {sure}"
        yield f"{said['why']}; {_rest(one.decision.dossier, one.wait)}"
    yield from (f"answer: {step_label(a.step, 'en')}, to {a.to}" for a in one.answers)
    yield from (f"task: {task_label(t.kind, 'en')} ({t.kind}), by {t.due_on}" for t in one.tasks)
    if said["then"] and said["then"] != said["reason"]:
        yield f"when it came: {reason_label(Reason(said['then']), 'en')}"
    yield from (f"{item['intent']}: “{' '.join(item['text'].split())}”" for item in said["evidence"])


def _candidates(said: dict[str, Any]) -> str:
    return f": {', '.join(said['candidates'])}" if said["candidates"] else ""


def _rest(after: Dossier, rest: Wait) -> str:
    """What the reminders do."""
    if after.status in OVER:
        return f"it would be {after.status}: no more reminders"
    if not rest.held:
        return "the reminders go on"
    if rest.until:
        return f"nothing leaves until {rest.until}"
    if after.status is Status.DISPUTED and after.chased:
        return "only what is not contested is asked for"
    return "nothing leaves before a person has decided"


@dataclass(slots=True)
class Totals:
    """`of` counts what became of the mails, one of them perhaps in several ways; `tasks` by kind."""

    mails: int = 0
    of: Counter[str] = field(default_factory=Counter)
    tasks: Counter[str] = field(default_factory=Counter)

    def count(self, one: Replayed) -> None:
        self.mails += 1
        state = one.place.state if one.place else UNREADABLE
        self.of[ALONE if state == HANDLED and one.place and not one.place.match.reference else state] += 1
        self.of["held"] += one.wait.held
        self.of["answered"] += bool(one.answers)
        self.of["handed over"] += bool(one.tasks)
        self.of["nothing"] += bool(one.decision) and not (one.wait.held or one.answers or one.tasks)
        self.tasks.update(str(t.kind) for t in one.tasks)

    def show(self) -> None:
        what = [f"{self.of[state]} {words}" for state, words in COUNTED.items() if self.of[state]]
        say(f"{_mails(self.mails)}: {', '.join(what)}")
        kinds = ", ".join(f"{n} {kind}" for kind, n in self.tasks.most_common())
        ends = [
            f"{self.of['held']} would hold reminders",
            f"{self.of['answered']} would be answered",
            f"{self.of['handed over']} would go to a person" + (f" ({kinds})" if kinds else ""),
            f"{self.of['nothing']} would change nothing",
        ]
        say("; ".join(ends))


def _mails(count: int) -> str:
    return "1 mail" if count == 1 else f"{count} mails"
