"""`relanced read`: mails in, one object a mail out, nothing touched."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.commands import Said, Shell

FIELDS = [
    "file", "automatic", "intents", "primary", "confidence", "needs_person", "promised_on", "promised_amount",
    "requested_until", "paid_on", "paid_amount", "reason", "contact", "back_on", "recipient", "permanent", "references",
    "evidence", "new_text", "alarm", "defects", "means", "instalments", "instalment", "first_instalment_on",
    "disputed_amount",
]  # fmt: skip


def mail(text: str, day: str = "Tue, 24 Nov 2026 10:00:00 +0100") -> str:
    head = f"From: Anne Bertin <achats@client.example>\nTo: compta@mercier.example\nSubject: Re: facture\nDate: {day}\n"
    return f"{head}MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n{text}\n"


PROMISE = mail("Bonjour,\n\nLe virement de la facture F-101 partira demain.\n\nCordialement")


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    shell = Shell(tmp_path, capsys)
    (tmp_path / "config.yaml").unlink()
    return shell


def days(said: Said) -> list[str]:
    return [page["promised_on"] for page in said.objects]


def test_a_mail_is_one_object_with_the_fields_of_the_contract(shell: Shell) -> None:
    path = shell.write("a.eml", PROMISE)
    before = path.read_bytes(), path.stat().st_mtime_ns
    page = shell("read", "a.eml", "--json").object
    assert list(page) == FIELDS
    assert (page["file"], page["primary"], page["promised_on"]) == ("a.eml", "payment_promise", "2026-11-25")
    assert page["evidence"][0]["text"] in page["new_text"]
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_the_instant_of_receipt_replaces_the_date_of_the_mail(shell: Shell) -> None:
    shell.write("a.eml", PROMISE)
    assert days(shell("read", "a.eml", "--received", "2026-12-01T09:00+01:00", "--json")) == ["2026-12-02"]
    assert days(shell("read", "a.eml", "--received", "2026-12-01T23:30", "--json")) == ["2026-12-02"]


def test_invoices_are_given_for_all_or_beside_one(shell: Shell) -> None:
    row = {"number": "F-101", "issued_on": None, "due_on": "2026-10-31", "total": "1200.00", "balance": "1200.00"}
    shell.write("a.eml", PROMISE)
    shell.write("b.eml", PROMISE)
    shell.write("all.json", json.dumps([row | {"number": "F-999"}]))
    shell.write("b.json", json.dumps({"invoices": [row]}))
    pages = shell("read", "a.eml", "b.eml", "--invoices", "all.json", "--json").objects
    assert [page["references"] for page in pages] == [[], ["F-101"]]


def test_maildir_and_mbox_are_read_mail_by_mail(shell: Shell) -> None:
    for part in ("cur", "new", "tmp"):
        (shell.folder / "box" / part).mkdir(parents=True)
    shell.write("box/new/1.host", PROMISE)
    shell.write("box/cur/2.host:2,S", PROMISE)
    shell.write("box.mbox", f"From x Tue Nov 24 10:00:00 2026\n{PROMISE}\nFrom x Tue Nov 24 10:00:00 2026\n{PROMISE}")
    pages = shell("read", "box", "box.mbox", "--json").objects
    assert [page["file"] for page in pages] == ["box/cur/2.host:2,S", "box/new/1.host", "box.mbox#1", "box.mbox#2"]
    assert {page["promised_on"] for page in pages} == {"2026-11-25"}
    assert (shell.folder / "box/new/1.host").exists(), "unread stays unread"


def test_whatever_the_bytes_are_they_are_read(shell: Shell) -> None:
    (shell.folder / "a.eml").write_bytes(b"\xff\xfe\x00garbage\n\n\x80\x81")
    (shell.folder / "b.eml").write_bytes(b"")
    said = shell("read", "a.eml", "b.eml", "--json")
    assert said.code == 0
    assert [page["needs_person"] for page in said.objects] == [True, True]


def test_a_person_reads_what_was_said_and_why(shell: Shell) -> None:
    shell.write("a.eml", PROMISE)
    lines = shell("read", "a.eml").out.splitlines()
    assert lines[0].startswith("a.eml: payment_promise")
    assert "  promised_on: 2026-11-25" in lines
    assert any("partira demain" in line for line in lines)


@pytest.mark.parametrize(
    "text", ["{", '{"factures": []}', '[{"number": "1"}]', '[{"number": "1", "due_on": "x"}]', "3"]
)
def test_invoices_that_are_none_are_refused(shell: Shell, text: str) -> None:
    shell.write("a.eml", PROMISE)
    shell.write("open.json", text)
    said = shell("read", "a.eml", "--invoices", "open.json", "--json")
    assert (said.code, said.out) == (65, "")
    assert said.err.startswith("open.json")


def test_a_folder_without_mail_is_refused(shell: Shell) -> None:
    (shell.folder / "nothing").mkdir()
    assert shell("read", "nothing").err.startswith("nothing: holds no mail")


def test_cases_are_scored(shell: Shell) -> None:
    case = {
        "id": "one",
        "sent_at": "2026-11-24T10:00:00+01:00",
        "from": "achats@client.example",
        "subject": "Re: facture",
        "reply": "Bonjour,\nle virement part demain.",
        "invoices": [],
        "expected": {"intents": ["payment_promise"], "primary": "payment_promise", "promised_on": "2026-11-25"},
    }
    shell.write("cases.jsonl", json.dumps(case))
    scores = shell("evaluate", "cases.jsonl", "--json").object
    assert (scores["cases"], scores["primary"], scores["errors"]) == (1, 1.0, [])
    assert scores["fields"]["promised_on"] == {"exact": 1, "labelled": 1}
    assert "promised day exact" in shell("evaluate", "cases.jsonl").out
