"""CSV and XLSX as other programs write them."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import Workbook

from relanced.errors import BadInput
from relanced.exchange.tables import read_rows

TEXT = "N° facture;Échéance;Client\nF-1;31/12/2025;L’Été d’Œuvre\n"


def cells(data: bytes) -> list[tuple[object, ...]]:
    return [row.cells for row in read_rows("table", data)]


def refused(data: bytes) -> list[str]:
    with pytest.raises(BadInput) as caught:
        read_rows("table", data)
    return list(map(str, caught.value.faults))


def workbook(*rows: tuple[object, ...]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    return saved(book)


def saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
def test_the_encoding_is_found_by_itself(encoding):
    assert cells(TEXT.encode(encoding))[1] == ("F-1", "31/12/2025", "L’Été d’Œuvre")


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_the_delimiter_is_found_by_itself(delimiter):
    text = 'a;b;c\n"1,5; 2";x;y\n"3;4";z,w;y\n'.replace(";", "|").replace('"1,5| 2"', '"1,5; 2"')
    text = text.replace('"3|4"', '"3;4"').replace("z,w", '"z,w"').replace("|", delimiter)
    assert cells(text.encode()) == [("a", "b", "c"), ("1,5; 2", "x", "y"), ("3;4", "z,w", "y")]


def test_decimal_commas_are_no_delimiters():
    assert cells(b"a;b;c\n1,50;2,40;3,60\n1,50;2,40;3,60\n")[1] == ("1,50", "2,40", "3,60")


@pytest.mark.parametrize("first", ["sep=,\r\n", "SEP=,\n"])
def test_the_first_line_of_excel_that_names_the_delimiter_is_not_a_row(first):
    (row, *_) = read_rows("table", f"{first}a,b;c\n1,2;3\n".encode())
    assert (row.line, row.cells) == (2, ("a", "b;c"))


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_lines_are_counted_as_an_editor_does(ending):
    text = ending.join(["a;b", "", '"two', 'lines";x', "y;z", ""])
    assert [row.line for row in read_rows("table", text.encode())] == [1, 3, 5]


def test_every_broken_quote_is_a_fault_with_its_line():
    faults = refused(b'a;b\n"x" y;1\nz;2\n"open;3\nlost;4\n')
    assert [fault.split(": ")[0] for fault in faults] == ["table:2", "table:4"]
    assert all("each inner quote doubled" in fault for fault in faults)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is empty"),
        (b"\n ; ;\n\n", "is empty"),
        (b"%PDF-1.7\n", "is a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "is an old Excel workbook"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>", "is an XML file"),
        (b"PK\x03\x04 rest", "is a damaged workbook"),
        (bytes(range(256)), "is not a text"),
        (b"a;b\n1;\x81\n", "is not a text"),
        (";".join("x" * 600).encode(), "has more than"),
    ],
)
def test_what_is_no_table_is_refused_by_name(data, message):
    (fault,) = refused(data)
    assert fault.startswith("table: ")
    assert message in fault


def test_another_kind_of_archive_is_refused():
    import zipfile

    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("content.xml", "<x/>")
    assert "not an XLSX workbook" in refused(file.getvalue())[0]


def test_an_archive_that_unpacks_into_gigabytes_is_refused_unopened():
    import zipfile

    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/workbook.xml", "w") as part:
        for _ in range(301):
            part.write(bytes(1_000_000))
    assert "too large once unpacked" in refused(file.getvalue())[0]


def test_numbers_and_days_of_a_workbook_keep_their_type():
    data = workbook(("no", "due", "total"), (20250001, date(2025, 12, 31), 1862.3999999999999), ("F2", "x", None, 1))
    assert cells(data)[1:] == [(Decimal(20250001), date(2025, 12, 31), Decimal("1862.4")), ("F2", "x", "", Decimal(1))]


def test_the_first_sheet_that_holds_something_is_read():
    book = Workbook()
    book.create_sheet("second").append(("a", "b"))
    assert cells(saved(book)) == [("a", "b")]


def test_every_cell_of_a_workbook_that_holds_an_error_is_a_fault():
    faults = refused(workbook(("a", "b"), ("#REF!", 1), (2, "#N/A")))
    assert [fault.split(": ")[0] for fault in faults] == ["table:2 A2", "table:3 B3"]
    assert "holds the error #REF!" in faults[0]
