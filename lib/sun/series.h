/* Sums of cosines: the Earth's place by VSOP87 and the nutation, as columns that a compiler can
 * take several terms at once of.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_SUN_SERIES_H
#define OSTROV_LIB_SUN_SERIES_H

#include <stdint.h>

/* Terms a cos(2π(b + c·t)): longitude, latitude (1e-8 rad) and distance (1e-8 au), each by powers 0
 * … 5 of t, which counts Julian millennia from J2000. count is a multiple of 4. */
typedef struct ostrov_i_span {
    int32_t first, count;
} ostrov_i_span;

typedef struct ostrov_i_theory {
    const double *amplitude, *phase, *rate;
    ostrov_i_span span[3][6];
} ostrov_i_theory;

enum { OSTROV_I_NUTATION_TERMS = 64 };

/* Multiples of the five arguments, and what they bring in 1e-4 arc seconds. */
typedef struct ostrov_i_nutation {
    double elongation[OSTROV_I_NUTATION_TERMS], sun[OSTROV_I_NUTATION_TERMS],
        moon[OSTROV_I_NUTATION_TERMS], latitude[OSTROV_I_NUTATION_TERMS],
        node[OSTROV_I_NUTATION_TERMS];
    double psi[OSTROV_I_NUTATION_TERMS], psi_t[OSTROV_I_NUTATION_TERMS],
        epsilon[OSTROV_I_NUTATION_TERMS], epsilon_t[OSTROV_I_NUTATION_TERMS];
} ostrov_i_nutation;

extern const ostrov_i_theory ostrov_i_spa;
extern const ostrov_i_theory ostrov_i_vsop87d;
extern const ostrov_i_nutation ostrov_i_iau1980;

/* Longitude (rad), latitude (rad) and distance (au) of the Earth seen from the sun. */
void ostrov_i_theory_sum(const ostrov_i_theory *theory, double millennia, double sum[3]);

/* Nutation in longitude and obliquity, degrees, at t Julian centuries from J2000. */
void ostrov_i_nutate(double t, double *psi_deg, double *epsilon_deg);

/* Cosine of x turns to 1e-15, for |x| < 2^40: the whole turns go by rounding to an integer, the
 * rest is folded to sin(2πu) with |u| ≤ 1/4, whose polynomial is the near-minimax one of eight
 * coefficients (greatest error 2e-16). Straight code, which a compiler turns into vectors;
 * ostrov_cos is as good for one angle and four times slower here. */
static inline double ostrov_i_cos_turns(double x)
{
    const double whole = 6755399441055744.0; /* 1.5·2^52: adding it rounds to an integer */
    const double u = 0.25 - __builtin_fabs(x - ((x + whole) - whole));
    const double v = u * u;
    return u * (6.283185307179585 +
                v * (-41.341702240398284 +
                     v * (81.60524927557977 +
                          v * (-76.70585968962867 +
                               v * (42.05868995395094 +
                                    v * (-15.09450614073429 +
                                         v * (3.817365633469135 + v * -0.6925067010720717)))))));
}

#endif
