"""Signing in at a provider that takes tokens instead of passwords (OAuth 2.0, RFC 6749)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any
from urllib.parse import SplitResult, urlsplit

from pydantic import AfterValidator, Field, ValidationInfo, field_validator, model_validator

from relanced.config.fields import CONTROL, HOST, File, Line, is_loopback, wrong
from relanced.config.models import Section
from relanced.config.secrets import Password


class Provider(StrEnum):
    GOOGLE = "google"
    MICROSOFT = "microsoft"
    CUSTOM = "custom"


class Flow(StrEnum):
    """DEVICE: a short code is typed on any browser (RFC 8628). CODE: the browser's address is pasted (RFC 8252)."""

    DEVICE = "device"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Endpoints:
    """A provider's addresses; None where it has none, or none that grants access to mail."""

    token_url: str
    device_url: str | None
    auth_url: str | None
    scope: str

    @property
    def flow(self) -> Flow:
        return Flow.DEVICE if self.device_url else Flow.CODE


# Google's device endpoint answers invalid_scope for mail (googleapis/oauth2client 88), and its token endpoint gives a
# refresh token only to who asks for access offline and for consent.
KNOWN: Mapping[Provider, Endpoints] = {
    Provider.GOOGLE: Endpoints(
        token_url="https://oauth2.googleapis.com/token",
        device_url=None,
        auth_url="https://accounts.google.com/o/oauth2/v2/auth?access_type=offline&prompt=consent",
        scope="https://mail.google.com/",
    ),
    Provider.MICROSOFT: Endpoints(
        token_url="https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token",
        device_url="https://login.microsoftonline.com/{tenant}/oauth2/v2.0/devicecode",
        auth_url="https://login.microsoftonline.com/{tenant}/oauth2/v2.0/authorize",
        scope="https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access",
    ),
}


def _url(text: str) -> str:
    parts = _split(text)
    safe = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname or ""))
    if not safe or not HOST.fullmatch(parts.hostname or "") or "@" in parts.netloc:
        raise wrong("is not a secure web address", "https://… as your provider's documentation gives it")
    return text


def _split(text: str) -> SplitResult:
    try:
        parts = urlsplit("" if CONTROL.search(text) or " " in text else text)
        return parts if parts.port != 0 else urlsplit("")
    except ValueError:  # brackets that do not close, a port that is no number
        return urlsplit("")


def _tenant(text: str) -> str:
    if not HOST.fullmatch(text):
        raise wrong("is not a directory's name", "its number or its domain, as the Entra portal shows it")
    return text


Url = Annotated[str, AfterValidator(_url)]
Tenant = Annotated[str, AfterValidator(_tenant)]


class OAuth(Section):
    """How relanced gets the tokens with which it logs in to both servers."""

    provider: Provider = Field(
        description="Who runs the mailbox: `google`, `microsoft`, or `custom` with the addresses below."
    )
    client_id: Line = Field(description="Identifier of the application that you registered at the provider.")
    client_secret: Password | None = Field(
        None, description="Where its secret is, if it has one (Google gives one): as for a password."
    )
    flow: Flow | None = Field(
        None,
        description="How you sign in: `device`, a short code typed in any browser, or `code`, an address pasted back.",
        json_schema_extra={"default": "`device` where the provider has it (Google has not)"},
    )
    tenant: Tenant = Field("common", description="For `microsoft`: number or domain of your company's directory.")
    token_url: Url | None = Field(None, description="For `custom`: where tokens are given.")
    device_url: Url | None = Field(None, description="For `custom`: where `device` starts.")
    auth_url: Url | None = Field(None, description="For `custom`: where `code` starts.")
    scope: Line | None = Field(None, description="For `custom`: what is asked for, such as `imap smtp offline_access`.")
    ca_file: File | None = Field(
        None, description="For `custom`: certificates of your own authority (PEM); without it, those of the system."
    )

    @field_validator("tenant", "token_url", "device_url", "auth_url", "scope", "ca_file")
    @classmethod
    def _of_this_provider(cls, value: Any, info: ValidationInfo) -> Any:
        needed = Provider.MICROSOFT if info.field_name == "tenant" else Provider.CUSTOM
        given = info.data.get("provider", needed)
        if given is not needed:
            raise wrong(f"is for provider: {needed} only", f"remove it: provider: {given} needs none")
        return value

    @model_validator(mode="after")
    def _whole(self) -> OAuth:
        if self.provider is Provider.CUSTOM and not self.token_url:
            raise wrong("does not say where tokens are given", "token_url: https://…, and device_url or auth_url")
        found = self.endpoints()
        if not found.device_url and not found.auth_url:
            raise wrong("does not say where signing in starts", "device_url: https://… or auth_url: https://…")
        if self.flow is Flow.DEVICE and not found.device_url:
            raise wrong("cannot sign in by flow: device here", "flow: code, or leave flow out")
        if self.flow is Flow.CODE and not found.auth_url:
            raise wrong("cannot sign in by flow: code here", "flow: device, or leave flow out")
        return self

    @property
    def signs_in_by(self) -> Flow:
        return self.flow or self.endpoints().flow

    def endpoints(self) -> Endpoints:
        if self.provider is Provider.CUSTOM:
            return Endpoints(self.token_url or "", self.device_url, self.auth_url, self.scope or "")
        known = KNOWN[self.provider]
        device_url, auth_url = (url and url.format(tenant=self.tenant) for url in (known.device_url, known.auth_url))
        return Endpoints(known.token_url.format(tenant=self.tenant), device_url, auth_url, known.scope)
