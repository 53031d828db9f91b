"""What the tests of the simulated network say with a modem and its phones."""

ANI, BUDI = "+6281211110001", "+6281211110002"
OK = b"\r\nOK\r\n"


def said(link, line, wait=0.0):
    link.write(line.encode("latin-1") + b"\r")
    return link.read(wait)
