"""The file that `relanced init` writes, and the page that explains it."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from relanced.config import example_text, load
from relanced.config.reference import page
from relanced.config.settings import Settings
from relanced.core.chase.shipped import DEFAULT
from relanced.errors import BadConfig

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "config.example.yaml"
ANSWERS = {
    "company.name": 'L\'Atelier "Dubois" & fils : été #1',
    "company.email": "bonjour@dubois.example",
    "company.iban": "FR7630006000011234567890189",
    "company.address": "1 rue Haute\n35000 Rennes",
    "mailbox.host": "imap.hote.example",
    "mailbox.port": "1993",
    "mailbox.password.file": "secret",
    "smtp.host": "smtp.hote.example",
    "smtp.security": "starttls",
}


def loaded(text: str, folder: Path) -> Settings:
    path = folder / "config.yaml"
    path.write_text(text, "utf-8")
    return load(path, {})


def test_the_example_is_valid_as_it_is_once_its_secrets_exist(tmp_path):
    settings = load(EXAMPLE, {})
    for name in ("mailbox-password", "smtp-password"):
        (tmp_path / name).write_text("x")
    assert [fault.place for fault in settings.missing_secrets({})] == ["mailbox.password", "smtp.password"]
    assert settings.missing_secrets({"CREDENTIALS_DIRECTORY": str(tmp_path)}) == []


def test_what_the_example_shows_is_what_holds_without_it(tmp_path):
    example, bare = load(EXAMPLE, {}), loaded("company: {name: A, email: compta@atelier-dubois.example}", tmp_path)
    assert example.sending == bare.sending
    assert example.summary == bare.summary
    assert example.policy() == bare.policy()


def test_each_setting_commented_out_in_the_example_is_a_valid_one(tmp_path):
    lines = EXAMPLE.read_text("utf-8").splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith("# scenarios:"))
    optional = [line.removeprefix("# ") for line in lines[start:] if not line.startswith("# templates:")]
    head = "company: {name: A, email: a@b.example}\n"
    text = head + "\n".join(line for line in optional if line[:1] == " " or line.split(":")[0].isidentifier())
    settings = loaded(text, tmp_path)
    assert settings.policy().scenarios[-1] == DEFAULT
    assert settings.columns == {"Réf. pièce": "invoice_number"}


def test_without_answers_the_example_needs_no_server_and_shows_nobody_elses_bank(tmp_path):
    settings = loaded(example_text({}), tmp_path)
    assert (settings.mailbox, settings.smtp) == (None, None)
    assert (settings.company.iban, settings.company.siren, settings.company.address) == (None, None, "")
    assert settings.missing_secrets({}) == []


def test_the_answers_take_the_place_of_what_the_example_shows(tmp_path):
    settings = loaded(example_text(ANSWERS), tmp_path)
    company, mailbox, smtp = settings.company, settings.need_mailbox(), settings.need_smtp()
    assert company.name == ANSWERS["company.name"]
    assert company.address == ANSWERS["company.address"]
    assert company.iban == ANSWERS["company.iban"]
    assert (mailbox.host, mailbox.port, mailbox.username) == ("imap.hote.example", 1993, "bonjour@dubois.example")
    assert mailbox.password.file == tmp_path / "secret"
    assert (smtp.host, smtp.port, smtp.sender) == ("smtp.hote.example", 587, "bonjour@dubois.example")
    assert settings.summary.to == ("bonjour@dubois.example",)


def test_filled_in_the_example_keeps_its_explanations():
    filled = example_text(ANSWERS)
    kept = [line for line in EXAMPLE.read_text("utf-8").splitlines() if line.startswith("#")]
    assert [line for line in filled.splitlines() if line in kept] == kept
    assert "# legal name, as on your invoices" in filled


@given(st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), min_size=1))
def test_no_answer_can_break_out_of_its_place(name):
    assert yaml.safe_load(example_text({"company.name": name}))["company"]["name"] == name


def test_an_answer_that_is_wrong_is_a_fault_of_its_own_setting(tmp_path):
    with pytest.raises(BadConfig, match=r"company\.iban"):
        loaded(example_text({"company.iban": "FR00"}), tmp_path)


def test_the_page_of_settings_is_what_the_program_says():
    assert (ROOT / "docs" / "settings.md").read_text("utf-8") == page(), "python -m relanced.config.reference"


def test_every_setting_has_a_meaning_on_the_page():
    rows = [line.split("|") for line in page().splitlines() if line.startswith("| `")]
    assert len(rows) > 50
    assert all(len(row) == 5 and row[3].strip().endswith((".", "?")) for row in rows)
