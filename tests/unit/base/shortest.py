#!/usr/bin/env python3
"""Checksums of shortest digits, as test_number_write.c expects them: from Python's own repr.

SPDX-License-Identifier: Apache-2.0
"""
import math
import struct
import zlib
from decimal import Decimal


def digits(value):
    _, digit, exponent = Decimal(repr(abs(value))).normalize().as_tuple()
    return "%sE%d;" % ("".join(map(str, digit)), exponent + len(digit))


def crc(values):
    return zlib.crc32("".join(map(digits, values)).encode())


def finite(seed, count):
    mask = (1 << 64) - 1
    while count > 0:
        seed ^= seed >> 12
        seed = (seed ^ (seed << 25)) & mask
        seed ^= seed >> 27
        value = struct.unpack("<d", struct.pack("<Q", seed * 2685821657736338717 & mask))[0]
        if math.isfinite(value):
            count -= 1
            yield value


print("powers of two: 0x%08Xu" % crc(math.ldexp(1.0, e) for e in range(-1074, 1024)))
print("random:        0x%08Xu" % crc(finite(20200229, 100000)))
