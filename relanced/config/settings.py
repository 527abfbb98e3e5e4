"""The settings as a whole, and what the rest of the program takes from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import Field, PrivateAttr, field_validator, model_validator

from relanced.config.answers import Answers
from relanced.config.fields import Addresses, Folder, wrong
from relanced.config.law import LawSettings
from relanced.config.models import (
    Company,
    Grouping,
    Import,
    Mailbox,
    Plans,
    Retention,
    Risk,
    Section,
    Security,
    Sending,
    SignedBy,
    Smtp,
    Store,
    Summary,
    Waits,
)
from relanced.config.monitoring import Monitoring
from relanced.config.oauth import OAuth
from relanced.config.scenarios import ScenarioRows
from relanced.config.secrets import Password
from relanced.config.window import Window
from relanced.core.chase.scenario import Scenario
from relanced.core.chase.shipped import SHIPPED
from relanced.core.creditor import Creditor
from relanced.core.law.law import NEVER
from relanced.core.plan import PlanLimits
from relanced.core.policy import Policy
from relanced.core.risk.alerts import Thresholds
from relanced.core.workdays import Workdays
from relanced.errors import BadConfig, Fault

# Section and key that, left out, take the value of another.
INHERITED = (
    ("mailbox", "username", "email"),
    ("smtp", "username", "email"),
    ("smtp", "from", "email"),
    ("summary", "to", "email"),
    ("summary", "language", "language"),
)
WITH_DEFAULTS = (
    "store",
    "sending",
    "waits",
    "plans",
    "answers",
    "law",
    "summary",
    "monitoring",
    "retention",
    "risk",
    "import",
)


class Settings(Section):
    """The whole file. Made by `load`; `mailbox` and `smtp` may be absent, for what needs no server."""

    company: Company = Field(description="Your company.")
    mailbox: Mailbox | None = Field(None, description="The mailbox that replies come to (IMAP).")
    smtp: Smtp | None = Field(None, description="The server that mail leaves through.")
    oauth: OAuth | None = Field(
        None,
        description="Signing in once (`relanced check --login`) instead of passwords, for the servers that have none "
        "above: Google, Microsoft 365 and others that take tokens.",
    )
    store: Store = Field(description="The database.")
    sending: Sending = Field(description="When mail may leave.")
    scenarios: tuple[ScenarioRows, ...] = Field((), description="Which reminder leaves when.")
    senders: dict[str, SignedBy] = Field(
        default_factory=dict, description="Who may sign a step in your stead: a name, and below it:"
    )
    waits: Waits = Field(description="How long relanced waits, in business days unless it says otherwise.")
    answers: Answers = Field(description="What clients are answered at once: at most one mail a day, three in a week.")
    law: LawSettings = Field(description="What the law and your contracts give you against late payers: docs/law.md.")
    plans: Plans = Field(description="What relanced drafts when a client asks to pay in parts.")
    summary: Summary = Field(description="The daily mail to you.")
    monitoring: Monitoring = Field(description="Signs of life and of trouble, for whoever watches.")
    retention: Retention = Field(description="How long what is over is kept.")
    owners: Addresses = Field(
        (),
        description="Addresses that may give orders by mail, one or a list: kept for a later version, no order is "
        "taken by mail yet.",
    )
    grouping: Grouping = Field(
        Grouping.CUSTOMER, description="One dossier a `customer`, with all his invoices, or one an `invoice`."
    )
    templates: Folder | None = Field(None, description="Folder of your own templates, which replace the shipped ones.")
    risk: Risk = Field(description="What you are warned of about a customer, once, in the summary.")
    imports: Import = Field(alias="import", description="How your files are read.")

    _folder: Path = PrivateAttr(default=Path())

    @model_validator(mode="before")
    @classmethod
    def _inherit(cls, data: Any) -> Any:
        """The owner writes his address once."""
        if not isinstance(data, dict):
            return data
        company = data.get("company")
        data = {**{section: {} for section in WITH_DEFAULTS}, **data}
        for section, key, source in INHERITED:
            if isinstance(company, dict) and source in company and isinstance(data.get(section), dict):
                data[section] = {key: company[source], **data[section]}
        if "oauth" in data and isinstance(data.get("mailbox"), dict):
            data["mailbox"] = {"password": None, **data["mailbox"]}
        return data

    @field_validator("scenarios")
    @classmethod
    def _last_for_all(cls, scenarios: tuple[ScenarioRows, ...]) -> tuple[ScenarioRows, ...]:
        names = [s.name for s in scenarios]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice:
            raise wrong(f"has two scenarios named {twice}", "give each a name of its own")
        unreached = next((s.name for s in scenarios[:-1] if s.when is None), None)
        if unreached:
            raise wrong(f"has scenarios that are never reached: {unreached} is for everybody", "put it last")
        if scenarios and scenarios[-1].when is not None:
            raise wrong(f"has no scenario for the others: {names[-1]} has a when", "end with one that has none")
        return scenarios

    @model_validator(mode="after")
    def _known_senders(self) -> Settings:
        for row in self.scenarios:
            for step in row.steps:
                if step.sender and step.sender not in self.senders:
                    known = ", ".join(self.senders) or "none yet"
                    raise wrong(f"has {step.name} of {row.name} signed by {step.sender}", f"senders has: {known}")
        return self

    @model_validator(mode="after")
    def _known_steps(self) -> Settings:
        names = {step.name for scenario in self._scenarios() for step in scenario.steps} | {NEVER}
        for key in ("figures_from", "mention_from"):
            step = getattr(self.law, key)
            if key in self.law.model_fields_set and step not in names:
                raise wrong(f"has law.{key} at {step}, which is no step", f"one of {', '.join(sorted(names))}")
        return self

    def model_post_init(self, context: Any) -> None:
        self._folder = Path((context or {}).get("folder", "."))

    @cached_property
    def workdays(self) -> Workdays:
        return Workdays(frozenset(self.sending.days), _holidays(self.sending.holidays))

    @cached_property
    def window(self) -> Window:
        sending = self.sending
        return Window(sending.timezone, self.workdays, sending.opens, sending.closes)

    @property
    def columns(self) -> Mapping[str, str]:
        """The owner's headers and the names they stand for."""
        return dict(self.imports.columns)

    def policy(self) -> Policy:
        return Policy(
            timezone=self.sending.timezone,
            workdays=self.workdays,
            scenarios=self._scenarios(),
            ledger_limit=self.sending.ledger_max_age,
            answers=self.answers.switched_on(),
            reply_within=self.answers.reply_within,
            plans=PlanLimits(**self.plans.model_dump()),
            **self.waits.model_dump(),
        )

    def thresholds(self) -> Thresholds:
        return Thresholds(**self.risk.model_dump())

    def creditor(self) -> Creditor:
        company = self.company
        return Creditor(**{**company.model_dump(), "signature": company.signature or company.name})

    def state_directory(self, env: Mapping[str, str]) -> Path:
        """systemd's StateDirectory=, else ``state`` beside the configuration file; it may not exist yet."""
        given = env.get("STATE_DIRECTORY", "").split(":")[0]
        return Path(given or self._folder / "state").absolute()

    def store_url(self, env: Mapping[str, str]) -> str:
        """The database's URL, with its password; by default an SQLite file in the state directory."""
        if not self.store.url:
            return f"sqlite:///{self.state_directory(env) / 'relanced.db'}"
        scheme, slashes, rest = self.store.url.partition("sqlite:///")
        if slashes and not scheme:
            return f"sqlite:///{Path(self._folder, rest).absolute()}"
        return self._with_password(env)

    def need_mailbox(self) -> Mailbox:
        """Raises BadConfig when the file names none."""
        if not self.mailbox:
            raise BadConfig([Fault("mailbox", "is missing", "relanced must know which mailbox to read")])
        return self.mailbox

    def need_smtp(self) -> Smtp:
        """Raises BadConfig when the file names none."""
        if not self.smtp:
            raise BadConfig([Fault("smtp", "is missing", "relanced must know which server mail leaves through")])
        return self.smtp

    def need_oauth(self) -> OAuth:
        """Raises BadConfig when the file has none."""
        if not self.oauth:
            raise BadConfig(
                [Fault("oauth", "is missing", "signing in is for a provider that takes tokens: see docs/settings.md")]
            )
        return self.oauth

    def by_token(self, server: Mailbox | Smtp) -> bool:
        """Does relanced log in there with a token? A relay on this very machine asks for no login, and gets none."""
        relay = server is self.smtp and server.security is Security.PLAIN
        return self.oauth is not None and server.password is None and not relay

    def missing_secrets(self, env: Mapping[str, str]) -> list[Fault]:
        """Passwords that are not where the file says."""
        faults: list[Fault] = []
        for place, password in self.passwords().items():
            try:
                password.reveal(env, place)
            except BadConfig as error:
                faults += error.faults
        return faults

    def passwords(self) -> dict[str, Password]:
        sections = {"mailbox": self.mailbox, "smtp": self.smtp, "store": self.store}
        found = {f"{name}.password": s.password for name, s in sections.items() if s and s.password}
        if self.oauth and self.oauth.client_secret:
            found["oauth.client_secret"] = self.oauth.client_secret
        return found

    def _scenarios(self) -> tuple[Scenario, ...]:
        gap = self.sending.minimum_gap_days
        shipped = tuple(replace(scenario, minimum_gap_days=gap) for scenario in SHIPPED)
        return tuple(rows.scenario(gap) for rows in self.scenarios) or shipped

    def _with_password(self, env: Mapping[str, str]) -> str:
        from sqlalchemy.engine import make_url

        url = self.store.url or ""
        if not self.store.password:
            return url
        secret = self.store.password.reveal(env, "store.password")
        return make_url(url).set(password=secret).render_as_string(hide_password=False)


def _holidays(place: str) -> Any:
    if place == "none":
        return frozenset()
    from holidays import country_holidays

    country, _, part = place.partition("-")
    return country_holidays(country, subdiv=part or None)
