/* Plots of power at the PCC, of plans and forecasts by quarter hour.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "page.h"

#include <stddef.h>

static const double not_known = __builtin_nan("");

static void frame(struct plot *plot, const struct view *view, int32_t height, double low,
                  double high)
{
    plot->height = height;
    plot->x_from = (double)view->from_s;
    plot->x_to = (double)view->until_s;
    plot->y_from = low;
    plot->y_to = high > low ? high : low + 1.0;
}

void plot_quarters(struct html *out, const struct view *view)
{
    struct curve metered, planned;
    struct plot plot = {0};
    double low = 0.0, high = 1.0;
    double limit = view->site->station.import_limit_w / 1e3;
    double incurred = view->site->tariff.peak_incurred_w / 1e3;
    curve_clear(&metered);
    curve_clear(&planned);
    for (int32_t i = 0; i < view->quarters; i++) {
        const struct record_quarter *q = &view->quarter[i];
        curve_add(&metered, (double)q->time_s, q->grid_mean_w / 1e3);
        curve_add(&planned, (double)q->time_s, q->solver != 0 ? q->plan_grid_w / 1e3 : not_known);
    }
    curve_range(&metered, &low, &high);
    curve_range(&planned, &low, &high);
    high = incurred > high ? incurred : high;
    high =
        limit > high && limit < 3.0 * high ? limit : high; /* a far limit would flatten the day */
    frame(&plot, view, 190, low * 1.05, high * 1.06);
    plot_begin(&plot, out, "Mean grid power by quarter hour",
               "Metered mean of each clock-aligned quarter hour against the plan made for it.");
    page_outages(&plot, view, 0);
    plot_y_ticks(&plot, 5, "kW");
    plot_step_area(&plot, &metered, (double)view->until_s, 0.0, "fill grid");
    plot_steps(&plot, &planned, (double)view->until_s, "line load");
    plot_level(&plot, incurred, "level", "highest quarter hour of the month so far");
    plot_level(&plot, limit, "level alarm", "booked capacity");
    page_hours(&plot, view);
    plot_end(&plot);
}

void plot_pcc(struct html *out, const struct view *view)
{
    struct curve p, q, s;
    struct plot plot = {0};
    double low = 0.0, high = 1.0;
    curve_clear(&p);
    curve_clear(&q);
    curve_clear(&s);
    for (int32_t i = 0; i < view->minutes; i++) {
        const struct record_minute *m = &view->minute[i];
        double x = (double)m->time_s + 30.0;
        curve_add(&p, x, m->grid_w / 1e3);
        curve_add(&q, x, m->reactive_var / 1e3);
        curve_add(&s, x,
                  __builtin_sqrt(m->grid_w * m->grid_w + m->reactive_var * m->reactive_var) / 1e3);
    }
    curve_range(&p, &low, &high);
    curve_range(&q, &low, &high);
    curve_range(&s, &low, &high);
    frame(&plot, view, 190, low * 1.05, high * 1.06);
    plot_begin(
        &plot, out, "Power at the PCC",
        "Minute means of active power P, import positive, reactive power Q and apparent power S.");
    page_outages(&plot, view, 0);
    plot_y_ticks(&plot, 6, "kW");
    plot_line(&plot, &s, "line grid wide");
    plot_line(&plot, &p, "line load");
    plot_line(&plot, &q, "line vehicle");
    page_hours(&plot, view);
    plot_end(&plot);
}

void plot_balance(struct html *out, const struct view *view)
{
    struct curve residual;
    struct plot plot = {0};
    double low = 0.0, high = 0.0;
    curve_clear(&residual);
    for (int32_t i = 0; i < view->minutes; i++) {
        const struct record_minute *m = &view->minute[i];
        double power = 1.0;
        const double flows[] = {m->grid_w, m->pv_w, m->battery_w, m->load_w, m->vehicles_w};
        for (int k = 0; k < 5; k++) {
            power = flows[k] > power ? flows[k] : (-flows[k] > power ? -flows[k] : power);
        }
        /* In parts in 10^15 of the greatest flow: rounding of double arithmetic is 0.1 of that a
         * step. */
        curve_add(&residual, (double)m->time_s + 30.0, m->balance_w / power * 1e15);
    }
    curve_range(&residual, &low, &high);
    frame(&plot, view, 90, 0.0, high * 1.1);
    plot_begin(
        &plot, out, "Residual of the power balance",
        "Greatest residual of the balance of all powers in each minute, relative to the greatest "
        "flow.");
    plot_y_ticks(&plot, 3, "10⁻¹⁵");
    plot_line(&plot, &residual, "line load");
    page_hours(&plot, view);
    plot_end(&plot);
}

/* What a forecast plot draws: members of struct record_quarter, in W. */
struct band {
    const char *title, *what;
    size_t low, median, high, actual;
};

static double member_w(const struct record_quarter *q, size_t offset)
{
    return *(const double *)((const char *)q + offset);
}

static void plot_band(struct html *out, const struct view *view, const struct band *band)
{
    struct curve low, high, middle, actual;
    struct plot plot = {0};
    double least = 0.0, most = 1.0;
    curve_clear(&low);
    curve_clear(&high);
    curve_clear(&middle);
    curve_clear(&actual);
    for (int32_t i = 0; i < view->quarters; i++) {
        const struct record_quarter *q = &view->quarter[i];
        double x = (double)q->time_s + 450.0;
        int32_t known = q->forecast_known;
        curve_add(&low, x, known ? member_w(q, band->low) / 1e3 : not_known);
        curve_add(&high, x, known ? member_w(q, band->high) / 1e3 : not_known);
        curve_add(&middle, x, known ? member_w(q, band->median) / 1e3 : not_known);
        curve_add(&actual, x, member_w(q, band->actual) / 1e3);
    }
    curve_range(&high, &least, &most);
    curve_range(&actual, &least, &most);
    frame(&plot, view, 170, 0.0, most * 1.06);
    html_format(out, "<p class=\"small\">%s</p>\n", band->title);
    plot_begin(&plot, out, band->title, band->what);
    plot_y_ticks(&plot, 5, "kW");
    plot_area(&plot, &low, &high, "fill band-sun");
    plot_line(&plot, &middle, "line sun dashed");
    plot_line(&plot, &actual, "line load");
    page_hours(&plot, view);
    plot_end(&plot);
}

void plot_forecast_pv(struct html *out, const struct view *view, const char *title,
                      const char *what)
{
    const struct band band = {title,
                              what,
                              offsetof(struct record_quarter, pv_p10_w),
                              offsetof(struct record_quarter, pv_p50_w),
                              offsetof(struct record_quarter, pv_p90_w),
                              offsetof(struct record_quarter, pv_actual_w)};
    plot_band(out, view, &band);
}

void plot_forecast_load(struct html *out, const struct view *view, const char *title,
                        const char *what)
{
    const struct band band = {title,
                              what,
                              offsetof(struct record_quarter, load_p10_w),
                              offsetof(struct record_quarter, load_p50_w),
                              offsetof(struct record_quarter, load_p90_w),
                              offsetof(struct record_quarter, load_actual_w)};
    plot_band(out, view, &band);
}

/* Strip of what the command followed, minute by minute. */
void plot_rungs(struct html *out, const struct view *view)
{
    static const char *const style[] = {"strip r0", "strip r1", "strip r2", "strip r3", "strip r4"};
    struct plot plot = {0};
    frame(&plot, view, 22, 0.0, 1.0);
    plot_begin(
        &plot, out, "Rung of the ladder",
        "What the command followed over the day: plan of the host, quick plan, rules, or the "
        "safe command.");
    for (int32_t i = 0; i < view->minutes;) {
        int32_t from = i, rung = view->minute[i].rung;
        while (i < view->minutes && view->minute[i].rung == rung) {
            i++;
        }
        plot_box(&plot, (double)view->minute[from].time_s,
                 (double)view->minute[i - 1].time_s + 60.0, 0.0, 1.0,
                 style[rung >= 0 && rung <= OSTROV_RUNG_SAFE ? rung : 0]);
    }
    page_hours(&plot, view);
    plot_end(&plot);
}
