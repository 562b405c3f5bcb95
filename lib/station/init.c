/* Settings: rules across fields, the start of a station, and the sum of the devices' fallbacks.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/codec.h"
#include "internal.h"

#include <string.h>

static const char structure_name[] = "ostrov_station_config";

static ostrov_status take(const ostrov_station_config *from, ostrov_station_config *full,
                          ostrov_fault *why)
{
    ostrov_status status =
        ostrov_i_take_config(&ostrov_i_station_structures[OSTROV_I_TABLE_CONFIG], from, full, why);
    if (status != OSTROV_OK) {
        return status;
    }
    for (int32_t i = 0; i < full->charge_points; i++) {
        if (full->charge_point_min_w[i] > full->charge_point_limit_w[i]) {
            return ostrov_i_fault(why, OSTROV_E_RANGE, structure_name, "charge_point_min_w", i,
                                  full->charge_point_min_w[i], 0.0, full->charge_point_limit_w[i]);
        }
    }
    return OSTROV_OK;
}

ostrov_status ostrov_station_fallback(const ostrov_station_config *config, double pv_peak_w,
                                      double *import_w, double *export_w, ostrov_fault *why)
{
    ostrov_station_config full;
    ostrov_status status = OSTROV_OK;
    if (import_w == NULL || export_w == NULL) {
        return ostrov_i_fault(why, OSTROV_E_ARGUMENT, structure_name, NULL, -1, OSTROV_I_NAN,
                              OSTROV_I_NAN, OSTROV_I_NAN);
    }
    if (!ostrov_i_finite(pv_peak_w)) {
        return ostrov_i_fault(why, OSTROV_E_NOT_FINITE, structure_name, "pv_peak_w", -1, pv_peak_w,
                              0.0, OSTROV_I_NAN);
    }
    if (pv_peak_w < 0.0) {
        return ostrov_i_fault(why, OSTROV_E_RANGE, structure_name, "pv_peak_w", -1, pv_peak_w, 0.0,
                              OSTROV_I_NAN);
    }
    status = take(config, &full, why);
    if (status != OSTROV_OK) {
        return status;
    }
    /* The worst of both: a battery told to discharge may be empty when the import counts, and one
     * told to charge may be full when the export does. */
    *import_w = full.load_max_w + (double)full.charge_points * full.charger_default_w +
                ostrov_i_max(-full.battery_default_w, 0.0);
    *export_w = pv_peak_w * full.pv_default_ratio + ostrov_i_max(full.battery_default_w, 0.0);
    if (*import_w > full.import_limit_w) {
        return ostrov_i_fault(why, OSTROV_E_INFEASIBLE, structure_name, "import_limit_w", -1,
                              *import_w, 0.0, full.import_limit_w);
    }
    if (*export_w > full.export_limit_w) {
        return ostrov_i_fault(why, OSTROV_E_INFEASIBLE, structure_name, "export_limit_w", -1,
                              *export_w, 0.0, full.export_limit_w);
    }
    return OSTROV_OK;
}

/* All but sizes and pointers, which differ between targets that mean the same, and the authority: a
 * station that has observed for a week is armed with what it learned. */
static uint32_t crc_config(const ostrov_i_station *self)
{
    const ostrov_station_config *c = &self->config;
    const size_t from = offsetof(ostrov_station_config, import_limit_w);
    const double whole[4] = {(double)c->charge_points, (double)c->tiers, (double)self->has_battery,
                             (double)self->cells.chemistry};
    const size_t cells = offsetof(ostrov_battery_config, capacity_wh);
    uint32_t crc = ostrov_i_codec_crc_words(0, whole, sizeof whole);
    crc = ostrov_i_codec_crc_words(crc, (const unsigned char *)c + from, sizeof *c - from);
    return ostrov_i_codec_crc_words(crc, (const unsigned char *)&self->cells + cells,
                                    sizeof self->cells - cells);
}

static void start_state(ostrov_i_station *self)
{
    ostrov_station_state *state = &self->state;
    (void)ostrov_i_defaults(&ostrov_i_station_structures[OSTROV_I_TABLE_STATE], state,
                            sizeof *state);
    for (int32_t i = 0; i < OSTROV_I_HELD_COUNT; i++) {
        self->held[i].value = OSTROV_I_NAN;
    }
    self->books.quarter = INT64_MIN;
    self->books.quarter_max_w = OSTROV_I_NAN;
    self->tiers.on = ostrov_i_station_tier_mask(self);
    self->tiers.changed_s = 1e9;
    self->tiers.before_w = OSTROV_I_NAN;
    self->tiers.learning = -1;
    state->tiers_on = self->tiers.on;
    for (int32_t i = 0; i < OSTROV_LOAD_TIERS; i++) {
        self->tiers.power_w[i] = OSTROV_I_NAN;
    }
    for (int32_t i = 0; i < OSTROV_I_STATION_POINTS; i++) {
        ostrov_i_point *point = &self->points[i];
        point->need_wh = OSTROV_I_NAN;
        point->need_ref_wh = OSTROV_I_NAN;
        point->accepts_w = OSTROV_I_NAN;
        point->depart_s = INT64_MIN;
        point->depart_ref_s = INT64_MIN;
        point->connected = -1;
    }
    self->period = INT64_MIN;
    self->net_last_w = OSTROV_I_NAN;
    self->dso_import_ratio = 1.0;
    self->dso_export_ratio = 1.0;
    self->refused_field = -1;
}

ostrov_status ostrov_station_init(ostrov_station *station, const ostrov_station_config *config,
                                  ostrov_fault *why)
{
    ostrov_i_station *self = (ostrov_i_station *)station;
    ostrov_station_config full;
    ostrov_battery_config cells;
    ostrov_battery battery;
    ostrov_status status = OSTROV_OK;
    if (station == NULL) {
        return ostrov_i_fault(why, OSTROV_E_ARGUMENT, structure_name, NULL, -1, OSTROV_I_NAN,
                              OSTROV_I_NAN, OSTROV_I_NAN);
    }
    status = take(config, &full, why);
    if (status != OSTROV_OK) {
        return status;
    }
    memset(&battery, 0, sizeof battery); /* the snapshot saves its head room too */
    memset(&cells, 0, sizeof cells);
    if (full.battery != NULL) {
        status = ostrov_battery_init(&battery, full.battery, why);
        if (status == OSTROV_OK) {
            status = ostrov_battery_defaults(&cells, sizeof cells);
        }
        if (status != OSTROV_OK) {
            return status;
        }
        const size_t told = full.battery->struct_size;
        memcpy(&cells, full.battery, told < sizeof cells ? told : sizeof cells);
    }
    memset(station, 0, sizeof *station);
    self->magic = OSTROV_I_STATION_MAGIC;
    self->has_battery = full.battery != NULL;
    self->config = full;
    self->config.battery = NULL;
    self->cells = cells;
    self->battery = battery;
    if (self->has_battery &&
        ostrov_battery_wear(&self->cells, &self->wear_price_per_kwh) != OSTROV_OK) {
        self->wear_price_per_kwh = 0.0; /* a price that is not given costs nothing */
    }
    start_state(self);
    self->config_crc = crc_config(self);
    ostrov_i_station_event(self, OSTROV_EVENT_START, 0, OSTROV_I_NAN, OSTROV_I_NAN);
    self->state.events = 1;
    return OSTROV_OK;
}
