"""A Modbus TCP server of holding registers that can be read and not written, for one connection at a time."""

import socket
import struct
import threading


class Server:
    """Serves `registers`, a dict of address to 16-bit value; addresses that are not there are refused."""

    def __init__(self, registers):
        self.registers = registers
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                peer, _ = self.listener.accept()
            except OSError:
                return
            with peer:
                while (head := self.take(peer, 8)) is not None:
                    number, _, length, unit, function = struct.unpack(">HHHBB", head)
                    body = self.take(peer, length - 2) or b""
                    peer.sendall(self.answer(number, unit, function, body))

    def answer(self, number, unit, function, body):
        address, count = struct.unpack(">HH", body[:4])
        wanted = range(address, address + count)
        if function != 3 or any(a not in self.registers for a in wanted):
            return struct.pack(">HHHBBB", number, 0, 3, unit, function | 0x80, 2 if function == 3 else 1)
        data = b"".join(struct.pack(">H", self.registers[a]) for a in wanted)
        return struct.pack(">HHHBBB", number, 0, 3 + len(data), unit, 3, len(data)) + data

    @staticmethod
    def take(peer, count):
        data = b""
        while len(data) < count:
            try:
                more = peer.recv(count - len(data))
            except OSError:
                return None
            if not more:
                return None
            data += more
        return data

    def close(self):
        self.listener.close()


def sunspec(*models):
    """Registers of a SunSpec device at 40000: each model is (id, [registers])."""
    words = [0x5375, 0x6E53]
    for number, body in models:
        words += [number, len(body), *body]
    words += [0xFFFF, 0]
    return {40000 + i: word & 0xFFFF for i, word in enumerate(words)}
