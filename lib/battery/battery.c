/* One battery: what comes in, one step, what is known.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "battery_internal.h"

#include "base/fields.h"

#include <string.h>

/* About half of the opaque value is head room for cell models to come. */
_Static_assert(sizeof(ostrov_i_battery) <= sizeof(ostrov_battery) * 2 / 3, "head room is gone");

#define CONFIG (&ostrov_i_battery_structures[OSTROV_I_BATTERY_CONFIG])
#define SAMPLE (&ostrov_i_battery_structures[OSTROV_I_BATTERY_SAMPLE])
#define STATE (&ostrov_i_battery_structures[OSTROV_I_BATTERY_STATE])

/* No SoC from the BMS for longer than this is worth a warning. */
static const int64_t bms_silence_us = INT64_C(60000000);

/* A standard deviation of SoC beyond which it says little. */
static const double drifted_ratio = 0.1;

/* A measured power this many times the largest limit is a broken reading, not a battery. */
static const double impossible_ratio = 1.5;

ostrov_status ostrov_battery_defaults(ostrov_battery_config *config, size_t size)
{
    return ostrov_i_defaults(CONFIG, config, size);
}

ostrov_status ostrov_battery_sample_defaults(ostrov_battery_sample *sample, size_t size)
{
    return ostrov_i_defaults(SAMPLE, sample, size);
}

/* Rules across fields. */
static ostrov_status validate(const ostrov_battery_config *c, ostrov_fault *why)
{
    if (c->soc_max_ratio <= c->soc_min_ratio) {
        return ostrov_i_fault(why, OSTROV_E_RANGE, CONFIG->name, "soc_max_ratio", -1,
                              c->soc_max_ratio, c->soc_min_ratio, 1.0);
    }
    if (c->temperature_derate_c < c->temperature_min_c) {
        return ostrov_i_fault(why, OSTROV_E_RANGE, CONFIG->name, "temperature_derate_c", -1,
                              c->temperature_derate_c, c->temperature_min_c, OSTROV_I_NAN);
    }
    if (c->temperature_max_c <= c->temperature_derate_c) {
        return ostrov_i_fault(why, OSTROV_E_RANGE, CONFIG->name, "temperature_max_c", -1,
                              c->temperature_max_c, c->temperature_derate_c, OSTROV_I_NAN);
    }
    return OSTROV_OK;
}

static ostrov_status take_config(const ostrov_battery_config *config, ostrov_battery_config *full,
                                 ostrov_fault *why)
{
    const ostrov_status status = ostrov_i_take_config(CONFIG, config, full, why);
    return status == OSTROV_OK ? validate(full, why) : status;
}

ostrov_status ostrov_battery_init(ostrov_battery *battery, const ostrov_battery_config *config,
                                  ostrov_fault *why)
{
    ostrov_i_battery b;
    if (battery == NULL) {
        return ostrov_i_fault(why, OSTROV_E_ARGUMENT, NULL, "battery", -1, OSTROV_I_NAN,
                              OSTROV_I_NAN, OSTROV_I_NAN);
    }
    memset(&b, 0, sizeof b);
    const ostrov_status status = take_config(config, &b.config, why);
    if (status != OSTROV_OK) {
        return status;
    }
    if (ostrov_i_nan(b.config.rest_w)) {
        b.config.rest_w =
            0.01 * ostrov_i_max(b.config.charge_limit_w, b.config.discharge_limit_w);
    }
    const int32_t known = !ostrov_i_nan(b.config.soc_start_ratio);
    const double soc = known ? b.config.soc_start_ratio : 0.5;
    b.magic = OSTROV_I_BATTERY_MAGIC;
    b.capacity_nwh = (int64_t)(b.config.capacity_wh * b.config.health_ratio * 1e9 + 0.5);
    b.stored_nwh = (int64_t)(soc * (double)b.capacity_nwh + 0.5);
    b.sigma_anchor = known ? b.config.soc_start_sigma_ratio : 1.0; /* the cap makes it 1/√12 */
    b.warnings = OSTROV_BATTERY_NO_POWER | (known ? 0u : (uint32_t)OSTROV_BATTERY_SOC_UNKNOWN);
    b.bms_us = bms_silence_us + 1;
    b.rest_soc_min = 2.0;
    b.rest_soc_max = -1.0;
    b.temperature_c = OSTROV_I_NAN;
    b.bms_charge_w = OSTROV_I_NAN;
    b.bms_discharge_w = OSTROV_I_NAN;
    b.pcs_charge_w = OSTROV_I_NAN;
    b.pcs_discharge_w = OSTROV_I_NAN;
    memset(battery, 0, sizeof *battery);
    memcpy(battery, &b, sizeof b);
    return OSTROV_OK;
}

/* Power at the site bus from what was measured; NaN when nothing was. */
static double measured_power(const ostrov_i_battery *b, const ostrov_battery_sample *s,
                             uint32_t *warnings)
{
    const ostrov_battery_config *c = &b->config;
    double power = s->battery_w;
    if (ostrov_i_nan(power)) {
        const double cells_w = s->current_a * s->voltage_v;
        power = cells_w < 0.0 ? cells_w / c->charge_efficiency_ratio
                              : cells_w * c->discharge_efficiency_ratio;
    }
    const double most = impossible_ratio * ostrov_i_max(c->charge_limit_w, c->discharge_limit_w) +
                        c->rest_w;
    if (ostrov_i_abs(power) > most) {
        *warnings |= OSTROV_BATTERY_REFUSED;
        return OSTROV_I_NAN;
    }
    return power;
}

/* A limit told now takes the place of the one before. */
static void hear(double *limit, double told)
{
    if (!ostrov_i_nan(told)) {
        *limit = told;
    }
}

static void hear_all(ostrov_i_battery *b, const ostrov_battery_sample *s, int64_t dt_us)
{
    hear(&b->bms_charge_w, s->bms_charge_limit_w);
    hear(&b->bms_discharge_w, s->bms_discharge_limit_w);
    hear(&b->pcs_charge_w, s->pcs_charge_limit_w);
    hear(&b->pcs_discharge_w, s->pcs_discharge_limit_w);
    b->temperature_us += dt_us;
    if (!ostrov_i_nan(s->temperature_c)) {
        b->temperature_c = s->temperature_c;
        b->temperature_us = 0;
    }
}

/* Without a measurement the last power is taken to go on for stale_s, and nothing to flow after. */
static void count(ostrov_i_battery *b, double power, double dt_s)
{
    if (!ostrov_i_nan(power)) {
        if (b->gap_s > 0.0) { /* what the gap left unsure stays so until the next correction */
            const double before = ostrov_i_battery_sigma(b);
            b->gap_s = 0.0;
            const double after = ostrov_i_battery_sigma(b);
            b->gap_variance += ostrov_i_max(before * before - after * after, 0.0);
        }
        b->last_w = power;
        ostrov_i_battery_count(b, power, dt_s);
        return;
    }
    const double held_s = ostrov_i_clamp(b->config.stale_s - b->gap_s, 0.0, dt_s);
    ostrov_i_battery_count(b, b->last_w, held_s);
    ostrov_i_battery_count(b, 0.0, dt_s - held_s);
    b->gap_s += dt_s;
}

ostrov_status ostrov_battery_step(ostrov_battery *battery, const ostrov_battery_sample *sample,
                                  double dt_s)
{
    ostrov_i_battery b;
    ostrov_battery_sample s;
    int32_t refused = 0;
    if (battery == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    memcpy(&b, battery, sizeof b);
    if (b.magic != OSTROV_I_BATTERY_MAGIC) {
        return OSTROV_E_ARGUMENT;
    }
    if (!(dt_s > 0.0 && dt_s <= 86400.0)) {
        return OSTROV_E_TIME;
    }
    const ostrov_status status = ostrov_i_take_sample(SAMPLE, sample, &s, &refused, NULL);
    if (status != OSTROV_OK) {
        return status;
    }
    uint32_t warnings = b.warnings & OSTROV_BATTERY_SOC_UNKNOWN;
    if (refused > 0) {
        warnings |= OSTROV_BATTERY_REFUSED;
    }
    if (s.age_s > b.config.stale_s) {
        const ostrov_status cleared = ostrov_i_defaults(SAMPLE, &s, sizeof s);
        (void)cleared; /* cannot fail: the size is ours */
        warnings |= OSTROV_BATTERY_STALE;
    }
    const double power = measured_power(&b, &s, &warnings);
    const int32_t known = !ostrov_i_nan(power);
    if (!known) {
        warnings |= OSTROV_BATTERY_NO_POWER;
    }
    const int64_t dt_us = (int64_t)(dt_s * 1e6 + 0.5);
    b.warnings = warnings;
    b.anchor_us += dt_us;
    b.bms_us += dt_us;
    b.full_us += dt_us;
    hear_all(&b, &s, dt_us);
    count(&b, power, dt_s);
    ostrov_i_battery_anchor(&b, s.bms_soc_ratio, known, power, dt_s);
    if (b.bms_us > bms_silence_us) {
        b.warnings |= OSTROV_BATTERY_NO_BMS_SOC;
    }
    memcpy(battery, &b, sizeof b);
    return known ? OSTROV_OK : OSTROV_DEGRADED;
}

ostrov_status ostrov_battery_read(const ostrov_battery *battery, ostrov_battery_state *state,
                                  size_t size)
{
    ostrov_i_battery b;
    ostrov_battery_state s;
    if (battery == NULL || state == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    memcpy(&b, battery, sizeof b);
    if (b.magic != OSTROV_I_BATTERY_MAGIC) {
        return OSTROV_E_ARGUMENT;
    }
    memset(&s, 0, sizeof s);
    s.warnings = b.warnings;
    s.soc_ratio = ostrov_i_battery_soc(&b);
    s.soc_sigma_ratio = ostrov_i_battery_sigma(&b);
    s.soc_low_ratio = ostrov_i_max(s.soc_ratio - 3.0 * s.soc_sigma_ratio, 0.0);
    s.stored_wh = (double)b.stored_nwh * 1e-9;
    s.health_ratio = b.config.health_ratio;
    s.resistance_ratio = OSTROV_I_NAN;
    s.temperature_c = b.temperature_c;
    if (s.soc_sigma_ratio > drifted_ratio && (b.warnings & OSTROV_BATTERY_SOC_UNKNOWN) == 0) {
        s.warnings |= OSTROV_BATTERY_FULL_CHARGE_WANTED;
    }
    ostrov_i_battery_limits(&b, &s);
    s.charged_wh = ostrov_i_energy_wh(&b.charged);
    s.discharged_wh = ostrov_i_energy_wh(&b.discharged);
    s.lost_wh = ostrov_i_energy_wh(&b.lost);
    s.corrected_wh = ostrov_i_energy_wh(&b.corrected);
    s.cycles = ostrov_i_energy_wh(&b.through) / (2.0 * b.config.capacity_wh);
    s.since_anchor_s = (double)b.anchor_us * 1e-6;
    s.resyncs = b.resyncs;
    return ostrov_i_give(STATE, &s, state, size);
}

ostrov_status ostrov_battery_wear(const ostrov_battery_config *config, double *price_per_kwh)
{
    ostrov_battery_config full;
    if (price_per_kwh == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    const ostrov_status status = take_config(config, &full, NULL);
    if (status != OSTROV_OK) {
        return status;
    }
    if (ostrov_i_nan(full.replacement_price_per_kwh)) {
        return OSTROV_E_NOT_FINITE;
    }
    /* Price of the capacity over capacity times cycles: the capacity cancels. */
    *price_per_kwh = full.replacement_price_per_kwh / full.cycle_life;
    return OSTROV_OK;
}
