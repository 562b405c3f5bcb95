"""Objects whose size depends on their settings and that live in memory of ours.

SPDX-License-Identifier: Apache-2.0
"""

import ctypes
from typing import Any

from ._constants import Status
from ._errors import must, new_fault
from ._library import lib
from ._values import config_of


def bounded(count: int, most: int) -> int:
    """Room for count of something, of which the library refuses more than most: it is the library that
    says so, and not the memory that ends."""
    return min(max(count, 0), most + 1)


class InMemory:
    """Starts an object NAME by NAME_size and NAME_init, and copies it with its memory."""

    status: Status  #: of the last call

    _name: str  #: of its functions
    _config_class: Any  #: class of its config

    def __init__(self, config: Any = None, **fields: Any) -> None:
        self.config = config_of(self._config_class, config, fields).__copy__()
        size = getattr(lib, f"{self._name}_size")(ctypes.byref(self.config._c))
        # A config that init would refuse has size 0: a word of memory lets init say why.
        self._memory = (ctypes.c_uint64 * max(1, (size + 7) // 8))()
        made, fault = ctypes.c_void_p(), new_fault()
        self.status = must(
            getattr(lib, f"{self._name}_init")(
                self._memory,
                ctypes.sizeof(self._memory),
                ctypes.byref(self.config._c),
                ctypes.byref(made),
                ctypes.byref(fault),
            ),
            fault,
            f"{self._name}_init",
        )

    def _twin(self, memory: Any) -> Any:
        other = type(self).__new__(type(self))
        other.__dict__.update(self.__dict__)
        other._memory = memory
        return other

    def __copy__(self) -> Any:
        return self._twin(type(self._memory).from_buffer_copy(self._memory))

    def __deepcopy__(self, memo: Any) -> Any:
        return self.__copy__()


class Kept(InMemory):
    """One whose bytes can be kept, by NAME_save and NAME_load."""

    def save(self) -> bytes:
        """Its bytes with a checksum; load takes them back on the same kind of machine."""
        must(getattr(lib, f"{self._name}_save")(self._memory), where=f"{self._name}_save")
        return bytes(self._memory)

    @classmethod
    def load(cls, kept: bytes, config: Any = None, **fields: Any) -> Any:
        """One from kept bytes, which goes on to the bit; the settings must be those it was started with."""
        other = cls(config, **fields)
        memory = (ctypes.c_uint64 * ((len(kept) + 7) // 8))()
        ctypes.memmove(memory, kept, len(kept))
        made = ctypes.c_void_p()
        must(
            getattr(lib, f"{cls._name}_load")(
                memory, ctypes.sizeof(memory), ctypes.byref(other.config._c), ctypes.byref(made)
            ),
            where=f"{cls._name}_load",
        )
        return other._twin(memory)
