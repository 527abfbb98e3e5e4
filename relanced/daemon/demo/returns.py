"""A mail that comes back: the report that a mail server writes (RFC 3464)."""

from __future__ import annotations

from datetime import datetime
from email import message_from_bytes, policy
from email.utils import format_datetime
from hashlib import sha256

REPORT = """\
Return-Path: <>
Date: {date}
From: MAILER-DAEMON@mx.localhost (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: {sender}
Message-ID: <{mark}@mx.localhost>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="{mark}"

--{mark}
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.localhost.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below.

<{recipient}>: host mx.{domain} said: 550 5.1.1
    <{recipient}>: Recipient address rejected: User unknown

--{mark}
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.localhost

Final-Recipient: rfc822; {recipient}
Original-Recipient: rfc822;{recipient}
Action: failed
Status: 5.1.1
Remote-MTA: dns; mx.{domain}
Diagnostic-Code: smtp; 550 5.1.1 <{recipient}>: Recipient address rejected: User unknown

--{mark}
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

{headers}
--{mark}--
"""

RETURNED = ("From", "To", "Subject", "Date", "Message-ID")


def returned(raw: bytes, recipient: str, sender: str, at: datetime) -> bytes:
    """The report to `sender` that `raw` could not be delivered to `recipient`, with the headers of `raw`."""
    mail = message_from_bytes(raw, policy=policy.compat32)
    report = REPORT.format(
        date=format_datetime(at),
        sender=sender,
        recipient=recipient,
        domain=recipient.rpartition("@")[2],
        mark=sha256(raw + recipient.encode()).hexdigest()[:24],
        headers="".join(f"{name}: {mail[name]}\n" for name in RETURNED if mail[name]),
    )
    return "\r\n".join(report.splitlines()).encode() + b"\r\n"
