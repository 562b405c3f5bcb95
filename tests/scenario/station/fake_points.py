"""Charge points by OCPP 1.6J with a vehicle in front of each, made of a few lines: they obey a limit in amperes at once,
tell their meter ten times a second, and may be wrong in one way. A thread for all of them."""

import json
import threading
import time
import urllib.parse

from charge_points import WebSocket


class FakePoint:
    """takes_a: amperes that the vehicle takes of each phase, () = none is there. scale: what the meter makes of
    them. obeys: whether it keeps to profiles. starts: whether somebody started the transaction. tells: whether the
    meter tells power."""

    def __init__(self, name, takes_a=(16.0, 16.0, 16.0), scale=1.0, obeys=True, starts=True, tells=True):
        self.name, self.takes_a, self.scale, self.obeys, self.starts, self.tells = name, takes_a, scale, obeys, starts, tells
        self.socket, self.transaction, self.limit_a, self.number, self.waiting, self.metered = None, 0, 0.0, 0, {}, 0.0
        self.lowest_a = 1e9

    def call(self, action, **payload):
        self.number += 1
        self.waiting[str(self.number)] = action
        self.socket.send(json.dumps([2, str(self.number), action, payload]))

    def connect(self, port):
        self.socket = WebSocket(port, "/ocpp/" + urllib.parse.quote(self.name))
        self.call("BootNotification", chargePointVendor="test", chargePointModel="fake")
        status = {"connectorId": 1, "errorCode": "NoError"}
        self.call("StatusNotification", status="Charging" if self.takes_a else "Available", **status)
        if self.takes_a and self.starts:
            self.call("StartTransaction", connectorId=1, idTag="bus", meterStart=0, timestamp="2026-01-01T00:00:00Z")

    def take(self, frame):
        if frame[0] == 3 and self.waiting.pop(frame[1], "") == "StartTransaction":
            self.transaction = frame[2]["transactionId"]
        if frame[0] != 2:
            return
        if frame[2] == "SetChargingProfile" and frame[3]["csChargingProfiles"]["chargingProfilePurpose"] == "TxProfile":
            self.limit_a = frame[3]["csChargingProfiles"]["chargingSchedule"]["chargingSchedulePeriod"][0]["limit"]
            self.lowest_a = min(self.lowest_a, self.limit_a or 1e9)
        self.socket.send(json.dumps([3, frame[1], {"status": "Accepted"}]))

    def meter(self):
        amperes = [min(a, self.limit_a) if self.obeys else a for a in self.takes_a]
        amperes += [0.0] * (3 - len(amperes))
        power = {"measurand": "Power.Active.Import", "unit": "W", "value": f"{self.scale * 230 * sum(amperes):.1f}"}
        sampled = [{"measurand": "Current.Import", "unit": "A", "phase": f"L{i + 1}", "value": f"{self.scale * a:.2f}"}
                   for i, a in enumerate(amperes)] + ([power] if self.tells else [])
        self.call("MeterValues", connectorId=1, transactionId=self.transaction, meterValue=[
            {"timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), "sampledValue": sampled}])

    def step(self):
        for text in self.socket.receive():
            self.take(json.loads(text))
        if self.transaction and not self.waiting and time.monotonic() - self.metered >= 0.1:
            self.metered = time.monotonic()
            self.meter()


class FakePoints(threading.Thread):
    """Connects as soon as somebody listens, and goes on until the other side is gone or end() is called."""

    def __init__(self, points, port):
        super().__init__(daemon=True)
        self.points, self.port, self.ending = points, port, False
        self.start()

    def run(self):
        while not self.ending:
            try:
                for point in self.points:
                    point.connect(self.port)
                while not self.ending:
                    for point in self.points:
                        point.step()
                    time.sleep(0.02)
            except OSError:
                time.sleep(0.1)

    def end(self):
        self.ending = True
        self.join(5)
