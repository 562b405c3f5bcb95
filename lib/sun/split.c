/* Split of global irradiance into beam and diffuse by the clearness index.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "sun_internal.h"

#include "base/fields.h"

double ostrov_i_clearness(double ghi, double cos_zenith, double extra, double most)
{
    return ostrov_i_min(most, ghi / (extra * ostrov_i_max(cos_zenith, 0.065)));
}

/* Erbs, Klein & Duffie (1982), eq. 1. */
static double erbs(double k)
{
    if (k <= 0.22) {
        return 1.0 - 0.09 * k;
    }
    return k > 0.8 ? 0.165 : 0.9511 + k * (-0.1604 + k * (4.388 + k * (-16.638 + k * 12.336)));
}

/* Driesse, Jensen & Perez (2024): the same without jumps in value or slope. */
static double erbs_driesse(double k)
{
    if (k <= 0.216) {
        return 1.0 - 0.09 * k;
    }
    return k > 0.792
               ? 0.165
               : 0.946296633571001 + k * (-0.11390583806313881 +
                                          k * (4.246926715218317 +
                                               k * (-16.4705084246973 + k * 12.26911439571261)));
}

static double orgill_hollands(double k)
{
    if (k < 0.35) {
        return 1.0 - 0.249 * k;
    }
    return k > 0.75 ? 0.177 : 1.557 - 1.84 * k;
}

/* Maxwell (1987), eqs. 1 to 6: transmittance of the beam. */
double ostrov_i_disc_ratio(double k, double air_mass)
{
    double a;
    double b;
    double c;
    if (k <= 0.6) {
        a = 0.512 + k * (-1.56 + k * (2.286 - 2.222 * k));
        b = 0.37 + 0.962 * k;
        c = -0.28 + k * (0.932 - 2.048 * k);
    } else {
        a = -5.743 + k * (21.77 + k * (-27.49 + 11.56 * k));
        b = 41.4 + k * (-118.5 + k * (66.05 + 31.9 * k));
        c = -47.01 + k * (184.2 + k * (-222.0 + 73.81 * k));
    }
    const double clear =
        0.866 +
        air_mass * (-0.122 + air_mass * (0.0121 + air_mass * (-0.000653 + air_mass * 1.4e-05)));
    return clear - (a + b * ostrov_exp(c * air_mass));
}

/* DISC was fitted with Kasten (1966) air mass, of at most 12, and 1370 W/m² at 1 au. */
double ostrov_i_disc_air_mass(double zenith_deg, double pressure_pa)
{
    const double relative = ostrov_i_air_mass_by(OSTROV_AIR_MASS_KASTEN_1966, zenith_deg);
    return ostrov_i_min(12.0,
                        ostrov_i_nan(pressure_pa) ? relative : relative * pressure_pa / 101325.0);
}

double ostrov_i_disc(double ghi, double zenith_deg, double distance_au, double pressure_pa)
{
    const double extra = OSTROV_I_DISC_CONSTANT / (distance_au * distance_au);
    const double k = ostrov_i_clearness(ghi, ostrov_cos(zenith_deg * OSTROV_I_DEG), extra, 1.0);
    if (zenith_deg > OSTROV_I_SPLIT_LOWEST_DEG) {
        return 0.0;
    }
    return ostrov_i_max(
        0.0, extra * ostrov_i_disc_ratio(k, ostrov_i_disc_air_mass(zenith_deg, pressure_pa)));
}

/* All diffuse: above the greatest zenith, and where a fit would give a negative beam. */
static void all_diffuse(double ghi, ostrov_irradiance *split)
{
    split->ghi_w_per_m2 = ghi;
    split->dni_w_per_m2 = 0.0;
    split->dhi_w_per_m2 = ghi;
}

/* From a diffuse share. */
static void by_share(double ghi, double share, double zenith_deg, double cos_zenith,
                     ostrov_irradiance *split)
{
    all_diffuse(ghi, split);
    if (zenith_deg <= OSTROV_I_SPLIT_LOWEST_DEG && share <= 1.0) {
        split->dhi_w_per_m2 = share * ghi;
        split->dni_w_per_m2 = (ghi - split->dhi_w_per_m2) / cos_zenith;
    }
}

/* From the beam. */
static void by_beam(double ghi, double dni, double cos_zenith, ostrov_irradiance *split)
{
    split->ghi_w_per_m2 = ghi;
    split->dni_w_per_m2 = dni;
    split->dhi_w_per_m2 = ghi - dni * cos_zenith;
}

/* Louche et al. (1991), eq. 7. */
static void louche(double ghi, double zenith_deg, double cos_zenith, double extra,
                   ostrov_irradiance *split)
{
    const double k = ostrov_i_clearness(ghi, cos_zenith, extra, 2.0);
    const double beam =
        0.002 + k * (-0.059 + k * (0.994 + k * (-5.205 + k * (15.307 - k * 10.627))));
    if (zenith_deg > 90.0 || beam < 0.0) {
        all_diffuse(ghi, split);
    } else {
        by_beam(ghi, beam * extra, cos_zenith, split);
    }
}

void ostrov_i_split(int32_t model, double ghi, double zenith_deg, double distance_au,
                    double pressure_pa, ostrov_irradiance *split)
{
    const double cos_zenith = ostrov_cos(zenith_deg * OSTROV_I_DEG);
    const double extra = ostrov_i_extra_w_per_m2(distance_au);
    const double k = ostrov_i_clearness(ghi, cos_zenith, extra, 1.0);
    switch (model) {
    case OSTROV_SPLIT_ERBS_DRIESSE:
        by_share(ghi, erbs_driesse(k), zenith_deg, cos_zenith, split);
        break;
    case OSTROV_SPLIT_DISC:
        by_beam(ghi, ostrov_i_disc(ghi, zenith_deg, distance_au, pressure_pa),
                ostrov_i_max(cos_zenith, 0.0), split);
        break;
    case OSTROV_SPLIT_BOLAND:
        by_share(ghi, 1.0 / (1.0 + ostrov_exp(8.645 * (k - 0.613))), zenith_deg, cos_zenith, split);
        break;
    case OSTROV_SPLIT_ORGILL_HOLLANDS:
        by_share(ghi, orgill_hollands(k), zenith_deg, cos_zenith, split);
        break;
    case OSTROV_SPLIT_LOUCHE:
        louche(ghi, zenith_deg, cos_zenith, extra, split);
        break;
    default:
        by_share(ghi, erbs(k), zenith_deg, cos_zenith, split);
        break;
    }
}

void ostrov_i_bound_beam(const ostrov_sun *sun, double zenith_deg, ostrov_irradiance *i)
{
    const double extra = ostrov_i_extra_w_per_m2(sun->distance_au);
    if (i->dni_w_per_m2 > extra) {
        const double cos_zenith = ostrov_cos(zenith_deg * OSTROV_I_DEG);
        i->dni_w_per_m2 = extra;
        i->dhi_w_per_m2 = ostrov_i_max(0.0, i->ghi_w_per_m2 - extra * cos_zenith);
    }
}

void ostrov_i_erbs(double ghi_w_per_m2, double zenith_deg, double extra_w_per_m2,
                   ostrov_irradiance *split)
{
    const double cos_zenith = ostrov_cos(zenith_deg * OSTROV_I_DEG);
    by_share(ghi_w_per_m2, erbs(ostrov_i_clearness(ghi_w_per_m2, cos_zenith, extra_w_per_m2, 1.0)),
             zenith_deg, cos_zenith, split);
}

ostrov_status ostrov_i_check_light(double w_per_m2)
{
    if (!ostrov_i_finite(w_per_m2)) {
        return OSTROV_E_NOT_FINITE;
    }
    return w_per_m2 < 0.0 || w_per_m2 > 2000.0 ? OSTROV_E_RANGE : OSTROV_OK;
}

int32_t ostrov_i_row_value(ostrov_status status)
{
    return status == OSTROV_E_NOT_FINITE
               ? OSTROV_VALUE_UNKNOWN
               : (status == OSTROV_OK ? OSTROV_VALUE_OK : OSTROV_VALUE_RANGE);
}

static ostrov_status check_pressure(double pressure_pa)
{
    return pressure_pa < 30000.0 || pressure_pa > 110000.0 ? OSTROV_E_RANGE : OSTROV_OK;
}

ostrov_status ostrov_irradiance_clearness(double ghi_w_per_m2, const ostrov_sun *sun,
                                          double *clearness_ratio)
{
    if (sun == NULL || clearness_ratio == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    ostrov_status status = ostrov_i_check_sun(sun);
    if (status == OSTROV_OK) {
        status = ostrov_i_check_light(ghi_w_per_m2);
    }
    if (status == OSTROV_OK) {
        *clearness_ratio =
            ostrov_i_clearness(ghi_w_per_m2, ostrov_cos(sun->zenith_deg * OSTROV_I_DEG),
                               ostrov_i_extra_w_per_m2(sun->distance_au), 1.0);
    }
    return status;
}

ostrov_status ostrov_irradiance_split(int32_t model, double ghi_w_per_m2, const ostrov_sun *sun,
                                      double pressure_pa, ostrov_irradiance *split)
{
    if (sun == NULL || split == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    if (model < OSTROV_SPLIT_ERBS || model > OSTROV_SPLIT_LOUCHE ||
        check_pressure(pressure_pa) != OSTROV_OK) {
        return OSTROV_E_RANGE;
    }
    ostrov_status status = ostrov_i_check_sun(sun);
    if (status == OSTROV_OK) {
        status = ostrov_i_check_light(ghi_w_per_m2);
    }
    if (status == OSTROV_OK) {
        ostrov_i_split(model, ghi_w_per_m2, sun->zenith_deg, sun->distance_au, pressure_pa, split);
    }
    return status;
}

ostrov_status ostrov_irradiance_split_n(int32_t model, const double *ghi_w_per_m2,
                                        const ostrov_sun *sun, size_t n, double pressure_pa,
                                        ostrov_irradiance *split, uint8_t *status)
{
    const ostrov_irradiance none = {OSTROV_I_NAN, OSTROV_I_NAN, OSTROV_I_NAN};
    if (n > 0 && (ghi_w_per_m2 == NULL || sun == NULL || split == NULL)) {
        return OSTROV_E_ARGUMENT;
    }
    if (model < OSTROV_SPLIT_ERBS || model > OSTROV_SPLIT_LOUCHE ||
        check_pressure(pressure_pa) != OSTROV_OK) {
        return OSTROV_E_RANGE;
    }
    for (size_t i = 0; i < n; i++) {
        ostrov_status row = ostrov_i_check_sun(&sun[i]);
        if (row == OSTROV_OK) {
            row = ostrov_i_check_light(ghi_w_per_m2[i]);
        }
        int32_t value = ostrov_i_row_value(row);
        if (row == OSTROV_OK) {
            ostrov_i_split(model, ghi_w_per_m2[i], sun[i].zenith_deg, sun[i].distance_au,
                           pressure_pa, &split[i]);
            value = sun[i].zenith_deg >= 90.0 ? OSTROV_VALUE_NIGHT : OSTROV_VALUE_OK;
        } else {
            split[i] = none;
        }
        if (status != NULL) {
            status[i] = (uint8_t)value;
        }
    }
    return OSTROV_OK;
}
