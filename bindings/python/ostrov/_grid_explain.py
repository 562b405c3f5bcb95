"""Why the connection did what it did, what is in the way, its log, its snapshot.

SPDX-License-Identifier: Apache-2.0
"""

import ctypes
from typing import Any, Callable, List

from ._constants import Status
from ._errors import must
from ._library import lib, structures, table
from ._values import record

GridRecord = record("ostrov_grid_record", "GridRecord")
GridBlocker = record("ostrov_grid_blocker", "GridBlocker")

_LANGUAGES = {"en": 1, "cs": 2, "zh-tw": 3}
_TARGETS = ("grid", "island", "black")


def _language(language: str) -> int:
    try:
        return _LANGUAGES[language.lower().replace("_", "-")]
    except (AttributeError, KeyError):
        raise ValueError(f"no such language: {language!r}; one of {', '.join(_LANGUAGES)}") from None


def _number(word: Any, field_name: str) -> int:
    if isinstance(word, int):
        return word
    field = next(f for f in table("ostrov_grid_state").fields if f.name == field_name)
    return dict(field.choices).get(word, 0)


def _text(write: Callable[[Any, int], int]) -> str:
    """What a function writes that counts as snprintf does."""
    room = ctypes.create_string_buffer(write(None, 0) + 1)
    write(room, len(room))
    return room.value.decode("utf-8")


def grid_mode_text(mode: Any) -> str:
    """Name of a mode as reports write it, such as "ISLAND". Takes its word or its number."""
    return lib.ostrov_grid_mode_text(_number(mode, "mode")).decode()


def grid_reason_text(reason: Any) -> str:
    """A reason in English words. Takes its word or its number."""
    return lib.ostrov_grid_reason_text(_number(reason, "reason")).decode()


def grid_mode_words(mode: Any, language: str = "en") -> str:
    """A mode in words of "en", "cs" or "zh-tw"."""
    return lib.ostrov_grid_mode_words(_number(mode, "mode"), _language(language)).decode("utf-8")


def grid_reason_words(reason: Any, language: str = "en") -> str:
    """A reason in words of "en", "cs" or "zh-tw"."""
    return lib.ostrov_grid_reason_words(_number(reason, "reason"), _language(language)).decode(
        "utf-8"
    )


def grid_unit_words(unit: Any, language: str = "en") -> str:
    """A unit of a record or blocker in words of "en", "cs" or "zh-tw"."""
    if not isinstance(unit, int):
        field = next(f for f in table("ostrov_grid_blocker").fields if f.name == "unit")
        unit = dict(field.choices).get(unit, 0)
    return lib.ostrov_grid_unit_words(unit, _language(language)).decode("utf-8")


def grid_record_text(entry: Any, language: str = "en") -> str:
    """A record of the log as a sentence of "en", "cs" or "zh-tw"."""
    number = _language(language)
    return _text(
        lambda room, size: lib.ostrov_grid_record_text(ctypes.byref(entry._c), number, room, size)
    )


class Explained:
    """What Grid can tell about itself."""

    _c: Any
    status: Status

    def why(self, language: str = "en") -> str:
        """The last move as a sentence of "en", "cs" or "zh-tw"."""
        number = _language(language)
        c = ctypes.byref(self._c)
        return _text(lambda room, size: lib.ostrov_grid_why(c, number, room, size))

    @property
    def last_move(self) -> Any:
        """The last move as a GridRecord."""
        c = structures["ostrov_grid_record"]()
        must(
            lib.ostrov_grid_last_move(ctypes.byref(self._c), ctypes.byref(c), ctypes.sizeof(c)),
            where="ostrov_grid_last_move",
        )
        return GridRecord._around(c)

    def why_not(self, target: str) -> List[Any]:
        """Every condition in the way of "grid", "island" or "black" now, as GridBlocker: reason,
        value, limit, unit, left_s. Empty: nothing is in the way."""
        rows = (structures["ostrov_grid_blocker"] * 16)()
        count = ctypes.c_size_t()
        must(
            lib.ostrov_grid_why_not(
                ctypes.byref(self._c), self._target(target), rows, len(rows), ctypes.byref(count)
            ),
            where="ostrov_grid_why_not",
        )
        found = []
        for i in range(count.value):
            c = structures["ostrov_grid_blocker"].from_buffer_copy(rows[i])
            found.append(GridBlocker._around(c))
        return found

    def why_not_text(self, target: str, language: str = "en") -> str:
        """The same as a sentence of "en", "cs" or "zh-tw"."""
        mode, number = self._target(target), _language(language)
        c = ctypes.byref(self._c)
        return _text(lambda room, size: lib.ostrov_grid_why_not_text(c, mode, number, room, size))

    @property
    def log(self) -> List[Any]:
        """The newest records, oldest first, as GridRecord. The lost of the first one tells how many
        are no longer there."""
        return self.log_from(1)

    def log_from(self, sequence: int) -> List[Any]:
        """The records from that sequence on: keep the last one's sequence + 1 for the next call."""
        found = []
        while True:
            c = structures["ostrov_grid_record"]()
            status = must(
                lib.ostrov_grid_log(
                    ctypes.byref(self._c), sequence, ctypes.byref(c), ctypes.sizeof(c)
                ),
                where="ostrov_grid_log",
            )
            if status != Status.OK:
                return found
            found.append(GridRecord._around(c))
            sequence = c.sequence + 1

    def save(self) -> bytes:
        """A snapshot, which load of a Grid with the same settings takes."""
        room = (ctypes.c_char * lib.ostrov_grid_save_size())()
        used = ctypes.c_size_t()
        must(
            lib.ostrov_grid_save(
                ctypes.byref(self._c), room, ctypes.sizeof(room), ctypes.byref(used)
            ),
            where="ostrov_grid_save",
        )
        return room.raw[: used.value]

    def load(self, snapshot: bytes) -> Status:
        """Wakes after a restart with what a snapshot remembers, hands off until it has looked. One
        that is damaged or of other settings is an OstrovError, and nothing changes."""
        return self._take("ostrov_grid_load", snapshot)

    def rewind(self, snapshot: bytes) -> Status:
        """Goes on exactly where a snapshot was taken: to replay recorded samples, never on a living
        site."""
        return self._take("ostrov_grid_rewind", snapshot)

    def _take(self, name: str, snapshot: bytes) -> Status:
        snapshot = bytes(snapshot)
        self.status = must(
            getattr(lib, name)(ctypes.byref(self._c), snapshot, len(snapshot)), where=name
        )
        return self.status

    @staticmethod
    def _target(target: str) -> int:
        if target not in _TARGETS:
            raise ValueError(f"no such target: {target!r}; one of {', '.join(_TARGETS)}")
        return _number(target, "mode")
