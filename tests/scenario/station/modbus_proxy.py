"""A Modbus TCP proxy that changes what a SunSpec device answers, register by register."""

import socket
import struct

from modbus_wire import Listener, frame


class Proxy(Listener):
    """Between a client and a device on 127.0.0.1; `change(address, values)` gets what was read and may
    change the list in place."""

    def __init__(self, port, change):
        self.device = port
        self.change = change
        super().__init__()

    def serve(self, peer):
        with socket.create_connection(("127.0.0.1", self.device)) as device:
            while (request := frame(peer)) is not None:
                device.sendall(request)
                answer = frame(device)
                if answer is None:
                    return
                if request[7] == 3 and answer[7] == 3:
                    address, count = struct.unpack(">HH", request[8:12])
                    values = list(struct.unpack(f">{count}H", answer[9:9 + 2 * count]))
                    self.change(address, values)
                    answer = answer[:9] + struct.pack(f">{count}H", *(v & 0xFFFF for v in values))
                peer.sendall(answer)
