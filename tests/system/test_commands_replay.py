"""`relanced replay`: past mail under today's rules."""

from __future__ import annotations

import mailbox
from datetime import UTC, datetime
from pathlib import Path

import pytest

from relanced.daemon.clock import RehearsedClock
from relanced.daemon.replies.inbox import handle_batch
from relanced.daemon.replies.reader import Reader
from relanced.store import mails
from tests.support.commands import COMPANY, Shell

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
INVOICE = "C1;Menuiserie Bertin;compta@bertin.example;F-1;2026-10-12;1200;"
PROMISE = "Bonjour,\n\nLe virement de la facture F-1 partira vendredi.\n\nCordialement"
DELAY = "Bonjour,\n\nPourriez-vous nous accorder un délai jusqu'au 15 décembre ?\n\nCordialement"
VAGUE = "Bonjour,\n\nC'est en cours.\n\nCordialement"
DISPUTE = "Bonjour,\n\nNous contestons la facture F-1 : la marchandise est arrivée cassée.\n\nCordialement"


def mail(text: str, sender: str = "compta@bertin.example", number: int = 1) -> str:
    head = (
        f"From: {sender}\nTo: compta@mercier.example\nSubject: Re: facture F-1\nMessage-ID: <{number}@bertin.example>\n"
    )
    day = "Date: Tue, 24 Nov 2026 10:00:00 +0100\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
    return f"{head}{day}\n{text}\n"


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path, capsys)


@pytest.fixture
def books(shell: Shell) -> Shell:
    assert shell("import", shell.invoices(INVOICE)).code == 0
    return shell


def everything(folder: Path) -> dict[str, bytes]:
    """Every file but what SQLite keeps for whoever reads at the moment."""
    passing = ("-shm", "-wal")
    return {str(p): p.read_bytes() for p in folder.rglob("*") if p.is_file() and not p.name.endswith(passing)}


def test_a_past_promise_would_have_been_noted_and_the_reminders_held(books: Shell) -> None:
    books.write("a.eml", mail(PROMISE))
    page = books("replay", "a.eml", "--json").object
    assert (page["file"], page["from"], page["state"]) == ("a.eml", "compta@bertin.example", "handled")
    assert (page["dossier"], page["matched_by"], page["trust"]) == ("RL-0001", "reference", "contact")
    assert (page["primary"], page["reason"], page["status"]) == ("payment_promise", "promise_noted", "promised")
    assert (page["held"], page["held_until"]) == (True, "2026-12-01")
    assert page["answers"] == [{"step": "promise_noted", "to": "compta@bertin.example", "invoices": ["F-1"]}]


def test_nothing_is_written(books: Shell, tmp_path: Path) -> None:
    books.write("a.eml", mail(PROMISE))
    before = books("dossier", "show", "RL-0001", "--json").object
    files = everything(tmp_path)
    assert books("replay", "a.eml").code == 0
    assert everything(tmp_path) == files
    assert books("dossier", "show", "RL-0001", "--json").object == before


def test_a_replay_says_what_the_daemon_then_does(books: Shell) -> None:
    """The daemon reads the same mails, each against the same dossier."""
    for number, text in enumerate((PROMISE, DELAY, VAGUE, DISPUTE), 1):
        books.write("a.eml", mail(text, number=number))
        replayed = books("replay", "a.eml", "--json").object
        other = Shell(books.folder / str(number), books.capture)
        assert other("import", other.invoices(INVOICE)).code == 0
        with other.app(RehearsedClock(AT)) as app:
            with app.store.begin() as connection:
                mails.store(connection, "INBOX", 1, mails.Arrival(1, mail(text, number=number).encode(), AT), AT)
            reader = Reader()
            handle_batch(app, reader)
            reader.close()
        page = other("dossier", "show", "RL-0001", "--json").object
        assert (replayed["status"], replayed["next_action"]) == (page["status"], page["next_action"])
        assert replayed["reason"] == page["journal"][-1]["reason"]
        assert [t["kind"] for t in replayed["tasks"]] == [t["kind"] for t in page["tasks"]]
        assert [a["step"] for a in replayed["answers"]] == [r["step"] for r in page["reminders"]]


def test_a_mail_that_the_daemon_has_handled_is_judged_as_if_it_came_today(books: Shell) -> None:
    """The dossier is that of the mail's day: what the mail itself brought about is left out."""
    with books.app(RehearsedClock(AT)) as app:
        with app.store.begin() as connection:
            mails.store(connection, "INBOX", 1, mails.Arrival(1, mail(DELAY).encode(), AT), AT)
        reader = Reader()
        handle_batch(app, reader)
        reader.close()
    assert books("dossier", "settle", "RL-0001").code == 0
    books.write("a.eml", mail(DELAY))
    page = books("replay", "a.eml", "--json").object
    assert (page["status_before"], page["status"], page["reason"]) == ("active", "on_hold", "person_needed")
    assert ([t["kind"] for t in page["tasks"]], page["then"]) == (["agree_delay"], "person_needed")


def test_without_a_configuration_each_mail_is_judged_by_itself(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "config.yaml").unlink()
    shell.write("a.eml", mail(PROMISE))
    said = shell("replay", "a.eml")
    assert said.code == 0
    assert "There is no store" in said.out
    assert "1 mail: 1 judged by itself" in said.out
    assert not list(tmp_path.rglob("*.db"))


def test_a_configuration_before_its_first_import_makes_no_store(shell: Shell, tmp_path: Path) -> None:
    shell.write("a.eml", mail(PROMISE))
    page = shell("replay", "a.eml", "--json").object
    assert (page["dossier"], page["reason"]) == (None, "promise_noted")
    assert not list(tmp_path.rglob("*.db"))


def test_whole_mailboxes_are_counted_up_at_the_end(books: Shell, tmp_path: Path) -> None:
    box = mailbox.mbox(tmp_path / "past.mbox")
    for number, text in enumerate((PROMISE, DELAY), 1):
        box.add(mail(text, number=number).encode())
    box.add(mail("Nos prix baissent.", "news@pub.example", 3).replace("F-1", "promotions").encode())
    box.close()
    out = books("replay", "past.mbox").out
    assert "past.mbox#2: RL-0001" in out
    assert "3 mails: 2 about a dossier, 1 about no dossier" in out
    assert "2 would hold reminders; 2 would be answered; 1 would go to a person (1 agree_delay)" in out


def test_a_mail_of_ours_is_no_reply(shell: Shell) -> None:
    shell.write("a.eml", mail(PROMISE, sender="compta@mercier.example"))
    assert shell("replay", "a.eml", "--json").object["state"] == "own_copy"


def test_a_missing_mail_or_configuration_is_said_and_nothing_is_read(shell: Shell) -> None:
    shell.write("a.eml", mail(PROMISE))
    missing = shell("replay", "a.eml", "nope.eml")
    assert (missing.code, missing.out) == (65, "")
    assert shell("--config", "nope.yaml", "replay", "a.eml").code == 78
    shell.write("config.yaml", COMPANY + "nonsense: 1\n")
    assert shell("replay", "a.eml").code == 78
