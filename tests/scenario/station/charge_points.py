"""Charge points of a simulated site, by OCPP 1.6J: what ostrov-sim-site has in its registers becomes messages, and
the limits that come back become registers. Runs as a thread; a plain WebSocket client of its own, no library."""

import base64
import json
import os
import select
import socket
import struct
import threading
import time
import urllib.parse

import shared_clock


class WebSocket:
    def __init__(self, port, path):
        self.link = socket.create_connection(("127.0.0.1", port), 5)
        key = base64.b64encode(os.urandom(16)).decode()
        self.link.sendall((f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
                           f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
                           "Sec-WebSocket-Protocol: ocpp1.6\r\n\r\n").encode())
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            byte = self.link.recv(1)
            if not byte:
                raise OSError("not let in")
            head += byte
        if b" 101 " not in head.split(b"\r\n")[0]:
            raise OSError(head)
        self.bytes = b""

    def send(self, text, kind=1):
        data, mask = text.encode() if kind == 1 else text, os.urandom(4)
        head = (bytes([0x80 | kind, 0x80 | len(data)]) if len(data) < 126
                else struct.pack(">BBH", 0x80 | kind, 0xFE, len(data)))
        self.link.sendall(head + mask + bytes(b ^ mask[i % 4] for i, b in enumerate(data)))

    def receive(self):
        """Whole texts that have come; none is waited for."""
        texts = []
        while select.select([self.link], [], [], 0)[0]:
            more = self.link.recv(65536)
            if not more:
                raise OSError("closed")
            self.bytes += more
        while len(self.bytes) >= 2:
            size, at = self.bytes[1] & 0x7F, 2
            if size == 126:
                if len(self.bytes) < 4:
                    break
                size, at = struct.unpack(">H", self.bytes[2:4])[0], 4
            if len(self.bytes) < at + size:
                break
            if self.bytes[0] & 0x0F == 1:
                texts.append(self.bytes[at:at + size].decode())
            elif self.bytes[0] & 0x0F == 9:  # a ping: who does not answer is taken for gone
                self.send(self.bytes[at:at + size], 10)
            self.bytes = self.bytes[at + size:]
        return texts


class Wires:
    """Registers of the simulated site's charge points."""

    def __init__(self, port):
        self.link = socket.create_connection(("127.0.0.1", port), 5)

    def exchange(self, pdu):
        self.link.sendall(struct.pack(">HHHB", 1, 0, len(pdu) + 1, 1) + pdu)
        head = self.link.recv(7, socket.MSG_WAITALL)
        return self.link.recv(struct.unpack(">H", head[4:6])[0] - 1, socket.MSG_WAITALL)

    def read(self, points):
        answer = self.exchange(struct.pack(">BHH", 3, 100, 4 * points))
        words = struct.unpack(f">{4 * points}H", answer[2:])
        return [words[4 * p:4 * p + 4] for p in range(points)]

    def limit(self, point, watts):
        self.exchange(struct.pack(">BHH", 6, 100 + 4 * point, int(watts / 10.0)))


class Point:
    def __init__(self, name, vehicles, port, wires, index):
        self.socket = WebSocket(port, "/ocpp/" + urllib.parse.quote(name))
        self.vehicles, self.wires, self.index = vehicles, wires, index
        self.number, self.plugged, self.who, self.transaction, self.metered = 0, 0, 0, 0, 0.0
        self.waiting, self.calls = {}, []
        self.default_w = self.limit_w = 0.0
        self.until = self.beaten = 0.0
        self.call("BootNotification", chargePointVendor="ostrov", chargePointModel="simulated")
        self.status("Available")

    def call(self, action, **payload):
        self.calls.append((action, payload))

    def send_next(self):
        """One call at a time: the next one waits for the answer (OCPP-J, 4.1.1)."""
        if self.calls and not self.waiting:
            action, payload = self.calls.pop(0)
            self.number += 1
            self.waiting[str(self.number)] = action
            self.socket.send(json.dumps([2, str(self.number), action, payload]))

    def status(self, word):
        self.call("StatusNotification", connectorId=1, errorCode="NoError", status=word)

    def take(self, text, now):
        frame = json.loads(text)
        if frame[0] in (3, 4) and self.waiting.pop(frame[1], "") == "StartTransaction":
            self.transaction = frame[2]["transactionId"]
            self.status("Charging")
        if frame[0] != 2:
            return
        if frame[2] == "SetChargingProfile":
            profile = frame[3]["csChargingProfiles"]
            schedule = profile["chargingSchedule"]
            watts = 3 * 230.0 * schedule["chargingSchedulePeriod"][0]["limit"]
            if profile["chargingProfilePurpose"] == "TxDefaultProfile":
                self.default_w = watts
            else:
                self.limit_w, self.until = watts, now + schedule.get("duration", 1e9)
        self.socket.send(json.dumps([3, frame[1], {"status": "Accepted"}]))

    def step(self, registers, now):
        _, plugged, power, who = registers
        for text in self.socket.receive():
            self.take(text, now)
        if plugged and not self.plugged:
            self.who = who
            self.status("Preparing")
            self.call("StartTransaction", connectorId=1, idTag=self.vehicles[who - 1], meterStart=0,
                      timestamp=shared_clock.text(now))
        elif self.plugged and (not plugged or who != self.who):
            self.call("StopTransaction", transactionId=self.transaction, meterStop=0, timestamp=shared_clock.text(now))
            self.status("Available")
            self.transaction, self.until, plugged = 0, 0.0, 0
        self.plugged = plugged
        if self.transaction and now - self.metered >= 5.0:
            self.metered = now
            self.call("MeterValues", connectorId=1, transactionId=self.transaction, meterValue=[{
                "timestamp": shared_clock.text(now),
                "sampledValue": [{"value": str(10 * power), "measurand": "Power.Active.Import", "unit": "W"}]}])
        if now - self.beaten >= 60.0:
            self.beaten = now
            self.call("Heartbeat")
        self.send_next()
        allowed = self.limit_w if now < self.until else self.default_w
        self.wires.limit(self.index, allowed)


class ChargePoints(threading.Thread):
    """All of a site, until end() is called. failure tells why it ended before."""

    def __init__(self, site, port, wires_port, clock):
        super().__init__(daemon=True)
        self.names = [point["name"] for point in site["charge_points"]]
        self.vehicles = [vehicle["name"] for vehicle in site["vehicles"]]
        self.port, self.wires, self.clock = port, Wires(wires_port), clock
        self.ending, self.failure = False, None

    def run(self):
        try:
            points = [Point(name, self.vehicles, self.port, self.wires, i) for i, name in enumerate(self.names)]
            while not self.ending:
                registers, now = self.wires.read(len(points)), self.clock.utc()
                for point, words in zip(points, registers):
                    point.step(words, now)
                time.sleep(0.01)
        except Exception as error:  # said by whoever looks
            self.failure = error if not self.ending else None

    def end(self):
        self.ending = True
        self.join(5)
