/* A learned plant in caller's memory: start, learn a step, give power, tell what was learned.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "plant_internal.h"

#include "base/fields.h"

#include <string.h>

#define CONFIG (&ostrov_i_forecast_plant_structures[OSTROV_I_FP_CONFIG])
#define STATE (&ostrov_i_forecast_plant_structures[OSTROV_I_FP_STATE])

ostrov_status ostrov_forecast_plant_defaults(ostrov_forecast_plant_config *config, size_t size)
{
    return ostrov_i_defaults(CONFIG, config, size);
}

static ostrov_status check(const ostrov_forecast_plant_config *config,
                           ostrov_forecast_plant_config *full, ostrov_i_plant *sheet,
                           ostrov_fault *why)
{
    const ostrov_status status = ostrov_i_take_config(CONFIG, config, full, why);
    if (status != OSTROV_OK) {
        return status;
    }
    if (full->pv == NULL) {
        return ostrov_i_fault(why, OSTROV_E_ARGUMENT, CONFIG->name, "pv", -1, OSTROV_I_NAN,
                              OSTROV_I_NAN, OSTROV_I_NAN);
    }
    return ostrov_i_plant_set(full->pv, sheet, why);
}

static size_t bytes_of(const ostrov_forecast_plant_config *config)
{
    return sizeof(ostrov_forecast_plant) + (size_t)config->samples * sizeof(ostrov_i_moment);
}

size_t ostrov_forecast_plant_size(const ostrov_forecast_plant_config *config)
{
    ostrov_forecast_plant_config full;
    ostrov_i_plant sheet;
    return check(config, &full, &sheet, NULL) == OSTROV_OK ? bytes_of(&full) : 0;
}

static void forget_recent(ostrov_forecast_plant *p)
{
    for (int32_t i = 0; i < OSTROV_I_FP_RECENT; i++) {
        p->recent[i].power_w = __builtin_nanf("");
    }
}

ostrov_status ostrov_forecast_plant_init(void *memory, size_t bytes,
                                         const ostrov_forecast_plant_config *config,
                                         ostrov_forecast_plant **plant, ostrov_fault *why)
{
    ostrov_forecast_plant_config full;
    ostrov_i_plant sheet;
    if (memory == NULL || plant == NULL || (uintptr_t)memory % 8 != 0) {
        return ostrov_i_fault(why, OSTROV_E_ARGUMENT, NULL, plant == NULL ? "plant" : "memory", -1,
                              OSTROV_I_NAN, OSTROV_I_NAN, OSTROV_I_NAN);
    }
    const ostrov_status status = check(config, &full, &sheet, why);
    if (status != OSTROV_OK) {
        return status;
    }
    if (bytes < bytes_of(&full)) {
        return ostrov_i_fault(why, OSTROV_E_SPACE, NULL, "bytes", -1, (double)bytes,
                              (double)bytes_of(&full), OSTROV_I_NAN);
    }
    ostrov_forecast_plant *p = memory;
    memset(p, 0, bytes_of(&full));
    p->magic = OSTROV_I_FP_MAGIC;
    p->step_s = full.step_s;
    p->memory_s = full.memory_s;
    p->clock_sigma_s = full.clock_sigma_s;
    p->plane_sigma_deg = full.plane_sigma_deg;
    p->sheet = sheet;
    p->plant = sheet;
    p->full_w = ostrov_i_min(sheet.config.inverter_w, sheet.config.peak_w);
    p->tilt_sigma_deg = OSTROV_I_NAN;
    p->azimuth_sigma_deg = OSTROV_I_NAN;
    p->clock_is_s = OSTROV_I_NAN;
    p->misfit_ratio = OSTROV_I_NAN;
    p->last_s = INT64_MIN;
    p->newest_w = OSTROV_I_NAN;
    p->clean = 1.0;
    ostrov_i_fp_gain_start(&p->gain);
    forget_recent(p);
    for (int32_t a = 0; a < OSTROV_I_FP_AZIMUTHS; a++) {
        for (int32_t e = 0; e < OSTROV_I_FP_ELEVATIONS; e++) {
            p->cell[a][e].ratio = 1.0f;
        }
    }
    p->ring_count = full.samples;
    *plant = p;
    return OSTROV_OK;
}

static int32_t is_plant(const ostrov_forecast_plant *p)
{
    return p != NULL && p->magic == OSTROV_I_FP_MAGIC;
}

/* A day of room at both ends for the clock and for the knots of the sun. */
static int32_t time_ok(int64_t time_s)
{
    return time_s >= OSTROV_I_SUN_FIRST_S + 86400 && time_s < OSTROV_I_SUN_END_S - 86400;
}

static void keep(ostrov_forecast_plant *p, const ostrov_i_moment *moment)
{
    p->ring[p->ring_next] = *moment;
    p->ring_next = (p->ring_next + 1) % p->ring_count;
    if (p->ring_held < p->ring_count) {
        p->ring_held++;
    }
}

/* Clear moments are smooth ones: second differences of three steps in a row within 6 % of full
 * power, far below what the edge of a cloud does to a quarter hour (after Reno & Hansen 2016,
 * Renewable Energy 90:520, for power alone). Overcast ones are smooth too: a calibration knows
 * them by the best days around. */
static int32_t smooth(const ostrov_forecast_plant *p)
{
    const ostrov_i_moment *m = p->recent;
    for (int32_t i = 1; i < OSTROV_I_FP_RECENT - 1; i++) {
        const double bend =
            (double)m[i - 1].power_w - 2.0 * (double)m[i].power_w + (double)m[i + 1].power_w;
        if (!(ostrov_i_abs(bend) <= 0.06 * p->full_w) ||
            m[i].time_s - m[i - 1].time_s != p->step_s ||
            m[i + 1].time_s - m[i].time_s != p->step_s) {
            return 0;
        }
    }
    return 1;
}

/* What calibration may use: the middle of smooth moments. A measured irradiance is not used for it,
 * for a sensor may itself be tilted, and would tilt the plant the other way. */
static void remember(ostrov_forecast_plant *p, const ostrov_i_moment *moment)
{
    memmove(p->recent, p->recent + 1, sizeof p->recent - sizeof p->recent[0]);
    p->recent[OSTROV_I_FP_RECENT - 1] = *moment;
    const ostrov_i_moment *middle = &p->recent[OSTROV_I_FP_RECENT / 2];
    if ((double)middle->power_w > 0.04 * p->full_w && smooth(p)) {
        keep(p, middle);
    }
}

/* A sky never stands still: the third equal step is a limit that nobody told of, or a meter that
 * sticks. */
static int32_t stands_still(ostrov_forecast_plant *p, double w)
{
    const int32_t equal = ostrov_i_abs(w - p->newest_w) <= 0.001 * p->full_w && w > 0.1 * p->full_w;
    p->equal = equal ? p->equal + 1 : 0;
    p->newest_w = w;
    return p->equal >= 2;
}

static void learn(ostrov_forecast_plant *p, int64_t time_s, double w, int32_t limit,
                  const ostrov_weather *weather)
{
    ostrov_i_seen seen;
    ostrov_i_fp_see(p, time_s, weather, &seen);
    const double limit_w = p->plant.config.inverter_w;
    const int32_t at_least =
        stands_still(p, w) || limit == OSTROV_POWER_AT_LEAST || w >= 0.99 * limit_w;
    /* Under 3 % of full power the ratio is noise over noise; where the chain itself is clipped it
     * says nothing. */
    const int32_t light = seen.chain_w > 0.03 * p->full_w;
    ostrov_i_moment moment = {time_s, __builtin_nanf(""), (float)weather->temperature_c,
                              (float)weather->wind_m_per_s, 0};
    ostrov_i_fp_gain_time(p, (double)p->step_s, light);
    if (!(seen.chain_w > 0.0)) {
        ostrov_i_fp_evening(p);
    }
    if (ostrov_i_nan(w)) {
        p->equal = 0;
        p->newest_w = OSTROV_I_NAN;
        remember(p, &moment);
        return;
    }
    p->samples++;
    const double open = ostrov_i_fp_shade(p, &seen);
    if (light && open > 0.5 && seen.chain_w < 0.995 * limit_w) {
        /* Errors of the chain grow as its power falls. */
        const double sigma = 0.03 + 0.01 * p->full_w / seen.chain_w;
        if (seen.told) {
            ostrov_i_fp_gain_learn(p, w / (seen.chain_w * open), sigma, at_least);
        }
    }
    if (light && !at_least) {
        ostrov_i_fp_shade_learn(p, time_s, &seen, w);
    }
    if (!at_least) {
        moment.power_w = (float)w;
    }
    remember(p, &moment);
}

/* A caller's weather in our size; a value that cannot be true counts as not known. */
static ostrov_status take_weather(const ostrov_weather *weather, ostrov_weather *full)
{
    const ostrov_structure *s = &ostrov_i_pv_structures[OSTROV_I_PV_WEATHER];
    if (weather == NULL) {
        return ostrov_weather_defaults(full, sizeof *full);
    }
    return ostrov_i_take_sample(s, weather, full, NULL, NULL);
}

ostrov_status ostrov_forecast_plant_step(ostrov_forecast_plant *plant, int64_t time_s,
                                         double measured_w, int32_t limit,
                                         const ostrov_weather *weather)
{
    ostrov_forecast_plant *p = plant;
    ostrov_weather w;
    if (!is_plant(p) || limit < OSTROV_POWER_LIMIT_UNKNOWN || limit > OSTROV_POWER_AT_LEAST) {
        return OSTROV_E_ARGUMENT;
    }
    if (!time_ok(time_s) || (p->last_s != INT64_MIN && time_s <= p->last_s)) {
        return OSTROV_E_TIME;
    }
    const ostrov_status taken = take_weather(weather, &w);
    if (taken != OSTROV_OK) {
        return taken;
    }
    if (p->last_s != INT64_MIN && time_s - p->last_s > p->step_s) {
        ostrov_i_fp_gain_time(p, (double)(time_s - p->last_s - p->step_s), 0);
        forget_recent(p);
    }
    p->last_s = time_s;
    double power_w = measured_w;
    ostrov_status status = OSTROV_OK;
    const double most_w = 1.2 * p->sheet.config.inverter_w;
    if (!ostrov_i_nan(power_w) &&
        (!ostrov_i_finite(power_w) || power_w < -0.05 * most_w || power_w > most_w)) {
        power_w = OSTROV_I_NAN;
        status = OSTROV_DEGRADED;
    }
    learn(p, time_s, power_w < 0.0 ? 0.0 : power_w, limit, &w);
    return status;
}

ostrov_status ostrov_forecast_plant_power(const ostrov_forecast_plant *plant, int64_t time_s,
                                          const ostrov_weather *weather, double *power_w)
{
    ostrov_weather w;
    ostrov_i_seen seen;
    if (!is_plant(plant) || power_w == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    if (!time_ok(time_s)) {
        return OSTROV_E_TIME;
    }
    const ostrov_status taken = take_weather(weather, &w);
    if (taken != OSTROV_OK) {
        return taken;
    }
    ostrov_i_fp_see(plant, time_s, &w, &seen);
    const double gain = ostrov_i_max(plant->gain.slow + plant->gain.quick, 0.0);
    *power_w = ostrov_i_min(seen.chain_w * gain * ostrov_i_fp_shade(plant, &seen),
                            plant->plant.config.inverter_w);
    return seen.degraded ? OSTROV_DEGRADED : OSTROV_OK;
}

ostrov_status ostrov_forecast_plant_read(const ostrov_forecast_plant *plant,
                                         ostrov_forecast_plant_state *state, size_t size)
{
    if (!is_plant(plant)) {
        return OSTROV_E_ARGUMENT;
    }
    const ostrov_i_gain *g = &plant->gain;
    ostrov_forecast_plant_state s = {0};
    s.struct_size = (uint32_t)sizeof s;
    s.samples = plant->samples;
    s.kept = plant->ring_held;
    s.calibrations = plant->calibrations;
    s.gain_ratio = ostrov_i_max(g->slow + g->quick, 0.0);
    s.gain_slow_ratio = g->slow;
    s.gain_sigma_ratio = __builtin_sqrt(g->p_ss + 2.0 * g->p_sq + g->p_qq);
    s.soiled_ratio = ostrov_i_clamp(1.0 - g->slow / plant->clean, 0.0, 1.0);
    s.tilt_deg = plant->plant.config.tilt_deg;
    s.azimuth_deg = plant->plant.config.azimuth_deg;
    s.clock_s = plant->clock_s;
    s.power_coefficient_per_c = plant->plant.config.power_coefficient_per_c;
    s.tilt_sigma_deg = plant->tilt_sigma_deg;
    s.azimuth_sigma_deg = plant->azimuth_sigma_deg;
    s.clock_sigma_s = plant->clock_is_s;
    s.misfit_ratio = plant->misfit_ratio;
    s.held = plant->equal >= 2;
    return ostrov_i_give(STATE, &s, state, size);
}

ostrov_status ostrov_forecast_plant_open(const ostrov_forecast_plant *plant, double azimuth_deg,
                                         double elevation_deg, double *open_ratio)
{
    if (!is_plant(plant) || open_ratio == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    if (!ostrov_i_finite(azimuth_deg) || !ostrov_i_finite(elevation_deg)) {
        return OSTROV_E_NOT_FINITE;
    }
    if (azimuth_deg < -360.0 || azimuth_deg > 360.0 || elevation_deg < -90.0 ||
        elevation_deg > 90.0) {
        return OSTROV_E_RANGE;
    }
    *open_ratio = ostrov_i_fp_open(plant, azimuth_deg, elevation_deg);
    return OSTROV_OK;
}

ostrov_status ostrov_forecast_plant_horizon(const ostrov_forecast_plant *plant,
                                            double *elevation_deg)
{
    if (!is_plant(plant) || elevation_deg == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    for (int32_t a = 0; a < OSTROV_I_FP_AZIMUTHS; a++) {
        elevation_deg[a] = 0.0;
        for (int32_t e = 0; e < OSTROV_I_FP_ELEVATIONS; e++) {
            const double middle = 2.5 * ((double)e + 0.5);
            if (ostrov_i_fp_open(plant, 5.0 * (double)a, middle) < 0.5) {
                elevation_deg[a] = 2.5 * ((double)e + 1.0);
            }
        }
    }
    return OSTROV_OK;
}
