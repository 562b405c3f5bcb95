/* What a site does in an island, or around one, when its controller is dead or starts again: held
 * against what its devices can carry. The connected site is judged by ostrov_station_fallback.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "finding.h"
#include "site.h"

#include <stdio.h>

/* Takes a finding when it is the wanted one. Returns 1 then. */
static int found(struct finding *f, int error, const char *text)
{
    if (f->wanted-- > 0) {
        return 0;
    }
    *f->error = error;
    snprintf(f->text, f->capacity, "%s", text);
    return 1;
}

static const char *with_kw(char text[240], const char *form, double first_w, double second_w)
{
    char a[40], b[40];
    (void)ostrov_number_write(first_w / 1000.0, 1, a, sizeof a);
    (void)ostrov_number_write(second_w / 1000.0, 1, b, sizeof b);
    snprintf(text, 240, form, a, b);
    return text;
}

/* Charge points fall back to their default, the load rises to its highest, the PCS goes on forming.
 * Those that we speak to have had the default taken away, unless we die before it has reached them.
 */
static int overloads(const struct site *site, struct finding *f)
{
    char text[240];
    double most_w =
        site->station.load_max_w + (double)site->charge_points * site->station.charger_default_w;
    int told = site->chargers.address[0] != '\0';
    return most_w > site->battery.discharge_limit_w &&
           found(f, !told,
                 with_kw(text,
                         told ? "station.charger_default_w: an island may draw %s kW, the battery "
                                "gives %s kW: the storage converter would trip if the controller "
                                "died before the charge points have taken 0 A"
                              : "station.charger_default_w: an island without the controller may "
                                "draw %s kW, the battery gives %s kW: the storage converter would "
                                "trip",
                         most_w, site->battery.discharge_limit_w));
}

/* The darkest restart: the breaker has just opened, and the battery must start the bus by itself.
 */
static int cannot_start(const struct site *site, struct finding *f)
{
    return (!site->grid.black_start && found(f, 0,
                                             "grid.black_start: 0: a controller that dies while "
                                             "the breaker opens leaves the site "
                                             "dark until the grid is back")) ||
           (site->station.reserve_ratio < site->grid.black_restart_ratio &&
            found(
                f, 0,
                "grid.black_restart_ratio: above station.reserve_ratio: with the reserve alone the "
                "site is not started from the battery"));
}

static int wired_badly(const struct site *site, struct finding *f)
{
    const struct site_connection *c = &site->connection;
    return ((c->io_input[0] < 0 || c->io_input[1] < 0) &&
            found(f, 1,
                  "connection.io_inputs: both position contacts, 52a and 52b, must be wired: "
                  "nothing is "
                  "switched on a state that is not observed")) ||
           (c->sync_host[0] == '\0' && site->grid.pcs_profile == OSTROV_PCS_PROFILE_C &&
            found(f, 0,
                  "connection.sync_host: without a synchroniser nothing tells the storage "
                  "converter to "
                  "form, and nothing closes in synchronism")) ||
           (site->grid.stale_s < 3.0 * c->calm_s + c->timeout_s &&
            found(f, 1,
                  "grid.stale_s: below three looks of connection.calm_s and a time-out: one lost "
                  "answer "
                  "would make both sides unknown"));
}

int site_silent(const struct site *site, int32_t index, int *error, char *text, size_t capacity)
{
    struct finding f = {index, error, text, capacity};
    return site->connection.io_host[0] != '\0' &&
           (wired_badly(site, &f) || overloads(site, &f) || cannot_start(site, &f));
}
