/* Inline SVG plots that stay readable from 360 px to paper: only the curves are stretched to the
 * width (nested svg without aspect), lines and text are placed in per cent and keep their size.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_REPORT_SVG_H
#define STATION_REPORT_SVG_H

#include "html.h"

#include <stdint.h>

enum { CURVE_POINTS = 1600 }; /* a day of minutes has at most 1500 */

/* Points of a curve; y = NaN breaks it. Points beyond CURVE_POINTS are not taken. */
struct curve {
    int32_t count;
    double x[CURVE_POINTS], y[CURVE_POINTS];
};

void curve_clear(struct curve *curve);
void curve_add(struct curve *curve, double x, double y);

/* Widens low … high by the curve's finite values. */
void curve_range(const struct curve *curve, double *low, double *high);

struct plot {
    struct html *out;
    double x_from, x_to, y_from, y_to;
    int32_t height;   /* px of the plotting area */
    int32_t mirrored; /* 1 = what lies below zero is shown without its sign */
};

/* A step between ticks that people count in: 1, 2 or 5 times a power of ten, at most `most` steps.
 */
double plot_nice_step(double span, int32_t most);

/* Opens the svg. The range of y is the caller's. title and description are for those who cannot
 * see. */
void plot_begin(struct plot *plot, struct html *out, const char *title, const char *description);
void plot_end(struct plot *plot);

/* Horizontal lines with numbers at the left, about `most` of them. */
void plot_y_ticks(struct plot *plot, int32_t most, const char *unit);

/* A tick below at x; minor ones disappear on a phone. */
void plot_x_tick(struct plot *plot, double x, const char *text, int32_t minor);

/* Curves. style is a list of CSS classes. */
void plot_line(struct plot *plot, const struct curve *curve, const char *style);
void plot_steps(struct plot *plot, const struct curve *curve, double last_x, const char *style);
void plot_area(struct plot *plot, const struct curve *low, const struct curve *high,
               const char *style);
/* The steps of a curve filled down to a level. */
void plot_step_area(struct plot *plot, const struct curve *curve, double last_x, double level,
                    const char *style);

/* A box in the coordinates of the plot; a level right across with its name at the right end. */
void plot_box(struct plot *plot, double x0, double x1, double y0, double y1, const char *style);
void plot_level(struct plot *plot, double y, const char *style, const char *name);

/* A vertical mark. */
void plot_mark(struct plot *plot, double x, double y0, double y1, const char *style);

/* Text at a point, moved by dx, dy px. anchor: "start", "middle", "end". */
void plot_text(struct plot *plot, double x, double y, double dx, double dy, const char *anchor,
               const char *style, const char *text);

#endif
