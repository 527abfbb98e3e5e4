"""What every part of the shell works with: the settings, the store, the clock, and what derives from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from relanced.config import Settings
from relanced.config.window import Window
from relanced.core.creditor import Creditor
from relanced.core.law.law import Law
from relanced.core.policy import Policy
from relanced.daemon.clock import Clock
from relanced.daemon.keys import signing_key
from relanced.letters.templates import Templates
from relanced.store import Store, open_store
from relanced.store.decisions import When


@dataclass(frozen=True, slots=True)
class App:
    settings: Settings
    env: Mapping[str, str] = field(repr=False)
    store: Store
    clock: Clock
    policy: Policy
    law: Law
    window: Window
    creditor: Creditor
    templates: Templates
    key: bytes = field(repr=False)

    def when(self) -> When:
        now = self.clock.now()
        return When(now, self.policy.day(now))

    def today(self) -> date:
        return self.policy.day(self.clock.now())


def open_app(settings: Settings, env: Mapping[str, str], clock: Clock, *, apart: bool = False) -> App:
    """`apart`: a new schema is made in another process, so that this one stays small.

    Raises BadConfig, or EdgeError when the store cannot be opened.
    """
    return App(
        settings=settings,
        env=env,
        store=open_store(settings.store_url(env), apart=apart),
        clock=clock,
        policy=settings.policy(),
        law=settings.law.law(),
        window=settings.window,
        creditor=settings.creditor(),
        templates=load_templates(settings),
        key=signing_key(settings.state_directory(env)),
    )


def load_templates(settings: Settings) -> Templates:
    """The owner's folder first: one file can be replaced without copying the others."""
    own = [settings.templates] if settings.templates else []
    return Templates.load(*own)
