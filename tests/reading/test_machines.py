"""Absences and automatic answers, and the people who must not be taken for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from relanced.core.intents import Intent
from relanced.reading.machines.automatic import Machine, machine
from relanced.reading.mail.mime import parse
from relanced.reading.mail.ours import Ours

MAILS = Path(__file__).parent.parent / "corpus" / "mails"
AUTO = "Auto-Submitted: auto-replied"


def read(text: str, *head: str, subject: str = "Re: Facture F-12", ours: Ours | None = None) -> Machine | None:
    lines = "\n".join(("From: Jeanne Martin <j.martin@client.example>", f"Subject: {subject}", *head))
    return machine(parse(f"{lines}\nContent-Type: text/plain; charset=utf-8\n\n{text}".encode()), ours=ours)


def kind(text: str, *head: str, subject: str = "Re: Facture F-12") -> Intent | None:
    found = read(text, *head, subject=subject)
    return found.kind if found else None


# --- people -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Nous avons bien reçu votre relance ; le virement part vendredi.",
        "Bien reçu, merci.",
        "Je suis en déplacement jusqu’au 9, avec une connexion capricieuse. Retour le 10, et virement le 11.",
        "Je suis en congés jusqu'au 15, je vous réponds à mon retour.",
        "Ma collègue est absente jusqu'à lundi, elle vous répondra à son retour.",
        "Jeanne est en congés, en cas d'urgence contactez-moi.",
        "Votre robot me relance pour rien.",
        "Vous envoyez des messages automatiques sans vérifier, c'est pénible.",
        "Pouvez-vous confirmer votre adresse mail et votre RIB ?",
        "J'ai quitté la compta, c'est Olivier qui a repris : o@client.example",
        "Merci de ne plus m'écrire, je ne suis pas le bon interlocuteur.",
        "Our office is closed on Monday, the transfer goes out on Tuesday.",
        "En l'absence de réponse de votre part, je considère la facture comme annulée.",
        "Merci de ne pas répondre à cette adresse, le virement est parti ce matin.",
    ],
)
def test_a_person_who_sounds_like_a_machine_is_a_person(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    "head",
    [
        "X-Auto-Response-Suppress: All",
        "Auto-Submitted: no",
        "Precedence: bulk",
        "X-Mailer: Outlook",
        "List-Id: <compta.client.example>",
    ],
)
def test_a_header_that_is_no_mark_of_a_machine_is_none(head: str) -> None:
    assert read("Le virement part vendredi.", head) is None


def test_words_of_the_quoted_reminder_make_no_machine() -> None:
    assert (
        read(
            "Payé.\n\nLe 24/11/2026 à 10:12, C a écrit :\n> Ceci est un message automatique, bien reçu, merci "
            "de ne pas répondre."
        )
        is None
    )


def test_a_shared_mailbox_that_is_a_list_still_answers_for_a_person() -> None:
    head = (
        "List-Id: <compta.client.example>",
        "List-Unsubscribe: <mailto:x@y.example>",
        "In-Reply-To: <a@b.example>",
        "Precedence: list",
    )
    assert read("Le virement part vendredi.", *head) is None


# --- absences ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "head",
    [AUTO, "Auto-Submitted: auto-generated", "Auto-Submitted: auto-replied "
    "(vacation)", "Precedence: auto_reply", "X-Autoreply: yes",
     "X-Autorespond: 1", "X-Mail-Autoreply: x", "X-FC-MachineGenerated: true"],
)  # fmt: skip
def test_headers_say_that_an_absence_is_automatic(head: str) -> None:
    assert kind("Je suis absente jusqu'au 30 novembre.", head) is Intent.OUT_OF_OFFICE


@pytest.mark.parametrize(
    "subject",
    ["Réponse automatique : Facture F-12", "Absence du bureau Re: "
    "Facture", "Automatic reply: Invoice", "Out of Office: Invoice",
     "Automatische Antwort: "
     "Rechnung", "Auto: Re: Invoice", "Message d'absence", "Absence de Jeanne Martin", "Je suis en vacances !"],
)  # fmt: skip
def test_subjects_say_it_when_headers_do_not(subject: str) -> None:
    assert kind("Je serai de retour le 3 janvier.", subject=subject) is Intent.OUT_OF_OFFICE


@pytest.mark.parametrize(
    "text",
    [
        "Je suis absent du 20 au 27 novembre. En cas d'urgence, contactez le standard.",
        "Bonjour,\nJe suis actuellement en congés. Je n'aurai pas accès à ma messagerie. Jeanne",
        "Hello, I am out of the office until Monday. In case of emergency call the front desk.",
        "Notre société est fermée pour congés annuels jusqu'au 28 août. Pour toute urgence : accueil@client.example",
        "Je suis absente. Ceci est une réponse automatique.",
    ],
)
def test_the_text_alone_says_it_as_only_a_notice_does(text: str) -> None:
    assert kind(text) is Intent.OUT_OF_OFFICE


@pytest.mark.parametrize(
    "text",
    [
        "Notre société est fermée pour congés annuels. Aucun règlement ne sera effectué durant cette période.",
        "Fermeture estivale !\nL'entreprise rouvre le lundi 24 août à 8h.\nLes virements reprendront dans la semaine.",
        "We are closed for the holidays. Payments already scheduled will be executed.",
        "J'ai bien reçu votre message mais je suis absente.",
        "L'étude fait le pont. Je serai de retour le 3 novembre et règlerai votre facture.",
    ],
)
def test_an_automatic_absence_stays_one_whatever_it_also_says(text: str) -> None:
    assert kind(text, AUTO) is Intent.OUT_OF_OFFICE


def test_a_real_vacation_answer_of_dovecot() -> None:
    found = machine(parse(MAILS.joinpath("dovecot-vacation.eml").read_bytes()))
    assert found is not None
    assert (found.kind, found.contact) == (Intent.OUT_OF_OFFICE, "direction@client-un.example")
    assert found.text == "Je suis absente jusqu'au 30 novembre."


# --- other automatic answers ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Votre message a bien été enregistré sous la référence REQ-0091827.",
        "Thank you for contacting us. Your enquiry has been logged under case number 558201.",
        "Nous avons bien reçu votre mail. En l'absence de réponse sous 8 jours, relancez-nous.",
        "Un conseiller prendra connaissance de votre message et reviendra vers vous.",
        "Jérémie Lopez ne fait plus partie des effectifs. Écrivez à compta@client.example.",
        "Jeanne Martin has left the company.",
        "Cette adresse n'est plus relevée.",
    ],
)
def test_other_automatic_answers_and_departures(text: str) -> None:
    assert kind(text, AUTO) is Intent.AUTO_REPLY


@pytest.mark.parametrize(
    "text",
    [
        "Un ticket vient d'être créé à partir de votre e-mail, sous le numéro 20611.",
        "Nous avons bien reçu votre message. Ceci est un message automatique, merci de ne pas y répondre.",
        "Mailinblack protège cette boîte : cliquez ici afin que votre message soit délivré.",
        "Your message is being held. Please verify that you are human.",
    ],
)
def test_some_texts_alone_are_automatic(text: str) -> None:
    assert kind(text) is Intent.AUTO_REPLY


def test_a_newsletter_is_automatic() -> None:
    head = ("List-Unsubscribe: <https://x.example>", "List-Id: <n.example>", "Precedence: bulk")
    assert kind("Nos offres du mois", *head, subject="Nos offres") is Intent.AUTO_REPLY


def test_a_copy_of_our_own_mail_is_no_reply() -> None:
    ours = Ours(addresses=frozenset({"j.martin@client.example"}))
    assert kind("x") is None
    found = read("Sauf erreur de notre part...", "X-Relanced-Token: abc", ours=ours)
    assert found is not None
    assert found.reason == "a copy of our own mail"


# --- the stand-in -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "contact"),
    [
        (
            "Absente. Pour la comptabilité clients : h@c.example\nPour la comptabilité fournisseurs et les "
            "relances : k@c.example",
            "k@c.example",
        ),
        ("I am away. For payment matters contact ole@c.example. For claims contact claims@c.example.", "ole@c.example"),
        ("Absente. Urgences : A.Roux@c.example.", "a.roux@c.example"),
        ("Absente. Jeanne Martin, j.martin@client.example", None),
        ("Absente.", None),
    ],
)
def test_the_stand_in_for_payments_is_preferred(text: str, contact: str | None) -> None:
    found = read(text, AUTO)
    assert found is not None
    assert found.contact == contact
