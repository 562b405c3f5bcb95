"""State of power and of energy of a cell model, and strings in parallel.

SPDX-License-Identifier: Apache-2.0
"""

import ctypes
from typing import Any, List, Sequence

from . import _arrays
from ._battery_soc import CellState
from ._errors import must, new_fault
from ._library import lib
from ._values import config_of, record

PowerBounds = record("ostrov_power_bounds", "PowerBounds", "ostrov_power_defaults")
PowerCapability = record("ostrov_power_capability", "PowerCapability")
PowerReach = record("ostrov_power_reach", "PowerReach")
PackString = record("ostrov_pack_string", "PackString")
PackSum = record("ostrov_pack_sum", "PackSum")

_DIRECTIONS = {"discharge": 1, "charge": 2}


def cell_rest(soc_ratio: float, temperature_c: float) -> Any:
    """A cell at rest: a CellState."""
    out = CellState()
    must(
        lib.ostrov_cell_rest(ctypes.byref(out._c), soc_ratio, temperature_c),
        where="ostrov_cell_rest",
    )
    return out


def _state(state: Any, temperature_c: Any) -> Any:
    if temperature_c is None:
        return state._c
    return cell_rest(state, temperature_c)._c


def power_window(
    cell: Any, state: Any, temperature_c: Any, bounds: Any, direction: str, window_s: float
) -> Any:
    """Largest constant current and power ("discharge" or "charge") for window_s: a PowerCapability.
    state: a CellState with temperature_c None, or a SoC of cells at rest at temperature_c."""
    if direction not in _DIRECTIONS:
        raise ValueError(f"direction is discharge or charge, not {direction!r}")
    out, fault = PowerCapability(), new_fault()
    status = lib.ostrov_power_window(
        ctypes.byref(cell._c),
        ctypes.byref(_state(state, temperature_c)),
        ctypes.byref(config_of(PowerBounds, bounds, {})._c),
        _DIRECTIONS[direction],
        window_s,
        ctypes.byref(out._c),
        ctypes.byref(fault),
    )
    must(status, fault, "ostrov_power_window")
    return out


def power_energy(cell: Any, state: Any, temperature_c: Any, bounds: Any, power_w: float) -> Any:
    """Energy until a bound is met at power_w (positive discharges): a PowerReach."""
    out, fault = PowerReach(), new_fault()
    status = lib.ostrov_power_energy(
        ctypes.byref(cell._c),
        ctypes.byref(_state(state, temperature_c)),
        ctypes.byref(config_of(PowerBounds, bounds, {})._c),
        power_w,
        ctypes.byref(out._c),
        ctypes.byref(fault),
    )
    must(status, fault, "ostrov_power_energy")
    return out


def _strings(strings: Sequence[Any]) -> Any:
    rows = [config_of(PackString, s, {}) for s in strings]
    return (PackString._c_class * len(rows))(*[r._c for r in rows])


def pack_join(strings: Sequence[Any]) -> Any:
    """Strings in parallel (PackString or dict each), together: a PackSum."""
    given, out, fault = _strings(strings), PackSum(), new_fault()
    status = lib.ostrov_pack_join(given, len(given), ctypes.byref(out._c), ctypes.byref(fault))
    must(status, fault, "ostrov_pack_join")
    return out


def pack_share(strings: Sequence[Any], current_a: float) -> List[float]:
    """How a current divides among strings in parallel, A."""
    given, fault = _strings(strings), new_fault()
    out = (ctypes.c_double * len(given))()
    status = lib.ostrov_pack_share(
        given, len(given), current_a, ctypes.addressof(out), ctypes.byref(fault)
    )
    must(status, fault, "ostrov_pack_share")
    return list(out)


def pack_cells(cell: Any, soc_ratio: float, temperature_c: float, cell_v: Any) -> Any:
    """SoC of each cell of a string from the cells' voltages, and the index of the weakest."""
    volts = _arrays.take(cell_v, "d", "cell_v")
    target, values = _arrays.new_column("d", volts.count)
    weakest = ctypes.c_int32()
    status = lib.ostrov_pack_cells(
        ctypes.byref(cell._c),
        soc_ratio,
        temperature_c,
        volts.address,
        volts.count,
        target.address,
        ctypes.byref(weakest),
    )
    must(status, where="ostrov_pack_cells")
    return values, weakest.value
