/* Sizes that do not go together: a number in kW where W are wanted is inside its range all the same, and only
 * its neighbour shows it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "finding.h"
#include "site.h"

#include <stdio.h>

/* Two members and between what their quotient lies wherever such things are built, with a decade to spare
 * on either side of what is usual. */
struct pair {
    const char *one, *other;
    double value, against;
    double least, most;
};

static int odd(const struct pair *p)
{
    return p->value > 0.0 && p->against > 0.0 &&
           (p->value < p->least * p->against || p->value > p->most * p->against);
}

int site_size(const struct site *site, int32_t index, int *error, char *text, size_t capacity)
{
    const ostrov_battery_config *b = &site->battery;
    const struct pair pairs[] = {
        {"pv.peak_w", "pv.inverter_w", site->pv.peak_w, site->pv.inverter_w, 0.1, 10.0},
        {"battery.charge_limit_w", "battery.capacity_wh", b->charge_limit_w, b->capacity_wh, 0.01,
         50.0},
        {"battery.discharge_limit_w", "battery.capacity_wh", b->discharge_limit_w, b->capacity_wh,
         0.01, 50.0},
        {"load.typical_w", "station.import_limit_w", site->load_typical_w,
         site->station.import_limit_w, 1e-3, 1e3},
    };
    struct finding f = {index, error, text, capacity};
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        char a[40], c[40];
        if (!odd(&pairs[i]) || f.wanted-- > 0) {
            continue;
        }
        *error = 0;
        (void)ostrov_number_write(pairs[i].value, -1, a, sizeof a);
        (void)ostrov_number_write(pairs[i].against, -1, c, sizeof c);
        (void)snprintf(text, capacity, "%s: %s beside %s of %s: is one of them in thousands?",
                       pairs[i].one, a, pairs[i].other, c);
        return 1;
    }
    return 0;
}
