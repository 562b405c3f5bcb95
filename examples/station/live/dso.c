/* The live run: the DSO's control centre, by IEC 60870-5-104; see live_parts.h.
 *
 * What it sets enters the station as any network command: a share of a limit, the least of all ways
 * it is told. Nothing it says widens a limit of ours.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "live_parts.h"

#include <math.h>
#include <stdio.h>

int live_open_dso(struct live *live, char *message, size_t capacity)
{
    const struct site_dso *at = &live->site->dso;
    struct iec104_server_setup setup = {
        .address = at->address, .allow = at->allow, .port = at->port};
    char why[200];
    struct live_orders kept;
    live->dso_orders.export_ratio = live->dso_orders.import_ratio = (double)NAN;
    live->dso_orders.permit_return = live->dso_orders.connection = -1;
    live->dso_orders.clock_ms = INT64_MIN;
    if (at->address[0] == '\0') {
        return 0;
    }
    live_recall_orders(live, &kept);
    setup.kept = kept.centre;
    setup.away_s = kept.away_s;
    iec104_config_defaults(&setup.config);
    setup.config.common = at->common;
    setup.config.base = (uint32_t)at->base;
    setup.config.full = at->full;
    setup.config.cyclic_s = at->cyclic_s;
    setup.config.select_s = at->select_s;
    setup.config.deadband_w = at->deadband_w;
    setup.config.lifetime_s = at->lifetime_s;
    setup.config.fallback_export_ratio = at->fallback_export_ratio;
    setup.config.fallback_import_ratio = at->fallback_import_ratio;
    setup.config.mode[IEC104_CEASE] = at->cease_mode;
    setup.config.mode[IEC104_PERMIT] = at->permit_mode;
    setup.config.mode[IEC104_CONNECTION] = at->connection_mode;
    live->dso = iec104_server_open(&setup, why, sizeof why);
    if (live->dso == NULL) {
        snprintf(message, capacity, "%s: dso: %s", live->site->path, why);
    }
    return live->dso != NULL ? 0 : -1;
}

static double least(double a, double b) { return isnan(a) ? b : isnan(b) || a < b ? a : b; }

static int same(double a, double b) { return a == b || (isnan(a) && isnan(b)); }

/* An order is kept as soon as it is given. */
static void keep_changes(struct live *live, const struct iec104_orders *now)
{
    const struct iec104_orders *before = &live->dso_orders;
    if (!same(now->export_ratio, before->export_ratio) ||
        !same(now->import_ratio, before->import_ratio) ||
        now->permit_return != before->permit_return || now->connection != before->connection ||
        now->connected != before->connected || now->fallback != before->fallback) {
        live_save_soon(live);
    }
}

static void note_changes(struct live *live, const struct iec104_orders *now)
{
    const struct iec104_orders *before = &live->dso_orders;
    char text[160];
    if (now->connected != before->connected) {
        live_note(live, 0, 0,
                  now->connected
                      ? "the DSO's control centre is connected"
                      : "the DSO's control centre is gone: its limit stands for its lifetime");
    }
    if (now->fallback != before->fallback) {
        live_note(live, 0, 0,
                  now->fallback
                      ? "no word from the DSO's control centre: the declared fallback holds"
                      : "the DSO's limit holds again");
    }
    if (now->clock_ms != before->clock_ms && now->clock_ms != INT64_MIN) {
        snprintf(text, sizeof text,
                 "the DSO's control centre sets the clock: %+.3f s from ours, which stays",
                 (double)now->clock_ms * 1e-3);
        live_note(live, 0, 0, text);
    }
}

void live_measure_dso(struct live *live)
{
    ostrov_measurement *m = &live->measurement;
    struct iec104_orders orders;
    if (live->dso == NULL) {
        return;
    }
    iec104_server_orders(live->dso, &orders, &live->dso_status);
    note_changes(live, &orders);
    keep_changes(live, &orders);
    live->dso_orders = orders;
    m->dso_export_ratio = least(m->dso_export_ratio, orders.export_ratio);
    m->dso_import_ratio = least(m->dso_import_ratio, orders.import_ratio);
}

static struct iec104_value known(double value, double age_s)
{
    return (struct iec104_value){value, age_s};
}

void live_tell_dso(struct live *live)
{
    const ostrov_measurement *m = &live->measurement;
    const struct meter_reading *pcc = &live->hardware.meter.reading;
    const struct iec104_orders *o = &live->dso_orders;
    double pcc_s = m->age_s[OSTROV_SOURCE_PCC], full = live->site->dso.full;
    double export_now = isnan(o->export_ratio) ? 1.0 : o->export_ratio;
    double import_now = isnan(o->import_ratio) ? 1.0 : o->import_ratio;
    struct iec104_value v[IEC104_POINTS];
    if (live->dso == NULL) {
        return;
    }
    v[IEC104_GRID_W] = known(m->grid_w, pcc_s);
    v[IEC104_GRID_VAR] = known(m->grid_var, pcc_s);
    for (int i = 0; i < 3; i++) {
        v[IEC104_GRID_V_L1 + i] = known(pcc->phase_v[i], pcc_s);
    }
    v[IEC104_GRID_HZ] = known(pcc->hz, pcc_s);
    v[IEC104_PV_W] = known(m->pv_w, m->age_s[OSTROV_SOURCE_PV]);
    v[IEC104_BATTERY_W] = known(m->battery_w, m->age_s[OSTROV_SOURCE_BATTERY]);
    v[IEC104_SOC] = known(live->state.soc_ratio, 0.0);
    v[IEC104_EXPORT_HELD] = known(export_now * full, 0.0);
    v[IEC104_IMPORT_HELD] = known(import_now * full, 0.0);
    int32_t breaker = live->island != NULL ? live->grid.breaker : -1;
    v[IEC104_BREAKER] = known(breaker == 1   ? (double)IEC104_ON
                              : breaker == 0 ? (double)IEC104_OFF
                                             : (double)NAN,
                              0.0);
    v[IEC104_ISLANDED] = known(live_islanded(live), 0.0);
    v[IEC104_LIMITED] = known(export_now < 1.0 || import_now < 1.0, 0.0);
    v[IEC104_FALLBACK] = known(o->fallback, 0.0);
    v[IEC104_INHIBITED] = known(m->inhibits != 0, 0.0);
    v[IEC104_REMOTE] = known(live->options->armed != 0, 0.0);
    v[IEC104_TROUBLE] = known(!(pcc_s < 60.0) || !(m->age_s[OSTROV_SOURCE_BATTERY] < 60.0), 0.0);
    iec104_server_update(live->dso, v);
    facts_add_dso(&live->facts, o, &live->dso_status);
}
