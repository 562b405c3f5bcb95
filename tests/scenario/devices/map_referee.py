#!/usr/bin/env python3
"""pymodbus (PyPI) reads and writes what our simulators serve, over TCP and over a serial line, and this
script decodes it by the map's own JSON with a decoder of its own: map, simulator and framing judged by
somebody else's hand.

    map_referee.py SIM_MODBUS MAPS

SPDX-License-Identifier: Apache-2.0
"""
import json
import pathlib
import struct
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))
import peers

failures = 0


def check(what, good, seen=""):
    global failures
    failures += not good
    print(f"{'PASS' if good else 'FAIL'} {what} {'' if good else seen}", flush=True)


SIZES = {"u16": 1, "s16": 1, "u32": 2, "s32": 2, "f32": 2, "u64": 4, "s64": 4, "bit": 1}
FORMATS = {"u16": ">H", "s16": ">h", "u32": ">I", "s32": ">i", "f32": ">f", "u64": ">Q", "s64": ">q"}
UNITS = {"kW": 1e3, "kvar": 1e3, "mV": 1e-3, "kWh": 1e3, "%": 0.01}


class Device:
    """A simulator and pymodbus' client to it."""

    def __init__(self, program, *arguments, unit=1):
        from pymodbus.client import ModbusSerialClient, ModbusTcpClient

        self.unit = unit
        self.process = subprocess.Popen([program, *map(str, arguments), "--unit", str(unit), "--until_eof"],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        kind, where = self.process.stdout.readline().split()
        self.client = (ModbusTcpClient("127.0.0.1", port=int(where), timeout=20) if kind == "port" else
                       ModbusSerialClient(where, baudrate=115200, parity="N", timeout=20))
        assert self.client.connect()

    def read(self, space, address, count):
        call = {"holding": self.client.read_holding_registers, "input": self.client.read_input_registers,
                "coil": self.client.read_coils, "discrete": self.client.read_discrete_inputs}[space]
        answer = call(address, count=count, device_id=self.unit)
        assert not answer.isError(), answer
        bits = space in ("coil", "discrete")
        return [int(b) for b in answer.bits[:count]] if bits else answer.registers

    def close(self):
        self.client.close()
        self.process.stdin.close()
        check("the simulator ends well", self.process.wait(10) == 0)


def decode(device, row):
    """value = sign × unit × (raw × scale × 10^exponent + offset), by the text of the README."""
    space, kind = row.get("space", "holding"), row.get("type", "bit")
    words = device.read(space, row["address"], SIZES[kind])
    if kind == "bit":
        return words[0] >> row.get("bit", 0) & 1
    if row.get("word_order") == "low_first":
        words = words[::-1]
    raw = struct.unpack(FORMATS[kind], struct.pack(f">{len(words)}H", *words))[0]
    power = 0
    if "exponent_address" in row:
        power = struct.unpack(">h", struct.pack(">H", device.read(space, row["exponent_address"], 1)[0]))[0]
    if "codes" in row:
        return next((word for word, codes in row["codes"].items()
                     if raw in (codes if isinstance(codes, list) else [codes])), None)
    value = raw * row.get("scale", 1) * 10.0**power + row.get("offset", 0)
    return row.get("sign", 1) * UNITS.get(row.get("unit"), 1.0) * value


SHOWN = {"cells_v": 712.3, "cells_a": -12.5, "cells_c": 23, "bus_v_l1": 229.7, "bus_hz": 49.98,
         "bms_charge_limit_w": 41300, "battery_var": -2500, "grid_w": -8123.5, "import_wh": 1234000,
         "phase_v_l3": 231.25, "pv_energy_wh": 5500000}


def judge_map(program, folder, name, *how):
    told = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    arguments = [word for key, value in SHOWN.items() if key in told["points"]
                 for word in (f"--{key}", value)]
    device = Device(program, "map", folder / f"{name}.json", *how, *arguments, unit=7)
    for key, row in told["points"].items():
        if key in SHOWN:
            step = abs(row.get("scale", 1) * UNITS.get(row.get("unit"), 1.0))
            seen = decode(device, row)
            near = abs(SHOWN[key]) * 1e-6 if row["type"] == "f32" else 0.501 * step
            check(f"{name} {key}", abs(seen - SHOWN[key]) <= near, seen)
    return told, device


def judge_set_point(told, device):
    """By hand, as the map says: unlock, power in tenths of a kilowatt charging positive, time."""
    unlock, power, time = told["set_point"]
    client = device.client
    check("function 6", not client.write_register(unlock["address"], 0xAA, device_id=7).isError())
    check("function 16", not client.write_registers(power["address"], [(-123) & 0xFFFF, 60],
                                                    device_id=7).isError())
    check("it reads back where the map says", device.read("holding", power["read_back"], 2) ==
          [(-123) & 0xFFFF, 60])
    check("and is done", decode(device, told["points"]["battery_w"]) == 12300.0,
          decode(device, told["points"]["battery_w"]))
    check("function 5", not client.write_coil(10, True, device_id=7).isError())
    check("what no list names cannot be written", client.write_register(100, 1, device_id=7).isError())
    check("nor read, where nothing is", client.read_holding_registers(5000, count=1, device_id=7).isError())


def judge_wires(program):
    device = Device(program, "io", "--line", unit=3)
    check("closed by both contacts", device.read("discrete", 0, 2) == [1, 0])
    check("function 15", not device.client.write_coils(0, [True, False, False], device_id=3).isError())
    for _ in range(2000):
        if device.read("discrete", 0, 2) == [0, 1]:
            break
    check("open by both contacts", device.read("discrete", 0, 2) == [0, 1])
    check("the coil reads back", device.read("coil", 0, 3) == [1, 0, 0])
    device.close()


def judge_schema(program, folder):
    """The schema takes what the reader takes, and refuses what somebody is likely to get wrong."""
    from jsonschema import Draft202012Validator

    schema = json.loads(subprocess.run([program, "schema"], capture_output=True, check=True).stdout)
    Draft202012Validator.check_schema(schema)
    judge = Draft202012Validator(schema)
    for file in sorted(folder.glob("*.json")):
        wrong = [error.message for error in judge.iter_errors(json.loads(file.read_text(encoding="utf-8")))]
        check(f"the schema takes {file.name}", not wrong, wrong)
    text = (folder / "example-pcs.json").read_text(encoding="utf-8")
    for from_, to in (('"scale": 0.1, "unit": "kvar"', '"scael": 0.1'), ('"unit": "kvar"', '"unit": "kW"'),
                      ('"f32"', '"f23"'), ('"address": 103', '"address": 70000'), ('"battery_w": {', '"batery_w": {'),
                      ('"value": "battery_w"', '"value": "batery_w"')):
        assert from_ in text
        check(f"the schema refuses {to}", not judge.is_valid(json.loads(text.replace(from_, to, 1))))


if __name__ == "__main__":
    peers.enter("Modbus referee", "pymodbus", "pyserial", "jsonschema")
    maps = pathlib.Path(sys.argv[2])
    for way in (["--port", 0], ["--line"]):
        mapping, pcs = judge_map(sys.argv[1], maps, "example-pcs", *way)
        judge_set_point(mapping, pcs)
        pcs.close()
    for one in ("template", "example-meter", "example-pv"):
        judge_map(sys.argv[1], maps, one, "--port", 0)[1].close()
    judge_wires(sys.argv[1])
    judge_schema(sys.argv[1], maps)
    sys.exit(1 if failures else 0)
