"""The simulated agencies of a demo, well or not at will: `GET /centre`, `POST /centre {"mood": "absent"}`.

Without `agency` it is the hospital's; `{"agency": "pbb", "mood": …}` is another one's.
"""

from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from kiosk.agency.simulated import MOODS, Simulated
from kiosk.doors.asking import guarded, is_here, json_of, refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kiosk.agency import Agency
    from kiosk.services.hospital.centre import Centre

NOBODY: "Mapping[str, Agency]" = {}


def routes(centre: "Centre", others: "Mapping[str, Agency]" = NOBODY) -> list[BaseRoute]:
    """Give the routes that show and set how simulated agencies are, to programs of this machine."""
    known: dict[str, Simulated] = {"rsu": centre}
    known |= {name: each for name, each in others.items() if isinstance(each, Simulated)}

    async def mood(request: Request) -> Response:
        if not is_here(request):
            return refused(403, "Hanya untuk program di mesin ini.", "Buka dari mesin ini.")
        if request.method == "POST":
            asked = await json_of(request)
            wanted = asked.get("mood") if isinstance(asked, dict) else None
            if wanted not in MOODS:
                return refused(400, f"mood {wanted!r} tidak dikenal.", f"Yang ada: {', '.join(MOODS)}.")
            name = asked.get("agency", "rsu")
            if name not in known:
                return refused(400, f"agency {name!r} tidak dikenal.", f"Yang ada: {', '.join(known)}.")
            known[name].mood = wanted
        moods = {name: each.mood for name, each in known.items()}
        return JSONResponse({"mood": centre.mood, "bookings": len(centre.taken), "agencies": moods})

    return [Route("/centre", guarded(mood), methods=["GET", "POST"])]
