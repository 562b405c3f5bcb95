"""Columns are borrowed, not copied; and everything goes without numpy.

SPDX-License-Identifier: Apache-2.0
"""

import array
import ctypes
import gc
import math
import os
import pathlib
import subprocess
import sys

import pytest

import ostrov
from ostrov import _arrays

HERE = pathlib.Path(__file__).parent
START = 1781906400


def seen(column):
    """What the library reads."""
    return list((ctypes.c_double * column.count).from_address(column.address))


def test_a_float64_array_is_borrowed():
    values = array.array("d", [1.0, 2.0])
    column = _arrays.take(values, "d", "x")
    assert (column.address, column.count) == values.buffer_info()
    with pytest.raises(BufferError):  # held: it cannot move while the library may read it
        values.append(3.0)
    del column
    values.append(3.0)


def test_a_buffer_of_whole_numbers_is_not_read_as_float64():
    assert seen(_arrays.take(array.array("q", [1, 2]), "d", "x")) == [1.0, 2.0]
    assert seen(_arrays.take(array.array("f", [1.5]), "d", "x")) == [1.5]
    with pytest.raises(TypeError, match="contiguous buffer of float64"):
        _arrays.take_out(array.array("q", [1, 2]), "d", 2, "out")


def test_a_numpy_array_is_borrowed():
    np = pytest.importorskip("numpy")
    values = np.arange(4.0)
    assert _arrays.take(values, "d", "x").address == values.ctypes.data
    values.flags.writeable = False
    assert _arrays.take(values, "d", "x").address == values.ctypes.data
    with pytest.raises(TypeError, match="writable"):
        _arrays.take_out(values, "d", 4, "x")
    view = memoryview(bytes(values))
    assert _arrays.take(view.cast("d"), "d", "x").count == 4


def test_what_is_not_float64_or_not_contiguous_is_copied_right():
    np = pytest.importorskip("numpy")
    whole = np.arange(6)
    for values in (whole, whole.astype("f4"), whole.astype(">f8"), whole.astype(float)[::-1][::-1]):
        column = _arrays.take(values, "d", "x")
        assert seen(column) == [0, 1, 2, 3, 4, 5]
    every_other = np.arange(12.0)[::2]
    column = _arrays.take(every_other, "d", "x")
    assert column.address != every_other.ctypes.data and seen(column) == list(every_other)
    with pytest.raises(TypeError, match="x must be numbers"):
        _arrays.take(np.array(["a"]), "d", "x")
    with pytest.raises(TypeError, match="x must be numbers"):
        _arrays.take(np.array([0.5]), "q", "x")  # a time of half a second is not cut to 0


def test_none_in_a_list_is_not_known():
    column = _arrays.take([1.0, None], "d", "x")
    assert seen(column)[0] == 1.0 and math.isnan(seen(column)[1])
    for wrong in ("abc", ["a"], [[1.0]]):
        with pytest.raises(TypeError, match="x must be numbers"):
            _arrays.take(wrong, "d", "x")


def test_a_problem_borrows_and_sees_changes():
    load = array.array("d", [1e3] * 4)
    problem = ostrov.Problem(edges_s=ostrov.edges(START, 900, 4), load_w=load,
                             import_price_per_kwh=1.0)  # fmt: skip
    assert problem._c.load_w.values == load.buffer_info()[0]
    first = ostrov.solve(problem, "quick").cost
    load[0] = 2e3
    assert ostrov.solve(problem, "quick").cost == pytest.approx(first * 1.25)


def test_borrowed_memory_lives_as_long_as_its_borrower():
    def make():
        return ostrov.Problem(
            edges_s=[START + 900 * i for i in range(1001)],
            load_w=[1e3] * 1000,
            import_price_per_kwh=[1.0] * 1000,
            battery=ostrov.BatteryConfig(capacity_wh=1e4, charge_limit_w=1e3, discharge_limit_w=1e3),
            battery_soc_ratio=0.5,
            vehicles=[dict(arrive_s=START, depart_s=START + 9000, arrive_wh=0, depart_wh=1e3,
                           capacity_wh=1e4, charge_limit_w=4e3)],
        )  # fmt: skip

    problem = make()
    other = problem.__copy__()
    cost = ostrov.solve(problem, "quick").cost
    del problem
    gc.collect()
    junk = [array.array("d", [7.0] * 1001) for _ in range(200)]
    assert ostrov.solve(other, "quick").cost == cost and len(junk) == 200


def test_out_is_written_in_place():
    times = [START + 3600 * i for i in range(24)]
    out = array.array("d", bytes(8 * 24))
    plant = dict(latitude_deg=49.3, longitude_deg=14.2, peak_w=5e3, inverter_w=5e3)
    result = ostrov.pv_power(times, plant, ghi_w_per_m2=300.0, out=out)
    assert result is out and max(out) > 0


def test_results_are_numpy_views_of_the_librarys_rows():
    np = pytest.importorskip("numpy")
    if _arrays.numpy is None:
        pytest.skip("numpy is blocked")
    sun = ostrov.sun_position([START, START + 60], latitude_deg=49, longitude_deg=14)
    assert isinstance(sun.zenith_deg, np.ndarray) and sun.zenith_deg.dtype == np.float64
    assert sun.zenith_deg.base is not None
    assert sun.azimuth_deg.ctypes.data - sun.zenith_deg.ctypes.data == 16  # the same rows
    plan = ostrov.solve(ostrov.Problem(edges_s=[START, START + 900], load_w=1.0,
                                       import_price_per_kwh=1.0), "quick")  # fmt: skip
    assert plan._c.battery_w == plan.battery_w.ctypes.data
    assert plan.vehicle_w.shape == (0, 1)


def run(code, **environment):
    env = {**os.environ, "PYTHONPATH": str(HERE.parent), **environment}
    return subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, timeout=300
    )


def test_the_whole_suite_passes_without_numpy():
    names = ["test_values", "test_battery_grid", "test_sun_pv_forecast", "test_plan", "test_station"]
    files = [str(HERE / f"{name}.py") for name in names]
    code = f"""
import sys
sys.modules["numpy"] = None
import pytest
status = pytest.main(["-q", "-p", "no:cacheprovider"] + {files!r})
from ostrov import _arrays
assert _arrays.numpy is None
sys.exit(status)
"""
    done = run(code)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
    assert " passed" in done.stdout


@pytest.mark.parametrize(
    "library, words",
    [
        ("libc.so.6", "libc.so.6 is not libostrov: it has no ostrov_version"),
        ("/nowhere/libostrov.so", "cannot load /nowhere/libostrov.so"),
    ],
)
def test_a_wrong_library_is_an_import_error_in_words(library, words):
    if sys.platform != "linux":
        pytest.skip("SKIP libraries by name: another system")
    done = run("import ostrov", OSTROV_LIBRARY=library)
    assert done.returncode == 1 and f"ImportError: {words}" in done.stderr


def test_a_library_of_another_version_is_refused(tmp_path):
    import shutil

    compiler = shutil.which(os.environ.get("CC") or "cc")
    if compiler is None:
        pytest.skip("SKIP a library of another version: there is no C compiler here")
    (tmp_path / "other.c").write_text("unsigned ostrov_version(void) { return 2001000; }\n")
    plain = {k: v for k, v in os.environ.items() if k not in ("LD_PRELOAD", "ASAN_OPTIONS")}
    library = str(tmp_path / "libother.so")
    subprocess.run(
        [compiler, "-shared", "-fPIC", "-o", library, str(tmp_path / "other.c")],
        check=True,
        env=plain,
    )
    done = run("import ostrov", OSTROV_LIBRARY=library)
    assert "is version 2.1, this package speaks 0.1" in done.stderr
