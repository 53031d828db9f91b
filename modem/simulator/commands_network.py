"""Registration and operators: TS 27.007 clauses 7.2, 7.3, 7.19, 7.21, 10.1."""

from typing import ClassVar

from modem.simulator.commands import Group, at
from modem.simulator.operators import OPERATORS
from modem.simulator.syntax import INCORRECT, Cme, arguments, number

NOT_SEARCHING, HOME, SEARCHING = 0, 1, 2
MEMORY_FULL = 20  # TS 27.007 clause 9.2.1
PREFERRED = 20
"""Operators that the SIM card's list holds."""


class NetworkCommands(Group):
    """CREG and its two sisters, COPS, packet attachment."""

    answers: ClassVar = {
        "+CREG=?": "+CREG: (0-2)",
        "+CGREG=?": "+CGREG: (0-2)",
        "+CEREG=?": "+CEREG: (0-2)",
        "+COPN=?": None,
        "+CPOL=?": "+CPOL: (1-20),(0-2)",
        "+CGATT=?": "+CGATT: (0,1)",
        "+CGACT=?": "+CGACT: (0,1)",
        "+CGDCONT=?": '+CGDCONT: (1-16),"IP",,,(0-2),(0-4)',
    }
    wants_card = frozenset({"+COPS?", "+COPS=", "+COPS=?", "+CPOL?", "+CPOL=", "+CGATT=", "+CGACT="})

    def reset(self) -> None:
        """No unsolicited registration, long names."""
        self._reports = dict.fromkeys(("+CREG", "+CGREG", "+CEREG"), 0)
        self._format = 0
        self._mode = 0
        self._preferred_format = 2
        self._attached = True
        self._contexts: dict[int, tuple[str, ...]] = {}
        self._active: set[int] = set()

    @property
    def _state(self) -> int:
        if self.modem.reachable:
            return HOME
        return SEARCHING if self.modem.radio and self.modem.card.ready else NOT_SEARCHING

    def _registration(self, name: str, level: int) -> str:
        """Give the state; where level 2 asks for it, the cell as well."""
        air, network = self.modem.profile.air, self.world.network
        if name == "+CEREG" and self._state == HOME and not air.lte:
            return "0"  # a GSM network: registered by +CREG and +CGREG
        if level != 2 or self._state != HOME:
            return f"{self._state}"
        quote = '"' if air.quotes else ""
        return f"{self._state},{quote}{network.area}{quote},{quote}{network.cell}{quote}{air.access}"

    @at("+CREG?")
    def read_registration(self, _: str) -> str:
        """Tell whether it is registered for calls and messages."""
        return self._read("+CREG")

    @at("+CGREG?")
    def read_packet_registration(self, _: str) -> str:
        """Tell whether it is registered for packets."""
        return self._read("+CGREG")

    @at("+CEREG?")
    def read_lte_registration(self, _: str) -> str:
        """Tell whether it is registered in an LTE network."""
        return self._read("+CEREG")

    @at("+CREG=")
    def report_registration(self, args: str) -> None:
        """Tell changes of registration."""
        self._reports["+CREG"] = number(arguments(args), 0, 0, high=2)

    @at("+CGREG=")
    def report_packet_registration(self, args: str) -> None:
        """Tell changes of packet registration."""
        self._reports["+CGREG"] = number(arguments(args), 0, 0, high=2)

    @at("+CEREG=")
    def report_lte_registration(self, args: str) -> None:
        """Tell changes of LTE registration."""
        self._reports["+CEREG"] = number(arguments(args), 0, 0, high=2)

    def _read(self, name: str) -> str:
        return f"{name}: {self._reports[name]},{self._registration(name, self._reports[name])}"

    def changed(self) -> None:
        """Tell the terminal, where it wants to be told."""
        for name, level in self._reports.items():
            if level and (name != "+CEREG" or self.modem.profile.air.lte):
                self.device.tell(f"{name}: {self._registration(name, level)}")

    # operators

    @at("+COPS?")
    def read_operator(self, _: str) -> str:
        """Give the operator, in the format chosen last."""
        if not self.modem.reachable:
            return f"+COPS: {self._mode}"
        operator = self.modem.operator
        name = (operator.name, operator.short_name, operator.code)[self._format]
        return f'+COPS: {self._mode},{self._format},"{name}"{self.modem.profile.air.access}'

    @at("+COPS=?")
    def scan(self, _: str) -> object:
        """All operators; that takes a while."""
        own = self.modem.operator
        states = {own.key: 2 if self.modem.reachable else 1}
        found = ",".join(
            f'({states.get(each.key, 3)},"{each.name}","{each.short_name}","{each.code}")'
            for each in (own, *(each for each in OPERATORS.values() if each.key != own.key))
        )
        return self.device.later(self.world.delays.scan, lambda: f"+COPS: {found},,(0-4),(0-2)")

    @at("+COPS=")
    def choose(self, args: str) -> None:
        """0 automatic, 1 and 4 by name, 2 leave the network, 3 only the format."""
        values = arguments(args)
        mode, form = number(values, 0, high=4), number(values, 1, self._format, high=2)
        if mode in (1, 4):
            operator = self.modem.operator
            name = values[2] if len(values) > 2 else ""
            if name not in (operator.name, operator.short_name, operator.code):
                raise Cme(INCORRECT if not name else 30)
        self._format = form
        if mode == 3:
            return
        self._mode = mode
        if mode == 2:
            self.modem.leave()
        else:
            self.modem.join()

    @at("+COPN")
    def list_names(self, _: str) -> str:
        """Give the names of all operators by their codes."""
        return "\r\n".join(f'+COPN: "{each.code}","{each.name}"' for each in OPERATORS.values())

    @at("+CPOL?")
    def read_preferred(self, _: str) -> str | None:
        """Give the operators that the SIM card prefers, in the format chosen last."""
        lines = (
            f'+CPOL: {index},{self._preferred_format},"{_named(code, self._preferred_format)}"'
            for index, code in sorted(self.modem.card.preferred.items())
        )
        return "\r\n".join(lines) or None

    @at("+CPOL=")
    def prefer(self, args: str) -> None:
        """Write an operator at an index (the first free one if none is named), delete it, set the format."""
        values, preferred = arguments(args), self.modem.card.preferred
        form = number(values, 1, self._preferred_format, high=2)
        index = number(values, 0, 0, low=1, high=PREFERRED)
        if len(values) < 3:
            self._preferred_format = form
            if index and len(values) == 1:
                preferred.pop(index, None)
            return
        code = next((each.code for each in OPERATORS.values() if values[2] == _named(each.code, form)), "")
        if form == 2 and values[2].isdigit() and len(values[2]) in (5, 6):
            code = values[2]
        free = next((i for i in range(1, PREFERRED + 1) if i not in preferred), 0)
        if not code or not (index or free):
            raise Cme(INCORRECT if not code else MEMORY_FULL)
        preferred[index or free] = code

    # packets: enough for programs that ask

    @at("+CGATT?")
    def read_attachment(self, _: str) -> str:
        """Tell whether it is attached to the packet service."""
        return f"+CGATT: {self._attached and self.modem.reachable:d}"

    @at("+CGATT=")
    def attach(self, args: str) -> None:
        """Attach or detach."""
        self._attached = number(arguments(args), 0, high=1) == 1

    @at("+CGDCONT?")
    def read_contexts(self, _: str) -> str | None:
        """Give the contexts as they were defined."""
        lines = [
            f"+CGDCONT: {cid},{','.join(f'{chr(34)}{value}{chr(34)}' for value in rest[:3])},0,0"
            for cid, rest in sorted(self._contexts.items())
        ]
        return "\r\n".join(lines) or None

    @at("+CGDCONT=")
    def define_context(self, args: str) -> None:
        """Define a context, or with the number alone forget it."""
        values = arguments(args)
        cid = number(values, 0, 1, low=1, high=16)
        if len(values) > 1:
            self._contexts[cid] = (*values[1:4], "", "", "")[:3]
        else:
            self._contexts.pop(cid, None)

    @at("+CGACT?")
    def read_active(self, _: str) -> str | None:
        """Which contexts are active."""
        return "\r\n".join(f"+CGACT: {cid},{cid in self._active:d}" for cid in sorted(self._contexts)) or None

    @at("+CGACT=")
    def activate(self, args: str) -> None:
        """Activate or deactivate a context."""
        values = arguments(args)
        state = number(values, 0, high=1)
        cids = {number(values, 1, 1, low=1, high=16)} if len(values) > 1 else set(self._contexts)
        self._active = self._active | cids if state else self._active - cids


def _named(code: str, form: int) -> str:
    """Give an operator in one of the three formats; one that nobody here knows has only its number."""
    for each in OPERATORS.values():
        if each.code == code:
            return (each.name, each.short_name, each.code)[form]
    return code
