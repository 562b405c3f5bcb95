#!/usr/bin/env python3
"""pysunspec2, which shares no code with ours, scans the simulated devices and agrees on values.

Usage: referee.py OSTROV_SIM_DEVICE. Exit status 77 = skipped (no pysunspec2; `pip install pysunspec2`).

SPDX-License-Identifier: Apache-2.0
"""
import math
import struct
import subprocess
import sys

try:
    import sunspec2.modbus.client as client
except ImportError:
    print("SKIPPED: pysunspec2 is not installed, no independent reader looked at the simulators")
    sys.exit(77)

WORLD = 34  # registers from the vendor model's ID to the world, see devices/device.h
failures = 0


def check(what, got, expected, tolerance=0.0):
    global failures
    good = got is not None and math.isclose(got, expected, abs_tol=tolerance, rel_tol=0.0)
    failures += not good
    print(f"{'PASS' if good else 'FAIL'} {what} got={got} expected={expected} tolerance={tolerance}")


def world(sequence, dt_s, pcc_w):
    """A simulated moment: 230 V, 50 Hz, breaker closed, PCS following."""
    numbers = [dt_s] + [230.0] * 6 + [50.0, 50.0, 0.0, pcc_w, -2000.0, 20.0, 0.0]
    return struct.pack(">14d3iI", *numbers, 1, 1, 2, sequence)


class Simulator:
    def __init__(self, program, kind, *settings):
        self.process = subprocess.Popen([program, kind, "--port", "0", "--until_eof", *settings],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        port = int(self.process.stdout.readline().split()[1])
        self.device = client.SunSpecModbusClientDeviceTCP(slave_id=1, ipaddr="127.0.0.1", ipport=port)
        self.device.scan()
        self.device.connect()
        self.sequence = 0
        vendor = [m for m in self.device.models if isinstance(m, int) and m >= 64901][0]
        self.vendor_address = self.device.models[vendor][0].model_addr

    def advance(self, dt_s, pcc_w=0.0):
        self.sequence += 1
        self.device.write(self.vendor_address + WORLD, world(self.sequence, dt_s, pcc_w))

    def points(self, model):
        found = self.device.models[model][0]
        found.read()
        return {name: point.cvalue for name, point in found.points.items()}

    def close(self):
        self.device.close()
        self.process.stdin.close()
        check("ends when its standard input does", self.process.wait(10), 0)


def judge_pcs(program):
    pcs = Simulator(program, "pcs", "--rating_w", "50000", "--soc_start_ratio", "0.625",
                    "--battery_sign", "-1")
    check("PCS models", len([m for m in pcs.device.models if isinstance(m, int)]), 8)
    pcs.advance(1.0)
    control = pcs.device.models[704][0]
    control.read()
    control.points["WSetEna"].cvalue = 1
    control.points["WSetMod"].cvalue = 1
    control.points["WSet"].cvalue = 12342
    control.points["WSetRvrt"].cvalue = 0
    control.points["WSetEnaRvrt"].cvalue = 1
    control.points["WSetRvrtTms"].cvalue = 30
    control.write()
    for _ in range(5):
        pcs.advance(1.0)
    measured, battery, set_points = pcs.points(701), pcs.points(802), pcs.points(704)
    check("701 W follows WSet", measured["W"], 12342, 5.0)  # half a step of its scale factor
    check("701 VL1", measured["VL1"], 230.0, 0.1501)  # noise 0.1 V and half a step
    check("701 DERMode", measured["DERMode"], 1)
    check("802 SoC", battery["SoC"], 62.5, 0.05)
    check("802 W counts charging positive here", battery["W"], -12342 / 0.965, 6.0)
    check("704 WSetRvrtRem", set_points["WSetRvrtRem"], 25)
    for _ in range(30):
        pcs.advance(1.0)
    check("701 W after reversion", pcs.points(701)["W"], 0.0)
    pcs.close()


def judge_meter(program):
    meter = Simulator(program, "meter")
    for _ in range(10):
        meter.advance(360.0, 36000.0)
    points = meter.points(203)
    check("203 W", points["W"], 36000, 5.0)
    check("203 WphB", points["WphB"], 12000, 5.0)
    check("203 VAR", points["VAR"], -2000, 5.0)
    check("203 TotWhImp", points["TotWhImp"], 36000)
    check("203 Hz", points["Hz"], 50.0, 0.0101)
    meter.close()


judge_pcs(sys.argv[1])
judge_meter(sys.argv[1])
sys.exit(1 if failures else 0)
