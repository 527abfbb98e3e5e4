"""Delivery failures: the standard reports (RFC 3464), and the prose of the servers that write none.

More than half of real bounces carry no machine-readable part. What the tables here do not know goes to flufl.bounce.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from email import message_from_bytes

from flufl.bounce import all_failures

from relanced.reading.headers import ADDRESS, message_ids
from relanced.reading.mime import ParsedMail


@dataclass(frozen=True, slots=True)
class Bounce:
    """`permanent` is False for a mere delay; None when the text does not tell. `text` is the server's own reason."""

    recipient: str | None
    permanent: bool | None
    text: str
    rule: str


# --- who sends such mail ----------------------------------------------------------------------------------------------

_DAEMON = re.compile(
    r"^(?:mailer-?daemon|postmaster|mail-?daemon|mdaemon|maildaemon|mailerdaemon|mail-delivery|delivery-?status|"
    r"microsoftexchange\w*|bounces?|no-?reply-bounce|mailadm|mail\.daemon|mta|non-?remis|double-bounce)\b",
    re.I,
)
_SUBJECT = re.compile(
    r"^(?:\[[^\]]{1,30}\]\s*)?(?:"
    r"undeliver(?:able|ed)|delivery (?:status notification|failure|has failed|report|problem|error|delayed|incomplete)|"
    r"failure notice|failed (?:mail|delivery|message)|mail (?:delivery|system error|could not)|message (?:delivery"
    r"|could not|"
    r"undeliverable|not delivered|delayed)|returned (?:mail|to sender|message|e-?mail)|"
    r"non[- ](?:remis|distribuable|délivré|distribué)|non remise|(?:message|courriel|courrier|e-?mail"
    r"|mail)s? (?:non |n['’]a pas |"
    r"électronique non )(?:été )?(?:remis|distribu|délivr|transmis|envoy|acheminé)|"
    r"(?:échec|echec|erreur|problème|retard) (?:de |d['’]|dans |lors de )?(?:la |l['’])?(?:remise|livraison"
    r"|distribution|envoi|"
    r"acheminement|expédition|transmission)|rapport de non-?remise|rapport d['’](?:échec|erreur|état)|"
    r"notification (?:d['’]état|de non|d['’]échec|de remise)|avis de non-?remise|retour (?:à|a) l['’](?:expéditeur"
    r"|envoyeur)|"
    r"warning: (?:could not send|message|e-?mail)|could not (?:deliver|send)|unzustellbar|unable to deliver|rejected|"
    r"nondeliverable|ndn:|relayed:|delayed:|différé|retardé|adresse introuvable|address not found|"
    r"message (?:block|reject)ed|automatically rejected mail"
    r")",
    re.I,
)
_FAILED = re.compile(
    r"(?:could ?n['o]t|can ?n[o']t|couldn['’]t|was not|wasn['’]t|has not been|unable to|not able to|failed to"
    r"|failure to|impossible to)"
    r"\s(?:be\s)?(?:deliver|sen[dt]|relay|reach|transmi|accept|find)"
    r"|delivery (?:to|failed|has failed|of your|attempts?)|undeliver|permanent (?:fatal )?error|"
    r"(?:user|recipient|mailbox|account|address|utilisateur|destinataire|adresse|compte|boîte)[^.\n]{0,60}(?:unknown"
    r"|not found|"
    r"does ?n[o'’]t exist|no longer|disabled|unavailable|rejected|full|over quota|inactive|inconnue?|n['’]existe pas"
    r"|introuvable|"
    r"désactivée?|pleine|saturée?|indisponible|invalide|refusée?|n['’]est plus|n['’]a pas été trouvé)"
    r"|(?:n['’]a|n['’]ont) (?:pas |pu |)(?:pas |pu )?(?:encore )?(?:être |été )?(?:remis|distribu|délivr|transmis"
    r"|achemin|livr|envoy)"
    r"|(?:ne peut|n['’]a pu|impossible)[^.\n]{0,30}(?:être )?(?:remettre|remis|distribu|délivr|transm|achemin|livr"
    r"|envoy)"
    r"|non remis|non distribué|échec de (?:la )?(?:remise|distribution|livraison)|no such (?:user|recipient|mailbox)"
    r"|\b5\d\d[ -]5\.\d\.\d|\b4\d\d[ -]4\.\d\.\d|\b(?:550|551|552|553|554)\b[ -:]",
    re.I,
)
_DELAYED = re.compile(
    r"\bdelay|will (?:be re-?tried|keep trying|continue|retry|try again)|still (?:trying|being)"
    r"|do not need to resend|no action is|"
    r"not yet been|has not been delivered yet|warning(?: message)? only|temporar(?:y|ily) (?:problem|deferred|failure)|"
    r"retard[ée]|n['’]a pas encore|nouvelles? tentatives?|(?:continuer|poursuiv)[^.\n]{0,40}tent|sera (?:retent"
    r"|réessay)|"
    r"nous (?:allons|continuerons)[^.\n]{0,30}(?:essayer|tent)|différé|aucune action",
    re.I,
)
_GIVEN_UP = re.compile(
    r"giv(?:e|ing|en) up|permanent|will not be retried|final|expired|too long|i['’]ve given up|abandonn|définiti|"
    r"failed permanently|échec définitif",
    re.I,
)
_HARD = re.compile(
    r"\b5\.\d{1,3}\.\d{1,3}\b|\b55[0-4]\b|unknown user|user unknown|no such (?:user|recipient|mailbox)"
    r"|does ?n[o'’]t exist|"
    r"not found|introuvable|n['’]existe pas|inconnue?\b|address rejected|disabled|désactivée?",
    re.I,
)
_SOFT = re.compile(r"\b4\.\d{1,3}\.\d{1,3}\b|\b4[25]\d\b(?= )", re.I)

# Where the failed address stands in the prose, the surest form first.
_RECIPIENT = tuple(
    re.compile(pattern, re.I | re.M)
    for pattern in (
        r"^\s*(?:final-recipient|original-recipient)\s*:\s*(?:rfc822|utf-8)\s*;\s*<?([^\s<>;]+@[^\s<>;]+)",
        r"^\s*<([^\s<>]{1,64}@[^\s<>]+)>\s?[:(]",
        r"^\s*(?:to|à|recipient|destinataire|adresse|address|pour)\s*:\s*<?([^\s<>;]+@[^\s<>;]+)",
        r"(?:deliver(?:ed|y)?(?: your message| it)? to|recipients?(?: address)?(?:es)?|remis(?:e)?|distribué|délivré"
        r"|envoyé|transmis|destinataires?"
        r"|groupes?|adresse|address|introuvable|user)\b[^@]{0,160}?[\s<(:'\"«]([^\s<>()'\"«»;,]{1,64}@[\w.-]+)",
        r"^\s*<?([^\s<>()'\";,]{1,64}@[\w.-]+)>?\s*(?:$|\s[-–:])",
        r"(?:rcpt to|said|rejected|unknown)[^@]{0,80}?<([^\s<>]{1,64}@[^\s<>]+)>",
        r"<([^\s<>]{1,64}@[^\s<>]+)>",
    )
)


def bounce(mail: ParsedMail, ours: frozenset[str] = frozenset()) -> Bounce | None:
    """The failure that `mail` reports, or None. `ours`: our addresses, which are never the failed one."""
    if mail.delivery_status:
        found = _from_report(mail.delivery_status)
        if found or _only_good_news(mail.delivery_status):
            return found
    if not _suspect(mail):
        return None
    return _from_text(mail, ours) or _from_flufl(mail, ours)


def is_delivery_receipt(mail: ParsedMail) -> bool:
    """Did the server confirm a delivery? Such a report is no bounce."""
    return _only_good_news(mail.delivery_status)


def failed_message_id(mail: ParsedMail) -> str | None:
    """The Message-ID of the mail that came back: in the returned headers, else quoted, else in the references."""
    returned = message_ids(list(mail.returned_headers.get("message-id", ())))
    quoted = re.search(r"^[>\s]*message-id\s*:\s*(<[^<>\s]+>)", mail.text, re.I | re.M)
    candidates = (*returned, *((quoted[1],) if quoted else ()), *mail.in_reply_to, *reversed(mail.references))
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
    """Two independent signs of a mail server, so that a person who writes about a failed mail is not taken for one."""
    if mail.headers.get("x-failed-recipients") or mail.content_type == "multipart/report":
        return True
    empty_path = mail.header("return-path").replace(" ", "") == "<>"
    daemon = bool(_DAEMON.match(mail.from_address)) or bool(
        re.search(r"mailer.daemon|mail delivery", mail.from_name, re.I)
    )
    subject = bool(_SUBJECT.match(mail.subject))
    automatic = mail.auto_submitted.startswith("auto-") or not mail.from_address
    text = bool(_FAILED.search(mail.text[:3000]))
    return (daemon and (subject or text or empty_path)) or (subject and text) or (subject and (empty_path or automatic))


def _from_text(mail: ParsedMail, ours: frozenset[str]) -> Bounce | None:
    text = _notice(mail.text)
    listed = ADDRESS.search(mail.header("x-failed-recipients"))
    if not listed and not _FAILED.search(text) and not _DELAYED.search(text) and not _SUBJECT.match(mail.subject):
        return None
    recipient = listed[0].lower() if listed else _recipient(text, mail, ours)
    reason = _FAILED.search(text) or _DELAYED.search(text)
    line = text[text.rfind("\n", 0, reason.start()) + 1 :].partition("\n")[0].strip() if reason else mail.subject
    return Bounce(recipient, _permanent(f"{mail.subject}\n{text}"), line[:300], "failure notice")


def _notice(text: str) -> str:
    """The server's own words: what stands before the returned mail."""
    cut = re.search(
        r"^.{0,12}(?:this is a copy of|below this line|message headers follow|original message|returned message"
        r"|message d['’]origine|"
        r"en-têtes|copy of the message|copie (?:de votre|du) message|received: (?:from|by)|return-path:).*$",
        text[:20_000],
        re.I | re.M,
    )
    return text[: cut.start()] if cut and cut.start() > 80 else text[:8000]


def _permanent(text: str) -> bool | None:
    if _DELAYED.search(text) and not _GIVEN_UP.search(text):
        return False
    if _GIVEN_UP.search(text) or _HARD.search(text):
        return True
    return False if _SOFT.search(text) else None


def _recipient(text: str, mail: ParsedMail, ours: frozenset[str]) -> str | None:
    excluded = ours | {mail.from_address, *mail.to, *mail.delivered_to}
    for pattern in _RECIPIENT:
        for found in pattern.finditer(text[:8000]):
            address = found[1].lower().strip(".<>:;,'\"")
            if address not in excluded and not _DAEMON.match(address):
                return address
    returned = next(iter(mail.returned_headers.get("to", ())), "")
    found_to = ADDRESS.search(returned)
    return found_to[0].lower() if found_to else None


def _from_flufl(mail: ParsedMail, ours: frozenset[str]) -> Bounce | None:
    try:
        temporary, permanent = all_failures(message_from_bytes(mail.raw))
    except Exception:  # it raises IndexError on a From without an address, and whatever else on broken mails
        return None
    for addresses, final in ((permanent, True), (temporary, False)):
        for address in sorted(bytes(a).decode("ascii", "replace").lower() for a in addresses):
            if address not in ours:
                return Bounce(address, final, mail.subject, "flufl.bounce")
    return None
