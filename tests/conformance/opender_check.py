"""EPRI OpenDER 2.2.0 itself against the models of grid_elements.h and grid_ride.h, on inputs drawn anew.

    OSTROV_LIBRARY=… python3 opender_check.py [--seed N] [--cases N]

Trip, status and connection must come on the very same step: a step of 1/64 s (1/2 s for enter service)
is exact in binary, so that OpenDER's sums of steps do not round. Values on an edge are not drawn.
Power is compared where nothing has changed for 0.25 s, as OpenDER's inverter lags by 0.02 s.

Not compared, since OpenDER is wrong or has less there: "minimum ride-through passed" (inverted above
1.10), the timer of 58.5 … 58.8 Hz, a grid good on the very first step, consecutive disturbances, and
frequency outside 57.0 … 61.8 Hz together with an abnormal voltage (it lets "not defined" hide it).
Counted as known: Category III above 1.20 with cessation switched off, mandatory there, cease to energise
in the standard's table and here; one phase too high and another too low, one of them for momentary
cessation, which it lets win, where here the greatest status counts.

OpenDER goes into a virtual environment; where that cannot be made the check says SKIP.

SPDX-License-Identifier: Apache-2.0
"""

import argparse
import logging
import math
import pathlib
import random
import sys
import time
from typing import Any, Dict, List

VERSION = "2.2.0"
TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tests" / "tools"))
import peers

#: OpenDER's words for what the library calls by name.
STATUS = {
    "Continuous Operation": "cont",
    "Mandatory Operation": "mand",
    "Permissive Operation": "perm",
    "Momentary Cessation": "mces",
    "Cease to Energize": "cte",
    "Not Defined": "may_trip",
    "Trip": "trip",
}
STAGES = ["OV2", "OV1", "UV1", "UV2", "OF2", "OF1", "UF1", "UF2"]
ANGLES = [0.0, -2 * math.pi / 3, 2 * math.pi / 3]


def segments(rng: random.Random, count: int, lengths: List[float]) -> List[Dict[str, Any]]:
    """Pieces of constant voltage and frequency. Every other one is healthy."""
    found = []
    for k in range(count):
        piece: Dict[str, Any] = {"s": rng.choice(lengths), "v": [1.0] * 3, "hz": 60.0}
        if k % 2 == 1:
            kind = rng.choice(["balanced", "balanced", "unbalanced", "hz"])
            if kind == "balanced":
                piece["v"] = [round(rng.uniform(0.02, 1.35), 5) + 3e-6] * 3
            elif kind == "unbalanced":
                piece["v"] = [round(rng.uniform(0.3, 1.25), 5) + 3e-6 for _ in range(3)]
            else:
                piece["hz"] = round(rng.uniform(56.0, 62.5), 3) + 3e-4
        found.append(piece)
    return found


def known(category: str, told: str, volts: List[float]) -> bool:
    """What OpenDER says by design where the library says cease to energise: see the top."""
    both_sides = max(volts) > 1.1 and min(volts) < 0.88
    return (category == "iii" and told == "mand" and max(volts) > 1.2) or (
        told == "mces" and both_sides
    )


def ride_case(rng: random.Random, opender: Any, ostrov: Any) -> Dict[str, int]:
    """Trip and ride-through of a unit in service."""
    dt = 1 / 64
    category = rng.choice(["i", "ii", "iii"])
    opender.DER.t_s = dt
    der = opender.DER_PV(NP_ABNORMAL_OP_CAT=f"CAT_{category.upper()}")
    der.der_file.PF_MODE_ENABLE = False
    stages = ostrov.elements_category(category, nominal_hz=60)
    regions = ostrov.ride_category(category, nominal_hz=60)
    delays = list(stages.delay_s)
    for k, name in enumerate(STAGES):
        if rng.random() < 0.5:
            delays[k] = round(rng.uniform(0.16, 3.0), 3)
            setattr(der.der_file, f"{name}_TRIP_T", delays[k])
    stages.delay_s = delays
    regions.cessation_response_s = rng.choice([0.0, 0.083])
    regions.return_ramp_s = rng.choice([0.0, 0.4])
    if rng.random() < 0.3:
        regions.momentary_cessation = not regions.momentary_cessation
    regions.cessation_low_pu = round(rng.uniform(0.3, 0.6), 3)
    regions.cessation_high_pu = round(rng.uniform(1.10, 1.18), 3)
    der.der_file.MC_ENABLE = bool(regions.momentary_cessation)
    der.der_file.MC_LVRT_V1 = regions.cessation_low_pu
    der.der_file.MC_HVRT_V1 = regions.cessation_high_pu
    der.der_file.MC_RESP_T = regions.cessation_response_s
    der.der_file.NP_RT_RAMP_UP_TIME = regions.return_ramp_s
    elements, ride = ostrov.Elements(stages), ostrov.Ride(regions)
    result = {"steps": 0, "powers": 0, "trips": 0, "known": 0}
    steady = 0.0
    before = None
    for piece in segments(rng, 7, [0.1, 0.15, 0.3, 0.7, 1.5, 2.5]):
        for _ in range(max(1, round(piece["s"] / dt))):
            der.update_der_input(v_pu=piece["v"], theta=ANGLES, f=piece["hz"], p_dc_pu=1.0)
            der.run()
            elements.step(dt_s=dt, phase_pu=piece["v"], hz=piece["hz"])
            ride.step(
                dt_s=dt, phase_pu=piece["v"], hz=piece["hz"], tripped=elements.state.trip
            )
            state = ride.state
            told = STATUS[der.der_status]
            result["steps"] += 1
            if state.status == "cte" and known(category, told, piece["v"]):
                result["known"] += 1
                steady = 0.0
                continue
            assert state.status == told, f"status {state.status}, OpenDER {told}: {piece}"
            steady = steady + dt if (told, id(piece)) == before else 0.0
            before = (told, id(piece))
            if steady > 0.25 + regions.return_ramp_s:
                seen = min(1.0, state.power_limit_pu)
                assert abs(seen - der.p_out_pu) < 0.005, f"power {seen}, OpenDER {der.p_out_pu}"
                result["powers"] += 1
    result["trips"] += before is not None and before[0] == "trip"
    return result


def enter_case(rng: random.Random, opender: Any, ostrov: Any) -> Dict[str, int]:
    """Enter service of a unit that waits."""
    dt = 0.5
    opender.DER.t_s = dt
    low, high = round(rng.uniform(0.88, 0.95), 3), round(rng.uniform(1.05, 1.06), 3)
    low_hz, high_hz = round(rng.uniform(59.0, 59.9), 2), round(rng.uniform(60.1, 61.0), 2)
    delay, ramp = rng.choice([0, 10, 60, 137.5]), rng.choice([0, 20, 100])
    extra = rng.choice([0, 0, 30]) if ramp == 0 else 0
    der = opender.DER_PV(NP_ABNORMAL_OP_CAT="CAT_II", STATUS_INIT=False)
    for name, value in {
        "ES_V_LOW": low, "ES_V_HIGH": high, "ES_F_LOW": low_hz, "ES_F_HIGH": high_hz,
        "ES_DELAY": delay, "ES_RAMP_RATE": ramp, "ES_RANDOMIZED_DELAY_ACTUAL": extra,
        "PF_MODE_ENABLE": False,
    }.items():  # fmt: skip
        setattr(der.der_file, name, value)
    enter = ostrov.Enter(
        min_pu=low, max_pu=high, min_hz=low_hz, max_hz=high_hz, delay_s=delay, ramp_s=ramp,
        extra_delay_s=extra,
    )  # fmt: skip
    # Bad first (on the very first step OpenDER skips its delay), good, a break or not, good.
    bad = rng.choice(
        [{"v": low - 0.02}, {"v": high + 0.02}, {"hz": low_hz - 0.05}, {"hz": high_hz + 0.05},
         {"permit": False}]
    )  # fmt: skip
    good = {"v": 1.0, "hz": 60.0, "permit": True}
    waits = delay + extra
    plan = [(bad, 10), ({}, waits * rng.uniform(0.3, 0.9))]
    plan += [(bad, rng.uniform(1, 5))] if rng.random() < 0.7 else []
    plan += [({}, waits + ramp * 1.2 + 20)]
    connected = {"opender": None, "ostrov": None}
    now = 0.0
    result = {"steps": 0, "powers": 0, "trips": 0, "known": 0}
    for change, length in plan:
        piece = {**good, **change}
        for _ in range(max(1, round(length / dt))):
            now += dt
            der.der_file.ES_PERMIT_SERVICE = piece["permit"]
            der.update_der_input(v_pu=[piece["v"]] * 3, theta=ANGLES, f=piece["hz"], p_dc_pu=1.0)
            der.run()
            enter.step(dt_s=dt, phase_pu=[piece["v"]] * 3, hz=piece["hz"], permit=piece["permit"])
            state = enter.state
            if der.der_status != "Trip" and connected["opender"] is None:
                connected["opender"] = now
            if state.in_service and connected["ostrov"] is None:
                connected["ostrov"] = now
            result["steps"] += 1
            if ramp and state.in_service and der.der_status != "Trip":
                # One step each way for when the ramp starts, one for the lag.
                off = abs(state.power_limit_pu - der.p_out_pu)
                limit = 2 * dt / ramp + 0.005
                assert off <= limit, f"ramp {state.power_limit_pu}, OpenDER {der.p_out_pu}"
                result["powers"] += 1
    # OpenDER's own added delay is a queue that takes one or two steps more.
    allowed = 2 * dt if extra else 0.0
    assert None not in connected.values(), f"{connected}"
    assert abs(connected["opender"] - connected["ostrov"]) <= allowed, f"{connected}"
    return result


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--cases", type=int, default=60)
    options = parser.parse_args()
    peers.enter("conformance opender", f"opender=={VERSION}", missing=0)
    sys.path.insert(0, str(TOP / "bindings" / "python"))
    import opender
    import ostrov

    logging.getLogger().setLevel(logging.ERROR)  # it warns of every setting that is not a default

    print(f"opender {VERSION}, seed {options.seed}", flush=True)
    failed = 0
    for name, case, count in (
        ("ride", ride_case, options.cases), ("enter", enter_case, options.cases // 3),
    ):  # fmt: skip
        began = time.monotonic()
        total = {"steps": 0, "powers": 0, "trips": 0, "known": 0}
        wrong = 0
        for k in range(count):
            try:
                one = case(random.Random(f"{options.seed} {name} {k}"), opender, ostrov)
                total = {key: total[key] + one[key] for key in total}
            except AssertionError as error:
                wrong += 1
                print(f"{name} {k} of seed {options.seed}: {error}", file=sys.stderr)
        failed += wrong > 0
        print(
            f"{'FAIL' if wrong else 'PASS'} opender {name} n={count} wrong={wrong} "
            f"steps={total['steps']} powers={total['powers']} trips={total['trips']} "
            f"known={total['known']} limit=the same step ({time.monotonic() - began:.0f} s)"
        )
    print(f"{2 - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
