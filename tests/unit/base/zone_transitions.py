#!/usr/bin/env python3
"""Writes zone_transitions.h: when clocks are turned, and every local midnight, from the IANA data.

zoneinfo reads the system's compiled tz database; it is the independent source for test_zone.c.
Years begin where the rule in force today does.

SPDX-License-Identifier: Apache-2.0
"""
import zlib
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

ZONES = [  # array name, IANA name, first year whose rule is the one of today
    ("prague", "Europe/Prague", 2000),
    ("taipei", "Asia/Taipei", 2000),
    ("new_york", "America/New_York", 2007),
    ("sydney", "Australia/Sydney", 2009),
    ("lord_howe", "Australia/Lord_Howe", 2009),
    ("dublin", "Europe/Dublin", 2000),
]
UNTIL = 2061


def transitions(zone, first):
    """UTC seconds of each change of offset, found by bisection between noons."""
    def offset(t):
        return datetime.fromtimestamp(t, zone).utcoffset()
    begin = int(datetime(first, 1, 1, tzinfo=timezone.utc).timestamp())
    end = int(datetime(UNTIL, 1, 1, tzinfo=timezone.utc).timestamp())
    for day in range(begin, end, 86400):
        low, high = day, day + 86400
        if offset(low) == offset(high):
            continue
        while high - low > 1:
            middle = (low + high) // 2
            if offset(middle) == offset(low):
                low = middle
            else:
                high = middle
        yield high, int(offset(high).total_seconds())


def midnights(zone, first):
    day = datetime(first, 1, 2)
    while day.year < UNTIL:
        yield int(day.replace(tzinfo=zone).timestamp())
        day += timedelta(days=1)


def main():
    print("/* When clocks are turned, from the IANA time zone database: see zone_transitions.py.")
    print(" *\n * SPDX-License-Identifier: Apache-2.0\n */")
    print("#include <stdint.h>\n")
    print("typedef struct turned {\n    int64_t time_s;   /* UTC seconds */\n"
          "    int32_t offset_s; /* local minus UTC from then on */\n} turned;\n")
    for name, iana, first in ZONES:
        zone = ZoneInfo(iana)
        rows = list(transitions(zone, first))
        crc = zlib.crc32(b"".join(b"%d;" % t for t in midnights(zone, first)))
        print("/* %s, years %d to %d; the CRC-32 is that of each local midnight as text, \"%%d;\". */"
              % (iana, first, UNTIL - 1))
        print("#define %s_FIRST %d" % (name.upper(), first))
        print("#define %s_MIDNIGHTS 0x%08Xu" % (name.upper(), crc))
        if not rows:
            print()
            continue
        print("static const turned %s_turned[] = {" % name)
        for i in range(0, len(rows), 4):
            print("    " + " ".join("{%d, %d}," % row for row in rows[i:i + 4]))
        print("};\n")


if __name__ == "__main__":
    main()
