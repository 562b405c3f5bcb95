/* Forecasts as rows of the telemetry: see foretell.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "foretell.h"

enum { QUARTER_S = 900, DAY_S = 86400, AHEAD = 4 };
static const double nan_value = __builtin_nan("");

static struct telemetry_forecast nothing(int64_t time_s)
{
    return (struct telemetry_forecast){time_s,    nan_value, nan_value, nan_value, nan_value,
                                       nan_value, nan_value, nan_value, nan_value, nan_value};
}

int32_t foretell_day(const struct outlook *o, struct telemetry_forecast *row)
{
    const struct outlook_row *pv = &o->pv_day, *load = &o->load_day;
    const int64_t start_s = pv->start_s != INT64_MIN ? pv->start_s : load->start_s;
    int32_t count = 0;
    if (start_s == INT64_MIN) {
        return 0;
    }
    /* What lies behind midnight is made anew when that day begins. */
    for (int64_t t = start_s; count < OUTLOOK_DAY && t / DAY_S == start_s / DAY_S; t += QUARTER_S) {
        struct telemetry_forecast f = nothing(t);
        if (pv->start_s == start_s) {
            f.pv_p10_w = pv->w[count][OUTLOOK_P10];
            f.pv_p50_w = pv->w[count][OUTLOOK_P50];
            f.pv_p90_w = pv->w[count][OUTLOOK_P90];
        }
        if (load->start_s == start_s) {
            f.load_p10_w = load->w[count][OUTLOOK_P10];
            f.load_p50_w = load->w[count][OUTLOOK_P50];
            f.load_p90_w = load->w[count][OUTLOOK_P90];
        }
        row[count++] = f;
    }
    return count;
}

int32_t foretell_hour(struct outlook *o, struct telemetry_forecast *row)
{
    const int64_t now_s = o->learned_s;
    if (now_s == INT64_MIN || outlook_predict(o, now_s, AHEAD + 1, 0) != 0) {
        return 0;
    }
    *row = nothing(now_s + AHEAD * QUARTER_S);
    row->pv_hour_w = o->pv_w[AHEAD][OUTLOOK_P50];
    row->load_hour_w = o->load_w[AHEAD][OUTLOOK_P50];
    row->pv_persistence_w = outlook_persistence_w(o, row->time_s);
    return 1;
}
