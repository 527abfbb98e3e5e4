"""The service as the README installs it, under a real systemd, on real mail servers. Run by `make test-systemd`."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from relanced.reading.mail.mime import parse
from relanced.reading.read import read, to_json
from tests.support.hosts import ACHATS, COMPTA, Hosts
from tests.support.needs import need
from tests.support.processes import wait_for
from tests.support.systemd import PROGRAMS, Machine, booted
from tests.system.test_hosts import letter

pytestmark = [pytest.mark.systemd, pytest.mark.timeout(600)]

PROJECT = Path(__file__).parents[2]
NOT_SOURCE = (".git", ".venv", ".*_cache", "__pycache__", ".hypothesis", "build", "dist", "demo-output")
CONFIGURATION = """\
company:
  name: Atelier Dubois SARL
  email: {user}
mailbox: {{host: {address}, port: {imaps}, ca_file: /etc/relanced/ca.pem, password: {{credential: mailbox-password}}}}
smtp: {{host: {address}, port: {submissions}, ca_file: /etc/relanced/ca.pem, password: {{credential: smtp-password}}}}
"""
INVOICES = f"""\
customer_name;email;invoice_number;due_on;total
Client Un;{ACHATS};F-9;2026-10-01;120,00
"""

NO_PHRASE_OF_THE_RULES = (
    "Bonjour,\n\nLe comptable rentre lundi et fera partir ce qu'il faut dans la foulée.\n\nBien à vous\n"
)


@pytest.fixture(scope="module")
def machine() -> Iterator[Machine]:
    """A machine on which the README's installation has been done, with the interpreter of Debian."""
    need(PROGRAMS, root=True)
    with booted() as machine:
        source = machine.root / "usr/src/relanced"
        shutil.copytree(PROJECT, source, ignore=shutil.ignore_patterns(*NOT_SOURCE))
        machine.run("python3", "-m", "venv", "/opt/relanced")
        pip = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
        machine.run("/opt/relanced/bin/pip", "install", "--quiet", "/usr/src/relanced", HOME="/root", **pip)
        for unit in ("relanced.service", "relanced@.service"):
            machine.write(f"/etc/systemd/system/{unit}", (PROJECT / "systemd" / unit).read_text())
        yield machine


@pytest.fixture
def installed(machine: Machine, hosts: Hosts) -> Iterator[Machine]:
    """Configured for the creditor's provider, as on the first day; not started."""
    configure(machine, hosts, "config", "")
    machine.run("systemctl", "daemon-reload")
    yield machine
    machine.run("systemctl", "stop", "relanced.service", "relanced@*.service")
    machine.run("systemctl", "reset-failed")
    machine.run("sh", "-c", "rm -rf /var/lib/relanced* /var/lib/private/relanced* /etc/relanced")
    machine.run("rm", "-rf", "/run/systemd/system/relanced.service.d")
    machine.run("journalctl", "--rotate")
    machine.run("journalctl", "--vacuum-time=1s")


def configure(machine: Machine, hosts: Hosts, name: str, folder: str) -> None:
    provider = hosts.provider(COMPTA)
    values = {"user": COMPTA, "address": provider.address}
    ports = {"imaps": provider.imap.imaps, "submissions": provider.smtp.submissions}
    machine.write(f"/etc/relanced/{name}.yaml", CONFIGURATION.format(**values, **ports))
    machine.write("/etc/relanced/ca.pem", hosts.ca_file.read_text())
    for credential in ("mailbox-password", "smtp-password"):
        machine.write(f"/etc/relanced/credentials/{folder}{credential}", hosts.password(COMPTA) + "\n", 0o600)


def start(machine: Machine, unit: str = "relanced") -> None:
    machine.run("systemctl", "start", unit)


def test_it_is_ready_once_it_has_read_the_mailbox_with_the_credential(installed: Machine, hosts: Hosts) -> None:
    start(installed)
    assert installed.show("relanced", "ActiveState") == "active"
    assert installed.show("relanced", "StatusText")
    assert hosts.creditor.imap.sessions(COMPTA)


def test_its_password_is_in_no_property_and_no_log(installed: Machine, hosts: Hosts) -> None:
    start(installed)
    everything = installed.run("systemctl", "show", "relanced") + installed.journal("relanced")
    assert hosts.password(COMPTA) not in everything


def test_it_runs_as_a_user_of_its_own_whose_folder_nobody_else_enters(installed: Machine) -> None:
    start(installed)
    process = installed.show("relanced", "MainPID")
    user = installed.run("stat", "--format=%u", f"/proc/{process}").strip()
    assert 61184 <= int(user) <= 65519  # the range of dynamic users, systemd.exec(5)
    assert installed.run("stat", "--dereference", "--format=%a %u", "/var/lib/relanced/").split() == ["700", user]


def test_an_answer_to_what_root_imported_is_read_within_the_sandbox(installed: Machine, hosts: Hosts) -> None:
    start(installed)
    installed.write("/root/invoices.csv", INVOICES)
    relanced(installed, "import", "/root/invoices.csv")
    answer = letter("F-9", COMPTA)
    answer.replace_header("From", ACHATS)
    answer.set_content("Bonjour,\n\nNous contestons la facture F-9 : la marchandise est arrivée cassée.\n")
    hosts.send(ACHATS, COMPTA, answer)
    wait_for(lambda: "disputed" in relanced(installed, "dossier", "list", "--json"), "the dossier is disputed")


def relanced(machine: Machine, *words: str) -> str:
    """A command of the operator, who is root."""
    command = ("/opt/relanced/bin/relanced", "--config", "/etc/relanced/config.yaml", *words)
    return machine.run(*command, STATE_DIRECTORY="/var/lib/relanced")


def test_the_encoder_says_the_same_within_the_sandbox(installed: Machine) -> None:
    answer = letter("F-9", COMPTA)
    answer.replace_header("From", ACHATS)
    answer["Date"] = datetime(2026, 10, 2, 9, tzinfo=UTC)
    answer.set_content(NO_PHRASE_OF_THE_RULES)
    installed.write("/etc/relanced/answer.eml", answer.as_string())
    begin_with(installed, "read", "--json", "/etc/relanced/answer.eml")
    (said,) = [json.loads(line) for line in installed.journal("relanced").splitlines() if '"needs_person"' in line]
    mail = parse(answer.as_bytes())
    heard, unheard = to_json(read(mail)), to_json(read(mail, quick=True))
    assert said["confidence"] == heard["confidence"] != unheard["confidence"]
    assert said["intents"] == heard["intents"]


def test_a_letter_is_made_within_the_sandbox(installed: Machine) -> None:
    start(installed)
    installed.write("/root/invoices.csv", INVOICES)
    relanced(installed, "import", "/root/invoices.csv")
    begin_with(installed, "preview", "RL-0001", "formal_notice", "--pdf", "letter.pdf")
    assert installed.run("head", "--bytes=5", "/var/lib/private/relanced/letter.pdf") == "%PDF-"


def begin_with(machine: Machine, *words: str) -> None:
    """A command of the service itself: its user, its sandbox, its limits. The service does not start if it fails."""
    command = " ".join(("/opt/relanced/bin/relanced", "--config", "/etc/relanced/config.yaml", *words))
    add(machine, f"ExecStartPre={command}")
    machine.run("systemctl", "restart", "relanced")


def test_killed_it_comes_back(installed: Machine) -> None:
    start(installed)
    before = installed.show("relanced", "MainPID")
    installed.run("systemctl", "kill", "--signal=KILL", "relanced")
    wait_for(lambda: installed.show("relanced", "NRestarts") == "1", "it is started again")
    wait_for(lambda: installed.show("relanced", "ActiveState") == "active", "it is ready again")
    assert installed.show("relanced", "MainPID") != before


def test_idle_it_stops_in_about_a_second(installed: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    start(installed)
    begun = time.monotonic()
    installed.run("systemctl", "stop", "relanced")
    took = time.monotonic() - begun
    with capsys.disabled():
        print(f"\nstopped in {took:.2f} s")
    assert installed.show("relanced", "Result") == "success"
    assert took < 3


def test_a_loop_that_is_stuck_trips_the_watchdog(installed: Machine) -> None:
    add(installed, "WatchdogSec=3s")
    start(installed)
    installed.run("systemctl", "kill", "--signal=STOP", "--kill-whom=main", "relanced")
    wait_for(lambda: "Watchdog timeout" in installed.journal("relanced"), "the watchdog trips")
    wait_for(lambda: installed.show("relanced", "NRestarts") == "1", "it is started again")


def test_it_outlives_the_watchdog_while_its_loops_move(installed: Machine) -> None:
    add(installed, "WatchdogSec=1s")
    start(installed)
    fed = {installed.show("relanced", "WatchdogTimestampMonotonic")}

    def fed_again() -> bool:
        fed.add(installed.show("relanced", "WatchdogTimestampMonotonic"))
        return len(fed) > 5

    wait_for(fed_again, "the watchdog is fed five times")
    assert installed.show("relanced", "NRestarts") == "0"


def add(machine: Machine, line: str) -> None:
    """A line of the test's own in the unit, such as a shorter wait."""
    machine.write("/run/systemd/system/relanced.service.d/test.conf", f"[Service]\n{line}\n")
    machine.run("systemctl", "daemon-reload")


def test_a_bad_configuration_is_not_tried_again(installed: Machine) -> None:
    installed.write("/etc/relanced/config.yaml", "company: {nmae: Dubois}\n")
    with pytest.raises(RuntimeError):
        start(installed)
    assert installed.show("relanced", "ActiveState") == "failed"
    assert installed.show("relanced", "ExecMainStatus") == "78"
    assert "nmae" in installed.journal("relanced")


def test_a_wrong_password_is_said_in_its_status_and_does_not_end_it(installed: Machine) -> None:
    installed.write("/etc/relanced/credentials/mailbox-password", "guessed\n", 0o600)
    start(installed)
    assert installed.show("relanced", "ActiveState") == "active"
    assert COMPTA in installed.show("relanced", "StatusText")


def test_two_creditors_have_two_users_and_two_memories_beside_the_first(installed: Machine, hosts: Hosts) -> None:
    start(installed)
    for name in ("dubois", "martin"):
        configure(installed, hosts, name, f"{name}/")
        start(installed, f"relanced@{name}")
    folders = [f"/var/lib/private/relanced{suffix}" for suffix in ("", "-dubois", "-martin")]
    owners = installed.run("stat", "--format=%U %a", *folders)
    assert owners.splitlines() == ["relanced 700", "relanced-dubois 700", "relanced-martin 700"]
