/* Settings into the configuration of a connection, which has two stages and no ride-through curve.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "grid/code_fields.h"

#include "base/fields.h"
#include "grid/grid_fields.h"

static void put(double *to, double value)
{
    if (!ostrov_i_nan(value)) {
        *to = value;
    }
}

/* The nearest and the outermost of the used stages; one stage alone serves as both, none leaves the
 * configuration as it is. Returns how many had no room. */
static int32_t stages(const double level[OSTROV_GRID_STAGES], const double s[OSTROV_GRID_STAGES],
                      double mean, double mean_s, double to_level[2], double to_s[2])
{
    int32_t count = 0;
    int32_t last = -1;
    for (int32_t i = 0; i < OSTROV_GRID_STAGES; i++) {
        if (!ostrov_i_nan(level[i])) {
            count++;
            last = i;
        }
    }
    int32_t has_mean = !ostrov_i_nan(mean);
    if (count + has_mean == 0) {
        return 0;
    }
    to_level[0] = has_mean ? mean : level[0];
    to_s[0] = has_mean ? mean_s : s[0];
    to_level[1] = last >= 0 ? level[last] : mean;
    to_s[1] = last >= 0 ? s[last] : mean_s;
    return count + has_mean > 2 ? count + has_mean - 2 : 0;
}

/* What settings say into a configuration of our size. Returns how many stages had no room. */
static int32_t put_all(const ostrov_grid_settings *s, ostrov_grid_config *c)
{
    int32_t left = 0;
    /* The island's band is the site's own; at another nominal frequency it moves along. */
    c->band_min_hz += s->nominal_hz - c->nominal_hz;
    c->band_max_hz += s->nominal_hz - c->nominal_hz;
    c->nominal_v = s->nominal_v;
    c->nominal_hz = s->nominal_hz;
    left += stages(s->overvoltage_pu, s->overvoltage_s, s->overvoltage_mean_pu,
                   600.0 + s->overvoltage_mean_s, c->overvoltage_pu, c->overvoltage_s);
    left += stages(s->undervoltage_pu, s->undervoltage_s, OSTROV_I_NAN, OSTROV_I_NAN,
                   c->undervoltage_pu, c->undervoltage_s);
    left += stages(s->overfrequency_hz, s->overfrequency_s, OSTROV_I_NAN, OSTROV_I_NAN,
                   c->overfrequency_hz, c->overfrequency_s);
    left += stages(s->underfrequency_hz, s->underfrequency_s, OSTROV_I_NAN, OSTROV_I_NAN,
                   c->underfrequency_hz, c->underfrequency_s);
    c->dead_pu = s->dead_pu;
    c->return_min_pu = s->enter_min_pu;
    c->return_max_pu = s->enter_max_pu;
    put(&c->return_min_hz, s->enter_min_hz);
    put(&c->return_max_hz, s->enter_max_hz);
    c->return_delay_s = s->enter_delay_s;
    c->ramp_s = s->enter_ramp_s;
    c->sync_slip_hz = s->sync_slip_hz;
    c->sync_voltage_pu = s->sync_voltage_pu;
    c->sync_angle_deg = s->sync_angle_deg;
    c->sync_dwell_s = s->sync_dwell_s;
    c->dso_hold_s = s->limit_hold_s;
    c->dso_fallback_ratio = s->limit_fallback_ratio;
    c->dso_ramp_s = ostrov_i_decimal(1.0 / s->limit_ramp_per_s);
    return left;
}

ostrov_status ostrov_grid_settings_config(const ostrov_grid_settings *settings,
                                          ostrov_grid_config *config, ostrov_fault *why)
{
    const ostrov_structure *structure = &ostrov_i_grid_structures[OSTROV_I_GRID_CONFIG];
    ostrov_grid_settings s;
    ostrov_grid_config full;
    ostrov_status status = ostrov_i_grid_settings_take(settings, &s, why);
    if (status == OSTROV_OK) {
        status = ostrov_i_take_config(structure, config, &full, why);
    }
    if (status != OSTROV_OK) {
        return status;
    }
    const int32_t left = put_all(&s, &full);
    status = ostrov_i_give(structure, &full, config, config->struct_size);
    return status != OSTROV_OK ? status : (left > 0 ? OSTROV_DEGRADED : OSTROV_OK);
}

ostrov_status ostrov_grid_code(const char *name, ostrov_grid_config *config)
{
    ostrov_grid_settings settings;
    ostrov_status status = ostrov_grid_code_settings(name, &settings, sizeof settings);
    if (status != OSTROV_OK) {
        return status;
    }
    return ostrov_grid_settings_config(&settings, config, NULL);
}
