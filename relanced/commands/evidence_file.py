"""What is in a lawyer's file: the exhibits, numbered in the order of time, and the page that presents them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row

from relanced.commands.evidence_words import CHECK, Words
from relanced.core.dossier import Dossier, Invoice, ReminderState
from relanced.core.events import PaymentRecorded
from relanced.core.law.limitation import Limitation, acknowledgements, limitations
from relanced.core.law.notice import NOTICE
from relanced.core.law.rates import MissingRate
from relanced.core.law.statement import REMARKS, Statement
from relanced.core.law.statement import statement as debt_of
from relanced.core.reasons import Reason
from relanced.daemon.app import App
from relanced.daemon.law import terms_of, written
from relanced.exchange import pdfs
from relanced.exchange.evidence_page import Section, page
from relanced.exchange.values import Unreadable
from relanced.letters.formats import formats
from relanced.letters.labels import intent_label, reason_label, scenario_label
from relanced.store import excerpt, holdings, journal, mails, payments, report

State = ReminderState
# What the chronology has from elsewhere, or what is no fact for a court.
NOT_TOLD = frozenset({"day_came", "mail_sent", "mail_refused", "mail_uncertain", "reply_read", "payment_recorded"})
FACTS = {State.SENT: "sent", State.UNCERTAIN: "unsure", State.REFUSED: "refused"}


@dataclass(frozen=True, slots=True)
class Material:
    """Everything known of one dossier, at one moment of the store."""

    dossier: Dossier
    written: list[Row[Any]]
    received: list[Row[Any]]
    paid: tuple[PaymentRecorded, ...]
    entries: list[Row[Any]]
    excerpt: excerpt.Excerpt
    last: str


def gather(connection: Connection, dossier: Dossier) -> Material:
    reference = dossier.reference
    return Material(
        dossier,
        holdings.written(connection, reference),
        mails.of_dossier(connection, reference),
        payments.of_dossier(connection, reference),
        list(journal.entries(connection, reference)),
        excerpt.of(connection, reference),
        journal.last(connection),
    )


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the chronology. With `content` it is an exhibit, `proved` when the journal knows its bytes."""

    at: datetime
    text: str
    label: str = ""
    name: str = ""
    content: bytes | None = None
    proved: bool = True
    number: int | None = None


class File:
    """`files` by name, the page first; `lacking` says what could not be put in."""

    def __init__(self, app: App, material: Material, on: date) -> None:
        self.app, self.material, self.on = app, material, on
        self.words = Words(app.settings.company.language)
        self.formats = formats(self.words.language)
        self.lacking: list[str] = []
        self.facts = self._numbered()
        self.files = self._files()

    # -- facts and exhibits --------------------------------------------------------------------------------------------

    def _numbered(self) -> list[Fact]:
        facts = sorted(self._facts(), key=lambda fact: fact.at)
        number = 0
        for n, fact in enumerate(facts):
            if fact.content is not None:
                number += 1
                facts[n] = replace(fact, number=number)
        return facts

    def _facts(self) -> Iterator[Fact]:
        for invoice in self.material.dossier.invoices:
            yield from self._of_invoice(invoice)
        for row in self.material.written:
            if row.state in FACTS:
                yield self._of_sent(row)
        yield from map(self._of_received, self.material.received)
        yield from map(self._of_payment, self.material.paid)
        for entry in self.material.entries:
            if entry.event not in NOT_TOLD:
                yield Fact(entry.at, self._of_entry(entry))

    def _of_invoice(self, invoice: Invoice) -> Iterator[Fact]:
        words, number = self.words, invoice.number
        if invoice.issued_on:
            total = self.formats.money(invoice.total)
            yield Fact(self._midnight(invoice.issued_on), words("issued", number=number, total=total))
        yield Fact(self._midnight(invoice.due_on), words("fell_due", number=number))
        content = self._pdf(invoice)
        if content is not None:
            label, path = words("invoice", number=number), Path(invoice.pdf or "")
            at = self._midnight(invoice.issued_on or invoice.due_on)
            yield Fact(at, label, label, f"facture-{number}{path.suffix.lower()}", content)

    def _pdf(self, invoice: Invoice) -> bytes | None:
        if invoice.pdf is None:
            self._lack("no_file", number=invoice.number)
            return None
        try:
            return pdfs.content(Path(invoice.pdf))
        except (OSError, Unreadable):
            self._lack("file_gone", number=invoice.number, path=invoice.pdf)
            return None

    def _of_sent(self, row: Row[Any]) -> Fact:
        what = scenario_label(row.step, self.words.language).capitalize()
        values = {"to": row.recipient, "invoices": ", ".join(row.invoices), "answer": row.answer}
        text = self.words(FACTS[State(row.state)], what=what, message_id=row.message_id, **values)
        at = row.sent_at or row.claimed_at or row.queued_at
        if row.raw is None:
            self._lack("no_bytes", what=what, day=self._day(at))
        proved = row.state == State.SENT.value and row.told
        return Fact(at, text, what, f"{row.step}-{row.round}.eml", row.raw, proved)

    def _of_received(self, row: Row[Any]) -> Fact:
        reading = row.reading or {"primary": "other", "evidence": [], "new_text": ""}
        said = report.words(reading)
        label = intent_label(reading["primary"], self.words.language)
        quoted = self.words("quoted", words=said) if said else ""
        text = self.words("received", sender=row.sender, label=label, words=quoted)
        if not row.raw:
            self._lack("no_bytes", what=label, day=self._day(row.received_at))
        return Fact(row.received_at, text, f"{row.sender}, {label}", "reponse.eml", row.raw or None)

    def _of_payment(self, payment: PaymentRecorded) -> Fact:
        invoice = self.words("for_invoice", number=payment.invoice) if payment.invoice else ""
        text = self.words("paid", amount=self.formats.money(payment.amount), invoice=invoice)
        return Fact(self._midnight(payment.paid_on), text)

    def _of_entry(self, entry: Row[Any]) -> str:
        known = entry.reason in set(Reason)
        reason = reason_label(Reason(entry.reason), self.words.language) if known else entry.reason
        detail = self.words("detail", detail=entry.detail) if entry.detail else ""
        return self.words("entry", reason=reason.capitalize(), detail=detail)

    def _lack(self, key: str, **values: object) -> None:
        self.lacking.append(self.words(key, **values))

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time.min, self.app.policy.timezone)

    # -- files ---------------------------------------------------------------------------------------------------------

    def _files(self) -> dict[str, bytes]:
        reference = self.material.dossier.reference
        readme = self.words("how_to_verify", reference=reference, check=CHECK, notice=NOTICE[self.words.language])
        files = {
            self.words("page"): self._page().encode(),
            self.words("readme"): readme.encode(),
            "journal.jsonl": self.material.excerpt.entries.encode(),
            "chain.txt": self.material.excerpt.chain.encode(),
        }
        return files | {self._path(fact): fact.content for fact in self.facts if fact.content is not None}

    def _path(self, fact: Fact) -> str:
        folder = "pieces" if fact.proved else self.words("uncertain")
        local = fact.at.astimezone(self.app.policy.timezone)
        return f"{folder}/{fact.number:03}_{local:%Y-%m-%d}_{_plain(fact.name)}"

    # -- the page ------------------------------------------------------------------------------------------------------

    def _page(self) -> str:
        sections = [self._exhibits(), self._chronology(), *self._statement(), self._limitation()]
        dossier = self.material.dossier
        title = self.words("title", reference=dossier.reference, customer=dossier.customer.name)
        return page(self.words.language, title, self._opening(), sections)

    def _opening(self) -> Iterator[str]:
        words, dossier, creditor = self.words, self.material.dossier, self.app.creditor
        siren = [words("siren", siren=creditor.siren)] if creditor.siren else []
        yield words("creditor", name="\n".join([creditor.name, creditor.address, *siren]))
        yield words("debtor", name=dossier.customer.name, kind=words(dossier.customer.kind.value))
        for contact in dossier.contacts:
            known = (contact.name, contact.address, contact.phone)
            yield words("contact", contact=", ".join(filter(None, known)))
        now = self.app.clock.now().astimezone(self.app.policy.timezone)
        yield words("made_at", day=self.formats.day(now.date()), hour=self.formats.hour(now))
        yield words("seal", last=self.material.last)
        yield NOTICE[words.language]

    def _exhibits(self) -> Section:
        exhibits = [fact for fact in self.facts if fact.content is not None]
        rows = [(fact.number, self._day(fact.at), fact.label, self._path(fact)) for fact in exhibits]
        after = [self.words("lacking", what=what) for what in self.lacking]
        if any(not fact.proved for fact in exhibits):
            after.append(self.words("unproved"))
        before = () if rows else (self.words("none"),)
        return Section(self.words("pieces"), self.words.columns("piece_columns"), rows, (0,), before, tuple(after))

    def _chronology(self) -> Section:
        rows = [(self._instant(fact.at), fact.text, fact.number) for fact in self.facts]
        return Section(self.words("chronology"), self.words.columns("chronology_columns"), rows, (2,))

    def _statement(self) -> Iterator[Section]:
        dossier = self.material.dossier
        title = self.words("statement", day=self.formats.day(self.on))
        try:
            debt = debt_of(dossier, self.on, terms_of(self.app, dossier), self.material.paid, self.app.law.table)
        except MissingRate as error:
            yield Section(title, before=(self.words("no_rate", why=error),))
            return
        yield self._owed(title, debt)
        yield self._interest(debt)

    def _owed(self, title: str, debt: Statement) -> Section:
        money = self.formats.money
        rows: list[tuple[object, ...]] = []
        for line in debt.lines:
            sums = map(money, (line.balance, line.late_interest, line.recovery_indemnity, line.total))
            mark = self.words("disputed") if line.disputed else ""
            rows.append((line.number, self.formats.short_day(line.due_on), line.days_late, *sums, mark))
        sums = map(money, (debt.balance, debt.late_interest, debt.recovery_indemnity, debt.total))
        rows.append((self.words("total"), "", "", *sums, ""))
        column = 0 if self.words.language == "fr" else 1
        remarks = tuple(f"{REMARKS[r][column][0].upper()}{REMARKS[r][column][1:]}." for r in debt.remarks)
        return Section(title, self.words.columns("statement_columns"), rows, (2, 3, 4, 5, 6), after=remarks)

    def _interest(self, debt: Statement) -> Section:
        short, money = self.formats.short_day, self.formats.money
        rows = [
            (
                line.number,
                short(part.from_on),
                short(part.to_on),
                part.days,
                money(part.base),
                self.formats.percent(part.rate / 100),
                money(part.amount),
            )
            for line in debt.lines
            for part in line.segments
        ]
        return Section(self.words("segments"), self.words.columns("segment_columns"), rows, (3, 4, 5, 6))

    def _limitation(self) -> Section:
        dossier = self.material.dossier
        acts = acknowledgements(dossier, self.material.paid, written(self.app, self.material.received))
        short = self.formats.short_day
        rows = [
            (row.number, short(row.starts_on), short(row.limitation_on), self._rule(row))
            for row in limitations(dossier, self.app.law.nature(dossier.customer.kind), acts)
        ]
        return Section(self.words("limitation"), self.words.columns("limitation_columns"), rows)

    def _rule(self, row: Limitation) -> str:
        label = row.rule.label_fr if self.words.language == "fr" else row.rule.label_en
        moved = self.words("acknowledged", day=self.formats.short_day(row.moved_by.on)) if row.moved_by else ""
        return f"{label} ({row.rule.article}){moved}"

    def _day(self, at: datetime) -> str:
        return self.formats.short_day(at.astimezone(self.app.policy.timezone).date())

    def _instant(self, at: datetime) -> str:
        """A fact of a day has no hour."""
        local = at.astimezone(self.app.policy.timezone)
        hour = (
            f" {self.formats.hour(local)}" if local.timetz().replace(tzinfo=UTC) != time.min.replace(tzinfo=UTC) else ""
        )
        return f"{self.formats.short_day(local.date())}{hour}"


def _plain(name: str) -> str:
    """A file name that every system takes."""
    bare = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9._-]+", "-", bare).strip("-.")[:80] or "piece"
