"""Numbers that no field table carries: status values, bit sets, kinds of a row. Held against the
headers by a test.

SPDX-License-Identifier: Apache-2.0
"""

from enum import IntEnum, IntFlag


class Status(IntEnum):
    """Result of a call: 0 is success, positive is success with a remark, negative is an error."""

    OK = 0
    EMPTY = 1
    DEGRADED = 2
    LIMITED = 3
    E_ARGUMENT = -1
    E_RANGE = -2
    E_NOT_FINITE = -3
    E_TIME = -4
    E_SPACE = -5
    E_STATE = -6
    E_INFEASIBLE = -7
    E_DEADLINE = -8
    E_SOLVER = -9
    E_CORRUPT = -10
    E_UNSUPPORTED = -11
    E_DRIVER = -12
    E_TEXT = -13


class Value(IntEnum):
    """Status of one row of an array function."""

    OK = 0
    NIGHT = 1
    UNKNOWN = 2
    RANGE = 3


class Repair(IntEnum):
    """What problem_repair did to a value."""

    NONE = 0
    HELD = 1
    DAY = 2
    CLAMPED = 3
    DEFAULT = 4


class SocNote(IntFlag):
    """Bits of SocState.notes."""

    RESYNC = 1 << 0
    AMBIGUOUS = 1 << 1
    NO_VOLTAGE = 1 << 2
    NO_CURRENT = 1 << 3
    NO_TEMPERATURE = 1 << 4
    STANDSTILL = 1 << 5
    FULL_CHARGE_WANTED = 1 << 6
    CONTRADICTED = 1 << 7
    REFUSED = 1 << 8


class BatteryWarning(IntFlag):
    """Bits of BatteryState.warnings."""

    NO_POWER = 1 << 0
    NO_BMS_SOC = 1 << 1
    SOC_DISAGREES = 1 << 2
    SOC_UNKNOWN = 1 << 3
    STALE = 1 << 4
    COLD = 1 << 5
    HOT = 1 << 6
    NO_TEMPERATURE = 1 << 7
    EMPTY = 1 << 8
    FULL = 1 << 9
    REFUSED = 1 << 10
    FULL_CHARGE_WANTED = 1 << 11


class Inhibit(IntFlag):
    """Bits of a measurement's inhibits: obeyed at once in every mode."""

    LOCAL = 1 << 0
    MANUAL = 1 << 1
    MAINTENANCE = 1 << 2
    FIRE_STOP = 1 << 3
    E_STOP = 1 << 4
    UNREAD = 1 << 5


class Category(IntEnum):
    """Abnormal operating performance category of IEEE 1547-2018."""

    UNKNOWN = 0
    I = 1  # noqa: E741
    II = 2
    III = 3


class SyncBlock(IntFlag):
    """Bits of a synchro-check's blocked: what keeps it from permitting."""

    UNKNOWN = 1 << 0
    GRID_DEAD = 1 << 1
    BUS_DEAD = 1 << 2
    ROTATION = 1 << 3
    VOLTAGE = 1 << 4
    SLIP = 1 << 5
    ANGLE = 1 << 6
    DWELL = 1 << 7


# enum ostrov_type
TYPE_F64 = 1
TYPE_I32 = 2
TYPE_U32 = 3
TYPE_I64 = 4
TYPE_ENUM = 5
TYPE_BOOL = 6
TYPE_SERIES = 7
TYPE_REFERENCE = 8
TYPE_ROWS = 9
TYPE_COLUMN_F64 = 10
TYPE_COLUMN_I64 = 11
TYPE_COLUMN_I32 = 12
TYPE_U64 = 13
TYPE_TEXT = 14
TYPE_U16 = 15

TYPE_WORDS = {
    TYPE_F64: "f64",
    TYPE_I32: "i32",
    TYPE_U32: "u32",
    TYPE_I64: "i64",
    TYPE_ENUM: "enum",
    TYPE_BOOL: "bool",
    TYPE_SERIES: "series",
    TYPE_REFERENCE: "reference",
    TYPE_ROWS: "rows",
    TYPE_COLUMN_F64: "column_f64",
    TYPE_COLUMN_I64: "column_i64",
    TYPE_COLUMN_I32: "column_i32",
    TYPE_U64: "u64",
    TYPE_TEXT: "text",
    TYPE_U16: "u16",
}

# enum ostrov_kind
KIND_CONFIG = 1
KIND_SAMPLE = 2
KIND_OUTPUT = 3
KIND_ROW = 4
KIND_FROZEN = 5
KIND_OPAQUE = 6

KIND_WORDS = {
    KIND_CONFIG: "config",
    KIND_SAMPLE: "sample",
    KIND_OUTPUT: "output",
    KIND_ROW: "row",
    KIND_FROZEN: "frozen",
    KIND_OPAQUE: "opaque",
}

# enum ostrov_field_flags
FIELD_OPTIONAL = 1
FIELD_RESERVED = 2
FIELD_DERIVED = 4

# enum ostrov_fold
FOLD_FIRST = 0
FOLD_SECOND = 1

# A time that is not known.
NO_TIME = -(2**63)
