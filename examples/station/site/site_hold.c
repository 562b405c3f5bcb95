/* What a connected site may draw and feed in from the moment its controller dies until the last of
 * its devices has fallen back: each keeps what it was told last for a time of its own.
 *
 * At its last step the controller kept the sum within the limits, for the load and the sun of that
 * moment. Then the load may rise to its highest, the sun come or go, vehicles leave, and a device
 * fall back whose power another one relied on. What holds afterwards is ostrov_station_fallback's.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "finding.h"
#include "table.h"

#include <string.h>

/* Fuses and transformers heat over minutes, and a contract counts quarter hours: an error is what
 * is above the limit by more than a quarter in the mean of one. A gG fuse carries that for an hour
 * and longer (IEC 60269-1, conventional non-fusing current). */
#define EXCESS_RATIO 0.25
#define QUARTER_S 900.0

/* What bounds the last set-points, W. */
struct bounds {
    double load_most_w, load_least_w, pv_w;
    double charge_w, discharge_w, points_w; /* battery; charge points together */
    double import_w, export_w;              /* limits */
    double reversion_s, lifetime_s;         /* s that converter and PV, charge points hold */
};

static double lesser(double a, double b) { return a < b ? a : b; }

static struct bounds bounds_of(const struct site *site)
{
    const ostrov_station_config *s = &site->station;
    struct bounds b = {.load_most_w = s->load_max_w,
                       .load_least_w = site->load_typical_w,
                       .pv_w = lesser(site->pv.peak_w, site->pv.inverter_w),
                       .charge_w = site->battery.charge_limit_w,
                       .discharge_w = site->battery.discharge_limit_w,
                       .import_w = s->import_limit_w,
                       .export_w = s->export_limit_w,
                       .reversion_s = site->devices.reversion_s,
                       .lifetime_s = site->charge_points > 0 ? site->chargers.lifetime_s : 0.0};
    double least = site->load_profile_ratio[0];
    for (int i = 1; i < 24; i++) {
        least = lesser(least, site->load_profile_ratio[i]);
    }
    b.load_least_w = lesser(site->load_typical_w * least, b.load_most_w);
    for (int32_t i = 0; i < site->charge_points; i++) {
        b.points_w += site->charge_point[i].limit_w;
    }
    return b;
}

static const char *number(double value, int decimals, char text[40])
{
    (void)ostrov_number_write(value, decimals, text, 40);
    return text;
}

/* "<key>: for … s after the controller dies <who>: … kW <how>, … kW above <limit_key>". */
static int tell(struct finding *f, const char *key, double from_s, double until_s, const char *who,
                double most_w, const char *how, double limit_w, const char *limit_key)
{
    char a[40], b[40], c[40], d[40];
    double excess_w = most_w - limit_w;
    if (!(excess_w > 0.0) || !(until_s > from_s) || f->wanted-- > 0) {
        return 0;
    }
    double share = lesser(until_s - from_s, QUARTER_S) / QUARTER_S;
    *f->error = excess_w * share > EXCESS_RATIO * limit_w;
    (void)site_append(f->text, 0, f->capacity,
                      "%s: from %s s to %s s after the controller dies %s: up to %s kW %s, %s kW "
                      "above %s",
                      key, number(from_s, 0, a), number(until_s, 0, b), who,
                      number(most_w / 1000.0, 1, c), how, number(excess_w / 1000.0, 1, d),
                      limit_key);
    return 1;
}

/* All hold on: the sum of the last set-points stands, the load rises, the sun goes. */
static int all_draw(const struct bounds *b, struct finding *f)
{
    double held_w = lesser(b->points_w + b->charge_w, b->import_w - b->load_least_w + b->pv_w);
    double until_s = b->points_w > 0.0 ? lesser(b->reversion_s, b->lifetime_s) : b->reversion_s;
    return tell(f, "devices.reversion_s", 0.0, until_s,
                b->points_w > 0.0
                    ? "the storage converter may go on charging and the charge points "
                      "on drawing while the load rises and the sun goes"
                    : "the storage converter may go on charging while the load rises "
                      "and the sun goes",
                b->load_most_w + held_w, "drawn", b->import_w, "station.import_limit_w");
}

/* The converter has fallen back, the charge points have not: the battery had carried them. */
static int points_draw(const struct bounds *b, const ostrov_station_config *s, struct finding *f)
{
    double points_w = lesser(b->points_w, b->import_w - b->load_least_w + b->discharge_w + b->pv_w);
    return tell(f, "chargers.lifetime_s", b->reversion_s, b->lifetime_s,
                "the charge points may go on drawing what the storage converter, fallen back, no "
                "longer gives",
                b->load_most_w + points_w - s->battery_default_w, "drawn", b->import_w,
                "station.import_limit_w");
}

/* The other way round. */
static int battery_draws(const struct bounds *b, const ostrov_station_config *s, int32_t points,
                         struct finding *f)
{
    double charge_w = lesser(b->charge_w, b->import_w - b->load_least_w + b->pv_w);
    return b->points_w > 0.0 &&
           tell(f, "devices.reversion_s", b->lifetime_s, b->reversion_s,
                "the storage converter may go on charging beside charge points that have fallen "
                "back",
                b->load_most_w + charge_w + (double)points * s->charger_default_w, "drawn",
                b->import_w, "station.import_limit_w");
}

/* The battery goes on discharging into a bus whose load has left, and the sun comes. */
static int all_feed(const struct bounds *b, struct finding *f)
{
    double discharge_w = lesser(b->discharge_w, b->export_w + b->load_most_w + b->points_w);
    return tell(f, "devices.reversion_s", 0.0, b->reversion_s,
                "the storage converter may go on discharging and the PV inverter come to its most "
                "while load and vehicles leave",
                discharge_w + b->pv_w, "fed in", b->export_w, "station.export_limit_w");
}

/* An island of a dead controller: charge points hold what battery and sun had carried. */
static int island_draws(const struct bounds *b, struct finding *f)
{
    double points_w = lesser(b->points_w, b->discharge_w + b->pv_w - b->load_least_w);
    return tell(
        f, "chargers.lifetime_s", 0.0, b->lifetime_s,
        "in an island the charge points may go on drawing while the load rises and the sun goes",
        b->load_most_w + points_w, "asked of the battery", b->discharge_w,
        "battery.discharge_limit_w: the storage converter may trip");
}

int site_hold(const struct site *site, int32_t index, int *error, char *text, size_t capacity)
{
    struct finding f = {index, error, text, capacity};
    const struct bounds b = bounds_of(site);
    return site->devices.pcs_host[0] != '\0' &&
           (all_draw(&b, &f) || points_draw(&b, &site->station, &f) ||
            battery_draws(&b, &site->station, site->charge_points, &f) || all_feed(&b, &f) ||
            (site->connection.io_host[0] != '\0' && island_draws(&b, &f)));
}
