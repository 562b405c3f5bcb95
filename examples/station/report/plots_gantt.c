/* One row of the Gantt: a charge point over the day. Stays, power delivered, power planned,
 * departures.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "page.h"

#include <stdio.h>

/* Delivered power in steps of five minutes: what a row of 40 px can show. */
static void delivered(const struct view *view, int32_t point, struct curve *curve)
{
    curve_clear(curve);
    for (int32_t i = 0; i < view->minutes; i += 5) {
        double sum = 0.0;
        int32_t n = view->minutes - i < 5 ? view->minutes - i : 5;
        for (int32_t j = i; j < i + n; j++) {
            sum += view->minute[j].vehicle_w[point] / 1e3 / n;
        }
        curve_add(curve, (double)view->minute[i].time_s, sum);
    }
}

static void planned(const struct view *view, int32_t point, struct curve *curve)
{
    curve_clear(curve);
    for (int32_t i = 0; i < view->quarters; i++) {
        const struct record_quarter *q = &view->quarter[i];
        curve_add(curve, (double)q->time_s,
                  q->solver != 0 ? q->plan_vehicle_w[point] / 1e3 : __builtin_nan(""));
    }
}

static void departure(struct plot *plot, const struct record_departure *d)
{
    struct words margin = words_number(d->margin_wh / 1e3, 0);
    char text[80];
    double x = (double)d->time_s;
    plot_mark(plot, x, plot->y_from, plot->y_to, d->on_time ? "depart" : "depart late");
    snprintf(text, sizeof text, "%s%s", d->margin_wh >= 500.0 ? "+" : "", margin.text);
    plot_text(plot, x, plot->y_to, -4.0, 10.0, "end", d->on_time ? "name wide" : "name late wide",
              text);
}

void plot_gantt(struct html *out, const struct view *view, int32_t charge_point)
{
    struct curve power, plan;
    struct plot plot = {.height = 44,
                        .x_from = (double)view->from_s,
                        .x_to = (double)view->until_s,
                        .y_from = 0.0,
                        .y_to = 1.0};
    const struct record *r = view->record;
    char description[192];
    double low = 0.0;
    delivered(view, charge_point, &power);
    planned(view, charge_point, &plan);
    curve_range(&power, &low, &plot.y_to);
    curve_range(&plan, &low, &plot.y_to);
    plot.y_to *= 1.45; /* room for the margins above */
    snprintf(
        description, sizeof description,
        "Stays, delivered and planned power, and departures with their margin in kWh, at charge "
        "point %s. The table below holds the same.",
        view->site->charge_point[charge_point].name);
    html_format(out, "<div class=\"row\"><b>%s</b>", view->site->charge_point[charge_point].name);
    plot_begin(&plot, out, view->site->charge_point[charge_point].name, description);
    for (int32_t i = 0; i < r->departures; i++) {
        const struct record_departure *d = &r->departure[i];
        if (d->charge_point == charge_point && d->time_s > view->from_s &&
            d->arrived_s < view->until_s) {
            plot_box(&plot, (double)d->arrived_s, (double)d->time_s, 0.0, plot.y_to, "stay");
        }
    }
    page_outages(&plot, view, 0);
    plot_step_area(&plot, &power, (double)view->until_s, 0.0, "fill vehicle");
    plot_steps(&plot, &plan, (double)view->until_s, "line load thin");
    plot_level(&plot, 0.0, "zero", "");
    for (int32_t i = 0; i < r->departures; i++) {
        const struct record_departure *d = &r->departure[i];
        if (d->charge_point == charge_point && d->time_s >= view->from_s &&
            d->time_s <= view->until_s) {
            departure(&plot, d);
        }
    }
    if (charge_point == view->site->charge_points - 1) {
        page_hours(&plot, view);
    }
    plot_end(&plot);
    html_raw(out, "</div>\n");
}
