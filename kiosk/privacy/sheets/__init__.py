"""Which tables hold data of residents, and what of them a resident gets to read: one `Sheet` a table.

A copy is complete (UU 27/2022 article 6 and 7: access and a copy): each table that can hold what is sealed or
blinded stands in `SHEETS`, among the `GATHERED`, or in `LEFT_OUT` with the reason; each column of a sheet is
shown, or in `left`. A test holds both against the schema.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sqlalchemy import LargeBinary

from kiosk.privacy.sheets.column import TECHNICAL, Column, Sheet, moment, plain, sealed
from kiosk.privacy.sheets.messages import INBOX, OUTBOX, PARTS, QUESTION, SESSION, SLIP
from kiosk.privacy.sheets.people import AUDIT, CALL_BACK, FLAG, JOURNAL, MUTE, PERSON, VISIT
from kiosk.privacy.sheets.services import ASKED, BOOKING, PERMIT, REMINDED, REMINDER

if TYPE_CHECKING:
    import sqlalchemy as sa

SHEETS: Mapping[str, Sheet] = {  # by table; a table that is not loaded holds nothing
    "person": PERSON,
    "hospital_booking": BOOKING,
    "tax_reminder": REMINDER,
    "tax_reminded": REMINDED,
    "permit_watch": PERMIT,
    "call_back": CALL_BACK,
    "session": SESSION,
    "question": QUESTION,
    "outbox": OUTBOX,
    "slip": SLIP,
    "inbound_part": PARTS,
    "flag": FLAG,
    "mute": MUTE,
    "inbox": INBOX,
    "visit": VISIT,
    "journal": JOURNAL,
    "survey_asked": ASKED,
    "audit": AUDIT,
}


def of_office(table: "sa.Table") -> Sheet:
    """Make the sheet of a table that a service of the office has declared (`kiosk.store.own`)."""
    columns = {
        column.name: Column(
            column.info.get("label", column.name),
            moment if column.name == "at" else sealed if isinstance(column.type, LargeBinary) else plain,
        )
        for column in table.columns
        if column.name not in TECHNICAL
    }
    return Sheet(table.info["title"], columns)


GATHERED = frozenset({"case_file", "case_party", "case_event", "promise"})  # by functions of `exporting`
LEFT_OUT: Mapping[str, str] = {
    "balance": "Pulsa kartu kios; tidak menyangkut warga.",
    "errand": "Permintaan yang sedang diantar ke RSU atau dinas: isinya sama dengan pendaftaran di atas.",
    "outbox_part": "Bentuk kiriman dari pesan yang sudah tertulis di atas.",
    "survey_voiced": "Nomor tiket yang sudah menilai layanan; jawabannya hanya dihitung.",
    "quarantine": "Pesan yang tidak dapat dibaca, atau dari pengirim yang tidak dapat dibalas.",
}
