"""What a demo's catalogue begins with: a little use, and what some looked for in vain."""

from typing import TYPE_CHECKING

import sqlalchemy as sa

from kiosk.clock import WIB
from kiosk.services.directory.schema import unmet, use

if TYPE_CHECKING:
    from kiosk.transaction import Tx

THERE = sa.select(sa.func.count()).select_from(use)
USED, MISSED = sa.insert(use), sa.insert(unmet)
LOOKED_AT = {
    "ktp-hilang-rusak-disdukcapil": 41,
    "akta-lahir-disdukcapil": 33,
    "kartu-keluarga-baru-disdukcapil": 27,
    "surat-tidak-mampu-sktm-kelurahan": 19,
    "skck-polres-tangsel": 14,
    "kartu-kuning-ak-1-disnaker": 9,
}
IN_VAIN = {"pasang wifi rumah": 7, "vaksin kucing gratis": 6, "daftar haji": 3}


def seed(tx: "Tx") -> None:
    """Sow it; what is there stays as it is."""
    if tx.run(THERE).value():
        return
    now = tx.now.astimezone(WIB)
    for key, times in LOOKED_AT.items():
        tx.run(USED, entry=key, month=f"{now:%Y-%m}", times=times)
    for words, times in IN_VAIN.items():
        tx.run(MISSED, day=now.date().isoformat(), words=words, times=times)
