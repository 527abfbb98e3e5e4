"""Templates are the owner's to change: one file at a time, and every fault has its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from relanced.core.chase.variants import VARIANTS
from relanced.core.creditor import Creditor
from relanced.core.deciding.answers import ANSWERING
from relanced.errors import BadConfig
from relanced.letters.check import check
from relanced.letters.compose import compose
from relanced.letters.templates import Templates, packaged_directory
from tests.letters.lumen import ANSWER_BY, LUMEN, REMINDERS, TEMPLATES, dossier, envelope

HEAD = "Objet : Bonjour [{{ reference }}]\n\n"


def own(folder: Path, name: str, content: str) -> Templates:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return Templates.load(folder)


def rendered(templates: Templates, step: str = "first", language: str = "fr") -> str:
    of = dossier()
    numbers = tuple(i.number for i in of.chased)
    mail = compose(templates, LUMEN, of, step, numbers, envelope(), answer_by=ANSWER_BY, language=language)
    return f"{mail.subject}\n{mail.text}\n{mail.html}"


def faults(templates: Templates, *steps: str) -> list[str]:
    return [str(fault) for fault in check(templates, LUMEN, steps, ("fr",))]


def test_the_shipped_templates_have_no_fault_in_any_language() -> None:
    assert TEMPLATES.languages == ("en", "fr")
    assert check(TEMPLATES, LUMEN, (*REMINDERS, "summary"), TEMPLATES.languages) == []


def test_they_need_neither_bank_details_nor_signature_nor_address() -> None:
    assert check(TEMPLATES, Creditor("X", "x@x.example"), REMINDERS, TEMPLATES.languages) == []


def test_every_step_has_its_file_in_every_language() -> None:
    for language in TEMPLATES.languages:
        others = {*(v.template for v in VARIANTS), "summary", "call_script"}
        assert set(TEMPLATES.steps(language)) == {*REMINDERS, *ANSWERING, *others}


def test_the_owner_s_file_stands_in_for_one_and_leaves_the_others(tmp_path: Path) -> None:
    templates = own(tmp_path, "fr/first.txt", HEAD + "À nous deux.")
    assert "À nous deux." in rendered(templates)
    assert rendered(templates, "second") == rendered(TEMPLATES, "second")


def test_the_owner_may_change_the_frame_alone(tmp_path: Path) -> None:
    layout = (packaged_directory() / "_layout.txt").read_text(encoding="utf-8")
    templates = own(tmp_path, "_layout.txt", layout + "\nUne devise.")
    assert "Une devise." in rendered(templates)


def test_a_variant_gives_way_to_the_owner_s_words_for_its_step(tmp_path: Path) -> None:
    assert TEMPLATES.fitting("second", "second_silent", "fr") == "second_silent"
    assert (
        own(tmp_path, "fr/first.txt", HEAD + "À nous deux.").fitting("second", "second_silent", "fr") == "second_silent"
    )
    assert own(tmp_path, "fr/second.txt", HEAD + "À nous deux.").fitting("second", "second_silent", "fr") == "second"
    both = own(tmp_path, "fr/second_silent.txt", HEAD + "Un mot ?")
    assert both.fitting("second", "second_silent", "fr") == "second_silent"


def test_a_language_without_the_variant_has_the_step_s_own_words() -> None:
    assert TEMPLATES.fitting("second", None, "fr") == "second"
    assert TEMPLATES.fitting("second", "second_shy", "fr") == "second"


def test_a_step_of_one_s_own_is_a_file_of_its_name(tmp_path: Path) -> None:
    templates = own(tmp_path, "fr/last_call.txt", HEAD + "{{ greeting }}\n\nDernier appel : {{ total|money }}.")
    assert "Dernier appel\u00a0: 1\u202f234,56\u00a0€." in rendered(templates, "last_call")


def test_a_step_without_a_file_says_which_to_create() -> None:
    with pytest.raises(BadConfig, match=r"templates/fr/last_call.txt: .*no template.*create this file"):
        rendered(TEMPLATES, "last_call")


def test_a_language_without_a_folder_says_so() -> None:
    with pytest.raises(BadConfig, match=r"templates/de/first.txt: .*the language has no folder"):
        rendered(TEMPLATES, language="de")


@pytest.mark.parametrize(
    ("content", "line", "what"),
    [
        (HEAD + "{{ greting }}", 3, "'greting' is undefined"),
        (HEAD + "\n\n{{ creditor.phon }}", 5, "phon"),
        (HEAD + "{% if sent %}\nAh.", 4, "Unexpected end of template"),
        (HEAD + "{{ total|monney }}", 3, "No filter named 'monney'"),
        (HEAD + "{{ greeting|money }}", 3, "cents"),
        (HEAD + "{{ w.shrt(invoices) }}", 3, "shrt"),
        ("Bonjour,\n\nSans objet.", 1, "no subject"),
        ("{# rien #}", 1, "no subject"),
        (HEAD + "{{ 1/0 }}", 3, "division by zero"),
        (HEAD + "{% include 'fr/nowhere.txt' %}", None, "no template"),
    ],
)
def test_a_fault_has_its_file_its_line_and_a_hint(tmp_path: Path, content: str, line: int | None, what: str) -> None:
    [fault] = check(own(tmp_path, "fr/first.txt", content), LUMEN, (), ("fr",))
    assert fault.place == (f"{tmp_path}/fr/first.txt:{line}" if line else "templates/fr/nowhere.txt")
    assert what in fault.what
    assert fault.hint


def test_faults_of_several_files_are_told_at_once(tmp_path: Path) -> None:
    own(tmp_path, "fr/first.txt", HEAD + "{{ a }}")
    templates = own(tmp_path, "fr/second.txt", HEAD + "{{ b }}")
    assert len(faults(templates, "third_and_a_half")) == 3


def test_a_fault_in_the_common_words_is_theirs(tmp_path: Path) -> None:
    templates = own(tmp_path, "fr/_words.txt", "\n{% macro x() %}")
    assert {f.partition(": ")[0] for f in faults(templates, "first")} == {f"{tmp_path}/fr/_words.txt:2"}


def test_a_file_in_another_encoding_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "fr").mkdir()
    (tmp_path / "fr/first.txt").write_bytes("Objet : échue".encode("cp1252"))
    with pytest.raises(BadConfig, match="save the file as UTF-8"):
        Templates.load(tmp_path)


def test_notepad_s_files_are_read_too(tmp_path: Path) -> None:
    (tmp_path / "fr").mkdir()
    (tmp_path / "fr/first.txt").write_bytes(b"\xef\xbb\xbf" + (HEAD + "Bien reçu.").replace("\n", "\r\n").encode())
    assert "Bien reçu." in rendered(Templates.load(tmp_path))


def test_a_folder_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(BadConfig, match="does not exist"):
        Templates.load(tmp_path / "nowhere")


def test_signs_of_html_in_an_owner_s_words_are_words(tmp_path: Path) -> None:
    page = rendered(own(tmp_path, "fr/first.txt", HEAD + "Durand & Fils <b>si x < y</b>"))
    assert "Durand & Fils <b>si x < y</b>" in page
    assert "Durand &amp; Fils &lt;b&gt;si x &lt; y&lt;/b&gt;" in page
