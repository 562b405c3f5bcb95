"""A simulated site in processes of its own, and the station's file for it: what both campaigns of the whole station stand on.

SPDX-License-Identifier: Apache-2.0
"""
import json
import os
import subprocess
import threading

NICE = -10


def take_precedence():
    """As its service has it (examples/station/service), where we may: on a machine that others load it is the one that counts."""
    try:
        os.setpriority(os.PRIO_PROCESS, 0, NICE)
    except OSError:
        pass


class Site:
    """Runs ostrov-sim-site with the words it is given; `wires` asks for breaker and synchroniser too."""

    def __init__(self, binaries, site, *words, wires=False):
        self.process = subprocess.Popen(
            [binaries / "ostrov-sim-site", "--site", site, "--simulator", binaries / "ostrov-sim-device",
             *words, *(["--wires"] if wires else [])], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.content = json.loads(site.read_text(encoding="utf-8"))
        self.ports, self.witness = {}, []
        for line in self.process.stdout:
            if line.startswith("ready"):
                break
            name, port = line.split()
            self.ports[name] = int(port)
        threading.Thread(target=lambda: self.witness.extend(self.process.stdout), daemon=True).start()

    def write_file(self, path, **sections):
        """The station's file, with the sections that are given besides."""
        ports = dict(self.ports)
        wires = ports.pop("wires", None)
        devices = {"cells_c_in_701": 1}
        for name, port in ports.items():
            devices |= {f"{name}_host": "127.0.0.1", f"{name}_port": port}
        self.content["devices"] = devices | sections.pop("devices", {})
        # Somebody vouches for the grid settings: without that a station refuses to write.
        self.content["site"]["settings_document"] = {
            "value": "the campaign's, of today", "source": "documented", "note": "test"}
        if wires is not None:
            self.content["connection"] = {
                "io_host": "127.0.0.1", "io_port": wires, "io_inputs": list(range(14)), "io_outputs": list(range(5)),
                "sync_host": "127.0.0.1", "sync_port": wires, "calm_s": 0.1}
            self.content["site"]["island_verified_by"] = {
                "value": "the campaign", "source": "measured", "note": "simulated"}
        for name, members in sections.items():
            self.content[name] = self.content.get(name, {}) | members
        path.write_text(json.dumps(self.content), encoding="utf-8")

    def wrong_closes(self):
        """What a witness beside the breaker counted."""
        words = [line.split() for line in self.witness if " breaker " in line]
        return int(words[-1][10]) if words else 0

    def end(self):
        self.process.stdin.close()
        self.process.wait(10)
