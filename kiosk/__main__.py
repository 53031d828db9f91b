"""The command `kiosk`, also as `python -m kiosk`: a long-running one can be ended from its first moment.

Loading a command takes a second on a small board. A signal that comes meanwhile finds nothing to clean up.
"""

import os
import signal
import sys

LASTING = [["demo"], ["run"], ["sim"], ["console"], ["modem", "receive"], ["modem", "terminal"]]


def main() -> None:
    """Run the command; see `kiosk.cli.main`."""
    if any(sys.argv[1 : 1 + len(words)] == words for words in LASTING):
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: os._exit(0))  # until the command has handlers of its own
    from kiosk.cli import main as command

    command()


if __name__ == "__main__":
    main()
