"""A Modbus TCP server of holding registers that can be read and not written."""

import struct

from modbus_wire import Listener, frame


class Server(Listener):
    """Serves `registers`, a dict of address to 16-bit value; addresses that are not there are refused."""

    def __init__(self, registers):
        self.registers = registers
        super().__init__()

    def serve(self, peer):
        while (request := frame(peer)) is not None:
            peer.sendall(self.reply(request))

    def reply(self, request):
        number, _, _, unit, function, address, count = struct.unpack(">HHHBBHH", request[:12])
        wanted = range(address, address + count)
        if function != 3 or any(a not in self.registers for a in wanted):
            return struct.pack(">HHHBBB", number, 0, 3, unit, function | 0x80, 2 if function == 3 else 1)
        data = b"".join(struct.pack(">H", self.registers[a]) for a in wanted)
        return struct.pack(">HHHBBB", number, 0, 3 + len(data), unit, 3, len(data)) + data


def sunspec(*models):
    """Registers of a SunSpec device at 40000: each model is (id, [registers])."""
    words = [0x5375, 0x6E53]
    for number, body in models:
        words += [number, len(body), *body]
    words += [0xFFFF, 0]
    return {40000 + i: word & 0xFFFF for i, word in enumerate(words)}
