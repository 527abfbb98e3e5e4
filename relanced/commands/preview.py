"""``relanced preview``: a mail as it would leave, on the day on which it would leave."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row

from relanced.commands.opening import known, opened
from relanced.commands.output import emit, say
from relanced.core.chase.scenario import Scenario, Step
from relanced.core.deciding.pacts import BROKEN_PROMISE
from relanced.core.deciding.steps import QUESTION, planned
from relanced.core.dossier import ContactRole, Dossier
from relanced.daemon.app import App
from relanced.daemon.clock import RehearsedClock
from relanced.daemon.law import Claim, claim_of
from relanced.daemon.sending import compose
from relanced.errors import BadInput, Fault
from relanced.letters import tokens
from relanced.letters.envelope import Composed, Envelope
from relanced.store import outbox

# Beside the steps: what needs nothing but the dossier to be written.
ANSWERS = (BROKEN_PROMISE, QUESTION, "delay_refused", "plan_refused")


@dataclass(frozen=True, slots=True)
class Draft:
    """What is composed: the step, the day, the invoices, the client's words."""

    step: str
    on: date
    invoices: tuple[str, ...]
    to: str
    words: str = ""
    in_reply_to: str | None = None


def preview(
    config: Path | None, reference: str, step: str | None, html: bool, eml: bool, pdf: Path | None, as_json: bool
) -> None:
    """`pdf`: write it there as a letter. Raises BadInput when there is nothing to show."""
    with opened(config) as app:
        with app.store.begin() as connection:
            dossier = known(connection, reference)
            draft = _draft(app, connection, dossier, step)
            thread = tuple(outbox.thread(connection, dossier.reference))
            claim = claim_of(app, connection, dossier, draft.step, draft.invoices, draft.on)
        mail = _composed(app, dossier, draft, thread, claim, letter=pdf is not None)
    if pdf and mail.letter:
        pdf.write_bytes(mail.letter)
    if as_json:
        emit(_object(draft, mail))
    elif eml:
        sys.stdout.buffer.write(mail.raw)
    elif html:
        say(mail.html)
    elif pdf:
        say(f"wrote {pdf}")
    else:
        say(f"To: {draft.to}\nSubject: {mail.subject}\nOn: {draft.on}\n\n{mail.text.rstrip()}")


def _object(draft: Draft, mail: Composed) -> dict[str, Any]:
    return {
        "step": draft.step,
        "on": draft.on.isoformat(),
        "to": draft.to,
        "invoices": list(draft.invoices),
        "subject": mail.subject,
        "text": mail.text,
        "html": mail.html,
    }


def _draft(app: App, connection: Connection, dossier: Dossier, step: str | None) -> Draft:
    """What is in the outbox, else what is planned, else the step that was asked for."""
    waiting = [row for row in outbox.pending(connection) if row.dossier == dossier.reference]
    for row in waiting:
        if step in (None, row.step):
            return _queued(app, row)
    coming = planned(dossier, app.policy, _first_day(app))
    if coming and not coming.step.is_call and step in (None, coming.step.name):
        return Draft(coming.step.name, coming.on, coming.invoices, _to(dossier, coming.step.to))
    if step is None:
        hint = "name a step: " + ", ".join((*_names(_scenario(app, dossier)), *ANSWERS))
        raise BadInput([Fault(dossier.reference, "no reminder is planned", hint)])
    return _wished(app, dossier, step)


def _queued(app: App, row: Row[Any]) -> Draft:
    return Draft(row.step, _first_day(app), tuple(row.invoices), row.recipient, row.words, row.in_reply_to)


def _wished(app: App, dossier: Dossier, name: str) -> Draft:
    """A step that is not the next: as on the first day on which it could leave for the oldest open invoice."""
    scenario = _scenario(app, dossier)
    if name not in (*_names(scenario), *ANSWERS):
        raise BadInput([Fault(name, "is not a step", f"one of {', '.join((*_names(scenario), *ANSWERS))}")])
    if not dossier.chased:
        raise BadInput([Fault(dossier.reference, "there is no open invoice to write about")])
    on = _first_day(app)
    steps = [step for step in scenario.steps if step.name == name]
    if steps:
        on = _day_of(app, dossier, steps[0], on)
    overdue = tuple(i.number for i in dossier.chased if i.is_overdue(on))
    coming = tuple(i.number for i in dossier.chased)
    role = steps[0].to if steps else ContactRole.MAIN
    promise = dossier.last_promise
    words = promise.words if promise and name == BROKEN_PROMISE else ""
    return Draft(name, on, overdue or coming, _to(dossier, role), words)


def _day_of(app: App, dossier: Dossier, step: Step, today: date) -> date:
    workdays = app.policy.workdays
    opens_on = step.opens_on(dossier.chased[0].due_on, workdays)
    return workdays.next_open(opens_on if step.is_courtesy else max(opens_on, today))


def _scenario(app: App, dossier: Dossier) -> Scenario:
    return app.policy.scenario_for(dossier, app.today())


def _names(scenario: Scenario) -> list[str]:
    """The steps that are mails."""
    return [step.name for step in scenario.steps if not step.is_call]


def _to(dossier: Dossier, role: ContactRole = ContactRole.MAIN) -> str:
    contact = dossier.contact_for(role)
    if contact is None:
        raise BadInput([Fault(dossier.reference, "no address is usable", "import the customer with another address")])
    return contact.address


def _first_day(app: App) -> date:
    return app.policy.day(app.window.next_opening(app.clock.now()))


def _composed(
    app: App, dossier: Dossier, draft: Draft, thread: tuple[str, ...], claim: Claim, letter: bool
) -> Composed:
    then = datetime.combine(draft.on, app.settings.sending.opens, app.policy.timezone)
    app = replace(app, clock=RehearsedClock(max(then, app.clock.now()) if draft.on == app.today() else then))
    envelope = _envelope(app, dossier, draft, thread)
    return compose.compose_for(app, dossier, draft.step, draft.invoices, envelope, draft.words, claim, letter=letter)


def _envelope(app: App, dossier: Dossier, draft: Draft, thread: tuple[str, ...]) -> Envelope:
    token = tokens.make_token(app.key, dossier.reference, draft.to)
    rounds = 1 + sum(r.step == draft.step and r.message_id is not None for r in dossier.reminders)
    domain = compose.domain(app.creditor.email)
    message_id = tokens.message_id(dossier.reference, draft.step, rounds, token, domain)
    return Envelope(
        message_id=message_id,
        token=token,
        written_at=compose.local_now(app),
        sender=compose.sender_address(app),
        sender_name=app.creditor.name,
        to=draft.to,
        reply_to=compose.reply_address(app, token),
        references=thread,
        in_reply_to=draft.in_reply_to,
    )
