/* A moment that no snapshot describes, rebuilt from the telemetry before it: see occasion.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "occasion.h"

#include "live/metering.h"
#include "store/telemetry.h"

#include <string.h>

enum { MINUTE_S = 60, QUARTER_S = 900, DAY_S = 86400 };

static const int64_t learn_s =
    14 * DAY_S; /* what a simulated station has lived through beforehand */

struct past {
    struct occasion *occasion;
    const struct site *site;
    struct metering metering;
    int32_t held; /* 1 = in a minute of the running quarter the plant was held down */
    int32_t reserved;
};

static void learn(struct past *past, const struct metering_quarter *ended)
{
    const struct outlook_quarter quarter = {.start_s = ended->start_s,
                                            .pv_w = metering_mean_value(&ended->pv_w, QUARTER_S),
                                            .load_w =
                                                metering_mean_value(&ended->load_w, QUARTER_S),
                                            .held = past->held};
    past->held = 0;
    if (quarter.pv_w == quarter.pv_w || quarter.load_w == quarter.load_w) {
        outlook_learn(&past->occasion->planner.outlook, &quarter);
    }
}

/* As the live run does it each second. Rows of an older program do not tell what of the minute was
 * known: all of it. */
static int live_through(void *context, const struct telemetry_minute *m)
{
    struct past *past = context;
    struct metering_quarter ended;
    const ostrov_station_state state = {.mode = m->mode == m->mode ? (int32_t)m->mode : 0};
    const ostrov_command command = {.write = 1, .pv_limit_w = m->pv_limit_w};
    double known_s = m->known_s >= 0.0 && m->known_s <= MINUTE_S ? m->known_s : MINUTE_S;
    if (metering_recorded(&past->metering, past->site, m->time_s + MINUTE_S, known_s, m->grid_w,
                          m->pv_w, m->load_w, &ended)) {
        learn(past, &ended);
    }
    past->held |= outlook_held(&state, &command, m->pv_w);
    return 0;
}

/* Midnight of the first of the local month. */
static int64_t month_begin(const struct site *site, int64_t time_s)
{
    ostrov_civil c = {0};
    int64_t begin_s = time_s;
    if (ostrov_zone_civil(&site->zone, time_s, &c) == OSTROV_OK) {
        c.day = 1;
        c.hour = c.minute = c.second = 0;
        (void)!ostrov_zone_utc(&site->zone, &c, OSTROV_FOLD_FIRST, &begin_s);
    }
    return begin_s;
}

int occasion_rebuild(struct occasion *o, const struct site *site, const char *path, char *message,
                     size_t capacity)
{
    struct past past = {.occasion = o, .site = site};
    int64_t until_s = o->view.time_s, month_s = month_begin(site, until_s - 1);
    o->rebuilt_s = until_s - learn_s < month_s ? until_s - learn_s : month_s;
    metering_begin(&past.metering);
    if (telemetry_each(path, o->rebuilt_s, until_s, live_through, &past, message, capacity) < 0) {
        return -1;
    }
    o->view.peak_w = metering_peak_w(&past.metering, site, until_s);
    return 0;
}
