"""Cells and the estimator from Python."""

import copy
import math

import pytest

import ostrov


def test_presets_and_their_points():
    cell = ostrov.cell_preset("lfp", 280, series=16)
    point = ostrov.cell_at(cell, 0.5, 25)
    assert point.ocv_v == pytest.approx(16 * 3.31, abs=0.5)
    assert point.capacity_ah == pytest.approx(280)
    with pytest.raises(ValueError, match="chemistry is one of lfp"):
        ostrov.cell_preset("lead", 280)
    with pytest.raises(ostrov.OstrovError):
        ostrov.cell_preset("nmc", -1)


def test_a_cell_by_hand_and_one_that_is_wrong():
    cell = ostrov.Cell(
        capacity_ah=2, soc_count=2, temperature_c=[25.0], ocv_v=[3.0, 4.0], ohmic_ohm=[0.01]
    )
    model = ostrov.CellModel(cell, soc_ratio=0.5)
    assert model.voltage_v(10) == pytest.approx(3.4)
    model.step(1, 3600)
    assert model.state.soc_ratio == pytest.approx(0.0, abs=1e-12)
    falling = ostrov.Cell(
        capacity_ah=2, soc_count=2, temperature_c=[25.0], ocv_v=[4.0, 3.0], ohmic_ohm=[0.01]
    )
    with pytest.raises(ostrov.OstrovError, match="ocv_v"):
        ostrov.CellModel(falling, soc_ratio=0.5)


def test_a_wrong_start_is_found_out_and_a_copy_goes_its_own_way():
    cell = ostrov.cell_preset("nmc", 50)
    truth = ostrov.CellModel(cell, soc_ratio=0.4)
    soc = ostrov.Soc(cell, soc_start_ratio=0.9)
    for k in range(600):
        current = 20 * math.sin(k / 30) + 5
        truth.step(current, 1)
        soc.step(
            dt_s=1, current_a=current, voltage_v=truth.voltage_v(current), temperature_c=25
        )
    state = soc.state
    assert state.soc_ratio == pytest.approx(truth.state.soc_ratio, abs=0.02)
    assert state.soc_low_ratio < truth.state.soc_ratio < state.soc_high_ratio
    other = copy.copy(soc)
    assert other.step(dt_s=1) == ostrov.Status.DEGRADED
    assert ostrov.SocNote.NO_CURRENT in other.notes and ostrov.SocNote.NO_CURRENT not in soc.notes


def test_a_snapshot_goes_on_bit_by_bit():
    def drive(soc, seconds):
        for k in seconds:
            current = 40 * math.sin(k / 20)
            soc.step(dt_s=1, current_a=current, voltage_v=52.8 - 0.01 * current, temperature_c=20)

    cell = ostrov.cell_preset("lfp", 100, series=16)
    soc = ostrov.Soc(cell, soc_start_ratio=0.7)
    drive(soc, range(200))
    snapshot = soc.save()
    other = ostrov.Soc(cell, soc_start_ratio=0.7)
    other.load(snapshot)
    for each in (soc, other):
        drive(each, range(200, 600))
    assert soc.save() == other.save() != snapshot
    for short in (b"", snapshot[:-1], snapshot + b"0"):
        with pytest.raises(ostrov.OstrovError):
            other.load(short)
    with pytest.raises(ostrov.OstrovError) as refused:
        ostrov.Soc(ostrov.cell_preset("nmc", 100, series=16), soc_start_ratio=0.7).load(snapshot)
    assert refused.value.status == ostrov.Status.E_STATE


def test_bad_settings_name_themselves():
    with pytest.raises(ostrov.OstrovError, match="soc_start_ratio"):
        ostrov.Soc(ostrov.cell_preset("lfp", 100), soc_start_ratio=2)
