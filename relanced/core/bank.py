"""Which debt a line of a bank statement pays: only what leaves no doubt is a payment, the rest is shown to a person.

No doubt: the client's words name an invoice that is open, or a dossier, and the amount is what it owes; or they name
one invoice, and pay a part of it. An amount alone, or a name alone, proves nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from relanced.core.events import PaymentRecorded
from relanced.core.money import Money, total


@dataclass(frozen=True, slots=True)
class Movement:
    """A line of a statement. `amount` is negative for a debit; `label` has all its words; `key` is the same whenever
    the same line is seen again."""

    place: str
    key: str
    on: date
    amount: Money
    label: str


@dataclass(frozen=True, slots=True)
class Debt:
    """An invoice as the books have it, open or not; a negative balance is a credit note."""

    number: str
    dossier: str
    customer: str
    balance: Money


class Verdict(StrEnum):
    """`paid`: to be recorded; `settled`: it names only what is not open any more; `unsure`: for a person; `foreign`:
    about nothing that is known here."""

    PAID = "paid"
    SETTLED = "settled"
    UNSURE = "unsure"
    FOREIGN = "foreign"


class Why(StrEnum):
    """Why a person is asked."""

    SEVERAL = "several"
    AMOUNT_ONLY = "amount_only"
    NAME_ONLY = "name_only"
    OTHER_AMOUNT = "other_amount"
    SEEN = "seen"
    RETURNED = "returned"


# In French and in English.
WHY: dict[Why, tuple[str, str]] = {
    Why.SEVERAL: ("le montant correspond à plusieurs factures", "the amount fits several"),
    Why.AMOUNT_ONLY: ("le montant correspond, aucun numéro n’est cité", "the amount fits, no number is named"),
    Why.NAME_ONLY: ("le nom correspond, aucun numéro n’est cité", "the name fits, no number is named"),
    Why.OTHER_AMOUNT: (
        "le montant n’est pas le reste dû de ce qui est cité",
        "the amount is not what is named owes",
    ),
    Why.SEEN: ("autant a déjà été enregistré à quelques jours près", "as much was recorded of it within days"),
    Why.RETURNED: ("un paiement est revenu impayé", "a payment came back"),
}

assert set(WHY) == set(Why)

# The code of a movement in a task's detail.
CREDIT = "credit"


def because(why: Why) -> str:
    """The code of a reason in a task's detail."""
    return f"credit_{why.value}"


def compared(movement: Movement, why: Why | None) -> str:
    """What a person is to compare: the movement, and below it why, as codes that are read in the owner's language."""
    line = f"{CREDIT} {movement.on} {movement.amount.spelling} {' '.join(movement.label.split())}"
    return f"{line}\n{because(why)}" if why else line


@dataclass(frozen=True, slots=True)
class Finding:
    """`payments` with the dossier of each; `candidates` are what a person may compare."""

    verdict: Verdict
    why: Why | None = None
    payments: tuple[tuple[str, PaymentRecorded], ...] = ()
    candidates: tuple[Debt, ...] = ()


FOREIGN = Finding(Verdict.FOREIGN)
MOST_CANDIDATES = 5

# An invoice's number may be cut by signs and spaces into so many words.
LONGEST_NUMBER = 6
# What says nothing of which company it is.
LEGAL = frozenset(
    {
        "and", "au", "aux", "bv", "bvba", "cie", "de", "des", "du", "ei", "eirl", "et", "etablissements", "ets", "eurl",
        "fils", "gmbh", "la", "le", "les", "llc", "ltd", "madame", "mlle", "mme", "monsieur", "sa", "sarl", "sas",
        "sasu", "sci", "scop", "scp", "selarl", "snc", "societe", "srl", "ste", "the",
    }
)  # fmt: skip
RETURNED = re.compile(r"\b(?:impaye\w*|rejet\w*|retour\w*|unpaid|returned|chargeback)\b")


def words(text: str) -> list[str]:
    """Letters and digits only, without accents and capitals."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return re.findall(r"[a-z0-9]+", bare)


class Books:
    """The invoices that are known, for as many movements as there are."""

    def __init__(self, debts: Iterable[Debt]) -> None:
        self._numbers: dict[str, dict[Debt, None]] = defaultdict(dict)
        self._amounts: dict[Money, dict[Debt, None]] = defaultdict(dict)
        self._dossiers: dict[str, tuple[Debt, ...]] = {}
        self._references: dict[str, str] = {}
        self._names: dict[str, frozenset[str]] = {}
        rows: dict[str, list[Debt]] = defaultdict(list)
        for debt in debts:
            rows[debt.dossier].append(debt)
        for reference, mine in rows.items():
            self.put(reference, mine)

    def put(self, reference: str, debts: Sequence[Debt]) -> None:
        """What a dossier owes now: all its invoices."""
        for debt in self._dossiers.get(reference, ()):
            self._numbers[_key(debt.number)].pop(debt)
            self._amounts[debt.balance].pop(debt)
        for debt in debts:
            self._numbers[_key(debt.number)][debt] = None
            self._amounts[debt.balance][debt] = None
        self._dossiers[reference] = tuple(debts)
        self._references[_key(reference)] = reference
        self._names[reference] = _significant(debts[0].customer)

    def find(self, movement: Movement) -> Finding:
        if movement.amount.cents <= 0:
            return self._returned(movement)
        said = words(movement.label)
        named = [d for joined in dict.fromkeys(_joined(said)) for d in self._numbers.get(joined, ())]
        owing = [d for d in named if d.balance.cents > 0 and d.balance.currency == movement.amount.currency]
        return (
            self._of_numbers(movement, owing)
            or self._of_reference(movement, said)
            or (Finding(Verdict.SETTLED, candidates=tuple(named)) if _names_only_settled(named, owing) else None)
            or self._unsure(movement, said, [d for d in owing if _is_telling(d.number)])
        )

    # -- no doubt ------------------------------------------------------------------------------------------------------

    def _of_numbers(self, movement: Movement, owing: Sequence[Debt]) -> Finding | None:
        telling = [d for d in owing if _is_telling(d.number)] or self._fitting_alone(movement, owing)
        if not telling or len({d.customer for d in telling}) > 1:
            return None
        if total([d.balance for d in telling]) == movement.amount:
            return _paid(movement, telling)
        if len(telling) == 1 and movement.amount < telling[0].balance:
            return _paid(movement, telling)
        return None

    def _fitting_alone(self, movement: Movement, owing: Sequence[Debt]) -> list[Debt]:
        """« 12 » is a number only where the amount is that of invoice 12, and of no other."""
        fitting = [d for d in owing if d.balance == movement.amount]
        return fitting if len(fitting) == 1 and len(self._owing(movement.amount)) == 1 else []

    def _of_reference(self, movement: Movement, said: Sequence[str]) -> Finding | None:
        for reference in (r for joined in _joined(said) if (r := self._references.get(joined))):
            if _sum(self._dossiers[reference]) == movement.amount:
                return Finding(Verdict.PAID, payments=((reference, PaymentRecorded(movement.amount, movement.on)),))
        return None

    # -- for a person --------------------------------------------------------------------------------------------------

    def _unsure(self, movement: Movement, said: Sequence[str], named: Sequence[Debt]) -> Finding:
        if named:
            return _asked(Why.OTHER_AMOUNT, named)
        known = set(said)
        mine = {r for r, name in self._names.items() if name and known.issuperset(name)}
        fitting = self._owing(movement.amount)
        both = [d for d in fitting if d.dossier in mine]
        if both:
            return _asked(Why.SEVERAL if len(both) > 1 else Why.AMOUNT_ONLY, both)
        if mine:
            open_ones = [d for r in mine for d in self._dossiers[r] if d.balance.cents > 0]
            return _asked(Why.NAME_ONLY, open_ones) if open_ones else FOREIGN
        return _asked(Why.SEVERAL if len(fitting) > 1 else Why.AMOUNT_ONLY, fitting) if fitting else FOREIGN

    def _owing(self, amount: Money) -> list[Debt]:
        """The open invoices of this balance; of a dossier that owes it in all, its open ones."""
        whole = (rows for rows in self._dossiers.values() if len(rows) > 1 and _sum(rows) == amount)
        parts = (d for rows in whole for d in rows if d.balance.cents > 0)
        return list(dict.fromkeys([*self._amounts.get(amount, ()), *parts]))

    def _returned(self, movement: Movement) -> Finding:
        """A cheque or a debit that came back takes back a payment: no program decides that."""
        said = words(movement.label)
        if not RETURNED.search(" ".join(said)):
            return FOREIGN
        named = [d for joined in _joined(said) for d in self._numbers.get(joined, ()) if _is_telling(d.number)]
        known = set(said)
        mine = [d for r, name in self._names.items() if name and known.issuperset(name) for d in self._dossiers[r]]
        return _asked(Why.RETURNED, named or mine) if named or mine else FOREIGN


def _joined(said: Sequence[str]) -> Iterator[str]:
    """Each run of some words, as one: « F 2026 098 » is F-2026-098."""
    for start in range(len(said)):
        for end in range(start + 1, min(start + LONGEST_NUMBER, len(said)) + 1):
            yield "".join(said[start:end])


def _key(number: str) -> str:
    return "".join(words(number))


def _is_telling(number: str) -> bool:
    """Whether a number cannot be a day, a year or a branch's code by chance."""
    key = _key(number)
    return len(key) >= (5 if key.isdigit() else 3)


def _significant(name: str) -> frozenset[str]:
    return frozenset(w for w in words(name) if w not in LEGAL and len(w) > 2)


def _names_only_settled(named: Sequence[Debt], owing: Sequence[Debt]) -> bool:
    return not owing and any(_is_telling(d.number) for d in named)


def _sum(debts: Sequence[Debt]) -> Money:
    return total([d.balance for d in debts])


def _paid(movement: Movement, debts: Sequence[Debt]) -> Finding:
    """Each invoice gets its balance; one alone what came."""
    amounts = [d.balance for d in debts] if len(debts) > 1 else [movement.amount]
    payments = (
        (d.dossier, PaymentRecorded(amount, movement.on, d.number)) for d, amount in zip(debts, amounts, strict=True)
    )
    return Finding(Verdict.PAID, payments=tuple(payments), candidates=tuple(debts))


def _asked(why: Why, candidates: Sequence[Debt]) -> Finding:
    return Finding(Verdict.UNSURE, why, candidates=tuple(dict.fromkeys(candidates))[:MOST_CANDIDATES])
