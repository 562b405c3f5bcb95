"""Bundles: nothing secret inside, replayed bit for bit, refused when damaged; plans from what was recorded."""

import gzip
import io
import json
import pathlib
import re
import sqlite3
import struct
import tarfile
import zlib

import pytest

import program

COLUMNS = re.findall(r'{"(\w+)", offsetof',
                     (program.TOP / "examples/station/store/telemetry_columns.c").read_text())
NOON_S = 1776333600  # 2026-04-16T12:00 in Prague


def secret_site(tmp_path):
    site = json.loads(program.BUILDING.read_text())
    site["devices"] = {"pcs_host": {"value": "10.20.30.40", "source": "measured", "note": "behind the red door"},
                       "meter_host": "/dev/ttyJana", "serial_parity": "N", "note": "ask Jana"}
    site["dso"] = {"address": "10.20.30.43", "allow": "10.20.30.44 10.20.30.45"}
    site["mqtt"] = {"host": "10.20.30.42", "user": "mailman", "password_file": "/etc/ostrov/broker", "topic": "house"}
    path = tmp_path / "site.json"
    path.write_text(json.dumps(site))
    return path


def state(tmp_path):
    folder = tmp_path / "state"
    folder.mkdir()
    with sqlite3.connect(folder / "telemetry.db") as db:
        db.execute("CREATE TABLE minute (number INTEGER PRIMARY KEY, time_s INTEGER, "
                   + ", ".join(f"{c} REAL" for c in COLUMNS) + ")")
        db.execute("CREATE TABLE event (number INTEGER PRIMARY KEY AUTOINCREMENT, time_s INTEGER, code INTEGER, "
                   "subject INTEGER, text TEXT)")
        for minute in range(-120, 0):
            values = {"grid_w": 9000.0, "pv_w": 20000.0, "battery_w": -9000.0, "load_w": 20000.0,
                      "soc_ratio": 0.5 + minute / 1000}
            db.execute("INSERT INTO minute (time_s, grid_w, pv_w, battery_w, load_w, soc_ratio) VALUES (?,?,?,?,?,?)",
                       (NOON_S + 60 * minute, *values.values()))
        db.execute("INSERT INTO event (time_s, code, subject, text) VALUES (?, 0, 0, ?)",
                   (NOON_S - 600, "pcs: no answer from 10.20.30.40:502"))
        db.execute("INSERT INTO event (time_s, code, subject, text) VALUES (?, 0, 0, ?)",
                   (NOON_S - 500, "no plan could be made: /srv/Jana K/private/feed.csv:3: not a number"))
    return folder


def members(path):
    with tarfile.open(path) as tar:
        return {m.name: tar.extractfile(m).read() for m in tar.getmembers()}


def test_a_day_is_replayed_without_its_secrets(tmp_path):
    site, out = secret_site(tmp_path), tmp_path / "b.tar.gz"
    made = program.run("bundle", site, "--at", "06:20", "--soc", "0.7", "--out", out)
    assert made.returncode == 0, made.stderr
    inside = members(out)
    assert {"manifest.json", "site.json", "plan.csv"} == set(inside)
    for secret in (b"10.20.30", b"mailman", b"broker", b"red door", b"Jana", b"house"):
        assert all(secret not in content for content in inside.values()), secret
    left = json.loads(inside["site.json"])
    assert left["devices"]["pcs_host"] == {"value": "192.0.2.1", "source": "measured", "note": "removed"}
    assert left["devices"]["meter_host"] == "/dev/null" and left["devices"]["serial_parity"] == "N"
    assert left["battery"] == json.loads(site.read_text())["battery"]
    site.unlink()
    again = program.run("bundle", "--replay", out)
    assert again.returncode == 0 and "replayed bit for bit" in again.stdout, again.stdout + again.stderr


def test_a_recorded_moment_is_planned_explained_and_replayed(tmp_path):
    site, folder, out = secret_site(tmp_path), state(tmp_path), tmp_path / "b.tar.gz"
    words = [site, "--state", folder, "--planner", "quick"]
    plan = json.loads(program.run("plan", *words, "--format", "json").stdout)
    assert plan["slots"][0]["utc_start_s"] == NOON_S
    assert abs(plan["slots"][0]["soc_ratio"] - 0.5) < 0.1
    earlier = json.loads(program.run("plan", *words, "--format", "json", "--at", "2026-04-16T11:00").stdout)
    assert earlier["slots"][0]["utc_start_s"] == NOON_S - 3600
    said = program.run("explain", *words)
    assert "recorded 2026-04-16 12:00" in said.stdout and "no answer from" in said.stdout
    made = program.run("bundle", site, "--state", folder, "--out", out)
    assert made.returncode == 0, made.stderr
    inside = members(out)
    for secret in (b"10.20.30", b"Jana", b"private"):
        assert secret not in inside["telemetry.db"], secret
    assert b"no plan could be made: feed.csv:3: not a number" in inside["telemetry.db"]
    folder.rename(tmp_path / "gone")
    again = program.run("bundle", "--replay", out)
    assert again.returncode == 0, again.stdout + again.stderr


def rewritten(path, to, change):
    inside = members(path)
    change(inside)
    with tarfile.open(to, "w:gz", format=tarfile.USTAR_FORMAT) as tar:
        for name, content in inside.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return to


def test_another_plan_is_seen(tmp_path):
    """A changed value in the site inside must show: the replay compares, it does not repeat."""
    out = tmp_path / "b.tar.gz"
    program.run("bundle", program.BUILDING, "--out", out)

    def dearer(inside):
        site = json.loads(inside["site.json"])
        site["tariff"]["supply_per_kwh"] = 0.71
        inside["site.json"] = json.dumps(site).encode()

    done = program.run("bundle", "--replay", rewritten(out, tmp_path / "c.tar.gz", dearer))
    assert done.returncode == 1 and "NOT the same" in done.stdout


def test_damaged_and_foreign_bundles(tmp_path):
    out = tmp_path / "b.tar.gz"
    program.run("bundle", program.BUILDING, "--out", out)
    whole = gzip.decompress(out.read_bytes())
    cases = {"cut": whole[:700], "flipped": bytes([whole[0] ^ 1]) + whole[1:], "empty": b"", "noise": b"\x07" * 4096,
             "escape": b"../../etc/cron" + whole[14:]}
    for name, content in cases.items():
        path = tmp_path / name
        path.write_bytes(gzip.compress(content))
        done = program.run("bundle", "--replay", path)
        assert done.returncode == 2 and "not a bundle, or damaged" in done.stderr, (name, done.stderr)
    for change, said in ((lambda i: i.pop("manifest.json"), "manifest.json"),
                         (lambda i: i.update({"manifest.json": b"{}"}), "manifest.json"),
                         (lambda i: i.update({"site.json": b"{"}), "site.json:")):
        done = program.run("bundle", "--replay", rewritten(out, tmp_path / "d.tar.gz", change))
        assert done.returncode == 2 and said in done.stderr, done.stderr
    assert program.run("bundle", "--replay", tmp_path / "nowhere").returncode == 2
    done = program.run("bundle", program.BUILDING, "--out", tmp_path / "no" / "b.tar.gz")
    assert done.returncode == 2 and "--out " in done.stderr


def test_what_stood_where_the_bundle_should_go_is_left(tmp_path):
    """Half a file is taken away; an empty folder or a device of that name is somebody's."""
    folder = tmp_path / "folder"
    folder.mkdir()
    link = tmp_path / "full"
    link.symlink_to("/dev/full")
    for out, status, said in ((folder, 2, f"--out {folder}: "), (link, 1, f"{link}: cannot be written: ")):
        done = program.run("bundle", program.BUILDING, "--out", out)
        assert done.returncode == status and said in done.stderr, done.stderr
    assert folder.is_dir() and link.is_symlink()


def snapshot(path, sections):
    """A copy of the station's memory: {tag: bytes} as store/memory.h and snapshot.h have it."""
    body = b"".join(struct.pack("<IIQ", tag, 0, len(b)) + b + bytes(-len(b) % 8) for tag, b in sections.items())
    head = b"OSN1" + struct.pack("<QQ", 1, len(body))
    path.write_bytes(head + struct.pack("<I", zlib.crc32(head + body)) + body)


def test_what_was_learned_goes_along_and_the_cards_of_drivers_do_not(tmp_path):
    site, folder, out = secret_site(tmp_path), state(tmp_path), tmp_path / "b.tar.gz"
    snapshot(folder / "snapshot.0", {6: b"CARD-04A1B2C3", 7: b"grid"})
    snapshot(folder / "learned.1", {8: b"what was learned"})
    before = set(pathlib.Path("/tmp").glob("ostrov-bundle-*/telemetry.db*"))
    made = program.run("bundle", site, "--state", folder, "--out", out)
    assert made.returncode == 0, made.stderr
    assert set(pathlib.Path("/tmp").glob("ostrov-bundle-*/telemetry.db*")) <= before  # nothing is left behind
    inside = members(out)
    assert all(b"04A1B2C3" not in content for content in inside.values())
    assert b"grid" in inside["snapshot.0"] and b"what was learned" in inside["learned.0"]
    again = program.run("bundle", "--replay", out)
    assert again.returncode == 0, again.stdout + again.stderr


def lived_through(folder):
    """Two days of minutes before noon of 2026-04-16 and two after it, which are livelier; a snapshot of the end."""
    state(folder.parent)
    with sqlite3.connect(folder / "telemetry.db") as db:
        db.execute("DELETE FROM minute")
        for minute in range(-2880, 2880):
            late = minute >= 0
            sun = max(0.0, 1 - abs((minute + 60) % 1440 - 60) / 360) * (12000 if late else 25000)
            load = 15000.0 if late else 8000.0 + 2000 * (minute % 7)
            db.execute("INSERT INTO minute (time_s, grid_w, pv_w, battery_w, load_w, soc_ratio) VALUES (?,?,?,?,?,?)",
                       (NOON_S + 60 * minute, load - sun, sun, 0.0, load, 0.5))
    metering = struct.pack("<q6d" + 3 * "iid" + "qd", NOON_S + 172800, *[0.0] * 6, 2026, 4, 90e3, *(0, 0, 0.0) * 2,
                           NOON_S + 172800, 1e5)
    snapshot(folder / "snapshot.0", {4: metering})
    snapshot(folder / "learned.0", {8: b"of another site"})
    return folder


def test_a_past_moment_is_planned_from_what_was_known_then(tmp_path):
    """What came later, and the snapshot that remembers it, change nothing of it."""
    folder, out = lived_through(tmp_path / "state"), tmp_path / "b.tar.gz"
    words = ["plan", program.BUILDING, "--planner", "quick", "--format", "json", "--state", folder]
    past = json.loads(program.run(*words, "--at", "2026-04-16T12:00").stdout)
    newest = json.loads(program.run(*words).stdout)
    assert "from the record before it, vehicles by their timetable" in past["state"]
    assert "as the snapshot has them" in newest["state"]
    made = program.run("bundle", program.BUILDING, "--state", folder, "--at", "2026-04-16T12:00", "--out", out)
    assert made.returncode == 0 and not [name for name in members(out) if name[:8] in ("snapshot", "learned.")]
    again = program.run("bundle", "--replay", out)
    assert again.returncode == 0, again.stdout + again.stderr
    with sqlite3.connect(folder / "telemetry.db") as db:
        db.execute("DELETE FROM minute WHERE time_s >= ?", (NOON_S,))
    for path in folder.glob("[sl]*.0"):
        path.unlink()
    then = json.loads(program.run(*words).stdout)
    assert then["slots"] == past["slots"] and then["cost"] == past["cost"]
    assert len({slot["load_w"] for slot in past["slots"]}) > 1  # the record taught something
