"""Message memories and formats: TS 27.005 clauses 3.1 to 3.4."""

from typing import ClassVar

from modem.simulator import textmode
from modem.simulator.charset import lenient
from modem.simulator.commands import Group, at
from modem.simulator.smsc import NUMBER
from modem.simulator.store import ALL, READ, SENT, STATUS, UNREAD, UNSENT, Entry, Store
from modem.simulator.syntax import Cme, Cms, arguments, number

NOT_ALLOWED, NOT_SUPPORTED, INVALID_PDU, INVALID_TEXT, BAD_INDEX = 302, 303, 304, 305, 321  # clause 3.2.5
GONE_BY_FLAG = {
    1: (READ,),
    2: (READ, SENT),
    3: (READ, SENT, UNSENT),
    4: (UNREAD, READ, SENT, UNSENT),
}  # 3.5.4

FACTORY = (17, "167", 0, 0)  # clause 3.3.2: first octet, validity, protocol, coding
NOTHING = '0,"",""'  # clause 3.3.4


class MessageCommands(Group):
    """CPMS, CSMS, CSMP, CSCA, CMGR, CMGL, CMGD."""

    answers: ClassVar = {
        "+CSMS=?": "+CSMS: (0,1)",
        "+CSMP=?": "+CSMP: (0-255),(0-255),(0-255),(0-255)",
        "+CSCA=?": None,
        "+CMGR=?": None,
        "+CSCB=?": "+CSCB: (0,1)",
        "+CSAS=?": "+CSAS: (0)",
        "+CRES=?": "+CRES: (0)",
    }
    wants_card = frozenset(
        {
            "+CPMS?",
            "+CPMS=",
            "+CSMS?",
            "+CSMS=",
            "+CSCA?",
            "+CSCA=",
            "+CMGR=",
            "+CMGL",
            "+CMGL=",
            "+CMGD=",
            "+CMGD=?",
        }
    )
    card_error = Cms
    _kept: tuple[str, tuple[int, str, int, int], str] | None = None  # by AT+CSAS; no reset touches it

    def reset(self) -> None:
        """Give the memories that the make chooses, phase 2, the parameters of clause 3.3.2."""
        self.memories = list(self.modem.profile.storage.chosen)
        self.phase = 0
        self.parameters = FACTORY
        self.service_centre = NUMBER
        self._broadcast = NOTHING

    @property
    def text_mode(self) -> bool:
        """Whether messages are texts or PDUs on the line (AT+CMGF)."""
        return self.device.settings.value("+CMGF") == 1

    def memory(self, place: int) -> Store:
        """Give the memory for reading (0), writing (1), receiving (2).

        A make that knows only two receives where it first wrote.
        """
        chosen = self.memories
        return self.device.stores[chosen[place] if place < len(chosen) else chosen[-1]]

    # memories

    @at("+CPMS=?")
    def offer_memories(self, _: str) -> str:
        """Which memories there are."""
        names = ",".join(f'"{name}"' for name in self.device.stores)
        groups = ",".join([f"({names})"] * len(self.memories))
        return f"+CPMS: {self.modem.profile.storage.offer or groups}"

    @at("+CPMS?")
    def read_memories(self, _: str) -> str:
        """Give the three memories: name, used, slots."""
        shown = ((name, self.device.stores[name]) for name in self.memories)
        return "+CPMS: " + ",".join(f'"{name}",{len(store)},{store.capacity}' for name, store in shown)

    @at("+CPMS=")
    def set_memories(self, args: str) -> str:
        """Choose memories; those not named stay."""
        names = [name.upper() for name in arguments(args)]
        if (
            not 1 <= len(names) <= len(self.memories)
            or not names[0]
            or any(name and name not in self.device.stores for name in names)
        ):
            raise Cms(NOT_ALLOWED)
        for place, name in enumerate(names):
            if name:
                self.memories[place] = name
        stores = [self.device.stores[name] for name in self.memories]
        return "+CPMS: " + ",".join(f"{len(store)},{store.capacity}" for store in stores)

    # service

    @at("+CSMS?")
    def read_service(self, _: str) -> str:
        """Phase, and what is supported."""
        return f"+CSMS: {self.phase},1,1,1"

    @at("+CSMS=")
    def set_service(self, args: str) -> str:
        """1: direct messages want an acknowledgement (AT+CNMA)."""
        try:
            self.phase = number(arguments(args), 0, high=1)
        except Cme:
            raise Cms(INVALID_PDU) from None
        return "+CSMS: 1,1,1"

    @at("+CSCA?")
    def read_centre(self, _: str) -> str:
        """Give the service centre."""
        return f'+CSCA: "{self.service_centre}",{145 if self.service_centre.startswith("+") else 129}'

    @at("+CSCA=")
    def set_centre(self, args: str) -> None:
        """Set the service centre; any number works here."""
        values = arguments(args)
        centre = lenient(values[0], self.device.general.charset) if values else ""
        if not centre.removeprefix("+").isdigit() or len(centre) > 21:
            raise Cms(INVALID_TEXT)
        if len(values) > 1 and values[1] == "145" and not centre.startswith("+"):
            centre = f"+{centre}"
        self.service_centre = centre

    @at("+CSMP?")
    def read_parameters(self, _: str) -> str:
        """First octet, validity, protocol, coding of texts."""
        first, validity, pid, dcs = self.parameters
        shown = validity if validity.isdigit() else f'"{validity}"'
        return f"+CSMP: {first},{shown},{pid},{dcs}"

    @at("+CSMP=")
    def set_parameters(self, args: str) -> None:
        """Set them; what is left out stays."""
        values, old = arguments(args), self.parameters
        try:
            if len(values) > 4:
                raise Cms(INVALID_TEXT)
            first, pid, dcs = number(values, 0, old[0]), number(values, 2, old[2]), number(values, 3, old[3])
            validity = values[1] if len(values) > 1 and values[1] else old[1]
            if validity.isdigit() and int(validity[:9]) > 255:
                raise Cms(INVALID_TEXT)
        except Cme:
            raise Cms(INVALID_TEXT) from None
        self.parameters = (first, validity, pid, dcs)
        if self.modem.profile.messages.forgets_centre:
            self.service_centre = ""

    @at("+CSAS", "+CSAS=")
    def keep_settings(self, args: str) -> None:
        """Keep what AT+CSCA, AT+CSMP and AT+CSCB set."""
        _only_profile(args)
        self._kept = self.service_centre, self.parameters, self._broadcast

    @at("+CRES", "+CRES=")
    def restore_settings(self, args: str) -> None:
        """Bring back what was kept, else the defaults."""
        _only_profile(args)
        kept = self._kept or (NUMBER, FACTORY, NOTHING)
        self.service_centre, self.parameters, self._broadcast = kept

    @at("+CSCB?")
    def read_broadcast(self, _: str) -> str:
        """Cell broadcast: what is taken."""
        return f"+CSCB: {self._broadcast}"

    @at("+CSCB=")
    def set_broadcast(self, args: str) -> None:
        """Choose cell broadcasts; this network has none."""
        values = arguments(args)
        try:
            mode = number(values, 0, 0, high=1)
        except Cme:
            raise Cms(INVALID_PDU) from None
        ids, codings = (*values[1:3], "", "")[:2]
        if len(values) > 3 or not set(ids + codings) <= set("0123456789,-"):
            raise Cms(INVALID_PDU)
        self._broadcast = f'{mode},"{ids}","{codings}"'

    # reading

    @at("+CMGR=")
    def read(self, args: str) -> str | None:
        """One message; unread becomes read, where a make does not leave it so on request."""
        index = self._index(args)
        store = self.memory(0)
        entry = store.slots.get(index)
        if entry is None:
            if self.modem.profile.messages.empty_is_ok:
                return None
            raise Cms(BAD_INDEX)
        if entry.status == UNREAD and not self._only_looks(args):
            store.mark(index, READ)
        if self.text_mode:
            return f"+CMGR: {textmode.details(self.device, entry)}"
        return f"+CMGR: {entry.status},{self._unnamed},{entry.length}\r\n{entry.octets.hex().upper()}"

    @at("+CMGL=?")
    def offer_list(self, _: str) -> str:
        """Give the statuses that can be asked for."""
        if self.text_mode:
            names = ",".join(f'"{name}"' for name in STATUS)
            return f"+CMGL: ({names})"
        return "+CMGL: (0-4)"

    @at("+CMGL", "+CMGL=")
    def list(self, args: str) -> str | None:
        """All messages of a status, unread ones if none is named; unread become read."""
        store = self.memory(0)
        listed = store.listed(self._status(args))
        lines = [self._listed(index, entry) for index, entry in listed]
        for index, entry in listed:
            if entry.status == UNREAD and not self._only_looks(args):
                store.mark(index, READ)
        return "\r\n".join(lines) or None

    def _only_looks(self, args: str) -> bool:
        """Whether the second parameter, which some makes have, says that unread stays unread."""
        return self.modem.profile.messages.looks and arguments(args)[1:2] == ("1",)

    @property
    def _unnamed(self) -> str:
        return self.modem.profile.messages.unnamed

    def _listed(self, index: int, entry: Entry) -> str:
        if self.text_mode:
            return f"+CMGL: {index},{textmode.line(self.device, entry)}"
        return f"+CMGL: {index},{entry.status},{self._unnamed},{entry.length}\r\n{entry.octets.hex().upper()}"

    def _status(self, args: str) -> int:
        values = arguments(args)
        wanted = values[0] if values else ""
        if self.text_mode:
            wanted = wanted.upper() or STATUS[UNREAD]
            if wanted not in STATUS:
                raise Cms(INVALID_TEXT)
            return STATUS.index(wanted)
        try:
            return number(values, 0, UNREAD, high=ALL)
        except Cme:
            raise Cms(INVALID_PDU) from None

    # deleting

    @at("+CMGD=?")
    def offer_delete(self, _: str) -> str:
        """Give the slots in use, and the flags."""
        used = ",".join(str(index) for index, _ in self.memory(0).listed())
        return f"+CMGD: ({used}),(0-4)"

    @at("+CMGD=")
    def delete(self, args: str) -> None:
        """Free one slot, or with a flag all of certain statuses; an empty slot is as good as freed."""
        values, store = arguments(args), self.memory(0)
        try:
            flag = number(values, 1, 0, high=4)
        except Cme:
            raise Cms(INVALID_PDU) from None
        if flag:
            for index, entry in store.listed():
                if entry.status in GONE_BY_FLAG[flag]:
                    del store.slots[index]
        else:
            store.slots.pop(self._index(values[0] if values else ""), None)
        self.device.indicators.look()
        self.modem.retry()

    def _index(self, args: str) -> int:
        values = arguments(args)
        try:
            return number(values, 0, low=self.memory(0).first, high=self.memory(0).last)
        except Cme:
            raise Cms(BAD_INDEX) from None


def _only_profile(args: str) -> None:
    """There is one place to keep settings in: 0 (clauses 3.3.5, 3.3.6)."""
    try:
        number(arguments(args), 0, 0, high=0)
    except Cme:
        raise Cms(NOT_SUPPORTED) from None
