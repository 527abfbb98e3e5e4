"""``relanced rehearse``."""

from __future__ import annotations

from pathlib import Path

from relanced.commands.opening import opened
from relanced.commands.output import amount, emit, say, table
from relanced.commands.typed import day
from relanced.daemon.rehearse import Rehearsed
from relanced.daemon.rehearse import rehearse as rehearsed
from relanced.errors import BadInput, Fault
from relanced.letters.labels import scenario_label

TITLES = ("day", "dossier", "customer", "mail", "to", "amount", "")


def rehearse(config: Path | None, until: str, as_json: bool) -> None:
    last = day(until, "--until")
    with opened(config) as app:
        if last < app.today():
            raise BadInput([Fault("--until", f"{last} has passed", f"a day from {app.today()} on")])
        mails = list(rehearsed(app, last))
    if as_json:
        for mail in mails:
            emit(_object(mail))
    elif mails:
        table(TITLES, [_line(mail) for mail in mails], right=("amount",))
    else:
        say(f"Nothing would be sent until {last}.")


def _line(mail: Rehearsed) -> tuple[object, ...]:
    label = scenario_label(mail.step, "en")
    waits = "if you approve it" if mail.waits else ""
    return mail.on, mail.reference, mail.customer, label, mail.to, amount(mail.amount), waits


def _object(mail: Rehearsed) -> dict[str, object]:
    return {
        "on": mail.on.isoformat(),
        "dossier": mail.reference,
        "customer": mail.customer,
        "step": mail.step,
        "to": mail.to,
        "amount": str(mail.amount),
        "currency": mail.amount.currency,
        "waits_for_approval": mail.waits,
    }
