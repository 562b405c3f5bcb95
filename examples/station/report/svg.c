/* Inline SVG plots: see svg.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "svg.h"

#include <ostrov/base.h>

#include <string.h>

enum { WIDTH = 1000 };               /* units of the stretched paths */
static const double swing_px = 0.35; /* a path may leave its points by that much: not to be seen */

/* ---- curves -------------------------------------------------------------------------------------
 */

void curve_clear(struct curve *curve) { curve->count = 0; }

void curve_add(struct curve *curve, double x, double y)
{
    if (curve->count < CURVE_POINTS) {
        curve->x[curve->count] = x;
        curve->y[curve->count++] = y;
    }
}

void curve_range(const struct curve *curve, double *low, double *high)
{
    for (int32_t i = 0; i < curve->count; i++) {
        *low = curve->y[i] < *low ? curve->y[i] : *low;
        *high = curve->y[i] > *high ? curve->y[i] : *high;
    }
}

double plot_nice_step(double span, int32_t most)
{
    double least = span / (double)(most > 0 ? most : 1), step = 1e-9;
    if (!(least > 0.0) || least > 1e12) {
        return 1.0;
    }
    for (int32_t i = 0; step < least * (1.0 - 1e-9); i++) { /* 1, 2, 5, 10, … */
        step *= i % 3 == 1 ? 2.5 : 2.0;
    }
    return step;
}

/* ---- coordinates --------------------------------------------------------------------------------
 */

static double clamp(double v, double low, double high)
{
    return v < low ? low : (v > high ? high : v);
}

static double x_share(const struct plot *p, double x)
{
    double span = p->x_to - p->x_from;
    return span > 0.0 ? clamp((x - p->x_from) / span, 0.0, 1.0) : 0.0;
}

static double y_px(const struct plot *p, double y)
{
    double span = p->y_to - p->y_from;
    double share = span > 0.0 ? (p->y_to - y) / span : 0.5;
    return clamp(share, -0.02, 1.02) * (double)p->height;
}

static void put_number(struct html *out, double value, int32_t decimals)
{
    char text[64];
    ostrov_number_write(value, decimals, text, sizeof text);
    if (strchr(text, '.') != NULL) { /* "12.0" is "12": half a megabyte of zeros is not wanted */
        size_t n = strlen(text);
        while (text[n - 1] == '0') {
            text[--n] = '\0';
        }
        text[text[n - 1] == '.' ? n - 1 : n] = '\0';
    }
    html_raw(out, strcmp(text, "-0") == 0 ? "0" : text);
}

static void put_attribute(struct html *out, const char *name, double value, const char *unit)
{
    html_format(out, " %s=\"", name);
    put_number(out, value, 2);
    html_format(out, "%s\"", unit);
}

/* ---- frame --------------------------------------------------------------------------------------
 */

void plot_begin(struct plot *plot, struct html *out, const char *title, const char *description)
{
    int id = out->next_plot++;
    plot->out = out;
    html_format(out,
                "<div class=\"plot\"><svg width=\"100%%\" height=\"%d\" role=\"img\" "
                "aria-labelledby=\"p%dt p%dd\"><title id=\"p%dt\">%s</title>"
                "<desc id=\"p%dd\">%s</desc>",
                plot->height, id, id, id, title, id, description);
}

void plot_end(struct plot *plot) { html_raw(plot->out, "</svg></div>\n"); }

static void rule_across(struct plot *plot, double y, const char *style)
{
    html_format(plot->out, "<line class=\"%s\" x1=\"0\" x2=\"100%%\"", style);
    put_attribute(plot->out, "y1", y_px(plot, y), "");
    put_attribute(plot->out, "y2", y_px(plot, y), "");
    html_raw(plot->out, "/>");
}

void plot_y_ticks(struct plot *plot, int32_t most, const char *unit)
{
    double step = plot_nice_step(plot->y_to - plot->y_from, most);
    double margin = step * 1e-6;
    int32_t decimals = 0;
    for (double s = step; s < 0.999 && decimals < 6; s *= 10.0) {
        decimals++;
    }
    int64_t first = (int64_t)(plot->y_from / step);
    for (int64_t i = first - 1; (double)i * step <= plot->y_to + margin; i++) {
        double y = (double)i * step;
        if (y < plot->y_from - margin) {
            continue;
        }
        rule_across(plot, y, i == 0 ? "zero" : "rule");
        html_raw(plot->out, "<text class=\"tick\" x=\"-6\" text-anchor=\"end\"");
        put_attribute(plot->out, "y", y_px(plot, y) + 3.5, "");
        html_raw(plot->out, ">");
        html_raw(plot->out, y < -margin && !plot->mirrored ? "\xe2\x88\x92" : "");
        put_number(plot->out, y < 0.0 ? -y : y, decimals);
        html_raw(plot->out, "</text>");
    }
    html_format(plot->out,
                "<text class=\"tick unit\" x=\"-6\" y=\"-8\" text-anchor=\"end\">%s</text>", unit);
}

void plot_x_tick(struct plot *plot, double x, const char *text, int32_t minor)
{
    double share = x_share(plot, x) * 100.0;
    const char *anchor = share < 1.0 ? "start" : (share > 99.0 ? "end" : "middle");
    html_format(plot->out, "<line class=\"tickmark%s\"", minor ? " minor" : "");
    put_attribute(plot->out, "x1", share, "%");
    put_attribute(plot->out, "x2", share, "%");
    put_attribute(plot->out, "y1", (double)plot->height, "");
    put_attribute(plot->out, "y2", (double)plot->height + 4.0, "");
    html_format(plot->out, "/><text class=\"tick%s\" text-anchor=\"%s\"", minor ? " minor" : "",
                anchor);
    put_attribute(plot->out, "x", share, "%");
    put_attribute(plot->out, "y", (double)plot->height + 16.0, "");
    html_format(plot->out, ">%s</text>", text);
}

/* ---- paths --------------------------------------------------------------------------------------
 */

static void open_path(struct plot *plot, const char *style)
{
    html_format(
        plot->out,
        "<svg width=\"100%%\" height=\"%d\" viewBox=\"0 0 %d %d\" preserveAspectRatio=\"none\">"
        "<path class=\"%s\" d=\"",
        plot->height, WIDTH, plot->height, style);
}

static void close_path(struct plot *plot) { html_raw(plot->out, "\"/></svg>"); }

static void put_point(struct plot *plot, const char *command, double x, double y)
{
    html_raw(plot->out, command);
    put_number(plot->out, x_share(plot, x) * WIDTH, 1);
    html_raw(plot->out, " ");
    put_number(plot->out, y_px(plot, y), 1);
}

/* Whether all points between a and b lie within swing_px of the straight line from a to b. */
static int32_t straight(const struct plot *p, const struct curve *c, int32_t a, int32_t b)
{
    double xa = c->x[a], ya = y_px(p, c->y[a]), run = c->x[b] - xa, rise = y_px(p, c->y[b]) - ya;
    for (int32_t i = a + 1; i < b; i++) {
        double at = run > 0.0 ? ya + rise * (c->x[i] - xa) / run : ya;
        double off = y_px(p, c->y[i]) - at;
        if (off > swing_px || off < -swing_px) {
            return 0;
        }
    }
    return 1;
}

/* The furthest point that one straight stroke from `from` may reach; at most 64 points on, so that
 * the search stays short. */
static int32_t reach(const struct plot *p, const struct curve *c, int32_t from, int32_t end)
{
    int32_t to = from + 1;
    while (to + 1 < end && to - from < 64 && straight(p, c, from, to + 1)) {
        to++;
    }
    return to;
}

/* End of the run of known values that begins at `from`. */
static int32_t run_end(const struct curve *c, int32_t from)
{
    while (from < c->count && c->y[from] == c->y[from]) {
        from++;
    }
    return from;
}

void plot_line(struct plot *plot, const struct curve *curve, const char *style)
{
    open_path(plot, style);
    for (int32_t i = 0; i < curve->count; i++) {
        int32_t end = run_end(curve, i);
        if (end > i) {
            put_point(plot, "M", curve->x[i], curve->y[i]);
        }
        while (i < end - 1) {
            i = reach(plot, curve, i, end);
            put_point(plot, "L", curve->x[i], curve->y[i]);
        }
        i = end > i ? end : i;
    }
    close_path(plot);
}

/* The way back of an area, right to left along the lower curve. */
static void back_along(struct plot *plot, const struct curve *low, int32_t from, int32_t end)
{
    int32_t i = end - 1;
    put_point(plot, "L", low->x[i], low->y[i]);
    while (i > from) {
        int32_t to = i - 1;
        while (to > from && i - to < 64 && straight(plot, low, to - 1, i)) {
            to--;
        }
        put_point(plot, "L", low->x[to], low->y[to]);
        i = to;
    }
}

void plot_area(struct plot *plot, const struct curve *low, const struct curve *high,
               const char *style)
{
    open_path(plot, style);
    for (int32_t i = 0; i < high->count && i < low->count; i++) {
        int32_t end = run_end(high, i), begin = i;
        end = run_end(low, i) < end ? run_end(low, i) : end;
        if (end > i) {
            put_point(plot, "M", high->x[i], high->y[i]);
            while (i < end - 1) {
                i = reach(plot, high, i, end);
                put_point(plot, "L", high->x[i], high->y[i]);
            }
            back_along(plot, low, begin, end);
            html_raw(plot->out, "Z");
        }
    }
    close_path(plot);
}

/* Steps from point to point; where `level` is a number each run is closed down to it. */
static void put_steps(struct plot *plot, const struct curve *c, double last_x, double level)
{
    int32_t filled = level == level;
    for (int32_t i = 0; i < c->count; i++) {
        if (c->y[i] != c->y[i]) {
            continue;
        }
        put_point(plot, "M", c->x[i], filled ? level : c->y[i]);
        while (i < c->count && c->y[i] == c->y[i]) {
            double next = i + 1 < c->count ? c->x[i + 1] : last_x;
            html_raw(plot->out, "V");
            put_number(plot->out, y_px(plot, c->y[i]), 1);
            html_raw(plot->out, "H");
            put_number(plot->out, x_share(plot, next) * WIDTH, 1);
            i++;
        }
        if (filled) {
            html_raw(plot->out, "V");
            put_number(plot->out, y_px(plot, level), 1);
            html_raw(plot->out, "Z");
        }
    }
}

void plot_steps(struct plot *plot, const struct curve *curve, double last_x, const char *style)
{
    open_path(plot, style);
    put_steps(plot, curve, last_x, __builtin_nan(""));
    close_path(plot);
}

void plot_step_area(struct plot *plot, const struct curve *curve, double last_x, double level,
                    const char *style)
{
    open_path(plot, style);
    put_steps(plot, curve, last_x, level);
    close_path(plot);
}

/* ---- boxes, levels, text ------------------------------------------------------------------------
 */

void plot_box(struct plot *plot, double x0, double x1, double y0, double y1, const char *style)
{
    double left = x_share(plot, x0) * 100.0, right = x_share(plot, x1) * 100.0;
    double top = y_px(plot, y0 > y1 ? y0 : y1), bottom = y_px(plot, y0 > y1 ? y1 : y0);
    html_format(plot->out, "<rect class=\"%s\"", style);
    put_attribute(plot->out, "x", left, "%");
    put_attribute(plot->out, "y", top, "");
    put_attribute(plot->out, "width", right > left ? right - left : 0.0, "%");
    put_attribute(plot->out, "height", bottom > top ? bottom - top : 0.0, "");
    html_raw(plot->out, "/>");
}

void plot_level(struct plot *plot, double y, const char *style, const char *name)
{
    if (y >= plot->y_from && y <= plot->y_to) {
        rule_across(plot, y, style);
        plot_text(plot, plot->x_to, y, -2.0, -4.0, "end", "name", name);
    }
}

void plot_mark(struct plot *plot, double x, double y0, double y1, const char *style)
{
    double share = x_share(plot, x) * 100.0;
    html_format(plot->out, "<line class=\"%s\"", style);
    put_attribute(plot->out, "x1", share, "%");
    put_attribute(plot->out, "x2", share, "%");
    put_attribute(plot->out, "y1", y_px(plot, y0), "");
    put_attribute(plot->out, "y2", y_px(plot, y1), "");
    html_raw(plot->out, "/>");
}

void plot_text(struct plot *plot, double x, double y, double dx, double dy, const char *anchor,
               const char *style, const char *text)
{
    html_format(plot->out, "<text class=\"%s\" text-anchor=\"%s\"", style, anchor);
    put_attribute(plot->out, "x", x_share(plot, x) * 100.0, "%");
    put_attribute(plot->out, "y", y_px(plot, y) + dy, "");
    put_attribute(plot->out, "dx", dx, "");
    html_format(plot->out, ">%s</text>", text);
}
