#!/usr/bin/env python3
"""Charge points of the package ocpp (PyPI), which holds every frame against the schemas of OCPP 1.6,
speak with our central system: charging, a charge point that ignores its limit, strangers, garbage.

    ocpp_referee.py RIG [BIN]        BIN: folder of ostrov-station, for a depot that runs armed

SPDX-License-Identifier: Apache-2.0
"""
import asyncio
import base64
import datetime
import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))
import peers

failures = 0


def check(what, good, seen=""):
    global failures
    failures += not good
    print(f"{'PASS' if good else 'FAIL'} {what} {'' if good else seen}", flush=True)


class Rig:
    """Our central system as a process; what it says last of each charge point."""

    def __init__(self, program, *names, password=None):
        environment = dict(os.environ)
        if password:
            environment["RIG_PASSWORD"] = password
        self.process = subprocess.Popen([program, *names], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True, env=environment)
        self.port = int(self.process.stdout.readline().split()[1])
        self.seen = {}
        self.reader = asyncio.get_running_loop().run_in_executor(None, self.read)

    def read(self):
        for line in self.process.stdout:
            name, *rest = line.split()
            self.seen[name] = rest

    def limit(self, name, watts):
        self.process.stdin.write(f"{name} {watts}\n")
        self.process.stdin.flush()

    async def until(self, name, condition, seconds=12.0):
        for _ in range(int(seconds * 20)):
            if name in self.seen and condition(self.seen[name]):
                return True
            await asyncio.sleep(0.05)
        return False

    async def end(self):
        self.process.stdin.close()
        await self.reader
        return self.process.wait(10)


def charge_point_class():
    from ocpp.routing import on
    from ocpp.v16 import ChargePoint, call, call_result
    from ocpp.v16.enums import ChargingProfileStatus, ConfigurationStatus, RegistrationStatus

    class Charger(ChargePoint):
        """A vehicle that draws what it may, or, when deaf, what it likes."""

        def __init__(self, *arguments, deaf=False, **more):
            super().__init__(*arguments, **more)
            self.deaf = deaf
            self.watts = 0.0
            self.profiles = []
            self.transaction = 0

        @on("SetChargingProfile")
        async def on_profile(self, connector_id, cs_charging_profiles):
            self.profiles.append(cs_charging_profiles)
            schedule = cs_charging_profiles["charging_schedule"]
            if cs_charging_profiles["charging_profile_purpose"] == "TxProfile" and not self.deaf:
                self.watts = schedule["charging_schedule_period"][0]["limit"]
                self.watts = float(self.watts) * 3 * 230.0
            return call_result.SetChargingProfile(status=ChargingProfileStatus.accepted)

        @on("ChangeConfiguration")
        async def on_configuration(self, key, value):
            return call_result.ChangeConfiguration(status=ConfigurationStatus.accepted)

        async def plug_in(self):
            boot = await self.call(call.BootNotification(charge_point_model="M", charge_point_vendor="V"))
            check("boot is accepted", boot.status == RegistrationStatus.accepted)
            now = datetime.datetime.fromisoformat(boot.current_time.replace("Z", "+00:00"))
            off_s = abs((now - datetime.datetime.now(datetime.timezone.utc)).total_seconds())
            check("our time is the time", off_s < 5, off_s)
            await self.status("Preparing")
            started = await self.call(call.StartTransaction(connector_id=1, id_tag="bus-1", meter_start=1000,
                                                            timestamp=self.time()))
            self.transaction = started.transaction_id
            await self.status("Charging")

        @staticmethod
        def time():
            return datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")

        async def status(self, word):
            await self.call(call.StatusNotification(connector_id=1, error_code="NoError", status=word))

        async def charge(self):
            """Meter values each half second until cancelled."""
            while True:
                watts = 40e3 if self.deaf else self.watts
                await self.call(call.MeterValues(connector_id=1, transaction_id=self.transaction, meter_value=[{
                    "timestamp": self.time(),
                    "sampled_value": [
                        {"value": f"{watts:.1f}", "measurand": "Power.Active.Import", "unit": "W"},
                        {"value": "1234.5"}]}]))
                await asyncio.sleep(0.5)

        async def plug_out(self):
            await self.call(call.StopTransaction(meter_stop=2000, timestamp=self.time(),
                                                 transaction_id=self.transaction))
            await self.status("Available")

    return Charger


async def connect(port, name, protocol="ocpp1.6", password=None):
    import websockets
    headers = {}
    if password:
        token = base64.b64encode(f"{name}:{password}".encode()).decode()
        headers["Authorization"] = f"Basic {token}"
    return await websockets.connect(f"ws://127.0.0.1:{port}/ocpp/{name}",
                                    subprotocols=[protocol] if protocol else None,
                                    additional_headers=headers, open_timeout=5)


async def refused(*arguments, **more):
    try:
        wire = await connect(*arguments, **more)
        await asyncio.wait_for(wire.recv(), 5)
    except Exception:  # whatever way it is told, it is not let in
        return True
    return False


async def charging(rig, Charger):
    wire = await connect(rig.port, "A1")
    charger = Charger("A1", wire)
    listening = asyncio.create_task(charger.start())
    rig.limit("A1", 20010)
    await charger.plug_in()
    metering = asyncio.create_task(charger.charge())
    check("a limit in W is kept in A and seen", await rig.until(
        "A1", lambda s: s[0] == "1" and s[2] == "observed" and abs(float(s[1]) - 20010) < 1), rig.seen.get("A1"))
    check("the energy register is read", rig.seen["A1"][5] == "1234.5", rig.seen["A1"])
    purposes = [p["charging_profile_purpose"] for p in charger.profiles]
    check("first what holds without us, which a boot has asked for again, then the limit",
          list(dict.fromkeys(purposes))[:2] == ["TxDefaultProfile", "TxProfile"], purposes)
    rig.limit("A1", 3000)
    check("below 6 A there is no charging", await rig.until(
        "A1", lambda s: s[2] == "observed" and float(s[1]) == 0.0), rig.seen.get("A1"))
    before = len(charger.profiles)
    await asyncio.sleep(6.5)
    check("it is renewed within its life", len(charger.profiles) > before)
    await charger.plug_out()
    metering.cancel()
    check("plugged out is seen", await rig.until("A1", lambda s: s[0] == "0" and s[4] == "0"), rig.seen.get("A1"))
    listening.cancel()
    await wire.close()
    check("a closed socket is seen", await rig.until("A1", lambda s: s[6] == "0"), rig.seen.get("A1"))


async def deaf(rig, Charger):
    wire = await connect(rig.port, "A2")
    charger = Charger("A2", wire, deaf=True)
    listening = asyncio.create_task(charger.start())
    rig.limit("A2", 10000)
    await charger.plug_in()
    metering = asyncio.create_task(charger.charge())
    check("a charge point that accepts and does not obey is found out", await rig.until(
        "A2", lambda s: s[2] == "refused"), rig.seen.get("A2"))
    metering.cancel()
    listening.cancel()
    await wire.close()


async def strangers(rig, program):
    check("an unknown name is not let in", await refused(rig.port, "Z9"))
    check("another protocol is not let in", await refused(rig.port, "A1", protocol="ocpp2.0.1"))
    check("no protocol is not let in", await refused(rig.port, "A1", protocol=None))
    wire = await connect(rig.port, "A1")
    for bad in ("", "[", "[2,\"x\",\"Boot\"]", "x" * 60000, "[" * 3000, "\u0000"):
        await wire.send(bad)
    await wire.send('[2,"h","Heartbeat",{}]')
    answer = await asyncio.wait_for(wire.recv(), 5)
    while '"h"' not in answer:
        answer = await asyncio.wait_for(wire.recv(), 5)
    check("garbage does no harm", "currentTime" in answer, answer)
    await wire.close()
    wire = await connect(rig.port, "A1")
    await asyncio.sleep(0.3)
    # Two frames in one segment, masked with zeros: a call, and what would be the answer to ours.
    frames = [b'[2,"h1","Heartbeat",{}]', b'[3,"ours",{"status":"Accepted"}]', b'[2,"h2","Heartbeat",{}]']
    wire.transport.write(b"".join(bytes([0x81, 0x80 | len(f), 0, 0, 0, 0]) + f for f in frames))
    heard = ""
    try:
        while '"h2"' not in heard:
            heard += await asyncio.wait_for(wire.recv(), 5)
    except Exception as error:  # closed on us
        heard += repr(error)
    check("frames that come together are answered", '"h1"' in heard and '"h2"' in heard, heard)
    later = await connect(rig.port, "A1")
    try:
        await wire.send('[2,"old","StatusNotification",{"connectorId":1,"errorCode":"NoError","status":"Charging"}]')
        await asyncio.wait_for(wire.wait_closed(), 5)
    except Exception:
        pass
    await later.send('[2,"h","Heartbeat",{}]')
    answer = await asyncio.wait_for(later.recv(), 5)
    while '"h"' not in answer:
        answer = await asyncio.wait_for(later.recv(), 5)
    await asyncio.sleep(0.3)
    check("of two sockets of one name the later one counts", rig.seen["A1"][0] != "1" and rig.seen["A1"][6] == "1",
          rig.seen["A1"])
    await later.close()
    wire = await connect(rig.port, "A1")
    try:
        await wire.send("y" * 200000)
        await asyncio.wait_for(wire.wait_closed(), 5)
        check("a message beyond all bounds ends the socket", True)
    except Exception as error:
        check("a message beyond all bounds ends the socket", False, error)
    locked = Rig(program, "B1", password="s3cret")
    check("no password, not let in", await refused(locked.port, "B1"))
    check("a wrong password, not let in", await refused(locked.port, "B1", password="s3cres"))
    wire = await connect(locked.port, "B1", password="s3cret")
    check("the right password is let in", await locked.until("B1", lambda s: s[6] == "1"))
    await wire.close()
    check("it ends", await locked.end() == 0)


async def depot(folder, Charger):
    """The whole station: the plan's power for two vehicles at a depot becomes amperes."""
    site_file = pathlib.Path(__file__).resolve().parents[3] / "examples/station/sites/pisek-depot.json"
    simulated = subprocess.Popen([folder / "ostrov-sim-site", "--site", site_file, "--simulator",
                                  folder / "ostrov-sim-device"],
                                 stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    devices = {"cells_c_in_701": 1}
    for line in simulated.stdout:
        if line.startswith("ready"):
            break
        name, port = line.split()
        if name == "wires":
            continue  # this station only trades power
        devices |= {f"{name}_host": "127.0.0.1", f"{name}_port": int(port)}
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    site = json.loads(site_file.read_text(encoding="utf-8"))
    site |= {"devices": devices, "chargers": {"address": "127.0.0.1", "port": port}}
    site["site"]["settings_document"] = {"value": "the referee's", "source": "documented", "note": "test"}
    with tempfile.TemporaryDirectory() as place:
        file, state = pathlib.Path(place) / "site.json", pathlib.Path(place) / "state"
        file.write_text(json.dumps(site), encoding="utf-8")
        station = subprocess.Popen([folder / "ostrov-station", "run", "--site", file, "--state", state, "--arm"])
        await asyncio.sleep(1.5)
        chargers = []
        for point in site["charge_points"][:2]:
            socket_ = await connect(port, urllib.parse.quote(point["name"]))
            charger = Charger(point["name"], socket_)
            tasks = [asyncio.create_task(charger.start())]
            await charger.plug_in()
            tasks.append(asyncio.create_task(charger.charge()))
            chargers.append((charger, tasks, socket_))
        for _ in range(150):
            await asyncio.sleep(0.1)
            if all(c.profiles and c.profiles[-1]["charging_profile_purpose"] == "TxProfile"
                   for c, _, _ in chargers):
                break
        await asyncio.sleep(1.5)  # the facts are renewed each second
        now = dict(line.split(" ", 1) for line in (state / "now.txt").read_text().splitlines())
        check("both vehicles are seen", now["vehicles_plugged"] == "2", now)
        for charger, tasks, socket_ in chargers:
            first, last = charger.profiles[0], charger.profiles[-1]
            check("the depot's default holds without us",
                  first["charging_profile_purpose"] == "TxDefaultProfile", first)
            check("the station's limit arrives in amperes", last["charging_schedule"]["charging_rate_unit"] == "A"
                  and last["charging_profile_purpose"] == "TxProfile", last)
            for task in tasks:
                task.cancel()
            await socket_.close()
        station.terminate()
        check("the station ends", station.wait(10) == 0)
    simulated.stdin.close()
    simulated.wait(10)


async def main(program, folder):
    Charger = charge_point_class()
    rig = Rig(program, "A1", "A2")
    await asyncio.gather(charging(rig, Charger), deaf(rig, Charger))
    await strangers(rig, program)
    check("it ends", await rig.end() == 0)
    if folder:
        await depot(folder, Charger)


if __name__ == "__main__":
    peers.enter("OCPP referee", "ocpp", "websockets")
    folder_ = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else None
    asyncio.run(asyncio.wait_for(main(sys.argv[1], folder_), 120))
    sys.exit(failures > 0)
