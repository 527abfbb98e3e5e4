"""A company that sells blinds, its customers, and the mails that it writes."""

from __future__ import annotations

from datetime import date, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from zoneinfo import ZoneInfo

from relanced.core.creditor import Creditor
from relanced.core.dossier import Contact, Customer, CustomerKind, Dossier, Invoice, Reminder, ReminderState
from relanced.core.money import Money
from relanced.letters import tokens
from relanced.letters.compose import Composed, Envelope, compose
from relanced.letters.templates import Templates

PARIS = ZoneInfo("Europe/Paris")
KEY = b"k" * 32
TODAY = date(2026, 12, 1)
ANSWER_BY = date(2026, 12, 8)
TO = "compta@durand.example"
TEMPLATES = Templates.load()

LUMEN = Creditor(
    name="Atelier Lumen",
    email="compta@lumen.example",
    siren="123 456 782",
    address="12 rue des Forges\n69003 Lyon",
    phone="04 00 00 00 00",
    iban="FR7630006000011234567890189",
    bic="AGRIFRPP",
    signature="Claire Vasseur\nComptabilité clients",
)
BLINDS = Invoice(
    "F-2026-0117",
    date(2026, 11, 14),
    Money(240000),
    Money(123456),
    issued_on=date(2026, 10, 15),
    payment_url="https://pay.lumen.example/f/0117?a=1&b=2",
    purchase_order="BC-8841",
)
SHUTTERS = Invoice("F-2026-0123", date(2026, 11, 30), Money(88000), Money(88000), issued_on=date(2026, 10, 31))

REMINDERS = ("courtesy", "first", "second", "third", "formal_notice", "broken_promise", "question")


def dossier(*invoices: Invoice, kind: CustomerKind = CustomerKind.BUSINESS, **more: object) -> Dossier:
    more.setdefault("contacts", (Contact(TO, "DUPONT Claire", "Mme"),))
    customer = Customer("C1", "Durand & Fils", kind)
    return Dossier("RL-0042", customer, invoices=invoices or (BLINDS,), **more)  # type: ignore[arg-type]


def sent(step: str, on: date, *numbers: str, state: ReminderState = ReminderState.SENT) -> Reminder:
    at = datetime(on.year, on.month, on.day, 8, 30, tzinfo=PARIS)
    return Reminder(step, 1, state, on, TO, numbers or (BLINDS.number,), at)


def envelope(step: str = "first", to: str = TO, on: date = TODAY, **more: object) -> Envelope:
    token = tokens.make_token(KEY, "RL-0042", to)
    values: dict[str, object] = {
        "message_id": tokens.message_id("RL-0042", step, 1, token, "lumen.example"),
        "token": token,
        "written_at": datetime(on.year, on.month, on.day, 9, 5, tzinfo=PARIS),
        "sender": LUMEN.email,
        "sender_name": "Atelier Lumen – Comptabilité",
        "to": to,
        "reply_to": tokens.reply_to(LUMEN.email, token),
    }
    return Envelope(**{**values, **more})  # type: ignore[arg-type]


def mail(step: str, of: Dossier | None = None, /, creditor: Creditor = LUMEN, **more: object) -> Composed:
    """The mail of `step` to Durand & Fils about all that may be chased."""
    of = of or dossier()
    sealed = more.pop("envelope", None) or envelope(step)
    numbers = more.pop("invoices", None) or tuple(i.number for i in of.chased)
    values = {"answer_by": ANSWER_BY, **more}
    return compose(TEMPLATES, creditor, of, step, numbers, sealed, **values)  # type: ignore[arg-type]


def read(composed: Composed) -> EmailMessage:
    """As a receiving program sees it."""
    parsed = message_from_bytes(composed.raw, policy=default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def flat(text: str) -> str:
    """On one line, with plain spaces: for what is said, not how it is laid out."""
    return " ".join(text.split())
