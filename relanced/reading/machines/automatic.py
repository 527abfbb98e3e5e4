"""Did a machine write this mail? Bounces first (they are certain), then absences, then every other automatic answer.

Precision for people comes first: without a header that says so, these rules take only a text that says so itself for
automatic; what other words tell, the models weigh (`judge.py`). A person who mentions being away is a person.
``X-Auto-Response-Suppress`` asks others for silence and is no mark of a machine.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from relanced.core.intents import Intent
from relanced.reading.machines.bounces import bounce, failed_message_id, is_delivery_receipt
from relanced.reading.mail.headers import ADDRESS
from relanced.reading.mail.mime import ParsedMail
from relanced.reading.mail.ours import Ours
from relanced.reading.mail.quotes import NewText, new_text

MAX_NOTICE = 2500


@dataclass(frozen=True, slots=True)
class Machine:
    """A mail that no person wrote. `kind` is BOUNCE, OUT_OF_OFFICE or AUTO_REPLY; `reason` names the rule that decided.

    `recipient`, `permanent` and `failed_message_id` belong to a bounce; `contact` is the person whom an absence notice
    names instead; `text` is the sentence that convinced. `notice`: words that a machine sends to everybody, of which
    kind the models say better. `certain`: by its form, or by a header or a subject that only machines write.
    """

    kind: Intent
    reason: str
    text: str = ""
    recipient: str | None = None
    permanent: bool | None = None
    failed_message_id: str | None = None
    contact: str | None = None
    notice: bool = False
    certain: bool = True


def _any(*rows: str) -> re.Pattern[str]:
    return re.compile("|".join(rows), re.I)


# --- marks ------------------------------------------------------------------------------------------------------------

# Headers whose presence says « automatic », with the values that do (None: any).
_HEADERS: tuple[tuple[str, re.Pattern[str] | None], ...] = (
    ("auto-submitted", re.compile(r"auto-", re.I)),
    ("precedence", re.compile(r"auto[-_]?reply", re.I)),
    ("x-autoreply", re.compile(r"(?!no\b)", re.I)),
    ("x-auto-reply", re.compile(r"(?!no\b)", re.I)),
    ("x-autorespond", None),
    ("x-autoresponder", None),
    ("x-autoreply-from", None),
    ("x-auto-reply-from", None),
    ("x-mail-autoreply", None),
    ("x-vacation", None),
    ("x-fc-machinegenerated", re.compile(r"true", re.I)),
    ("x-post-messageclass", re.compile(r"9\b")),
    ("autoreply", re.compile(r"(?!no\b)", re.I)),
)

# Subjects that only a machine writes. A person's answer begins with « Re : ».
_AUTOMATIC_SUBJECT = re.compile(
    r"^\W{0,3}(?:r[ée]ponse automatique|automatic(?: e-?mail)? (?:reply|response)|auto(?:matic)?[- _]?(?:reply"
    r"|response|responder|answer)|"
    r"auto\s?:|automatische (?:antwort|beantwoording)|automatisch antwoord|risposta automatica|respuesta autom[aá]tica|"
    r"resposta automática|accusé de réception automatique|message automatique|out of (?:the )?office|ooo\s?:|"
    r"absence du bureau|message d['’]absence|abwesenheitsnotiz|abwesend|notification d['’]absence|avis d['’]absence|"
    r"vacation (?:reply|response|message)|répondeur)",
    re.I,
)
_ABSENT_SUBJECT = re.compile(
    r"^\W{0,3}(?:(?:i['’]m|i am|we['’]re|we are|nous sommes|actuellement) )?"
    r"(?:absence|absente?s?|out of (?:the )?office|ooo|away|en congés?|congés|vacances|je suis (?:en|absent)|"
    r"fermeture|on (?:annual )?leave|on holiday|abwesen)",
    re.I,
)

# The text says of itself that nobody wrote it.
_SAYS_AUTOMATIC = _any(
    r"(?:ceci est|il s['’]agit d['’]) ?une? (?:message|réponse|mail|e-?mail|courriel|accusé)[^.\n]{0,40}automatique",
    r"(?:ce|cet|cette) (?:message|e-?mail|mail|courriel|réponse|accusé)[^.\n]{0,40}(?:automatique(?:ment)?"
    r"|par un (?:robot|automate))",
    r"(?:message|mail|courriel|réponse|accusé)[^.\n]{0,20}(?:généré|envoyé|émis|produit)e? (?:de (?:façon"
    r"|manière) )?automatique",
    r"message sans réponse possible|réponse automatique|this is an? (?:auto|automat"
    r"|system)[\w-]*\b[^.\n]{0,30}(?:message|reply|response"
    r"|e-?mail|notification)|(?:automatically|auto-)[- ]?generated",
    r"ticket[^.\n]{0,40}(?:créé|ouvert|enregistré|created|opened|logged)|(?:case|enquiry|ticket"
    r"|request)[^.\n]{0,30}(?:has been|was) "
    r"(?:created|opened|logged)|enregistrée? sous (?:la référence|le numéro)",
)
# A person may ask for that too.
_NO_ANSWER = _any(
    r"(?:merci|prière|veuillez) (?:de )?ne pas (?:y )?répondre|ne pas répondre à ce(?:t|tte)? (?:message|mail"
    r"|e-?mail|courriel|adresse)",
    r"do not reply to this|please do not reply|this (?:mailbox|inbox|address) is not monitored",
)

_LEFT = re.compile(
    r"ne (?:fait|font|fais) plus partie|a quitté (?:la|l['’]|notre|le|ses|son|définitivement)|n['’](?:est|exerce"
    r"|occupe) plus "
    r"(?:en poste|employ|salari|dans|parmi|au sein|chez|en fonction|dans les effectifs|à|ses|son|collaborat|joignable)|"
    r"ne travaille plus|a cessé (?:ses|son|d['’])|(?:cette|mon|son|l['’]) ?(?:boîte|adresse|messagerie"
    r"|compte)[^.\n]{0,50}(?:n['’]est plus|"
    r"ne sera plus|est désactivée?|sera désactivée?|est fermée?|n['’]existe plus|a changé)|(?:no longer|not) (?:work"
    r"|with|employed|at|part of|"
    r"monitored|in use|active)|ha(?:s|ve) left (?:the|our|us|my)|left the company|retired from"
    r"|a fait valoir ses droits à la retraite|"
    r"nouvelle adresse (?:e-?mail|mail|électronique|est)|my (?:new )?(?:e-?mail )?address (?:has changed|is now)",
    re.I,
)
_ABSENT = re.compile(
    r"\babsente?s?\b|\babsence\b(?! de (?:réponse|règlement|paiement|retour|virus))|\bcong[ée]s?\b|\bvacances\b"
    r"|\bRTT\b|out of (?:the )?office|\bOOO\b|(?:on|annual"
    r"|maternity|paternity|"
    r"parental|sick|medical) leave|away from|\bon (?:holiday|vacation|leave)\b|(?<!absence )de retour|mon retour"
    r"|\bretour (?:au"
    r"|le|à|lundi|mardi|mercredi|"
    r"jeudi|vendredi|prévu)|(?:back|return(?:ing)?) (?:in|on|at|from|to work|to the office"
    r"|(?:mon|tues|wednes|thurs|fri)day)\b|"
    r"be back\b(?! (?:to|with) you)|\boff (?:until|till|from)|je (?:me )?déconnecte|ferm[ée]e?s? (?:pour|du|jusqu|les"
    r"|annuel|estival|"
    r"exceptionnel|à partir|le)|fermeture|r[ée]ouv(?:re|rir|erture)|closed (?:for|from|until|between|on)|reopen|"
    r"(?:arrêt|congé) (?:maladie|maternité|paternité)|en arrêt|en déplacement|en formation|fait le pont|"
    r"(?:accès|access)[^.\n]{0,30}(?:limité|réduit|restreint|limited|messagerie|e-?mail)|n['’]aurai pas accès"
    r"|en séminaire|travelling|"
    r"voyage d['’]affaires|on se retrouve le|i am away|i['’]m away|indisponible|unavailable|urlaub|nicht im (?:büro"
    r"|haus)|abwesend",
    re.I,
)
_RECEIVED = re.compile(
    r"(?:bien|bonne) (?:reçu|réception|pris en compte|été (?:reçue?|enregistrée?|prise? en compte|transmise?"
    r"|créée?))|accus(?:é|ons|er) (?:de )?réception|"
    r"ticket|(?:case|request|reference|ticket|enquiry) (?:number|n[o°]|#|id)|numéro de (?:dossier|demande|ticket"
    r"|suivi)|enregistrée? sous|"
    r"(?:vous|we) (?:répondr|revien|will (?:respond|reply|get back|be in touch))|reviendra vers vous"
    r"|sera (?:traitée?|transmise?)|a été transmise?|"
    r"prendra connaissance|thank(?:s| you) for (?:contacting|your (?:e-?mail|message|enquiry|request)"
    r"|getting in touch|reaching out)|"
    r"merci (?:de nous avoir|pour votre (?:message|mail|e-?mail|demande))|we have received|has been (?:received"
    r"|logged|registered|created|assigned)",
    re.I,
)
_CHALLENGE = _any(
    r"mailinblack|mail in black|spamenmoins|boxbe|cleanmail|altospam|(?:que|si) vous (?:êtes"
    r"|n['’]êtes pas) (?:bien )?(?:un |une )?"
    r"(?:humain|robot|personne physique|l['’]expéditeur)|(?:vous )?authentifier (?:en tant qu['’]expéditeur"
    r"|votre adresse)",
    r"(?:cliqu|clic)[^.\n]{0,80}(?:votre (?:message|e-?mail|mail|courriel)[^.\n]{0,40}(?:délivr|remis|transmis"
    r"|distribu)|vous authentifier)",
    r"(?:votre )?(?:message|e-?mail|mail) (?:est |a été )(?:mis |placé )?en (?:attente de validation|quarantaine)",
    r"(?:prove|confirm|verify) (?:that )?you(?:['’]re| are) (?:a )?(?:human|real|not a robot)",
    r"your (?:message|e-?mail) (?:is|has been) (?:being )?(?:held|quarantined)",
)
# What a person says and an absence notice hardly ever does: money, in the first person.
_ABOUT_MONEY = re.compile(
    r"factur|virement|r[èée]gl(?:er|é|ons|ement|erai|erons)|pai(?:e|ement|erai)|\bpay|ch[èe]que|échéanc|échue"
    r"|relance|solde|"
    r"invoice|payment|\bpaid\b|transfer|remittance|overdue|litige|avoir\b",
    re.I,
)
# What a notice says and a person who merely mentions being away does not.
_NOTICE = _any(
    r"(?:en cas d['’]urgence|pour toute (?:urgence|question urgente|demande)|si (?:c['’]est "
    r"|votre demande est )?urgent)",
    r"(?:en|durant|pendant) mon absence|(?:in|during) my absence|(?:in case of|for) (?:an )?(?:urgen|emergenc)"
    r"|if (?:it['’]s )?urgent",
    r"n['’]aurai (?:pas|qu|plus)[^.\n]{0,30}accès|(?:no|limited) access to",
)
_WE_ARE_AWAY = _any(
    r"(?:^|[.!\n]\s*|(?:bonjour|bonsoir|hello|hi)[ ,!.]{1,3})(?:je (?:suis|serai)|nous (?:sommes|serons)|i (?:am"
    r"|will be)|i['’]m|we are"
    r"|(?:notre |nos |l['’]|la |le |our )"
    r"[\w'’]{3,20} (?:est|sont|sera|seront|is|are|will be)|actuellement|currently)[^.\n]{0,60}"
    r"(?:absent|cong[ée]|vacances|ferm[ée]|out of|away|leave|holiday|closed)|(?:^|\n)absente?\b"
)


def machine(mail: ParsedMail, new: NewText | None = None, ours: Ours | None = None) -> Machine | None:
    """What kind of machine wrote `mail`, or None for a person. `new` saves splitting the text twice. Never raises."""
    ours = ours or Ours()
    failure = bounce(mail, ours.addresses)
    if failure:
        message_id = failed_message_id(mail)
        return Machine(Intent.BOUNCE, failure.rule, failure.text, failure.recipient, failure.permanent, message_id)
    if _is_report(mail):
        return Machine(
            Intent.AUTO_REPLY, "delivery or reading receipt", mail.subject, failed_message_id=failed_message_id(mail)
        )
    if _is_own_copy(mail, ours):
        return Machine(Intent.AUTO_REPLY, "a copy of our own mail", mail.subject)
    parts = new or new_text(mail, ours)
    typed = parts.with_signature
    reason = _mark(mail, typed, bool(parts.quoted))
    if not reason:
        return None
    kind = _kind(mail, typed)
    stand_in = contact(typed, frozenset({mail.from_address, *ours.addresses}))
    certain = reason.startswith("header") or reason == "subject"
    return Machine(kind, reason, _sentence(typed, kind), contact=stand_in, notice=True, certain=certain)


def of_kind(robot: Machine, typed: str, kind: Intent) -> Machine:
    """The same notice as one of `kind`."""
    return robot if kind is robot.kind else replace(robot, kind=kind, text=_sentence(typed, kind))


def _is_report(mail: ParsedMail) -> bool:
    if mail.content_type != "multipart/report":
        return False
    kind = mail.header("content-type").lower()
    return is_delivery_receipt(mail) or "disposition-notification" in kind or "feedback-report" in kind


def _is_own_copy(mail: ParsedMail, ours: Ours) -> bool:
    return mail.from_address in ours.addresses and (
        mail.message_id in ours.message_ids or bool(mail.headers.get("x-relanced-token"))
    )


def _mark(mail: ParsedMail, typed: str, quotes: bool) -> str:
    """The rule that says « automatic », or an empty string."""
    if mail.auto_submitted.startswith("no"):
        return ""
    for name, wanted in _HEADERS:
        value = mail.headers.get(name)
        if value and (wanted is None or wanted.match(value[0].strip())):
            return f"header {name}"
    if _AUTOMATIC_SUBJECT.match(mail.subject):
        return "subject"
    if _ABSENT_SUBJECT.match(mail.subject) and _ABSENT.search(typed):
        return "subject and text"
    if _CHALLENGE.search(typed) and not _ABOUT_MONEY.search(typed):
        return "challenge"
    if _is_list(mail):
        return "list"
    return _text_mark(typed, quotes)


def _text_mark(typed: str, quotes: bool) -> str:
    """Without any header: a notice that says what it is, or an absence told as only notices tell it."""
    if len(typed) > MAX_NOTICE:
        return ""
    told = _ABSENT.search(typed) or _RECEIVED.search(typed) or _LEFT.search(typed)
    about_money = _ABOUT_MONEY.search(typed)
    if told and (_SAYS_AUTOMATIC.search(typed) or (_NO_ANSWER.search(typed) and not about_money)):
        return "says so"
    if not quotes and not about_money and _WE_ARE_AWAY.search(typed) and _NOTICE.search(typed):
        return "absence in the text"
    return ""


def _is_list(mail: ParsedMail) -> bool:
    """Newsletters and lists. A client's shared mailbox may be a list too, so an answer in our thread is a person's."""
    if mail.in_reply_to or mail.references:
        return False
    has = mail.headers
    return "list-unsubscribe" in has and (
        "list-id" in has or "precedence" in has or "feedback-id" in has or "x-campaign" in has
    )


def _kind(mail: ParsedMail, typed: str) -> Intent:
    if _LEFT.search(typed):
        return Intent.AUTO_REPLY
    absent = bool(_ABSENT.search(typed)) or bool(_ABSENT_SUBJECT.match(mail.subject))
    return Intent.OUT_OF_OFFICE if absent else Intent.AUTO_REPLY


def _sentence(typed: str, kind: Intent) -> str:
    pattern = _ABSENT if kind is Intent.OUT_OF_OFFICE else _RECEIVED
    found = pattern.search(typed) or _LEFT.search(typed)
    if not found:
        return typed.strip().partition("\n")[0][:300]
    start = max(typed.rfind(mark, 0, found.start()) for mark in "\n.!?") + 1
    end = re.search(r"[\n!?]|\.(?=\s|$)", typed[found.end() :])
    return typed[start : found.end() + end.start() + 1 if end else len(typed)].strip()[:300]


# --- the stand-in -----------------------------------------------------------------------------------------------------

_FOR_US = re.compile(
    r"fournisseur|relance|factur|règlement|paiement|payment|invoice|payable|creditor|impayé|supplier|comptab"
    r"|compta\b|accounts",
    re.I,
)
_STAND_IN = re.compile(
    r"urgen|contact|adress|écrire|écrivez|joindre|joignez|rapproch|absence|remplac|interlocuteur|envoyer|transm"
    r"|write|email|send|reach|"
    r"pour |for ",
    re.I,
)


def contact(typed: str, mine: frozenset[str]) -> str | None:
    """The address that a notice gives, none of `mine`: the one for suppliers' payments if it names several."""
    best: tuple[int, str] | None = None
    for line in re.split(r"\n|(?<=[.!?])\s+(?=[A-ZÀ-Ý])", typed):
        for found in ADDRESS.finditer(line):
            address = found[0].lower().strip(".")
            score = 2 * len({m.lower() for m in _FOR_US.findall(line)}) + bool(_STAND_IN.search(line))
            if address not in mine and (best is None or score > best[0]):
                best = (score, address)
    return best[1] if best else None
