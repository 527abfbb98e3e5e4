"""The faults on order do what they say: what is built on them tests something."""

from __future__ import annotations

import imaplib
import smtplib
from email.message import EmailMessage

import pytest

from tests.support.chaos import Chaos, Fault, when
from tests.support.hosts import ACHATS, COMPTA, Hosts
from tests.system.test_hosts import letter


def submit_through(proxy: Chaos, hosts: Hosts, mail: EmailMessage) -> None:
    with smtplib.SMTP_SSL("127.0.0.1", proxy.port, context=hosts.trust, timeout=3) as session:
        session.login(COMPTA, hosts.password(COMPTA))
        session.sendmail(COMPTA, [ACHATS], bytes(mail))


def test_a_mail_whose_acceptance_is_lost_is_delivered_all_the_same(hosts: Hosts) -> None:
    smtp = hosts.creditor.smtp
    rule = when("<", b"queued as", Fault.RESET)
    with Chaos(smtp.address, smtp.submissions, hosts.authority, rule) as proxy:
        with pytest.raises((smtplib.SMTPServerDisconnected, OSError)):
            submit_through(proxy, hosts, letter("F-1"))
        hosts.wait_for_mails(ACHATS)
        submit_through(proxy, hosts, letter("F-1"))
    assert len(hosts.wait_for_mails(ACHATS, 2)) == 2


def test_a_connection_in_a_hole_is_silent_and_open(hosts: Hosts) -> None:
    smtp = hosts.creditor.smtp
    rule = when("<", b"354 ", Fault.HOLE)
    with (
        Chaos(smtp.address, smtp.submissions, hosts.authority, rule) as proxy,
        pytest.raises(smtplib.SMTPServerDisconnected, match="timed out"),
    ):
        submit_through(proxy, hosts, letter("F-1"))
    assert hosts.mails(ACHATS) == []


def test_a_proxy_that_refuses_resets_each_new_connection(hosts: Hosts) -> None:
    smtp = hosts.creditor.smtp
    with Chaos(smtp.address, smtp.submissions) as proxy:
        submit_through(proxy, hosts, letter("F-1"))
        proxy.refuse = True
        with pytest.raises(OSError, match=r"reset|EOF|closed"):
            submit_through(proxy, hosts, letter("F-2"))
    assert len(hosts.wait_for_mails(ACHATS)) == 1


def test_uidvalidity_changes_under_the_same_uids(hosts: Hosts) -> None:
    hosts.append(COMPTA, letter("F-1"))
    with hosts.mailbox(COMPTA) as session:
        before = session.search()
    hosts.creditor.imap.change_uidvalidity(COMPTA, 4242)
    with hosts.mailbox(COMPTA) as session:
        assert session.folder_status("INBOX", ["UIDVALIDITY"])[b"UIDVALIDITY"] == 4242
        assert session.search() == before


def test_a_rebuilt_mailbox_counts_its_mails_from_one_again(hosts: Hosts) -> None:
    for number in ("F-1", "F-2"):
        hosts.append(COMPTA, letter(number))
    with hosts.mailbox(COMPTA, readonly=False) as session:
        old = session.folder_status("INBOX", ["UIDVALIDITY"])
        session.delete_messages([1])
        session.expunge()
        assert session.search() == [2]
    hosts.creditor.imap.rebuild(COMPTA)
    with hosts.mailbox(COMPTA) as session:
        assert session.search() == [1]
        assert session.folder_status("INBOX", ["UIDVALIDITY"]) != old


def test_a_read_only_mailbox_cannot_be_selected_for_writing(hosts: Hosts) -> None:
    hosts.append(COMPTA, letter("F-1"))
    hosts.creditor.imap.read_only(COMPTA)
    with pytest.raises(imaplib.IMAP4.readonly), hosts.mailbox(COMPTA, readonly=False):
        pass
    assert len(hosts.mails(COMPTA)) == 1


def test_a_killed_session_tells_its_client_nothing_before_it_asks(hosts: Hosts) -> None:
    with hosts.mailbox(COMPTA) as session:
        session.idle()
        hosts.creditor.imap.kill_sessions(COMPTA)
        assert session.idle_check(timeout=1) == []
        with pytest.raises(imaplib.IMAP4.abort):
            session.idle_done()


def test_a_hanging_session_answers_once_it_is_let_go(hosts: Hosts) -> None:
    with hosts.mailbox(COMPTA) as session:
        with hosts.creditor.imap.hanging(COMPTA):
            session.socket().settimeout(0.5)
            with pytest.raises(TimeoutError):
                session.noop()
        assert len(hosts.mails(COMPTA)) == 0


def test_a_full_mailbox_refuses_a_mail(hosts: Hosts) -> None:
    hosts.creditor.imap.limit(COMPTA, "1k")
    large = letter("F-1")
    large.add_attachment(b"x" * 4000, maintype="application", subtype="pdf", filename="F-1.pdf")
    with pytest.raises(imaplib.IMAP4.error, match="OVERQUOTA"):
        hosts.append(COMPTA, large)
