"""Moments: UTC seconds or microseconds from what Python programs hold.

A datetime must carry its zone; numpy's datetime64 is UTC by convention; a number is UTC seconds.

SPDX-License-Identifier: Apache-2.0
"""

import datetime
import math
import operator
from typing import Any, Union

from . import _arrays
from ._constants import NO_TIME

Moment = Union[int, float, datetime.datetime, Any]

_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
_MICROSECOND = datetime.timedelta(microseconds=1)
# Seconds whose microseconds fit an int64: 290 000 years. More is another unit, never a moment.
_MOST_S = (2**63 - 1) // 1_000_000


def _too_far(number: Any) -> OverflowError:
    return OverflowError(f"a time of {number} s: UTC seconds are expected, not another unit")


def microseconds(moment: Moment) -> int:
    """UTC microseconds of one moment."""
    if isinstance(moment, datetime.datetime):
        if moment != moment:  # pandas' NaT
            return NO_TIME
        if moment.tzinfo is None or moment.utcoffset() is None:
            raise ValueError(
                f"{moment!r} has no zone: say which one, such as tzinfo=datetime.timezone.utc"
            )
        return (moment - _EPOCH) // _MICROSECOND
    if _arrays.numpy is not None and isinstance(moment, _arrays.numpy.datetime64):
        return int(moment.astype("datetime64[us]").astype("int64"))
    if isinstance(moment, float) or (
        _arrays.numpy is not None and isinstance(moment, _arrays.numpy.floating)
    ):
        if not math.isfinite(moment):
            return NO_TIME
        if abs(moment) > _MOST_S:
            raise _too_far(moment)
        return round(float(moment) * 1e6)
    if isinstance(moment, bool):
        raise TypeError("a time is a number of UTC seconds or a datetime, not a bool")
    try:
        whole = operator.index(moment)
    except TypeError:
        raise TypeError(
            "a time is a number of UTC seconds, a datetime with its zone or a datetime64, "
            f"not {moment!r}"
        ) from None
    if abs(whole) > _MOST_S:
        raise _too_far(whole)
    return whole * 1_000_000


def seconds(moment: Moment) -> int:
    """UTC seconds of one moment, rounded down to whole ones."""
    us = microseconds(moment)
    return us if us == NO_TIME else us // 1_000_000


def moments_us(moments: Any) -> _arrays.Column:
    """A column of UTC microseconds."""
    numpy = _arrays.numpy
    if numpy is not None and hasattr(moments, "__array__"):
        listed = numpy.asarray(moments)
        if listed.dtype.kind == "M":
            return _arrays.take(
                listed.astype("datetime64[us]").astype(numpy.int64), "q", "time"
            )
        if listed.dtype.kind in "iu":
            for extreme in (listed.max(), listed.min()) if listed.size else ():
                if abs(int(extreme)) > _MOST_S:
                    raise _too_far(extreme)
            return _arrays.take(listed.astype(numpy.int64) * 1_000_000, "q", "time")
        moments = listed
    return _arrays.take([microseconds(moment) for moment in moments], "q", "time")


def moments_s(moments: Any, name: str) -> _arrays.Column:
    """A column of UTC seconds; int64 is borrowed as it is."""
    numpy = _arrays.numpy
    if numpy is not None and hasattr(moments, "__array__"):
        listed = numpy.asarray(moments)
        if listed.dtype.kind == "M":
            return _arrays.take(listed.astype("datetime64[s]").astype(numpy.int64), "q", name)
        if listed.dtype.kind in "iu":
            return _arrays.take(listed, "q", name)
        moments = listed
    borrowed = _arrays._borrow(moments, "q", writable=False)
    if borrowed is not None:
        return _arrays.Column(*borrowed)
    return _arrays.take([seconds(moment) for moment in moments], "q", name)


def as_datetime(time_s: Any) -> Any:
    """A moment as a datetime in UTC; None for a time that is not known."""
    if time_s is None or time_s == NO_TIME:
        return None
    return _EPOCH + datetime.timedelta(seconds=int(time_s))
