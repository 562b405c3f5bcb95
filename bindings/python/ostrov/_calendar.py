"""Local time by rule: where days have 92, 96 or 100 quarter hours.

SPDX-License-Identifier: Apache-2.0
"""

import ctypes
from typing import Any, Tuple

from . import _time
from ._constants import FOLD_FIRST, FOLD_SECOND
from ._errors import must
from ._library import lib, structures
from ._values import record

Civil = record("ostrov_civil", "Civil")


class Zone:
    """A local-time rule: Zone("Europe/Prague"), Zone("Asia/Taipei"), Zone("UTC") or POSIX TZ text
    such as Zone("CET-1CEST,M3.5.0,M10.5.0/3"). Holds for all years."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._c = structures["ostrov_zone"]()
        must(
            lib.ostrov_zone_read(text.encode("utf-8"), ctypes.byref(self._c)),
            where=f"ostrov_zone_read({text!r})",
        )

    def __repr__(self) -> str:
        return f"Zone({self.text!r})"

    def civil(self, time: Any) -> Any:
        """Local date and time of a moment."""
        civil = Civil()
        must(
            lib.ostrov_zone_civil(
                ctypes.byref(self._c), _time.seconds(time), ctypes.byref(civil._c)
            ),
            where="ostrov_zone_civil",
        )
        return civil

    def utc(
        self,
        year: int,
        month: int,
        day: int,
        hour: int = 0,
        minute: int = 0,
        second: int = 0,
        *,
        fold: int = 0,
    ) -> int:
        """UTC seconds of a local date and time; fold 1 = the second of two, as datetime's."""
        civil = Civil(year=year, month=month, day=day, hour=hour, minute=minute, second=second)
        time_s = ctypes.c_int64()
        must(
            lib.ostrov_zone_utc(
                ctypes.byref(self._c),
                ctypes.byref(civil._c),
                FOLD_SECOND if fold else FOLD_FIRST,
                ctypes.byref(time_s),
            ),
            where="ostrov_zone_utc",
        )
        return time_s.value

    def day(self, time: Any) -> Tuple[int, int]:
        """The local day that holds a moment: UTC seconds of its midnight and of the next."""
        start, end = ctypes.c_int64(), ctypes.c_int64()
        must(
            lib.ostrov_zone_day(
                ctypes.byref(self._c),
                _time.seconds(time),
                ctypes.byref(start),
                ctypes.byref(end),
            ),
            where="ostrov_zone_day",
        )
        return start.value, end.value


def is_holiday(country: str, year: int, month: int, day: int) -> bool:
    """Whether a date is a public holiday of a country the library knows: is_holiday("CZ", 2026, 12, 24)."""
    holidays = structures["ostrov_holidays"]()
    must(
        lib.ostrov_holidays_of(country.encode("utf-8"), ctypes.byref(holidays)),
        where=f"ostrov_holidays_of({country!r})",
    )
    found = ctypes.c_int32()
    must(
        lib.ostrov_holiday_is(ctypes.byref(holidays), year, month, day, ctypes.byref(found)),
        where="ostrov_holiday_is",
    )
    return bool(found.value)
