"""``relanced dossier promise``, ``plan`` and ``dispute``: what a person has agreed with a client, or heard from him."""

from __future__ import annotations

import sys
from datetime import date, timedelta
from pathlib import Path

from relanced.commands import typed
from relanced.commands.dossiers import happen
from relanced.commands.opening import known, opened
from relanced.commands.output import amount as shown
from relanced.commands.output import emit, flat, say
from relanced.commands.typed import money, one_of
from relanced.core.deciding import plans
from relanced.core.dossier import Dossier, Means
from relanced.core.events import DisputeRaised, PlanAgreed, PromiseTaken
from relanced.core.intents import DisputeReason
from relanced.core.money import Money
from relanced.core.plan import Instalment
from relanced.daemon.app import App
from relanced.errors import BadInput, Fault

MOST_INSTALMENTS = 36


def promise(
    config: Path | None, reference: str, on: str, amount: str | None, means: str | None, note: str, as_json: bool
) -> None:
    """Raises BadInput."""
    day = typed.day(on, "--on")
    how = Means(one_of(means, list(Means), "--means")) if means else None
    with opened(config) as app:
        dossier = _dossier(app, reference)
        _to_come(day, app.today(), "--on")
        part = _part(amount, dossier, dossier.balance) if amount else None
        happen(app, dossier.reference, PromiseTaken(day, part, how, note), as_json)
        _warn_of_distance(app, dossier, day, part)


def _warn_of_distance(app: App, dossier: Dossier, day: date, part: Money | None) -> None:
    """What relanced would not grant by itself is granted here, but not in silence."""
    days = (day - app.today()).days
    name = "promise_part_limit" if part and part < dossier.balance else "promise_limit"
    if days > (limit := getattr(app.policy, name)):
        hint = f"relanced dossier resume {dossier.reference} undoes it"
        told = f"warning: {days} days ahead, more than waits.{name} ({limit}): nothing leaves until then; {hint}"
        print(told, file=sys.stderr)


def dispute(
    config: Path | None,
    reference: str,
    invoice: str | None,
    amount: str | None,
    reason: str | None,
    note: str,
    as_json: bool,
) -> None:
    """Raises BadInput."""
    why = DisputeReason(one_of(reason, list(DisputeReason), "--reason")) if reason else None
    with opened(config) as app:
        dossier = _dossier(app, reference)
        number = _contested(dossier, invoice, amount)
        limit = next((i.balance for i in dossier.invoices if i.number == number), dossier.balance)
        part = _part(amount, dossier, limit) if amount else None
        happen(app, dossier.reference, DisputeRaised(number, part, why, note), as_json)


def _contested(dossier: Dossier, invoice: str | None, amount: str | None) -> str | None:
    """The invoice that is meant; an amount must be of one."""
    numbers = [i.number for i in dossier.invoices if i.is_open]
    if invoice is not None and invoice not in numbers:
        raise BadInput([Fault("--invoice", f"{invoice} is not open in {dossier.reference}", _listed(numbers))])
    if amount and invoice is None and len(numbers) > 1:
        raise BadInput([Fault("--amount", "is of one invoice", f"add --invoice, {_listed(numbers)}")])
    return invoice or (numbers[0] if amount and numbers else None)


def _listed(numbers: list[str]) -> str:
    return f"one of {', '.join(numbers)}" if numbers else "nothing is open"


def plan(
    config: Path | None,
    reference: str,
    instalments: int | None,
    first: str | None,
    rows: str | None,
    as_json: bool,
    dry_run: bool = False,
) -> None:
    """`dry_run` shows the rows, and grants nothing. Raises BadInput."""
    start = typed.day(first, "--first") if first else None
    with opened(config) as app:
        dossier = _dossier(app, reference)
        owed = plans.due(dossier, app.today())
        parts = _rows(rows, dossier, owed) if rows is not None else _equal(app, owed, instalments or 0, start)
        _to_come(parts[0].due_on, app.today(), "--rows" if rows is not None else "--first")
        if dry_run or not as_json:
            _show(dossier.reference, parts, as_json)
        if not dry_run:
            happen(app, dossier.reference, PlanAgreed(parts), as_json)
        elif not as_json:
            say("This was a dry run: nothing has been granted.")


def _show(reference: str, parts: tuple[Instalment, ...], as_json: bool) -> None:
    if as_json:
        emit({"reference": reference, "dry_run": True, "instalments": flat(parts)})
        return
    for part in parts:
        say(f"{part.due_on}  {shown(part.amount)}")


def _equal(app: App, owed: Money, count: int, start: date | None) -> tuple[Instalment, ...]:
    if not owed:
        raise BadInput([Fault("--instalments", "nothing is owed that a plan could be made of")])
    if not 1 <= count <= MOST_INSTALMENTS or owed.cents < count:
        raise BadInput([Fault("--instalments", f"{count} is no number of instalments", f"1 to {MOST_INSTALMENTS}")])
    first_on = start or app.today() + timedelta(days=app.policy.plans.first_days)
    return plans.by_month(plans.equal(owed.cents, count), first_on, app.policy.workdays, owed.currency)


def _rows(rows: str, dossier: Dossier, owed: Money) -> tuple[Instalment, ...]:
    try:
        parts = plans.parsed(rows, dossier.currency)
    except ValueError as error:
        raise BadInput([Fault("--rows", str(error), 'write them as "2026-12-05 500, 2027-01-05 500"')]) from error
    together = Money(sum(p.amount.cents for p in parts), dossier.currency)
    if together.cents > max(owed.cents, dossier.balance.cents):
        raise BadInput([Fault("--rows", f"come to {shown(together)}, but {shown(dossier.balance)} is owed")])
    return parts


# -- what is typed ----------------------------------------------------------------------------------------------------


def _dossier(app: App, reference: str) -> Dossier:
    with app.store.begin() as connection:
        return known(connection, reference)


def _to_come(day: date, today: date, place: str) -> None:
    if day < today:
        raise BadInput([Fault(place, f"{day} has passed", f"a day from {today} on")])


def _part(text: str, dossier: Dossier, limit: Money) -> Money:
    found = money(text, dossier.currency, "--amount")
    if found.cents > limit.cents:
        raise BadInput([Fault("--amount", f"{found} is not between 0 and what is owed ({shown(limit)})")])
    return found
