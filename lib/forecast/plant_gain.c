/* Gain over time, and shade over the sun's position.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "plant_internal.h"

#include "base/fields.h"

/* The quick deviation: two hours, as cloud fields, reflections and curtailment go, and a sixth of
 * the power. */
static const double quick_s = 7200.0;
static const double quick_sigma = 0.15;
static const double sheet_sigma = 0.15; /* how far a data sheet is off */

void ostrov_i_fp_see(const ostrov_forecast_plant *p, int64_t time_s, const ostrov_weather *weather,
                     ostrov_i_seen *seen)
{
    const int64_t middle_us =
        time_s * 1000000 + (int64_t)p->step_s * 500000 + (int64_t)(p->clock_s * 1e6);
    seen->told = !ostrov_i_nan(weather->ghi_w_per_m2) || !ostrov_i_nan(weather->cloud_ratio) ||
                 (!ostrov_i_nan(weather->dni_w_per_m2) && !ostrov_i_nan(weather->dhi_w_per_m2));
    seen->chain_w = 0.0;
    seen->clear_w = 0.0;
    seen->beam_ratio = 1.0;
    seen->degraded = 0;
    ostrov_i_sun_at(middle_us, &p->plant.place.observer, &seen->sun);
    if (seen->sun.apparent_zenith_deg >= 90.0) {
        return;
    }
    ostrov_i_sky sky, clear;
    seen->degraded = ostrov_i_sky_from(&p->plant.place, &seen->sun, weather, &sky);
    clear = sky;
    ostrov_i_sky_clear(&p->plant.place, &seen->sun, &clear.irradiance);
    seen->chain_w = ostrov_i_plant_power_w(&p->plant, &seen->sun, &sky);
    seen->clear_w = ostrov_i_plant_power_w(&p->plant, &seen->sun, &clear);
    if (sky.irradiance.ghi_w_per_m2 > 0.0 && clear.irradiance.ghi_w_per_m2 > 0.0) {
        const double beam = 1.0 - sky.irradiance.dhi_w_per_m2 / sky.irradiance.ghi_w_per_m2;
        const double best = 1.0 - clear.irradiance.dhi_w_per_m2 / clear.irradiance.ghi_w_per_m2;
        seen->beam_ratio = best > 0.0 ? ostrov_i_clamp(beam / best, 0.0, 1.0) : 0.0;
    }
}

void ostrov_i_fp_gain_start(ostrov_i_gain *gain)
{
    gain->slow = 1.0;
    gain->quick = 0.0;
    gain->p_ss = sheet_sigma * sheet_sigma;
    gain->p_sq = 0.0;
    gain->p_qq = quick_sigma * quick_sigma;
}

/* Time passes: the deviation fades, the level may have moved. To the level the deviation is noise
 * that counts once in two time constants; its own steps are such that the filter's memory is
 * memory_s (a steady-state gain is the root of process over measurement noise). */
void ostrov_i_fp_gain_time(ostrov_forecast_plant *p, double dt_s, int32_t light)
{
    ostrov_i_gain *g = &p->gain;
    const double stays = ostrov_exp(-dt_s / quick_s);
    const double steps = 0.45 * p->memory_s / (double)p->step_s; /* of daylight in the memory */
    g->quick *= stays;
    g->p_sq *= stays;
    g->p_qq = stays * stays * g->p_qq + (1.0 - stays * stays) * quick_sigma * quick_sigma;
    if (light) {
        const double noise = quick_sigma * quick_sigma * 2.0 * quick_s / (double)p->step_s;
        g->p_ss += noise / (steps * steps);
    }
    g->p_ss = ostrov_i_min(g->p_ss, sheet_sigma * sheet_sigma);
    /* What was clean once wears: half a year, and in the beginning the time it is known for. */
    const double seen_s = 86400.0 + 2.0 * (double)p->samples * (double)p->step_s;
    p->clean += (1.0 - ostrov_exp(-dt_s / ostrov_i_min(15.8e6, seen_s))) * (g->slow - p->clean);
    p->clean = ostrov_i_max(p->clean, g->slow);
}

void ostrov_i_fp_gain_learn(ostrov_forecast_plant *p, double ratio, double sigma, int32_t at_least)
{
    ostrov_i_gain *g = &p->gain;
    const double spread = g->p_ss + 2.0 * g->p_sq + g->p_qq + sigma * sigma;
    const double most = 3.0 * __builtin_sqrt(spread);
    double error = ratio - (g->slow + g->quick);
    if (at_least && error < 0.0) {
        return; /* held down: it would have given more, how much more nobody knows */
    }
    error = ostrov_i_clamp(error, -most, most);
    const double k_s = (g->p_ss + g->p_sq) / spread;
    const double k_q = (g->p_sq + g->p_qq) / spread;
    g->slow += k_s * error;
    g->quick += k_q * error;
    const double p_ss = g->p_ss - k_s * (g->p_ss + g->p_sq);
    const double p_sq = g->p_sq - k_s * (g->p_sq + g->p_qq);
    const double p_qq = g->p_qq - k_q * (g->p_sq + g->p_qq);
    g->p_ss = ostrov_i_max(p_ss, 0.0);
    g->p_qq = ostrov_i_max(p_qq, 0.0);
    const double bound = __builtin_sqrt(g->p_ss * g->p_qq);
    g->p_sq = ostrov_i_clamp(p_sq, -bound, bound);
}

/* A moment of low sun waits for the evening: a morning is dark behind a wall or under clouds, and
 * only the rest of the day tells which. With a measured irradiance a moment tells by itself, if
 * there is beam. */
void ostrov_i_fp_shade_learn(ostrov_forecast_plant *p, int64_t time_s, const ostrov_i_seen *seen,
                             double measured_w)
{
    const double elevation_deg = 90.0 - seen->sun.apparent_zenith_deg;
    const double ratio = measured_w / (seen->chain_w * ostrov_i_max(p->gain.slow, 0.05));
    const double share = ostrov_i_min((double)p->step_s / 3600.0, 1.0);
    p->hour += share * (ratio - p->hour);
    p->best = ostrov_i_max(p->best, p->hour);
    p->told = seen->told;
    if (elevation_deg < 0.0 || elevation_deg >= 2.5 * (double)OSTROV_I_FP_ELEVATIONS ||
        (seen->told && seen->beam_ratio < 0.6) || p->low_count == OSTROV_I_FP_DAY ||
        (p->low_count > 0 && time_s - p->low_s < 600)) {
        return;
    }
    ostrov_i_low *low = &p->low[p->low_count++];
    low->azimuth = (int16_t)((int32_t)(seen->sun.azimuth_deg / 5.0 + 0.5) % OSTROV_I_FP_AZIMUTHS);
    low->elevation = (int16_t)(elevation_deg / 2.5);
    low->ratio = (float)ostrov_i_clamp(ratio, 0.0, 2.0);
    p->low_s = time_s;
}

/* Of a day with a clear hour, each moment of low sun is taken in: up faster than down, for clouds
 * come in between. Power alone: the best hour of each day is the gain's upper edge, and pulls it
 * so. */
void ostrov_i_fp_evening(ostrov_forecast_plant *p)
{
    const int32_t clear = p->told || p->best > 0.9;
    for (int32_t i = 0; clear && i < p->low_count; i++) {
        ostrov_i_cell *c = &p->cell[p->low[i].azimuth][p->low[i].elevation];
        const float error = p->low[i].ratio - c->ratio;
        c->ratio += (error > 0.0f ? 0.5f : 0.25f) * error;
        c->count += 1.0f;
    }
    if (!p->told && p->best > 0.0) {
        const double error = ostrov_i_min(p->best, 1.5) - 1.0;
        const double days = p->memory_s / 86400.0;
        p->gain.slow *= 1.0 + (error > 0.0 ? 2.0 : 0.2) / (days + 2.0) * error;
    }
    p->low_count = 0;
    p->hour = 0.0;
    p->best = 0.0;
}

static double cell_open(const ostrov_forecast_plant *p, int32_t azimuth, int32_t elevation)
{
    const ostrov_i_cell *c = &p->cell[azimuth][elevation];
    /* One or two moments are clouds. */
    const double trust = ostrov_i_min((double)c->count / 4.0, 1.0);
    const double open = ostrov_i_clamp((double)c->ratio, 0.0, 1.0);
    /* Within a tenth it is haze, dew or the model. */
    return open > 0.9 ? 1.0 : 1.0 - trust * (1.0 - open);
}

double ostrov_i_fp_open(const ostrov_forecast_plant *p, double azimuth_deg, double elevation_deg)
{
    const double a = (azimuth_deg < 0.0 ? azimuth_deg + 360.0 : azimuth_deg) / 5.0;
    const double e = elevation_deg / 2.5 - 0.5;
    if (elevation_deg >= 2.5 * (double)OSTROV_I_FP_ELEVATIONS) {
        return 1.0;
    }
    const int32_t west = (int32_t)a % OSTROV_I_FP_AZIMUTHS;
    const int32_t east = (west + 1) % OSTROV_I_FP_AZIMUTHS;
    const int32_t low = e > 0.0 ? (int32_t)e : 0;
    const int32_t high = low + 1 < OSTROV_I_FP_ELEVATIONS ? low + 1 : low;
    const double u = a - (double)(int32_t)a;
    const double v = ostrov_i_clamp(e - (double)low, 0.0, 1.0);
    const double below = (1.0 - u) * cell_open(p, west, low) + u * cell_open(p, east, low);
    const double above = (1.0 - u) * cell_open(p, west, high) + u * cell_open(p, east, high);
    return (1.0 - v) * below + v * above;
}

double ostrov_i_fp_shade(const ostrov_forecast_plant *p, const ostrov_i_seen *seen)
{
    if (!(seen->chain_w > 0.0)) {
        return 1.0;
    }
    const double open =
        ostrov_i_fp_open(p, seen->sun.azimuth_deg, 90.0 - seen->sun.apparent_zenith_deg);
    return 1.0 - (1.0 - open) * seen->beam_ratio;
}
