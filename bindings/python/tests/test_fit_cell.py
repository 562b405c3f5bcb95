"""The fitting tool, on a record that is made from a known cell: its tables come back, as a file that the
package reads.

SPDX-License-Identifier: Apache-2.0
"""

import math
import pathlib
import sys

import pytest

import ostrov

np = pytest.importorskip("numpy")
sys.path.insert(0, str(pathlib.Path(__file__).parents[3] / "tests" / "tools"))
import fit_cell  # noqa: E402

SPEC = {
    "chemistry": "nmc",
    "source": "made",
    "capacity_ah": 2.0,
    "charge_efficiency_ratio": 1.0,
    "rate": 20.0,
    "rc_s": [30.0],
}
SHAPE = 3.2 + 0.9 * fit_cell.GRID, np.full_like(fit_cell.GRID, 0.01)


def made_cell():
    """OCV 5 mV above what the tool starts from; ohmic 20 mΩ, a pair of 10 mΩ and 30 s."""
    return ostrov.Cell(
        capacity_ah=2.0,
        soc_count=201,
        resistance_count=2,
        rc_count=1,
        hysteresis_rate=20.0,
        temperature_c=[25.0],
        ocv_v=(SHAPE[0] + 0.005).tolist(),
        hysteresis_v=SHAPE[1].tolist(),
        ohmic_ohm=[0.02] * 2,
        rc_ohm=[0.01] * 2,
        rc_s=[30.0],
    )


def made_record(cell, seconds=9000):
    """From 95 % to a quarter, with pulses and a bit of charging."""
    truth = ostrov.CellModel(cell, soc_ratio=0.95)
    rows = []
    for k in range(seconds):
        current = 0.6 + 2.0 * math.sin(k / 7) * (k // 300 % 2) - 1.5 * (k // 900 % 5 == 4)
        truth.step(current, 1)
        rows.append((k, current, truth.voltage_v(current), truth.state.soc_ratio))
    return dict(zip(("t_s", "i_A", "v_V", "soc_ref"), np.array(rows).T))


def test_tables_come_back_and_the_package_reads_them(tmp_path):
    cell = made_cell()
    data = made_record(cell)
    found, left = fit_cell.fit([fit_cell.Run(data)], *SHAPE, SPEC, 0.03)
    assert left.std() < 1e-3  # what the priors of smooth tables cost
    seen = slice(5, 10)  # of the eleven points, those that the record passes on both sides
    assert found["ohmic"][seen] == pytest.approx(0.02, rel=0.03)
    assert found["rc0"][5:8] == pytest.approx(0.01, rel=0.1)
    fit_cell.write(fit_cell.model(SPEC, [25.0], [found], {25.0: SHAPE}), tmp_path / "made.json")
    read = ostrov.cell_read(tmp_path / "made.json")
    for soc in (0.5, 0.7, 0.85):  # of the branch that was seen, to what the priors cost
        got, was = (ostrov.cell_at(c, soc, 25) for c in (read, cell))
        assert got.ocv_v - got.hysteresis_v == pytest.approx(was.ocv_v - was.hysteresis_v, abs=2e-3)


def test_a_temperature_between_is_bent_as_resistance_is():
    """exp of a parabola in temperature comes back exactly; a chord would be 8 % off."""
    law = lambda t: np.exp(-3.0 - 0.04 * t + 7.5e-4 * t * t) * np.ones(11)  # noqa: E731
    flat = {"shift": np.zeros(51), "width": np.ones(11)}
    fits = [dict(flat, ohmic=law(t)) for t in (-15.0, 5.0, 25.0)]
    found = fit_cell.between([-15.0, 5.0, 25.0], fits, -5.0)["ohmic"]
    assert found == pytest.approx(law(-5.0), rel=1e-9)
    chord = np.sqrt(law(-15.0) * law(5.0))
    assert chord[0] / found[0] == pytest.approx(math.exp(0.075), rel=1e-6)
    assert fit_cell.between([25.0], fits[2:], 0.0) is fits[2]


def test_beyond_the_records_resistance_goes_on_as_arrhenius_says():
    law = lambda t: 0.02 * math.exp(3000.0 / (t + 273.15) - 3000.0 / 298.15) * np.ones(11)  # noqa: E731
    flat = {"shift": np.zeros(51), "width": np.ones(11)}
    fits = [dict(flat, ohmic=law(t)) for t in (5.0, 25.0)]
    for at_c in (-15.0, 45.0):
        found = fit_cell.between([5.0, 25.0], fits, at_c)
        assert found["ohmic"] == pytest.approx(law(at_c), rel=1e-9)
        assert found["width"] is flat["width"]


def test_errors_of_a_cell_come_from_a_record_it_was_not_fitted_to():
    """A record whose voltage lies 8 mV off, with 1 mV of white noise on top."""
    cell = made_cell()
    data = made_record(cell)
    noise = np.random.default_rng(7).normal(0.0, 1e-3, len(data["v_V"]))
    data["v_V"] = data["v_V"] + 0.008 + noise
    names = ("capacity_ah", "hysteresis_rate", "temperature_c", "ocv_v", "hysteresis_v", "ohmic_ohm")
    tables = {name: getattr(cell, name) for name in (*names, "rc_ohm", "rc_s")}
    found = fit_cell.errors([tables], [data])
    middle = 0.6745  # half of all normal values are nearer than this to their mean, in sigma
    assert found["model_error_v"] == pytest.approx(0.5 * 0.008 / middle, rel=0.05)
    assert 0.0002 < found["noise_v"] < 0.004
