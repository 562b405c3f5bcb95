#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the constants and tables of lib/base/elementary*.c from first principles.

    generate.py           rewrites lib/base/elementary_constants.h and elementary_tables.c
    generate.py --check   exits 1 if the committed files differ from what it would write
    generate.py --values  prints the reference values of tests/unit/base/test_elementary.c

Needs mpmath only. Every number is computed here, at 400 bits or more; none is copied.
Polynomials interpolate at Chebyshev nodes, which comes within a small factor of the minimax
error; the degrees are chosen so that this error is far below the rounding error anyway, and
main() refuses to write anything when it is not.
"""

import pathlib
import sys

import mpmath
from mpmath import mp, mpf

mp.prec = 2000  # 1/(2 pi) is stored to 1248 bits

BASE = pathlib.Path(__file__).resolve().parents[2] / "lib" / "base"
NOTE = "/* Made by tests/elementary/generate.py; do not edit. */\n"


def double(value):
    """The double nearest to value, as an exact Python float."""
    return float(mpf(value))


def cut(value, bits):
    """value rounded to that many significant bits."""
    with mp.workprec(bits):
        return +mpf(value)


def grid(value, bits):
    """value rounded to a multiple of 2^-bits."""
    return mpmath.nint(mpf(value) * mpf(2) ** bits) / mpf(2) ** bits


def parts(value, *bits):
    """value as a sum: each part rounded to so many bits, the last one to a double."""
    out = []
    for count in bits:
        out.append(cut(value, count))
        value = value - out[-1]
    out.append(mpf(double(value)))
    return out


def hexa(value):
    """An exact C hexadecimal constant."""
    number = float(value)
    assert mpf(number) == mpf(value), value
    text = number.hex()
    mantissa, exponent = text.split("p")
    if "." in mantissa:
        mantissa = mantissa.rstrip("0").rstrip(".")
    return f"{mantissa}p{exponent}"


def interpolate(function, low, high, degree):
    """Coefficients (lowest first) of the polynomial through the Chebyshev nodes, as doubles."""
    count = degree + 1
    with mp.workprec(400):
        nodes = [
            (low + high) / 2 + (high - low) / 2 * mpmath.cos(mp.pi * (2 * i + 1) / (2 * count))
            for i in range(count)
        ]
    # At full precision: the tails cancel, and the middle node is as good as zero.
    values = [function(node) for node in nodes]
    with mp.workprec(400):
        matrix = mpmath.matrix(count, count)
        right = mpmath.matrix(count, 1)
        for i, node in enumerate(nodes):
            right[i] = values[i]
            for j in range(count):
                matrix[i, j] = node**j
        return [double(c) for c in mpmath.lu_solve(matrix, right)]


def worst(coefficients, function, weight, low, high):
    """log2 of the largest weighted error, coefficients as rounded."""
    largest = mpf(0)
    with mp.workprec(400):
        for i in range(401):
            x = low + (high - low) * (mpf(i) + mpf("0.37")) / 402
            error = abs(weight(x) * (mpmath.polyval(coefficients[::-1], x) - function(x)))
            largest = max(largest, error)
        return float(mpmath.log(largest, 2)) if largest else -999.0


# Half widths of the reduced arguments, with a little room for the rounding of the index.
EXP_R = mp.ln(2) / 256 * (1 + mpf(2) ** -20)
LOG_R = mpf(2) ** -8 * (1 + mpf(2) ** -7)
TRIG_D = mp.pi / 128 * (1 + mpf(2) ** -20)
ATAN_T = mpf(1) / 128 * (1 + mpf(2) ** -7)


def tail_exp(x):
    return (mpmath.expm1(x) - x - x * x / 2) / x**3


def tail_log(x):
    return (mpmath.log1p(x) - x + x * x / 2) / x**3


def tail_sin(z):
    return (mpmath.sin(mpmath.sqrt(z)) / mpmath.sqrt(z) - 1) / z


def tail_cos(z):
    return (mpmath.cos(mpmath.sqrt(z)) - 1) / z


def tail_atan(z):
    return (mpmath.atan(mpmath.sqrt(z)) / mpmath.sqrt(z) - 1) / z


def tail_asin(z):
    return (mpmath.asin(mpmath.sqrt(z)) / mpmath.sqrt(z) - 1) / z


# prefix, what it approximates, function, low, high, degree, weight that turns the error into one
# relative to the result, bound on its log2
POLYNOMIALS = [
    ("EXP", "(e^r - 1 - r - r^2/2) / r^3, |r| <= ln2/256", tail_exp, -EXP_R, EXP_R, 2,
     lambda x: x**3, -60),
    ("EXPM1", "(e^x - 1 - x - x^2/2) / x^3, |x| <= 1/16", tail_exp, -mpf(1) / 16, mpf(1) / 16, 6,
     lambda x: x**2, -60),
    ("LOG", "(ln(1+r) - r + r^2/2) / r^3, |r| <= 2^-8", tail_log, -LOG_R, LOG_R, 4,
     lambda x: x**2, -60),
    ("POW", "the same to the accuracy pow needs", tail_log, -LOG_R, LOG_R, 5,
     lambda x: x**2, -69),
    ("SIN", "(sin d - d) / d^3 in z = d^2, |d| <= pi/128", tail_sin, mpf(0), TRIG_D**2, 2,
     lambda z: z, -60),
    ("COS", "(cos d - 1) / d^2 in z = d^2, |d| <= pi/128", tail_cos, mpf(0), TRIG_D**2, 2,
     lambda z: z, -60),
    ("ATAN", "(atan t - t) / t^3 in z = t^2, |t| <= 1/128", tail_atan, mpf(0), ATAN_T**2, 2,
     lambda z: z, -60),
    ("ASIN", "(asin x - x) / x^3 in z = x^2, z <= 1/4", tail_asin, mpf(0), mpf(1) / 4, 13,
     lambda z: z, -58),
]


def scalar(name, value, note=""):
    line = f"static const double {name} = {hexa(value)};"
    return line + (f" /* {note} */" if note else "") + "\n"


def constants():
    out = ["/* SPDX-License-Identifier: Apache-2.0 */\n", NOTE]
    out.append("#ifndef OSTROV_ELEMENTARY_CONSTANTS_H\n#define OSTROV_ELEMENTARY_CONSTANTS_H\n\n")

    out.append("/* ln2/128 in two parts: k * OSTROV_I_LN2_128_HI is exact for |k| < 2^18. */\n")
    high, low = parts(mp.ln(2) / 128, 35)
    out.append(scalar("OSTROV_I_LN2_128_HI", high))
    out.append(scalar("OSTROV_I_LN2_128_LO", low))
    out.append(scalar("OSTROV_I_128_BY_LN2", double(128 / mp.ln(2))))

    out.append("\n/* ln2 in two parts: the high one on the grid of the table, 2^-42. */\n")
    high = grid(mp.ln(2), 42)
    out.append(scalar("OSTROV_I_LN2_HI", high))
    out.append(scalar("OSTROV_I_LN2_LO", double(mp.ln(2) - high)))

    out.append("\n/* pi/64 in three parts: n * HI and n * MID are exact for |n| < 2^22. */\n")
    for name, part in zip(("HI", "MID", "LO"), parts(mp.pi / 64, 31, 31)):
        out.append(scalar(f"OSTROV_I_PI_64_{name}", part))
    out.append(scalar("OSTROV_I_64_BY_PI", double(64 / mp.pi)))

    out.append("\n/* Double-doubles. */\n")
    for name, value in (("PI", mp.pi), ("HALF_PI", mp.pi / 2), ("TWO_PI", 2 * mp.pi)):
        high, low = parts(value, 53)
        out.append(scalar(f"OSTROV_I_{name}_HI", high))
        out.append(scalar(f"OSTROV_I_{name}_LO", low))

    for prefix, note, function, low, high, degree, weight, bound in POLYNOMIALS:
        coefficients = interpolate(function, low, high, degree)
        error = worst(coefficients, function, weight, low, high)
        if error > bound:
            sys.exit(f"{prefix}: error 2^{error:.1f} is above 2^{bound}")
        out.append(f"\n/* {note}; relative to the result the error is 2^{error:.1f}. */\n")
        for i, c in enumerate(coefficients):
            out.append(scalar(f"OSTROV_I_{prefix}_{i}", c))
    out.append("\n#endif\n")
    return "".join(out)


def log_centre(index):
    """The middle of interval number index of the significand, counted as elementary_log.h does."""
    bits = 0x3FE6000000000000 + (index << 45)
    return mpf(2) ** ((bits >> 52) - 1023) * (1 + mpf(bits & (2**52 - 1)) / mpf(2) ** 52)


def tables():
    out = ["/* SPDX-License-Identifier: Apache-2.0 */\n", NOTE]
    out.append('#include "elementary_internal.h"\n')

    out.append("\nconst double ostrov_i_exp_table[128][2] = {\n")
    for j in range(128):
        high, low = parts(mpf(2) ** (mpf(j) / 128), 53)
        out.append(f"    {{{hexa(high)}, {hexa(low)}}},\n")
    out.append("};\n")

    out.append("\nconst double ostrov_i_log_table[128][3] = {\n")
    for i in range(128):
        inverse = cut(1 / log_centre(i), 16)
        value = -mp.log(inverse)
        high = grid(value, 42)
        low = double(value - high)
        out.append(f"    {{{hexa(inverse)}, {hexa(high)}, {hexa(low)}}},\n")
    out.append("};\n")

    out.append("\nconst double ostrov_i_sin_table[96][2] = {\n")
    for n in range(96):
        value = mpf(0) if n % 64 == 0 else mp.sin(mp.pi * n / 64)
        high, low = parts(value, 26)
        out.append(f"    {{{hexa(high)}, {hexa(low)}}},\n")
    out.append("};\n")

    out.append("\nconst double ostrov_i_atan_table[65][2] = {\n")
    for j in range(65):
        high, low = parts(mp.atan(mpf(j) / 64), 53)
        out.append(f"    {{{hexa(high)}, {hexa(low)}}},\n")
    out.append("};\n")

    # Two words of zeros in front let the smallest arguments use the same code (see reduce_big).
    words = 37
    digits = int(mpmath.floor(mpf(2) ** (32 * words) / (2 * mp.pi)))
    all_words = [0, 0] + [(digits >> (32 * (words - 1 - i))) & 0xFFFFFFFF for i in range(words)]
    out.append("\nconst uint32_t ostrov_i_inverse_two_pi[39] = {")
    for i, word in enumerate(all_words):
        out.append("\n   " if i % 8 == 0 else "")
        out.append(f" 0x{word:08x},")
    out.append("\n};\n")
    return "".join(out)


# Exact doubles: what is hard for each function, and what models use.
VALUES = [
    ("sin", "0x1p-3"), ("sin", "1"), ("sin", "-2.5"), ("sin", "100"), ("sin", "1e22"),
    ("sin", "0x1.921fb54442d18p+1"), ("sin", "0x1.6ac5b262ca1ffp+849"),
    ("sin", "0x1.fffffffffffffp+1023"),
    ("sin", "0x1.6c6cbc45dc8dep+6"), ("sin", "0x1.6c6cbc45dc8dep+12"), ("sin", "123456789"),
    ("cos", "0x1p-3"), ("cos", "1"), ("cos", "-2.5"), ("cos", "1e22"),
    ("cos", "0x1.921fb54442d18p+0"), ("cos", "0x1.6ac5b262ca1ffp+849"), ("cos", "123456.75"),
    ("cos", "3e10"),
    ("tan", "0x1p-3"), ("tan", "1"), ("tan", "-2.5"), ("tan", "0x1.921fb54442d18p+0"),
    ("tan", "1e22"),
    ("asin", "0x1p-3"), ("asin", "0.5"), ("asin", "-0.75"), ("asin", "0x1.fffffffffffffp-1"),
    ("acos", "0x1p-3"), ("acos", "0.5"), ("acos", "-0.75"), ("acos", "0.9375"),
    ("acos", "0x1.fffffffffffffp-1"),
    ("atan", "0x1p-3"), ("atan", "0x1.fffffffffffffp-8"), ("atan", "1.5"), ("atan", "-1000"),
    ("exp", "1"), ("exp", "-1"), ("exp", "0x1p-10"), ("exp", "88.5"), ("exp", "709.75"),
    ("exp", "-708.25"), ("exp", "-720.5"), ("exp", "-745"),
    ("expm1", "0x1p-10"), ("expm1", "-0x1p-30"), ("expm1", "0.0625"), ("expm1", "0.004"),
    ("expm1", "1"),
    ("expm1", "-1"), ("expm1", "50"), ("expm1", "-30"),
    ("log", "2"), ("log", "10"), ("log", "0x1.0000000000001p+0"), ("log", "0x1.fffffffffffffp-1"),
    ("log", "1.375"), ("log", "0x1p-1074"), ("log", "0x1.fffffffffffffp+1023"),
    ("log1p", "0x1p-10"), ("log1p", "-0x1p-40"), ("log1p", "1"), ("log1p", "-0.75"),
    ("log1p", "-0x1.fffffffffffffp-1"), ("log1p", "1e300"), ("log1p", "-1.1e-12"),
    ("log1p", "0x1.f800000000001p+5"),
    ("tanh", "0x1p-10"), ("tanh", "0.5"), ("tanh", "-1"), ("tanh", "5"), ("tanh", "18.5"),
]
VALUES_TWO = [
    ("pow", "2", "0.5"), ("pow", "10", "-3"), ("pow", "10", "308"), ("pow", "1.5", "1000.25"),
    ("pow", "0.75", "2500"), ("pow", "-3", "33"), ("pow", "0x1.0000000000001p+0", "1e18"),
    ("pow", "0x1.fffffffffffffp-1", "4e18"), ("pow", "0x1p-1074", "0.25"),
    ("pow", "7.25", "-374.5"), ("pow", "0.5", "1060.5"), ("pow", "1e300", "1.0275"),
    ("atan2", "1", "2"), ("atan2", "3", "-4"), ("atan2", "-5", "-1.5"),
    ("atan2", "-1e-300", "2e-300"),
    ("atan2", "1e-310", "3e-310"), ("atan2", "3e-20", "7e299"),
    ("atan2", "1e10", "-1e-300"), ("atan2", "1e300", "-1.25e300"),
]


def exact(text):
    return mpf(float.fromhex(text) if "0x" in text else float(text))


def values():
    for name, x in VALUES:
        print(f'    {{"{name}", {x}, 0, {mpmath.nstr(getattr(mp, name)(exact(x)), 20)}}},')
    for name, x, y in VALUES_TWO:
        function = mp.power if name == "pow" else mp.atan2
        print(f'    {{"{name}", {x}, {y}, {mpmath.nstr(function(exact(x), exact(y)), 20)}}},')


def main():
    if "--values" in sys.argv[1:]:
        values()
        return 0
    wanted = {"elementary_constants.h": constants(), "elementary_tables.c": tables()}
    stale = 0
    for name, text in wanted.items():
        path = BASE / name
        if "--check" in sys.argv[1:]:
            same = path.exists() and path.read_text() == text
            print(f"{'PASS' if same else 'FAIL'} {name}")
            stale += not same
        else:
            path.write_text(text)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
