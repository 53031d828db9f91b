"""What TP-ST of a status report means (TS 23.040 clause 9.2.3.15)."""

_COMPLETED = {
    0x00: "received by the recipient's phone",
    0x01: "forwarded, but the service centre cannot confirm the delivery",
    0x02: "replaced by another message at the service centre",
}
_TRYING = {
    0x20: "congestion",
    0x21: "the recipient's phone is busy",
    0x22: "no response from the recipient's phone",
    0x23: "service rejected",
    0x24: "quality of service not available",
    0x25: "an error in the recipient's phone",
}
_GIVEN_UP = {
    0x40: "remote procedure error",
    0x41: "incompatible destination",
    0x42: "connection rejected by the recipient's phone",
    0x43: "not obtainable",
    0x44: "quality of service not available",
    0x45: "no interworking available",
    0x46: "the validity period has ended",
    0x47: "deleted by the sender",
    0x48: "deleted by the service centre",
    0x49: "the message does not exist",
}
_GIVEN_UP |= {status + 0x40: meaning for status, meaning in _TRYING.items()}
_REJECTED = 0x63  # how reserved values are to be read


def delivered(status: int) -> bool | None:
    """Tell True for delivered, False for given up (or replaced), None while the service centre still tries.

    >>> [delivered(status) for status in (0x00, 0x46, 0x21)]
    [True, False, None]
    """
    if 0x20 <= status < 0x40 and status & 0x1F not in range(0x06, 0x10):
        return None
    return status in (0x00, 0x01) or 0x10 <= status < 0x20


def meaning(status: int) -> str:
    """Say what the octet means, in words."""
    if 0x10 <= status < 0x20:
        return "completed, for a reason of the service centre's own"
    if 0x30 <= status < 0x40:
        return "still trying, for a reason of the service centre's own"
    if 0x50 <= status < 0x60 or 0x70 <= status < 0x80:
        return "given up, for a reason of the service centre's own"
    if status in _COMPLETED:
        return _COMPLETED[status]
    if status in _TRYING:
        return f"still trying: {_TRYING[status]}"
    return f"given up: {_GIVEN_UP.get(status, _GIVEN_UP[_REJECTED])}"
