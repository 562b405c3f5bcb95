#!/usr/bin/env python3
"""Makes preset_tables.c: cell models typical of five chemistries, of one ampere-hour each.

    generate_presets.py            writes it
    generate_presets.py --check    status 1 when it differs from what would be written

Open-circuit voltage is that of the published electrodes: cathode less anode, between the stoichiometries
of empty and full. Charge transfer follows Arrhenius with 50 kJ/mol and electrolyte with 15 kJ/mol (Waag,
Käbitz & Sauer 2013, Applied Energy 102:885, measured 40 to 60 and 10 to 20); the exchange current is what
Butler and Volmer need for it, I0 = R·T / (F·Rct). Nothing here is fitted to a particular cell.

SPDX-License-Identifier: Apache-2.0
"""

import pathlib
import sys
from math import exp, tanh

HERE = pathlib.Path(__file__).parent
GRID = [k / 100 for k in range(101)]
OHMS = [k / 10 for k in range(11)]
WARM_C = [-20.0, -10.0, 0.0, 10.0, 25.0, 45.0]
GAS, FARADAY = 8.314462618, 96485.33212


def graphite(x):
    """Safari & Delacourt 2011, J. Electrochem. Soc. 158:A562."""
    return (
        0.6379 + 0.5416 * exp(-305.5309 * x) + 0.044 * tanh(-(x - 0.1958) / 0.1088)
        - 0.1978 * tanh((x - 1.0571) / 0.0854) - 0.6875 * tanh((x + 0.0117) / 0.0529)
        - 0.0175 * tanh((x - 0.5692) / 0.0875)
    )


def graphite_silicon(x):
    """Chen et al. 2020, J. Electrochem. Soc. 167:080534."""
    return (
        1.9793 * exp(-39.3631 * x) + 0.2482 - 0.0909 * tanh(29.8538 * (x - 0.1234))
        - 0.04478 * tanh(14.9159 * (x - 0.2769)) - 0.0205 * tanh(30.4444 * (x - 0.6103))
    )


def titanate(x):
    """Flat at 1.55 V (Colbow, Dahn & Haering 1989, J. Power Sources 26:397)."""
    return 1.55


def lfp(y):
    """Safari & Delacourt 2011."""
    u = 1.0 - y
    return (
        3.4323 - 0.8428 * exp(-80.2493 * u**1.3198) - 3.2474e-6 * exp(20.2645 * u**3.8003)
        + 3.2482e-6 * exp(20.2646 * u**3.7995)
    )


def nmc(y):
    """Chen et al. 2020."""
    return (
        -0.8090 * y + 4.4875 - 0.0428 * tanh(18.5138 * (y - 0.5542))
        - 17.7326 * tanh(15.7890 * (y - 0.3117)) + 17.5842 * tanh(15.9308 * (y - 0.3120))
    )


def nca(y):
    """Kim et al. 2011, J. Electrochem. Soc. 158:A955."""
    powers = [11.8058, -66.3691, 264.427, -554.774, 621.3475, -344.566, 81.246, -23.488, 15.056,
              -2.222, 1.638]
    return sum(c * y**k for k, c in enumerate(powers)) - 0.61386 * exp(5.8201 * y**136.4)


def lmo(y):
    """Doyle & Newman 1996, J. Electrochem. Soc. 143:1890."""
    return (
        4.19829 + 0.0565661 * tanh(-14.5546 * y + 8.60942)
        - 0.0275479 * ((0.998432 - y) ** -0.492465 - 1.90111) - 0.157123 * exp(-0.04738 * y**8)
        + 0.810239 * exp(-40 * (y - 0.133875))
    )


# Name: anode and its empty and full, cathode and its, half the hysteresis in V (LFP: Dreyer et al. 2010,
# Nature Materials 9:448; others are small), Ω of a cell of 1 Ah for electrolyte, charge transfer and two
# lags at 25 °C, heat capacity in J/K.
CELLS = {
    "lfp": (graphite, 0.0085, 0.78, lfp, 0.97, 0.03, 0.010, (0.020, 0.015, 0.010, 0.015), 18.0),
    "nmc": (graphite_silicon, 0.0279, 0.9014, nmc, 0.9077, 0.2661, 0.004,
            (0.016, 0.014, 0.008, 0.012), 15.0),
    "nca": (graphite, 0.0085, 0.78, nca, 0.95, 0.38, 0.005, (0.018, 0.016, 0.009, 0.014), 15.0),
    "lmo": (graphite, 0.0085, 0.78, lmo, 0.97, 0.2, 0.002, (0.016, 0.012, 0.008, 0.010), 20.0),
    "lto": (titanate, 0.0, 1.0, nmc, 0.9077, 0.2661, 0.002, (0.008, 0.005, 0.003, 0.004), 29.0),
}


def arrhenius(at_c, joule_per_mol):
    return exp(joule_per_mol / GAS * (1.0 / (at_c + 273.15) - 1.0 / 298.15))


def tables(name):
    anode, x0, x1, cathode, y0, y1, half, ohms, heat = CELLS[name]
    ocv = [cathode(y0 + z * (y1 - y0)) - anode(x0 + z * (x1 - x0)) for z in GRID]
    for k in range(1, len(ocv)):  # a fit may wave by less than a millivolt
        ocv[k] = max(ocv[k], ocv[k - 1])
    rows = {"ohmic": [], "transfer": [], "exchange": [], "rc": []}
    for at_c in WARM_C:
        slow, fast = arrhenius(at_c, 15e3), arrhenius(at_c, 50e3)
        # Charge transfer and diffusion rise towards empty.
        ends = [1.0 + 1.5 * exp(-z / 0.08) for z in OHMS]
        rows["ohmic"] += [ohms[0] * slow] * len(OHMS)
        rows["transfer"] += [ohms[1] * fast * e for e in ends]
        rows["exchange"].append(GAS * (at_c + 273.15) / FARADAY / (ohms[1] * fast))
        for k in (2, 3):
            rows["rc"] += [ohms[k] * arrhenius(at_c, 30e3) * e for e in ends]
    return ocv * len(WARM_C), [half] * (len(GRID) * len(WARM_C)), rows, heat


def array(name, values, digits):
    lines, line = [], "   "
    for v in values:
        word = f" {v:.{digits}g},"
        if len(line) + len(word) > 98:
            lines.append(line)
            line = "   "
        line += word
    return f"static const double {name}[{len(values)}] = {{\n" + "\n".join(lines + [line]) + "\n};\n"


def text():
    out = [
        "/* Cell models typical of a chemistry, one ampere-hour each. Written by generate_presets.py, where the\n"
        " * sources are.\n *\n * SPDX-License-Identifier: Apache-2.0\n */\n"
        '#include "presets.h"\n\n/* clang-format off */\n',
        array("warm_c", WARM_C, 6),
        array("rc_s", [20.0, 400.0] * len(WARM_C), 6),
    ]
    for name in CELLS:
        ocv, half, rows, _ = tables(name)
        out += [array(f"{name}_ocv_v", ocv[: len(GRID)] * len(WARM_C), 6)]
        out += [array(f"{name}_hysteresis_v", half, 4), array(f"{name}_ohmic_ohm", rows["ohmic"], 5)]
        out += [array(f"{name}_transfer_ohm", rows["transfer"], 5)]
        out += [array(f"{name}_exchange_a", rows["exchange"], 5), array(f"{name}_rc_ohm", rows["rc"], 5)]
    out.append("\nconst ostrov_i_preset ostrov_i_presets[OSTROV_I_PRESETS] = {\n")
    for name in CELLS:
        columns = ", ".join(f"{name}_{t}" for t in ("ocv_v", "hysteresis_v", "ohmic_ohm", "transfer_ohm",
                                                    "exchange_a", "rc_ohm"))
        out.append(f"    {{OSTROV_CHEMISTRY_{name.upper()}, 0, {tables(name)[3]:g}, warm_c, rc_s,\n"
                   f"     {columns}}},\n")
    out.append("};\n/* clang-format on */\n")
    return "".join(out)


def main():
    path, made = HERE / "preset_tables.c", text()
    if "--check" in sys.argv:
        sys.exit(path.read_text(encoding="utf-8") != made)
    path.write_text(made, encoding="utf-8")


if __name__ == "__main__":
    main()
