"""``relanced backup``: a whole copy of the store, made while the daemon works, and read again before it counts."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.engine import make_url

from relanced.commands.opening import opened
from relanced.commands.output import emit, say
from relanced.commands.verify import found, show
from relanced.errors import BadInput, Exit, Fault
from relanced.store import copies
from relanced.store.verification import Verified, verify


def backup(config: Path | None, target: Path, as_json: bool) -> int:
    """Into `target`, or a file of its own in it when it is a folder; 1 when what was copied has faults.

    Raises BadInput when it is there already or is damaged, EdgeError when it cannot be written.
    """
    with opened(config) as app:
        refuse_shared(app.settings.store_url(app.env), "pg_dump --format=custom --file=relanced.dump")
        now = app.clock.now()
        place = target / f"relanced-{now:%Y-%m-%dT%H%M%SZ}.db" if target.is_dir() else target
        draft = place.with_name(f"{place.name}.partial")
        if fault := _in_the_way(place, draft):
            raise BadInput([fault])
        copies.make(app.store, draft, now.isoformat())
    try:
        with copies.reading(draft) as connection:
            done = verify(connection)
        copies.put(draft, place)
    finally:
        draft.unlink(missing_ok=True)
    _tell(place, done, as_json)
    return Exit.FAILED if done.faults else Exit.DONE


def refuse_shared(url: str, instead: str) -> None:
    """PostgreSQL has tools of its own, which copy it in one moment too."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        bare = parsed._replace(password=None).render_as_string()
        raise BadInput([Fault("store.url", "is a PostgreSQL database", f"{instead} '{bare}'")])


def _in_the_way(place: Path, draft: Path) -> Fault | None:
    if not place.parent.is_dir():
        return Fault(str(place.parent), "is no folder", "make it first, with mode 700")
    for path in (place, draft):
        if path.exists():
            return Fault(str(path), "is there already", "nothing is ever overwritten")
    return None


def _tell(place: Path, done: Verified, as_json: bool) -> None:
    size = place.stat().st_size
    if as_json:
        emit({"file": str(place), "bytes": size, **found(done)})
        return
    say(f"{place}: {size} bytes, read again")
    show(done)
    say("It holds no password and no key: keep /etc/relanced, token.key and oauth.json apart.")
