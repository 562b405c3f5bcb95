"""Grid codes, settings, audit and support functions from Python."""

import math

import pytest

import ostrov

DOCUMENT = "EG.D protocol 17/2026 of 2026-05-04"


def override(field, value, index=0):
    return dict(field=field, value=value, index=index, document=DOCUMENT, who="J. Novak",
                when_s=1777900000)  # fmt: skip


def test_every_code_tells_its_source_and_is_consistent():
    codes = ostrov.grid_codes()
    assert {"en50549-1", "cz-ppds-4", "ieee1547-cat-ii"} <= {c.name for c in codes}
    for code in codes:
        settings = ostrov.grid_code_settings(code.name)
        assert ostrov.grid_settings_check(settings) == ostrov.Status.OK
        ostrov.Grid(ostrov.grid_code(code.name))
        assert 0 <= code.unverified_count <= code.member_count
    assert len(ostrov.grid_rules()) > 150
    rule = ostrov.grid_code_rule("en50549-1", "undervoltage_pu", 0)
    assert rule.certainty == "conflict" and rule.value[0] == 0.85 and rule.source
    assert ostrov.grid_certainty_note(rule.certainty) == "not verified against the standard's text"
    assert ostrov.grid_certainty_note("agree2") == ""
    assert ostrov.grid_certainty_text("vendor") == "a vendor's profile only"
    assert ostrov.grid_code_rule("en50549-1", "sync_slip_hz") is None
    with pytest.raises(ostrov.OstrovError, match="nobody"):
        ostrov.grid_code("nobody")


def test_contradictions_name_field_and_limit():
    settings = ostrov.grid_code_settings("vde4105")
    settings.enter_max_pu = 1.11
    with pytest.raises(ostrov.OstrovError) as caught:
        ostrov.grid_settings_check(settings)
    assert (caught.value.field, caught.value.max) == ("enter_max_pu", 1.1)
    with pytest.raises(ostrov.OstrovError, match="enter_max_pu"):
        ostrov.grid_settings_config(settings)


def test_a_dso_asks():
    settings = ostrov.grid_code_settings("vde4105")
    log = []
    ostrov.grid_settings_override(settings, [override("enter_delay_s", 90.0)], log=log)
    assert settings.enter_delay_s == 90.0
    assert (log[0].before, log[0].after, log[0].document) == (60.0, 90.0, DOCUMENT)
    before = settings.asdict()
    with pytest.raises(ostrov.OstrovError, match="enter_delay_s"):
        ostrov.grid_settings_override(settings, [override("enter_delay_s", 0.0)], log=log)
    assert len(log) == 1 and settings.enter_delay_s == before["enter_delay_s"]
    with pytest.raises(ostrov.OstrovError, match="document"):
        ostrov.grid_settings_override(
            settings, [dict(override("enter_delay_s", 80.0), document="")], log=log
        )


def test_audit():
    settings = ostrov.grid_code_settings("ieee1547-cat-ii")
    points = ostrov.grid_settings_points(settings)
    assert ostrov.grid_settings_read_points(points, settings) == settings
    assert {f.result for f in ostrov.grid_audit(settings, points)} == {"pass", "no_point"}
    device = [dict(p.asdict()) for p in points]
    for p in device:
        if p["name"] == "ESVLo":
            p.update(value=92.0, step=1.0)
        if p["name"] == "ESDlyTms":
            p.update(value=60.0)
    findings = {(f.field, f.index): f for f in ostrov.grid_audit(settings, device)}
    assert findings["enter_min_pu", -1].result == "coarse"
    assert findings["enter_delay_s", -1].result == "differs"
    page = ostrov.grid_audit_page(findings.values(), DOCUMENT)
    assert DOCUMENT in page and "DIFFERS" in page
    assert "must not be armed" in ostrov.grid_audit_page([])
    assert ostrov.grid_audit_text("pass") == "PASS"


def test_curves_for_one_and_for_many():
    settings = ostrov.grid_code_settings("ieee1547-cat-ii")
    curve = ostrov.grid_volt_var_curve(settings)
    assert ostrov.grid_curve_value(curve, 0.95) == pytest.approx(0.22)
    many = ostrov.grid_curve_value([(1.06, 1), (1.10, 0)], [1.0, 1.08, math.nan])
    assert list(many)[:2] == pytest.approx([1.0, 0.5]) and math.isnan(many[2])
    assert ostrov.grid_volt_watt_curve(ostrov.grid_code_settings("vde4105")) is None
    with pytest.raises(ostrov.OstrovError) as caught:
        ostrov.grid_curve_value([(1.1, 0), (1.0, 1)], 1.0)
    assert caught.value.field == "x"
    droop = ostrov.grid_settings_droop(ostrov.grid_code_settings("cz-ppds-4"), min_ratio=-1)
    assert ostrov.grid_droop_power(droop, 51.2, before_ratio=0.4) == pytest.approx(0.0)
    assert list(ostrov.grid_droop_power(droop, [50.0, 51.2], before_ratio=0.6)) == pytest.approx(
        [0.6, 0.2]
    )
    island = dict(nominal_hz=50, set_ratio=0, droop_ratio=0.02, min_hz=47.5, max_hz=51.5)
    assert ostrov.grid_island_hz(island, 0.5) == pytest.approx(49.5)


def test_response_and_support():
    response = ostrov.GridResponse(response_s=5.0)
    assert response.step(1.0, dt_s=5.0) == pytest.approx(0.9)
    plant = ostrov.GridSupport(ostrov.grid_code_settings("ieee1547-cat-ii"))
    for _ in range(30):
        plant.step(dt_s=1.0, in_service=True, voltage_pu=1.07, frequency_hz=60.0, wanted_ratio=1.0,
                   limit_ratio=0.9)  # fmt: skip
    assert plant.state.limited_by == "ramp"
    assert plant.state.power_ratio == pytest.approx(0.1)


def test_remote_limit_never_opens():
    limit = ostrov.GridLimit(ostrov.grid_code_settings("cz-ppds-4"))
    assert limit.state.limit_ratio == 0.0 and limit.state.source == "unknown"
    limit.step(1 << 1, dt_s=1.0)
    for _ in range(20):
        assert limit.step(0, dt_s=60.0, link=False) == ostrov.Status.DEGRADED
    assert limit.state.source == "fallback" and limit.state.limit_ratio == 0.0


def test_shedding_and_autonomy():
    shed = ostrov.GridShed(below_hz=[49.0, 48.5], delay_s=[0.2, 0.1])
    assert [shed.step(48.8, dt_s=0.1), shed.step(48.8, dt_s=0.1)] == [0, 1]
    store = dict(capacity_wh=100e3, soc_ratio=0.6, soc_min_ratio=0.1,
                 discharge_efficiency_ratio=0.9, pv_w=5e3)  # fmt: skip
    assert ostrov.grid_autonomy(store, 50e3) == (False, pytest.approx(3600.0))
    assert ostrov.grid_autonomy(store, 4e3) == (True, None)
    holds, seconds = ostrov.grid_autonomy_n(store, [4e3, 50e3, math.nan])
    assert list(holds) == [2, 1, 0] and seconds[1] == pytest.approx(3600.0)
    assert ostrov.grid_tiers(store, [10e3, 20e3, 30e3], 6000.0) == (2, True)
