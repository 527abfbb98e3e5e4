"""Bank statements, as French banks write them."""

from __future__ import annotations

from datetime import date

import pytest

from relanced.core.money import Money
from relanced.errors import BadInput
from relanced.exchange.recognise import kind
from relanced.exchange.statements import read_statement

DAY = date(2026, 11, 20)
# One layout a bank: what stands above the headers, the headers, a credit of 1 200,00 and a debit of 450,00.
BANKS = {
    "signed, short and long label": (
        "Date operation;Libelle court;Type operation;Libelle operation;Montant operation en euro\n"
        "20/11/2026;VIR;Virement;VIR SEPA BERTIN F-98;1200,00\n"
        "21/11/2026;PRLV;Prelevement;EDF;-450,00\n"
    ),
    "signed, with a currency": (
        "Date de l'opération;Libellé;Détail de l'écriture;Montant de l'opération;Devise\n"
        "20/11/2026;VIR RECU;BERTIN F-98;1200,00;EUR\n21/11/2026;PRLV;EDF;-450,00;EUR\n"
    ),
    "two sides, ten lines above, a label on two lines": (
        "Téléchargement du 22/11/2026;\n;\nMERCIER;\nCompte courant n° 123;\nSolde au 22/11/2026 : 1 234,00 €;\n;\n"
        'Date;Libellé;Débit Euros;Crédit Euros;\n20/11/2026;"VIREMENT\nBERTIN F-98";;1 200,00;\n'
        "21/11/2026;EDF;450,00;;\n"
    ),
    "two sides, many columns": (
        "Date de comptabilisation;Libelle simplifie;Libelle operation;Reference;Debit;Credit;Date operation;"
        "Date de valeur\n20/11/2026;BERTIN;VIR BERTIN F-98;X1;;+1200,00;20/11/2026;20/11/2026\n"
        "21/11/2026;EDF;PRLV EDF;X2;-450,00;;21/11/2026;21/11/2026\n"
    ),
    "two sides and a balance": (
        "Date;Date de valeur;Débit;Crédit;Libellé;Solde\n20/11/2026;20/11/2026;;1200,00;VIR BERTIN F-98;1500,00\n"
        "21/11/2026;21/11/2026;-450,00;;EDF;1050,00\nSolde;;;;;1050,00\n"
    ),
    "six lines above, euros in the header": (
        "Numéro Compte   :;0123456A\nType         :;CCP\nCompte tenu en  :;euros\nDate            :;22/11/2026\n"
        "Solde (EUROS)   :;1050,00\n\nDate;Libellé;Montant(EUROS)\n20/11/2026;VIR BERTIN F-98;1200,00\n"
        "21/11/2026;EDF;-450,00\n"
    ),
    "ISO days, many columns": (
        "dateOp;dateVal;label;category;categoryParent;supplierFound;amount;comment;accountNum;accountLabel;"
        "accountbalance\n2026-11-20;2026-11-20;VIR BERTIN F-98;Virements;Virements;;1200,00;;123;PRO;1500.00\n"
        "2026-11-21;2026-11-21;EDF;Energie;Charges;;-450,00;;123;PRO;1050.00\n"
    ),
    "a pending line": (
        "Statut;Date de l'opération;Nom de la contrepartie;Montant;Référence\n"
        "Exécuté;20/11/2026;BERTIN;1200,00;F-98\nExécuté;21/11/2026;EDF;-450,00;\nEn attente;22/11/2026;X;9,00;\n"
    ),
}
OFX = b"""OFXHEADER:100
DATA:OFXSGML
CHARSET:1252

<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>EUR
<BANKACCTFROM><BANKID>20041<ACCTID>123</BANKACCTFROM>
<BANKTRANLIST>
<STMTTRN>
<TRNTYPE>CREDIT
<DTPOSTED>20261120
<TRNAMT>+1200,00
<FITID>A1
<NAME>VIR BERTIN &amp; FILS
<MEMO>F-98
</STMTTRN>
<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20261121120000<TRNAMT>-450.00<FITID>A2<NAME>EDF</STMTTRN>
</BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>
"""


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8-sig"])
@pytest.mark.parametrize("text", BANKS.values(), ids=BANKS)
def test_the_csv_of_a_bank_is_recognised_and_read(text: str, encoding: str) -> None:
    data = text.encode(encoding)
    assert kind("r.csv", data) == "statement"
    credit, debit = read_statement("r.csv", data)
    assert (credit.on, credit.amount, debit.amount) == (DAY, Money(1200_00), Money(-450_00))
    assert "BERTIN" in credit.label
    assert "F-98" in credit.label


@pytest.mark.parametrize("data", [OFX, OFX.replace(b"\n", b"\r\n"), b"\xef\xbb\xbf" + OFX])
def test_ofx_with_open_tags_is_read(data: bytes) -> None:
    assert kind("r.ofx", data) == "statement"
    credit, debit = read_statement("r.ofx", data)
    assert (credit.on, credit.amount, credit.label) == (DAY, Money(1200_00), "VIR BERTIN & FILS F-98")
    assert (debit.on, debit.amount) == (date(2026, 11, 21), Money(-450_00))


def test_ofx_2_is_read_and_its_document_type_is_not() -> None:
    head = b'<?xml version="1.0"?>\n<?OFX OFXHEADER="200"?>\n<!DOCTYPE x [<!ENTITY a "b">]>\n'
    row = b"<STMTTRN><DTPOSTED>20261120</DTPOSTED><TRNAMT>12.50</TRNAMT><FITID>1</FITID><NAME>&a;</NAME></STMTTRN>"
    (only,) = read_statement("r.ofx", head + b"<OFX><BANKTRANLIST>" + row + b"</BANKTRANLIST></OFX>")
    assert (only.amount, only.label) == (Money(12_50), "&a;")


def test_equal_lines_of_one_file_are_two_and_stay_the_same_two() -> None:
    text = b"Date;Libelle;Montant\n20/11/2026;VIR X;10,00\n20/11/2026;VIR X;10,00\n"
    first, second = read_statement("r.csv", text)
    assert first.key != second.key
    assert [m.key for m in read_statement("other.csv", text)] == [first.key, second.key]


def test_all_the_faults_of_a_statement_come_at_once_with_their_lines() -> None:
    text = "Date;Libellé;Débit;Crédit\n31/02/2026;A;;1,00\n20/11/2026;B;;x\n20/11/2026;C;1,00;2,00\n20/11/2026;D;;\n"
    with pytest.raises(BadInput) as caught:
        read_statement("r.csv", text.encode())
    assert [f.place for f in caught.value.faults] == [
        "r.csv:2 Date",
        "r.csv:3 Crédit",
        "r.csv:4 Crédit",
        "r.csv:5 Crédit",
    ]
    with pytest.raises(BadInput, match=r"r\.ofx:1"):
        read_statement("r.ofx", b"<OFX><STMTTRN><DTPOSTED>x<TRNAMT>1</STMTTRN></OFX>")


def test_a_file_without_amounts_is_no_statement() -> None:
    with pytest.raises(BadInput, match="no column has the amounts"):
        read_statement("r.csv", "Date;Libellé\n20/11/2026;x\n".encode())
