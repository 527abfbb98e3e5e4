"""Of whom a refusal speaks: a client's address is not given up for what is our own trouble."""

from __future__ import annotations

import pytest

from relanced.daemon.sending.verdict import CERTAIN, About, Stage, about

RCPT, BODY, MAIL = Stage.RCPT, Stage.BODY, Stage.MAIL

# In the manner of Postfix, Exim, qmail, Exchange, Sendmail and the large providers.
ANSWERS: list[tuple[Stage, int, str, About]] = [
    # the recipient
    (RCPT, 550, "5.1.1 <x@client.example>: Recipient address rejected: User unknown in mailbox table", "recipient"),
    (RCPT, 550, "5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup", "recipient"),
    (RCPT, 550, "5.4.1 Recipient address rejected: Access denied.", "recipient"),
    (RCPT, 550, "5.5.0 Requested action not taken: mailbox unavailable", "recipient"),
    (RCPT, 550, "5.2.1 The email account that you tried to reach is disabled", "recipient"),
    (RCPT, 550, "Unrouteable address", "recipient"),
    (RCPT, 550, "<relay@client.example> no such user here", "recipient"),
    (RCPT, 550, "<spf@reputation.example>: unknown", "recipient"),
    (RCPT, 551, "user not local; please try another path", "recipient"),
    (RCPT, 553, "5.3.0 <x@client.example>... User unknown", "recipient"),
    (RCPT, 556, "5.1.10 Recipient address has null MX", "recipient"),
    (RCPT, 550, "5.4.4 Unable to route: no mail hosts for domain", "recipient"),
    (RCPT, 550, "5.6.7 needs SMTPUTF8", "recipient"),
    (BODY, 550, "5.1.1 <x@client.example> unknown", "recipient"),
    (RCPT, 450, "4.2.0 <x@client.example>: greylisted", "recipient"),
    # its mailbox is full
    (RCPT, 552, "5.2.2 mailbox full", "full"),
    (RCPT, 552, "requested mail action aborted: exceeded storage allocation", "full"),
    (BODY, 554, "5.2.2 <x@client.example>: Quota exceeded", "full"),
    (RCPT, 452, "4.2.2 over quota", "full"),
    # this mail
    (MAIL, 552, "5.3.4 Message size exceeds fixed limit", "mail"),
    (MAIL, 552, "message too large", "mail"),
    (RCPT, 552, "5.2.3 Message length exceeds administrative limit", "mail"),
    (BODY, 552, "5.3.4 too big", "mail"),
    (BODY, 554, "5.6.0 Message content rejected", "mail"),
    (BODY, 550, "this looks like spam", "mail"),
    (BODY, 554, "transaction failed", "mail"),
    # us: the sender, the account, our address, our server
    (MAIL, 550, "5.1.1 no such user", "us"),
    (MAIL, 553, "5.7.1 <compta@creancier.example>: Sender address rejected: not owned by user x", "us"),
    (RCPT, 550, "5.7.1 Sender rejected", "us"),
    (RCPT, 550, "5.1.0 <compta@creancier.example>: Sender address rejected: User unknown in virtual alias table", "us"),
    (RCPT, 550, "5.1.8 <compta@creancier.example>: Sender address rejected: Domain not found", "us"),
    (RCPT, 553, "sender address rejected", "us"),
    (RCPT, 550, "Sender verify failed", "us"),
    (RCPT, 554, "5.7.1 <x@client.example>: Relay access denied", "us"),
    (RCPT, 550, "5.7.54 SMTP; Unable to relay recipient in non-accepted domain", "us"),
    (RCPT, 550, "relay not permitted", "us"),
    (RCPT, 553, "sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)", "us"),
    (RCPT, 554, "5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.example", "us"),
    (RCPT, 550, "your IP 192.0.2.1 is blacklisted", "us"),
    (RCPT, 550, "IP 192.0.2.1 is on a block list", "us"),
    (RCPT, 550, "5.7.25 The IP address sending this message does not have a PTR record", "us"),
    (RCPT, 550, "5.2.0 rejected due to the reputation of the sending network", "us"),
    (RCPT, 550, "SMTP authentication is required", "us"),
    (RCPT, 550, "5.7.13 User account disabled", "us"),
    (RCPT, 550, "5.4.5 Daily user sending limit exceeded: too many messages sent", "us"),
    (RCPT, 554, "no", "us"),
    (RCPT, 571, "delivery not authorized, message refused", "us"),
    (BODY, 550, "5.7.26 This mail is unauthenticated: DMARC policy", "us"),
    (BODY, 550, "SPF check failed", "us"),
    (RCPT, 450, "4.7.1 Client host rejected: cannot find your reverse hostname", "us"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("stage", "code", "words", "of"), ANSWERS, ids=[f"{row[0]} {row[1]} {row[2]}"[:60] for row in ANSWERS]
)
def test_a_refusal_speaks_of_the_recipient_of_the_mail_or_of_us(stage: Stage, code: int, words: str, of: str) -> None:
    assert about(stage, code, words) == of


@pytest.mark.parametrize("detail", CERTAIN)
def test_a_status_that_leaves_no_doubt_is_believed_whatever_the_words(detail: str) -> None:
    assert about(RCPT, 550, f"5.{detail} rejected by policy") is CERTAIN[detail]


@pytest.mark.parametrize("code", range(500, 600))
def test_nothing_that_is_said_to_the_sender_costs_a_recipient_his_address(code: int) -> None:
    assert about(MAIL, code, "no") in (About.US, About.MAIL)
