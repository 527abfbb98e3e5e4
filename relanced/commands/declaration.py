"""``relanced declaration``: the figures of a declaration of claim."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from relanced.commands.dossier_page import insolvency as insolvency_object
from relanced.commands.opening import known, opened
from relanced.commands.output import emit, printed_to, say, table
from relanced.commands.statement import line_object
from relanced.core.deciding.insolvency import Deadline, declare_by
from relanced.core.dossier import Dossier
from relanced.core.law.declaration import Declaration, declaration
from relanced.core.law.notice import NOTICE
from relanced.core.law.rates import MissingRate
from relanced.core.law.statement import LABELS, Line
from relanced.daemon.app import App
from relanced.daemon.law import missing, terms_of
from relanced.errors import BadInput, Fault
from relanced.letters.formats import Formats, formats
from relanced.store import payments


def declare(config: Path | None, reference: str, output: Path | None, as_json: bool) -> None:
    """Raises BadInput without a judgment."""
    with opened(config) as app:
        with app.store.begin() as connection:
            dossier = known(connection, reference)
            paid = payments.of_dossier(connection, dossier.reference)
        last = declare_by(dossier.insolvency)
        if last is None:
            hint = f"relanced dossier insolvency {dossier.reference} --judgment DAY"
            raise BadInput([Fault(dossier.reference, "the day of the judgment is not known", hint)])
        try:
            found = declaration(dossier, last.judgment_on, terms_of(app, dossier), paid, app.law.table)
        except MissingRate as error:
            raise missing(error) from error
    what = f"the figures of the declaration of {dossier.customer.name} ({dossier.reference}), as of {last.judgment_on}"
    with printed_to(output, what, as_json):
        emit(_object(dossier, found)) if as_json else _Page(app, dossier, found, last).show()


def _object(dossier: Dossier, found: Declaration) -> dict[str, Any]:
    lines = [{**line_object(line), "fallen_due": line.due_on < found.judgment_on} for line in found.lines]
    return {
        "reference": dossier.reference,
        "customer": dossier.customer.name,
        "insolvency": insolvency_object(dossier),
        "currency": found.currency,
        "invoices": lines,
        "due": str(found.due),
        "to_fall_due": str(found.to_fall_due),
        "late_interest": str(found.late_interest),
        "recovery_indemnity": str(found.recovery_indemnity),
        "total": str(found.total),
        "to_check": list(found.to_check),
        "left_out": list(found.left_out),
        "notice": NOTICE["en"],
    }


# The words of the page: French, English.
WORDS: dict[str, tuple[str, str]] = {
    "title": (
        "Déclaration de créance\u00a0: chiffres arrêtés à la veille du jugement (C. com. L622-24, L622-25)",
        "Declaration of claim: figures on the eve of the judgment (C. com. L622-24, L622-25)",
    ),
    "creditor": ("Créancier\u00a0: {}", "Creditor: {}"),
    "debtor": ("Débiteur\u00a0: {}", "Debtor: {}"),
    "judgment": ("Jugement d’ouverture\u00a0: {}", "Opening judgment: {}"),
    "published": ("Publication au BODACC\u00a0: {}", "Published in the BODACC: {}"),
    "unknown": ("à rechercher", "to be looked for"),
    "last": ("À déclarer au plus tard le {} (R622-24)", "To be declared by {} (R622-24)"),
    "unsure": (
        "À déclarer au plus tard le {}, compté du jugement tant que la publication n’est pas connue (R622-24)",
        "To be declared by {}, counted from the judgment while the publication is unknown (R622-24)",
    ),
    "relief": ("Relevé de forclusion jusqu’au {} (L622-26)", "Relief from a missed day until {} (L622-26)"),
    "due": ("échu", "due"),
    "to_fall_due": ("à échoir", "to fall due"),
    "stopped": (
        "Les intérêts s’arrêtent au jugement (L622-28)\u00a0; l’indemnité n’est pas due quand le jugement interdisait "
        "de payer à l’échéance (L441-10 II).",
        "Interest stops at the judgment (L622-28); no indemnity is owed where the judgment forbade payment at the due "
        "date (L441-10 II).",
    ),
    "to_check": (
        "Facturé depuis le jugement, à déclarer si la prestation est antérieure\u00a0: {}",
        "Invoiced since the judgment, to be declared if performed before it: {}",
    ),
    "left_out": ("Né après le jugement, non déclaré (L622-17)\u00a0: {}", "Born after the judgment, left out: {}"),
}


class _Page:
    """The declaration's figures for a person, in the company's language."""

    def __init__(self, app: App, dossier: Dossier, found: Declaration, last: Deadline) -> None:
        self.creditor, self.dossier, self.found, self.last = app.creditor, dossier, found, last
        self.language = app.creditor.language
        self.formats: Formats = formats(self.language)

    def say(self, key: str, *values: str) -> None:
        say(self._word(WORDS, key).format(*values))

    def show(self) -> None:
        self._head()
        rows = [self._row(line) for line in self.found.lines]
        found, money = self.found, self.formats.money
        sums = (found.due, found.to_fall_due, found.late_interest, found.recovery_indemnity, found.total)
        titles = [
            self._word(LABELS, "number"),
            self._word(LABELS, "due_on"),
            self._word(WORDS, "due"),
            self._word(WORDS, "to_fall_due"),
            *(self._word(LABELS, key) for key in ("late_interest", "recovery_indemnity", "total")),
        ]
        say("")
        table(titles, [*rows, (self._word(LABELS, "total"), "", *map(money, sums))], right=titles[2:])
        self._foot()

    def _head(self) -> None:
        short, published = self.formats.short_day, self.last.published_on
        self.say("title")
        self.say("creditor", self.creditor.name)
        self.say("debtor", f"{self.dossier.customer.name} ({self.dossier.reference})")
        self.say("judgment", short(self.last.judgment_on))
        self.say("published", short(published) if published else self._word(WORDS, "unknown"))
        self.say("last" if self.last.sure else "unsure", short(self.last.last_on))
        if self.last.sure:
            self.say("relief", short(self.last.relief_on))

    def _row(self, line: Line) -> tuple[str, ...]:
        money = self.formats.money
        fallen = line.due_on < self.found.judgment_on
        principal = (money(line.balance), "") if fallen else ("", money(line.balance))
        rest = (line.late_interest, line.recovery_indemnity, line.total)
        return (line.number, self.formats.short_day(line.due_on), *principal, *map(money, rest))

    def _foot(self) -> None:
        say("")
        for line in self.found.lines:
            for s in line.segments:
                short, percent = self.formats.short_day, self.formats.percent(s.rate / 100)
                say(f"{line.number}: {short(s.from_on)} – {short(s.to_on)}, {percent}, {self.formats.money(s.amount)}")
        self.say("stopped")
        for key, numbers in (("to_check", self.found.to_check), ("left_out", self.found.left_out)):
            if numbers:
                self.say(key, ", ".join(numbers))
        say(NOTICE[self.language])

    def _word(self, words: dict[str, tuple[str, str]], key: str) -> str:
        return words[key][0 if self.language == "fr" else 1]
