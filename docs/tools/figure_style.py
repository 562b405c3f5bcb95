"""How every figure of the documentation looks, and how it is written so that the same data give the same file.

Colours are those of Okabe and Ito, which colour-blind readers tell apart; each line has a style of its own as
well, so that a grey print reads the same.

SPDX-License-Identifier: Apache-2.0
"""

import re

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt  # noqa: E402

BLUE, ORANGE, GREEN, BLACK, GREY = "#0072B2", "#D55E00", "#009E73", "#000000", "#808080"
SHADE = "#ececec"


def begin():
    """Sets the style; call it first."""
    plt.rcParams.update(
        {
            "svg.hashsalt": "ostrov",
            "svg.fonttype": "path",  # the same on a machine without the fonts
            "font.size": 9,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.grid": True,
            "grid.color": "#d8d8d8",
            "grid.linewidth": 0.6,
            "axes.axisbelow": True,
            "legend.frameon": False,
            "legend.fontsize": 8,
            "lines.linewidth": 1.5,
            "figure.constrained_layout.use": True,
        }
    )
    return plt


def save(figure, path):
    """Writes an SVG without dates: the same data give the same bytes."""
    figure.savefig(path, metadata={"Date": None, "Creator": None})
    text = path.read_text(encoding="utf-8")
    # Names of clip paths come from memory addresses: number them in their order instead.
    names = {}
    text = re.sub(
        r"\bp[0-9a-f]{10}\b", lambda m: names.setdefault(m[0], f"clip{len(names) + 1}"), text
    )
    path.write_text("\n".join(line.rstrip() for line in text.splitlines()) + "\n", encoding="utf-8")
    plt.close(figure)
    print(f"wrote {path}")


def mode_strip(axes, spans, short=0.02):
    """A row of named boxes: (from, to, mode). Boxes narrower than a share of the axis stay unnamed."""
    lo, hi = axes.get_xlim()
    tones = ["#ffffff", "#dcdcdc"]
    for i, (start, end, mode) in enumerate(spans):
        start, end = max(start, lo), min(end, hi)
        if end <= start:
            continue
        axes.axvspan(start, end, facecolor=tones[i % 2], edgecolor="#606060", linewidth=0.6)
        if (end - start) / (hi - lo) > short:
            share = (end - start) / (hi - lo)
            axes.text(
                (start + end) / 2,
                0.5,
                mode,
                ha="center",
                va="center",
                fontsize=7.5,
                rotation=90 if share < 0.011 * len(mode) + 0.01 else 0,
                transform=axes.get_xaxis_transform(),
            )
    axes.set_yticks([])
    axes.set_ylabel("mode", rotation=0, ha="right", va="center")
    axes.grid(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
