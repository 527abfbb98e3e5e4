"""The invoices that travel as attachments: one page of PDF 1.4, by hand."""

from __future__ import annotations

from collections.abc import Sequence

# Points from the left and from the bottom of an A4 page, size, text.
Text = tuple[int, int, int, str]

PAGE = (595, 842)


def invoice_pdf(seller: Sequence[str], row: dict[str, str]) -> bytes:
    """The invoice of one line of data/factures.csv; `seller` is name and address, in lines."""
    head: list[Text] = [(56, 770 - 16 * n, 14 if n == 0 else 10, line) for n, line in enumerate(seller)]
    body: list[Text] = [
        (340, 700, 11, row["Client"]),
        (340, 684, 10, row["Interlocuteur"]),
        (56, 620, 18, f"Facture n° {row['N° facture']}"),
        (56, 590, 10, f"Date : {row['Date facture']}"),
        (56, 574, 10, f"Échéance : {row['Échéance']}"),
        (56, 520, 11, "Fourniture et pose"),
        (430, 520, 11, f"{row['Montant TTC']} €"),
        (56, 480, 12, "Total TTC"),
        (430, 480, 12, f"{row['Montant TTC']} €"),
        (56, 120, 8, "Exemple de la démonstration de relanced : cette facture n’existe pas."),
    ]
    return _document([text for text in head + body if text[3]])


def _document(texts: Sequence[Text]) -> bytes:
    """The objects of a file with one page, and the table of where each starts (ISO 32000-1, 7.5)."""
    content = b"\n".join(_shown(text) for text in texts)
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>"
        % PAGE,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    )
    out, starts = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        starts.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table + trailer


def _shown(text: Text) -> bytes:
    left, bottom, size, words = text
    coded = words.encode("cp1252", "replace").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    return b"BT /F %d Tf %d %d Td (%s) Tj ET" % (size, left, bottom, coded)
