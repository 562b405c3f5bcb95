/* Plots over the day: the ribbon, state of charge, prices.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "page.h"

#include <stdio.h>

static double above(double v) { return v > 0.0 ? v : 0.0; }

static void frame(struct plot *plot, const struct view *view, int32_t height, double low,
                  double high)
{
    plot->height = height;
    plot->x_from = (double)view->from_s;
    plot->x_to = (double)view->until_s;
    plot->y_from = low;
    plot->y_to = high;
}

/* ---- ribbon -------------------------------------------------------------------------------------
 */

/* Layers of the ribbon, added up from the middle: sources upwards, uses downwards. A slot is five
 * minutes: a phone shows no more, and short spikes of a charger do not hide the day. */
enum { RIBBON_SLOT = 5, LAYERS = 4 };

struct ribbon {
    struct curve edge[2][LAYERS + 1]; /* [up or down][layer] */
    double top;
};

static void ribbon_slot(struct ribbon *r, double x, const double up[LAYERS],
                        const double down[LAYERS])
{
    double sum_up = 0.0, sum_down = 0.0;
    curve_add(&r->edge[0][0], x, 0.0);
    curve_add(&r->edge[1][0], x, 0.0);
    for (int k = 0; k < LAYERS; k++) {
        sum_up += up[k] / 1e3;
        sum_down += down[k] / 1e3;
        curve_add(&r->edge[0][k + 1], x, sum_up);
        curve_add(&r->edge[1][k + 1], x, -sum_down);
    }
    r->top = sum_up > r->top ? sum_up : r->top;
    r->top = sum_down > r->top ? sum_down : r->top;
}

static void ribbon_fill(struct ribbon *r, const struct view *view)
{
    r->top = 1.0;
    for (int side = 0; side < 2; side++) {
        for (int k = 0; k <= LAYERS; k++) {
            curve_clear(&r->edge[side][k]);
        }
    }
    for (int32_t i = 0; i < view->minutes; i += RIBBON_SLOT) {
        double up[LAYERS] = {0}, down[LAYERS] = {0};
        int32_t n = view->minutes - i < RIBBON_SLOT ? view->minutes - i : RIBBON_SLOT;
        for (int32_t j = i; j < i + n; j++) {
            const struct record_minute *m = &view->minute[j];
            up[0] += above(m->pv_w) / n;
            up[1] += above(m->battery_w) / n;
            up[2] += above(m->grid_w) / n;
            down[0] += above(m->load_w) / n;
            down[1] += above(m->vehicles_w) / n;
            down[2] += above(-m->battery_w) / n;
            down[3] += above(-m->grid_w) / n;
        }
        ribbon_slot(r, (double)view->minute[i].time_s + 30.0 * n, up, down);
    }
}

void plot_ribbon(struct html *out, const struct view *view, int32_t height)
{
    static const char *const style[2][LAYERS] = {
        {"fill sun", "fill battery", "fill grid", "fill none"},
        {"fill load", "fill vehicle", "fill battery", "fill grid"}};
    struct ribbon ribbon;
    struct plot plot = {0};
    ribbon_fill(&ribbon, view);
    double limit = ribbon.top * 1.04;
    frame(&plot, view, height, -limit, limit);
    plot.mirrored = 1;
    plot_begin(
        &plot, out, "Power over the day",
        "Above the middle where power came from: sun, battery, grid. Below where it went: "
        "building, vehicles, into the battery, sold. The supply was away where it is hatched.");
    page_outages(&plot, view, 1);
    plot_y_ticks(&plot, height > 150 ? 6 : 4, "kW");
    for (int side = 0; side < 2; side++) {
        for (int k = 0; k < LAYERS - (side == 0); k++) {
            plot_area(&plot, &ribbon.edge[side][k], &ribbon.edge[side][k + 1], style[side][k]);
        }
    }
    plot_mark(&plot, plot.x_from, limit, -limit, "rule");
    page_hours(&plot, view);
    plot_end(&plot);
}

/* ---- state of charge ----------------------------------------------------------------------------
 */

void plot_soc(struct html *out, const struct view *view)
{
    struct curve truth, estimate, low, high, reserve;
    struct plot plot = {0};
    curve_clear(&truth);
    curve_clear(&estimate);
    curve_clear(&low);
    curve_clear(&high);
    curve_clear(&reserve);
    for (int32_t i = 0; i < view->minutes; i++) {
        const struct record_minute *m = &view->minute[i];
        double x = (double)m->time_s + 60.0;
        double band = 300.0 * m->soc_sigma_ratio, middle = 100.0 * m->soc_estimate_ratio;
        curve_add(&truth, x, 100.0 * m->soc_ratio);
        curve_add(&estimate, x, middle);
        curve_add(&low, x, middle - band < 0.0 ? 0.0 : middle - band);
        curve_add(&high, x, middle + band > 100.0 ? 100.0 : middle + band);
    }
    for (int32_t i = 0; i < view->quarters; i++) {
        const struct record_quarter *q = &view->quarter[i];
        double percent = 100.0 * q->reserve_ratio;
        curve_add(&reserve, (double)q->time_s, percent > 0.0 ? percent : __builtin_nan(""));
    }
    frame(&plot, view, 190, 0.0, 100.0);
    plot_begin(
        &plot, out, "State of charge",
        "Estimate with its band of three standard deviations, the true value of the simulated "
        "cells, and the reserve kept for an outage.");
    page_outages(&plot, view, 1);
    plot_y_ticks(&plot, 5, "%");
    plot_area(&plot, &low, &high, "fill band");
    plot_steps(&plot, &reserve, (double)view->until_s, "line reserve");
    plot_level(&plot, 100.0 * view->site->station.reserve_ratio, "level", "left by daily dispatch");
    plot_line(&plot, &estimate, "line battery");
    plot_line(&plot, &truth, "line truth");
    page_hours(&plot, view);
    plot_end(&plot);
}

/* ---- prices -------------------------------------------------------------------------------------
 */

/* A price holds for a quarter hour: the last minute of it speaks for it. */
static void price_steps(const struct view *view, struct curve *import, struct curve *export)
{
    curve_clear(import);
    curve_clear(export);
    for (int32_t i = 0; i < view->minutes; i++) {
        const struct record_minute *m = &view->minute[i];
        if (m->time_s % 900 == 0) {
            const struct record_minute *last =
                &view->minute[i + 14 < view->minutes ? i + 13 : view->minutes - 1];
            curve_add(import, (double)m->time_s, last->import_price_per_kwh);
            curve_add(export, (double)m->time_s, last->export_price_per_kwh);
        }
    }
}

void plot_prices(struct html *out, const struct view *view)
{
    struct curve import, export;
    struct plot plot = {0};
    char unit[24];
    double low = 0.0, high = 1.0;
    price_steps(view, &import, &export);
    curve_range(&import, &low, &high);
    curve_range(&export, &low, &high);
    snprintf(unit, sizeof unit, "%s/kWh", words_currency(view->site));
    frame(&plot, view, 130, low < 0.0 ? low * 1.1 : 0.0, high * 1.06);
    plot_begin(
        &plot, out, "Prices",
        "What a bought kilowatt-hour costs and what a sold one earns, by quarter hour; filled "
        "below zero where selling costs money.");
    page_outages(&plot, view, 0);
    plot_y_ticks(&plot, 4, unit);
    if (low < 0.0) {
        struct curve below;
        curve_clear(&below);
        for (int32_t i = 0; i < export.count; i++) {
            curve_add(&below, export.x[i], export.y[i] < 0.0 ? export.y[i] : __builtin_nan(""));
        }
        plot_step_area(&plot, &below, (double)view->until_s, 0.0, "fill alarm");
    }
    plot_steps(&plot, &export, (double)view->until_s, "line sun dashed");
    plot_steps(&plot, &import, (double)view->until_s, "line load");
    page_hours(&plot, view);
    plot_end(&plot);
}
