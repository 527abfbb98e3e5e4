"""The file for a lawyer: complete, readable by anyone, and verifiable with a shell."""

from __future__ import annotations

import io
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from relanced.commands.evidence_words import CHECK, WORDS
from relanced.core.events import Noted
from relanced.daemon import change
from relanced.exchange.evidence import MANIFEST, pack, sha256
from tests.support.commands import Shell
from tests.support.company import Company, bill, settings_text
from tests.support.hosts import ACHATS, COMPTA, FACTURATION, Hosts

PDF = b"%PDF-1.4 the invoice\n"
WORDS_OF_CLIENT = "Bonjour, le virement partira vendredi 18 décembre sans faute <script>alert(1)</script>."


@pytest.fixture
def shell(hosts: Hosts, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Shell]:
    """A dossier with an invoice's file, a reminder that left, and the client's answer; another client beside it."""
    (tmp_path / "F-101.pdf").write_bytes(PDF)
    company = Company.on(hosts, tmp_path, datetime(2026, 12, 7, 9, tzinfo=UTC))
    company.once()
    company.invoice("Menuiserie Bertin", ACHATS, bill("F-101", date(2026, 12, 1), pdf=tmp_path / "F-101.pdf"))
    company.invoice("Garage Petit", FACTURATION, bill("G-7", date(2026, 12, 1)), customer_id="C2")
    company.on_day(date(2026, 12, 8))
    hosts.wait_for_mails(ACHATS)
    [reminder] = hosts.parsed(ACHATS)
    hosts.send(ACHATS, COMPTA, _answer(reminder))
    hosts.wait_for_mails(COMPTA)
    company.on_day(date(2026, 12, 9))
    change.happen(company.app, "RL-0001", Noted("appelé, confirme"))
    company.close()
    return Shell(tmp_path, capsys, settings_text(hosts, tmp_path))


def _answer(reminder: EmailMessage) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = ACHATS, COMPTA, f"Re: {reminder['Subject']}"
    mail["Message-ID"], mail["Date"] = "<1@client-un.example>", datetime(2026, 12, 9, 9, tzinfo=UTC)
    mail["In-Reply-To"] = reminder["Message-ID"]
    mail.set_content(f"Bonjour,\n\n{WORDS_OF_CLIENT}\n")
    return mail


@pytest.fixture
def made(shell: Shell) -> Path:
    said = shell("evidence", "RL-0001", "-o", "bertin.zip", "--at", "2026-12-10")
    assert (said.code, said.err) == (0, "")
    return shell.folder / "bertin.zip"


def inside(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_it_has_the_very_bytes_of_what_was_sent_and_received_and_the_invoice(made: Path, hosts: Hosts) -> None:
    files = inside(made)
    exhibits = {name.rpartition("_")[2]: name for name in files if name.startswith("pieces/")}
    assert sorted(int(name[7:10]) for name in exhibits.values()) == list(range(1, len(exhibits) + 1))
    assert exhibits["facture-F-101.pdf"].endswith("_2026-12-01_facture-F-101.pdf")
    assert files[exhibits["facture-F-101.pdf"]] == PDF
    arrived, *_ = hosts.mails(ACHATS)
    sent = message_from_bytes(files[exhibits["first-1.eml"]], policy=policy.default)
    assert sent["Message-ID"] == message_from_bytes(arrived, policy=policy.default)["Message-ID"]
    assert files[exhibits["reponse.eml"]] == hosts.mails(COMPTA)[-1]


def test_the_page_says_everything_in_french_and_runs_nothing(made: Path) -> None:
    page = inside(made)["bordereau.html"].decode()
    for text in (
        "Menuiserie Bertin",
        "Bordereau de pièces",
        "Première relance envoyée à achats@client-un.example (F-101). Le serveur a répondu\u00a0: 250",
        "le virement partira vendredi 18 décembre",
        "promesse",
        "appelé, confirme",
        "Décompte au 10\u00a0décembre\u00a02026",
        "40,00\u00a0€",
        "L110-4",
        "la dette a été reconnue le",
        "ne constitue pas un conseil juridique",
    ):
        assert text in page
    assert "<script>" not in page
    assert "Garage Petit" not in page


def test_a_shell_is_enough_to_verify_it(made: Path, tmp_path: Path) -> None:
    folder = tmp_path / "unpacked"
    with zipfile.ZipFile(made) as archive:
        archive.extractall(folder)
    assert CHECK in (folder / "LISEZMOI.txt").read_text("utf-8")
    sums = subprocess.run(["sha256sum", "-c", MANIFEST], cwd=folder, capture_output=True, text=True)
    assert (sums.returncode, sums.stdout.count(": OK")) == (0, len(inside(made)) - 1)
    chain = subprocess.run(["sh", "-c", CHECK], cwd=folder, capture_output=True, text=True)
    assert (chain.returncode, chain.stdout, chain.stderr) == (0, "", "")
    lines = (folder / "chain.txt").read_text().splitlines()
    lines[1], lines[2] = lines[2], lines[1]
    (folder / "chain.txt").write_text("\n".join(lines) + "\n")
    assert subprocess.run(["sh", "-c", CHECK], cwd=folder, capture_output=True, text=True).stdout


def test_nothing_of_another_client_is_in_it(made: Path) -> None:
    everything = b"".join(inside(made).values())
    assert FACTURATION.encode() not in everything
    assert b"G-7" not in everything


def test_verify_finds_it_whole_without_any_configuration(shell: Shell, made: Path) -> None:
    (shell.folder / "config.yaml").unlink()
    said = shell("verify", "bertin.zip", "--json")
    mails = [name for name in inside(made) if name.endswith(".eml")]
    assert (said.code, said.object["whole"], said.object["mails"]) == (0, True, len(mails))
    assert len(mails) >= 2
    assert shell("verify", "bertin.zip", "--expect", said.object["last"]).code == 0
    assert shell("verify", "bertin.zip", "--expect", "0" * 64).code == 1


Change = Callable[[dict[str, bytes]], None]


def _edit(end: str, before: bytes, after: bytes) -> Change:
    def change(files: dict[str, bytes]) -> None:
        name = next(name for name in files if name.endswith(end))
        assert before in files[name]
        files[name] = files[name].replace(before, after, 1)

    return change


def _take_out(end: str) -> Change:
    return lambda files: files.pop(next(name for name in files if name.endswith(end))) and None


def _line_out(files: dict[str, bytes]) -> None:
    lines = files["chain.txt"].splitlines(keepends=True)
    files["chain.txt"] = b"".join(lines[:2] + lines[3:])


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (_edit("reponse.eml", b"vendredi", b"samedi"), "is not known to the journal"),
        (_take_out("reponse.eml"), "is missing"),
        (_edit("journal.jsonl", b"confirme", b"conteste"), "says something else than was written"),
        (_edit("journal.jsonl", b'"noted"', b'"paused"'), "is not what the chain has sealed"),
        (_line_out, "does not follow"),
        (_take_out("journal.jsonl"), "is not known to the journal"),
    ],
)
def test_what_was_altered_with_its_manifest_is_found_all_the_same(
    shell: Shell, made: Path, change: Change, fault: str
) -> None:
    files = inside(made)
    del files[MANIFEST]
    change(files)
    made.write_bytes(pack(files))
    said = shell("verify", "bertin.zip")
    assert said.code == 1
    assert fault in said.err


def test_what_does_not_fit_the_manifest_is_found(shell: Shell, made: Path) -> None:
    files = inside(made)
    files[next(name for name in files if name.endswith("facture-F-101.pdf"))] = b"another"
    files["pieces/004_slipped-in.pdf"] = b"x"
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    made.write_bytes(target.getvalue())
    said = shell("verify", "bertin.zip")
    assert said.code == 1
    assert "facture-F-101.pdf: is not what the manifest says" in said.err
    assert "pieces/004_slipped-in.pdf: is not in SHA256SUMS" in said.err


def test_its_making_is_in_the_journal_and_it_never_overwrites(shell: Shell, made: Path) -> None:
    last = shell("dossier", "show", "RL-0001", "--json").object["journal"][-1]
    assert last["event"] == "evidence_made"
    assert sha256(made.read_bytes()) in last["detail"]
    assert made.stat().st_mode & 0o777 == 0o600
    assert shell("evidence", "RL-0001", "-o", "bertin.zip").code == 65
    assert shell("verify").code == 0


def test_a_file_that_is_gone_is_said_and_the_rest_is_made(shell: Shell) -> None:
    (shell.folder / "F-101.pdf").unlink()
    said = shell("evidence", "RL-0001", "-o", "x.zip", "--at", "2026-12-10", "--json")
    assert said.code == 0
    assert [what for what in said.object["missing"] if "F-101" in what]
    assert shell("verify", "x.zip").code == 0


def test_each_text_has_the_same_blanks_in_both_languages() -> None:
    import string

    for key, (french, english) in WORDS.items():
        blanks = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in (french, english)]
        assert blanks[0] == blanks[1], key
        assert french.count("|") == english.count("|"), key


def test_one_that_was_unpacked_and_packed_again_with_its_folders_is_whole(shell: Shell, made: Path) -> None:
    again = made.with_name("again.zip")
    with zipfile.ZipFile(again, "w") as archive:
        archive.writestr("pieces/", b"")
        for name, content in inside(made).items():
            archive.writestr(name, content)
    assert shell("verify", str(again)).code == 0
