"""Smoke test of the bench: a short run gives a whole JSON, and every figure in it is above zero.

    check.py PROGRAM WITH_MILP

It says nothing about speed: a timed limit would fail on a busy machine and teach people to look away.
"""

import json
import subprocess
import sys

TEXTS = ("commit", "version", "compiler", "flags", "cpu")
FIGURES = ("n", "repeats", "ns_min", "ns_median", "stack_bytes")
PEER_FIGURES = ("peer_n", "peer_ns_min", "peer_ns_median", "ratio_to_peer")
PEERS = {
    "glibc": {"sin", "exp", "pow", "number_read_reading", "number_read_17_digits"},
    "GLPK": {"plan_quick_96", "plan_quick_96_vehicles_7_peak"},
}
ALONE = {
    "battery_step", "soc_step", "soc_step_all_hypotheses",
    "sun_position", "sun_position_precise", "sun_position_n_row", "sun_events",
    "clearsky_n_row", "irradiance_on_plane_n_row", "pv_power_n_row", "forecast_step_predict_96",
    "grid_step", "phasor_cycle_200", "station_step", "plan_check_96",
    "pv_chain_pvwatts_n_row", "pv_chain_cec_sandia_n_row", "pv_maximum",
    "learner_step_predict_192_19", "learner_train_year",
}
PLANNERS = PEERS["GLPK"]
STATEFUL = PLANNERS | {
    "battery_step", "soc_step", "soc_step_all_hypotheses", "grid_step", "phasor_cycle_200",
    "station_step", "forecast_step_predict_96", "learner_step_predict_192_19", "learner_train_year",
}


def refuse(word):
    raise ValueError(f"{word} is no JSON")


def positive(row, key):
    value = row[key]
    assert isinstance(value, (int, float)) and not isinstance(value, bool), (row, key)
    assert value > 0, (row, key)
    return value


def check_kernel(row, with_milp):
    for key in FIGURES:
        positive(row, key)
    assert row["ns_min"] <= row["ns_median"], row
    assert row["bytes"] is None or positive(row, "bytes"), row
    assert row["name"] not in STATEFUL or row["bytes"], row
    if row["name"] in PLANNERS:
        positive(row, "cost")
    wanted = next((p for p, names in PEERS.items() if row["name"] in names), None)
    if wanted == "GLPK" and not with_milp:
        wanted = None
    if wanted is None:
        assert row["peer"] is row["peer_version"] is row["ratio_to_peer"] is None, row
        return
    assert row["peer"] in (wanted, "libc"), row
    assert row["peer_version"], row
    for key in PEER_FIGURES:
        positive(row, key)
    # both are printed to at least four digits
    ratio = row["ns_min"] / row["peer_ns_min"]
    assert abs(row["ratio_to_peer"] / ratio - 1) < 1e-3, row


def main(program, with_milp):
    commit = 'a "quoted" \\ name'
    command = [program, "--quick", "--commit", commit]
    answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found = json.loads(answer.stdout, parse_constant=refuse)
    for key in TEXTS:
        assert found[key], key
    assert found["commit"] == commit
    names = [row["name"] for row in found["kernels"]]
    assert sorted(names) == sorted(ALONE.union(*PEERS.values())), names
    for row in found["kernels"]:
        check_kernel(row, with_milp)
    objects = {row["name"]: positive(row, "bytes") for row in found["objects"]}
    assert objects.keys() >= {"ostrov_battery", "ostrov_grid", "ostrov_station"}, objects
    print(f"{len(names)} kernels, {len(objects)} objects: every figure is there")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2] == "1")
