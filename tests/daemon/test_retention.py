"""What nobody can claim any more is forgotten, on both databases; what can still be claimed, and all proofs, stay."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from relanced.commands import forget
from relanced.core.bank import Verdict
from relanced.core.dossier import Contact, Customer, CustomerKind, ReminderState
from relanced.core.events import InvoicesImported, Noted, Settled
from relanced.daemon import change, retention
from relanced.daemon.app import App
from relanced.daemon.clock import RehearsedClock
from relanced.daemon.imports.intake import import_files
from relanced.daemon.planner import plan_due
from relanced.daemon.replies.inbox import handle_batch
from relanced.daemon.replies.reader import Reader
from relanced.daemon.sending.outbox import tell_outcomes
from relanced.store import dossiers, mails, outbox, schema
from relanced.store.verification import verify
from tests.support.app import app_on
from tests.support.chase import bill

START = datetime(2026, 12, 8, 9, tzinfo=UTC)
ANNE = "anne.bertin@bertin.example"
STRANGER = "newsletter@ailleurs.example"
# Whatever of a person must not be left anywhere.
TRACES = ("Anne", "Bertin", "bertin.example", "0612345678", "mercredi prochain", "appelée chez elle")


READER = Reader()


@pytest.fixture(scope="module", autouse=True)
def _one_reader() -> Iterator[None]:
    yield
    READER.close()


@pytest.fixture
def app(store_url: str, tmp_path: Path) -> Iterator[App]:
    """A dossier that was chased, answered and settled."""
    app = app_on(tmp_path, START, store_url=store_url)
    chased(app, "C1")
    yield app
    app.store.close()


def chased(app: App, customer_id: str, kind: CustomerKind = CustomerKind.BUSINESS, *, settled: bool = True) -> str:
    customer = Customer(customer_id, "Menuiserie Bertin", kind)
    contact = Contact(ANNE, "Anne Bertin", "Mme", "0612345678")
    invoice = bill(f"F-{customer_id}", "2026-11-20", pdf="/srv/Bertin.pdf")
    with app.store.begin() as connection:
        reference = dossiers.create(connection, customer, f"customer:{customer_id}").reference
        change.apply(app, connection, reference, InvoicesImported(customer, (contact,), (invoice,)))
        warned = {"kind": "slower", "first_on": app.today(), "last_on": app.today()}
        connection.execute(schema.alerts.insert().values(customer_id=customer_id, **warned))
    plan_due(app)
    left(app, reference)
    came(app, ANNE, f"Bonjour, je paie la facture F-{customer_id} mercredi prochain. Anne Bertin", reference)
    change.happen(app, reference, Noted("appelée chez elle"))
    if settled:
        change.happen(app, reference, Settled("Anne a payé"))
    return reference


def left(app: App, reference: str) -> None:
    now = app.clock.now()
    with app.store.begin() as connection:
        [row] = [r for r in outbox.pending(connection) if r.dossier == reference]
        outbox.claim(connection, row.id, "me", now)
        sealed = outbox.Sealed(f"<{reference}@creancier.example>", "tok", "Bertin", "Madame Bertin", b"Madame Bertin")
        outbox.seal(connection, row.id, sealed)
        outbox.start(connection, row.id, now, app.today())
        outbox.finish(connection, row.id, outbox.Outcome(ReminderState.SENT, f"250 {ANNE} ok", now))
    tell_outcomes(app)


def came(app: App, sender: str, words: str, reference: str = "") -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = f"Anne Bertin <{sender}>", "compta@creancier.example", "Bertin"
    mail["Message-ID"] = f"<{reference or 'x'}.{sender}>"
    if reference:
        mail["In-Reply-To"] = f"<{reference}@creancier.example>"
    mail.set_content(words)
    now = app.clock.now()
    with app.store.begin() as connection:
        mails.store(connection, "INBOX", 1, mails.Arrival(hash(words) % 10**6, bytes(mail), now), now)
    handle_batch(app, READER)


def after(app: App, *, years: int = 0, days: int = 0) -> App:
    clock = app.clock
    assert isinstance(clock, RehearsedClock)
    clock.move_to(START.replace(year=START.year + years) + timedelta(days=days))
    return app


def everything(app: App) -> str:
    """All that the store says, as text."""
    with app.store.snapshot() as connection:
        tables = [connection.execute(select(table)).all() for table in schema.metadata.sorted_tables]
    return "\n".join(repr(row) for rows in tables for row in rows)


def traces(app: App) -> list[str]:
    said = everything(app)
    return [trace for trace in TRACES if trace in said]


def faults(app: App) -> list[str]:
    with app.store.snapshot() as connection:
        return [str(fault) for fault in verify(connection).faults]


def test_until_limitation_all_is_kept_and_afterwards_nothing_of_a_person(app: App) -> None:
    assert set(traces(app)) == set(TRACES)
    before = verify_counts(app)
    retention.erase_if_due(after(app, years=5))
    assert set(traces(app)) == set(TRACES), "the last day of five years (C. com. L110-4)"
    retention.erase_if_due(after(app, years=5, days=1))
    assert traces(app) == []
    assert faults(app) == [], "the chain holds, and says itself what was erased"
    entries, erased = verify_counts(app)
    assert entries == before[0] + 1
    assert erased > 0


def verify_counts(app: App) -> tuple[int, int]:
    with app.store.snapshot() as connection:
        done = verify(connection)
    return done.entries, done.erased


def test_the_words_of_the_banks_movements_are_forgotten_too(app: App) -> None:
    statement = (
        "Date;Libellé;Débit;Crédit\n"
        "01/12/2026;VIR MENUISERIE BERTIN F-C2;;10,00\n"
        "02/12/2026;VIR MENUISERIE BERTIN;;90,00\n"
    )
    reference = chased(app, "C2", settled=False)
    with app.store.begin() as connection:
        due = dossiers.load(connection, reference).balance.cents // 100
    files = [("releve.csv", statement.replace("90,00", f"{due - 10},00").encode())]
    done = import_files(app, files).statement
    assert [finding.verdict for _, finding in done.found] == [Verdict.PAID, Verdict.UNSURE]
    change.happen(app, reference, Settled(""))
    retention.erase_if_due(after(app, years=6))
    assert "bertin" not in everything(app).lower()
    assert import_files(app, files).statement.known == 1


@pytest.mark.parametrize(
    ("kind", "last"),
    [(CustomerKind.CONSUMER, date(2028, 12, 8)), (CustomerKind.PUBLIC, date(2030, 12, 31))],
)
def test_each_kind_of_customer_has_its_own_limitation(app: App, kind: CustomerKind, last: date) -> None:
    assert retention.kept_until(app, kind, START.date()) == last


def test_what_is_open_is_kept_whatever_its_age(app: App) -> None:
    reference = chased(app, "C2", settled=False)
    retention.erase_if_due(after(app, years=20))
    with app.store.begin() as connection:
        dossier = dossiers.load(connection, reference)
    assert dossier.customer.name == "Menuiserie Bertin"
    assert [c.address for c in dossier.contacts] == [ANNE]


def test_what_was_erased_has_left_no_byte_in_the_file(app: App, tmp_path: Path) -> None:
    if app.store.engine.dialect.name == "postgresql":
        pytest.skip("PostgreSQL's vacuum does it in its own time")
    retention.erase_if_due(after(app, years=6))
    left_over = b"".join(path.read_bytes() for path in tmp_path.glob("relanced.db*"))
    assert left_over
    assert not [trace for trace in TRACES if trace.encode() in left_over]


def test_a_customer_who_comes_back_starts_a_new_dossier(app: App) -> None:
    retention.erase_if_due(after(app, years=6))
    assert chased(app, "C1", settled=False) == "RL-0002"
    assert faults(app) == []


def test_the_pass_is_made_once_a_day(app: App) -> None:
    retention.erase_if_due(after(app, years=6))
    reference = chased(app, "C3")
    with app.store.begin() as connection:
        connection.execute(text("UPDATE journal SET at = :at"), {"at": START - timedelta(days=5000)})
    retention.erase_if_due(app)
    with app.store.begin() as connection:
        assert dossiers.load(connection, reference).contacts
    retention.erase_if_due(after(app, years=6, days=1))
    with app.store.begin() as connection:
        assert not dossiers.load(connection, reference).contacts


def test_the_company_s_other_mail_is_forgotten_early_but_not_what_a_person_has_to_read(app: App) -> None:
    came(app, STRANGER, "Promotion sur les imprimantes")
    with app.store.begin() as connection:
        dossiers.create(connection, Customer("C9", "Autre"), "customer:C9")
    came(app, STRANGER, "Au sujet de RL-0001 et de RL-0002, rappelez-moi.")
    with app.store.begin() as connection:
        states = list(connection.execute(select(schema.mails.c.state).order_by(schema.mails.c.id)).scalars())
    assert states == ["handled", "foreign", "unmatched"]
    retention.erase_if_due(after(app, days=89))
    assert "imprimantes" in everything(app)
    retention.erase_if_due(after(app, days=91))
    said = everything(app)
    assert "imprimantes" not in said
    assert "rappelez-moi" in said
    assert faults(app) == []


def destroyed(app: App) -> None:
    """Bytes and words gone without the rule."""
    with app.store.begin() as connection:
        connection.execute(text("UPDATE journal SET salt = NULL, detail = '' WHERE id = 3"))
        connection.execute(schema.mails.update().values(raw=b""))


def test_what_was_destroyed_is_told_from_what_was_erased(app: App) -> None:
    destroyed(app)
    assert len(faults(app)) == 2


# -- a person's request -----------------------------------------------------------------------------------------------


@pytest.fixture
def asked(app: App, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """`relanced forget` at the test's instant: what it prints, as text or as an object."""

    @contextmanager
    def here(_config: Path | None) -> Iterator[App]:
        yield app

    monkeypatch.setattr(forget, "opened", here)

    def ask(who: str, *, yes: bool = False, as_json: bool = True, output: Path | None = None) -> Any:
        capsys.readouterr()
        forget.forget(None, who, yes, output, as_json)
        said = capsys.readouterr().out
        return json.loads(said) if as_json else said

    return ask


def test_within_limitation_it_says_what_is_kept_until_when_and_on_what_ground(
    app: App, asked: Callable[..., Any]
) -> None:
    [dossier] = asked(ANNE, yes=True)["dossiers"]
    assert (dossier["kept"], dossier["kept_until"], dossier["ground"]) == (True, "2031-12-08", "gdpr_17_3_e")
    assert (dossier["contacts"], dossier["mails"], dossier["sent"]) == (1, 1, 1)
    assert set(traces(app)) == set(TRACES)
    report = asked(ANNE, as_json=False)
    for words in (
        ANNE,
        "1\u00a0interlocuteur, 1\u00a0message reçu, 1\u00a0message envoyé",
        "RL-0001 (Menuiserie Bertin)",
        "17.3 e",
        "8\u00a0décembre\u00a02031",
        "CNIL",
        "conseil juridique",
    ):
        assert words in report


def test_beyond_it_nothing_is_erased_without_a_yes_and_everything_with_it(
    app: App, asked: Callable[..., Any], tmp_path: Path
) -> None:
    after(app, years=6)
    assert asked(ANNE)["erased"] is False
    assert set(traces(app)) == set(TRACES)
    report = tmp_path / "report.txt"
    assert asked("RL-0001", yes=True, output=report)["erased"] is True
    assert traces(app) == []
    assert "effacement faite" in report.read_text("utf-8")
    assert report.stat().st_mode & 0o777 == 0o600
    assert faults(app) == []
    assert asked(ANNE)["dossiers"] == []


def test_mails_that_concern_no_dossier_go_at_once(app: App, asked: Callable[..., Any]) -> None:
    came(app, STRANGER, "Promotion sur les imprimantes")
    assert asked(STRANGER)["other_mails"] == 1
    assert asked(STRANGER.upper(), yes=True)["other_mails"] == 1
    assert "imprimantes" not in everything(app)
    assert asked(STRANGER)["other_mails"] == 0
    assert "Rien n’est détenu" in asked(STRANGER, as_json=False)


def test_a_customer_of_whom_there_is_no_dossier_goes_at_once(app: App, asked: Callable[..., Any]) -> None:
    import_files(app, [("c.csv", "N° client;Client;Courriel\nC9;Garage Martin;m@martin.example\n".encode())])
    assert asked("m@martin.example")["customers_without_dossier"] == ["C9"]
    assert "Garage Martin" in everything(app)
    assert "1\u00a0client sans dossier\u00a0: effacement faite" in asked("m@martin.example", yes=True, as_json=False)
    assert "Garage Martin" not in everything(app)


def test_an_open_debt_is_kept_with_the_day_of_its_limitation(app: App, asked: Callable[..., Any]) -> None:
    reference = chased(app, "C2", settled=False)
    kept = next(d for d in asked(reference, yes=True)["dossiers"])
    assert kept["kept"] is True
    assert kept["kept_until"] >= "2031-11-20"
    assert "la créance est en cours" in asked(reference, as_json=False)
