"""Each column says whether it can hold what must be forgotten: a new one fails here until somebody thought of it."""

from __future__ import annotations

import pytest

from relanced.store import schema
from relanced.store.erasure import NOTHING

# Days, amounts, states, hashes, and numbers of our own: no word of a person's, and none about one.
KEPT: dict[str, str] = {
    "outbox": "id key dossier dossier_version step round invoices state queued_on queued_at not_before message_id "
    "raw_sha256 attempts tried_on claimed_by claimed_at sent_at told",
    "mails": "id content_key sha256 received_at stored_at state tries dossier matched_by trust reason handled_at",
    "journal": "id at dossier event reason mail_id sha256 digest previous hash",
    "tasks": "id dossier kind due_on state opened_at done_at mail_id",
    "dossiers": "reference status version next_action_on next_step wait_until claimed_on approved since ledger_on "
    "replied_on",
    "payments": "id dossier invoice amount currency paid_on recorded_at key",
    "sightings": "folder uidvalidity uid mail_id",
    "folders": "folder uidvalidity last_uid read_at history_until",
    # of the daemon itself
    "facts": "name value",
}
# Emptied by hand in `erase_dossier`.
EMPTIED = {"dossiers": "customer_id grouped_by hold promises plan insolvency calls postings payment_claim"}
# Rows that go whole.
DELETED = {"customers", "contacts", "invoices", "corrections", "alerts"}


@pytest.mark.parametrize("table", schema.metadata.sorted_tables, ids=lambda table: table.name)
def test_every_column_is_kept_emptied_or_deleted_knowingly(table: schema.Table) -> None:
    if table.name in DELETED:
        return
    emptied = {*NOTHING.get(table, {}), *EMPTIED.get(table.name, "").split()}
    assert {column.name for column in table.columns} == {*KEPT.get(table.name, "").split()} | emptied
