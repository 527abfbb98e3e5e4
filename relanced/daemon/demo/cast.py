"""Who plays: the company, its clients with their characters, and what the owner does about what waits for her."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from relanced.core.dossier import CallOutcome
from relanced.core.events import DisputeOutcome
from relanced.core.tasks import TaskKind

COMPANY = "compta@atelier-dubois.example"
OWNER = "claire@atelier-dubois.example"
PASSWORD = "demo"
ZONE = ZoneInfo("Europe/Paris")

# The days of data/*.csv are those of a story that begins here.
FIRST_DAY = date(2026, 10, 5)
DAYS = 60


@dataclass(frozen=True, slots=True)
class Payment:
    """Money on the company's account `days` after the client has read the mail."""

    invoice: str
    amount: str
    days: int


@dataclass(frozen=True, slots=True)
class Turn:
    """What a client does about one mail: `after` so long he types `says`. `absent` is his program's answer instead."""

    after: timedelta = timedelta()
    says: str = ""
    absent: str = ""
    pays: tuple[Payment, ...] = ()


SILENCE = Turn()


@dataclass(frozen=True, slots=True)
class Client:
    """`turns`: what he does about the first mail of a step; of the others he takes note. `program` is how his mail
    program quotes."""

    address: str
    name: str
    program: str = "thunderbird"
    turns: Mapping[str, Turn] = field(default_factory=dict)


def _hours(hours: float) -> timedelta:
    return timedelta(hours=hours)


CLIENTS = (
    Client(
        "contact@boulangerie-moreau.example",
        "Sylvie Moreau",
        turns={"first": Turn(pays=(Payment("F-2026-101", "412,80", 4),))},
    ),
    Client(
        "karim.petit@garage-petit.example",
        "Karim Petit",
        "iphone",
        {
            "first": Turn(
                _hours(4.3),
                "Bonjour,\n\nDésolé, c’est passé à la trappe. Je vous fais le virement vendredi.\n\nKarim Petit",
                pays=(Payment("F-2026-104", "1 248,00", 6),),
            )
        },
    ),
    Client(
        "direction@hotel-voyageurs.example",
        "Hélène Marchand",
        "outlook",
        {
            "first": Turn(
                _hours(23),
                "Bonjour Madame,\n\nNous réglerons cette facture le 20 octobre.\n\n"
                "Cordialement,\nHélène Marchand\nDirectrice",
            ),
            "broken_promise": Turn(
                _hours(5),
                "Bonjour,\n\nToutes mes excuses, j’étais en déplacement. Le virement a été fait ce matin.\n\n"
                "Cordialement,\nHélène Marchand",
                pays=(Payment("F-2026-099", "2 760,00", 3),),
            ),
        },
    ),
    Client(
        "atelier@menuiserie-lambert.example",
        "Paul Lambert",
        turns={
            "first": Turn(
                _hours(26),
                "Bonjour,\n\nNous contestons la facture F-2026-102 : deux des quatre portes sont arrivées abîmées et "
                "nous attendons votre avoir.\n\n"
                "La facture F-2026-098 est correcte, nous la réglerons le 16 octobre.\n\nPaul Lambert",
                pays=(Payment("F-2026-098", "1 860,00", 9),),
            ),
            "second": Turn(pays=(Payment("F-2026-102", "2 205,00", 5),)),
        },
    ),
    Client(
        "compta@cabinet-roussel.example",
        "Nadia Roussel",
        "gmail",
        {
            "first": Turn(
                _hours(2.5),
                "Bonjour,\n\nSauf erreur de notre part, cette facture a été réglée par virement le 9 octobre.\n"
                "Pouvez-vous vérifier ?\n\nBien à vous,\nNadia Roussel",
                pays=(Payment("F-2026-103", "1 440,00", 3),),
            )
        },
    ),
    Client(
        "gerance@sci-tilleuls.example",
        "Bernard Colin",
        "outlook",
        {
            "first": Turn(
                _hours(1.7),
                "Bonjour,\n\nC’est en cours, je vois ça avec notre comptable.\n\nBien cordialement,\nBernard Colin",
            ),
            "question": Turn(
                _hours(20),
                "Bonjour,\n\nJe viens de l’avoir : le virement partira mardi prochain.\n\n"
                "Bien cordialement,\nBernard Colin",
                pays=(Payment("F-2026-105", "3 180,50", 7),),
            ),
        },
    ),
    Client("exploitation@transports-garnier.example", "Transports Garnier"),
    Client("bonjour@atelier-bertin.example", "Lucie Bertin"),
    # the address of the file fails; this is the one that the owner puts in its place
    Client(
        "contact@librairie-du-parc.example",
        "Anne Weber",
        turns={"first": Turn(pays=(Payment("F-2026-107", "958,40", 5),))},
    ),
    Client(
        "sophie@pepinieres-fontaine.example",
        "Sophie Fontaine",
        "gmail",
        {
            "first": Turn(
                absent="Bonjour,\n\nJe suis absente jusqu’au 30 octobre inclus et lirai votre message à mon retour.\n\n"
                "Sophie Fontaine"
            ),
            "second": Turn(pays=(Payment("F-2026-110", "1 075,20", 3),)),
        },
    ),
    Client(
        "contact@brasserie-du-pont.example",
        "Thomas Lefort",
        "gmail",
        {
            "first": Turn(
                _hours(6.5),
                "Bonjour,\n\nLa saison a été difficile. Serait-il possible de régler en trois fois, 800 € par mois à "
                "partir du 15 octobre ?\n\nMerci d’avance,\nThomas Lefort",
            ),
            "plan_confirmed": Turn(
                pays=(Payment("F-2026-111", "800,00", 6), Payment("F-2026-111", "800,00", 37)),
            ),
        },
    ),
    Client(
        "direction@imprimerie-vidal.example",
        "Marc Vidal",
        "outlook",
        {
            "first": Turn(
                _hours(28),
                "Bonjour,\n\nNotre société a été placée en redressement judiciaire par jugement du 5 octobre 2026. "
                "Merci d’adresser votre déclaration de créance au mandataire judiciaire, Maître Delmas.\n\nMarc Vidal",
            )
        },
    ),
    # he answers no mail, and the telephone at once
    Client(
        "pressing.lumiere@courrier.example",
        "Pressing Lumière",
        turns={"call_recap": Turn(pays=(Payment("F-2026-112", "735,00", 9),))},
    ),
)


@dataclass(frozen=True, slots=True)
class Chore:
    """What the owner does about a task of a customer, so many business days after it came: how a dispute `ends`; a file
    to import (from data/); then, where no event closes it, the task marked as done, or what a call gave (`outcome`, and
    `on` which day he will pay). What has no row here is left waiting."""

    kind: TaskKind
    customer: str
    days: int
    file: str = ""
    note: str | None = None
    outcome: CallOutcome | None = None
    on: date | None = None
    ends: DisputeOutcome | None = None


CHORES = (
    Chore(TaskKind.FIX_ADDRESS, "Librairie du Parc", 1, file="adresse.csv"),
    Chore(TaskKind.ANSWER_DISPUTE, "Menuiserie Lambert", 8, file="avoir.csv", ends=DisputeOutcome.CREDIT_NOTE),
    Chore(TaskKind.CALL, "Transports Garnier", 1, outcome=CallOutcome.VOICEMAIL),
    Chore(TaskKind.APPROVE_STEP, "Transports Garnier", 2, note="d’accord"),
    Chore(TaskKind.POST_LETTER, "Transports Garnier", 1, note="recommandé remis à la poste"),
    Chore(TaskKind.AGREE_PLAN, "Brasserie du Pont", 1, note="d’accord pour trois fois"),
    Chore(TaskKind.CALL, "Pressing Lumière", 1, outcome=CallOutcome.PROMISE, on=date(2026, 10, 23)),
)

USERS = dict.fromkeys((COMPANY, OWNER, *(client.address for client in CLIENTS)), PASSWORD)
