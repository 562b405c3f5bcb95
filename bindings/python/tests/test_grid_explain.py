"""Why, why not, the log and the snapshot of a Grid."""

import math

import pytest

import ostrov

from test_battery_grid import grid_sample


def connected(**settings):
    grid = ostrov.Grid(pcs_profile="c", settings_named=True, **settings)
    for _ in range(100):
        grid.step(dt_s=0.01, **grid_sample())
    assert grid.state.mode == "grid"
    return grid


def test_why_in_three_languages():
    grid = connected()
    assert grid.why() == "0.03 s: BOOT → GRID, because first step."
    assert "provoz ze sítě" in grid.why("cs") and "併網運轉" in grid.why("zh-TW")
    move = grid.last_move
    assert (move.kind, move.from_mode, move.to_mode, move.reason) == ("move", "boot", "grid", "start")
    assert math.isnan(move.value) and move.unit == "none" and move.accepted is None
    with pytest.raises(ValueError, match="no such language: 'de'"):
        grid.why("de")


def test_why_not_names_every_condition():
    grid = connected()
    rows = grid.why_not("island")
    assert [row.reason for row in rows] == ["not_verified"]
    grid.step(dt_s=0.01, **{**grid_sample(inhibits=1), "soc_ratio": 0.05})
    rows = grid.why_not("island")
    assert [row.reason for row in rows] == ["inhibit", "not_verified", "energy"]
    assert (rows[2].value, rows[2].limit, rows[2].unit) == (0.05, 0.1, "ratio")
    assert "5 %" in grid.why_not_text("island", "cs")
    assert grid.why_not("grid") == []
    assert connected(island_verified=True).why_not("island") == []
    with pytest.raises(ValueError, match="no such target: 'sync'"):
        grid.why_not("sync")
    with pytest.raises(ostrov.OstrovError) as caught:
        ostrov.Grid().why_not("grid")  # it has seen nothing yet
    assert caught.value.status == ostrov.Status.E_STATE


def test_the_log_is_read_once_or_from_the_start():
    grid = connected()
    kinds = [entry.kind for entry in grid.log]
    assert kinds[0] == "start" and "move" in kinds
    newest = grid.log[-1].sequence
    assert grid.log_from(newest + 1) == []
    grid.command(number=3, action="reset", stage="select", actor="remote")
    grid.step(dt_s=0.01, **grid_sample())
    (entry,) = grid.log_from(newest + 1)
    assert (entry.kind, entry.number, entry.actor, entry.action, entry.stage, entry.accepted) == (
        "command", 3, "remote", "reset", "select", False,
    )  # fmt: skip
    assert entry.reason == "order_actor"
    assert ostrov.grid_record_text(entry) == (
        "1.01 s: order 3 reset (select) from a person elsewhere: refused, because this actor may not "
        "give this order."
    )
    assert "odmítnuto" in ostrov.grid_record_text(entry, "cs")


def test_a_snapshot_wakes_hands_off_and_a_rewound_one_goes_on():
    grid = connected(island_verified=True)
    snapshot = grid.save()
    other = ostrov.Grid(pcs_profile="c", settings_named=True, island_verified=True)
    other.rewind(snapshot)
    assert other.state == grid.state and other.save() == snapshot
    other.load(snapshot)
    assert other.state.mode == "boot" and other.state.pcs_request == "unknown"
    assert other.log[-1].kind == "load"
    before = other.state
    with pytest.raises(ostrov.OstrovError) as caught:
        other.load(snapshot[:-1])
    assert caught.value.status == ostrov.Status.E_CORRUPT
    with pytest.raises(ostrov.OstrovError) as caught:
        ostrov.Grid(settings_named=True).load(snapshot)
    assert caught.value.status == ostrov.Status.E_STATE
    assert other.state == before


def test_words():
    assert ostrov.grid_mode_words("island", "cs") == "záložní (ostrovní) provoz"
    assert ostrov.grid_reason_words("dso") == ostrov.grid_reason_text("dso")
    assert ostrov.grid_unit_words("s", "zh-tw") == "秒"
