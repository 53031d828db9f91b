"""`HOST:PORT` as an option of a command: `@click.option("--http", type=loopback, metavar="HOST:PORT")`."""

import click

from kiosk.serving import Address


def anywhere(text: str) -> Address:
    """Any address of this machine."""
    try:
        return Address.parse(text)
    except ValueError as error:
        raise click.BadParameter(f"{error}.") from None


def loopback(text: str) -> Address:
    """Only what no other machine reaches, for whatever is controlled by whoever reaches it."""
    address = anywhere(text)
    if not address.is_loopback:
        raise click.BadParameter(
            f"{address} can be reached from other machines, and whoever reaches it is in control. "
            f"Use 127.0.0.1:{address.port}."
        )
    return address


def loopback_or_off(text: str) -> Address | None:
    """Take the same, or the word `off`."""
    return None if text == "off" else loopback(text)
