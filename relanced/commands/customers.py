"""``relanced customer`` and ``relanced report``: how customers pay, and what they owe."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from relanced.commands import typed
from relanced.commands.opening import opened
from relanced.commands.output import amount, emit, flat, iso, say, table
from relanced.core.law.months import add_months
from relanced.core.risk.record import Record
from relanced.core.risk.score import Score, score
from relanced.core.risk.settlements import Settlements
from relanced.core.risk.standing import Standing
from relanced.core.summary import AlertLine
from relanced.core.workdays import DAY
from relanced.daemon import risk
from relanced.errors import BadInput, Fault
from relanced.letters.figures import alert_words, level_label, score_words
from relanced.letters.formats import formats
from relanced.letters.labels import after_label, age_label
from relanced.store import report

TITLES = ("customer", "name", "score", "outstanding", "late", "days late", "limit", "warned of")
RIGHT = ("score", "outstanding", "late", "days late", "limit", "invoices", "share", "amount")


def list_(config: Path | None, as_json: bool) -> None:
    """The riskiest first."""
    with opened(config) as app, app.store.begin() as connection:
        known = risk.standings(app, connection)
        lines = risk.alert_lines(app, connection, known)
    rows = sorted(((score(s), s) for s in known), key=lambda row: (-row[0].points, -row[1].outstanding.cents))
    told = {s.customer.id: [line for line in lines if line.alert.standing is s] for s in known}
    if as_json:
        for rating, standing in rows:
            emit(_object(standing, rating, told[standing.customer.id]))
    elif rows:
        table(TITLES, [_line(standing, rating, told[standing.customer.id]) for rating, standing in rows], right=RIGHT)
    else:
        say("There is no customer.")


def _line(standing: Standing, rating: Score, lines: list[AlertLine]) -> tuple[object, ...]:
    warned = ", ".join(line.alert.kind.value for line in lines)
    limit = str(standing.credit_limit) if standing.credit_limit else ""
    owes = amount(standing.outstanding), str(standing.late), standing.days_late or ""
    return standing.customer.id, standing.customer.name, rating.points, *owes, limit, warned


def show(config: Path | None, customer_id: str, as_json: bool) -> None:
    """Raises BadInput for a customer whom nobody knows."""
    with opened(config) as app, app.store.begin() as connection:
        known = risk.standings(app, connection, customer_id)
        if not known:
            raise BadInput([Fault(customer_id, "there is no such customer", "relanced customer list shows them all")])
        [standing] = known
        lines = list(risk.alert_lines(app, connection, known))
    rating = score(standing)
    emit(_object(standing, rating, lines)) if as_json else _page(standing, rating, lines)


def _object(standing: Standing, rating: Score, lines: list[AlertLine]) -> dict[str, Any]:
    customer = standing.customer
    limit = standing.credit_limit
    return {
        "id": customer.id,
        "name": customer.name,
        "kind": customer.kind.value,
        "segment": customer.segment,
        "record": _record(customer.record),
        "score": score_object(standing, rating),
        "outstanding": str(standing.outstanding),
        "late": str(standing.late),
        "currency": standing.currency,
        "days_late": standing.days_late,
        "ages": [{"days": a.label, "invoices": a.invoices, "amount": str(a.amount)} for a in standing.ages],
        "credit_limit": str(limit) if limit else None,
        "promises": [
            {"promised_on": iso(p.promised_on), "amount": str(p.amount) if p.amount else None}
            for p in standing.promises
        ],
        "disputes": standing.disputes,
        "unanswered": standing.unanswered,
        "dossiers": list(standing.dossiers),
        "alerts": [_alert(line) for line in lines],
    }


def _record(record: Record) -> dict[str, Any]:
    return {**flat(record), "paid_after": dict(record.paid_after)}


def score_object(standing: Standing, rating: Score) -> dict[str, Any]:
    """The score with what it is made of, in both languages."""
    words = zip(score_words(rating, standing, "fr"), score_words(rating, standing, "en"), strict=True)
    rows = [
        {"what": rule.what, "points": points, "why_fr": french, "why_en": english}
        for (rule, points), ((_, french), (_, english)) in zip(rating.rows, words, strict=True)
    ]
    return {"points": rating.points, "level": rating.level.value, "rows": rows}


def _alert(line: AlertLine) -> dict[str, Any]:
    french, english = alert_words(line.alert, "fr"), alert_words(line.alert, "en")
    return {
        "kind": line.alert.kind.value,
        "since": iso(line.since),
        "label_fr": french.label,
        "facts_fr": french.facts,
        "label_en": english.label,
        "facts_en": english.facts,
    }


def _page(standing: Standing, rating: Score, lines: list[AlertLine]) -> None:
    customer, record = standing.customer, standing.customer.record
    segment = f", {customer.segment}" if customer.segment else ""
    say(f"{customer.id}  {customer.name}  {customer.kind}{segment}  {amount(standing.outstanding)}")
    for line in lines:
        words = alert_words(line.alert, "en")
        say(f"warning: {words.label}: {words.facts}; {words.advice}")
    say(f"risk {rating.points} of 100 ({level_label(rating, 'en')})")
    for points, why in score_words(rating, standing, "en"):
        say(f"  {points:+4d}  {why}")
    _owes(standing)
    _paid(record)


def _owes(standing: Standing) -> None:
    if standing.dossiers:
        say(f"\nowes {amount(standing.outstanding)} in {', '.join(standing.dossiers)}")
        shown = [a for a in standing.ages if a.amount]
        rows = [(age_label(a.label, "en"), a.invoices, str(a.amount)) for a in shown]
        table(("age", "invoices", "amount"), rows, right=RIGHT)
    if standing.credit_limit:
        say(f"credit limit {amount(standing.credit_limit)}, {standing.limit_used}% of it used")
    for promise in standing.promises:
        say(f"promised {promise.amount or 'the whole'} for {promise.promised_on}")
    if standing.disputes:
        say(f"invoices contested: {standing.disputes}")


def _paid(record: Record) -> None:
    if not record.paid:
        say("\nno invoice paid yet that relanced knows of")
        return
    plural = formats("en").plural
    invoices, days = plural(record.paid, "invoice", "invoices"), plural(record.days_late, "day", "days")
    say(f"\npaid {invoices}, {record.paid_late} late; on average {days} after the due date")
    for step, count in record.paid_after:
        say(f"  {count:4d}  {after_label(step, 'en')}")


# -- the whole --------------------------------------------------------------------------------------------------------


def report_(config: Path | None, since: str | None, until: str | None, as_json: bool) -> None:
    """What was paid in a period, and after which step; the last twelve months unless it is said."""
    with opened(config) as app, app.store.begin() as connection:
        last = typed.day(until, "--until") if until else app.today()
        first = typed.day(since, "--since") if since else add_months(last, -12) + DAY
        if first > last:
            raise BadInput([Fault("--since", f"{first} is after {last}", "exchange the two days")])
        found = report.paid(connection, first, last)
    if as_json:
        for one in found:
            emit(_settled(one))
        return
    for one in found:
        _table(one)
    if not found:
        say(f"Nothing was paid from {first} to {last} that relanced knows of.")


def _settled(one: Settlements) -> dict[str, Any]:
    return {
        "first": iso(one.first),
        "last": iso(one.last),
        "invoices": one.invoices,
        "amount": str(one.amount),
        "currency": one.amount.currency,
        "days_late": one.days_late,
        "after": [
            {"step": row.step, "invoices": row.invoices, "share": row.share, "amount": str(row.amount)}
            for row in one.after
        ],
    }


def _table(one: Settlements) -> None:
    plural = formats("en").plural
    invoices, days = plural(one.invoices, "invoice", "invoices"), plural(one.days_late, "day", "days")
    say(f"paid from {one.first} to {one.last}: {amount(one.amount)}, {invoices}, on average {days} after the due date")
    rows = [(after_label(row.step, "en"), row.invoices, f"{row.share}%", amount(row.amount)) for row in one.after]
    table(("paid", "invoices", "share", "amount"), rows, right=RIGHT)
