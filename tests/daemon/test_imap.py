"""The mailbox on a real Dovecot: nothing missed, nothing flagged, a dead server noticed."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from relanced.daemon.mailbox import junk
from relanced.daemon.mailbox.catchup import catch_up
from relanced.daemon.mailbox.connection import Lost, MailboxAccount
from relanced.daemon.mailbox.imap import Mailbox
from relanced.daemon.mailbox.listener import Listener
from relanced.daemon.sending import doubts
from relanced.daemon.sending.smtp import AccountFault, Security
from relanced.letters.tokens import tokens_in
from relanced.store import mails
from tests.support.company import Company
from tests.support.hosts import COMPTA, Hosts
from tests.support.processes import PATIENCE, wait_for


def letter(text: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "x@client-un.example", COMPTA, text
    mail["Message-ID"] = f"<{text}@client-un.example>"
    mail.set_content(text)
    return mail


def account(hosts: Hosts, **more: object) -> MailboxAccount:
    provider = hosts.provider(COMPTA)
    values: dict[str, object] = {
        "host": provider.address,
        "port": provider.imap.imaps,
        "security": Security.TLS,
        "username": COMPTA,
        "password": hosts.password(COMPTA),
        "ca_file": str(hosts.ca_file),
    } | more
    return MailboxAccount(**values)  # type: ignore[arg-type]


@pytest.fixture
def mailbox(hosts: Hosts) -> Iterator[Mailbox]:
    box = Mailbox(account(hosts))
    box.open()
    yield box
    box.close()


@pytest.fixture
def company(hosts: Hosts, tmp_path: Path) -> Iterator[Company]:
    company = Company.on(hosts, tmp_path)
    yield company
    company.close()


def stored(company: Company) -> list[str]:
    with company.app.store.begin() as connection:
        rows = connection.execute(mails.mails.select().order_by(mails.mails.c.id)).all()
    return [row.raw.split(b"Subject: ")[1].split(b"\r\n")[0].decode() for row in rows]


def test_what_was_there_before_relanced_is_no_answer_to_it(company: Company, mailbox: Mailbox, hosts: Hosts) -> None:
    hosts.append(COMPTA, letter("ancien"))
    assert catch_up(company.app, mailbox) == 0
    hosts.append(COMPTA, letter("nouveau"))
    assert catch_up(company.app, mailbox) == 1
    assert stored(company) == ["nouveau"]


def test_a_mail_is_stored_once_and_stays_unread(company: Company, mailbox: Mailbox, hosts: Hosts) -> None:
    catch_up(company.app, mailbox)
    hosts.append(COMPTA, letter("un"))
    assert [catch_up(company.app, mailbox) for _ in range(3)] == [1, 0, 0]
    with hosts.mailbox(COMPTA) as session:
        assert all(b"\\Seen" not in row[b"FLAGS"] for row in session.fetch(session.search(), ["FLAGS"]).values())


@pytest.mark.parametrize("change", ["uidvalidity", "rebuild"])
def test_a_changed_uidvalidity_loses_nothing_and_repeats_nothing(company: Company, hosts: Hosts, change: str) -> None:
    hosts.append(COMPTA, letter("ancien"))
    first = Mailbox(account(hosts))
    first.open()
    catch_up(company.app, first)
    hosts.append(COMPTA, letter("un"))
    catch_up(company.app, first)
    first.close()
    time_that_servers_count_in_seconds(hosts)
    if change == "uidvalidity":
        hosts.creditor.imap.change_uidvalidity(COMPTA, 4_000_000_000)
    else:
        hosts.creditor.imap.rebuild(COMPTA)
    hosts.append(COMPTA, letter("deux"))
    second = Mailbox(account(hosts))
    second.open()
    assert second.uidvalidity != first.uidvalidity
    assert catch_up(company.app, second) == 1
    second.close()
    assert stored(company) == ["un", "deux"]


def time_that_servers_count_in_seconds(hosts: Hosts) -> None:
    """A new UIDVALIDITY is the second of the rebuild: wait for the server's next one."""
    second = int(time.time())
    while int(time.time()) == second:
        hosts.creditor.imap.doveadm("who", "-1")


def test_a_mail_that_comes_while_idle_starts_is_seen(company: Company, mailbox: Mailbox, hosts: Hosts) -> None:
    """Its EXISTS comes in one segment with « + idling », where poll does not see it."""
    catch_up(company.app, mailbox)
    for n in range(25):
        hosts.append(COMPTA, letter(f"m{n}"))
        mailbox.wait(20)
        assert catch_up(company.app, mailbox) == 1


def test_another_thread_ends_the_wait_at_once(mailbox: Mailbox) -> None:
    waiting = threading.Thread(target=mailbox.wait, args=(600,))
    waiting.start()
    while mailbox._client is None or mailbox._client.last_wait != "forced":
        pass
    mailbox.wake()
    waiting.join(PATIENCE)
    assert not waiting.is_alive()
    mailbox.noop()


def test_a_server_that_closed_the_connection_is_noticed_and_does_not_spin(mailbox: Mailbox, hosts: Hosts) -> None:
    """idle_check answers an empty list for ever once the peer has gone (imapclient 565)."""
    for pid in hosts.creditor.imap.sessions(COMPTA):
        os.kill(pid, signal.SIGKILL)
    with pytest.raises(Lost):
        mailbox.wait(60)


@pytest.mark.parametrize(
    ("changes", "words", "permanent"),
    [
        ({"password": "faux"}, "refuses the login", True),
        ({"ca_file": None}, "certificate", True),
        ({"folder": "Absent"}, "does not open the folder Absent", False),
        ({"port": 1}, "cannot be reached", False),
    ],
)
def test_each_way_of_failing_to_open_is_a_sentence(
    hosts: Hosts, changes: dict[str, object], words: str, permanent: bool
) -> None:
    with pytest.raises(AccountFault, match=words) as caught:
        Mailbox(account(hosts, **changes)).open()
    assert caught.value.permanent is permanent


def test_a_huge_mail_is_read_at_its_beginning_only(
    company: Company, hosts: Hosts, monkeypatch: pytest.MonkeyPatch
) -> None:
    from relanced.daemon.mailbox import imap

    monkeypatch.setattr(imap, "LARGEST", 100_000)
    monkeypatch.setattr(imap, "HEAD_OF_HUGE", 5_000)
    box = Mailbox(account(hosts))
    box.open()
    catch_up(company.app, box)
    big = letter("gros")
    big.set_content("x\n" * 200_000)
    hosts.append(COMPTA, big)
    assert catch_up(company.app, box) == 1
    box.close()
    with company.app.store.begin() as connection:
        [row] = connection.execute(mails.mails.select()).all()
    assert len(row.raw) == 5_000


def test_a_doubt_ends_when_the_mail_is_found_where_the_server_keeps_what_was_sent(
    company: Company, mailbox: Mailbox, hosts: Hosts
) -> None:
    search = doubts.searching(company.app, mailbox)
    assert not search("<envoye@client-un.example>")
    hosts.append(COMPTA, letter("envoye"), "Sent")
    assert search("<envoye@client-un.example>")


def test_what_is_junk_is_read_where_it_answers_us(company: Company, mailbox: Mailbox, hosts: Hosts) -> None:
    catch_up(company.app, mailbox)
    folder = mailbox.junk_folder()
    assert folder is not None
    hosts.append(COMPTA, letter("publicite"), folder)
    answer = letter("reponse")
    answer["In-Reply-To"] = f"<relanced.RL-0001.first.1.{'a' * 16}@creancier.example>"
    hosts.append(COMPTA, answer, folder)
    [first, second] = mailbox.elsewhere(folder, lambda: mailbox.heads(mailbox.uids_above(0), junk.FIELDS)).values()
    assert tokens_in(first.decode()) == []
    assert tokens_in(second.decode()) == ["a" * 16]
    assert mailbox.folder == "INBOX"


class Bell:
    def __init__(self) -> None:
        self.rung = threading.Semaphore(0)

    def ring(self) -> None:
        self.rung.release()


@contextlib.contextmanager
def listening(company: Company, hosts: Hosts) -> Iterator[tuple[Listener, Bell]]:
    bell = Bell()
    listener = Listener(company.app, account(hosts), bell.ring, lambda: None)
    thread = threading.Thread(target=listener.run)
    thread.start()
    try:
        assert bell.rung.acquire(timeout=PATIENCE)
        yield listener, bell
    finally:
        listener.stop()
        thread.join(PATIENCE)
        assert not thread.is_alive()


def test_the_listener_rings_for_a_new_mail_and_stops_when_told(company: Company, hosts: Hosts) -> None:
    with listening(company, hosts) as (_, bell):
        hosts.append(COMPTA, letter("un"))
        assert bell.rung.acquire(timeout=PATIENCE)
    assert stored(company) == ["un"]


def test_the_listener_survives_a_server_that_restarts(company: Company, hosts: Hosts) -> None:
    with listening(company, hosts) as (_, bell):
        hosts.creditor.imap.stop()
        hosts.creditor.imap.start()
        hosts.append(COMPTA, letter("apres"))
        # the first ring may be that of a look at the server that has come back
        wait_for(lambda: bell.rung.acquire(timeout=PATIENCE) and stored(company) == ["apres"], "it is stored")


def test_a_refused_login_is_said_and_tried_rarely(company: Company, hosts: Hosts) -> None:
    listener = Listener(company.app, account(hosts, password="faux"), lambda: None, lambda: None)
    thread = threading.Thread(target=listener.run)
    thread.start()
    assert listener.scanned.wait(PATIENCE)
    assert "refuses the login" in listener.fault
    listener.stop()
    thread.join(PATIENCE)
    assert not thread.is_alive()
