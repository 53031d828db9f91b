"""The GSM 7-bit alphabets and their packing (TS 23.038 clause 6)."""


def width(text: str) -> int:
    """Septets that *text* fills in the default alphabet: 2 for an extension character, 160 fit one SMS; ValueError outside it."""
    raise NotImplementedError


def encodable(text: str) -> bool:
    """Whether the default alphabet and its extension hold every character of *text*."""
    raise NotImplementedError


def encode(text: str, locking: int = 0, shift: int = 0) -> bytes:
    """Give the septets of *text*, one to an octet; language numbers pick the national tables."""
    raise NotImplementedError


def decode(septets: bytes, locking: int = 0, shift: int = 0) -> str:
    """Give the text of *septets*; total."""
    raise NotImplementedError


def pack(septets: bytes) -> bytes:
    """Pack septets into octets (clause 6.1.2.1)."""
    raise NotImplementedError


def unpack(octets: bytes, count: int) -> bytes:
    """Unpack *count* septets."""
    raise NotImplementedError
