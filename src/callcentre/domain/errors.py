"""What can be refused or go wrong, as a code and data; `callcentre.words` makes sentences of them.

    Problem            everything a person is told about
      Refused          a rule says no: nothing is wrong with the machine or the data
      BadValue         one value of a form or file is not acceptable; nothing was changed
      StoreFault       the machine says no: key, disk, damage, lock, version
      ServerFault      the server or the line to it says no; what was done here is kept and waits
"""

from collections.abc import Mapping


class Problem(Exception):
    """`code` picks the sentence, `data` fills it. `str()` shows both and holds no personal data."""

    def __init__(self, code: str, /, **data: object) -> None:
        super().__init__(code)
        self.code = code
        self.data: Mapping[str, object] = data

    def __str__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in self.data.items() if name != "value")
        return f"{self.code}({shown})" if shown else self.code


class Refused(Problem):
    """A rule says no. `data` names what stands in the way and what is possible instead."""


class BadValue(Problem):
    """A value that cannot be taken: `field` names it, `value` is what was seen."""

    def __init__(self, code: str, /, *, field: str, value: object, **data: object) -> None:
        super().__init__(code, field=field, value=value, **data)
        self.field = field
        self.value = value


class StoreFault(Problem):
    """The file, key, disk or lock says no. `retry` is true where waiting may help."""

    def __init__(self, code: str, /, *, retry: bool = False, **data: object) -> None:
        super().__init__(code, **data)
        self.retry = retry


class ServerFault(Problem):
    """The server or the line to it says no. `retry` is true where time alone may help, false where a person must."""

    def __init__(self, code: str, /, *, retry: bool = False, **data: object) -> None:
        super().__init__(code, **data)
        self.retry = retry
