/* The battery's estimate in a snapshot: what its own init does not set from the settings.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "codec.h"

#include "battery/battery_internal.h"

#define US_MOST (INT64_MAX / 4)
#define RATIO_MOST 1e6 /* a variance in shares of the capacity, squared */

static void walk_energy(ostrov_i_codec *c, ostrov_i_energy *e)
{
    ostrov_i_codec_whole(c, &e->wh, -(int64_t)1e15, (int64_t)1e15);
    ostrov_i_codec_whole(c, &e->nwh, -(int64_t)1e9, (int64_t)1e9);
}

void ostrov_i_station_walk_battery(ostrov_i_codec *c, ostrov_i_station *s)
{
    ostrov_i_battery b; /* a copy: the public object is only words */
    _Static_assert(sizeof b <= sizeof s->battery, "the battery fits its object");
    memcpy(&b, &s->battery, sizeof b);
    ostrov_i_codec_u32(c, &b.warnings);
    ostrov_i_codec_whole(c, &b.stored_nwh, 0, b.capacity_nwh);
    ostrov_i_codec_number(c, &b.bus_carry, -1.0, 1.0);
    ostrov_i_codec_number(c, &b.cells_carry, -1.0, 1.0);
    ostrov_i_codec_number(c, &b.self_carry, -1.0, 1.0);
    walk_energy(c, &b.charged);
    walk_energy(c, &b.discharged);
    walk_energy(c, &b.lost);
    walk_energy(c, &b.corrected);
    walk_energy(c, &b.through);
    ostrov_i_codec_number(c, &b.sigma_anchor, 0.0, 1.0);
    ostrov_i_codec_number(c, &b.through_wh, 0.0, 1e15);
    ostrov_i_codec_whole(c, &b.anchor_us, 0, US_MOST);
    ostrov_i_codec_number(c, &b.gap_s, 0.0, 1e12);
    ostrov_i_codec_number(c, &b.gap_variance, 0.0, RATIO_MOST);
    ostrov_i_codec_maybe(c, &b.last_w, -1e12, 1e12);
    ostrov_i_codec_maybe(c, &b.bms_soc, 0.0, 1.0);
    ostrov_i_codec_whole(c, &b.bms_us, 0, US_MOST);
    ostrov_i_codec_whole(c, &b.full_us, 0, US_MOST);
    ostrov_i_codec_number(c, &b.rest_time_s, 0.0, 1e12);
    ostrov_i_codec_number(c, &b.rest_told_s, 0.0, 1e12);
    ostrov_i_codec_number(c, &b.rest_soc_min, -1.0, 2.0);
    ostrov_i_codec_number(c, &b.rest_soc_max, -1.0, 2.0);
    ostrov_i_codec_whole(c, &b.resyncs, 0, US_MOST);
    ostrov_i_codec_maybe(c, &b.temperature_c, -300.0, 1000.0);
    ostrov_i_codec_whole(c, &b.temperature_us, 0, US_MOST);
    ostrov_i_codec_maybe(c, &b.bms_charge_w, 0.0, 1e12);
    ostrov_i_codec_maybe(c, &b.bms_discharge_w, 0.0, 1e12);
    ostrov_i_codec_maybe(c, &b.pcs_charge_w, 0.0, 1e12);
    ostrov_i_codec_maybe(c, &b.pcs_discharge_w, 0.0, 1e12);
    if (c->mode == OSTROV_I_CODEC_LOAD) {
        memcpy(&s->battery, &b, sizeof b);
    }
}
