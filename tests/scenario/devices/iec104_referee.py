#!/usr/bin/env python3
"""A control centre of the package c104 (PyPI, on lib60870) speaks with our controlled station:
interrogation, events, commands, wrong addresses, a lost line, a stranger.

    iec104_referee.py RIG

SPDX-License-Identifier: Apache-2.0
"""
import pathlib
import re
import socket
import subprocess
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))
import peers

failures = 0


def check(what, good, seen=""):
    global failures
    failures += not good
    print(f"{'PASS' if good else 'FAIL'} {what} {'' if good else seen}", flush=True)


def until(condition, seconds=60.0):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return condition()


def confirmed(action, times=10):
    """c104 misses an answer now and then while its threads are late, however soon it came: it asks again."""
    return any(action() for _ in range(times))


class Rig:
    """Our station as a process, and what it says last of what it was asked."""

    def __init__(self, program, *arguments):
        self.process = subprocess.Popen([program, *arguments], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline().split()[1])
        self.orders = {}
        self.said = []
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stdout:
            self.orders = dict(re.findall(r"(\w+) (\S+)", line))
            self.said.append(self.orders)

    def show(self, point, value):
        self.process.stdin.write(f"{point} {value}\n")
        self.process.stdin.flush()

    def is_asked(self, name, value):
        return until(lambda: self.orders.get(name) == value)

    def has_said(self, **words):
        """At any time so far: what held only for a while is not missed by who looks late."""
        return any(words.items() <= orders.items() for orders in self.said)

    def close(self):
        self.process.stdin.close()
        return self.process.wait(60)


def centre_for(c104, port):
    client = c104.Client(tick_rate_ms=50, command_timeout_ms=3000)
    connection = client.add_connection(ip="127.0.0.1", port=port, init=c104.Init.NONE)
    station = connection.add_station(common_address=7)
    return client, connection, station


def opened(c104, connection):
    """c104's own start of the transfer gets lost now and then while its threads are late: it is asked once more."""
    if not until(lambda: connection.state == c104.ConnectionState.OPEN, 5.0):
        connection.unmute()
    return until(lambda: connection.state == c104.ConnectionState.OPEN)


def judge(c104, program):
    rig = Rig(program, "127.0.0.1", "2.0")
    rig.show(0, 12345)  # W at the PCC
    rig.show(3, 231.5)
    rig.show(11, 2)     # breaker closed
    rig.show(12, 0)
    client, connection, station = centre_for(c104, rig.port)
    power = station.add_point(io_address=1001, type=c104.Type.M_ME_NC_1)
    volts = station.add_point(io_address=1004, type=c104.Type.M_ME_NC_1)
    reactive = station.add_point(io_address=1002, type=c104.Type.M_ME_NC_1)
    breaker = station.add_point(io_address=2001, type=c104.Type.M_DP_NA_1)
    islanded = station.add_point(io_address=3001, type=c104.Type.M_SP_TB_1)
    client.start()
    check("connects and starts", opened(c104, connection), connection.state)
    check("is served", rig.is_asked("connected", "1"))
    check("interrogation is confirmed", confirmed(lambda: connection.interrogation(common_address=7)))
    check("power in kW", until(lambda: abs(float(power.value) - 12.345) < 1e-4), power.value)
    check("volts", until(lambda: abs(float(volts.value) - 231.5) < 1e-3), volts.value)
    check("not known is invalid", until(lambda: "Invalid" in str(reactive.quality)), reactive.quality)
    check("breaker closed", until(lambda: breaker.value == c104.Double.ON), breaker.value)
    rig.show(12, 1)
    check("an event with its time", until(lambda: bool(islanded.value)), islanded.value)
    if islanded.recorded_at is not None:
        check("stamped with now", abs(islanded.recorded_at.timestamp() - time.time()) < 10,
              islanded.recorded_at)

    limit = station.add_point(io_address=6001, type=c104.Type.C_SE_NC_1)
    limit.value = 30.0
    check("a limit is confirmed", confirmed(lambda: limit.transmit(cause=c104.Cot.ACTIVATION)))
    check("and arrives", rig.is_asked("export", "0.3"), rig.orders)
    limit.value = 130.0
    check("an impossible one is refused", not limit.transmit(cause=c104.Cot.ACTIVATION))
    check("and changes nothing", rig.orders["export"] == "0.3", rig.orders)

    permit = station.add_point(io_address=6102, type=c104.Type.C_SC_NA_1)
    permit.value = True
    check("a direct one is refused where selection is wanted",
          not permit.transmit(cause=c104.Cot.ACTIVATION))
    permit.command_mode = c104.CommandMode.SELECT_AND_EXECUTE
    check("select and execute", confirmed(lambda: permit.transmit(cause=c104.Cot.ACTIVATION)))
    check("arrives", rig.is_asked("permit", "1"), rig.orders)
    leave = station.add_point(io_address=6201, type=c104.Type.C_DC_NA_1)
    leave.command_mode = c104.CommandMode.SELECT_AND_EXECUTE
    leave.value = c104.Double.OFF
    check("a double command", confirmed(lambda: leave.transmit(cause=c104.Cot.ACTIVATION)))
    check("arrives too", rig.is_asked("connection", "1"), rig.orders)
    check("a clock is confirmed", confirmed(lambda: connection.clock_sync(common_address=7)))
    check("and reported", rig.is_asked("clock", "1"), rig.orders)

    nowhere = station.add_point(io_address=6999, type=c104.Type.C_SC_NA_1)
    nowhere.value = True
    check("an object that is not there is refused", not nowhere.transmit(cause=c104.Cot.ACTIVATION))
    strange = connection.add_station(common_address=9)
    other = strange.add_point(io_address=6001, type=c104.Type.C_SE_NC_1)
    other.value = 5.0
    check("a station that is not there is refused", not other.transmit(cause=c104.Cot.ACTIVATION))
    check("nothing of it arrived", rig.orders["export"] == "0.3", rig.orders)

    connection.disconnect()
    client.stop()
    check("the loss is seen", rig.is_asked("connected", "0"), rig.orders)
    check("the limit outlives it for a while", rig.has_said(connected="0", export="0.3"), rig.said)
    check("then the declared fallback holds", rig.is_asked("export", "0.5"), rig.orders)
    client, connection, station = centre_for(c104, rig.port)
    client.start()
    opened(c104, connection)
    check("back again, what was outlived stays so", rig.is_asked("connected", "1") and rig.orders["export"] == "0.5",
          rig.orders)

    # A second control centre takes over: the line of the first may be dead without our knowing.
    with socket.create_connection(("127.0.0.1", rig.port)) as second:
        second.sendall(bytes([0x68, 4, 0x07, 0, 0, 0]))
        second.settimeout(60)
        check("a second one that starts is served", second.recv(6) == bytes([0x68, 4, 0x0B, 0, 0, 0]))
        second.sendall(b"GET / HTTP/1.1\r\n\r\n")
        gone = False
        try:
            while second.recv(1000):
                pass
            gone = True
        except (ConnectionError, TimeoutError):
            gone = True
        check("bytes that are no frame end it", gone)
    client.stop()
    check("ends well", rig.close() == 0)

    rig = Rig(program, "192.0.2.1")
    with socket.create_connection(("127.0.0.1", rig.port)) as stranger:
        stranger.settimeout(60)
        try:
            check("who is not on the list is closed at once", stranger.recv(1) == b"")
        except ConnectionError:
            check("who is not on the list is closed at once", True)
    check("and counted", rig.is_asked("refused", "1"), rig.orders)
    check("ends well again", rig.close() == 0)


if __name__ == "__main__":
    peers.enter("IEC 60870-5-104 referee", "c104")
    import c104

    judge(c104, sys.argv[1])
    sys.exit(1 if failures else 0)
