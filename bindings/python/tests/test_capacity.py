"""The site-years of examples/capacity.py: what more of anything must do.

SPDX-License-Identifier: Apache-2.0
"""

import importlib.util
import pathlib

import pytest

pytest.importorskip("numpy")
PATH = pathlib.Path(__file__).resolve().parents[3] / "examples" / "capacity.py"


@pytest.fixture(scope="module")
def capacity():
    spec = importlib.util.spec_from_file_location("capacity", PATH)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_booking_more_exceeds_less(capacity):
    """The limit is kept while the battery can, and what exceeds is billed, not lost."""
    little, much = (capacity.site_year((1, 50, 100, kw, 0.1)) for kw in (60, 300))
    assert little[2] > 0 and much[2] == 0
    assert little[1] == pytest.approx(12 * 60 * capacity.BOOKING_PER_KW_MONTH)
    assert much[0] <= little[0] + 1e-6  # nobody holds the battery back
    assert much[3] <= 300 + 1e-9


def test_bigger_sites_buy_less(capacity):
    bare, sunny, both = (
        capacity.site_year((2, pv, battery, 120, 0.1)) for pv, battery in ((0, 0), (100, 0), (100, 200)))
    assert sunny[0] < bare[0]
    assert both[0] + both[2] < sunny[0] + sunny[2]


def test_the_same_year_for_all_sites(capacity):
    first, again = capacity.draw(3), capacity.draw(3)
    assert all((a == b).all() for a, b in zip(first, again))
    assert (capacity.draw(4)[0] != first[0]).any()
