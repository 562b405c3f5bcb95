"""What the live run does at the connection to the grid, whole: an outage, an island on request, a kill in each mode.

    tests/scenario/station/island_long.sh     the command that runs it, about three minutes
"""

import pathlib
import time

from test_island import Site, mode, moves, start, wait_for
from test_live import now


def test_an_outage_is_ridden_and_returned_from(tmp_path):
    site, state = Site(tmp_path, "6-14"), tmp_path / "state"
    running = start(site, state, "--arm")
    try:
        wait_for(lambda: mode(state) == "GRID", 6)
        wait_for(lambda: mode(state) == "ISLAND", 8, lambda: site.lines)
        wait_for(lambda: site.last()["breaker"] == "1" and mode(state) == "GRID", 30, lambda: (site.lines, now(state)))
    finally:
        running.terminate()
        assert running.wait(10) == 0
        log = pathlib.Path(str(state) + ".log").read_text()
        print(log)
        print("\n".join(site.lines))
        site.end()
    end = site.last()
    assert end["wrong"] == 0 and end["bus"] == "1" and end["pcs"] == "2"
    assert end["dark"] < 1.0  # from the loss until the bus is formed, and never again
    assert abs(end["angle"]) < 10.0  # closed in synchronism
    assert any("ISLAND → OBSERVE" in m for m in moves(state)) and any("SYNC → CLOSING" in m for m in moves(state))


def test_an_island_on_request_and_back(tmp_path):
    site, state = Site(tmp_path, nulling_s=20, nulling_w=3000), tmp_path / "state"
    running = start(site, state, "--arm")
    try:
        wait_for(lambda: mode(state) == "GRID" and now(state)["battery_set_point"] == "observed", 15)
        (state / "island").touch()
        wait_for(lambda: mode(state) in ("ISLAND", "OBSERVE"), 25, lambda: (site.lines, now(state)))
        (state / "island").unlink()
        wait_for(lambda: site.last()["breaker"] == "1" and mode(state) == "GRID", 40, lambda: (site.lines, now(state)))
    finally:
        running.terminate()
        assert running.wait(10) == 0
        print(pathlib.Path(str(state) + ".log").read_text(), "\n".join(site.lines))
        site.end()
    end = site.last()
    assert end["wrong"] == 0 and abs(end["angle"]) < 10.0
    assert end["dark"] < 0.5  # the PCC was null: the bus is out only while the PCS takes over
