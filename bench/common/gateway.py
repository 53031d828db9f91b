"""What stands behind 64 connections of a USSD gateway: `hello` or `kiosk`, in a process of its own.

`python gateway.py hello|kiosk FOLDER MS` prints its port and serves until its input ends; each commit takes
MS milliseconds more, as on an SD card. At the end it prints its CPU seconds and its memory in MB.
"""

import os
import sys
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1])]

from common import memory_of  # noqa: E402


def hello():
    from starlette.applications import Starlette
    from starlette.responses import PlainTextResponse
    from starlette.routing import Route

    async def said(request):
        return PlainTextResponse("hello")

    return Starlette(routes=[Route("/hello", said)])


def slowed(kiosk, seconds):
    """Let each commit of the kiosk's writer take longer."""
    connection = kiosk._writer._connection
    commit = connection.commit

    def slowly():
        time.sleep(seconds)
        commit()

    connection.commit = slowly


def main():
    from kiosk.core import Kiosk
    from kiosk.doors.http import application
    from kiosk.services import desk, seed
    from kiosk.serving import Address, Serving, listen

    what, folder, slower = sys.argv[1], Path(sys.argv[2]), float(sys.argv[3]) / 1000
    kiosk = None
    if what == "kiosk":
        kiosk = Kiosk.open(folder, *desk(), demo=True)
        kiosk.write(seed)
        if slower:
            slowed(kiosk, slower)
    with Serving(application(kiosk) if kiosk else hello(), listen(Address("127.0.0.1", 0))) as serving:
        print(serving.address.port, flush=True)
        sys.stdin.read()
    print(time.process_time(), memory_of(os.getpid()), flush=True)
    if kiosk:
        kiosk.close()


if __name__ == "__main__":
    main()
