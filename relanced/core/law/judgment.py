"""The judgment that opens an insolvency procedure: what stops on its day, and until when the claim may be declared."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from relanced.core.deciding.insolvency import declare_by
from relanced.core.dossier import Dossier, Insolvency, PromiseState, Status
from relanced.core.effects import CancelQueued, CloseTasks, Decision, Effect, OpenTask
from relanced.core.events import InsolvencyOpened
from relanced.core.plan import PlanState
from relanced.core.policy import Policy
from relanced.core.reasons import Reason
from relanced.core.tasks import TASKS, TaskKind

# What nobody may do any more in a dossier that is not to be chased, and the task that is opened anew.
OVERTAKEN = (
    TaskKind.APPROVE_STEP,
    TaskKind.CALL,
    TaskKind.POST_LETTER,
    TaskKind.CHASE_OVER,
    TaskKind.DECLARE_CLAIM,
)
# A claim is to be declared so long before its last day at the latest.
MARGIN = timedelta(days=14)

# The details of a task: `relanced.letters.details` has their words.
DECLARE_BY = "declare_by"
DECLARE_BY_UNPUBLISHED = "declare_by_unpublished"
JUDGMENT_UNKNOWN = "judgment_unknown"
SAID = "said"

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("janvier", "january"), ("février", "fevrier", "february"), ("mars", "march"), ("avril", "april"),
            ("mai", "may"), ("juin", "june"), ("juillet", "july"), ("août", "aout", "august"),
            ("septembre", "september"), ("octobre", "october"), ("novembre", "november"),
            ("décembre", "decembre", "december"),
        ),
        1,
    )
    for name in names
}  # fmt: skip
DAY = (
    rf"(?P<day>\d{{1,2}})(?:er)?(?:[/.-](?P<number>\d{{1,2}})[/.-]|\s+(?P<month>{'|'.join(MONTHS)})\s+)(?P<year>20\d\d)"
)
# Between the two, nothing else that has a day.
OTHERS = "factur|invoice|relance|remind|courrier|lettre|letter|mail|message|commande|order|échéance|due"
JUDGED = re.compile(
    rf"\b(?:jugement|judge?ment)\b(?:(?!{OTHERS})[^.,;:]){{0,80}}?\b(?:du|le|of|on|dated)\s+{DAY}\b", re.IGNORECASE
)
# A procedure has several judgments; these words speak of a later one.
LATER = re.compile(r"conver[ts]|résolution|prorog|plan\b|clôture|extension", re.IGNORECASE)
OLDEST = timedelta(days=366)


def judgment_day(text: str, today: date) -> date | None:
    """The day that a mail gives to the judgment, where it says one clearly and no other: else a person is asked."""
    found = {day for match in JUDGED.finditer(" ".join(text.split())) if (day := _day(match))}
    if len(found) != 1 or LATER.search(text):
        return None
    (only,) = found
    return only if today - OLDEST <= only <= today else None


def _day(match: re.Match[str]) -> date | None:
    month = int(match["number"]) if match["number"] else MONTHS[match["month"].lower()]
    try:
        return date(int(match["year"]), month, int(match["day"]))
    except ValueError:
        return None


def merged(known: Insolvency | None, event: InsolvencyOpened) -> Insolvency:
    """What is told now has the last word on what it tells."""
    known = known or Insolvency()
    return Insolvency(
        event.judgment_on or known.judgment_on,
        event.published_on or known.published_on,
        event.declared_on or known.declared_on,
    )


def on_insolvency(dossier: Dossier, event: InsolvencyOpened, policy: Policy, today: date) -> Decision:
    """From the judgment the debtor may not pay any earlier claim (C. com. L622-7): everything stops."""
    if dossier.status in (Status.SETTLED, Status.WRITTEN_OFF):
        return Decision(dossier, (), Reason.STATUS_FORBIDS)
    known = merged(dossier.insolvency, event)
    effects: tuple[Effect, ...] = (CancelQueued(), CloseTasks(OVERTAKEN))
    if known.declared_on is None:
        effects = (*effects, to_declare(known, policy, today))
    return Decision(stopped(dossier, known), effects, Reason.INSOLVENCY, str(known.judgment_on or ""))


def stopped(dossier: Dossier, known: Insolvency) -> Dossier:
    free = dossier.with_promise_state(PromiseState.CANCELLED).with_plan_state(PlanState.CANCELLED)
    return replace(free, status=Status.INSOLVENT, hold=None, insolvency=known)


def to_declare(known: Insolvency, policy: Policy, today: date, words: str = "") -> OpenTask:
    """Two months from the BODACC (C. com. R622-24): asked for at once while its day is unknown, else in good time."""
    at_once = policy.after(today, TASKS[TaskKind.DECLARE_CLAIM].days)
    last = declare_by(known)
    if last is None:
        return OpenTask(TaskKind.DECLARE_CLAIM, at_once, _detail(JUDGMENT_UNKNOWN, words))
    if not last.sure:
        return OpenTask(TaskKind.DECLARE_CLAIM, at_once, _detail(f"{DECLARE_BY_UNPUBLISHED} {last.last_on}", words))
    due_on = max(at_once, policy.workdays.next_open(last.last_on - MARGIN))
    return OpenTask(TaskKind.DECLARE_CLAIM, due_on, _detail(f"{DECLARE_BY} {last.last_on}", words))


def _detail(code: str, words: str) -> str:
    return f"{code}\n{SAID} {' '.join(words.split())}" if words else code
