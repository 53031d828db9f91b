"""The simulated hospital of a demo, well or not at will: `GET /centre`, `POST /centre {"mood": "absent"}`."""

from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from kiosk.doors.asking import guarded, is_here, json_of, refused
from kiosk.services.hospital.centre import MOODS

if TYPE_CHECKING:
    from kiosk.services.hospital.centre import Centre


def routes(centre: "Centre") -> list[BaseRoute]:
    """Give the routes that show and set how a simulated hospital is, to programs of this machine."""

    async def mood(request: Request) -> Response:
        if not is_here(request):
            return refused(403, "Hanya untuk program di mesin ini.", "Buka dari mesin ini.")
        if request.method == "POST":
            asked = await json_of(request)
            wanted = asked.get("mood") if isinstance(asked, dict) else None
            if wanted not in MOODS:
                return refused(400, f"mood {wanted!r} tidak dikenal.", f"Yang ada: {', '.join(MOODS)}.")
            centre.mood = wanted
        return JSONResponse({"mood": centre.mood, "bookings": len(centre.taken)})

    return [Route("/centre", guarded(mood), methods=["GET", "POST"])]
