"""Where an installed relanced keeps things, so that a person's command sees what the service sees."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

ETC = Path("/etc/relanced")
STATES = Path("/var/lib")
MAIN = "config"


def environment(config: Path, env: Mapping[str, str]) -> dict[str, str]:
    """`env`, and for a configuration in /etc/relanced what systemd would have added to it (see systemd/).

    ``config.yaml`` is relanced.service's; ``NAME.yaml`` is the instance relanced@NAME's.
    """
    if config.absolute().parent != ETC:
        return dict(env)
    name = "" if config.stem == MAIN else config.stem
    usual = {
        "STATE_DIRECTORY": str(STATES / (f"relanced-{name}" if name else "relanced")),
        "CREDENTIALS_DIRECTORY": str(ETC / "credentials" / name),
    }
    return {**usual, **env}
