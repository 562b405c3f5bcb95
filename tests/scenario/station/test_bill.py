"""Bills against an independent reckoning with zoneinfo and fractions: to the hundredth, over a year with both
changes of the clock, and what to book against every booking tried one by one."""

import datetime
import fractions
import json
import random
import zoneinfo

import pytest

import program

UTC = datetime.timezone.utc
CZ_CAPACITY = {"year_w": 90000, "year_price_per_kw": 201.37, "month_price_per_kw": 233.91, "over_ratio": 1.5}


def quarters(zone, year):
    """Every quarter hour of a local year as (utc, local)."""
    place = zoneinfo.ZoneInfo(zone)
    at = datetime.datetime(year, 1, 1, tzinfo=place).astimezone(UTC)
    end = datetime.datetime(year + 1, 1, 1, tzinfo=place).astimezone(UTC)
    while at < end:
        yield at, at.astimezone(place)
        at += datetime.timedelta(minutes=15)


def comma(value, decimals):
    return f"{value:.{decimals}f}".replace(".", ",")


def cents(amount):
    return int(amount * 100 + fractions.Fraction(1, 2))


def czech_site(tmp_path):
    site = json.loads(program.BUILDING.read_text())
    for key in ("peak_price_per_kw", "peak_incurred_w"):
        site["tariff"].pop(key)
    site["tariff"].update(distribution_high_per_kwh=0.31, distribution_low_per_kwh=0.19, supply_per_kwh=0.47,
                          low_band_hours=[1] * 6 + [0] * 16 + [1] * 2)
    site["capacity"] = CZ_CAPACITY
    path = tmp_path / "site.json"
    path.write_text(json.dumps(site))
    return path


def czech_year(tmp_path):
    """Meter in kWh by periods of the local day, hourly prices as A03; our own bills by month."""
    rng = random.Random(7)
    months, rows, prices = {}, ["Datum;Perioda;Odběr (kWh)"], []
    day, n = None, 0
    last = None
    for utc, local in quarters("Europe/Prague", 2025):
        n = n + 1 if local.date() == day else 1
        day = local.date()
        if utc.minute == 0:
            last = fractions.Fraction(rng.randint(-500, 20000), 100)
            if utc.hour % 3 and prices:
                last = prices[-1][1]  # repeated: left out of the document
            prices.append((utc, last))
        kwh = fractions.Fraction(rng.randint(1000, 28000), 1000)
        rows.append(f"{day:%d.%m.%Y};{n};{comma(float(kwh), 3)}")
        m = months.setdefault((local.year, local.month), {"peak": 0, "lines": {}})
        m["peak"] = max(m["peak"], kwh * 4)
        low = local.hour < 6 or local.hour >= 22
        for name, price in (("distribution low" if low else "distribution high", fractions.Fraction(19 if low else 31, 100)),
                            ("supply", fractions.Fraction(47, 100)), ("market", last / 1000 * 25)):
            m["lines"][name] = m["lines"].get(name, 0) + kwh * price
    (tmp_path / "meter.csv").write_text("\r\n".join(rows) + "\r\n", encoding="utf-8")
    return months, prices


def a03(path, prices):
    with open(path, "w", encoding="utf-8") as file:
        file.write('<Publication_MarketDocument xmlns="urn:x"><type>A44</type>')
        start = prices[0][0]
        file.write("<TimeSeries><curveType>A03</curveType><currency_Unit.name>EUR</currency_Unit.name>"
                   f"<Period><timeInterval><start>{start:%Y-%m-%dT%H:%MZ}</start>"
                   f"<end>{prices[-1][0] + datetime.timedelta(hours=1):%Y-%m-%dT%H:%MZ}</end></timeInterval>"
                   "<resolution>PT60M</resolution>\n")
        before = None
        for i, (_, price) in enumerate(prices):
            if price != before:
                file.write(f"<Point><position>{i + 1}</position><price.amount>{float(price)}</price.amount></Point>\n")
            before = price
        file.write("</Period></TimeSeries></Publication_MarketDocument>")


def capacity_lines(month, capacity):
    booked = fractions.Fraction(capacity["year_w"], 1000)
    price = fractions.Fraction(str(capacity["year_price_per_kw"]))
    lines = {"booking": booked * price}
    if month["peak"] > booked:
        lines["over"] = (month["peak"] - booked) * fractions.Fraction(str(capacity["month_price_per_kw"])) * fractions.Fraction(3, 2)
    return lines


@pytest.fixture(scope="module")
def year(tmp_path_factory):
    tmp_path = tmp_path_factory.mktemp("bill")
    site = czech_site(tmp_path)
    months, prices = czech_year(tmp_path)
    a03(tmp_path / "prices.xml", prices)
    lines = []
    for (y, m), month in months.items():
        amounts = {name: cents(a) for name, a in {**month["lines"], **capacity_lines(month, CZ_CAPACITY)}.items()}
        lines += [(f"{y}-{m:02}", name, a) for name, a in {**amounts, "total": sum(amounts.values())}.items()]
    return tmp_path, site, months, lines


def invoices(path, lines):
    path.write_text("month;line;amount\n" + "".join(f"{m};{n};{a // 100},{a % 100:02}\n" for m, n, a in lines))
    return path


def bill(year, file):
    tmp_path, site, *_ = year
    return program.run("bill", site, "--meter", tmp_path / "meter.csv", "--prices", tmp_path / "prices.xml",
                       "--invoices", file)


def test_a_year_is_reproduced_to_the_hundredth(year):
    done = bill(year, invoices(year[0] / "i.csv", year[3]))
    assert f"0 of {len(year[3])} invoiced lines differ: reproduced to the hundredth" in done.stdout, done.stdout
    assert done.returncode == 0 and "not complete" not in done.stdout


def test_one_hundredth_is_seen(year):
    lines = [(m, n, a + (n == "supply" and m == "2025-10")) for m, n, a in year[3]] + [("2025-03", "tax", 100)]
    done = bill(year, invoices(year[0] / "j.csv", lines))
    assert done.returncode == 1
    assert "difference -0.01" in done.stdout and "not in this bill" in done.stdout
    assert f"2 of {len(lines)} invoiced lines differ" in done.stdout


def test_the_booking_that_is_advised_is_the_least_of_all(year):
    months = year[2].values()

    def cost(kw):
        total = 0
        for month in months:
            over = max(0, month["peak"] - kw)
            top = -(-over // 1)  # whole kW
            paid = min(over * fractions.Fraction(str(CZ_CAPACITY["month_price_per_kw"])) * 3 / 2,
                       top * fractions.Fraction(str(CZ_CAPACITY["month_price_per_kw"])))
            total += kw * fractions.Fraction(str(CZ_CAPACITY["year_price_per_kw"])) + paid
        return total

    best = min(range(0, 130), key=cost)
    done = bill(year, invoices(year[0] / "i.csv", year[3]))
    advised = next(line for line in done.stdout.splitlines() if "<- least" in line)
    assert int(advised.split()[0]) == best, (advised, best)
    assert f"{cents(cost(best)) / 100:.2f}" in advised


def test_what_is_missing_is_said_and_not_billed_as_nothing(year, tmp_path):
    text = (year[0] / "meter.csv").read_text(encoding="utf-8").splitlines()
    del text[100:200]
    text[50] = text[50].rsplit(";", 1)[0] + ";"
    (tmp_path / "m.csv").write_text("\n".join(text), encoding="utf-8")
    done = program.run("bill", year[1], "--meter", tmp_path / "m.csv", "--prices", year[0] / "prices.xml")
    assert "101 of 2976 quarter hours are not known: this month is not complete" in done.stdout
    assert "1 month not complete: what is not known is in no bill" in done.stdout


def test_what_is_missing_may_have_been_paid_for_taking_it(year, tmp_path):
    """A day of prices below zero: with half of it missing the bill is higher, and nobody says it is too low."""
    day = [(utc, local) for utc, local in quarters("Europe/Prague", 2026) if f"{local:%m-%d}" == "05-01"]
    (tmp_path / "p.csv").write_text("utc_start,price_eur_mwh\n" + "".join(f"{u:%Y-%m-%dT%H:%MZ},-400\n" for u, _ in day))

    def total(rows):
        (tmp_path / "m.csv").write_text("day;interval;import (kW)\n" + "".join(
            f"{t:%Y-%m-%d};{t:%H:%M}-{t + datetime.timedelta(minutes=15):%H:%M};10\n" for _, t in rows))
        said = program.run("bill", year[1], "--meter", tmp_path / "m.csv", "--prices", tmp_path / "p.csv").stdout
        line = next(line for line in said.splitlines() if line.startswith("    total"))
        return float(line.split()[1]), said

    (whole, _), (half, said) = total(day), total(day[:48])
    assert whole < half - 1000
    assert "too high where the price was below zero" in said and "bill is too low, and" not in said


def test_bills_go_on_over_the_new_year(year, tmp_path):
    """From the last hour of a December to the first of a January, quarter hours known on either side of midnight."""
    place = zoneinfo.ZoneInfo("Europe/Prague")
    first = datetime.datetime(2025, 12, 31, 22, tzinfo=UTC)
    rng, sums, peaks, rows, prices = random.Random(5), {}, {}, ["day;interval;import (kW)"], ["utc_start,price_eur_mwh"]
    for i in range(8):
        utc = first + datetime.timedelta(minutes=15 * i)
        local = utc.astimezone(place)
        kw, spot = fractions.Fraction(rng.randint(1000, 80000), 1000), fractions.Fraction(rng.randint(-9000, 9000), 100)
        until = local + datetime.timedelta(minutes=15)
        rows.append(f"{local:%Y-%m-%d};{local:%H:%M}-{until:%H:%M};{float(kw):.3f}")
        prices.append(f"{utc:%Y-%m-%dT%H:%MZ},{float(spot):.2f}")
        month = f"{local:%Y-%m}"
        line = sums.setdefault(month, {"distribution low": 0, "supply": 0, "market": 0})
        for name, price in (("distribution low", fractions.Fraction(19, 100)), ("supply", fractions.Fraction(47, 100)),
                            ("market", spot / 1000 * 25)):
            line[name] += kw / 4 * price
        peaks[month] = max(peaks.get(month, 0), kw)
    assert list(sums) == ["2025-12", "2026-01"]
    (tmp_path / "m.csv").write_text("\n".join(rows))
    (tmp_path / "p.csv").write_text("\n".join(prices))
    lines = [(m, n, cents(a) if a >= 0 else -cents(-a)) for m, month in sums.items()
             for n, a in {**month, **capacity_lines({"peak": peaks[m]}, CZ_CAPACITY)}.items()]
    path = tmp_path / "i.csv"
    path.write_text("month;line;amount\n" + "".join(f"{m};{n};{'-' * (a < 0)}{abs(a) // 100},{abs(a) % 100:02}\n"
                                                    for m, n, a in lines))
    done = program.run("bill", year[1], "--meter", tmp_path / "m.csv", "--prices", tmp_path / "p.csv", "--invoices", path)
    assert f"0 of {len(lines)} invoiced lines differ" in done.stdout, done.stdout + done.stderr
    assert done.returncode == 0 and "the capacity of 2 months" in done.stdout


@pytest.mark.parametrize("date,count,low", [("2025-03-30", 92, 28), ("2025-10-26", 100, 36)])
def test_a_day_on_which_the_clock_changes_has_its_quarter_hours(year, tmp_path, date, count, low):
    """By periods of the local day: low band from 22:00 to 06:00 is an hour shorter, or longer, that night."""
    day, month, number = date[8:], date[5:7], date[:4]
    (tmp_path / "m.csv").write_text("Datum;Perioda;Odběr (kWh)\n" + "".join(
        f"{day}.{month}.{number};{i + 1};1,000\n" for i in range(count)), encoding="utf-8")
    done = program.run("bill", year[1], "--meter", tmp_path / "m.csv")
    quantity = {line[4:26].strip(): line[26:].split()[0] for line in done.stdout.splitlines() if line.startswith("    d")}
    assert quantity == {"distribution low": f"{low}.00", "distribution high": f"{count - low}.00"}, done.stdout
    (tmp_path / "m.csv").write_text(f"Datum;Perioda;Odběr (kWh)\n{day}.{month}.{number};{count + 1};1,0\n", encoding="utf-8")
    done = program.run("bill", year[1], "--meter", tmp_path / "m.csv")
    assert done.returncode == 2 and f"1 to {count}" in done.stderr


def taipower(local, holidays):
    """The rate book's own table, written down a second time."""
    summer = (5, 16) <= (local.month, local.day) <= (10, 15)
    hour = local.hour
    if local.weekday() == 6 or (local.month, local.day) in holidays:
        return "off-peak", "2.53" if summer else "2.32"
    if summer:
        if hour < 9:
            return "off-peak", "2.53"
        if local.weekday() == 5:
            return "Saturday half-peak", "2.60"
        return ("peak", "9.39") if 16 <= hour < 22 else ("half-peak", "5.85")
    if hour < 6 or 11 <= hour < 14:
        return "off-peak", "2.32"
    return ("Saturday half-peak", "2.41") if local.weekday() == 5 else ("half-peak", "5.47")


def test_a_month_of_taipower_that_summer_begins_in(tmp_path):
    site = program.TOP / "examples/station/sites/taipei.json"
    rng = random.Random(11)
    lines, peak, rows = {}, 0, ["day;interval;import (kW)"]
    for utc, local in quarters("Asia/Taipei", 2026):
        if local.month != 5:
            continue
        kw = fractions.Fraction(rng.randint(5000, 69000), 1000)
        peak = max(peak, kw)
        until = local + datetime.timedelta(minutes=15)
        rows.append(f"{local:%Y-%m-%d};{local:%H:%M}-{until:%H:%M};{float(kw):.3f}")
        name, price = taipower(local, {(5, 1)})
        lines[name] = lines.get(name, 0) + kw / 4 * fractions.Fraction(price)
    (tmp_path / "m.csv").write_text("\n".join(rows))
    share = fractions.Fraction(16, 31)  # from 16 to 31 May
    price = share * fractions.Fraction("223.6") + (1 - share) * fractions.Fraction("166.9")
    lines["booking"] = 60 * price
    lines["over"] = (6 * 2 + (peak - 66) * 3) * price
    amounts = {name: cents(a) for name, a in lines.items()}
    rows = [("2026-05", n, a) for n, a in {**amounts, "total": sum(amounts.values())}.items()]
    done = program.run("bill", site, "--meter", tmp_path / "m.csv", "--invoices", invoices(tmp_path / "i.csv", rows))
    assert done.returncode == 0 and "reproduced to the hundredth" in done.stdout, done.stdout + done.stderr


def months_in(year, tmp_path, keep):
    """The year's meter with the rows that keep(day, number) leaves."""
    rows = (year[0] / "meter.csv").read_text(encoding="utf-8").splitlines()
    path = tmp_path / "m.csv"
    path.write_text("\n".join(rows[:1] + [r for r in rows[1:] if keep(*r.split(";")[:2])]), encoding="utf-8")
    return path


def test_an_invoice_that_nothing_is_held_against_is_not_reproduced(year, tmp_path):
    done = bill(year, invoices(tmp_path / "i.csv", year[3] + [("2024-05", "supply", 500)]))
    assert done.returncode == 1 and "reproduced" not in done.stdout
    assert f"(line {len(year[3]) + 2})" in next(line for line in done.stdout.splitlines() if line.startswith("2024-05"))
    done = bill(year, invoices(tmp_path / "j.csv", year[3] + [(*year[3][3][:2], 1)]))  # the second amount of a line
    assert done.returncode == 2 and "given twice, before in line 5" in done.stderr
    (tmp_path / "k.csv").write_text("2025-01;supply;1,00\n")  # no header: the first line counts
    done = bill(year, tmp_path / "k.csv")
    assert done.returncode == 1 and "1 of 1 invoiced lines differ" in done.stdout


def test_a_month_that_is_left_out_is_said_and_not_booked_for(year, tmp_path):
    words = ["bill", year[1], "--prices", year[0] / "prices.xml", "--meter"]
    done = program.run(*words, months_in(year, tmp_path, lambda day, n: ".02." not in day))
    assert "2025-02  nothing is metered; 2688 of 2688 quarter hours are not known" in done.stdout
    assert "1 month not complete" in done.stdout and "the capacity of 11 months" in done.stdout
    done = program.run(*words, months_in(year, tmp_path, lambda day, n: day != "03.02.2025"))
    assert "the capacity of 12 months" in done.stdout and "Not all is known of 1 of them" in done.stdout
    far = months_in(year, tmp_path, lambda day, n: True)
    far.write_text(far.read_text(encoding="utf-8") + "\n01.01.2205;1;1,0\n", encoding="utf-8")
    done = program.run(*words, far)
    assert done.returncode == 2 and "from 2025-01 to 2205-01" in done.stderr


@pytest.mark.parametrize("text", ["-1,0", "65535"])
def test_a_reading_that_cannot_be_is_not_known_and_said(year, tmp_path, text):
    path = months_in(year, tmp_path, lambda day, n: ".01." in day)
    rows = path.read_text(encoding="utf-8").splitlines()
    rows[7] = rows[7].rsplit(";", 1)[0] + ";" + text
    path.write_text("\n".join(rows), encoding="utf-8")
    done = program.run("bill", year[1], "--meter", path, "--prices", year[0] / "prices.xml")
    assert "1 of 2976 quarter hours are not known" in done.stdout
    assert "1 quarter hour of the meter below 0 or above 400 kW" in done.stdout


def test_hours_are_not_taken_for_quarter_hours(year, tmp_path):
    (tmp_path / "m.csv").write_text("day;hour;import (kWh)\n2025-06-01;1;20\n")
    done = program.run("bill", year[1], "--meter", tmp_path / "m.csv")
    assert "4 quarter hours are an hour's mean" in done.stdout


def test_the_second_hour_of_the_long_night_is_told_by_its_letter(year, tmp_path):
    """02b:00 on 2025-10-26 is 01:00 UTC, whatever stands before it."""
    (tmp_path / "m.csv").write_text("day;interval;import (kW)\n2025-10-26;02b:00-02b:15;1\n")
    (tmp_path / "p.csv").write_text("utc_start,price_eur_mwh\n2025-10-26T01:00Z,50\n2025-10-26T01:15Z,50\n")
    done = program.run("bill", year[1], "--meter", tmp_path / "m.csv", "--prices", tmp_path / "p.csv")
    assert done.returncode == 0, done.stderr


def test_a_band_is_not_added_to_another_line(year, tmp_path):
    site = json.loads(year[1].read_text())
    site["bands"] = [{"name": "low", "energy_per_kwh": 1}, {"name": "supply", "energy_per_kwh": 1}]
    (tmp_path / "site.json").write_text(json.dumps(site))
    done = program.run("bill", tmp_path / "site.json", "--meter", year[0] / "meter.csv")
    assert done.returncode == 2 and 'bands[1].name = "supply"' in done.stderr, done.stderr


def test_half_a_hundredth_of_a_large_sum_is_rounded_up(year, tmp_path):
    """A month whose supply comes to n + 1/2 hundredths exactly; sums of doubles in a row fall below it (seed 11)."""
    rng = random.Random(11)
    wh = [rng.randint(50000, 100000) for _ in range(2976)]
    wh[-1] += (100 - sum(wh)) % 200
    site = json.loads(year[1].read_text())
    site["station"]["import_limit_w"] = 200000
    site["tariff"]["supply_per_kwh"] = 2.35
    (tmp_path / "site.json").write_text(json.dumps(site))
    rows = [f"{1 + i // 96:02}.01.2025;{1 + i % 96};{comma(w / 1000, 3)}" for i, w in enumerate(wh)]
    (tmp_path / "m.csv").write_text("\n".join(["Datum;Perioda;Odběr (kWh)", *rows]), encoding="utf-8")
    wanted = cents(fractions.Fraction(sum(wh), 1000) * fractions.Fraction("2.35"))
    done = program.run("bill", tmp_path / "site.json", "--meter", tmp_path / "m.csv")
    line = next(line for line in done.stdout.splitlines() if line.startswith("    supply"))
    assert line.split()[-1] == f"{wanted // 100}.{wanted % 100:02}"


@pytest.mark.parametrize("text,said", [
    ("Datum;Perioda;Odběr (kWh)\n01.01.2025;1;x\n", "m.csv:2:"),
    ("Datum;Perioda;Odběr (kWh)\n01.01.2025;97;1\n", "1 to 96"),
    ("day;interval;import (kW)\n2025-10-26;02:07-02:22;1\n", "begins at no quarter hour"),
    ("Datum;Perioda;Dodávka (MWh)\n01.01.2025;1;1\n", "imported in kWh or kW"),
    ("", "empty"),
])
def test_wrong_meters(tmp_path, text, said):
    (tmp_path / "m.csv").write_text(text, encoding="utf-8")
    done = program.run("bill", program.BUILDING, "--meter", tmp_path / "m.csv")
    assert done.returncode == 2 and said in done.stderr, done.stderr


def test_wrong_invoices_and_no_meter(year, tmp_path):
    assert "--meter FILE is wanted" in program.run("bill", program.BUILDING).stderr
    for text in ("month;line;amount\n2025-13;supply;1\n", "month;line;amount\n2025-01;supply;1,005\n",
                 "month;line;amount\n2025-01;supply\n", "month;line;amount\n"):
        (tmp_path / "i.csv").write_text(text)
        done = bill(year, tmp_path / "i.csv")
        assert done.returncode == 2 and "i.csv:" in done.stderr
    short = "utc_start,price_eur_mwh\n2025-06-01T00:00Z,50\n2025-06-01T00:15Z,50\n"
    (tmp_path / "p.csv").write_text(short)
    done = program.run("bill", year[1], "--meter", year[0] / "meter.csv", "--prices", tmp_path / "p.csv")
    assert done.returncode == 2 and "no price is known for 2025-01-01" in done.stderr
