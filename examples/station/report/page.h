/* What the sections share: the part of a run that is shown, badges, figures.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_REPORT_PAGE_H
#define STATION_REPORT_PAGE_H

#include "../simulate/record.h"
#include "svg.h"
#include "words.h"

/* A run as it is shown. Curves show one local day: the first, or the one with the first outage. */
struct view {
    const struct record *record;
    const struct site *site;
    const struct inputs *inputs;
    const char *prefix; /* of its CSV files: "" or "bad-night-" */
    int64_t run_from_s, run_until_s;
    int64_t from_s, until_s;            /* the day shown */
    const struct record_minute *minute; /* of the day shown */
    int32_t minutes;
    const struct record_quarter *quarter;
    int32_t quarters;
    int32_t several_days;
};

void view_init(struct view *view, const struct record *record, const char *prefix);

/* How a figure came to be, as a badge. SIMULATED is ours; the rest is enum site_provenance. */
enum { BADGE_SIMULATED = 100 };
void page_badge(struct html *out, int32_t provenance);

/* Provenance of a value of the site file, such as "tariff.co2_g_per_kwh"; UNKNOWN when it has none.
 */
int32_t page_source(const struct view *view, const char *path);

/* Inputs that are assumed, illustrative or of unknown origin; all inputs. */
int32_t page_assumed(const struct view *view, int32_t *all);

/* Opens a figure: heading, one sentence, badges (0 = none). */
void page_figure(struct html *out, const char *heading, const char *sentence, int32_t badge,
                 int32_t other_badge);

/* Closes it and names the file behind it; NULL = none. */
void page_figure_end(struct html *out, const struct view *view, const char *csv);

/* One entry of a legend, a swatch of the style and its name. */
void page_key(struct html *out, const char *style, const char *name);

/* Hours of the day shown, or the days where there are several, below a plot; outages shaded behind it. */
void page_hours(struct plot *plot, const struct view *view);
void page_outages(struct plot *plot, const struct view *view, int32_t named);

/* Sections, in their order. */
void section_mayor(struct html *out, const struct view *day, const struct view *bad);
void section_operator(struct html *out, const struct view *day);
void section_engineer(struct html *out, const struct view *day);

/* The section of recorded days. */
struct recorded;
void section_recorded(struct html *out, const struct recorded *recorded);

/* Plots. */
void plot_ribbon(struct html *out, const struct view *view, int32_t height);
void plot_gantt(struct html *out, const struct view *view, int32_t charge_point);
void plot_soc(struct html *out, const struct view *view);
void plot_prices(struct html *out, const struct view *view);
void plot_quarters(struct html *out, const struct view *view);
void plot_pcc(struct html *out, const struct view *view);
void plot_balance(struct html *out, const struct view *view);
void plot_forecast_pv(struct html *out, const struct view *view, const char *title,
                      const char *what);
void plot_forecast_load(struct html *out, const struct view *view, const char *title,
                        const char *what);
void plot_rungs(struct html *out, const struct view *view);
void plot_transition(struct html *out, const struct view *view,
                     const struct record_transition *transition);

/* Tables. */
void table_alarms(struct html *out, const struct view *view);
void table_devices(struct html *out, const struct view *view);
void table_plans(struct html *out, const struct view *view);
void table_settings(struct html *out, const struct view *view);
void table_sources(struct html *out, const struct view *view);
void table_run(struct html *out, const struct view *view);

/* Style of the page, and of paper. */
extern const char *const page_style[]; /* pieces, the last one NULL */

#endif
