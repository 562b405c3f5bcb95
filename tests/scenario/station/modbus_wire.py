"""What a Modbus TCP helper of the tests listens with: a port of its own, a thread for each connection, whole frames."""

import socket
import struct
import threading


class Listener:
    """Listens on 127.0.0.1 at `port`; what is derived from it answers a peer in serve(peer) until that returns."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                peer, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.answer, args=(peer,), daemon=True).start()

    def answer(self, peer):
        with peer:
            self.serve(peer)

    def serve(self, peer):
        raise NotImplementedError

    def close(self):
        self.listener.close()


def frame(link):
    """Head and body of the next frame; None when the other side is gone."""
    head = take(link, 6)
    body = None if head is None else take(link, struct.unpack(">H", head[4:])[0])
    return None if body is None else head + body


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
