"""How Python values go in and come out: words, None, sequences, moments, errors that name the field.

SPDX-License-Identifier: Apache-2.0
"""

import copy
import datetime
import math

import pytest

import ostrov

SETTINGS = dict(capacity_wh=10_000, charge_limit_w=5_000, discharge_limit_w=5_000)


def test_version_is_the_packages():
    assert ostrov.version() == ostrov.__version__


def test_defaults_are_the_tables():
    config = ostrov.BatteryConfig()
    for field in ostrov.fields("ostrov_battery_config"):
        if field.type == "f64":
            value = getattr(config, field.name)
            assert value == field.default or (math.isnan(value) and math.isnan(field.default))
    assert config.chemistry == "lfp"


def test_fields_describe_a_structure():
    table = {f.name: f for f in ostrov.fields("ostrov_battery_config")}
    assert table["capacity_wh"].unit == "Wh" and table["capacity_wh"].type == "f64"
    assert table["capacity_wh"].min == 1
    assert [word for word, _ in table["chemistry"].choices] == ["lfp", "nmc", "nca", "lmo", "lto"]
    assert table["rest_w"].optional and not table["capacity_wh"].optional
    assert table["struct_size"].reserved
    assert "ostrov_station_state" in ostrov.structures()
    with pytest.raises(KeyError, match="did you mean 'ostrov_battery_config'"):
        ostrov.fields("ostrov_batery_config")


@pytest.mark.parametrize("call", [ostrov.Battery, ostrov.BatteryConfig, ostrov.battery_wear])
def test_a_wrong_keyword_is_a_type_error_with_a_suggestion(call):
    with pytest.raises(TypeError, match="no field 'capacity', did you mean 'capacity_wh'"):
        call(capacity=10_000)


def test_a_wrong_keyword_of_a_step_and_of_an_attribute():
    battery = ostrov.Battery(**SETTINGS)
    with pytest.raises(TypeError, match="did you mean 'battery_w'"):
        battery.step(batery_w=1, dt_s=1)
    config = ostrov.BatteryConfig()
    with pytest.raises(AttributeError, match="did you mean 'capacity_wh'"):
        config.capacity_w = 3
    with pytest.raises(TypeError, match="no field 'struct_size'"):
        ostrov.BatteryConfig(struct_size=3)


@pytest.mark.parametrize(
    "field, value, words",
    [
        ("capacity_wh", "10", "ostrov_battery_config.capacity_wh must be a number, not '10'"),
        ("capacity_wh", [1], "ostrov_battery_config.capacity_wh must be a number"),
        ("chemistry", 1.5, "ostrov_battery_config.chemistry must be one of its words"),
    ],
)
def test_a_value_of_another_kind_names_its_field(field, value, words):
    with pytest.raises(TypeError, match=words):
        ostrov.BatteryConfig(**{field: value})


def test_words_of_enums():
    assert ostrov.BatteryConfig(chemistry="nmc").chemistry == "nmc"
    assert ostrov.BatteryConfig(chemistry=5).chemistry == "lto"
    assert ostrov.BatteryConfig(chemistry="unknown").chemistry == "unknown"
    with pytest.raises(ValueError, match="none of lfp, nmc, .*did you mean 'lfp'"):
        ostrov.BatteryConfig(chemistry="lpf")


def test_whole_numbers_never_wrap():
    with pytest.raises(OverflowError, match="charge_points = 4294967297 does not fit"):
        ostrov.StationConfig(charge_points=2**32 + 1)
    with pytest.raises(OverflowError):
        ostrov.Measurement(inhibits=-1)
    with pytest.raises(TypeError, match="charge_points must be a whole number, not 1.5"):
        ostrov.StationConfig(charge_points=1.5)


def test_none_leaves_a_setting_and_unmeasures_a_value():
    assert ostrov.BatteryConfig(health_ratio=None).health_ratio == 1
    with pytest.raises(TypeError, match="health_ratio must have a value"):
        ostrov.BatteryConfig().health_ratio = None
    config = ostrov.BatteryConfig(soc_start_ratio=0.5)
    config.soc_start_ratio = None  # optional: not known
    assert math.isnan(config.soc_start_ratio)
    m = ostrov.Measurement(grid_w=5.0, vehicle_connected=[True, False])
    m.grid_w = m.vehicle_connected = None
    assert math.isnan(m.grid_w) and m.vehicle_connected == (None,) * 16


def test_a_measurement_starts_as_not_measured():
    m = ostrov.Measurement()
    assert m.time_s is None and math.isnan(m.grid_w) and m.grid is None
    assert m.vehicle_connected == (None,) * 16 and m.vehicle_depart_s == (None,) * 16
    assert all(math.isnan(x) for x in m.age_s)


def test_array_members_take_some_or_all():
    config = ostrov.StationConfig(charge_point_limit_w=[22e3, 11e3])
    assert config.charge_point_limit_w == (22e3, 11e3) + (0.0,) * 14
    with pytest.raises(ValueError, match="at most 16 values, not 17"):
        config.charge_point_limit_w = [1.0] * 17
    with pytest.raises(TypeError, match="takes a sequence of up to 16"):
        config.charge_point_limit_w = 3.0
    with pytest.raises(TypeError, match=r"charge_point_limit_w\[1\] must be a number"):
        config.charge_point_limit_w = [1.0, "x"]
    assert config.charge_point_limit_w[:2] == (22e3, 11e3)  # what was refused changed nothing


def test_moments():
    utc = datetime.timezone.utc
    at = datetime.datetime(2026, 6, 21, 12, 0, 0, 900_000, tzinfo=utc)
    assert ostrov.Measurement(time_s=at).time_s == 1782043200
    east = at.astimezone(datetime.timezone(datetime.timedelta(hours=8)))
    assert ostrov.Measurement(time_s=east).time_s == 1782043200
    assert ostrov.Measurement(time_s=1782043200.9).time_s == 1782043200
    before = datetime.datetime(1969, 12, 31, 23, 59, 59, 500_000, tzinfo=utc)
    assert ostrov.Measurement(time_s=before).time_s == -1  # whole seconds below, not towards zero
    assert ostrov.Measurement(time_s=math.nan).time_s is None
    with pytest.raises(ValueError, match="has no zone"):
        ostrov.Measurement(time_s=datetime.datetime(2026, 6, 21))
    with pytest.raises(TypeError):
        ostrov.Measurement(time_s="2026-06-21")
    assert ostrov.as_datetime(1782043200) == at.replace(microsecond=0)
    assert ostrov.as_datetime(None) is None


def test_an_error_says_all_the_library_says():
    with pytest.raises(ostrov.OstrovError) as caught:
        ostrov.Battery(**{**SETTINGS, "capacity_wh": -3})
    error = caught.value
    assert error.status == ostrov.Status.E_RANGE
    assert (error.structure, error.field) == ("ostrov_battery_config", "capacity_wh")
    assert (error.value, error.min, error.max) == (-3, 1, 1e8)
    assert error.index is None and error.slot is None and error.command is None
    assert str(error).startswith("ostrov_battery_config.capacity_wh = -3 is outside 1 … 1e8")


def test_every_number_of_every_config_is_refused_by_name_when_nan():
    """The library's own rule, seen through Python: NaN is refused wherever it has no meaning."""
    checked = 0
    for field in ostrov.fields("ostrov_battery_config"):
        if field.type == "f64" and not field.optional:
            with pytest.raises(ostrov.OstrovError) as caught:
                ostrov.Battery(**{**SETTINGS, field.name: math.nan})
            assert caught.value.status == ostrov.Status.E_NOT_FINITE
            assert caught.value.field == field.name
            checked += 1
    assert checked > 15


def test_records_are_plain_objects():
    state = ostrov.Battery(**SETTINGS, soc_start_ratio=0.5).state
    assert state.asdict()["soc_ratio"] == state.soc_ratio == 0.5
    assert "struct_size" not in state.asdict()
    assert "soc_ratio=0.5" in repr(state)
    assert state == ostrov.Battery(**SETTINGS, soc_start_ratio=0.5).state  # NaN equals NaN here
    assert state != ostrov.Battery(**SETTINGS, soc_start_ratio=0.6).state
    with pytest.raises(AttributeError, match="is a result"):
        state.soc_ratio = 1.0
    assert isinstance(state.charge_limit_w, tuple) and len(state.charge_limit_w) == 3
    assert "capacity_wh: energy in the cells" in ostrov.BatteryConfig.__doc__


def test_copies_of_settings_go_their_own_ways():
    one = ostrov.ForecastConfig(of="load", zone="Europe/Prague", typical_w=1000)
    for two in (copy.copy(one), copy.deepcopy(one)):
        two.typical_w, two.zone = 5, "UTC"
        assert (one.typical_w, one.zone) == (1000, "Europe/Prague")
        assert (two.typical_w, two.zone) == (5, "UTC")


def test_series_mean():
    series = ostrov.Series(900, 900, [1.0, 2.0, 4.0])
    assert series.mean(900, 3600) == pytest.approx(7 / 3)
    assert series.mean(1350, 2250) == pytest.approx(1.5)
    with pytest.raises(ostrov.OstrovError) as caught:
        series.mean(0, 900)
    assert caught.value.status == ostrov.Status.E_TIME


def test_zone():
    prague = ostrov.Zone("Europe/Prague")
    start, end = prague.day(prague.utc(2026, 3, 29, 12))
    assert (end - start) // 900 == 92
    start, end = prague.day(prague.utc(2026, 10, 25, 12))
    assert (end - start) // 900 == 100
    assert prague.utc(2026, 10, 25, 2, 30, fold=1) - prague.utc(2026, 10, 25, 2, 30) == 3600
    civil = prague.civil(datetime.datetime(2026, 7, 1, 10, tzinfo=datetime.timezone.utc))
    assert (civil.hour, civil.daylight, civil.utc_offset_s) == (12, True, 7200)
    with pytest.raises(ostrov.OstrovError, match="Mars"):
        ostrov.Zone("Mars/Olympus")


def test_repair():
    import array

    values = array.array("d", [1.0, math.nan, 99.0, math.inf])
    done = ostrov.problem_repair(values, min=0, max=10, fallback=0)
    assert list(values) == [1.0, 1.0, 10.0, 10.0]
    assert [r.name for r in done] == ["NONE", "HELD", "CLAMPED", "HELD"]
    with pytest.raises(TypeError, match="writable"):
        ostrov.problem_repair([1.0], min=0, max=1, fallback=0)
