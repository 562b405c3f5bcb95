"""Who else speaks to a station: charge points, a control centre, a broker, somebody who reads the metrics; and the files it reads.

SPDX-License-Identifier: Apache-2.0
"""
import datetime
import gzip
import json
import os
import pathlib
import socket
import subprocess
import threading
import time

UTC = datetime.timezone.utc
START = bytes.fromhex("680407000000")  # STARTDT act, and an interrogation of station 1 (IEC 60870-5-104)
INTERROGATION = bytes.fromhex("680e0000000064010600010000000014")


class Ports:
    """Ports below those that the system gives away by itself, each once."""

    def __init__(self):
        self.next = 10000 + os.getpid() * 64 % 20000

    def take(self):
        while True:
            self.next = self.next + 1 if self.next < 32000 else 10000
            with socket.socket() as trial:
                if trial.connect_ex(("127.0.0.1", self.next)) != 0:
                    return self.next


def write_feeds(folder):
    """Prices and weather of the days around now."""
    start = datetime.datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) - datetime.timedelta(days=2)
    with gzip.open(folder / "prices.csv.gz", "wt") as file:
        file.write("utc_start,price_eur_mwh\n")
        for i in range(6 * 96):
            file.write(f"{start + datetime.timedelta(minutes=15 * i):%Y-%m-%dT%H:%MZ},{60 + i % 96}\n")
    (folder / "weather.json").write_text(json.dumps({
        "utc_offset_seconds": 0, "hourly_units": {"shortwave_radiation": "W/m²", "temperature_2m": "°C"},
        "hourly": {"time": [f"{start + datetime.timedelta(hours=i):%Y-%m-%dT%H:%M}" for i in range(144)],
                   "shortwave_radiation": [300 if 6 <= i % 24 < 18 else 0 for i in range(144)],
                   "temperature_2m": [12] * 144}}, ensure_ascii=False))
    return {"prices": "prices.csv.gz", "weather": "weather.json"}


class Broker(threading.Thread):
    """An MQTT broker as far as one client needs it: it takes everything and says so."""

    def __init__(self):
        super().__init__(daemon=True)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.start()

    def run(self):
        while True:
            client, _ = self.listener.accept()
            threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    @staticmethod
    def serve(client):
        waiting = b""
        try:
            while chunk := client.recv(65536):
                waiting += chunk
                while len(waiting) >= 5:
                    length, at = 0, 1
                    while at < len(waiting):
                        length |= (waiting[at] & 127) << 7 * (at - 1)
                        at += 1
                        if waiting[at - 1] < 128:
                            break
                    if len(waiting) < at + length:
                        break
                    kind, body, waiting = waiting[0], waiting[at:at + length], waiting[at + length:]
                    if kind >> 4 == 1:
                        client.sendall(b"\x20\x02\x00\x00")
                    elif kind >> 4 == 3 and kind & 6:
                        topic = int.from_bytes(body[:2], "big")
                        client.sendall(b"\x40\x02" + body[2 + topic:4 + topic])
        except OSError:
            pass
        client.close()


class Visitor(threading.Thread):
    """Comes again and again: reads the metrics, and asks as a control centre for everything."""

    def __init__(self, metrics, dso):
        super().__init__(daemon=True)
        self.metrics, self.dso, self.gone = metrics, dso, False
        self.start()

    def run(self):
        while not self.gone:
            for port, words in ((self.metrics, (b"GET /metrics HTTP/1.0\r\n\r\n",)), (self.dso, (START, INTERROGATION))):
                try:
                    with socket.create_connection(("127.0.0.1", port), 1.0) as one:
                        for word in words:
                            one.sendall(word)
                            one.recv(65536)
                except OSError:
                    pass
            time.sleep(0.3)


class Around:
    """All of them around one station. `sections` are what its site file says of them."""

    def __init__(self, binaries, folder, ports, charge_points):
        chargers, self.metrics, dso = ports.take(), ports.take(), ports.take()
        self.broker, self.visitor = Broker(), Visitor(self.metrics, dso)
        self.chargers = subprocess.Popen(
            [binaries / "ostrov-sim-chargers", "--port", str(chargers), "--wants_wh", "60000", *charge_points],
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
        (folder / "password").write_text("secret\n", encoding="utf-8")
        self.sections = {
            "chargers": {"address": "127.0.0.1", "port": chargers},
            "dso": {"address": "127.0.0.1", "port": dso, "allow": "127.0.0.1", "cyclic_s": 1},
            "mqtt": {"host": "127.0.0.1", "port": self.broker.port, "period_s": 1, "user": "station",
                     "password_file": str(pathlib.Path(folder) / "password")},
            "feeds": write_feeds(folder)}

    def end(self):
        self.visitor.gone = True
        self.chargers.stdin.close()
        self.chargers.wait(10)
