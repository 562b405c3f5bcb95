/* The two seconds before and after a transition, in 10 ms: voltages, frequencies, angle, power,
 * contacts and modes, one above the other.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "page.h"

#include <stdio.h>

static const double not_known = __builtin_nan("");

static void frame(struct plot *plot, int32_t height, double low, double high)
{
    *plot =
        (struct plot){.height = height, .x_from = -2.0, .x_to = 2.0, .y_from = low, .y_to = high};
}

static void moment(struct plot *plot) { plot_mark(plot, 0.0, plot->y_from, plot->y_to, "now"); }

/* Only below the last of the plots: they stand one above the other. */
static void seconds(struct plot *plot)
{
    static const char *const text[] = {"−2 s", "−1 s", "0", "1 s", "2 s"};
    for (int i = 0; i < 5; i++) {
        plot_x_tick(plot, (double)(i - 2), text[i], 0);
    }
}

/* A side that carries no voltage has no frequency and no angle. */
static int32_t live(double pu) { return pu > 0.05; }

static void voltages(struct html *out, const struct record_transition *t)
{
    struct curve grid, bus;
    struct plot plot;
    double low = 0.0, high = 1.15;
    curve_clear(&grid);
    curve_clear(&bus);
    for (int32_t i = 0; i < t->points; i++) {
        curve_add(&grid, t->point[i].t_s, t->point[i].grid_pu);
        curve_add(&bus, t->point[i].t_s, t->point[i].bus_pu);
    }
    curve_range(&grid, &low, &high);
    curve_range(&bus, &low, &high);
    frame(&plot, 90, low, high);
    plot_begin(&plot, out, "Voltages", "Voltage of the grid side and of the site bus.");
    plot_y_ticks(&plot, 3, "pu");
    plot_line(&plot, &grid, "line grid wide");
    plot_line(&plot, &bus, "line battery");
    moment(&plot);
    plot_end(&plot);
}

static void frequencies(struct html *out, const struct record_transition *t)
{
    struct curve grid, bus;
    struct plot plot;
    double low = 49.95, high = 50.05;
    curve_clear(&grid);
    curve_clear(&bus);
    for (int32_t i = 0; i < t->points; i++) {
        const struct record_transition_point *p = &t->point[i];
        curve_add(&grid, p->t_s, live(p->grid_pu) ? p->grid_hz : not_known);
        curve_add(&bus, p->t_s, live(p->bus_pu) ? p->bus_hz : not_known);
    }
    curve_range(&grid, &low, &high);
    curve_range(&bus, &low, &high);
    frame(&plot, 80, low - 0.02, high + 0.02);
    plot_begin(&plot, out, "Frequencies", "Frequency of both sides where they carry voltage.");
    plot_y_ticks(&plot, 3, "Hz");
    plot_line(&plot, &grid, "line grid wide");
    plot_line(&plot, &bus, "line battery");
    moment(&plot);
    plot_end(&plot);
}

static void angle(struct html *out, const struct view *view, const struct record_transition *t)
{
    struct curve curve;
    struct plot plot;
    double window = view->site->grid.sync_angle_deg, low = -window, high = window;
    curve_clear(&curve);
    for (int32_t i = 0; i < t->points; i++) {
        const struct record_transition_point *p = &t->point[i];
        curve_add(&curve, p->t_s, live(p->grid_pu) && live(p->bus_pu) ? p->angle_deg : not_known);
    }
    curve_range(&curve, &low, &high);
    frame(&plot, 80, low * 1.1, high * 1.1);
    plot_begin(
        &plot, out, "Angle",
        "Angle of the site bus against the grid while both carry voltage, with the window in "
        "which the contacts may meet.");
    plot_box(&plot, -2.0, 2.0, -window, window, "window");
    plot_y_ticks(&plot, 4, "°");
    plot_line(&plot, &curve, "line load");
    moment(&plot);
    plot_end(&plot);
}

static void powers(struct html *out, const struct record_transition *t)
{
    struct curve battery, pcc;
    struct plot plot;
    double low = 0.0, high = 1.0;
    curve_clear(&battery);
    curve_clear(&pcc);
    for (int32_t i = 0; i < t->points; i++) {
        curve_add(&battery, t->point[i].t_s, t->point[i].battery_w / 1e3);
        curve_add(&pcc, t->point[i].t_s, t->point[i].pcc_w / 1e3);
    }
    curve_range(&battery, &low, &high);
    curve_range(&pcc, &low, &high);
    frame(&plot, 80, low * 1.08, high * 1.08);
    plot_begin(&plot, out, "Power", "Battery, discharge positive, and PCC, import positive.");
    plot_y_ticks(&plot, 3, "kW");
    plot_line(&plot, &pcc, "line grid wide");
    plot_line(&plot, &battery, "line battery");
    moment(&plot);
    plot_end(&plot);
}

/* ---- contacts and modes -------------------------------------------------------------------------
 */

static const char *pcs_word(int32_t mode)
{
    static const char *const word[] = {"PCS ?", "PCS stop", "PCS follow", "PCS form"};
    return word[mode >= 0 && mode <= OSTROV_PCS_FORM ? mode : 0];
}

static const char *contact_word(const struct record_transition_point *p)
{
    return p->contact_closed && !p->contact_open   ? "contacts closed"
           : !p->contact_closed && p->contact_open ? "contacts open"
                                                   : "contacts contradict";
}

static const char *strip_word(const struct record_transition_point *p, int32_t strip)
{
    return strip == 0   ? contact_word(p)
           : strip == 1 ? pcs_word(p->pcs_mode)
                        : ostrov_grid_mode_text(p->grid_mode);
}

/* One strip for the contacts, one for the PCS, one for the grid layer; short states stay without a
 * name, the list below has them all. */
static void strips(struct html *out, const struct record_transition *t)
{
    struct plot plot;
    frame(&plot, 66, 0.0, 3.0);
    plot_begin(&plot, out, "Contacts and modes",
               "State of the PCC breaker's contacts, mode of the PCS and mode of the grid layer.");
    for (int32_t strip = 0; strip < 3; strip++) {
        double top = 3.0 - strip;
        for (int32_t i = 0, turn = 0; i < t->points; turn++) {
            int32_t from = i;
            const char *word = strip_word(&t->point[from], strip);
            while (i < t->points && strip_word(&t->point[i], strip) == word) {
                i++;
            }
            double x0 = t->point[from].t_s;
            double x1 = i < t->points ? t->point[i].t_s : t->point[t->points - 1].t_s;
            plot_box(&plot, x0, x1, top - 0.92, top - 0.08, turn % 2 ? "state odd" : "state");
            if (x1 - x0 > 0.6) {
                plot_text(&plot, x0, top - 0.5, 5.0, 4.0, "start", "name", word);
            }
        }
    }
    moment(&plot);
    seconds(&plot);
    plot_end(&plot);
}

/* Every change of a mode in words, with its moment: short states are milliseconds long. */
static void changes(struct html *out, const struct record_transition *t)
{
    html_raw(out, "<p class=\"small\">");
    for (int32_t strip = 0; strip < 3; strip++) {
        for (int32_t i = 1; i < t->points; i++) {
            const char *word = strip_word(&t->point[i], strip);
            if (word != strip_word(&t->point[i - 1], strip)) {
                html_format(out, "<span class=\"nowrap\">%s at %s</span>; ", word,
                            words_unit(t->point[i].t_s * 1e3, 0, "ms").text);
            }
        }
    }
    html_raw(out, "0 is when the mode changed.</p>\n");
}

static void guard(struct html *out, const struct record_transition *t)
{
    double value = t->guard_value < 0.0 ? -t->guard_value : t->guard_value;
    double limit = t->guard_limit < 0.0 ? -t->guard_limit : t->guard_limit;
    double margin = limit > value ? limit - value : value - limit;
    html_format(out, "<p>Decided by: %s", t->guard_name);
    if (words_known(value) && words_known(limit)) {
        html_format(out, ". Value <b>%s</b>, limit <b>%s</b>, margin %s",
                    words_unit(t->guard_value, 2, t->guard_unit).text,
                    words_unit(t->guard_limit, 2, t->guard_unit).text,
                    words_unit(margin, 2, t->guard_unit).text);
    }
    html_raw(out, ".</p>\n");
}

void plot_transition(struct html *out, const struct view *view,
                     const struct record_transition *transition)
{
    int64_t time_s = transition->time_us / 1000000;
    char heading[240];
    snprintf(heading, sizeof heading, "%s.%03d  %s", words_clock_s(view->site, time_s).text,
             (int)(transition->time_us % 1000000 / 1000), transition->what);
    page_figure(out, heading, NULL, BADGE_SIMULATED, 0);
    guard(out, transition);
    if (transition->points > 1) {
        voltages(out, transition);
        frequencies(out, transition);
        angle(out, view, transition);
        powers(out, transition);
        strips(out, transition);
        changes(out, transition);
    }
    page_figure_end(out, view, "transitions.csv");
}
