/* The live run: the connection to the grid, where the site has one to steer; see live_parts.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "live_parts.h"

#include "common/clock.h"

#include <stdio.h>

int live_open_connection(struct live *live, char *message, size_t capacity)
{
    struct island_setup setup = {
        .site = live->site, .hardware = &live->hardware, .armed = live->options->armed};
    if (live->site->connection.io_host[0] == '\0') {
        return 0; /* the supply stays connected */
    }
    struct live_orders orders;
    live_recall_orders(live, &orders);
    setup.relay_ratio = live->relay_ratio = orders.relay_ratio;
    setup.relay_age_s = orders.relay_age_s;
    setup.kept = memory_find(&live->memory, MEMORY_GRID, &setup.kept_count);
    live->island = island_open(&setup, message, capacity);
    return live->island != NULL ? 0 : -1;
}

void live_keep_connection(struct live *live)
{
    static uint8_t bytes[sizeof(ostrov_grid)];
    size_t used = live->island != NULL ? island_keep(live->island, bytes, sizeof bytes) : 0;
    if (used > 0) {
        memory_put(&live->memory, MEMORY_GRID, bytes, used);
    }
}

/* An order by wire is kept as soon as it is told. */
static void keep_relays(struct live *live)
{
    double ratio = 0.0, age_s = 0.0;
    island_keep_relays(live->island, &ratio, &age_s);
    if (ratio == ratio && ratio != live->relay_ratio) {
        live->relay_ratio = ratio;
        live_save_soon(live);
    }
}

/* Of the DSO's control centre: who ordered us away has not allowed the return either. */
static int32_t may_return(const struct iec104_orders *orders)
{
    return orders->permit_return == 0 || orders->connection == IEC104_OFF ? -1
           : orders->permit_return == 1                                  ? 1
                                                                         : 0;
}

void live_measure_connection(struct live *live)
{
    const ostrov_station_state *s = &live->state;
    const ostrov_measurement *m = &live->measurement;
    struct island_told told = {.soc_low_ratio = s->soc_low_ratio,
                               .energy_wh = s->soc_low_ratio * live->site->battery.capacity_wh,
                               .headroom_w = s->battery_discharge_limit_w - m->battery_w,
                               .want_island =
                                   disk_wants_island(live->disk, clock_monotonic_us()) || live->dso_orders.connection == IEC104_OFF,
                               .return_order = may_return(&live->dso_orders)};
    if (live->island == NULL) {
        return;
    }
    told.tiers_on = live->command.tiers_on; /* of the last step */
    told.tiers_told = live->command.write == 1;
    if (live->steps == 0) { /* the station has not stepped yet: its zeros are no knowledge */
        told.soc_low_ratio = told.energy_wh = told.headroom_w = __builtin_nan("");
    }
    island_tell(live->island, &told);
    island_read(live->island, &live->grid, &live->measurement);
    keep_relays(live);
    live->measurement.grid = &live->grid;
}

void live_tell_connection(struct live *live)
{
    struct island_counters counters;
    if (live->island != NULL) {
        island_count(live->island, &counters);
        if (counters.foreign > live->foreign_modes) {
            live_note(live, 0, 0,
                      "another controller commands the synchroniser: hands off for a minute");
        }
        live->foreign_modes = counters.foreign;
        facts_add_connection(&live->facts, &live->grid, &counters);
    }
}

int32_t live_islanded(const struct live *live)
{
    return live->island != NULL && live->grid.mode != OSTROV_GRID_GRID &&
           live->grid.mode != OSTROV_GRID_RAMP && live->grid.mode != OSTROV_GRID_RIDE;
}

void live_note_connection(struct live *live)
{
    ostrov_grid_record record;
    char text[TELEMETRY_TEXT];
    while (live->island != NULL && island_record(live->island, &record)) {
        if (record.kind != OSTROV_GRID_RECORD_BLOCK) { /* what blocks is in now.txt */
            (void)ostrov_grid_record_text(&record, OSTROV_LANGUAGE_EN, text, sizeof text);
            live_note(live, 0, 0, text);
            live_save_soon(live);
        }
    }
}
