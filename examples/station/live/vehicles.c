/* The live run: charge points and what they say of the vehicles; see live_parts.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200809L
#include "live_parts.h"

#include "secret.h"

#include "commission/site_devices.h"

#include <stdio.h>
#include <string.h>

/* Transactions of a charge point, by its name: another site file may have it in another place. */
struct kept_point {
    char name[SITE_NAME];
    struct ocpp_kept kept;
};

void live_keep_chargers(struct live *live)
{
    struct kept_point kept[OSTROV_CHARGE_POINTS];
    static struct ocpp_point point;
    memset(kept, 0, sizeof kept);
    for (int32_t p = 0; live->chargers != NULL && p < live->site->charge_points; p++) {
        chargers_look(live->chargers, p, &point);
        memcpy(kept[p].name, live->site->charge_point[p].name, sizeof kept[p].name);
        ocpp_point_keep(&point, &kept[p].kept);
    }
    if (live->chargers != NULL) {
        memory_put(&live->memory, MEMORY_CHARGERS, kept, sizeof kept);
    }
}

static const struct ocpp_kept *find_kept(const struct live *live, const char *name)
{
    size_t count = 0;
    const struct kept_point *kept = memory_find(&live->memory, MEMORY_CHARGERS, &count);
    for (size_t i = 0; kept != NULL && i < count / sizeof *kept; i++) {
        if (strncmp(kept[i].name, name, sizeof kept[i].name) == 0) {
            return &kept[i].kept;
        }
    }
    return NULL;
}

int live_open_chargers(struct live *live, char *message, size_t capacity)
{
    const struct site *site = live->site;
    const struct site_chargers *at = &site->chargers;
    char secret[SECRET] = "";
    struct chargers_setup setup;
    chargers_setup_site(site, &setup);
    if (at->password_file[0] != '\0') {
        if (secret_read(at->password_file, secret) != 0) {
            snprintf(message, capacity, "chargers.password_file: %s cannot be read",
                     at->password_file);
            return -1;
        }
        setup.password = secret;
    }
    for (int32_t p = 0; p < site->charge_points; p++) {
        setup.kept[p] = find_kept(live, site->charge_point[p].name);
    }
    live->chargers = chargers_open(&setup, message, capacity);
    memset(secret, 0, sizeof secret);
    return live->chargers != NULL ? 0 : -1;
}

void live_measure_vehicles(struct live *live, int64_t now_s, double dt_s)
{
    ostrov_measurement *m = &live->measurement;
    int64_t transactions = 0;
    chargers_fill(live->chargers, m);
    if (now_s == INT64_MIN) {
        return; /* without a clock there is no timetable */
    }
    for (int32_t p = 0; p < live->site->charge_points; p++) {
        static struct ocpp_point point;
        chargers_look(live->chargers, p, &point);
        transactions += point.next_transaction;
        depot_observe(&live->fleet, p, m->vehicle_connected[p],
                      point.transaction != 0 ? point.tag : "", m->vehicle_w[p], now_s, dt_s);
    }
    if (transactions != live->transactions) { /* a number was given: it must not be given again */
        live->transactions = transactions;
        live_save_soon(live);
    }
    depot_measure(&live->reference, &live->fleet, now_s,
                  metering_peak_w(&live->metering, live->site, now_s),
                  fleet_expected_c(&live->fleet, now_s), m);
}
