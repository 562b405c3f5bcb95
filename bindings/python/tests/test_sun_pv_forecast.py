"""Sun, PV and forecast through Python: one moment, columns, what is missing.

SPDX-License-Identifier: Apache-2.0
"""

import copy
import datetime
import math

import pytest

import ostrov

UTC = datetime.timezone.utc
PISEK = dict(latitude_deg=49.31, longitude_deg=14.15)
PLANT = dict(**PISEK, tilt_deg=15, azimuth_deg=180, peak_w=60_000, inverter_w=55_000)
NOON = datetime.datetime(2026, 6, 21, 11, tzinfo=UTC)
HOURS = [int(NOON.timestamp()) + 3600 * i for i in range(-12, 12)]


def test_position_of_nrels_example():
    """Reda and Andreas (2004), appendix A.5, printed to five digits."""
    zone = datetime.timezone(datetime.timedelta(hours=-7))
    sun = ostrov.sun_position(
        datetime.datetime(2003, 10, 17, 12, 30, 30, tzinfo=zone),
        latitude_deg=39.742476,
        longitude_deg=-105.1786,
        altitude_m=1830.14,
        options=dict(delta_t_s=67, pressure_pa=82_000, temperature_c=11),
    )
    assert sun.apparent_zenith_deg == pytest.approx(50.11162, abs=6e-6)
    assert sun.azimuth_deg == pytest.approx(194.34024, abs=6e-6)


def test_a_column_of_moments_is_moment_by_moment():
    many = ostrov.sun_position(HOURS, **PISEK)
    assert len(many) == 24 and list(many.status) == [ostrov.Value.OK] * 24
    for i, time_s in enumerate(HOURS):
        one = ostrov.sun_position(time_s, **PISEK)
        for name in one.asdict():
            # the array takes the ephemeris: 1e-6° (and 1e-5 s) are promised
            assert getattr(many, name)[i] == pytest.approx(getattr(one, name), abs=1e-5, rel=1e-9)
    as_datetimes = [datetime.datetime.fromtimestamp(t, UTC) for t in HOURS]
    again = ostrov.sun_position(as_datetimes, **PISEK)
    assert list(again.zenith_deg) == list(many.zenith_deg)
    assert len(ostrov.sun_position([], **PISEK)) == 0


def test_numpy_moments():
    np = pytest.importorskip("numpy")
    at = np.array(HOURS, dtype="datetime64[s]")
    expected = list(ostrov.sun_position(HOURS, **PISEK).azimuth_deg)
    for moments in (at, at.astype("datetime64[ns]"), np.array(HOURS), np.array(HOURS, dtype=float)):
        assert list(ostrov.sun_position(moments, **PISEK).azimuth_deg) == expected
    assert ostrov.sun_position(at[0], **PISEK).azimuth_deg == pytest.approx(expected[0], abs=1e-6)
    gap = ostrov.sun_position(np.array([HOURS[0], "NaT"], dtype="datetime64[s]"), **PISEK)
    assert gap.status[1] == ostrov.Value.RANGE and math.isnan(gap.zenith_deg[1])


def test_times_in_another_unit_are_refused():
    for far in (HOURS[0] * 1_000_000, float(HOURS[0]) * 1e6, -(2**80)):
        with pytest.raises(OverflowError, match="UTC seconds are expected"):
            ostrov.sun_position(far, **PISEK)
        with pytest.raises(OverflowError, match="UTC seconds are expected"):
            ostrov.sun_position([HOURS[0], far], **PISEK)
    np = pytest.importorskip("numpy")
    with pytest.raises(OverflowError, match="UTC seconds are expected"):
        ostrov.sun_position(np.array(HOURS) * 1_000_000, **PISEK)


def test_faults_of_the_place():
    with pytest.raises(ostrov.OstrovError) as caught:
        ostrov.sun_position(NOON, latitude_deg=91, longitude_deg=0)
    assert caught.value.status == ostrov.Status.E_RANGE
    with pytest.raises(ostrov.OstrovError):
        ostrov.sun_position([NOON], latitude_deg=math.nan, longitude_deg=0)
    with pytest.raises(ValueError, match="no zone"):
        ostrov.sun_position(datetime.datetime(2026, 6, 21), **PISEK)


def test_rise_transit_set():
    rise, transit, down, sunlit, daylight = ostrov.sun_events(NOON, **PISEK)
    assert rise < transit < down and daylight == "day"
    assert sunlit == pytest.approx(down - rise)
    # Centre of the disc at −0.8333° is what defines rise and set; refraction aside, to 0.05°.
    assert ostrov.sun_position(rise, **PISEK).zenith_deg == pytest.approx(90.8333, abs=0.05)
    polar = ostrov.sun_events(NOON, latitude_deg=80, longitude_deg=14)
    assert polar.rise_s is None and polar.set_s is None and polar.daylight == "always"
    wall = ostrov.sun_events(NOON, **PISEK, horizon_deg=[0, 0, 0, 30, 0, 0, 0, 0])
    assert wall.set_s == pytest.approx(down, abs=400) and wall.sunlit_s < sunlit
    spa = ostrov.sun_events(NOON, **PISEK, rule="spa")
    assert spa.rise_s == pytest.approx(rise, abs=1) and spa.set_s == pytest.approx(down, abs=1)


def test_clear_sky():
    sky = ostrov.clearsky(HOURS, **PISEK, altitude_m=378)
    assert max(sky.ghi_w_per_m2) > 700 and min(sky.ghi_w_per_m2) == 0
    one = ostrov.clearsky(HOURS[12], **PISEK, altitude_m=378)
    assert one.ghi_w_per_m2 == pytest.approx(sky.ghi_w_per_m2[12], rel=1e-7)
    sun = ostrov.sun_position(HOURS[12], **PISEK)
    flat = ostrov.irradiance_on_plane(one, sun, tilt_deg=0, sky="hay_davies")
    # On a flat plane what falls in is the global irradiance, made here of its two parts.
    assert flat.total_w_per_m2 == pytest.approx(one.ghi_w_per_m2, rel=0.01)
    split = ostrov.irradiance_split(500.0, sun, model="erbs")
    up = math.cos(math.radians(sun.zenith_deg))
    assert split.dhi_w_per_m2 + split.dni_w_per_m2 * up == pytest.approx(500.0, rel=1e-9)
    hazy = ostrov.clearsky(HOURS[12], **PISEK, linke=[6] * 12)
    assert hazy.dni_w_per_m2 < one.dni_w_per_m2
    bird = ostrov.clearsky(HOURS[12], **PISEK, model="bird")
    assert bird.ghi_w_per_m2 == pytest.approx(one.ghi_w_per_m2, rel=0.15)


def test_columns_go_from_function_to_function():
    sun = ostrov.sun_position(HOURS, **PISEK)
    sky = ostrov.clearsky(HOURS, **PISEK)
    split = ostrov.irradiance_split(sky.ghi_w_per_m2, sun)
    on = ostrov.irradiance_on_plane(split, sun, tilt_deg=35, azimuth_deg=175)
    assert max(on.total_w_per_m2) > 700
    for i, time_s in enumerate(HOURS):
        night = sun.apparent_zenith_deg[i] >= 90
        assert on.status[i] == (ostrov.Value.NIGHT if night else ostrov.Value.OK)
    # columns of one's own instead of the library's
    mine = dict(
        ghi_w_per_m2=list(split.ghi_w_per_m2),
        dni_w_per_m2=list(split.dni_w_per_m2),
        dhi_w_per_m2=list(split.dhi_w_per_m2),
    )
    again = ostrov.irradiance_on_plane(mine, sun, tilt_deg=35, azimuth_deg=175)
    assert list(again.total_w_per_m2) == list(on.total_w_per_m2)
    back = ostrov.irradiance_from_plane(on.total_w_per_m2, sun, tilt_deg=35, azimuth_deg=175)
    minutes = ostrov.irradiance_engerer2(sky.ghi_w_per_m2, sky.ghi_w_per_m2, sun, 3600)
    names = [f.name for f in ostrov.fields("ostrov_sun")]
    for i in range(24):
        if sun.apparent_zenith_deg[i] < 60:  # lower, behind the plane, two skies give the same
            assert back.ghi_w_per_m2[i] == pytest.approx(sky.ghi_w_per_m2[i], abs=1e-3)
            alone = ostrov.irradiance_engerer2(
                sky.ghi_w_per_m2[i],
                sky.ghi_w_per_m2[i],
                ostrov.Sun(**{name: getattr(sun, name)[i] for name in names}),
                3600,
            )
            assert minutes.dni_w_per_m2[i] == alone.dni_w_per_m2
    dni = ostrov.irradiance_dirint(sky.ghi_w_per_m2, sun, pressure_pa=97_000)
    assert max(dni.dni_w_per_m2) > 500
    with pytest.raises(ValueError, match="ghi_w_per_m2 has 2"):
        ostrov.irradiance_split([1.0, 2.0], sun)
    with pytest.raises(TypeError, match="lacks dhi_w_per_m2"):
        ostrov.irradiance_on_plane({k: v for k, v in mine.items() if "dhi" not in k}, sun)


def test_means_over_intervals():
    sky = ostrov.clearsky([t + 1800 for t in HOURS], **PISEK)
    on = ostrov.irradiance_mean_on_plane(HOURS, 3600, sky.ghi_w_per_m2, **PISEK, tilt_deg=35)
    assert max(on.total_w_per_m2) > 700 and on.status[0] == ostrov.Value.NIGHT
    fine = ostrov.irradiance_refine(HOURS, 3600, sky.ghi_w_per_m2, **PISEK)
    assert len(fine) == 96
    for i in range(24):
        assert sum(fine[4 * i : 4 * i + 4]) / 4 == pytest.approx(sky.ghi_w_per_m2[i], rel=1e-12)
    mean = ostrov.sun_interval(HOURS[12], 3600, **PISEK)
    assert mean.sunlit_s == pytest.approx(3600)


def test_ephemeris_and_air():
    e = ostrov.Ephemeris(**PISEK, model="precise")
    spa = ostrov.sun_position(NOON, **PISEK)
    assert e.position(NOON).zenith_deg == pytest.approx(spa.zenith_deg, abs=2e-4)
    assert len(e.position(HOURS)) == 24
    assert ostrov.air_mass(0) == pytest.approx(1, abs=1e-3) and ostrov.air_mass(91) is None
    assert ostrov.air_altitude(ostrov.air_pressure(390)) == pytest.approx(390, abs=1)
    assert 1300 < ostrov.extra_irradiance(NOON) < 1420
    assert ostrov.sun_yearday(172).declination_cooper_deg == pytest.approx(23.45, abs=0.01)
    assert ostrov.linke_kasten(1.5, 15, 0.1, 0.08) > 2
    assert ostrov.atmosphere_linke(NOON) == 3
    assert 60 < ostrov.sun_delta_t(NOON) < 80
    sun = ostrov.sun_position(NOON, **PISEK)
    assert ostrov.clearsky_under(NOON, sun).ghi_w_per_m2 > 700
    clear = ostrov.irradiance_engerer2(700, 800, sun)
    assert clear.dni_w_per_m2 > 300
    assert 0 < ostrov.irradiance_clearness(500, sun) < 1
    plane = ostrov.Plane(tilt_deg=30)
    poa = ostrov.irradiance_on_plane(ostrov.irradiance_split(500, sun), sun, plane).total_w_per_m2
    assert ostrov.irradiance_from_plane(poa, sun, plane).ghi_w_per_m2 == pytest.approx(500, abs=1e-5)
    assert ostrov.irradiance_from_plane(1999, sun, plane) is None


def test_pv_by_columns_is_moment_by_moment():
    ghi = [max(0.0, 800 * math.sin((i - 6) / 12 * math.pi)) for i in range(24)]
    status = bytearray(24)
    many = ostrov.pv_power(HOURS, PLANT, ghi_w_per_m2=ghi, temperature_c=25.0, status=status)
    for i, time_s in enumerate(HOURS):
        one = ostrov.pv_power(time_s, PLANT, ghi_w_per_m2=ghi[i], temperature_c=25.0, wind_m_per_s=1)
        assert many[i] == pytest.approx(one, rel=1e-7)  # the array takes the sun's ephemeris
        assert 0 <= one <= 55_000
    assert status[0] == ostrov.Value.NIGHT and status[12] == ostrov.Value.OK
    assert max(many) > 20_000


def test_pv_of_a_missing_row_is_not_zero():
    ghi = [400.0] * 24
    ghi[12] = math.nan
    status = bytearray(24)
    power = ostrov.pv_power(HOURS, PLANT, ghi_w_per_m2=ghi, status=status)
    assert math.isnan(power[12]) and status[12] == ostrov.Value.UNKNOWN
    assert math.isfinite(power[11])


def test_pv_under_a_clear_and_a_clouded_sky():
    clear = ostrov.pv_power(HOURS, PLANT)
    assert list(clear) == list(ostrov.pv_clear(HOURS, **PLANT))
    assert clear[12] == ostrov.pv_power(NOON, **PLANT)
    cloudy = ostrov.pv_power(HOURS, PLANT, cloud_ratio=0.9)
    assert 0 < cloudy[12] < 0.7 * clear[12]
    marks = bytearray(2)
    edge = ostrov.pv_power([HOURS[0], 10**10], PLANT, status=marks)  # the year 2286
    assert math.isnan(edge[1]) and list(marks) == [ostrov.Value.OK, ostrov.Value.RANGE]


@pytest.mark.parametrize("time", [NOON, HOURS])
def test_pv_faults_name_the_field(time):
    for more in ({}, {"ghi_w_per_m2": 500.0}):
        with pytest.raises(ostrov.OstrovError) as caught:
            ostrov.pv_power(time, **{**PLANT, "tilt_deg": 95}, **more)
        assert (caught.value.structure, caught.value.field) == ("ostrov_pv_config", "tilt_deg")
    with pytest.raises(TypeError, match="did you mean 'peak_w'"):
        ostrov.pv_power(time, peak_kw=3)
    with pytest.raises(TypeError, match="takes no weather"):
        ostrov.pv_clear(time, PLANT, ghi_w_per_m2=3.0)


def test_pv_columns_must_fit():
    with pytest.raises(ValueError, match="ghi_w_per_m2 has 3 values, time has 24"):
        ostrov.pv_power(HOURS, PLANT, ghi_w_per_m2=[1.0, 2.0, 3.0])
    with pytest.raises(ValueError, match="out holds"):
        import array

        ostrov.pv_power(HOURS, PLANT, ghi_w_per_m2=1.0, out=array.array("d", [0.0]))


def test_a_load_forecast_learns():
    forecast = ostrov.Forecast(of="load", zone="Europe/Prague", typical_w=5_000, step_s=900)
    first = HOURS[0] - HOURS[0] % 900
    assert forecast.score.samples == 0 and math.isnan(forecast.score.mae_w)

    def load(i):
        return 3_000.0 if i % 96 < 24 else 9_000.0

    for i in range(96 * 14):
        forecast.step(first + 900 * i, load(i))
    twin = copy.copy(forecast)
    now = 96 * 14
    middle = forecast.predict(first + 900 * now, 96)
    low = forecast.predict(first + 900 * now, 96, quantile_ratio=0.1)
    high = forecast.predict(first + 900 * now, 96, quantile_ratio=0.9)
    assert all(a <= b <= c for a, b, c in zip(low, middle, high))
    # Learned from a guess of 5 kW for both: 3 kW for the first six hours, 9 kW for the others.
    assert sum(middle[:20]) / 20 < 4_000 and sum(middle[30:90]) / 60 > 8_000
    assert forecast.score.samples > 1000
    before = list(middle)
    for i in range(96):
        twin.step(first + 900 * (now + i), 100.0)
    assert list(forecast.predict(first + 900 * now, 96)) == before


def test_a_pv_forecast_starts_from_the_data_sheet():
    forecast = ostrov.Forecast(of="pv", pv=PLANT, step_s=3600, horizon=24)
    power = forecast.predict(HOURS[0], 24)
    assert forecast.status == ostrov.Status.DEGRADED
    assert power[0] == 0 and 0 < power[12] <= 55_000
    assert forecast.step(HOURS[0], None) in (ostrov.Status.OK, ostrov.Status.DEGRADED)


def test_a_forecast_is_kept_to_the_bit():
    settings = dict(of="load", zone="Europe/Prague", typical_w=5_000, country="CZ")
    forecast = ostrov.Forecast(**settings)
    for step in range(300):
        forecast.step(1_780_272_000 + 900 * step, 4_000 + 100 * (step % 96))
    kept = forecast.save()
    back = ostrov.Forecast.load(kept, **settings)
    for each in (forecast, back):
        each.step(1_780_272_000 + 900 * 300, 4_700)
    assert back.save() == forecast.save()
    assert back.score.samples == forecast.score.samples
    with pytest.raises(ostrov.OstrovError):
        ostrov.Forecast.load(kept[:-1] + bytes([kept[-1] ^ 1]), **settings)
    with pytest.raises(ostrov.OstrovError):
        ostrov.Forecast.load(kept, **{**settings, "country": "TW"})
    with pytest.raises(ostrov.OstrovError):
        ostrov.Forecast.load(kept[:100], **settings)


def test_forecast_faults():
    with pytest.raises(ostrov.OstrovError) as caught:
        ostrov.Forecast(of="load", step_s=7)
    assert caught.value.structure == "ostrov_forecast_config"
    with pytest.raises(ostrov.OstrovError) as caught:
        ostrov.Forecast(of="pv", pv={**PLANT, "peak_w": math.nan})
    assert caught.value.field == "peak_w"
    with pytest.raises(ostrov.OstrovError, match="zone"):
        ostrov.Forecast(of="load", typical_w=1, zone="nowhere")


def test_one_moment_out_of_the_years_is_refused_not_nan():
    far = datetime.datetime(2150, 1, 1, tzinfo=UTC)
    with pytest.raises(ostrov.OstrovError):
        ostrov.clearsky(far, **PISEK)
    assert list(ostrov.clearsky([far], **PISEK).status) == [ostrov.Value.RANGE]


def test_a_wrong_place_is_named():
    with pytest.raises(ostrov.OstrovError) as caught:
        ostrov.sun_position(NOON, latitude_deg=91, longitude_deg=0)
    assert caught.value.field == "latitude_deg" and caught.value.max == 90


def test_settings_may_bear_the_names_of_inputs():
    light = dict(ghi_w_per_m2=600, dhi_w_per_m2=100, dni_w_per_m2=700)
    by_keyword = ostrov.pv_sheds_irradiance(45, 100, **light, azimuth_deg=90)
    assert by_keyword.asdict() == ostrov.pv_sheds_irradiance(
        45, 100, **light, sheds=dict(azimuth_deg=90)
    ).asdict()
    rating = dict(ac_w=50e3, dc_w=51.8e3, dc_v=800, start_w=120, c=[0, 0, 0, 0], night_w=10)
    assert ostrov.pv_inverter_sandia(780, 1e5, **rating) == 50e3


def test_a_plant_learns_what_it_gives():
    plant = ostrov.ForecastPlant(pv=PLANT)
    first = HOURS[0] // 86400 * 86400
    assert plant.state.gain_ratio == 1.0 and math.isnan(plant.state.misfit_ratio)
    sky = ostrov.pv_power([first + 900 * i + 450 for i in range(96)], PLANT, ghi_w_per_m2=400.0)
    for day in range(6):
        for i in range(96):
            plant.step(first + 900 * (96 * day + i), 0.8 * sky[i], ghi_w_per_m2=400.0)
    assert plant.state.gain_ratio == pytest.approx(0.8, abs=0.03)
    noon = max(range(96), key=lambda i: sky[i])
    told = plant.power(first + 900 * (96 * 6 + noon), ghi_w_per_m2=400.0)
    assert told == pytest.approx(0.8 * sky[noon], rel=0.05)
    twin = copy.copy(plant)
    twin.step(first + 900 * 96 * 7, 5.0, at_least=True)
    assert twin.state.samples == plant.state.samples + 1
    assert len(plant.horizon_deg) == 72 and plant.open_ratio(180, 60) == 1.0
    assert plant.calibrate() in (ostrov.Status.EMPTY, ostrov.Status.DEGRADED, ostrov.Status.OK)
    with pytest.raises(ostrov.OstrovError) as caught:
        ostrov.ForecastPlant(pv=PLANT, samples=3)
    assert caught.value.field == "samples"


def test_scenarios_err_as_days_did():
    levels = [0.1, 0.3, 0.5, 0.7, 0.9]
    row = [10.0, 30.0, 50.0, 70.0, 90.0]
    day = HOURS[0] // 86400 * 86400
    scenarios = ostrov.Scenarios(step_s=3600, days=20)
    first = scenarios.paths(day, levels, row * 24, 10, most_w=100)
    assert scenarios.status == ostrov.Status.DEGRADED and len(first) == 240
    assert list(first[:24]) == [first[0]] * 24
    for d in range(12):
        for h in range(24):
            scenarios.step(day + 86400 * d + 3600 * h, levels, row, 20.0 if d % 2 else 60.0)
    paths = scenarios.paths(day + 86400 * 12, levels, row * 24, 10, most_w=100)
    assert scenarios.status == ostrov.Status.OK
    assert [paths[24 * j + 5] for j in range(4)] == pytest.approx([20, 60, 20, 60], abs=6)
    chosen, share = ostrov.reduce_paths(paths, 10, 2)
    assert sorted(share) == pytest.approx([0.5, 0.5]) and len(chosen) == 2
    assert copy.copy(scenarios).state.spread_ratio == scenarios.state.spread_ratio
    kept = ostrov.Scenarios.load(scenarios.save(), step_s=3600, days=20)
    assert list(kept.paths(day + 86400 * 12, levels, row * 24, 10, most_w=100)) == list(paths)
    with pytest.raises(ostrov.OstrovError):
        ostrov.Scenarios.load(scenarios.save(), step_s=3600, days=19)
    with pytest.raises(ostrov.OstrovError):  # refused, and not for want of memory
        scenarios.paths(day + 86400 * 12, levels, row * 24, 10**9)
    with pytest.raises(ostrov.OstrovError):
        scenarios.step(day, levels, row, 1.0)


def test_public_holidays():
    assert ostrov.is_holiday("CZ", 2026, 4, 6) and not ostrov.is_holiday("CZ", 2026, 4, 7)
    assert ostrov.is_holiday("TW", 2026, 2, 17)
    with pytest.raises(ostrov.OstrovError):
        ostrov.is_holiday("XX", 2026, 1, 1)
    with pytest.raises(ostrov.OstrovError):
        ostrov.Forecast(of="load", typical_w=1, country="XX")
