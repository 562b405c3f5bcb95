/* Energies and the clock-aligned quarter hour: the DSO bills the highest quarter-hour mean of
 * import, on quarters of the UTC clock (all zones in use here are offset by whole quarter hours).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "internal.h"

#define QUARTER_S 900
#define QUARTER_US ((int64_t)QUARTER_S * 1000000)
/* A quarter of which the meter told less than this share is not counted as complete. */
#define KNOWN_RATIO 0.9
/* The steering aims this much below the target: the last second's load noise and the meter's own
 * rounding would otherwise end half of all quarters above it. */
#define MARGIN_RATIO 0.005

static int64_t quarter_of(int64_t us)
{
    const int64_t q = us / QUARTER_US;
    return us < q * QUARTER_US ? q - 1 : q;
}

static void roll(ostrov_i_station *self, int64_t quarter)
{
    ostrov_i_books *books = &self->books;
    /* A second is forgiven for clocks that are corrected within the quarter. */
    if (books->quarter != INT64_MIN && books->quarter_passed_s >= QUARTER_S - 1.0 &&
        books->quarter_known_s >= KNOWN_RATIO * QUARTER_S) {
        const double mean_w = books->quarter_ws / books->quarter_known_s;
        if (!(books->quarter_max_w >= mean_w)) {
            books->quarter_max_w = mean_w;
        }
    }
    books->quarter = quarter;
    books->quarter_ws = 0.0;
    books->quarter_known_s = 0.0;
    books->quarter_passed_s = 0.0;
}

static double mean_so_far(const ostrov_i_books *books)
{
    return books->quarter_known_s > 0.0 ? books->quarter_ws / books->quarter_known_s : OSTROV_I_NAN;
}

void ostrov_i_station_books(ostrov_i_station *self, const ostrov_i_scene *scene)
{
    ostrov_i_books *books = &self->books;
    const int32_t known = !ostrov_i_nan(scene->grid_w);
    const double import_w = known && scene->grid_w > 0.0 ? scene->grid_w : 0.0;
    int64_t at_us = self->now_us - scene->dt_us;
    if (known) {
        const double hours = scene->dt_s / 3600.0;
        books->import_wh += import_w * hours;
        books->export_wh += (import_w - scene->grid_w) * hours;
    }
    if (books->quarter == INT64_MIN) {
        roll(self, quarter_of(at_us));
    }
    /* dt ≤ 3600 s spans at most five quarters. */
    while (at_us < self->now_us) {
        const int64_t quarter = quarter_of(at_us);
        const int64_t edge_us = (quarter + 1) * QUARTER_US;
        const int64_t until_us = edge_us < self->now_us ? edge_us : self->now_us;
        const double seconds = (double)(until_us - at_us) / 1e6;
        if (quarter != books->quarter) {
            roll(self, quarter);
        }
        books->quarter_passed_s += seconds;
        if (known) {
            books->quarter_ws += import_w * seconds;
            books->quarter_known_s += seconds;
        }
        at_us = until_us;
    }
    if (quarter_of(self->now_us) != books->quarter) {
        roll(self, quarter_of(self->now_us));
    }
    self->state.import_wh = books->import_wh;
    self->state.export_wh = books->export_wh;
    self->state.quarter_max_w = books->quarter_max_w;
    self->state.quarter_mean_w = mean_so_far(books);
    self->state.quarter_left_s = (double)((books->quarter + 1) * QUARTER_US - self->now_us) / 1e6;
}

/* The import that may be held from now to the end of the quarter for its mean to meet target_w:
 * (900·target − energy so far) / time left. Time that is neither left nor known (start in
 * mid-quarter, dead meter) is taken to have run at the mean that is known, or at the target when
 * none is. */
static double cap_for(const ostrov_i_station *self, const ostrov_i_scene *scene, double target_w)
{
    const ostrov_i_books *books = &self->books;
    const double left_s = ostrov_i_max(self->state.quarter_left_s, scene->dt_s);
    const double past_s = ostrov_i_max(QUARTER_S - left_s, 0.0);
    const double mean_w =
        books->quarter_known_s > 0.0 ? books->quarter_ws / books->quarter_known_s : target_w;
    return ostrov_i_max((target_w * QUARTER_S - mean_w * past_s) / left_s, 0.0);
}

/* The last step of a quarter hour ends it with whatever the net load does meanwhile: twice its
 * usual movement over a step of that length is left free. At a step a second that is nothing; a
 * host that steps each minute needs it. */
static double margin_w(const ostrov_i_station *self, const ostrov_i_scene *scene, double target_w)
{
    return ostrov_i_max(target_w * MARGIN_RATIO,
                        2.0 * self->net_change_w * ostrov_i_min(scene->dt_s / QUARTER_S, 1.0));
}

/* What the plan lets this quarter hour have. What the billing period holds already is paid; above
 * it no more than the plan asks for in this very slot: a peak that it foresees for later may yet be
 * avoided. */
static double planned_peak_w(const ostrov_i_station *self, const ostrov_i_scene *scene)
{
    return ostrov_i_nan(scene->m.peak_w)
               ? self->plan.peak_w
               : ostrov_i_max(scene->m.peak_w, self->plan.grid_w[scene->slot]);
}

void ostrov_i_station_quarter(const ostrov_i_station *self, ostrov_i_scene *scene)
{
    const double own_w = self->config.quarter_limit_w;
    const int32_t planned = scene->rung == OSTROV_RUNG_PLAN || scene->rung == OSTROV_RUNG_QUICK;
    const double wish_w = planned ? planned_peak_w(self, scene) : OSTROV_I_NAN;
    double target_w = own_w;
    scene->firm = !ostrov_i_nan(own_w);
    if (!ostrov_i_nan(wish_w) && !(own_w <= wish_w)) {
        target_w = wish_w;
        scene->firm = 0;
    }
    scene->quarter_w = target_w;
    scene->cap_w = ostrov_i_nan(target_w)
                       ? OSTROV_I_NAN
                       : cap_for(self, scene, target_w - margin_w(self, scene, target_w));
    /* What went over the site limit for a moment (a cloud, a charger that takes its seconds to
     * obey) is made good within the same quarter hour, which is what is metered and billed. */
    if (mean_so_far(&self->books) > self->config.import_limit_w) {
        const double limit_w = cap_for(self, scene, self->config.import_limit_w);
        if (!(scene->cap_w < limit_w)) {
            scene->cap_w = limit_w;
            scene->firm = 1;
        }
    }
}
