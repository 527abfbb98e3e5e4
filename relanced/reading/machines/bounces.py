"""Delivery failures: the standard reports (RFC 3464), and the prose of the servers that write none.

More than half of real bounces carry no machine-readable part. What the tables here do not know goes to flufl.bounce.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message

from flufl.bounce import all_failures

from relanced.reading.mail.headers import ADDRESS, message_ids
from relanced.reading.mail.mime import ParsedMail


@dataclass(frozen=True, slots=True)
class Bounce:
    """`permanent` is False for a mere delay and for a code 4.x.x without an end. `text` is the server's own reason."""

    recipient: str | None
    permanent: bool
    text: str
    rule: str


# --- the tables -------------------------------------------------------------------------------------------------------


def _any(*rows: str) -> re.Pattern[str]:
    return re.compile("|".join(rows), re.I)


# Nobody writes from these; a person may write as postmaster.
_DAEMON = _any(
    r"^(?:mailer-?daemon|mail[-.]?daemon|mdaemon|mailerdaemon|mail-delivery|delivery-?status|microsoftexchange\w*"
    r"|mailadm"
    r"|double-bounce|bounces?|non-?remis)\b"
)
_POSTMASTER = _any(r"^(?:postmaster|mta|mailmaster|postmestre)\b")
_NOT_A_PERSON = _any(rf"{_DAEMON.pattern}|^[^@]{{0,60}}-(?:bounces|owner|request)(?:\+[^@]{{0,60}})?@")
_DAEMON_NAME = _any(r"mailer.daemon|mail delivery (?:sub)?system|microsoft outlook$|syst[eè]me de messagerie")
_SUBJECT = _any(
    r"^\W{0,3}(?:undeliver(?:able|ed)|nondeliverable|non[- ]delivery|ndn\b|unzustellbar|returned (?:mail|to sender"
    r"|message)",
    r"^delivery (?:status notification|failure|has failed|report|problem|error|delayed|incomplete)|^failure notice",
    r"^failed (?:mail|delivery|message)|^mail (?:delivery|system error|could not|failed)|^(?:could not"
    r"|unable to) (?:deliver|send)",
    r"^message (?:delivery|could not|undeliverable|not delivered|delayed|rejected|blocked|status)"
    r"|^automatically rejected mail",
    r"^non[- ]?(?:remis|distribuable|délivr|distribu)|^(?:avis|rapport|notification) de non"
    r"|^retour à l['’](?:expéditeur|envoyeur)",
    r"^(?:votre )?(?:message|courriel|courrier|e-?mail|mail)s? (?:électronique )?(?:non |n['’]a pas |n['’]a pu "
    r"|rejeté|retardé|différé)",
    r"^(?:échec|echec|erreur|problème|retard)s? (?:de |d['’]|dans |lors de )?(?:la |l['’])?"
    r"(?:remise|livraison|distribution|envoi|acheminement|expédition|transmission)",
    r"^rapport d['’](?:échec|erreur|état)|^notification (?:d['’]état|d['’]échec|de remise)|^(?:adresse introuvable"
    r"|address not found)",
    r"^warning: (?:could not send|message|e-?mail)|^(?:remise|distribution) (?:retardée|différée|impossible)"
    r"|^(?:delayed|relayed):)",
)
_FAILED = _any(
    r"(?:could ?n[o'’]t|can ?n[o'’]t|couldn['’]t|was not|wasn['’]t|has not been|unable to|not able to|failed to"
    r"|impossible to)"
    r"\s(?:be\s)?(?:able to\s)?(?:deliver|sen[dt]|relay|reach|transmi|accept|find)",
    r"deliver(?:y|ed)? (?:to|failed|has failed|failure|of your|attempts?|problem)|undeliver|permanent (?:fatal )?error",
    r"(?:user|recipient|mailbox|account|address)[^.\n]{0,60}(?:unknown|not found|does ?n[o'’]t exist|no longer|disabled"
    r"|unavailable|rejected|full|over quota|inactive|wrong)|(?:unknown|no such|invalid) (?:user|recipient|mailbox"
    r"|address|host)",
    r"(?:utilisateur|destinataire|adresse|compte|boîte|messagerie)[^.\n]{0,60}(?:inconnue?|n['’]existe|introuvable"
    r"|désactivée?"
    r"|pleine?|saturée?|indisponible|invalide|refusée?|n['’]est plus|n['’]a pas été trouv|dépass)",
    r"(?:n['’]a|n['’]ont|ne peut|n['’]avons) (?:pas |pu )*(?:encore )?(?:être |été )?(?:remis|distribu|délivr|transm"
    r"|achemin|livr|envoy)",
    r"impossible[^.\n]{0,30}(?:remettre|remis|distribu|délivr|transm|achemin|livr|envoy)|non (?:remis|distribué"
    r"|délivré)",
    r"échec (?:de|lors de) (?:la )?(?:remise|distribution|livraison|transmission)|quota (?:exceeded|dépassé)",
    r"\b[45]\d\d[ -]#?[45]\.\d\.\d|\b55[0-4]\b[ -:]|returned to sender|retourné à l['’]expéditeur",
)
_DELAYED = _any(
    r"\bdelay|will (?:be re-?tried|keep trying|continue|retry|try again)|still (?:trying|being)"
    r"|do not need to resend|no action is",
    r"not yet been|not been delivered yet|warning (?:message )?only|temporar(?:y|ily) (?:problem|deferred|failure)"
    r"|try again later",
    r"retard[ée]|n['’]a pas encore|nouvelles? tentatives?|(?:continuer|poursuiv)[^.\n]{0,40}tent|sera (?:retent"
    r"|réessay)",
    r"nous (?:allons|continuerons)[^.\n]{0,30}(?:essayer|tent)|différé|aucune action",
)
_GIVEN_UP = _any(
    r"(?:ha(?:ve|s)|['’]ve|now|am|is) (?:now )?giv(?:en|ing) up|permanent|will not be retried|expired|too long"
    r"|abandonné|définiti|(?:pas|plus|aucune)[^.\n]{0,20}nouvelle tentative|no (?:more|further) (?:attempt|retr)"
)
_HARD = _any(
    r"\b5\.\d{1,3}\.\d{1,3}\b|\b55[0-4]\b|(?:unknown|no such) (?:user|recipient|mailbox|host)|user unknown"
    r"|does ?n[o'’]t exist",
    r"not found|introuvable|n['’]existe pas|inconnue?\b|address rejected|disabled|désactivée?",
)
_SOFT = _any(r"\b4\.\d{1,3}\.\d{1,3}\b|\b4[25]\d\b(?= )")
# Where the server's own words end and the returned mail begins.
_RETURNED = re.compile(
    r"^.{0,12}(?:this is a copy of|below this line|message headers follow|(?:unsent|original|returned"
    r"|the) message (?:below|follows|text)"
    r"|-+ ?(?:original|returned|message|the) .{0,60}-+|message d['’]origine|en-têtes|copy of (?:the|your) message"
    r"|copie (?:de votre|du) message|received: (?:from|by)|return-path:).*$",
    re.I | re.M,
)

# Where the failed address stands: plainly marked, or in a sentence.
_MARKED = tuple(
    re.compile(pattern, re.I | re.M)
    for pattern in (
        r"^\s*(?:final-recipient|original-recipient)\s*:\s*(?:rfc822|utf-8)\s*;\s*<?([^\s<>;]+@[^\s<>;]+)",
        r"^\s*<([^\s<>]{1,80}@[^\s<>]+)>\s?[:(]",
    )
)
_IN_PROSE = tuple(
    re.compile(pattern, re.I | re.M)
    for pattern in (
        r"(?:message|mail|courriel|parvenue?|delivery) (?:to|à|pour|destinée? à) <?([^\s<>()'\"«»;,]{1,80}@[\w.-]+)",
        r"^\s*(?:to|à|recipient|destinataire|adresse|address|pour|user)\s*:\s*<?([^\s<>;]+@[^\s<>;]+)",
        r"(?:deliver(?:ed|y)?(?: your message| it)? to|recipients?|following address(?:es)?|remise?|distribuée?"
        r"|délivrée?|envoyé"
        r"|transmis|destinataires?|groupes?|adresse|address|introuvable"
        r"|user)\b[^@]{0,160}?[\s<(:'\"«]([^\s<>()'\"«»;,]{1,80}@[\w.-]+)",
        r"^\s*<?([^\s<>()'\";,]{1,80}@[\w.-]+)>?\s*(?:$|[\s.…]{1,3}[-–:.])",
        r"(?:rcpt to|said|rejected|unknown)[^@]{0,80}?<([^\s<>]{1,80}@[^\s<>]+)>",
        r"<([^\s<>]{1,80}@[^\s<>]+)>",
    )
)


def bounce(mail: ParsedMail, ours: frozenset[str] = frozenset()) -> Bounce | None:
    """The failure that `mail` reports, or None. `ours`: our addresses, which are never the failed one."""
    if mail.delivery_status:
        found = _from_report(mail.delivery_status)
        if found or _only_good_news(mail.delivery_status):
            return found
    return _from_text(mail, ours) if _suspect(mail) else None


def is_delivery_receipt(mail: ParsedMail) -> bool:
    """Did the server confirm a delivery? Such a report is no bounce."""
    return _only_good_news(mail.delivery_status)


def failed_message_id(mail: ParsedMail) -> str | None:
    """The Message-ID of the mail that came back: in the returned headers, else quoted, else in the references."""
    returned = message_ids(list(mail.returned_headers.get("message-id", ())))
    quoted = re.search(r"^[>\s]*message-id\s*:\s*(<[^<>\s]+>)", mail.text, re.I | re.M)
    quotes = (quoted[1],) if quoted else ()
    forwarded = mail.headers.get("x-forwarded-message-id", ())
    candidates = (*returned, *quotes, *mail.in_reply_to, *reversed(mail.references), *forwarded)
    return next(iter(candidates), None)


# --- the standard report ----------------------------------------------------------------------------------------------


def _from_report(blocks: tuple[Mapping[str, str], ...]) -> Bounce | None:
    failed = next((b for b in blocks if b.get("action", "").lower().startswith("failed")), None)
    delayed = next((b for b in blocks if b.get("action", "").lower().startswith("delayed")), None)
    # Some servers leave Action out: then the class of the status speaks.
    silent = next((b for b in blocks if "action" not in b and b.get("status", "")[:1] in ("4", "5")), None)
    block = failed or delayed or silent
    if block is None:
        return None
    # A failed action is final whatever the class: 4.4.7 means that the server has given up.
    permanent = block is not delayed and (block is failed or block["status"].startswith("5"))
    text = block.get("diagnostic-code") or block.get("status", "")
    return Bounce(_report_recipient(block), permanent, text, "delivery report")


def _report_recipient(block: Mapping[str, str]) -> str | None:
    for name in ("original-recipient", "final-recipient", "x-actual-recipient"):
        found = ADDRESS.search(block.get(name, "").partition(";")[2] or block.get(name, ""))
        if found:
            return found[0].lower().strip(".")
    return None


def _only_good_news(blocks: tuple[Mapping[str, str], ...]) -> bool:
    actions = [block["action"].lower() for block in blocks if "action" in block]
    return bool(actions) and all(action.startswith(("delivered", "relayed", "expanded")) for action in actions)


# --- prose ------------------------------------------------------------------------------------------------------------


def _suspect(mail: ParsedMail) -> bool:
    """A mail server's name, or two lesser signs: a person who writes about a failed mail is not taken for one."""
    if (
        mail.headers.get("x-failed-recipients")
        or mail.content_type == "multipart/report"
        or _DAEMON.match(mail.from_address)
    ):
        return True
    signs = (
        _POSTMASTER.match(mail.from_address) or _DAEMON_NAME.search(mail.from_name),
        _SUBJECT.match(mail.subject),
        mail.header("return-path").replace(" ", "") == "<>",
        mail.auto_submitted.startswith("auto-") or not mail.from_address,
    )
    return bool(signs[0] or signs[1]) and sum(map(bool, signs)) + bool(_FAILED.search(mail.text[:3000])) >= 2


def _from_text(mail: ParsedMail, ours: frozenset[str]) -> Bounce | None:
    text = _notice(mail.text)
    reason = _FAILED.search(text) or _DELAYED.search(text)
    guess = _from_flufl(mail, ours)
    listed = ADDRESS.search(mail.header("x-failed-recipients"))
    if not (listed or reason or guess or _SUBJECT.match(mail.subject)):
        return None
    marked = listed[0].lower() if listed else _address(_MARKED, text, mail, ours)
    recipient = marked or (guess and guess.recipient) or _address(_IN_PROSE, text, mail, ours) or _returned_to(mail)
    line = text[text.rfind("\n", 0, reason.start()) + 1 :].partition("\n")[0].strip() if reason else mail.subject
    if not reason and guess:
        return Bounce(recipient, guess.permanent, line[:300], guess.rule)
    return Bounce(recipient, _permanent(f"{mail.subject}\n{text}"), line[:300], "failure notice")


def _notice(text: str) -> str:
    """The server's own words: what stands before the returned mail."""
    cut = next((found for found in _RETURNED.finditer(text[:20_000]) if found.start() > 80), None)
    return text[: cut.start()] if cut else text[:8000]


def _permanent(text: str) -> bool:
    """A server that neither waits nor names a temporary code has given up."""
    if _DELAYED.search(text) and not _GIVEN_UP.search(text):
        return False
    return bool(_GIVEN_UP.search(text) or _HARD.search(text) or not _SOFT.search(text))


def _address(patterns: tuple[re.Pattern[str], ...], text: str, mail: ParsedMail, ours: frozenset[str]) -> str | None:
    excluded = ours | {mail.from_address, *mail.to, *mail.delivered_to}
    for pattern in patterns:
        for found in pattern.finditer(text[:8000]):
            # « smtp:x@y », « [smtp=x@y] », « mailto:x@y »
            address = ADDRESS.search(re.sub(r"^.*(?:smtp|mailto|rfc822)[:=;]", "", found[1].lower()))
            if address and address[0] not in excluded and not _NOT_A_PERSON.match(address[0]):
                return address[0].rstrip(".")
    return None


def _returned_to(mail: ParsedMail) -> str | None:
    found = ADDRESS.search(next(iter(mail.returned_headers.get("to", ())), ""))
    return found[0].lower() if found else None


def _from_flufl(mail: ParsedMail, ours: frozenset[str]) -> Bounce | None:
    try:
        temporary, permanent = all_failures(_message(mail))
    except Exception:  # it raises IndexError on a From without an address, and whatever else on broken mails
        return None
    excluded = ours | {mail.from_address, *mail.to}
    for addresses, final in ((permanent, True), (temporary, False)):
        for address in sorted(bytes(a).decode("ascii", "replace").lower() for a in addresses):
            if address not in excluded:
                return Bounce(address, final, mail.subject, "flufl.bounce")
    return None


def _message(mail: ParsedMail) -> Message:
    """What flufl.bounce wants, without what it stumbles on: its detectors of prose read lines of text."""
    message = Message()
    message["From"], message["Subject"] = mail.from_address or "unknown", "failure"
    message["X-Mailer"] = mail.header("x-mailer").encode("ascii", "replace").decode()
    message.set_payload(mail.text[:20_000].encode("ascii", "replace").decode())
    return message
