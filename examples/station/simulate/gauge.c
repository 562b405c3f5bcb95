/* What the battery tells: see gauge.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "gauge.h"

#include <stdio.h>
#include <string.h>

static const double nan_value = __builtin_nan("");

/* Of a battery that is told by BMS alone, what is said again after this long. */
static const double again_s = 600.0;
/* Bounds farther apart than this are no knowledge. */
static const double unknown_ratio = 0.3;

/* A string of the site's chemistry with the battery's energy. */
static int make_cell(struct gauge *g, char *message, size_t capacity)
{
    ostrov_cell_point half;
    const struct site *site = g->site;
    const int32_t series = site->cells.series;
    if (ostrov_cell_preset(site->battery.chemistry, 1.0, &g->cell, sizeof g->cell) != OSTROV_OK ||
        ostrov_cell_at(&g->cell, 0.5, 25.0, &half) != OSTROV_OK) {
        snprintf(message, capacity, "cells.series: no model of this chemistry is there");
        return -1;
    }
    double amp_hours = site->battery.capacity_wh / (half.ocv_v * (double)series);
    if (ostrov_cell_preset(site->battery.chemistry, amp_hours, &g->cell, sizeof g->cell) !=
        OSTROV_OK) {
        snprintf(message, capacity, "cells.series = %d: cells of %.3g Ah", (int)series, amp_hours);
        return -1;
    }
    g->cell.series = series;
    return 0;
}

static int begin_telemetry(struct gauge *g)
{
    ostrov_cell_point empty, full;
    ostrov_telemetry_config *c = &g->telemetry_config;
    if (ostrov_telemetry_defaults(c, sizeof *c) != OSTROV_OK ||
        ostrov_cell_at(&g->cell, 0.0, 25.0, &empty) != OSTROV_OK ||
        ostrov_cell_at(&g->cell, 1.0, 25.0, &full) != OSTROV_OK) {
        return -1;
    }
    c->capacity_ah = full.capacity_ah;
    c->voltage_min_v = 0.9 * empty.ocv_v;
    c->voltage_max_v = 1.1 * full.ocv_v;
    c->balance_ratio = 0.05; /* SoC told by energy or by charge differ by that much over a charge */
    return ostrov_telemetry_init(&g->telemetry, c, NULL) == OSTROV_OK ? 0 : -1;
}

int gauge_begin(struct gauge *g, const struct site *site, char *message, size_t capacity)
{
    memset(g, 0, sizeof *g);
    g->site = site;
    g->known = site->cells.series > 0;
    if (!g->known) {
        return 0;
    }
    if (make_cell(g, message, capacity) != 0) {
        return -1;
    }
    if (begin_telemetry(g) != 0 ||
        ostrov_soc_defaults(&g->soc_config, sizeof g->soc_config) != OSTROV_OK) {
        snprintf(message, capacity, "cells: the estimator cannot start");
        return -1;
    }
    g->soc_config.model_error_v = site->cells.model_error_v;
    g->soc_config.standstill_s =
        0.0; /* converters draw a little always: no current is no proof of an offset */
    return 0;
}

/* The first SoC that is believed is where the estimator begins; that it may be wrong is its
 * business. */
static int begin_soc(struct gauge *g, double told_ratio)
{
    if (told_ratio != told_ratio) {
        return -1;
    }
    g->soc_config.soc_start_ratio = told_ratio;
    g->soc_config.soc_start_sigma_ratio = 0.03;
    g->begun = ostrov_soc_init(&g->soc, &g->cell, &g->soc_config, NULL) == OSTROV_OK;
    return g->begun ? 0 : -1;
}

/* A new value; an old one that is shown again says nothing. */
static double fresh(const ostrov_measurement *m, double value)
{
    return m->age_s[OSTROV_SOURCE_BATTERY] <= m->dt_s + 5.0 ? value : nan_value;
}

static uint32_t judge(struct gauge *g, ostrov_measurement *m)
{
    ostrov_telemetry_sample sample;
    if (ostrov_telemetry_sample_defaults(&sample, sizeof sample) != OSTROV_OK) {
        return 0;
    }
    sample.voltage_v = fresh(m, m->battery_v);
    sample.current_a = fresh(m, m->battery_a);
    sample.temperature_c = fresh(m, m->battery_c);
    sample.bms_soc_ratio = fresh(m, m->bms_soc_ratio);
    if (ostrov_telemetry_step(&g->telemetry, &sample, m->dt_s) < OSTROV_OK ||
        ostrov_telemetry_read(&g->telemetry, &g->judged, sizeof g->judged) != OSTROV_OK) {
        return 0;
    }
    m->battery_v = g->judged.voltage_v;
    m->battery_a = g->judged.current_a;
    m->battery_c = g->judged.temperature_c;
    m->bms_soc_ratio = g->judged.bms_soc_ratio;
    return g->judged.reasons;
}

static void estimate(struct gauge *g, ostrov_measurement *m)
{
    ostrov_soc_sample sample;
    if ((!g->begun && begin_soc(g, m->bms_soc_ratio) != 0) ||
        ostrov_soc_sample_defaults(&sample, sizeof sample) != OSTROV_OK) {
        return;
    }
    sample.current_a = m->battery_a;
    sample.voltage_v = m->battery_v;
    sample.temperature_c = m->battery_c;
    sample.full = -1;
    if (ostrov_soc_step(&g->soc, &sample, m->dt_s) >= OSTROV_OK &&
        ostrov_soc_read(&g->soc, &g->state, sizeof g->state) == OSTROV_OK) {
        m->soc_low_ratio = g->state.soc_low_ratio;
        m->soc_high_ratio = g->state.soc_high_ratio;
    }
}

uint32_t gauge_step(struct gauge *g, ostrov_measurement *m)
{
    uint32_t reasons, new_ones;
    if (!g->known) {
        return 0;
    }
    reasons = judge(g, m);
    estimate(g, m);
    g->quiet_s += m->dt_s;
    if (g->quiet_s >= again_s) {
        g->quiet_s = 0.0;
        g->told &= reasons;
    }
    new_ones = reasons & ~g->told;
    g->told |= reasons;
    return new_ones;
}

int gauge_wants_full(const struct gauge *g, const ostrov_station_state *state)
{
    return (state->battery_warnings & OSTROV_BATTERY_FULL_CHARGE_WANTED) != 0 &&
           (!g->begun || (g->state.notes & OSTROV_SOC_FULL_CHARGE_WANTED) != 0);
}

const char *gauge_reason_text(int32_t reason)
{
    static const char *const words[OSTROV_TELEMETRY_REASONS] = {
        [OSTROV_TELEMETRY_RANGE] = "a value that it cannot have",
        [OSTROV_TELEMETRY_RATE] = "a change that it cannot make",
        [OSTROV_TELEMETRY_FREEZE] = "the same to the last digit under load",
        [OSTROV_TELEMETRY_SIGN] = "a current of the wrong sign",
        [OSTROV_TELEMETRY_UNIT] = "a value in another unit",
        [OSTROV_TELEMETRY_BALANCE] = "SoC and charge moved drift apart",
        [OSTROV_TELEMETRY_SUM] = "cells that do not add up to the string",
        [OSTROV_TELEMETRY_SPREAD] = "cells that lie too far apart",
        [OSTROV_TELEMETRY_TIME] = "a clock that jumped",
        [OSTROV_TELEMETRY_MISSING] = "a value is not told any more"};
    return reason >= 0 && reason < OSTROV_TELEMETRY_REASONS ? words[reason] : NULL;
}

void gauge_soc_text(const ostrov_station_state *s, char *text, size_t capacity)
{
    if (s->soc_ratio != s->soc_ratio) {
        snprintf(text, capacity, "-");
    } else if (s->soc_high_ratio - s->soc_low_ratio > unknown_ratio) {
        snprintf(text, capacity, "%.0f-%.0f %%, not known", 100.0 * s->soc_low_ratio,
                 100.0 * s->soc_high_ratio);
    } else {
        snprintf(text, capacity, "%.0f %%", 100.0 * s->soc_ratio);
    }
}

/* ---- across a restart
 * ---------------------------------------------------------------------------------- */

void gauge_save(const struct gauge *g, struct memory *memory)
{
    static uint8_t bytes[sizeof(ostrov_soc)];
    size_t used = 0;
    if (g->known && ostrov_telemetry_save(&g->telemetry, bytes, sizeof bytes, &used) == OSTROV_OK) {
        memory_put(memory, MEMORY_TELEMETRY, bytes, used);
    }
    if (g->begun && ostrov_soc_save(&g->soc, bytes, sizeof bytes, &used) == OSTROV_OK) {
        memory_put(memory, MEMORY_SOC_START, &g->soc_config.soc_start_ratio, sizeof(double));
        memory_put(memory, MEMORY_SOC, bytes, used);
    }
}

/* Bytes of another site, cell or version are refused by the library: the gauge begins anew. */
void gauge_recall(struct gauge *g, const struct memory *memory)
{
    size_t count = 0;
    double start_ratio = nan_value;
    const void *from = memory_find(memory, MEMORY_TELEMETRY, &count);
    if (g->known && from != NULL) {
        (void)!ostrov_telemetry_load(&g->telemetry, from, count);
    }
    from = memory_find(memory, MEMORY_SOC_START, &count);
    if (g->known && from != NULL && count == sizeof start_ratio) {
        memcpy(&start_ratio, from, sizeof start_ratio);
        from = memory_find(memory, MEMORY_SOC, &count);
        if (from != NULL && begin_soc(g, start_ratio) == 0) {
            g->begun = ostrov_soc_load(&g->soc, from, count) == OSTROV_OK;
        }
    }
}
