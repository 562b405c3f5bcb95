/* The two forms of Perez's sky: coefficients in eight bins of clearness, and the same as splines.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "plane.h"

#include "base/fields.h"

#define KAPPA (1.041) /* for a zenith in radians */

/* Perez et al. (1990), table 6, all sites: F11 F12 F13 F21 F22 F23 by bins of the clearness ε. */
static const double bins[8][6] = {
    {-0.008, 0.588, -0.062, -0.060, 0.072, -0.022}, {0.130, 0.683, -0.151, -0.019, 0.066, -0.029},
    {0.330, 0.487, -0.221, 0.055, -0.064, -0.026},  {0.568, 0.187, -0.295, 0.109, -0.152, -0.014},
    {0.873, -0.392, -0.362, 0.226, -0.462, 0.001},  {1.132, -1.237, -0.412, 0.288, -0.823, 0.056},
    {1.060, -1.600, -0.359, 0.264, -1.127, 0.131},  {0.678, -0.327, -0.250, 0.156, -1.377, 0.251},
};

static void brighten(const double c[6], double zenith, double brightness, double f[2])
{
    f[0] = c[0] + c[1] * brightness + c[2] * zenith;
    f[1] = c[3] + c[4] * brightness + c[5] * zenith;
}

void ostrov_i_perez(const ostrov_irradiance *i, double zenith, double brightness, double f[2])
{
    static const double edges[7] = {1.065, 1.23, 1.5, 1.95, 2.8, 4.5, 6.2};
    const double k = KAPPA * zenith * zenith * zenith;
    const double dhi = i->dhi_w_per_m2;
    int32_t bin = 0;
    if (dhi > 0.0) {
        const double clearness = ((dhi + i->dni_w_per_m2) / dhi + k) / (1.0 + k);
        while (bin < 7 && clearness >= edges[bin]) {
            bin++;
        }
    }
    brighten(bins[bin], zenith, brightness, f);
    f[0] = ostrov_i_max(f[0], 0.0);
}

/* Driesse, Jensen & Perez (2024), table 2: quadratic B-splines of ζ = 1 − 1/ε. Each row holds the
 * weights of one basis function in the six coefficients. */
static const double knots[13] = {0.0,   0.0,   0.0,   0.061, 0.187, 0.333, 0.487,
                                 0.643, 0.778, 0.839, 1.0,   1.0,   1.0};
static const double weights[10][6] = {
    {-0.053, 0.529, -0.028, -0.071, 0.061, -0.019}, {-0.008, 0.588, -0.062, -0.060, 0.072, -0.022},
    {0.131, 0.770, -0.167, -0.026, 0.106, -0.032},  {0.328, 0.471, -0.216, 0.069, -0.105, -0.028},
    {0.557, 0.241, -0.300, 0.086, -0.085, -0.012},  {0.861, -0.323, -0.355, 0.240, -0.467, -0.008},
    {1.212, -1.239, -0.444, 0.305, -0.797, 0.047},  {1.099, -1.847, -0.365, 0.275, -1.132, 0.124},
    {0.544, 0.157, -0.213, 0.118, -1.455, 0.292},   {0.544, 0.157, -0.213, 0.118, -1.455, 0.292},
};

void ostrov_i_perez_driesse(const ostrov_irradiance *i, double zenith, double brightness,
                            double f[2])
{
    const double k = KAPPA * zenith * zenith * zenith;
    const double both = i->dhi_w_per_m2 + i->dni_w_per_m2;
    const double share = i->dhi_w_per_m2 > 0.0 ? i->dni_w_per_m2 / both : 0.0;
    const double x = ostrov_i_clamp(share / (1.0 - k * (share - 1.0)), 0.0, 1.0);
    int32_t s = 2;
    while (s < 9 && x >= knots[s + 1]) {
        s++;
    }
    /* The three basis functions that are not 0 between knots s and s+1 (de Boor 1978). */
    const double *t = knots + s;
    const double low = (t[1] - x) / (t[1] - t[0]);
    const double b0 = low * (t[1] - x) / (t[1] - t[-1]);
    const double b2 = (1.0 - low) * (x - t[0]) / (t[2] - t[0]);
    const double b1 = 1.0 - b0 - b2;
    double c[6];
    for (int32_t n = 0; n < 6; n++) {
        c[n] = b0 * weights[s - 2][n] + b1 * weights[s - 1][n] + b2 * weights[s][n];
    }
    brighten(c, zenith, brightness, f);
    f[0] = ostrov_i_clamp(f[0], 0.0, 0.9);
}
