"""A feed whose file does not answer: it holds up neither control nor plans."""

import os
import time

from test_feeds import devices, events, site_with, start  # noqa: F401  (devices is a fixture)


def test_a_feed_that_does_not_answer_holds_up_nothing(tmp_path, devices):  # noqa: F811
    os.mkfifo(tmp_path / "prices.xml")  # nobody writes there: whoever opens it waits, as on a network that is down
    site = site_with(tmp_path, feeds={"prices": "prices.xml"}, devices=devices)
    run = start(site, tmp_path / "state")
    said = events(run, "following the plan", 40)
    assert any("do not answer" in line for line in said) and any("following the plan" in line for line in said), said
    before = (tmp_path / "state/now.txt").stat().st_mtime
    time.sleep(2.5)
    assert (tmp_path / "state/now.txt").stat().st_mtime > before  # each second goes on
    run.terminate()
    assert run.wait(20) == 0
