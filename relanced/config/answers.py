"""The section `answers`: which mails a client is answered by without anybody's asking."""

from __future__ import annotations

from pydantic import Field

from relanced.config.models import Section
from relanced.core.deciding.answers import ANSWERING

# These are no setting: without them a promise or an unclear answer would be forgotten.
ALWAYS = frozenset({"question", "broken_promise"})


class Answers(Section):
    """What a client is answered at once, each of which can be switched off."""

    promise_noted: bool = Field(True, description="He promises: the day and the amount are noted.")
    dispute_noted: bool = Field(True, description="He disputes: a person will answer; the rest remains due.")
    claim_noted: bool = Field(True, description="He says that he has paid: thanks, and what would help to find it.")
    claim_not_found: bool = Field(True, description="The bank does not know of that payment: he is asked about it.")
    delay_noted: bool = Field(True, description="He asks for time or instalments: a person decides.")
    delay_granted: bool = Field(True, description="You grant the time asked for (`relanced task done ID --until DAY`).")
    delay_refused: bool = Field(True, description="You refuse it (`relanced task done ID --refuse`).")
    plan_refused: bool = Field(True, description="You refuse instalments (`relanced task done ID --refuse`).")
    copy_sent: bool = Field(
        True, alias="copy", description="He asks for a copy of an invoice whose file is there: it is attached."
    )
    thanks: bool = Field(True, description="A payment settles what he was reminded of.")
    call_recap: bool = Field(True, description="You have spoken on the telephone: what was said, in writing.")
    reply_within: int = Field(
        5, ge=1, le=60, description="Business days within which he is told to expect your own answer."
    )

    def switched_on(self) -> frozenset[str]:
        """The steps that may leave."""
        named = {field.alias or name for name, field in type(self).model_fields.items()}
        on = {field.alias or name for name, field in type(self).model_fields.items() if getattr(self, name) is True}
        return frozenset(ANSWERING) - (named - on)
