"""The commands that talk to mail servers, on real ones."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.support.commands import Said, Shell
from tests.support.company import settings_text
from tests.support.dovecot import Dovecot
from tests.support.hosts import ACHATS, COMPTA, PATRON, Hosts
from tests.support.ports import loopback_addresses

MONDAY = "2026-12-14T10:00"
INVOICE = f"C1;Menuiserie Bertin;{ACHATS};F-1;2026-12-01;1200;"


@pytest.fixture
def shell(hosts: Hosts, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path, capsys, settings_text(hosts, tmp_path))


def check(shell: Shell, hosts: Hosts, **changes: Any) -> Said:
    shell.write("config.yaml", settings_text(hosts, shell.folder, **changes))
    return shell("check", "--connect")


def test_check_logs_in_to_both_servers_and_says_what_they_support(shell: Shell) -> None:
    said = shell("check", "--connect", "--json")
    assert (said.code, said.err) == (0, "")
    supports = {server["section"]: server["supports"] for server in said.object["servers"]}
    assert "IDLE" in supports["mailbox"]
    assert any(name.startswith("size") for name in supports["smtp"])
    told = shell("check", "--connect").out
    assert "answers are noticed at once" in told


def test_a_wrong_password_is_69_in_words_that_help(shell: Shell, hosts: Hosts) -> None:
    shell.write("wrong.secret", "letmein\n")
    wrong = {"file": str(shell.folder / "wrong.secret")}
    said = check(shell, hosts, mailbox__password=wrong, smtp__password=wrong)
    assert said.code == 69
    mailbox, smtp = said.err.splitlines()
    assert "the login is refused (check mailbox.username and mailbox.password" in mailbox
    assert "the login is refused (check smtp.username and smtp.password" in smtp
    assert "letmein" not in said.err + said.out


def test_a_server_that_is_not_there_is_69_and_the_other_is_checked_all_the_same(shell: Shell, hosts: Hosts) -> None:
    said = check(shell, hosts, mailbox__port=1)
    assert said.code == 69
    [line] = said.err.splitlines()
    assert "nobody answers on this port (check mailbox.host and mailbox.port" in line
    assert "smtp" in said.out
    assert "logged in" in said.out


def test_a_name_that_does_not_exist_is_69(shell: Shell, hosts: Hosts) -> None:
    said = check(shell, hosts, smtp__host="smtp.invalid")
    assert said.code == 69
    assert "there is no server of this name" in said.err


def test_a_certificate_of_nobody_known_is_69(shell: Shell, hosts: Hosts) -> None:
    said = check(shell, hosts, mailbox__ca_file=None, smtp__ca_file=None)
    assert said.code == 69
    mailbox, smtp = said.err.splitlines()
    assert "unknown authority (name the authority in mailbox.ca_file" in mailbox
    assert "unknown authority (name the authority in smtp.ca_file" in smtp


def test_a_port_that_does_not_speak_tls_is_69(shell: Shell, hosts: Hosts) -> None:
    said = check(shell, hosts, mailbox__port=hosts.creditor.imap.imap, smtp__port=hosts.creditor.smtp.smtp)
    assert said.code == 69
    assert all("does not speak TLS here" in line for line in said.err.splitlines()), said.err


def test_a_folder_that_does_not_exist_is_69(shell: Shell, hosts: Hosts) -> None:
    said = check(shell, hosts, mailbox__folder="Relances")
    assert said.code == 69
    assert "there is no such folder (check mailbox.folder" in said.err


@pytest.fixture
def expired(hosts: Hosts) -> Iterator[Dovecot]:
    """The creditor's mailbox behind a certificate of yesterday."""
    address = next(loopback_addresses())
    server = Dovecot(
        hosts.folder / "expired", hosts.authority, address, {COMPTA: "secret-compta"}, "old.example", expired=True
    )
    server.start()
    yield server
    server.stop()


def test_an_expired_certificate_is_69_and_named(shell: Shell, hosts: Hosts, expired: Dovecot) -> None:
    said = check(shell, hosts, mailbox__host=expired.address, mailbox__port=expired.imaps)
    assert said.code == 69
    assert "the server's certificate has expired (whoever runs the server must renew it" in said.err


# -- a pass -----------------------------------------------------------------------------------------------------------


def test_a_pass_says_what_it_did_and_that_its_clock_is_rehearsed(shell: Shell, hosts: Hosts) -> None:
    shell("import", shell.invoices(INVOICE))
    done = shell("once", "--at", MONDAY, "--json")
    assert done.code == 0
    assert done.object == {
        "read": 0,
        "matched": 0,
        "sent": 1,
        "held": 0,
        "tasks_opened": 0,
        "summary_sent": True,
        "errors": [],
    }
    assert "event=clock_rehearsed at=2026-12-14T10:00:00+01:00" in done.err
    hosts.wait_for_mails(ACHATS)
    hosts.wait_for_mails(PATRON)
    [reminder] = shell("dossier", "show", "RL-0001", "--json").object["reminders"]
    assert (reminder["state"], reminder["to"]) == ("sent", ACHATS)
    assert date.fromisoformat(reminder["sent_at"][:10]) == date(2026, 12, 14)
    assert shell("once", "--at", MONDAY, "--json").object["sent"] == 0


def test_a_pass_that_cannot_reach_a_server_is_69_and_sends_no_reminder(shell: Shell, hosts: Hosts) -> None:
    shell("import", shell.invoices(INVOICE))
    shell.write("config.yaml", settings_text(hosts, shell.folder, mailbox__port=1))
    done = shell("once", "--at", MONDAY, "--json")
    assert (done.code, done.object["sent"], done.object["held"]) == (69, 0, 1)
    assert len(done.object["errors"]) == 1


def test_a_summary_is_sent_once_a_day(shell: Shell, hosts: Hosts) -> None:
    said = shell("summary", "--send", "--at", MONDAY, "--json")
    assert said.object == {"queued": 1, "sent": 1}, said.err
    hosts.wait_for_mails(PATRON)
    assert shell("summary", "--send", "--at", MONDAY).out == "Today's summary has been sent already.\n"
    assert len(hosts.mails(PATRON)) == 1
