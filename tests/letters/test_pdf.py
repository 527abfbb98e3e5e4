"""A letter on paper: the mail's own words and figures, laid out for a window envelope."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from pypdf import PdfReader

from relanced.core.dossier import Contact, Dossier, Invoice
from relanced.core.money import Money
from relanced.errors import BadConfig
from relanced.letters.formats import formats
from relanced.letters.postal import town
from relanced.letters.templates import Templates
from tests.letters import lumen
from tests.letters.lumen import BLINDS, LUMEN, REMINDERS, SHUTTERS, TEMPLATES, TO, dossier, flat, mail
from tests.letters.test_claims import claimed

STREET = "24 avenue de la République\nBâtiment C\n75011 Paris"
A_POINT = 25.4 / 72


def bills(count: int) -> tuple[Invoice, ...]:
    first = date(2026, 10, 1)
    amounts = [Money(120_000 + n * 137) for n in range(count)]
    return tuple(Invoice(f"F-26-{n:03}", first + timedelta(days=n), a, a) for n, a in enumerate(amounts))


def at(street: str, *invoices: Invoice, **more: object) -> Dossier:
    found = dossier(*invoices)
    return replace(found, customer=replace(found.customer, address=street, **more))  # type: ignore[arg-type]


def letter(of: Dossier, step: str = "formal_notice", **more: object) -> bytes:
    made = mail(step, of, letter=True, **more).letter
    assert made
    return made


def words(pdf: bytes) -> str:
    return flat(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))


def bare(text: str) -> str:
    """Without the spaces, which a line's end, a justified line and a no-break space write differently."""
    return re.sub(r"\s|\u00ad", "", text)


def placed(pdf: bytes) -> list[tuple[float, float, str]]:
    """Each piece of text of the first page with its place in millimetres from the left and the top."""
    found: list[tuple[float, float, str]] = []
    page = PdfReader(io.BytesIO(pdf)).pages[0]

    def visit(text: str, user: list[float], line: list[float], *_: object) -> None:
        if text.strip():
            x = user[0] * line[4] + user[4]
            y = user[3] * line[5] + user[5]
            found.append((x * A_POINT, 297 - y * A_POINT, text.strip()))

    page.extract_text(visitor_text=visit)
    return found


def test_the_same_arguments_give_the_same_bytes() -> None:
    of = at(STREET, BLINDS, SHUTTERS)
    assert letter(of) == letter(of)
    assert letter(of) != letter(at(STREET, BLINDS))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_its_figures_are_those_of_the_store(language: str) -> None:
    of = at(STREET, *bills(25), language=language)
    said = bare(words(letter(of)))
    money = formats(language).money
    assert [i.number for i in of.invoices if i.number not in said] == []
    assert [i.number for i in of.invoices if bare(money(i.balance)) not in said] == []
    assert said.count(bare(money(of.balance))) >= 3
    assert bare(formats(language).iban(LUMEN.iban or "")) in said


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("step", REMINDERS)
def test_it_says_what_the_mail_says(step: str, language: str) -> None:
    of = at(STREET, BLINDS, SHUTTERS, language=language)
    composed = mail(step, of, letter=True)
    assert composed.letter
    printed = bare(words(composed.letter))
    told = [
        p
        for p in composed.text.split("\n\n")
        if not p.startswith((" ", "-", "MISE", "FORMAL", "Destinataire", "Addressee", "Le 1er", "1 Dec"))
    ]
    sentences = [s for p in told[:-1] for s in re.split(r"(?<=[.:?])\s", flat(p)) if "message" not in s]
    assert len(sentences) > 3
    assert [s for s in sentences if bare(s) not in printed] == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_is_claimed_is_on_paper_to_the_cent(language: str) -> None:
    of = at(STREET, BLINDS, SHUTTERS, language=language)
    owed = claimed(of)
    said = bare(words(letter(of, debt=owed)))
    money = formats(language).money
    figures = [owed.principal, owed.late_interest, owed.recovery_indemnity, owed.total]
    assert [amount for amount in figures if bare(money(amount)) not in said] == []
    assert owed.late_interest
    assert owed.recovery_indemnity


def test_on_paper_it_is_a_letter_and_in_the_mail_a_message() -> None:
    composed = mail("formal_notice", at(STREET), letter=True)
    assert composed.letter
    assert "à compter de ce message" in flat(composed.text)
    assert "à compter de cette lettre" in words(composed.letter)
    assert "[RL-0042]" not in words(composed.letter)


def test_the_mail_carries_it() -> None:
    composed = mail("formal_notice", at(STREET), letter=True)
    (attached,) = lumen.read(composed).iter_attachments()
    assert attached.get_filename() == "mise-en-demeure-RL-0042.pdf"
    assert attached.get_content() == composed.letter
    assert not list(lumen.read(mail("formal_notice", at(STREET))).iter_attachments())


@pytest.mark.parametrize("count", [1, 25])
def test_pages_are_numbered_when_there_are_several(count: int) -> None:
    pages = PdfReader(io.BytesIO(letter(at(STREET, *bills(count))))).pages
    numbers = [re.findall(r"Page\s(\d/\d)", page.extract_text()) for page in pages]
    assert numbers == ([[]] if count == 1 else [["1/2"], ["2/2"]])


def test_a_signature_does_not_stand_alone_on_a_page() -> None:
    alone = []
    for count in range(1, 40):
        last = PdfReader(io.BytesIO(letter(at(STREET, *bills(count))))).pages[-1].extract_text()
        alone += [] if "salutations distinguées" in flat(last) else [count]
    assert alone == []


def test_it_has_a_title_a_language_a_day_and_its_own_fonts() -> None:
    read = PdfReader(io.BytesIO(letter(at(STREET))))
    assert read.metadata is not None
    assert "MISE EN DEMEURE" in (read.metadata.title or "")
    assert read.metadata.author == "Atelier Lumen"
    assert read.metadata.creation_date == lumen.envelope().written_at
    assert str(read.trailer["/Root"]["/Lang"]).startswith("fr")  # type: ignore[index]
    fonts = [font.get_object() for font in read.pages[0]["/Resources"]["/Font"].values()]  # type: ignore[index]
    described = [font["/DescendantFonts"][0].get_object()["/FontDescriptor"] for font in fonts]
    assert described
    assert all("/FontFile3" in one or "/FontFile2" in one for one in described)


def test_the_window_shows_the_address_and_nothing_else() -> None:
    """What shows of the letter in a DL envelope, however it lies in it, and what may show."""
    pieces = placed(letter(at(STREET)))
    shown = [text for x, y, text in pieces if 105 <= x <= 190 and 50 <= y <= 79]
    may_show = [text for x, y, text in pieces if 88 <= x <= 200 and 34 <= y <= 90]
    assert flat(" ".join(shown)) == "Durand & Fils À l’attention de Madame DUPONT Claire " + flat(STREET)
    assert may_show == shown


def test_who_is_written_to_leaves_room_for_the_address() -> None:
    five = "Pépinière Nord\nBâtiment C\nPorte 12\n24 avenue de la République\n75011 Paris"
    assert "attention" not in words(letter(at(five)))
    assert bare(five) in bare(words(letter(at(five))))


def test_without_an_address_the_window_has_the_name_alone() -> None:
    nameless = replace(at(""), contacts=(Contact(TO),))
    shown = [text for x, y, text in placed(letter(nameless)) if 88 <= x <= 200 and 34 <= y <= 90]
    assert shown == ["Durand & Fils"]


def test_a_letter_abroad_names_the_country() -> None:
    assert "1050 Ixelles BELGIQUE" in words(letter(at("5 rue du Page\n1050 Ixelles", country="BE")))


HOSTILE = '#panic("x") $a^2$ *b* _c_ @d <e> `f` \\ [g] {h} // i "j" #sys.inputs'


def test_values_are_never_read_as_a_program() -> None:
    of = at(f"{HOSTILE}\n75011 Paris")
    of = replace(of, customer=replace(of.customer, name=HOSTILE), invoices=(replace(BLINDS, purchase_order=HOSTILE),))
    assert bare(words(letter(of))).count(bare(HOSTILE)) == 3


def test_a_faulty_layout_is_a_fault_of_its_file() -> None:
    broken = Templates(
        {**TEMPLATES.sources, "_letter.typ": "#let letter = nothing()"}, {"_letter.typ": "own/_letter.typ"}
    )
    with pytest.raises(BadConfig, match=r"own/_letter\.typ"):
        lumen.compose(
            broken,
            LUMEN,
            at(STREET),
            "first",
            (BLINDS.number,),
            lumen.envelope(),
            answer_by=lumen.ANSWER_BY,
            letter=True,
        )


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("12 rue des Forges\n69003 Lyon", "Lyon"),
        ("BP 12\n69431 Lyon Cedex 03", "Lyon"),
        ("Rue Haute 3\nB-1000 Bruxelles", "Bruxelles"),
        ("12 rue des Forges", ""),
        ("", ""),
    ],
)
def test_a_letter_is_written_in_the_companys_town(address: str, found: str) -> None:
    assert town(address) == found
