"""What goes wrong, in words.

SPDX-License-Identifier: Apache-2.0
"""

import ctypes
import difflib
import math
from typing import Any, Iterable, Optional

from ._constants import Status
from ._library import lib, structures

Fault = structures["ostrov_fault"]


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """", did you mean 'x'?" when a known word is near, else ""."""
    near = difflib.get_close_matches(str(word), list(known), n=1, cutoff=0.6)
    return f", did you mean {near[0]!r}?" if near else ""


def as_status(value: int) -> Status:
    """The status of a number, also of one from a newer library."""
    try:
        return Status(value)
    except ValueError:
        return value  # type: ignore[return-value]


class OstrovError(Exception):
    """A call was refused. Says which field of which structure, and what would have been allowed."""

    status: Status  #: why
    structure: Optional[str]  #: structure that was refused, such as "ostrov_battery_config"
    field: Optional[str]  #: member that was refused
    index: Optional[int]  #: row or array element (vehicle, charge point)
    slot: Optional[int]  #: time slot
    value: float  #: what was refused; NaN = no number
    min: float  #: least value allowed; NaN = does not apply
    max: float  #: greatest value allowed; NaN = does not apply
    command: Any = None  #: of Station.step: the safe command, to be written all the same

    def __init__(self, status: int, fault: Optional[Any] = None, where: str = "") -> None:
        fault = fault if fault is not None else new_fault()
        self.status = as_status(status)
        self.structure = fault.structure.decode() if fault.structure is not None else None
        self.field = fault.field.decode() if fault.field is not None else None
        self.index = fault.index if fault.index >= 0 else None
        self.slot = fault.slot if fault.slot >= 0 else None
        self.value = fault.value
        self.min = fault.min
        self.max = fault.max
        text = fault_text(fault, status)
        if self.structure is None and self.field is None and where:
            text = f"{where}: {text}"
        super().__init__(text)


def new_fault() -> Any:
    """A fault that says nothing."""
    fault = Fault()
    fault.index = fault.slot = -1
    fault.value = fault.min = fault.max = math.nan
    return fault


def fault_text(fault: Any, status: int) -> str:
    """The library's own words."""
    needed = lib.ostrov_fault_text(ctypes.byref(fault), status, None, 0)
    text = ctypes.create_string_buffer(needed + 1)
    lib.ostrov_fault_text(ctypes.byref(fault), status, text, needed + 1)
    return text.value.decode("utf-8")


def must(status: int, fault: Optional[Any] = None, where: str = "") -> Status:
    """Raises OstrovError for an error; gives back a status that is success."""
    if status < 0:
        raise OstrovError(status, fault, where)
    return as_status(status)
