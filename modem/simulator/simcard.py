"""The SIM card: its identity, its PIN, its phone book."""

PIN_TRIES, PUK_TRIES = 3, 10
PUK = "12345678"


class SimCard:
    """One card. `state` is what AT+CPIN? says (TS 27.007 clause 8.3)."""

    def __init__(self, index: int, pin: str | None, operator_code: str = "51010") -> None:
        self.pin = pin or "1234"
        self.locked = pin is not None  # whether the card asks for its PIN at power on
        self.puk = PUK
        self.imsi = f"{operator_code}{index + 1:010d}"
        self.iccid = f"896210000000{index + 1:07d}"
        self.inserted = True
        self.pin_tries, self.puk_tries = PIN_TRIES, PUK_TRIES
        self.books: dict[str, dict[int, tuple[str, str]]] = {"SM": {}, "ME": {}, "FD": {}}
        self.preferred: dict[int, str] = {}  # AT+CPOL: operators by their numbers
        self.open = not self.locked

    @property
    def ready(self) -> bool:
        """Whether it can be used."""
        return self.inserted and self.open and self.pin_tries > 0

    @property
    def state(self) -> str:
        """READY, SIM PIN or SIM PUK."""
        if not self.pin_tries:
            return "SIM PUK"
        return "READY" if self.open else "SIM PIN"

    def lock(self) -> None:
        """Ask for the PIN again, as after power on."""
        self.open = not self.locked

    def enter(self, pin: str) -> bool:
        """Try a PIN; three wrong ones and the card wants its PUK."""
        if not self.pin_tries:
            return False
        if pin != self.pin:
            self.pin_tries -= 1
            return False
        self.pin_tries = PIN_TRIES
        self.open = True
        return True

    def unblock(self, puk: str, pin: str) -> bool:
        """Try the PUK with a new PIN; ten wrong ones and the card is dead."""
        if not self.puk_tries:
            return False
        if puk != self.puk:
            self.puk_tries -= 1
            return False
        self.pin_tries, self.puk_tries, self.pin, self.open = PIN_TRIES, PUK_TRIES, pin, True
        return True
