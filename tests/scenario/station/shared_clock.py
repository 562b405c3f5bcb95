"""The clock that ostrov-sim-site --clock FILE leads (examples/station/common/clock.c)."""

import datetime
import mmap
import struct
import time


class Clock:
    def __init__(self, path):
        with open(path, "rb") as file:
            self.page = mmap.mmap(file.fileno(), 40, access=mmap.ACCESS_READ)

    def utc(self):
        while True:
            before = self.page[0:4]
            _, _, real_us, shared_us, utc_us, speed = struct.unpack("=IIqqqd", self.page[0:40])
            if before == self.page[0:4] and before[0] % 2 == 0:
                return (utc_us + shared_us + (time.monotonic() * 1e6 - real_us) * speed) * 1e-6


def text(utc):
    moment = datetime.datetime.fromtimestamp(int(utc), datetime.timezone.utc)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
