"""What battery, grid and station share: an opaque state that holds no pointers.

SPDX-License-Identifier: Apache-2.0
"""

import ctypes
from typing import Any, Dict, Type

from ._constants import Status
from ._errors import must, new_fault
from ._library import lib, structures
from ._values import Record, config_of


class Sampler:
    """A sample that every step fills anew, starting from "not measured"."""

    def __init__(self, cls: Type[Record]) -> None:
        self.cls = cls
        self.blank = cls._new()
        self.size = ctypes.sizeof(self.blank)
        self.record = cls()

    def fill(self, fields: Dict[str, Any]) -> Any:
        ctypes.memmove(ctypes.addressof(self.record._c), ctypes.addressof(self.blank), self.size)
        self.record._keep.clear()
        self.record.set(**fields)
        return self.record._c


class Machine:
    """A state that init makes, step moves and read tells of."""

    _name: str
    _config_class: Type[Record]
    _sample_class: Type[Record]
    _state_class: Type[Record]

    config: Record  #: the settings it was made with
    status: Status  #: of the last call: OK, or DEGRADED when a model stood in for a measurement

    def __init__(self, config: Any = None, **fields: Any) -> None:
        self.config = config_of(self._config_class, config, fields).__copy__()
        self._c = structures[self._name]()
        fault = new_fault()
        init = getattr(lib, self._name + "_init")
        self.status = must(
            init(ctypes.byref(self._c), ctypes.byref(self.config._c), ctypes.byref(fault)),
            fault,
            self._name + "_init",
        )
        self._begin()

    def _begin(self) -> None:
        """What every new object and every copy has of its own."""
        self._sampler = Sampler(self._sample_class)
        self._step = getattr(lib, self._name + "_step")
        self._read = getattr(lib, self._name + "_read")

    @property
    def state(self) -> Any:
        """What is known now."""
        c = self._state_class._c_class()
        must(
            self._read(ctypes.byref(self._c), ctypes.byref(c), ctypes.sizeof(c)),
            where=self._name + "_read",
        )
        return self._state_class._around(c)

    def __copy__(self) -> Any:
        """Another object in the same state; the two go their own ways."""
        other = type(self).__new__(type(self))
        other.__dict__.update(self.__dict__)
        other._c = type(self._c).from_buffer_copy(self._c)
        other._begin()
        return other

    def __deepcopy__(self, memo: Any) -> Any:
        return self.__copy__()

    def __repr__(self) -> str:
        return f"<ostrov.{type(self).__name__} {self.state!r}>"
