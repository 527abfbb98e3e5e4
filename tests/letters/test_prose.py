"""A mail is written once: the conventions that give its text and its HTML."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from relanced.letters import prose

MAIL = """# À lire

Un paragraphe
sur deux lignes.

- un ;
- deux,
qui continue.

  IBAN : FR76
  BIC : AGRI

<table><tr><td>x</td></tr></table>
"""


def test_the_text_has_a_ruled_title_joined_lines_and_hanging_items() -> None:
    assert prose.to_text(MAIL.partition("<")[0]) == (
        "À lire\n------\n\nUn paragraphe sur deux lignes.\n\n"
        "- un ;\n- deux,\n  qui continue.\n\n  IBAN : FR76\n  BIC : AGRI"
    )


def test_the_html_has_the_same_and_leaves_a_table_alone() -> None:
    html = prose.to_html(MAIL)
    assert "À lire</h2>" in html
    assert "un ;</li>" in html
    assert "deux,<br>qui continue.</li></ul>" in html
    assert "<table><tr><td>x</td></tr></table>" in html
    assert "<p" not in html.partition("<table>")[2]


def test_lines_break_at_plain_spaces_only() -> None:
    amount = "1\u202f234,56\u00a0€"
    for length in range(55, 75):
        text = prose.wrapped("x" * length + " " + amount)
        assert amount in text
        assert max(map(len, text.split("\n"))) <= max(prose.WIDTH, length)


def test_a_link_is_never_broken() -> None:
    link = "https://pay.lumen.example/" + "a" * 100
    assert link in prose.wrapped(f"Régler en ligne : {link} merci").split("\n")


@given(st.lists(st.text("abcé’-", min_size=1, max_size=90), min_size=1))
def test_wrapping_changes_nothing_but_where_lines_end(words: list[str]) -> None:
    line = " ".join(words)
    assert " ".join(prose.wrapped(line).split("\n")) == line


def test_french_signs_take_the_spaces_that_hold() -> None:
    typed = "L'échéance : 40 € ; « oui » ? n° 12, 3 % ! d'ici M. Petit"
    assert prose.typeset(typed) == (
        "L’échéance\u00a0: 40\u00a0€\u202f; «\u00a0oui\u00a0»\u202f? n°\u00a012, 3\u00a0%\u202f! d’ici M.\u00a0Petit"
    )


def test_what_needs_no_such_space_is_left_alone() -> None:
    left = "à 10:30, https://a.example/?b=c;d, (voir F-12) et « déjà »".replace("« ", "«\u00a0").replace(
        " »", "\u00a0»"
    )
    assert prose.typeset(left) == left
