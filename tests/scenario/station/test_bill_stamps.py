"""A meter whose rows have one time stamp each: the same quarter hours, and so the same bill, whether they are stamped
at their beginning or at their end, over both changes of the clock; and nothing guessed where the file does not tell."""

import datetime
import random
import zoneinfo

import pytest

import program

UTC = datetime.timezone.utc
PRAGUE = zoneinfo.ZoneInfo("Europe/Prague")
STEP = datetime.timedelta(minutes=15)
CHANGES = ["2025-03-29", "2025-03-30", "2025-10-25", "2025-10-26", "2025-10-27", "2025-12-31"]


def quarters(days=CHANGES, step=STEP):
    """(begin, end) in local time of every interval of these days."""
    for day in days:
        at = datetime.datetime.fromisoformat(day).replace(tzinfo=PRAGUE).astimezone(UTC)
        end = (datetime.datetime.fromisoformat(day) + datetime.timedelta(days=1)).replace(tzinfo=PRAGUE).astimezone(UTC)
        while at < end:
            yield at.astimezone(PRAGUE), (at + step).astimezone(PRAGUE)
            at += step


def ends_by_the_clock(begin, end):
    return f"{end:%d.%m.%Y %H:%M}"


def ends_counting_on(begin, end):
    """Begin and a quarter hour as the wall clock would go on: 02:00 in spring, 03:00 twice in autumn, 24:00."""
    wall = begin.replace(tzinfo=None) + STEP
    return f"{begin:%d.%m.%Y} 24:00:00" if wall.hour == wall.minute == 0 else f"{wall:%d.%m.%Y %H:%M:%S}"


def begins(begin, end):
    return f"{begin:%Y-%m-%dT%H:%M}"


def write(path, header, rows):
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def bill(path, *words):
    done = program.run("bill", program.BUILDING, "--meter", path, *words)
    said = [line for line in done.stdout.splitlines() if line.startswith("The meter's")]
    return done, said, [line for line in done.stdout.splitlines() if line not in said]


@pytest.fixture(scope="module")
def values():
    rng = random.Random(3)
    return [f"{rng.randint(0, 90000) / 1000:.3f}".replace(".", ",") for _ in quarters()]


@pytest.fixture(scope="module")
def wanted(values, tmp_path_factory):
    """The bill of the same values in rows that say begin and end."""
    path = tmp_path_factory.mktemp("bill") / "m.csv"
    number, day, rows = 0, None, []
    for (begin, _), value in zip(quarters(), values):
        number, day = (number + 1 if begin.date() == day else 1), begin.date()
        rows.append(f"{begin:%d.%m.%Y};{number};{value}")
    done, said, lines = bill(write(path, "Datum;Perioda;Odběr (kW)", rows))
    assert done.returncode == 0 and said == [] and len(lines) > 10, done.stderr
    return lines


@pytest.mark.parametrize("stamp,header,words,how", [
    (ends_by_the_clock, '"Datum";"+A/784703 [kW]";"Status";', [], "the ends of their intervals: the last is midnight"),
    (ends_counting_on, '"Datum";"Profil +A [kW]";"Status";', [], "the ends of their intervals: one is 24:00"),
    (begins, "Datum a čas;Odběr [kW];Status;", [], "the beginnings of their intervals: the first is midnight"),
    (begins, "Od;Odběr [kW];Status;", [], "the beginnings of their intervals: so it is named"),
    (ends_by_the_clock, "Do;Odběr [kW];Status;", [], "the ends of their intervals: so it is named"),
    (ends_by_the_clock, "Datum;Odběr [kW];Status;", ["--stamps", "end"], "the ends of their intervals: so it is named"),
])
def test_the_same_bill_from_every_kind_of_stamp(wanted, values, tmp_path, stamp, header, words, how):
    rows = [f"{stamp(*q)};{value};naměřená data OK;" for q, value in zip(quarters(), values)]
    done, said, lines = bill(write(tmp_path / "m.csv", header, rows), *words)
    assert lines == wanted, done.stdout + done.stderr
    assert len(said) == 1 and how in said[0], said


def test_day_and_time_in_two_columns_with_windows_letters(wanted, values, tmp_path):
    rows = [f"{b:%d.%m.%Y};{b:%H:%M};{value}" for (b, _), value in zip(quarters(), values)]
    path = tmp_path / "m.csv"
    path.write_bytes("\r\n".join(["Datum;Čas;Odběr [kW]", *rows]).encode("cp1250"))
    assert bill(path)[2] == wanted


def test_an_option_turns_what_was_recognised(values, tmp_path):
    """Ends read as beginnings: the last quarter hour of December falls out of it, and into a January."""
    rows = [f"{ends_by_the_clock(*q)};{value}" for q, value in zip(quarters(), values)]
    done, said, lines = bill(write(tmp_path / "m.csv", "Datum;+A [kW]", rows), "--stamps", "begin")
    assert "the beginnings of their intervals" in said[0] and any(line.startswith("2026-01") for line in lines)


def test_hours_with_their_ends(tmp_path):
    hour = datetime.timedelta(hours=1)
    rows = [f"{e:%d.%m.%Y %H:%M};1,5" for _, e in quarters(["2025-06-02"], hour)]
    done, said, lines = bill(write(tmp_path / "m.csv", "Datum;Odběr [kWh]", rows))
    assert "the ends" in said[0] and "96 quarter hours are an hour's mean" in done.stdout
    assert any("36.00 kWh, highest quarter hour 1.50 kW" in line for line in lines), done.stdout


@pytest.mark.parametrize("rows,said", [
    (["02.06.2025 08:15;1", "02.06.2025 08:30;1"], "m.csv: its time stamps may be beginnings or ends"),
    (["02.06.2025 00:00;1", "02.06.2025 00:10;1"], 'm.csv:3: "02.06.2025 00:10": it is on no quarter hour'),
    (["02.06.2025 00:00;1", "02.06.2025 00:30;1"], "m.csv: its time stamps are neither a quarter hour nor an hour apart"),
    (["02.06.2025 00:15;1"], "m.csv: its time stamps are neither"),
    (["30.03.2025 02:15;1"], "does not exist on that day"),
    (["02.06.2025 24:15;1"], "a local day and time is wanted"),
    (["02.06.2025;1"], "a local day and time is wanted"),
    (["02.06.2025 00:00;1", "02.06.2025 00:15;1", "02.06.2025 00:15;2"], "given twice with different values"),
])
def test_nothing_is_guessed(tmp_path, rows, said):
    done, _, _ = bill(write(tmp_path / "m.csv", "Datum;+A [kW]", rows))
    assert done.returncode == 2 and said in done.stderr, done.stdout + done.stderr


def test_a_wrong_word_for_stamps(tmp_path):
    done, _, _ = bill(write(tmp_path / "m.csv", "Datum;+A [kW]", ["02.06.2025 00:15;1"]), "--stamps", "ends")
    assert done.returncode == 2 and "--stamps ends: begin or end is wanted" in done.stderr
