"""``relanced check``: everything that can be wrong before the first mail leaves, all at once."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from relanced.commands.diagnosis import explained
from relanced.commands.output import emit, say
from relanced.commands.rates import missing_rates, rate_notes
from relanced.commands.sign_in import notes, sign_in
from relanced.config import Settings, environment, find, load
from relanced.config.models import WhenUncertain
from relanced.core.chase.scenario import Anchor, Step, Unit
from relanced.daemon.app import load_templates, open_app
from relanced.daemon.clock import SystemClock
from relanced.daemon.login.accounts import mailbox_account, smtp_account
from relanced.daemon.mailbox.connection import Lost
from relanced.daemon.mailbox.imap import Mailbox
from relanced.daemon.sending.proof import Result
from relanced.daemon.sending.proof import self_test as try_copies
from relanced.daemon.sending.smtp import AccountFault, Fate, Session
from relanced.errors import BadConfig, Exit, Fault
from relanced.letters.check import check as try_templates

# Of what a server supports, what makes a difference to relanced, in its owner's words.
WORTH_SAYING: dict[str, tuple[tuple[str, str, str], ...]] = {
    "mailbox": (
        ("IDLE", "answers are noticed at once", "answers are noticed every few minutes: the server has no IDLE"),
        (
            "SPECIAL-USE",
            "the server says which folder holds sent mail",
            "name mailbox.sent_folder: the server does not",
        ),
    ),
    "smtp": (
        ("size", "the server says how large a mail may be", "the server does not say how large a mail may be"),
        ("auth", "the login was accepted", "the server asks for no login"),
    ),
}


@dataclass(frozen=True, slots=True)
class Server:
    """What one server said: its address, and what it supports."""

    section: str
    where: str
    supports: tuple[str, ...]


def check(config: Path | None, connect: bool, as_json: bool, login: bool = False, self_test: bool = False) -> int:
    """Raises BadConfig with every fault, EdgeError when nobody could sign in; 69 when a server cannot be used."""
    path = find(config, os.environ)
    env = environment(path, os.environ)
    settings = load(path, env)
    today = SystemClock().now().astimezone(settings.sending.timezone).date()
    faults = settings.missing_secrets(env) + _templates(settings) + missing_rates(settings.law.law(), today)
    if faults:
        raise BadConfig(faults)
    if login:
        sign_in(settings, env)
    servers, trouble = _connect(settings, env) if connect or self_test else ([], [])
    warnings = _warnings(settings) + rate_notes(settings.law.law(), today) + notes(settings, env)
    if self_test and not trouble:
        trouble += _try_copies(settings, env, warnings)
    if as_json:
        emit(_object(path, warnings, servers, trouble))
    else:
        _show(path, settings, warnings, servers)
    for fault in trouble:
        print(fault, file=sys.stderr)
    return Exit.UNREACHABLE if trouble else Exit.DONE


def _templates(settings: Settings) -> list[Fault]:
    """Every template that is in the folders is tried; the steps of the scenario must be there in the company's language
    and in the summary's."""
    rows = [step for scenario in settings.policy().scenarios for step in scenario.steps]
    steps = dict.fromkeys(step.template or step.name for step in rows if not step.is_call)
    try:
        templates = load_templates(settings)
        needed = {settings.company.language, settings.summary.language, *templates.languages}
        letters = {step.template or step.name for step in rows if step.letter}
        return try_templates(templates, settings.creditor(), steps, sorted(needed), letters)
    except BadConfig as error:
        return error.faults


def _warnings(settings: Settings) -> list[str]:
    """What is allowed, and probably not meant."""
    missing = (
        ("mailbox", settings.mailbox, "no reply is read, and so nothing may be sent"),
        ("smtp", settings.smtp, "nothing is sent"),
        ("company.iban", settings.company.iban, "reminders do not say where to pay"),
        ("company.siren", settings.company.siren, "reminders do not say who you are in law"),
    )
    warnings = [f"{name} is not set: {what}" for name, value, what in missing if not value]
    if settings.owners:
        warnings.append("owners is set: no order is taken by mail yet")
    if settings.mailbox and settings.monitoring.silence_minutes <= settings.mailbox.poll_minutes:
        quiet = "monitoring.silence_minutes is not longer than mailbox.poll_minutes"
        warnings.append(f"{quiet}: a quiet mailbox is taken for a fault")
    hook = settings.monitoring.hook
    if hook and not shutil.which(hook[0]):
        warnings.append(f"monitoring.hook: there is no program {hook[0]}, and nobody will be called")
    return warnings


# -- the servers ------------------------------------------------------------------------------------------------------


def _connect(settings: Settings, env: Mapping[str, str]) -> tuple[list[Server], list[Fault]]:
    servers: list[Server] = []
    faults: list[Fault] = []
    tries: tuple[tuple[str, object, Callable[[Settings, Mapping[str, str]], tuple[str, ...]]], ...] = (
        ("mailbox", settings.mailbox, _mailbox),
        ("smtp", settings.smtp, _smtp),
    )
    for section, server, look in tries:
        if server is None:
            continue
        where = f"{server.host}:{server.port}"  # type: ignore[attr-defined]
        try:
            servers.append(Server(section, where, look(settings, env)))
        except AccountFault as fault:
            faults.append(explained(section, where, fault))
        except Lost as error:
            faults.append(Fault(f"{section} {where}", f"the connection was lost: {error}", "try again"))
    return servers, faults


def _mailbox(settings: Settings, env: Mapping[str, str]) -> tuple[str, ...]:
    mailbox = Mailbox(mailbox_account(settings, env))
    try:
        mailbox.open()
        return mailbox.capabilities
    finally:
        mailbox.close()


def _smtp(settings: Settings, env: Mapping[str, str]) -> tuple[str, ...]:
    async def look() -> tuple[str, ...]:
        session = Session(smtp_account(settings, env))
        await session.open()
        try:
            return tuple(f"{name} {value}".strip() for name, value in sorted(session.extensions.items()))
        finally:
            await session.quit()

    return asyncio.run(look())


def _try_copies(settings: Settings, env: Mapping[str, str], notes: list[str]) -> list[Fault]:
    """One mail to the company itself: is its copy found? Adds what was seen to `notes`; a fault is what cannot stay."""
    app = open_app(settings, env, SystemClock())
    try:
        result = try_copies(app)
    except (AccountFault, Lost) as fault:
        return [Fault("self-test", str(fault), "try again")]
    finally:
        app.store.close()
    if result.folder:
        notes.append(f"self-test: the copy is in {result.folder}; what is not found there did not leave")
        return []
    found = Fault("self-test", *_not_found(result))
    if settings.sending.when_uncertain is WhenUncertain.RECONCILE or result.answer.fate is not Fate.SENT:
        return [found]
    notes.append(str(found))
    return []


def _not_found(result: Result) -> tuple[str, str]:
    if result.answer.fate is not Fate.SENT:
        return f"the server does not take the test mail: {result.answer.text}", "check smtp.from and company.email"
    hint = "set smtp.bcc to an address that arrives in the watched mailbox, or name mailbox.sent_folder"
    return "no copy of the test mail was found in a minute: a doubt about a mail is left to you", hint


# -- what is printed --------------------------------------------------------------------------------------------------


def _object(path: Path, warnings: list[str], servers: list[Server], trouble: list[Fault]) -> dict[str, object]:
    return {
        "config": str(path),
        "warnings": warnings,
        "servers": [{"section": s.section, "where": s.where, "supports": list(s.supports)} for s in servers],
        "faults": [str(fault) for fault in trouble],
    }


def _when(step: Step) -> str:
    """``first +7``, ``courtesy -3 business``, ``call 4 after the one before``."""
    unit = " business" if step.unit is Unit.BUSINESS else ""
    place = f"{step.offset} after the one before" if step.after is Anchor.PREVIOUS else f"{step.offset:+d}"
    return f"{step.name} {place}{unit}"


def _show(path: Path, settings: Settings, warnings: list[str], servers: list[Server]) -> None:
    say(f"{path}: the configuration, its secrets and the templates are in order")
    for scenario in settings.policy().scenarios:
        say(f"scenario {scenario.name}: {', '.join(_when(step) for step in scenario.steps)}")
    say("  (days from an invoice's due date; minus is before it, business days where it says so)")
    for server in servers:
        say(f"{server.section} {server.where}: logged in; it supports {', '.join(server.supports)}")
        offered = {name.split(" ")[0].upper() for name in server.supports}
        for name, good, lacking in WORTH_SAYING[server.section]:
            say(f"  {good if name.upper() in offered else lacking}")
    for warning in warnings:
        say(f"note: {warning}")
