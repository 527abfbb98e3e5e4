"""Mail that lies about who wrote it can hold a dossier and open a task, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from relanced.core.dossier import Dossier, Status
from relanced.daemon.app import App
from relanced.daemon.imports.intake import import_files
from relanced.daemon.replies.inbox import handle_batch
from relanced.daemon.replies.reader import Reader
from relanced.letters import tokens
from relanced.store import dossiers, mails, schema
from tests.support.app import app_on

NOW = datetime(2026, 12, 8, 10, tzinfo=UTC)
INVOICES = """customer_name;email;invoice_number;due_on;total
Bertin;compta@bertin.example;F-2026-1;2026-12-01;100,00
Morel;direction@morel.example;F-2026-2;2026-12-01;200,00
"""
OURS = "mx.creancier.example"
IBAN = "FR1420041010050500013M02606"
PASS = f"Authentication-Results: {OURS}; dmarc=pass header.from=bertin.example"
PROMISE = "Bonjour,\n\nLe virement partira vendredi."
FROM = "From: Compta <compta@bertin.example>"
# What the mails below may name: ID and TOKEN are those of a mail that Bertin got, OTHER those of Morel's.
STRANGER = "From: Compta <compta@bertin-paiements.example>"
REPLY = "In-Reply-To: ID"


def forged(*head: str, says: str = PROMISE) -> tuple[tuple[str, ...], str]:
    return head, says


FORGED = {
    "a contact's name without anybody's word for it": forged(FROM, REPLY),
    "a contact whose authentication failed": forged(f"Authentication-Results: {OURS}; dmarc=fail", FROM, REPLY),
    "softfail": forged(f"Authentication-Results: {OURS}; spf=softfail smtp.mailfrom=x@bertin.example", FROM, REPLY),
    "results of another server": forged("Authentication-Results: mx.evil.example; dmarc=pass", FROM, REPLY),
    "results of a server with a longer name": forged(
        f"Authentication-Results: {OURS}.evil.example; dmarc=pass header.from=bertin.example", FROM, REPLY
    ),
    "results below our server's own": forged(f"Authentication-Results: {OURS}; dmarc=fail", PASS, FROM, REPLY),
    "results hidden in a comment": forged(
        f"Authentication-Results: {OURS}; none (dmarc=pass header.from=bertin.example)", FROM, REPLY
    ),
    "results hidden in a quoted address": forged(
        f'Authentication-Results: {OURS}; spf=pass smtp.mailfrom=";dmarc=pass header.from=bertin.example"@evil.example',
        FROM,
        REPLY,
    ),
    "results in an address that our server did not quote": forged(
        f"Authentication-Results: {OURS}; dmarc=none; spf=pass smtp.mailfrom=x; dmarc=pass header.from=bertin.example",
        FROM,
        REPLY,
    ),
    "results hidden in comments within comments": forged(
        f"Authentication-Results: {OURS}; spf=none (a (b) dmarc=pass header.from=bertin.example; dmarc=pass)",
        FROM,
        REPLY,
    ),
    "results hidden by an end of comment in an address": forged(
        f'Authentication-Results: {OURS}; spf=none (domain of "x); dkim=pass header.d=bertin.example ("@evil.example)',
        FROM,
        REPLY,
    ),
    "the contact's address quoted within the liar's": forged(
        f'Authentication-Results: {OURS}; spf=pass smtp.mailfrom="compta@bertin.example"@evil.example', FROM, REPLY
    ),
    "a property of another method's": forged(
        f"Authentication-Results: {OURS}; spf=pass smtp.mailfrom=x header.d=bertin.example", FROM, REPLY
    ),
    "a pass for another domain": forged(
        f"Authentication-Results: {OURS}; dkim=pass header.d=evil.example", FROM, REPLY
    ),
    "a pass for a domain that ends alike": forged(
        f"Authentication-Results: {OURS}; dkim=pass header.d=evilbertin.example", FROM, REPLY
    ),
    "ARC results in place of ours": forged(f"ARC-Authentication-Results: i=1; {OURS}; dmarc=pass", FROM, REPLY),
    "a header folded into the subject": forged(FROM, f"Subject: Re: F-2026-1\r {PASS}", REPLY),
    "results in the body": forged(FROM, REPLY, says=f"{PASS}\n\n{PROMISE}"),
    "a look-alike domain": forged(PASS, "From: <compta@bertln.example>", REPLY),
    "a look-alike domain with its own pass": forged(
        f"Authentication-Results: {OURS}; dmarc=pass header.from=bert1n.example", "From: <compta@bert1n.example>", REPLY
    ),
    "a Cyrillic letter in the domain": forged(PASS, "From: <compta@b\u0435rtin.example>", REPLY),
    "a domain in punycode": forged(PASS, "From: <compta@xn--brtin-3ve.example>", REPLY),
    "a subdomain": forged(PASS, "From: <compta@mail.bertin.example>", REPLY),
    "the contact's address as a name": forged(PASS, 'From: "compta@bertin.example" <x@evil.example>', REPLY),
    "the contact's address in a comment": forged(PASS, "From: x@evil.example (compta@bertin.example)", REPLY),
    "two From headers, the liar first": forged(PASS, "From: x@evil.example", FROM, REPLY),
    "two From headers, the liar last": forged(FROM, "From: x@evil.example", REPLY),
    "two addresses in From": forged("From: x@evil.example, compta@bertin.example", REPLY),
    "a group as From": forged("From: compta@bertin.example:x@evil.example;", REPLY),
    "the contact as Sender only": forged(STRANGER, "Sender: compta@bertin.example", REPLY),
    "the contact as Reply-To only": forged(STRANGER, "Reply-To: compta@bertin.example", REPLY),
    "the contact in Return-Path only": forged("Return-Path: <compta@bertin.example>", STRANGER, REPLY),
    "an address in encoded words": forged("From: =?utf-8?q?compta=40bertin.example?= <x@evil.example>", REPLY),
    "a route": forged("From: <@bertin.example:x@evil.example>", REPLY),
    "no From at all": forged(REPLY),
    "a stranger who holds a real Message-ID": forged(STRANGER, REPLY),
    "a stranger who names it among the references": forged(STRANGER, "References: <a@b> ID"),
    "a stranger who writes to the token": forged(STRANGER, "To: compta+rl-TOKEN@creancier.example"),
    "another client's token": forged(
        f"Authentication-Results: {OURS}; dmarc=pass header.from=morel.example",
        "From: direction@morel.example",
        REPLY,
    ),
    "a guessed Message-ID": forged(
        STRANGER, "In-Reply-To: <relanced.RL-0001.first.1.aaaaaaaaaaaaaaaa@creancier.example>"
    ),
    "a guessed token": forged(STRANGER, "To: compta+rl-aaaaaaaaaaaaaaaa@creancier.example"),
    "a guessed invoice number": forged(STRANGER, "Subject: Re: facture F-2026-1"),
    "a guessed reference": forged(STRANGER, "Subject: [RL-0001] réglée"),
    "a stranger who disputes": forged(STRANGER, REPLY, says="Nous contestons cette facture, jamais livrée."),
    "a stranger who says it is paid": forged(STRANGER, REPLY, says="Facture réglée hier par virement, merci."),
    "a stranger's liquidation": forged(STRANGER, REPLY, says="La société est en liquidation judiciaire."),
    "a stranger's lawyer": forged(STRANGER, REPLY, says="Je suis l'avocat de la société, cessez tout contact."),
    "a stranger who is in charge now": forged(STRANGER, REPLY, says="Écrivez désormais à x@evil.example, svp."),
    "a new bank account, from the contact himself": forged(
        PASS, FROM, REPLY, says="Voici nos nouvelles coordonnées bancaires, paiement vendredi."
    ),
    "a foreign IBAN, from the contact himself": forged(PASS, FROM, REPLY, says="Payé sur DE89 3704 0044 0532 0130 00."),
}


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    """Two dossiers; each has had its first reminder."""
    app = app_on(tmp_path, NOW, trusted=OURS, iban=IBAN)
    import_files(app, [("invoices.csv", INVOICES.encode())])
    with app.store.begin() as connection:
        for reference, number, to in (
            ("RL-0001", 1, "compta@bertin.example"),
            ("RL-0002", 2, "direction@morel.example"),
        ):
            connection.execute(insert(schema.outbox).values(**_sent(app, reference, f"F-2026-{number}", to)))
    yield app
    app.store.close()


def _sent(app: App, reference: str, invoice: str, to: str) -> dict[str, object]:
    token = tokens.make_token(app.key, reference, to)
    message_id = tokens.message_id(reference, "first", 1, token, "creancier.example")
    return {
        "key": f"{reference} first 1", "dossier": reference, "dossier_version": 1, "step": "first", "round": 1,
        "recipient": to, "invoices": [invoice], "words": "", "state": "sent", "queued_on": date(2026, 12, 7),
        "queued_at": NOW, "not_before": NOW, "message_id": message_id, "token": token, "subject": "Relance",
        "text": "Bonjour", "attempts": 1, "tried_on": date(2026, 12, 7), "sent_at": NOW, "told": True,
    }  # fmt: skip


def arrives(app: App, head: tuple[str, ...], says: str) -> Dossier:
    with app.store.begin() as connection:
        sent = connection.execute(select(schema.outbox).where(schema.outbox.c.dossier == "RL-0001")).one()
        lines = (*head, "Date: Tue, 08 Dec 2026 09:00:00 +0100", "Message-ID: <forged@evil.example>")
        known = {"ID": sent.message_id, "TOKEN": sent.token}
        text = "\n".join(lines)
        for name, value in known.items():
            text = text.replace(name, value) if name == "TOKEN" else text.replace(f" {name}", f" {value}")
        raw = f"{text}\nContent-Type: text/plain; charset=utf-8\n\nBonjour,\n\n{says}\n".encode()
        mails.store(connection, "INBOX", 1, mails.Arrival(1, raw, NOW), NOW)
    reader = Reader()
    try:
        while handle_batch(app, reader):
            pass
    finally:
        reader.close()
    return dossier(app, "RL-0001")


def dossier(app: App, reference: str) -> Dossier:
    with app.store.begin() as connection:
        return dossiers.load(connection, reference)


def held_at_most(before: Dossier, after: Dossier) -> bool:
    """Whether nothing but a hold and tasks makes the difference."""
    same = replace(
        after, status=before.status, hold=before.hold, tasks=before.tasks, version=before.version,
        next_action_on=before.next_action_on, next_step=before.next_step,
    )  # fmt: skip
    return same == before and after.status in (before.status, Status.ON_HOLD)


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_reply_holds_and_asks_and_does_nothing_else(app: App, name: str) -> None:
    before = {reference: dossier(app, reference) for reference in ("RL-0001", "RL-0002")}
    arrives(app, *FORGED[name])
    for reference, was in before.items():
        now = dossier(app, reference)
        now = replace(now, replied_on=was.replied_on) if "from the contact himself" in name else now
        assert held_at_most(was, now), reference


def test_at_least_forty_ways_are_tried() -> None:
    assert len(FORGED) >= 40


def test_the_same_words_count_when_the_server_vouches_for_the_client(app: App) -> None:
    assert arrives(app, (PASS, FROM, REPLY), PROMISE).status is Status.PROMISED


@pytest.mark.parametrize("name", [name for name in FORGED if "from the contact himself" in name])
def test_another_bank_account_raises_an_alarm(app: App, name: str) -> None:
    [task] = arrives(app, *FORGED[name]).tasks
    assert task.kind.value == "fraud_alarm"


RETURNED = "From: MAILER-DAEMON@bertin.example", "Subject: Undelivered Mail Returned to Sender"


@pytest.mark.parametrize("named", ["In-Reply-To: ID", "References: ID", "X-Forwarded-Message-Id: ID"])
@pytest.mark.parametrize(("address", "retired"), [("compta@bertin.example", True), ("gerance@bertin.example", False)])
def test_a_delivery_failure_retires_the_address_that_its_mail_was_for_and_no_other(
    app: App, address: str, retired: bool, named: str
) -> None:
    """Who got the first reminder could else see to it that the manager never gets the next."""
    head, first, *others = INVOICES.splitlines()
    with_manager = "\n".join(
        [f"{head};email_escalation", f"{first};gerance@bertin.example", *(f"{o};" for o in others)]
    )
    import_files(app, [("invoices.csv", with_manager.encode())])
    says = f"<{address}>: host mx.bertin.example said: 550 5.1.1 User unknown"
    after = arrives(app, (*RETURNED, named), says)
    assert {c.address: c.retired for c in after.contacts}[address] is retired
    assert [c.address for c in after.contacts if c.retired] == ([address] if retired else [])
    assert after.status is Status.ON_HOLD
    assert after.tasks
