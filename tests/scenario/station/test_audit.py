"""The settings audit: protocols as JSON and as a table, read-back out of a file and from a device."""

import json

import pytest

import modbus_server
import program

DOCUMENT = {"document": "protocol 17/2026 of 2026-05-04", "who": "J. Novak", "when": "2026-05-04",
            "code": "ieee1547-cat-ii", "settings": {"undervoltage_s": [12, None, None]}}


def json_document(tmp_path, **changes):
    path = tmp_path / "protocol.json"
    path.write_text(json.dumps({**DOCUMENT, **changes}, indent=1))
    return path


def readback(tmp_path, *rows):
    path = tmp_path / "readback.csv"
    path.write_text("model;name;index;value;step\n" + "".join(f"{row}\n" for row in rows))
    return path


def lines_of(page, field):
    return [line for line in page.splitlines() if line.startswith(field)]


def same(page, field):
    """The field stands below "The same", where nothing more is said of it."""
    return bool(lines_of(page[page.index("The same"):], field))


def test_a_page_out_of_files(tmp_path):
    device = readback(tmp_path, "703;ES;;1;", "703;ESVLo;;92;1", "703;ESVHi;;105,0;0,1", "703;ESDlyTms;;60;1",
                      "706;Ena;;0;")
    done = program.run("audit", "--document", json_document(tmp_path), "--readback", device)
    assert done.returncode == 1, done.stderr
    assert "against: protocol 17/2026 of 2026-05-04, entered by J. Novak" in done.stdout
    assert "coarse" in lines_of(done.stdout, "enter_min_pu")[0]      # 91.7 % in whole percent
    assert same(done.stdout, "enter_max_pu")
    assert "DIFFERS" in lines_of(done.stdout, "enter_delay_s")[0]    # the delay of another country
    assert "NOT READ" in lines_of(done.stdout, "undervoltage_s[0]")[0]
    assert "12" in lines_of(done.stdout, "undervoltage_s[0]")[0]     # by the protocol, not by the code


def test_the_same_protocol_as_a_table(tmp_path):
    device = readback(tmp_path, "703;ESVLo;;91.7;0.1")
    table = tmp_path / "protocol.csv"
    table.write_text("key;index;value\ndocument;;protocol 17/2026 of 2026-05-04\nwho;;J. Novak\nwhen;;2026-05-04\n"
                     "code;;ieee1547-cat-ii\nundervoltage_s;0;12,0\n")
    by_json = program.run("audit", "--document", json_document(tmp_path), "--readback", device)
    by_table = program.run("audit", "--document", table, "--readback", device)
    assert by_json.stdout == by_table.stdout and same(by_table.stdout, "enter_min_pu")


def test_a_device_is_read(tmp_path):
    """Model 703 by its layout: ES, ESVHi, ESVLo, then 32-bit ESHzHi, ESHzLo and times, V_SF, Hz_SF."""
    wide = lambda value: [value >> 16, value & 0xFFFF]
    body = [1, 1050, 920, *wide(6010), *wide(5950), *wide(300), *wide(0xFFFFFFFF), *wide(300), *wide(0xFFFFFFFF), -1, -2]
    server = modbus_server.Server(modbus_server.sunspec((1, [0] * 66), (703, body)))
    try:
        done = program.run("audit", "--document", json_document(tmp_path), "--host", "127.0.0.1", "--port", server.port)
    finally:
        server.close()
    assert done.returncode == 1, done.stderr
    assert same(done.stdout, "enter_max_pu")
    assert "DIFFERS" in lines_of(done.stdout, "enter_min_pu")[0] and "0.92" in lines_of(done.stdout, "enter_min_pu")[0]
    assert same(done.stdout, "enter_delay_s")


@pytest.mark.parametrize("changes,said", [
    ({"document": ""}, "document"), ({"who": 5}, "who"), ({"when": "May"}, "2026-05-04"),
    ({"code": "cat-9"}, '"cat-9" is not known'), ({"settings": {"undervoltage_s": ["x"]}}, "numbers and null"),
    ({"settings": {"undervolts": 1}}, "undervolts"), ({"settings": {"enter_delay_s": -5}}, "enter_delay_s"),
    ({"settings": {"undervoltage_s": [float("1e300")]}}, "undervoltage_s"), ({"extra": 1}, "extra"),
])
def test_wrong_protocols(tmp_path, changes, said):
    done = program.run("audit", "--document", json_document(tmp_path, **changes), "--readback",
                       readback(tmp_path, "703;ES;;1;"))
    assert done.returncode == 2 and said in done.stderr and "protocol.json:" in done.stderr, done.stderr


def test_wrong_read_backs_and_words(tmp_path):
    document = json_document(tmp_path)
    for row in ("702;ES;;1;", "703;;;1;", "703;ES;x;1;", "703;ES;;yes;"):
        done = program.run("audit", "--document", document, "--readback", readback(tmp_path, row))
        assert done.returncode == 2 and "readback.csv:2:" in done.stderr, (row, done.stderr)
    for words in ((), ("--document", document), ("--document", document, "--host", "127.0.0.1", "--readback", "x")):
        assert "audit wants" in program.run("audit", *words).stderr
    done = program.run("audit", "--document", document, "--host", "127.0.0.1", "--port", 1)
    assert done.returncode == 2 and "no SunSpec device" in done.stderr
