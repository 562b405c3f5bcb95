/* From irradiance on the plane to AC power.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "pv_internal.h"

#include "base/fields.h"

/* Share of the beam that passes the cover glass, relative to normal incidence: Fresnel and
 * absorption after De Soto, Klein & Beckman (2006), Solar Energy 80:78, with their glass
 * (n 1.526, K 4/m, 2 mm), here written in cosines alone. */
double ostrov_i_pv_incidence(double cos_incidence)
{
    if (cos_incidence <= 0.0) {
        return 0.0;
    }
    const double n = 1.526;
    const double depth = 4.0 * 0.002;
    const double c1 = ostrov_i_min(cos_incidence, 1.0);
    const double c2 = __builtin_sqrt(1.0 - (1.0 - c1 * c1) / (n * n));
    const double across = (c1 - n * c2) / (c1 + n * c2);
    const double along = (n * c1 - c2) / (n * c1 + c2);
    const double passed =
        (1.0 - 0.5 * (across * across + along * along)) * ostrov_exp(-depth / c2);
    const double normal = (1.0 - n) / (1.0 + n);
    const double best = (1.0 - normal * normal) * ostrov_exp(-depth);
    return passed / best;
}

/* Cell temperature from NOCT (Duffie & Beckman, Solar Engineering of Thermal Processes, eq. 23.3.3
 * with the wind correction 9.5/(5.7 + 3.8 v), as in SAM): module of 19 %, absorptance 0.9, wind at
 * the modules 0.51 of that at 10 m (one storey). */
double ostrov_i_pv_cell_c(double poa_w_per_m2, double air_c, double wind_m_per_s, double noct_c)
{
    const double heat = poa_w_per_m2 / 800.0 * (noct_c - 20.0);
    const double kept = 1.0 - 0.19 / 0.9;
    return air_c + heat * kept * 9.5 / (5.7 + 3.8 * 0.51 * wind_m_per_s);
}

/* PVWatts module (Dobos 2014, NREL/TP-6A20-62641, eq. 8). */
double ostrov_i_pv_module_w(double poa_w_per_m2, double cell_c, double peak_w,
                            double coefficient_per_c)
{
    const double power =
        peak_w * poa_w_per_m2 / 1000.0 * (1.0 + coefficient_per_c * (cell_c - 25.0));
    return ostrov_i_max(power, 0.0);
}

/* PVWatts inverter (Dobos 2014, eqs. 10 to 12): part-load curve of a reference inverter of 96.37 %,
 * scaled to the efficiency at rated power; the AC side is cut at the rating. */
double ostrov_i_pv_inverter_w(double dc_w, double inverter_w, double efficiency_ratio)
{
    if (dc_w <= 0.0) {
        return 0.0;
    }
    const double load = dc_w * efficiency_ratio / inverter_w;
    const double efficiency =
        efficiency_ratio / 0.9637 * (-0.0162 * load - 0.0059 / load + 0.9858);
    return ostrov_i_clamp(efficiency * dc_w, 0.0, inverter_w);
}

double ostrov_i_plant_power_w(const ostrov_i_plant *plant, const ostrov_sun *sun,
                              const ostrov_i_sky *sky)
{
    const ostrov_pv_config *c = &plant->config;
    ostrov_i_plane plane;
    ostrov_i_haydavies(&sky->irradiance, sun, plant->sin_tilt, plant->cos_tilt, c->azimuth_deg,
                       c->albedo_ratio, &plane);
    const double diffuse = plane.sky_w_per_m2 + plane.ground_w_per_m2;
    const double falls_on = plane.beam_w_per_m2 + diffuse;
    const double reaches =
        plane.beam_w_per_m2 * ostrov_i_pv_incidence(plane.cos_incidence) + diffuse;
    const double cell_c =
        ostrov_i_pv_cell_c(falls_on, sky->temperature_c, sky->wind_m_per_s, c->noct_c);
    const double dc_w =
        ostrov_i_pv_module_w(reaches, cell_c, c->peak_w, c->power_coefficient_per_c) *
        (1.0 - c->losses_ratio);
    return ostrov_i_pv_inverter_w(dc_w, c->inverter_w, c->inverter_efficiency_ratio);
}

ostrov_status ostrov_i_plant_set(const ostrov_pv_config *config, ostrov_i_plant *plant,
                                 ostrov_fault *why)
{
    ostrov_pv_config full;
    ostrov_status status =
        ostrov_i_take_config(&ostrov_i_pv_structures[OSTROV_I_PV_CONFIG], config, &full, why);
    if (status != OSTROV_OK) {
        return status;
    }
    const ostrov_place place = {full.latitude_deg, full.longitude_deg, full.altitude_m};
    ostrov_i_observer observer;
    status = ostrov_i_observer_set(&place, &observer);
    if (status != OSTROV_OK) {
        return status; /* cannot be: the table holds the same bounds */
    }
    plant->config = full;
    plant->observer = observer;
    plant->sin_tilt = ostrov_sin(full.tilt_deg * OSTROV_I_DEG);
    plant->cos_tilt = ostrov_cos(full.tilt_deg * OSTROV_I_DEG);
    return OSTROV_OK;
}
