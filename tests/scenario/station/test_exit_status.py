"""One rule for the exit status of every subcommand: 0 done, 1 begun and the answer is no or it could not be finished,
2 asked wrongly and nothing begun. Each is asked wrongly here, in each of its ways."""

import pytest

import program

HERE = program.DEPOT
COMMANDS = [line.split()[1] for line in program.run("--help").stdout.splitlines() if line.startswith("  ostrov-station ")]

RUNS = [  # what a run of simulated days takes
    (["--scenario", "holiday"], "--scenario holiday: day, bad-night or calm"),
    (["--date", "2026-02-30"], "--date 2026-02-30: a day"),
    (["--date", "2026-2-3"], "--date 2026-2-3: a day"),
    (["--outage", "25:00-26:00"], "--outage 25:00-26:00: HH:MM-HH:MM"),
    (["--prices", "nowhere.xml"], "nowhere.xml: cannot be opened"),
    (["--weather", "nowhere.json"], "nowhere.json"),
    (["--pv", "nowhere.csv"], "nowhere.csv"),
    (["--load", "nowhere.csv"], "nowhere.csv"),
    (["--days", "0"], "--days 0: a whole number from 1 to 366"),
    (["--seed", "-1"], "--seed -1: a whole number"),
    (["--site", "nowhere.json"], "nowhere.json"),
    (["--out", "/dev/full/x"], "--out /dev/full/x: "),
    (["--out", "/bin/sh"], "--out /bin/sh: Not a directory"),
]
PLANS = [  # what a plan takes
    (["--date", "2026-13-01"], "--date 2026-13-01: a day"),
    (["--prices", "nowhere.xml"], "nowhere.xml: cannot be opened"),
    (["--weather", "nowhere.json"], "nowhere.json"),
    (["--scenario", "holiday"], "--scenario holiday: day, bad-night or calm"),
    (["--soc", "1.01"], "--soc 1.01: a ratio from 0 to 1"),
    (["--soc", "half"], "--soc half: a ratio from 0 to 1"),
    (["--at", "25:00"], "--at 25:00"),
    (["--at", "2026-11-26T17:30"], "--at 2026-11-26T17:30"),
    (["--state", "nowhere"], "nowhere/telemetry.db"),
    (["--state", "nowhere", "--at", "17:30"], "--at 17:30"),
]
WRONG = {
    "demo": RUNS,
    "simulate": RUNS + [(["--simulator", "nowhere"], "--simulator nowhere: ")],
    "year": RUNS,
    "plan": PLANS + [(["--planner", "none"], "--planner none"), (["--format", "xml"], "--format xml"),
                     (["--language", "de"], "--language de: en, cs or zh-Hant")],
    "explain": PLANS + [(["--planner", "none"], "--planner none"), (["--slot", "noon"], "--slot noon"),
                        (["--planner", "quick", "--slot", "2030-01-01T00:00"], "--slot 2030-01-01T00:00"),
                        (["--language", "de"], "--language de: en, cs or zh-Hant")],
    "run": [([], 'no section "devices"'), (["--clock", "nowhere"], "--clock"), (["--seconds", "0"], "--seconds 0"),
            (["--metrics-port", "70000"], "--metrics-port 70000")],
    "watch": [(["--state", "nowhere"], "does a station run"), (["--seconds", "x"], "--seconds x")],
    "export": [(["--state", "nowhere"], "nowhere/telemetry.db"), (["--format", "xml"], "--format xml"),
               (["--state", "nowhere", "--format", "influx"], "nowhere/telemetry.db"),
               (["--state", "nowhere", "--format", "forecast"], "nowhere/telemetry.db")],
    "report": [(["--state", "nowhere"], "nowhere/telemetry.db"), (["--date", "2026-02-30"], "--date 2026-02-30"),
               (["--date", "2026- 2- 3"], "--date 2026- 2- 3"), (["--language", "de"], "--language de")],
    "scan": [([], "--host"), (["--host", "abc"], "--host abc"), (["--host", "127.0.0.1", "--port", "1"], "127.0.0.1:1 unit 1: nobody answers"),
             (["--host", "127.0.0.1", "--unit", "300"], "--unit 300")],
    "check": [(["nowhere.json"], "station: nowhere.json: cannot be opened: No such file")],
    "commission": [([], 'no section "devices"'), (["--seconds", "0"], "--seconds 0")],
    "audit": [([], "--document"), (["--document", "nowhere", "--readback", "nowhere"], "nowhere: cannot be opened")],
    "bill": [([], "--meter"), (["--meter", "nowhere.csv"], "nowhere.csv")],
    "bundle": PLANS + [(["--replay", "nowhere"], "nowhere"), (["--hours", "0"], "--hours 0"),
                       (["--out", "no/b.tar.gz"], "--out no/b.tar.gz: "), (["--out", "/tmp"], "--out /tmp: ")],
    "schema": [(["x"], "x is not understood")],
    "about": [(["x"], "x is not understood")],
}


def test_the_rule_is_told_and_every_subcommand_is_asked():
    said = program.run("--help").stdout
    assert "Exit status of each: 0 done" in said and "1 begun" in said and "2 asked wrongly" in said
    assert sorted(WRONG) == sorted(COMMANDS)


@pytest.mark.parametrize("command", WRONG)
def test_who_asks_wrongly_is_told_by_2_and_gets_nothing(command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for words, said in WRONG[command]:
        done = program.run(command, *words)
        assert done.returncode == 2 and said in done.stderr, (command, words, done.returncode, done.stderr)
        assert not list(tmp_path.rglob("*")), (command, words)
