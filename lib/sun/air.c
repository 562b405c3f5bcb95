/* The air the sun shines through: air mass, pressure, turbidity; and the light above it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "sun_internal.h"

#include "base/calendar.h"
#include "base/fields.h"

double ostrov_i_extra_w_per_m2(double distance_au)
{
    return OSTROV_I_SOLAR_CONSTANT / (distance_au * distance_au);
}

double ostrov_i_air_mass(double apparent_zenith_deg)
{
    return ostrov_i_air_mass_by(OSTROV_AIR_MASS_KASTEN_YOUNG_1989, apparent_zenith_deg);
}

/* The papers are named in the header, one by one. */
double ostrov_i_air_mass_by(int32_t model, double z)
{
    const double c = ostrov_cos(z * OSTROV_I_DEG);
    const double height = 90.0 - z;
    double secant;
    switch (model) {
    case OSTROV_AIR_MASS_KASTEN_YOUNG_1989:
        return 1.0 / (c + 0.50572 * ostrov_pow(6.07995 + height, -1.6364));
    case OSTROV_AIR_MASS_KASTEN_1966:
        return 1.0 / (c + 0.15 * ostrov_pow(93.885 - z, -1.253));
    case OSTROV_AIR_MASS_PICKERING_2002:
        return 1.0 / ostrov_sin(OSTROV_I_DEG *
                                (height + 244.0 / (165.0 + 47.0 * ostrov_pow(height, 1.1))));
    case OSTROV_AIR_MASS_YOUNG_IRVINE_1967:
        secant = 1.0 / c;
        return secant * (1.0 - 0.0012 * (secant * secant - 1.0));
    case OSTROV_AIR_MASS_YOUNG_1994:
        return (0.0096467 + c * (0.148386 + c * 1.002432)) /
               (0.000303978 + c * (0.0102963 + c * (0.149864 + c)));
    case OSTROV_AIR_MASS_GUEYMARD_1993:
        return 1.0 / (c + 0.00176759 * z * ostrov_pow(94.37515 - z, -1.21563));
    case OSTROV_AIR_MASS_GUEYMARD_2003:
        return 1.0 / (c + 0.48353 * ostrov_pow(z, 0.095846) / ostrov_pow(96.741 - z, 1.754));
    default:
        return 1.0 / c;
    }
}

ostrov_status ostrov_air_mass(int32_t model, double zenith_deg, double *air_mass_ratio)
{
    if (air_mass_ratio == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    if (!ostrov_i_finite(zenith_deg)) {
        return OSTROV_E_NOT_FINITE;
    }
    if (zenith_deg < 0.0 || zenith_deg > 180.0 || model < OSTROV_AIR_MASS_KASTEN_YOUNG_1989 ||
        model > OSTROV_AIR_MASS_GUEYMARD_2003) {
        return OSTROV_E_RANGE;
    }
    if (zenith_deg > 90.0) {
        return OSTROV_EMPTY;
    }
    *air_mass_ratio = ostrov_i_air_mass_by(model, zenith_deg);
    return OSTROV_OK;
}

ostrov_status ostrov_air_pressure(double altitude_m, double *pressure_pa)
{
    if (pressure_pa == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    if (!ostrov_i_finite(altitude_m)) {
        return OSTROV_E_NOT_FINITE;
    }
    if (altitude_m < -500.0 || altitude_m > 9000.0) {
        return OSTROV_E_RANGE;
    }
    *pressure_pa = ostrov_i_pressure_pa(altitude_m);
    return OSTROV_OK;
}

ostrov_status ostrov_air_altitude(double pressure_pa, double *altitude_m)
{
    if (altitude_m == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    if (!ostrov_i_finite(pressure_pa)) {
        return OSTROV_E_NOT_FINITE;
    }
    if (pressure_pa < 30000.0 || pressure_pa > 110000.0) {
        return OSTROV_E_RANGE;
    }
    /* Standard atmosphere (ICAO 1993). */
    *altitude_m = 44331.5 - 4946.62 * ostrov_pow(pressure_pa, 0.190263);
    return OSTROV_OK;
}

double ostrov_i_aod_broad(double aod_380nm, double aod_500nm)
{
    return 0.27583 * aod_380nm + 0.35 * aod_500nm; /* Bird & Hulstrom (1980) */
}

ostrov_status ostrov_linke_kasten(double air_mass_absolute_ratio, double water_kg_per_m2,
                                  double aod_380nm, double aod_500nm, double *linke)
{
    const double m = air_mass_absolute_ratio;
    if (linke == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    if (!ostrov_i_finite(m) || !ostrov_i_finite(water_kg_per_m2) || !ostrov_i_finite(aod_380nm) ||
        !ostrov_i_finite(aod_500nm)) {
        return OSTROV_E_NOT_FINITE;
    }
    if (m < 0.3 || m > 50.0 || water_kg_per_m2 < 0.0 || water_kg_per_m2 > 100.0 ||
        aod_380nm < 0.0 || aod_380nm > 10.0 || aod_500nm < 0.0 || aod_500nm > 10.0) {
        return OSTROV_E_RANGE;
    }
    /* Kasten (1996) with the optical depths of clean dry air and of water by Molineaux et al.
     * (1998). */
    const double dry = -0.101 + 0.235 * ostrov_pow(m, -0.16);
    const double water = 0.112 * ostrov_pow(m, -0.55) * ostrov_pow(0.1 * water_kg_per_m2, 0.34);
    *linke = (9.4 + 0.9 * m) * (dry + water + ostrov_i_aod_broad(aod_380nm, aod_500nm));
    return OSTROV_OK;
}

/* Spencer (1971): squared ratio of mean to actual distance, by day of the year. */
static double spencer(double day_angle)
{
    return 1.00011 + 0.034221 * ostrov_cos(day_angle) + 0.00128 * ostrov_sin(day_angle) +
           0.000719 * ostrov_cos(2.0 * day_angle) + 7.7e-05 * ostrov_sin(2.0 * day_angle);
}

/* The angle that the day of the year is, day 1 being 0. */
static double day_angle_of(int32_t day) { return OSTROV_I_TURN / 365.0 * (double)(day - 1); }

static int32_t yearday_of(int64_t time_us)
{
    ostrov_civil civil;
    const int64_t second = INT64_C(1000000);
    ostrov_i_civil(time_us / second - (time_us % second < 0 ? 1 : 0), &civil);
    return civil.yearday;
}

ostrov_status ostrov_extra_irradiance(int32_t model, int64_t time_us, double *extra_w_per_m2)
{
    if (extra_w_per_m2 == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    if (model < OSTROV_EXTRA_SPENCER_1971 || model > OSTROV_EXTRA_SPA) {
        return OSTROV_E_RANGE;
    }
    if (!ostrov_i_sun_time_ok(time_us)) {
        return OSTROV_E_TIME;
    }
    if (model == OSTROV_EXTRA_SPA) {
        ostrov_i_geocentric g;
        ostrov_i_sun_geocentric(time_us, OSTROV_SUN_SPA, ostrov_i_delta_t_s(time_us), &g);
        *extra_w_per_m2 = ostrov_i_extra_w_per_m2(g.distance_au);
        return OSTROV_OK;
    }
    const int32_t day = yearday_of(time_us);
    const double ratio = model == OSTROV_EXTRA_SPENCER_1971
                             ? spencer(day_angle_of(day))
                             : 1.0 + 0.033 * ostrov_cos(OSTROV_I_TURN / 365.0 * (double)day);
    *extra_w_per_m2 = OSTROV_I_SOLAR_CONSTANT * ratio;
    return OSTROV_OK;
}

ostrov_status ostrov_sun_yearday(int32_t day, ostrov_yearday *values)
{
    if (values == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    if (day < 1 || day > 366) {
        return OSTROV_E_RANGE;
    }
    const double a = day_angle_of(day);
    const double b = a - OSTROV_I_TURN / 365.0 * 80.0;
    values->equation_of_time_spencer_s =
        86400.0 / OSTROV_I_TURN *
        (0.0000075 + 0.001868 * ostrov_cos(a) - 0.032077 * ostrov_sin(a) -
         0.014615 * ostrov_cos(2.0 * a) - 0.040849 * ostrov_sin(2.0 * a));
    values->equation_of_time_pvcdrom_s =
        60.0 * (9.87 * ostrov_sin(2.0 * b) - 7.53 * ostrov_cos(b) - 1.5 * ostrov_sin(b));
    values->declination_spencer_deg =
        (0.006918 - 0.399912 * ostrov_cos(a) + 0.070257 * ostrov_sin(a) -
         0.006758 * ostrov_cos(2.0 * a) + 0.000907 * ostrov_sin(2.0 * a) -
         0.002697 * ostrov_cos(3.0 * a) + 0.00148 * ostrov_sin(3.0 * a)) /
        OSTROV_I_DEG;
    values->declination_cooper_deg = 23.45 * ostrov_sin(a + OSTROV_I_TURN / 365.0 * 285.0);
    return OSTROV_OK;
}

/* Linear between the middles of the months, by the whole day of the year, as Linke turbidity maps
 * are used (Remund et al. 2003). */
double ostrov_i_linke_on(const double monthly[12], int64_t time_us)
{
    ostrov_civil civil;
    const int64_t second = INT64_C(1000000);
    ostrov_i_civil(time_us / second - (time_us % second < 0 ? 1 : 0), &civil);
    const double length = ostrov_i_month_days(civil.year, civil.month);
    /* Days from the middle of this month on: day n of a month of N days lies n − N/2 from it. */
    const double past = (double)civil.day - 0.5 * length;
    const int32_t other = past < 0.0 ? (civil.month + 10) % 12 : civil.month % 12;
    const double other_length = ostrov_i_month_days(civil.year, other + 1);
    const double here = monthly[civil.month - 1];
    return here + ostrov_i_abs(past) / (0.5 * (length + other_length)) * (monthly[other] - here);
}
