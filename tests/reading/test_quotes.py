"""Typed, quoted, signed: the cases where programs and people mislead."""

from __future__ import annotations

import pytest

from relanced.reading.mail.markup import html_to_text
from relanced.reading.mail.mime import ParsedMail
from relanced.reading.mail.ours import Ours
from relanced.reading.mail.quotes import NewText, new_text
from tests.reading.programs import REMINDER

OURS = Ours(texts=(REMINDER,))
BLOCK = "De : Compta <c@delorme.example>\nEnvoyé : mardi 24 novembre 2026 10:12\nÀ : Jeanne\nObjet : Facture\n\n"


def split(text: str, ours: Ours | None = None, html: str = "") -> NewText:
    mail = ParsedMail(from_name="Jeanne Martin", from_address="j.martin@client.example", text=text, html=html)
    return new_text(mail, ours)


# --- never lose a typed line ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        "Le 12 octobre, on part.",
        "Bonjour,\nLe 12/10 votre collègue m'a écrit :\nla facture sera annulée.",
        "Objet : facture F-12\nDate : 12/11/2026\nMontant : 120 €\nPayée par virement.",
        "De : Lyon\nÀ : Paris\nDate : 12/03\nTransport non effectué, je conteste.",
        "Bonjour,\n--\nFacture 12 : payée le 3.\nFacture 13 : nous contestons le montant.",
        "Ce message est destiné à vous informer que la facture est payée.",
        "Envoyé depuis mon compte pro hier, 1 200 €.",
        "Sent the payment from my mobile app yesterday.",
        "Merci !",
        "Cordialement,\nJeanne Martin",
        "Si vous n'avez pas reçu le virement, dites-le.\nL'expéditeur du chèque est ma banque.",
        "Attention : la facture est au mauvais nom.",
        "Merci de ne plus imprimer vos factures.",
        "Merci de prendre contact avec\ncompta@autre.example",
        "- 50 vannes\n- 3 joints",
    ],
)
def test_what_only_looks_like_a_program_is_kept(typed: str) -> None:
    found = split(typed)
    assert found.text == typed
    assert not found.quoted


def test_every_piece_between_quoted_lines_is_kept() -> None:
    found = split(
        "Le 24/11/2026 à 10:12, X a écrit :\n> Facture A ?\nok payée\n> Facture B ?\n\nnon contestée\n> Cordialement"
    )
    assert found.text == "ok payée\n\nnon contestée"
    assert found.interleaved


def test_a_sentence_under_the_name_is_kept() -> None:
    found = split("Bien reçu.\nCordialement\nJeanne Martin\nJe vous réglerai le 15 décembre.\nDAF")
    assert found.text == "Bien reçu.\n\nJe vous réglerai le 15 décembre."
    assert found.signature == "Cordialement\nJeanne Martin\nDAF"


@pytest.mark.parametrize("mark", ["PS :", "P.S.", "P.-S.", "NB :", "Post-scriptum :"])
def test_a_post_scriptum_is_kept(mark: str) -> None:
    assert (
        split(f"OK.\n\nCordialement,\nJeanne Martin\n\n{mark} adresse inchangée.").text
        == f"OK.\n\n{mark} adresse inchangée."
    )


# --- signatures -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "signature",
    [
        "Bien cordialement,\n\nJeanne Martin\nComptabilité fournisseurs\nTransports Veyrac\n04 71 00 00 18",
        "-- \nJeanne",
        "-- \nJeanne Martin\nInfogérance & sauvegarde - la sauvegarde, c'est mieux avant le redressement !",
        "Jeanne Martin\nAvocate au barreau\nCabinet Martin – contentieux, recouvrement, procédures collectives",
        "Je vous prie d'agréer, Monsieur, mes salutations distinguées.\n\nJeanne Martin\nGérante de la SCI",
        "J. Martin", "JM", "Mme Martin", "Jeanne M.", "Jeanne Martin, trésorière", "Kenavo\nJeanne", "Cdlt\nJ Martin",
        "Cordialement, J. Martin", "Avec toute notre gratitude,\nJeanne", "Le service comptabilité",
        "Tél : 04 71 00 00 18\nwww.client.example\nSAS au capital de 10 000 € - RCS Lyon 000 000 000",
    ],
)  # fmt: skip
def test_a_signature_is_told_from_the_text(signature: str) -> None:
    found = split(f"Le virement part vendredi.\n\n{signature}")
    assert (found.text, found.signature) == ("Le virement part vendredi.", signature)


@pytest.mark.parametrize(
    "footer",
    [
        "Envoyé de mon iPhone", "Envoyé depuis mon Galaxy", "Envoyé à partir de Outlook pour "
        "iOS", "Sent from my Samsung",
        "Obtenez Outlook pour Android<https://aka.ms/AAb9ysg>", "Get Outlook for iOS", "Envoyé depuis "
        "l'application Orange Mail",
        "Envoyé avec la messagerie sécurisée Proton Mail.", "Provenance : Courrier pour Windows "
        "10", "Sans virus.www.avast.com",
        "Envoyé depuis Yahoo Mail pour iPhone", "Envoyé de mon iPhone. Désolé pour les fautes de frappe.",
        "L'absence de virus dans ce courrier électronique a été vérifiée par le logiciel antivirus Avast.",
        "Pensez à l'environnement avant d'imprimer ce message !", "N'imprimez ce mail que si nécessaire.",
        "Please consider the environment before printing this e-mail.", "[cid:image001.png@01D00000.00000000]",
        "Ce message et ses pièces jointes sont confidentiels et destinés à leurs seuls destinataires.",
        "AVIS DE CONFIDENTIALITÉ\nCe courriel est confidentiel. Si vous n'en êtes pas le destinataire, détruisez-le.",
        "This email may contain privileged information. If you are not the intended recipient please delete it.",
        "Ce message est confidentiel. Toute utilisation non conforme pourra donner lieu à poursuites devant les "
        "tribunaux.",
    ],
)  # fmt: skip
def test_what_programs_and_companies_add_is_taken_away(footer: str) -> None:
    assert split(f"Le virement part vendredi.\n\n{footer}").text == "Le virement part vendredi."
    assert (
        split(f"Le virement part vendredi.\n\nCordialement\nJeanne Martin\n\n{footer}").text
        == "Le virement part vendredi."
    )


@pytest.mark.parametrize(
    "banner",
    [
        "[EXTERNE]",
        "CAUTION: This email originated from outside of the organization. Do not click links.",
        "ATTENTION : Ce message provient de l'extérieur de l'organisation.",
        "Vous n’obtenez pas souvent d’e-mail à partir de j.martin@client.example. Découvrez pourquoi.",
        "You don't often get email from j.martin@client.example. Learn why this is important",
    ],
)
def test_a_security_banner_is_taken_away(banner: str) -> None:
    assert split(f"{banner}\n\nLe virement part vendredi.").text == "Le virement part vendredi."


# --- introductions ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "introduction",
    [
        "Le mar. 29 sept. 2026 à 16:36, Comptabilité Delorme <compta@delorme.example> a\nécrit :",
        "- Le 2021-04-09 23:25, Compta a écrit :",
        "Am 24.11.2026 um 10:12 schrieb Compta <c@delorme.example>:",
        "Op di 24 nov 2026 om 10:12 schreef Compta <c@delorme.example>:",
        "El mar, 24 nov 2026 a las 10:12, Compta (<c@delorme.example>) escribió:",
        "Il giorno mar 24 nov 2026 alle ore 10:12 Compta <c@delorme.example> ha scritto:",
        "2026-11-24 10:12 GMT+01:00 Compta <c@delorme.example>:",
        "Compta a écrit le 24/11/2026 10:12 :",
        "On Tue, 24 Nov 2026 10:12:00 +0100\nCompta <c@delorme.example>\nwrote:",
        "Le 24/11/2026 à 10:12, « Compta » <c@delorme.example> a écrit\u202f:",
    ],
)
@pytest.mark.parametrize("mark", ["> ", ""])
def test_introductions_fold_and_speak_many_languages(introduction: str, mark: str) -> None:
    found = split(f"Payé.\n\n{introduction}\n\n{mark}Facture impayée\n{mark}mise en demeure")
    assert found.text == "Payé."
    assert "mise en demeure" in found.quoted


def test_an_introduction_on_the_typed_line_is_cut_off() -> None:
    glued = "Oui demain. Le mar. 24 nov. 2026 à 10:12, Compta <c@delorme.example> a écrit :"
    found = split(f"{glued}\n\nFacture impayée")
    assert found.text == "Oui demain."


def test_the_html_alternative_is_asked_when_the_plain_one_lost_the_quote() -> None:
    html = "<div>Payé hier.</div><blockquote>Facture impayée<br>mise en demeure</blockquote>"
    assert split("Payé hier.\n\nFacture impayée\nmise en demeure", html=html).text == "Payé hier."


def test_an_indented_paragraph_of_html_is_typed() -> None:
    indent = '<blockquote style="margin:0 0 0 40px;border:none;padding:0px">'
    html = f"<div>Voici :</div>{indent}<div>payé le 12</div></blockquote>"
    assert ">" not in html_to_text(html)


# --- our own words ----------------------------------------------------------------------------------------------------


def test_our_text_is_quoted_whatever_the_program_did_to_it() -> None:
    found = split(f"Payé hier.\n\nLe 24 nov. 10:12, Compta <c@delorme.example> :\n{REMINDER}", OURS)
    assert found.text == "Payé hier."


def test_answers_written_into_our_text_are_found_when_the_client_announces_them() -> None:
    ours = REMINDER.replace("impayée à ce jour.", "impayée à ce jour.\n\nNon, payée le 12 novembre.")
    found = split(f"Bonjour,\nmes réponses en rouge ci-dessous.\n\n{BLOCK}{ours}", OURS)
    assert found.text.endswith("Non, payée le 12 novembre.")
    assert found.interleaved
    assert "mise en demeure" not in found.text


def test_an_answer_below_an_unmarked_quote_is_found_when_our_text_is_known() -> None:
    found = split(f"Le 24 nov. 2026 à 10:12, C <c@delorme.example> a écrit :\n\n{REMINDER}\n\nDéjà payé hier.", OURS)
    assert found.text == "Déjà payé hier."


def test_an_older_thread_below_our_text_is_nobodys_answer() -> None:
    found = split(f"Voir ci-dessous.\n\n{BLOCK}{REMINDER}\n\n{BLOCK}je paierai demain", OURS)
    assert found.text == "Voir ci-dessous."


def test_a_quoted_line_folded_without_its_mark_is_recognised() -> None:
    first = "> Sauf erreur de notre part, la facture F-2026-0042 d’un montant de 1 862,40 €"
    quoted = f"{first}\nTTC, échue le 31 octobre 2026,\n"
    assert split(f"{quoted}\nPayée.", OURS).text == "Payée."
    # Without our text nothing is taken for granted.
    assert "TTC" in split(f"{quoted}\nPayée.").text


def test_a_greeting_that_we_use_too_stays_typed() -> None:
    assert split("Madame, Monsieur,\n\nPayé hier.", OURS).text == "Madame, Monsieur,\n\nPayé hier."
