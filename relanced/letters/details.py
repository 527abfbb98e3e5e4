"""What a task is about, in words. Its detail is lines: a code and its values, the rows of a plan, a day, or words."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from relanced.core import bank
from relanced.core.deciding.calls import WRONG_NUMBER
from relanced.core.deciding.disputes import CONTESTED, CONTESTED_AMOUNT, CONTESTED_WHOLE, CREDIT_NOTE, because
from relanced.core.deciding.ledger import EXCESS
from relanced.core.deciding.plans import parsed
from relanced.core.deciding.steps import NO_ADDRESS
from relanced.core.intents import DisputeReason
from relanced.core.law.judgment import DECLARE_BY, DECLARE_BY_UNPUBLISHED, JUDGMENT_UNKNOWN, SAID
from relanced.core.law.limitation import LIMITATION_ON
from relanced.core.money import Money
from relanced.letters.formats import Formats, formats
from relanced.letters.quoting import quoted

DAY = re.compile(r"\d{4}-\d\d-\d\d")
Shown = Callable[[str, Formats], str]


def _day(text: str, form: Formats) -> str:
    return form.day(date.fromisoformat(text))


def _money(text: str, form: Formats) -> str:
    return form.money(Money.spelt(text))


def _text(text: str, form: Formats) -> str:
    return text


def _words(text: str, form: Formats) -> str:
    return quoted(text)


@dataclass(frozen=True, slots=True)
class Row:
    """`values`: how each of what follows the code is shown; the last takes the rest of its line."""

    french: str
    english: str
    values: tuple[Shown, ...] = ()


COMPUTED_FR, COMPUTED_EN = "(simple calcul, et non conseil juridique)", "(a computation, not legal advice)"

ROWS: dict[str, Row] = {
    DECLARE_BY: Row(
        f"créance à déclarer au plus tard le {{}} {COMPUTED_FR}",
        f"the claim is to be declared by {{}} {COMPUTED_EN}",
        (_day,),
    ),
    DECLARE_BY_UNPUBLISHED: Row(
        "créance à déclarer au plus tard le {}\u00a0: délai compté à partir du jugement, que la date de publication au"
        f" BODACC repousse {COMPUTED_FR}",
        "the claim is to be declared by {}: counted from the judgment; the day of its publication in the BODACC puts it"
        f" off {COMPUTED_EN}",
        (_day,),
    ),
    LIMITATION_ON: Row(
        f"facture {{1}}\u00a0: prescrite après le {{0}} {COMPUTED_FR}",
        f"invoice {{1}}: time-barred after {{0}} {COMPUTED_EN}",
        (_day, _text),
    ),
    JUDGMENT_UNKNOWN: Row(
        "cherchez au BODACC la date du jugement et celle de la publication",
        "look in the BODACC for the day of the judgment and that of its publication",
    ),
    WRONG_NUMBER: Row("ce numéro n’est pas le sien\u00a0: {}", "this is not his number: {}", (_text,)),
    NO_ADDRESS: Row(
        "adresse postale inconnue\u00a0: la fenêtre de la lettre est vide",
        "no postal address is known: the letter’s window is blank",
    ),
    CONTESTED: Row("facture {1}, {0} contestés", "invoice {1}, {0} contested", (_money, _text)),
    CONTESTED_WHOLE: Row("facture {} contestée", "invoice {} contested", (_text,)),
    CONTESTED_AMOUNT: Row("{} contestés", "{} contested", (_money,)),
    CREDIT_NOTE: Row("facture {1}\u00a0: avoir de {0}", "invoice {1}: a credit note of {0}", (_money, _text)),
    EXCESS: Row("{}", "{}", (_money,)),
    bank.CREDIT: Row("{1} le {0}\u00a0: {2}", "{1} on {0}: {2}", (_day, _money, _text)),
    SAID: Row("le client écrit\u00a0: «\u00a0{}\u00a0»", "the client writes: “{}”", (_words,)),
}

REASONS: dict[DisputeReason, Row] = {
    DisputeReason.NOT_DELIVERED: Row("motif\u00a0: non livré", "why: not delivered"),
    DisputeReason.QUALITY: Row("motif\u00a0: qualité", "why: quality"),
    DisputeReason.WRONG_AMOUNT: Row("motif\u00a0: montant erroné", "why: wrong amount"),
    DisputeReason.NOT_ORDERED: Row("motif\u00a0: non commandé", "why: not ordered"),
    DisputeReason.DUPLICATE: Row("motif\u00a0: facturé deux fois", "why: invoiced twice"),
    DisputeReason.CREDIT_NOTE_DUE: Row("motif\u00a0: avoir attendu", "why: a credit note is due"),
    DisputeReason.MISSING_REFERENCE: Row("motif\u00a0: référence manquante", "why: a reference is missing"),
    DisputeReason.OTHER: Row("motif\u00a0: autre", "why: something else"),
}

assert set(REASONS) == set(DisputeReason)

ROWS |= {because(reason): row for reason, row in REASONS.items()}
ROWS |= {bank.because(why): Row(*words) for why, words in bank.WHY.items()}

# The law's last day is what such a task is due by.
LEGAL = frozenset({DECLARE_BY, DECLARE_BY_UNPUBLISHED, LIMITATION_ON})
UNTIL = ("jusqu’au {}", "until {}")
INSTALMENT = ("{} le {}", "{} on {}")


def in_words(line: str, language: str, *, first: bool) -> str | None:
    """One line of a detail; None where it is words already. A day and a plan are the `first`: what the client wrote
    below cannot pass for one."""
    form, english = formats(language), language != "fr"
    code, _, rest = line.partition(" ")
    if row := ROWS.get(code):
        return _filled(row.english if english else row.french, row.values, rest, form)
    if first and DAY.fullmatch(line):
        return UNTIL[english].format(_day(line, form))
    return _plan(line, INSTALMENT[english], form) if first else None


def _filled(pattern: str, values: tuple[Shown, ...], rest: str, form: Formats) -> str | None:
    """None for a client's sentence that happens to begin like a code."""
    pieces = rest.split(" ", len(values) - 1) if values else []
    try:
        return pattern.format(*(shown(piece, form) for shown, piece in zip(values, pieces, strict=True)))
    except (ValueError, ArithmeticError):
        return None


def _plan(line: str, pattern: str, form: Formats) -> str | None:
    try:
        rows = parsed(line)
    except ValueError:
        return None
    days = [form.before(a.due_on, b.due_on, month=True) for a, b in pairwise(rows)] + [form.day(rows[-1].due_on)]
    return ", ".join(pattern.format(form.money(row.amount), day) for row, day in zip(rows, days, strict=True))


def last_day(detail: str) -> date | None:
    """The law's last day for what a task asks, where it has one."""
    lines = (line.split(" ") for line in detail.split("\n"))
    days = [line[1] for line in lines if line[0] in LEGAL and len(line) > 1 and DAY.fullmatch(line[1])]
    return date.fromisoformat(days[-1]) if days else None
