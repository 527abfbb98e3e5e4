"""What stands under every legal figure, day or condition that is shown to people."""

from __future__ import annotations

NOTICE: dict[str, str] = {
    "fr": "Ce document expose des faits et des calculs\u00a0; il ne constitue pas un conseil juridique.",
    "en": "This states facts and computations; it is not legal advice.",
}
