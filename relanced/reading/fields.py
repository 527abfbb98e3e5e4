"""The facts beside the intents: which of the days is the promise, which amount, which address."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from relanced.core.intents import Intent
from relanced.core.money import Money
from relanced.reading import covers, details
from relanced.reading.days.mention import Mention
from relanced.reading.facts import Facts, Statement
from relanced.reading.judge import Judgement
from relanced.reading.model.features import Sentence
from relanced.reading.model.regressions import Model, log_odds, logistic
from relanced.reading.roles.role import ROLES, Role, value
from relanced.reading.roles.weigh import Weighed, weighed

SAID_HERE = 0.5  # log-odds
AS_GOOD = 0.8  # a second day this close to the likeliest is as good: of two dated promises the earlier one counts
SETTLES_FROM = 0.25  # of the likeliest: « la semaine prochaine, disons mardi »
AS_GOOD_AS_THE_REST = 0.7  # « 500 € le 5, le reste le 20 »
LEAST = {
    Role.PROMISED: 0.0,
    Role.PAID: 0.02,
    Role.REQUESTED: 0.02,
}  # below this likelihood, no day is better than a wrong one


@dataclass(frozen=True, slots=True)
class Dated:
    """A day in a role: `on`, the clause that names it, and how likely it is the right one."""

    on: date
    statement: Statement
    probability: float
    day: Mention
    settles: bool = False


def dated(days: Weighed, anchor: date, role: Role, spoken: Sentence | None = None) -> list[Dated]:
    """The days that can play `role`, likeliest first; those of the sentence that says so have the advantage."""
    found = []
    for candidate, likely in days:
        on = value(candidate.day, role, anchor)
        if on:
            odds = log_odds(likely[ROLES.index(role)])
            here = spoken is not None and candidate.statement in spoken.statements
            likely_here = logistic(odds + SAID_HERE * here)
            found.append(Dated(on, candidate.statement, likely_here, candidate.day, candidate.settles))
    return sorted(found, key=lambda day: -day.probability)


_REST = re.compile(
    r" (?:(?:le|du) (?:reste|solde|restant|reliquat|complement)|la suite|autre moitie|l autre|second|seconde|deuxieme|"
    r"dernier|derniere|the (?:rest|remainder|balance|other half)|remaining) "
)


def speaks_of_the_rest(statement: Statement) -> bool:
    """« Le reste le 20 », "the other half in March": a second payment."""
    return bool(_REST.search(statement.words))


def choose(days: list[Dated], role: Role, several: bool = False) -> Dated | None:
    """The day that plays the role; of several promises as likely, the earliest. `several` invoices are open."""
    if not days or days[0].probability < LEAST[role]:
        return None
    best = days[0]
    settling = next((day for day in days if day.settles and day.probability >= SETTLES_FROM * best.probability), None)
    if settling or role is not Role.PROMISED:
        return settling or best
    split = several or speaks_of_the_rest(best.statement) or best.statement.amounts
    share = AS_GOOD_AS_THE_REST if split else AS_GOOD
    return min((day for day in days if day.probability >= share * best.probability), key=lambda day: day.on)


def sure_of(chosen: Dated, days: list[Dated]) -> float:
    """How far the chosen day stands out: its likelihood beside that of the likeliest other day."""
    rival = max((day.probability for day in days if day.on != chosen.on), default=0.0)
    return chosen.probability / (chosen.probability + rival + 0.02)


_NOW = re.compile(
    r" (?:viens|vient|venons|a l instant|tout juste|just (?:paid|sent|made|transferred|done|now)|c est fait|voila|"
    r"ca y est|ce matin|a \d{1,2} ?h(?: ?\d\d)?) "
)


def paid_on(facts: Facts, days: list[Dated], spoken: Sentence | None) -> date | None:
    """The day of a payment already made, None when only something vague is said."""
    day = choose(days, Role.PAID)
    if day:
        return day.on
    words = " ".join(s.words for s in spoken.statements) if spoken else ""
    return facts.anchor if _NOW.search(words) and "semaine" not in words else None


def paid_amount(facts: Facts, spoken: Sentence | None, day: Dated | None) -> Money | None:
    """The amount that the client says he paid, as typed: beside the day, in the sentence, or the mail's only one."""
    for statement in _around(facts, spoken, day):
        for amount in statement.amounts:
            if amount.money:
                return amount.money
    typed = {amount.money for statement in facts.statements for amount in statement.amounts if amount.money}
    return typed.pop() if len(typed) == 1 else None


def _around(facts: Facts, spoken: Sentence | None, day: Dated | None) -> Iterator[Statement]:
    """The clause of the day, the rest of its sentence, then the sentence that says so."""
    if day:
        yield day.statement
    for statement in facts.statements:
        if day and statement is not day.statement and statement.clause.sentence == day.statement.clause.sentence:
            yield statement
    for statement in spoken.statements if spoken else ():
        if not day or statement.clause.sentence != day.statement.clause.sentence:
            yield statement


def contact(facts: Facts, spoken: Sentence | None, mine: frozenset[str]) -> str | None:
    """The address to write to instead: that of the sentence that says so, else the first that is not the sender's."""
    for statement in [*(spoken.statements if spoken else ()), *facts.statements]:
        for address in statement.emails:
            if address.lower().strip(".") not in mine:
                return address.lower().strip(".")
    return None


def by_invoice(spoken: Mapping[Intent, Sentence]) -> dict[str, tuple[Intent, ...]]:
    """The intents whose sentence names an invoice: « la 112 est payée, la 113 est contestée »."""
    found: dict[str, list[Intent]] = {}
    for intent, sentence in spoken.items():
        for statement in sentence.statements:
            for invoice in statement.invoices:
                found.setdefault(invoice.number, []).append(intent)
    return {number: tuple(dict.fromkeys(intents)) for number, intents in found.items()}


def of(facts: Facts, judged: Judgement, roles: Model, mine: frozenset[str]) -> dict[str, object]:
    """The fields of `Reading` that these intents call for, and `promised_surely`: how far the day stands out."""
    found: dict[str, object] = {}
    intents, spoken = judged.intents, judged.spoken
    named = weighed(facts, roles, judged.heard)

    def days(role: Role, intent: Intent) -> list[Dated]:
        return dated(named, facts.anchor, role, spoken.get(intent)) if intent in intents else []

    promises = days(Role.PROMISED, Intent.PAYMENT_PROMISE)
    promise = choose(promises, Role.PROMISED, len(facts.invoices) > 1)
    paid = None
    if Intent.ALREADY_PAID in intents:
        said = days(Role.PAID, Intent.ALREADY_PAID)
        sentence = spoken.get(Intent.ALREADY_PAID)
        paid = paid_amount(facts, sentence, choose(said, Role.PAID))
        found |= {"paid_on": paid_on(facts, said, sentence), "paid_amount": paid}
    if promise:
        amount = covers.promised_amount(facts, promise.day, paid)
        found |= {"promised_on": promise.on, "promised_amount": amount, "promised_surely": sure_of(promise, promises)}
        found["means"] = details.means(facts, spoken.get(Intent.PAYMENT_PROMISE))
    if Intent.PAYMENT_PLAN_REQUEST in intents:
        found |= {"instalments": details.instalments(facts), "instalment": details.instalment(facts)}
        found["first_instalment_on"] = details.first_instalment_on(facts, spoken.get(Intent.PAYMENT_PLAN_REQUEST))
    if Intent.DISPUTE in intents:
        found["disputed_amount"] = details.contested(spoken.get(Intent.DISPUTE))
    if Intent.DELAY_REQUEST in intents:
        others = [d for d in days(Role.REQUESTED, Intent.DELAY_REQUEST) if not promise or d.on != promise.on]
        asked = choose(others, Role.REQUESTED)
        found["requested_until"] = asked.on if asked else None
    if Intent.WRONG_CONTACT in intents:
        found["contact"] = contact(facts, spoken.get(Intent.WRONG_CONTACT), mine)
    return found
