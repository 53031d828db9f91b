"""What the officer's first page tells: call-backs, reports, bookings, outbox, modem. It only reads."""

from typing import TYPE_CHECKING

from kiosk import dates
from kiosk.clock import WIB
from kiosk.doors import office_messages, office_numbers, office_ratings, office_slips
from kiosk.doors.lights import Light, lights
from kiosk.doors.office_agencies import agencies
from kiosk.doors.office_bookings import bookings
from kiosk.doors.office_calls import called, calls
from kiosk.doors.office_inquiries import inquiries
from kiosk.doors.office_reports import reports
from kiosk.doors.office_templates import template

if TYPE_CHECKING:
    from kiosk.core import Kiosk

OLD_MENU = "Menu yang diubah belum dipakai; menu sebelumnya tetap melayani"


def page(kiosk: "Kiosk", officer: str = "", problem: str = "") -> str:
    """Write the page, as of now, for *officer*; *problem* is why what they did was not done.

    Raises StoreError.
    """
    now = kiosk.clock().astimezone(WIB)
    state = kiosk.health()
    return template("office.html").render(
        now=dates.stamp(now),
        officer=officer,
        problem=problem,
        calls=kiosk.write(calls),
        called=kiosk.write(called),
        inquiries=kiosk.write(inquiries),
        bookings=kiosk.write(bookings),
        reports=kiosk.write(reports),
        outbox=office_messages.counts(state.outbox),
        lights=[
            *lights(state.modems),
            *kiosk.write(agencies),
            *kiosk.write(office_slips.lights),
            *([Light("attend", OLD_MENU, state.menus.problem)] if state.menus.problem else []),
        ],
        unsent=kiosk.write(office_messages.unsent),
        slips=kiosk.write(office_slips.waiting),
        ratings=kiosk.write(office_ratings.ratings),
        unmet=kiosk.write(office_ratings.unmet),
        flags=kiosk.write(office_numbers.flagged),
        mutes=kiosk.write(office_numbers.muted),
    )
