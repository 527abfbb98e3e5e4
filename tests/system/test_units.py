"""The systemd units, as far as they can be judged without starting anything."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.support.needs import need
from tests.support.processes import run

UNITS = Path(__file__).parents[2] / "systemd"
ONE, MANY = UNITS / "relanced.service", UNITS / "relanced@.service"
INSTALLED = "/opt/relanced/bin/relanced"
# systemd counts exposure in tenths here: 13 is 1.3 of 10
THRESHOLD = 13


@pytest.fixture(params=[ONE, MANY], ids=lambda unit: unit.name)
def unit(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The unit as it is, but that the program it starts is one that exists here."""
    need(["systemd-analyze"])
    original: Path = request.param
    assert INSTALLED in original.read_text()
    copy = tmp_path / original.name
    copy.write_text(original.read_text().replace(INSTALLED, sys.executable))
    return copy


def test_systemd_understands_every_line_of_the_unit(unit: Path) -> None:
    run(["systemd-analyze", "verify", "--man=no", "--recursive-errors=yes", unit])


def test_a_line_that_systemd_does_not_understand_would_be_found(unit: Path) -> None:
    unit.write_text(unit.read_text().replace("ProtectClock=", "ProtectClocks="))
    with pytest.raises(RuntimeError, match="ProtectClocks"):
        run(["systemd-analyze", "verify", "--man=no", "--recursive-errors=yes", unit])


def test_the_service_exposes_the_machine_to_little(unit: Path) -> None:
    run(["systemd-analyze", "security", "--offline=true", f"--threshold={THRESHOLD}", unit])


def test_the_unit_for_several_creditors_says_the_same_as_the_unit_for_one() -> None:
    own = {"User=relanced"}
    for_one = {line.replace("config.yaml", "%i.yaml") for line in directives(ONE)}
    for_many = {line.replace("/%i/", "/").removesuffix("-%i").removesuffix(" of %i") for line in directives(MANY)}
    assert for_many - own == for_one


def directives(unit: Path) -> list[str]:
    return [line for line in unit.read_text().splitlines() if "=" in line and not line.startswith("#")]
