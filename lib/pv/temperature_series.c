/* Cell temperature with memory: Fuentes and Prilliman.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "pv/temperature.h"

#include "pv/pv_internal.h"
#include "pv/rows.h"

#define ZERO_C 273.15
#define DEG (3.14159265358979323846 / 180.0)

/* The constants of Fuentes' program (SAND85-0330), which he wrote before CODATA. */
#define BOLTZMANN 5.669e-8
#define START_K 293.15    /* also the air of NOCT conditions */
#define NOCT_SKY_K 282.21 /* sky of NOCT conditions */
#define NOCT_SUN 800.0
#define CAPACITY 11000.0   /* J/(m²·K) */
#define WARM_NOCT_K 321.15 /* from here on the mounting is taken to hold heat as well */
#define TURBULENT 1.2e5    /* Reynolds number */

/* What is known of the module before the first row. */
typedef struct fuentes {
    double emissivity;
    double absorptance;
    double length_m; /* hydraulic diameter */
    double sin_tilt;
    double wind_ratio; /* wind at the module over wind as measured */
    double ground_ratio;
    double convection_ratio;
    double capacity;
} fuentes;

/* Free and forced convection of a plate, W/(m²·K). */
static double convection(const fuentes *f, double mean_k, double wind, double apart_k,
                         int32_t may_be_turbulent)
{
    const double density = 0.003484 * 101325.0 / mean_k;
    const double viscosity = 0.24237e-6 * ostrov_pow(mean_k, 0.76) / density;
    const double conductivity = 2.1695e-4 * ostrov_pow(mean_k, 0.84);
    const double reynolds = wind * f->length_m / viscosity;
    const double carried = density * wind * 1007.0;
    const double forced =
        may_be_turbulent && reynolds > TURBULENT
            ? 0.0282 / ostrov_pow(reynolds, 0.2) * carried / ostrov_pow(0.71, 0.4)
            : 0.8600 / __builtin_sqrt(reynolds) * carried / ostrov_pow(0.71, 0.67);
    const double grashof = 9.8 / mean_k * apart_k * f->length_m * f->length_m * f->length_m /
                           (viscosity * viscosity) * f->sin_tilt;
    const double free =
        grashof > 0.0 ? 0.21 * ostrov_pow(grashof * 0.71, 0.32) * conductivity / f->length_m : 0.0;
    return ostrov_pow(free * free * free + forced * forced * forced, 1.0 / 3.0);
}

static double fourth(double x) { return x * x * x * x; }

/* Radiation between two bodies as a coefficient: (a⁴ − b⁴)/(a − b). */
static double radiation(const fuentes *f, double a, double b)
{
    return f->emissivity * BOLTZMANN * (a * a + b * b) * (a + b);
}

/* From the installed NOCT: how warm the ground is and how much more than a plate it convects. */
static void prepare(const ostrov_pv_fuentes *set, fuentes *f)
{
    const double noct_k = set->noct_c + ZERO_C;
    const double above = noct_k - START_K;
    f->emissivity = set->emissivity_ratio;
    f->absorptance = set->absorptance_ratio;
    f->length_m = 2.0 * set->module_width_m * set->module_length_m /
                  (set->module_width_m + set->module_length_m);
    f->sin_tilt = ostrov_sin(set->tilt_deg * DEG);
    f->wind_ratio = ostrov_pow(set->module_height_m / set->wind_height_m, 0.2);
    const double plate = convection(f, (noct_k + START_K) / 2.0, 1.0, above, 0);
    const double sky = f->emissivity * BOLTZMANN * (fourth(noct_k) - fourth(NOCT_SKY_K));
    const double back = (f->absorptance * NOCT_SUN - sky - plate * above) /
                        ((radiation(f, noct_k, START_K) + plate) * above);
    const double ground4 = fourth(noct_k) - back * (fourth(noct_k) - fourth(START_K));
    double ground_k = START_K; /* hotter than that below no sun can be: the clamp of the paper */
    if (ground4 > 0.0) {
        ground_k = ostrov_i_clamp(__builtin_sqrt(__builtin_sqrt(ground4)), START_K, noct_k);
    }
    f->ground_ratio = (ground_k - START_K) / above;
    const double lost =
        f->emissivity * BOLTZMANN * (2.0 * fourth(noct_k) - fourth(NOCT_SKY_K) - fourth(ground_k));
    f->convection_ratio = (f->absorptance * NOCT_SUN - lost) / (plate * above);
    f->capacity = CAPACITY;
    if (noct_k > WARM_NOCT_K) {
        f->capacity *= 1.0 + (noct_k - WARM_NOCT_K) / 12.0;
    }
}

/* One step: the module's temperature by the exact solution for a sun that changes evenly, the
 * coefficients of heat by ten rounds at the temperature found (his choice). */
static double warm(const fuentes *f, double before_k, double sun_before, double sun, double air_k,
                   double wind, double step_s)
{
    const double sky_k = 0.68 * (0.0552 * air_k * __builtin_sqrt(air_k)) + 0.32 * air_k;
    double k = before_k;
    for (int32_t round = 0; round < 10; round++) {
        const double h = f->convection_ratio *
                         convection(f, (k + air_k) / 2.0, wind, ostrov_i_abs(k - air_k), 1);
        const double h_sky = radiation(f, k, sky_k);
        const double ground_k = air_k + f->ground_ratio * (k - air_k);
        const double h_ground = radiation(f, k, ground_k);
        const double all = h + h_sky + h_ground;
        const double decay = -all / f->capacity * step_s;
        const double e = decay > -10.0 ? ostrov_exp(decay) : 0.0;
        const double gain = h * air_k + h_sky * sky_k + h_ground * ground_k + sun_before +
                            (sun - sun_before) / decay;
        k = before_k * e + ((1.0 - e) * gain + sun - sun_before) / all;
    }
    return k;
}

ostrov_status ostrov_pv_fuentes_defaults(ostrov_pv_fuentes *fuentes_settings, size_t size)
{
    return ostrov_i_defaults(&ostrov_i_pv_model_structures[OSTROV_I_PV_FUENTES], fuentes_settings,
                             size);
}

static ostrov_status row_ok(double poa, double air_c, double wind)
{
    ostrov_status status = ostrov_i_within(NULL, NULL, poa, 0.0, 5000.0);
    status = status == OSTROV_OK ? ostrov_i_within(NULL, NULL, air_c, -90.0, 70.0) : status;
    return status == OSTROV_OK ? ostrov_i_within(NULL, NULL, wind, 0.0, 120.0) : status;
}

ostrov_status ostrov_pv_fuentes_n(const ostrov_pv_fuentes *settings, double step_s,
                                  const double *poa_w_per_m2, const double *air_c,
                                  const double *wind_m_per_s, size_t n, double *module_c,
                                  uint8_t *status, ostrov_fault *why)
{
    ostrov_pv_fuentes full;
    fuentes f;
    double k = START_K;
    double sun_before = 0.0;
    if (n > 0 &&
        (poa_w_per_m2 == NULL || air_c == NULL || wind_m_per_s == NULL || module_c == NULL)) {
        return ostrov_i_fault(why, OSTROV_E_ARGUMENT, NULL, "columns", -1, OSTROV_I_NAN,
                              OSTROV_I_NAN, OSTROV_I_NAN);
    }
    ostrov_status refused = ostrov_i_take_config(&ostrov_i_pv_model_structures[OSTROV_I_PV_FUENTES],
                                                 settings, &full, why);
    if (refused == OSTROV_OK) {
        refused = ostrov_i_within(why, "step_s", step_s, 1.0, 7200.0);
    }
    if (refused != OSTROV_OK) {
        return refused;
    }
    prepare(&full, &f);
    if (!(f.convection_ratio > 0.0)) { /* it would give off more by radiation than it takes in */
        return ostrov_i_fault(why, OSTROV_E_RANGE, "ostrov_pv_fuentes", "absorptance_ratio", -1,
                              full.absorptance_ratio, OSTROV_I_NAN, 1.0);
    }
    for (size_t i = 0; i < n; i++) {
        const ostrov_status one = row_ok(poa_w_per_m2[i], air_c[i], wind_m_per_s[i]);
        module_c[i] = OSTROV_I_NAN;
        if (one == OSTROV_OK) {
            const double sun = poa_w_per_m2[i] * f.absorptance;
            k = warm(&f, k, sun_before, sun, air_c[i] + ZERO_C,
                     wind_m_per_s[i] * f.wind_ratio + 1e-4, step_s);
            sun_before = sun;
            module_c[i] = k - ZERO_C;
        }
        if (status != NULL) {
            status[i] = ostrov_i_value_of(one);
        }
    }
    return OSTROV_OK;
}

/* The mean of the rows within the last 20 min before row i, each by exp(−P·age), the row itself
 * left out (eq. 2 of the paper); P by wind and mass (eq. 3). */
static double smoothed(const double *steady_c, size_t i, size_t window, double step_s, double rate)
{
    double sum = 0.0;
    double all = 0.0;
    const size_t back = i < window ? i : window;
    for (size_t k = back; k >= 1; k--) {
        const double c = steady_c[i - k];
        if (!ostrov_i_nan(c)) {
            const double weight = ostrov_exp(-rate * (double)k * step_s);
            sum += weight * c;
            all += weight;
        }
    }
    return all > 0.0 ? sum / all : OSTROV_I_NAN;
}

ostrov_status ostrov_pv_prilliman_n(double step_s, double unit_mass_kg_per_m2,
                                    const double *steady_c, const double *wind_m_per_s, size_t n,
                                    double *cell_c, uint8_t *status, ostrov_fault *why)
{
    const double window_s = 1200.0; /* above 20 kg/m² the fit of the rate turns negative */
    if (n > 0 && (steady_c == NULL || wind_m_per_s == NULL || cell_c == NULL ||
                  (const double *)cell_c == steady_c)) {
        return ostrov_i_fault(why, OSTROV_E_ARGUMENT, NULL, "columns", -1, OSTROV_I_NAN,
                              OSTROV_I_NAN, OSTROV_I_NAN);
    }
    ostrov_status refused = ostrov_i_within(why, "step_s", step_s, 1.0, 7200.0);
    if (refused == OSTROV_OK) {
        refused = ostrov_i_within(why, "unit_mass_kg_per_m2", unit_mass_kg_per_m2, 1.0, 20.0);
    }
    if (refused != OSTROV_OK) {
        return refused;
    }
    const size_t window = (size_t)(window_s / step_s);
    for (size_t i = 0; i < n; i++) {
        const double wind = wind_m_per_s[i];
        const double rate = 0.0046 + 0.00046 * wind - 0.00023 * unit_mass_kg_per_m2 -
                            1.6e-5 * wind * unit_mass_kg_per_m2;
        ostrov_status one = ostrov_i_within(NULL, NULL, steady_c[i], -150.0, 300.0);
        one = one == OSTROV_OK ? ostrov_i_within(NULL, NULL, wind, 0.0, 120.0) : one;
        cell_c[i] = OSTROV_I_NAN;
        if (one == OSTROV_OK) {
            const double mean =
                step_s < window_s ? smoothed(steady_c, i, window, step_s, rate) : OSTROV_I_NAN;
            cell_c[i] = ostrov_i_nan(mean) ? steady_c[i] : mean;
        }
        if (status != NULL) {
            status[i] = ostrov_i_value_of(one);
        }
    }
    return OSTROV_OK;
}
