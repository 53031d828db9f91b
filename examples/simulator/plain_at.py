"""A program that knows pyserial and AT, and nothing of the simulator but an address: `python plain_at.py`."""

import sys

import serial

from modem.simulator import register

register()  # so that pyserial knows sim://


def main(port: str = "sim://") -> None:
    """Send a text in text mode; `python plain_at.py /dev/ttyUSB0` does it on a real modem."""
    with serial.serial_for_url(port, timeout=5) as line:

        def say(command: str, until: bytes = b"OK\r\n") -> str:
            line.write(command.encode())
            return line.read_until(until).decode()

        say("ATE0\r")
        say("AT+CMGF=1\r")
        say('AT+CMGS="+6281211110001"\r', until=b"> ")
        print(say("Halo dari pyserial\x1a").strip())
        print(say("AT+CSQ\r").strip())


if __name__ == "__main__":
    main(*sys.argv[1:2])
