"""``relanced dossier insolvency``: a judgment has opened a procedure, and nothing is chased any more."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from relanced.commands.dossier_page import insolvency as insolvency_object
from relanced.commands.opening import known, opened
from relanced.commands.output import emit, say
from relanced.commands.typed import day
from relanced.core.deciding.insolvency import declare_by
from relanced.core.dossier import Dossier
from relanced.core.events import InsolvencyOpened
from relanced.core.law.notice import NOTICE
from relanced.core.reasons import Reason
from relanced.daemon import change
from relanced.errors import BadInput, Fault


def opened_on(
    config: Path | None,
    reference: str,
    judgment: str | None,
    published: str | None,
    declared: str | None,
    as_json: bool,
) -> None:
    """Raises BadInput for days that cannot be."""
    options = (("--judgment", judgment), ("--published", published), ("--declared", declared))
    days = [day(text, option) if text else None for option, text in options]
    event = InsolvencyOpened(*days)
    with opened(config) as app:
        with app.store.begin() as connection:
            dossier = known(connection, reference)
        _possible(dossier, event, app.today())
        decision = change.happen(app, dossier.reference, event).decision
    if decision.reason is Reason.STATUS_FORBIDS:
        raise BadInput([Fault(dossier.reference, f"is {dossier.status}: there is nothing to declare")])
    after = decision.dossier
    if as_json:
        emit({"reference": after.reference, "status": after.status, "insolvency": insolvency_object(after)})
        return
    say(f"{after.reference}: it is {after.status}; nothing is chased any more")
    if (last := declare_by(after.insolvency)) and not (after.insolvency and after.insolvency.declared_on):
        unsure = "" if last.sure else ", counted from the judgment; --published says when it was in the BODACC"
        say(f"declare the claim by {last.last_on}{unsure}")
    say(NOTICE["en"])


def _possible(dossier: Dossier, event: InsolvencyOpened, today: date) -> None:
    told = {"--judgment": event.judgment_on, "--published": event.published_on, "--declared": event.declared_on}
    late = [Fault(option, f"{on} is still to come") for option, on in told.items() if on and on > today]
    judged = event.judgment_on or (dossier.insolvency.judgment_on if dossier.insolvency else None)
    if judged is None:
        late.append(Fault("--judgment", "is missing", "the day of the judgment that opened the procedure"))
    later = (event.published_on, event.declared_on)
    late += [Fault(str(on), f"is before the judgment of {judged}") for on in later if on and judged and on < judged]
    if late:
        raise BadInput(late)
