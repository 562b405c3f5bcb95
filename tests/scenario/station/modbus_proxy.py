"""A Modbus TCP proxy that changes what a SunSpec device answers, register by register."""

import socket
import struct
import threading


class Proxy:
    """Between a client and a device on 127.0.0.1; `change(address, values)` gets what was read and may
    change the list in place."""

    def __init__(self, port, change):
        self.device = port
        self.change = change
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                peer, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(peer,), daemon=True).start()

    def serve(self, peer):
        with peer, socket.create_connection(("127.0.0.1", self.device)) as device:
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

    def close(self):
        self.listener.close()


def frame(link):
    head = take(link, 6)
    return None if head is None else head + (take(link, struct.unpack(">H", head[4:])[0]) or b"")


def take(link, count):
    data = b""
    while len(data) < count:
        try:
            more = link.recv(count - len(data))
        except OSError:
            return None
        if not more:
            return None
        data += more
    return data
