"""The configuration: what a short file gives, and how a bad one is refused."""

from __future__ import annotations

import json
import re
from datetime import date, time
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from relanced.config import Settings, find, load
from relanced.core.chase.scenario import Anchor, Unit
from relanced.core.chase.shipped import DEFAULT
from relanced.core.policy import Policy
from relanced.errors import BadConfig, Exit

SHORT = """
company:
  name: Atelier Dubois
  email: compta@atelier-dubois.example
"""
SERVERS = """
mailbox: {host: imap.provider.example, password: {env: PW}}
smtp: {host: smtp.provider.example, password: {env: PW}}
"""


@pytest.fixture
def written(tmp_path: Path):
    def write(text: str, name: str = "config.yaml") -> Path:
        path = tmp_path / name
        path.write_text(text, "utf-8")
        path.chmod(0o600)
        return path

    return write


@pytest.fixture
def loaded(written):
    def of(text: str) -> Settings:
        return load(written(text), {})

    return of


@pytest.fixture
def refused(written):
    """The faults of a configuration, as the owner reads them, without the file's folder."""

    def of(text: str) -> list[str]:
        path = written(text)
        with pytest.raises(BadConfig) as caught:
            load(path, {})
        return [str(fault).replace(f"{path.parent}/", "") for fault in caught.value.faults]

    return of


def test_a_name_and_an_address_are_enough_where_no_server_is_needed(loaded):
    settings = loaded(SHORT)
    assert settings.mailbox is None
    assert settings.policy().scenarios[-1] == DEFAULT
    assert settings.creditor().name == "Atelier Dubois"
    with pytest.raises(BadConfig, match="mailbox: is missing"):
        settings.need_mailbox()
    with pytest.raises(BadConfig, match="smtp: is missing"):
        settings.need_smtp()


def test_the_company_address_is_written_once(loaded):
    settings = loaded(SHORT + SERVERS)
    address = "compta@atelier-dubois.example"
    assert settings.need_mailbox().username == address
    assert (settings.need_smtp().username, settings.need_smtp().sender) == (address, address)
    assert settings.summary.to == (address,)


@pytest.mark.parametrize(
    ("security", "mailbox", "smtp"), [("tls", 993, 465), ("starttls", 143, 587), ("plain", 143, 25)]
)
def test_each_security_has_its_usual_port(loaded, security, mailbox, smtp):
    settings = loaded(
        SHORT
        + f"mailbox: {{host: 127.0.0.1, security: {security}, password: {{env: PW}}}}\n"
        + f"smtp: {{host: '::1', security: {security}}}"
    )
    assert (settings.need_mailbox().port, settings.need_smtp().port) == (mailbox, smtp)


def test_the_core_gets_the_waits_the_days_and_the_steps_of_the_owner(loaded):
    policy = loaded(
        SHORT
        + """
sending: {timezone: Europe/Lisbon, days: [lundi, Tue, friday], holidays: FR, minimum_gap_days: 9}
waits: {promise_grace: 4}
scenarios: [{name: mine, steps: [{name: hello, offset: -2, unit: business}, {name: again, offset: 5}]}]
"""
    ).policy()
    assert policy.workdays.days == {0, 1, 4}
    assert date(2025, 7, 14) in policy.workdays.holidays
    assert policy.promise_grace == 4
    assert policy.claim_limit == Policy(policy.timezone).claim_limit
    assert [(s.name, s.offset, s.unit) for s in policy.scenarios[0].steps] == [
        ("hello", -2, Unit.BUSINESS),
        ("again", 5, Unit.CALENDAR),
    ]
    assert policy.scenarios[0].minimum_gap_days == 9
    assert str(policy.timezone) == "Europe/Lisbon"


def test_the_defaults_are_those_of_the_core(loaded):
    settings = loaded(SHORT)
    timezone, workdays = settings.sending.timezone, settings.workdays
    assert settings.policy() == Policy(timezone=timezone, workdays=workdays)


def test_alsace_and_moselle_have_two_more_holidays(loaded):
    saint_stephen = date(2025, 12, 26)
    assert saint_stephen not in loaded(SHORT).workdays.holidays
    assert saint_stephen in loaded(SHORT + "sending: {holidays: FR-57}").workdays.holidays
    assert date(2025, 12, 25) not in loaded(SHORT + "sending: {holidays: none}").workdays.holidays


def test_an_iban_a_siren_and_a_bic_are_kept_without_their_spaces(loaded):
    company = loaded(
        SHORT + '  siren: 732 829 320\n  iban: "FR76 3000 6000 0112 3456 7890 189"\n  bic: agri frpp\n'
    ).company
    assert (company.siren, company.iban, company.bic) == ("732829320", "FR7630006000011234567890189", "AGRIFRPP")


def test_times_numbers_and_yes_need_no_quotes(loaded):
    settings = loaded(
        SHORT.replace("Dubois", "2000")
        + "  phone: 0299000000\nsending: {from: 18:00, until: 19:30}\n"
        + "mailbox: {host: h.example, port: 1993, plus_addressing: yes, password: {env: PW}}"
    )
    assert (settings.sending.opens, settings.sending.closes) == (time(18), time(19, 30))
    assert settings.company.phone == "0299000000"
    assert settings.need_mailbox().plus_addressing
    assert settings.need_mailbox().port == 1993


def test_a_key_left_empty_takes_its_default(loaded):
    assert loaded(SHORT + "  siren:\nscenarios:\nsending:\n  from: ~\n").sending.opens == time(8, 30)


def test_all_the_faults_come_at_once_each_with_its_line_and_a_hint(refused):
    faults = refused(
        """\
company:
  name: Atelier Dubois
  email: not an address
  siern: 732829320
  iban: FR7630006000011234567890188
mailbox:
  host: imap.provider.example
  port: 70000
  password: {env: PW}
smtp:
  host: smtp.provider.example
  security: plain
sending:
  timezone: Europe/Pari
  from: "25:00"
  days: [monday, mondai]
  holidays: XX
scenarios:
  - name: mine
    steps:
      - {name: one, offset: 7}
      - {name: one, offset: 9}
summary: {at: 7h}
grouping: custmer
templates: nowhere
"""
    )
    assert [fault.split(": ")[0] for fault in faults] == [
        "config.yaml:3 company.email",
        "config.yaml:4 company.siern",
        "config.yaml:5 company.iban",
        "config.yaml:8 mailbox.port",
        "config.yaml:12 smtp.security",
        "config.yaml:14 sending.timezone",
        "config.yaml:15 sending.from",
        "config.yaml:16 sending.days[1]",
        "config.yaml:17 sending.holidays",
        "config.yaml:20 scenarios[0].steps",
        "config.yaml:23 summary.at",
        "config.yaml:24 grouping",
        "config.yaml:25 templates",
    ]
    assert all(fault.endswith(")") for fault in faults), "each has a hint"
    assert "did you mean siren?" in faults[1]
    assert "did you mean Europe/Paris?" in faults[5]
    assert "did you mean monday?" in faults[7]


def test_a_bad_configuration_has_an_exit_code_of_its_own(refused):
    with pytest.raises(BadConfig) as caught:
        load(Path(__file__), {})
    assert caught.value.exit is Exit.BAD_CONFIG


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ("smtp: {}", "config.yaml:5 smtp.host: is missing (Name of the server)"),
        ("company: {}", "config.yaml:5 company: is written twice, first on line 2"),
        ("sending: {from: '10:00', until: '09:00'}", 'sending.until: "09:00" is not after 10:00'),
        ("sending: {days: []}", "sending.days: is empty"),
        ("sending: {holidays: FR-99}", 'sending.holidays: "FR-99" is not a part of FR'),
        ("sending: [1]", "sending: should be a group of settings"),
        ("sending: {per_minute: often}", 'sending.per_minute: "often" should be a whole number'),
        ("sending: {per_day: 0}", 'sending.per_day: "0" is too small (at least 1)'),
        ("owners: [a@b.example, 'a@b.example, c@d.example']", "owners[1]: "),
        ('owners: ["a@b.example\\nBcc: x@y.example"]', "owners[0]: is not an e-mail address"),
        (f"owners: [{'a' * 250}@b.example]", "owners[0]: is not an e-mail address"),
        ("mailbox: {host: h.example, plus_addressing: perhaps, password: {env: A}}", "should be true or false"),
        ("mailbox: {host: h.example, ca_file: no.pem, password: {env: A}}", "names a file that is not there"),
        ("mailbox: {host: 'https://h.example', password: {env: A}}", "is not a server's name"),
        ("mailbox: {host: 10.0.0.1, security: plain, password: {env: A}}", "in clear over the network"),
        ("mailbox: {host: 127.0.0.1.evil.example, security: plain, password: {env: A}}", "in clear over the network"),
        ('mailbox: {host: h.example, password: {file: "a\\0b"}}', "mailbox.password.file: holds a line break"),
        ('templates: "{x}"', 'templates: "{x}" names a folder that is not there'),
        ("store: {url: 'mysql://h/x'}", "store.url: is not a database URL"),
        ("scenarios: [{name: x, steps: []}]", "scenarios[0].steps: is empty"),
        ("scenarios: [{name: x, steps: [{name: a, offset: 5}, {name: b, offset: 5}]}]", "has b before or with a"),
        ("scenarios: [{name: x, steps: [{name: ../a, offset: 5}]}]", "is not a name that relanced can use"),
        ("import: {columns: {Réf: invoice_numbre}}", "is not one of the choices"),
        ("frist: 1", "frist: is not a setting that relanced knows"),
        ("sumary: {at: '08:00'}", "sumary: is not a setting that relanced knows (did you mean summary?)"),
    ],
)
def test_a_fault_says_where_it_is_and_how_to_mend_it(refused, more, message):
    (fault,) = refused(SHORT + more)
    assert message in fault


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        ("name: x", "name: y", "never reached: x is for everybody (put it last)"),
        ("name: x, when: {kind: public}", "name: y, when: {kind: consumer}", "no scenario for the others"),
        ("name: x, when: {kind: public}", "name: x", "two scenarios named x"),
    ],
)
def test_every_dossier_finds_one_scenario_and_every_scenario_a_dossier(refused, first, second, message):
    steps = "steps: [{name: a, offset: 1}]"
    (fault,) = refused(SHORT + f"scenarios: [{{{first}, {steps}}}, {{{second}, {steps}}}]")
    assert message in fault


def test_a_step_is_signed_by_somebody_who_is_known(loaded, refused):
    scenario = "scenarios: [{name: x, steps: [{name: a, offset: 1, sender: boss}]}]\n"
    (fault,) = refused(SHORT + scenario)
    assert "has a of x signed by boss (senders has: none yet)" in fault
    assert loaded(SHORT + scenario + "senders: {boss: {name: Marc, signature: Marc}}").senders["boss"].name == "Marc"


def test_a_scenario_reads_its_conditions_its_pace_and_its_amounts(loaded):
    policy = loaded(
        SHORT
        + """
scenarios:
  - name: big
    when: {kind: [business, public], segment: Grand compte, amount_from: "1 500,50"}
    floor: 15
    pace: [{when: {repeat_late: true}, percent: 70}]
    steps:
      - {name: first, offset: 7, to: accounting}
      - {name: call, offset: 4, after: previous, channel: call, floor: 200}
  - name: others
    steps: [{name: first, offset: 7, template: second}]
"""
    ).policy()
    big, others = policy.scenarios
    assert (big.when.amount_from, big.when.segment, big.floor) == (150050, ("Grand compte",), 1500)
    assert (big.pace[0].percent, big.pace[0].when.repeat_late) == (70, True)
    assert (big.steps[1].after, big.steps[1].is_call, big.steps[1].floor) == (Anchor.PREVIOUS, True, 20000)
    assert others.steps[0].template == "second"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "config.yaml: holds no settings"),
        ("- a list", "config.yaml: holds no settings"),
        ("company: {name: x\nsmtp: 1", "config.yaml:2: is not YAML"),
        ("company:\n  name: x\n name: y", "config.yaml:3: is not YAML"),
        ("a: &a [*a]", "is nested too deeply"),
        ("company: !!python/object/apply:os.system [x]", "should be a group of settings"),
        ("\x00", "config.yaml:1: is not YAML"),
    ],
)
def test_what_is_no_configuration_at_all_is_a_fault_with_its_line(refused, text, message):
    assert any(message in fault for fault in refused(text))


def test_a_file_in_another_encoding_is_a_fault(written):
    path = written("")
    path.write_bytes("company: {name: Été}".encode("cp1252"))
    with pytest.raises(BadConfig, match="is not UTF-8"):
        load(path, {})


def test_the_store_is_a_file_in_the_state_directory(loaded, tmp_path):
    settings = loaded(SHORT)
    assert settings.store_url({}) == f"sqlite:///{tmp_path}/state/relanced.db"
    assert settings.store_url({"STATE_DIRECTORY": "/var/lib/relanced:/x"}) == "sqlite:////var/lib/relanced/relanced.db"


def test_a_relative_store_is_beside_the_configuration(loaded, tmp_path):
    assert loaded(SHORT + "store: {url: 'sqlite:///a.db'}").store_url({}) == f"sqlite:///{tmp_path}/a.db"
    assert loaded(SHORT + "store: {url: 'sqlite:////srv/a.db'}").store_url({}) == "sqlite:////srv/a.db"


def test_the_store_password_joins_its_url_only_when_it_is_opened(loaded):
    settings = loaded(SHORT + "store: {url: 'postgresql://me@db.example/relanced', password: {env: PG}}")
    assert settings.store_url({"PG": "p@ss"}) == "postgresql://me:p%40ss@db.example/relanced"
    assert "postgresql" not in repr(settings)


def test_the_configuration_is_found_in_the_order_of_the_contract(written, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    other, here = written(SHORT, "other.yaml"), written(SHORT)
    assert find(other, {"RELANCED_CONFIG": str(here)}) == other
    assert find(None, {"RELANCED_CONFIG": str(other)}) == other
    assert find(None, {}).absolute() == here


def test_a_configuration_that_is_not_there_names_the_places_tried(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(BadConfig, match=re.escape(f"{tmp_path}/config.yaml, /etc/relanced/config.yaml")):
        find(None, {})
    with pytest.raises(BadConfig, match=r"gone\.yaml"):
        find(Path("gone.yaml"), {})
    with pytest.raises(BadConfig, match=r"named\.yaml"):
        find(None, {"RELANCED_CONFIG": "named.yaml"})


@given(st.text(max_size=80))
@example("company: &a {b: *a}")
@example("? {a: 1}\n: x")
@example("%YAML 3.0\n---\na: 1")
@example("a: !!int x")
@example("a: \ud800")
def test_any_text_is_read_or_refused(tmp_path_factory, text):
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    path.chmod(0o600)
    with pytest.raises(BadConfig):
        load(path, {})


WORDS = [*Settings.model_fields, "name", "email", "host", "password", "value", "port", "from", "steps", "columns", "x"]
SHAPES = st.recursive(
    st.sampled_from(WORDS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=4),
    max_leaves=12,
)


@given(SHAPES)
def test_any_shape_is_read_or_refused(tmp_path_factory, shape):
    path = tmp_path_factory.getbasetemp() / "shape.yaml"
    path.write_text(json.dumps(shape), "utf-8")
    path.chmod(0o600)
    with pytest.raises(BadConfig) as caught:
        load(path, {})
    assert all(fault.place.startswith(str(path)) and fault.what for fault in caught.value.faults)
