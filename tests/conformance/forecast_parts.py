"""ostrov-conformance forecast on folders as acceptance has them: parts joined in time, plants that nobody saw,
and files with something wrong in them. The data is made up here; figures are of no interest, only which rows they
are of, what they depend on, and what is said.

    forecast_parts.py RUNNER

SPDX-License-Identifier: Apache-2.0
"""

import math
import os
import random
import subprocess
import sys
import tempfile

RUNNER = sys.argv[1]
START_S = 1530460800  # 2018-07-01 16:00 UTC, midnight in China
HEADER = "# made up: lat 38.0 lon 115.0 tilt 33 facing south, capacity 10 MW.\n"
NAMES = ("unix_s,nwp_globalirrad,nwp_temperature,nwp_humidity,nwp_windspeed,lmd_totalirrad,lmd_temperature,"
         "lmd_windspeed,power")
GEFCOM_HEADER = "# zone: nominal W, tilt, azimuth, altitude: 1: 1560,36,38,595  2: 4940,35,327,602  3: 4000,21,31,951\n"
GEFCOM_NAMES = "zone,unix_s,task,tclw,tciw,rh1000,tcc,u10,v10,t2_k,ssrd_wm2,tp_mm,power"
failed = 0


def check(good, what):
    global failed
    if not good:
        failed += 1
        print("FAIL", what)


def height(time_s, latitude_deg, longitude_deg):
    """Sine of the sun's elevation, roughly."""
    day = (time_s / 86400.0 + 10.0) % 365.25
    tilt = math.radians(-23.44 * math.cos(2.0 * math.pi * day / 365.25))
    hour = 2.0 * math.pi * (time_s / 86400.0 + longitude_deg / 360.0) + math.pi
    latitude = math.radians(latitude_deg)
    return max(0.0, math.sin(latitude) * math.sin(tilt) + math.cos(latitude) * math.cos(tilt) * math.cos(hour))


def pvod(days):
    """Rows by quarter hour: each day has its sky, and each quarter hour a little of its own."""
    rng = random.Random(5)
    rows = []
    for i in range(days * 96):
        if i % 96 == 0:
            sky = rng.uniform(0.2, 1.0)
        k = min(1.0, max(0.05, sky + rng.uniform(-0.1, 0.1)))
        sun = height(START_S + i * 900 + 450, 38.0, 115.0)
        rows.append(f"{START_S + i * 900},{900 * sun * sky:.1f},20.0,50.0,3.0,{1000 * sun * k:.1f},22.0,2.0,{8 * sun * k:.3f}")
    return rows


def gefcom():
    """Sixty days of task 0 and thirty of each of three more."""
    rng = random.Random(6)
    rows = []
    for i in range(150 * 24):
        if i % 24 == 0:
            sky = rng.uniform(0.2, 1.0)
        task = max(0, i // (30 * 24) - 1)
        end_s = 1333238400 + (i + 1) * 3600
        sun = height(end_s - 1800, -35.4, 149.1)
        rows.append(f"1,{end_s},{task},0.1,0.0,60.0,{1 - sky:.3f},1.0,1.0,290.0,{900 * sun * sky:.1f},0.0,{0.8 * sun * sky:.4f}")
    return rows


def run(files):
    """Output of the runner on a folder of these files."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            with open(os.path.join(folder, name), "w", newline="", encoding="ascii") as file:
                file.write(text)
        done = subprocess.run([RUNNER, "forecast", folder], capture_output=True, text=True, check=False,
                              env={**os.environ, "OSTROV_FORECAST_SAMPLE": "1"})
    check(done.returncode in (0, 1, 2), f"{sorted(files)}: ended with {done.returncode}")
    return done


def text(rows, header=HEADER, names=NAMES, end="\n"):
    return header.replace("\n", end) + end.join([names] + rows) + end


def lines(done, *words):
    """Lines that have all of these words, without what clocks say."""
    found = [line for line in done.stdout.splitlines() if all(word in line.split() for word in words)]
    return [" ".join(word for word in line.split() if not word.startswith("training_s=")) for line in found]


def later(rows, from_row, factor):
    """The same with other power from a row on."""
    changed = [row.rsplit(",", 1) for row in rows[from_row:]]
    return rows[:from_row] + [f"{head},{factor * float(power):.4f}" for head, power in changed]


def parts_are_joined():
    rows = pvod(30)
    plain = run({"pvod_station03_train.csv": text(rows[: 20 * 96]), "pvod_station03_test.csv": text(rows[20 * 96 :])})
    check("n=960" in lines(plain, "pvod_station03_train", "day_ahead")[0], "the ten days of the later part are scored")
    check(len(lines(plain, "pvod_station03_train", "measured_irradiance")) == 1, "the chain takes a station once")
    check("n=10" in lines(plain, "pvod", "scenarios_energy")[0], "scenarios of the ten days")
    for quantity in ("day_ahead_mae_to_weather", "intraday_mae_to_smart", "missing_30", "no_history_from_day_8"):
        check(lines(plain, "pvod", quantity) != [], f"no line of {quantity}")
    # rows that are in both parts, in another order, with the other end of line: the same to the last digit
    shuffled = rows[17 * 96 :]
    random.Random(1).shuffle(shuffled)
    other = run({"pvod_station03_train.csv": text(rows[: 20 * 96], end="\r\n"),
                 "pvod_station03_test.csv": text(shuffled, header="", end="\r\n")})
    check(lines(plain) == lines(other), "overlap, order, CRLF and a later part without header change nothing")
    # a gap of a week between the parts, and cells without a number
    holes = [row if i % 11 else row.rsplit(",", 1)[0] + "," + ("", "nan", "inf", "--")[i // 11 % 4]
             for i, row in enumerate(rows)]
    gap = run({"pvod_station03_train.csv": text(holes[: 13 * 96]), "pvod_station03_test.csv": text(holes[20 * 96 :])})
    check(f"n={sum(1 for i in range(20 * 96, 30 * 96) if i % 11)}" in lines(gap, "pvod_station03_train", "day_ahead")[0], "holes are not scored")
    check(not any(word in gap.stdout for word in ("nan", "inf ")), "a hole is in no figure:\n" + gap.stdout)


def the_future_is_not_seen():
    rows = pvod(46)
    unseen = {"pvod_station02_unseen.csv": text(rows)}
    first, second = run(unseen), run({"pvod_station02_unseen.csv": text(later(rows, 31 * 96, 0.3))})
    for month, alike in ((7, True), (8, False)):
        a, b = (lines(done, "pvod_station02_unseen", "month", f"month={month}") for done in (first, second))
        check(len(a) == 1 and (a == b) == alike, f"month {month}: {a} {b}")
    check(lines(first, "pvod", "no_history_from_day_8")[0].split()[3] == "n=1", "a plant that nobody saw is judged")
    check(lines(first, "pvod", "day_ahead_mae") == [], "and not as one with history")


def tasks_go_by_time():
    rows = gefcom()
    cut = 90 * 24
    plain = run({"gefcom2014s_tasks00_01.csv": text(rows[:cut], GEFCOM_HEADER, GEFCOM_NAMES),
                 "gefcom2014s_tasks02_03.csv": text(rows[cut:], GEFCOM_HEADER, GEFCOM_NAMES)})
    check(len(lines(plain, "gefcom2014s", "task")) == 3, "three tasks")
    other = run({"gefcom2014s_z.csv": text(rows[: cut + 99], GEFCOM_HEADER, GEFCOM_NAMES),
                 "gefcom2014s_a.csv": text(rows[cut:], "", GEFCOM_NAMES)})
    check(lines(plain) == lines(other) and other.stderr == "", "names and overlap of files change nothing")
    changed = run({"gefcom2014s_all.csv": text(later(rows, 120 * 24, 0.3), GEFCOM_HEADER, GEFCOM_NAMES)})
    for task, alike in ((1, True), (2, True), (3, False)):
        a, b = (lines(done, "gefcom2014s", "task", f"task={task}") for done in (plain, changed))
        check((a == b) == alike, f"task {task}: {a} {b}")
    holes = run({"gefcom2014s_all.csv": text(rows[: cut + 50] + rows[cut + 60 :], GEFCOM_HEADER, GEFCOM_NAMES)})
    check("n=710" in lines(holes, "gefcom2014s", "task", "task=2")[0], "ten hours are missing")
    check(lines(holes, "gefcom2014s", "task", "task=1") == lines(plain, "gefcom2014s", "task", "task=1"), "later ones")


def what_is_wrong_is_named():
    rows = pvod(10)
    wrong = {
        "no rows": ("pvod_station03_train.csv", text([])),
        "no column power": ("pvod_station03_train.csv", text(rows, names=NAMES.replace("power", "watt"))),
        "does not tell capacity": ("pvod_station03_train.csv", text(rows, header=HEADER.replace("capacity", "of"))),
        "cells, the header has": ("pvod_station03_train.csv", text(rows[:50] + ["1,2"] + rows[50:])),
        "no column tcc": ("gefcom2014s_x.csv", text(gefcom()[:48], GEFCOM_HEADER, GEFCOM_NAMES.replace("tcc", "cc"))),
        "no nominal power": ("gefcom2014s_x.csv", text(gefcom()[:48], "", GEFCOM_NAMES)),
    }
    for said, (name, content) in wrong.items():
        done = run({name: content})
        check(said in done.stderr and done.returncode == 1, f"{said}: {done.stderr} {done.stdout}")
    for name, content in (("emhass_house_load.csv", "utc_start,load_w\n"),
                          ("emhass_house_load.csv", "utc_start,load_w\nsoon,1\nlater,2\n"),
                          ("serf_east.csv", "# lat 39.7 lon -105.2\nunix_s,watt\nnan,1\n1467352800,2\n")):
        check(run({name: content}).returncode == 1, f"{name} without what is needed")
    before = run({"pvod_station03_train.csv": text(rows[480:]), "pvod_station03_test.csv": text(rows[:480])})
    check("not later" in before.stderr and before.returncode == 1, "a later part that is none: " + before.stderr)
    alone = run({"pvod_station03_test.csv": text(rows)})
    check("without history" in alone.stderr and lines(alone, "pvod_station03_test", "no_history") != [],
          "a later part alone: " + alone.stderr)
    torn = ["x" + rows[0][10:]] + rows[1:]
    check("1 rows passed over" in run({"pvod_station03_train.csv": text(torn)}).stderr, "a row without a time")


parts_are_joined()
the_future_is_not_seen()
tasks_go_by_time()
what_is_wrong_is_named()
print("FAIL" if failed else "all checks passed")
sys.exit(1 if failed else 0)
