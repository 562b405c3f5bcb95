/* Suite grid: the remote limit, load shedding and autonomy.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "grid_score.h"

#include <ostrov/grid_support.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- dso_limit.csv ----------------------------------------------------------------------------
 */

#define EVENTS 32

/* The steps of a receiver with that many contacts, as the rules of the library have them. */
static int32_t contact_steps(double contacts, ostrov_grid_settings *s)
{
    const ostrov_grid_rule *r = NULL;
    for (size_t i = 0; (r = ostrov_grid_rule_at(i)) != NULL; i++) {
        if (strcmp(r->function, "remote_limit") == 0 && (double)r->value_count == contacts) {
            for (int32_t k = 0; k < 4; k++) {
                s->limit_steps_ratio[k] = r->value[k];
            }
            return 1;
        }
    }
    return 0;
}

/* The contact that stands for the last command at or before t; bit of 100 % before the first, where
 * the plant runs free. */
static uint32_t contacts_at(const ostrov_grid_settings *s, const double *at, const double *pct,
                            int32_t count, double t_s)
{
    double wanted = 100.0;
    for (int32_t i = 0; i < count && at[i] <= t_s + 1e-9; i++) {
        wanted = pct[i];
    }
    for (uint32_t k = 0; k < 4; k++) {
        if (fabs(100.0 * s->limit_steps_ratio[k] - wanted) < 1e-6) {
            return 1u << k;
        }
    }
    return 0;
}

static void limit_case(const csv *t, int32_t row, double dt_s, worst *w)
{
    double at[EVENTS], pct[EVENTS], look[EVENTS], bound[EVENTS];
    const int32_t commands = score_pairs(csv_word(t, row, "commands_t_pct"), ' ', at, pct, EVENTS);
    const int32_t looks =
        score_pairs(csv_word(t, row, "limit_pct_upper_bound_at_t"), ' ', look, bound, EVENTS);
    ostrov_grid_settings s;
    ostrov_grid_limit limit;
    ostrov_grid_limit_state state;
    int32_t next = 0;
    if (ostrov_grid_settings_defaults(&s, sizeof s) != OSTROV_OK ||
        !contact_steps(csv_value(t, row, "contacts"), &s)) {
        w->bad++;
        return;
    }
    s.limit_ramp_per_s = csv_value(t, row, "ramp_up_pct_min") / 6000.0;
    if (ostrov_grid_limit_init(&limit, &s, NULL) != OSTROV_OK) {
        w->bad++;
        return;
    }
    /* The cases begin at full power, the receiver at its fallback: up along the ramp before time 0.
     */
    for (double t_s = 0.0; t_s <= 1.0 / s.limit_ramp_per_s; t_s += 60.0) {
        w->bad +=
            ostrov_grid_limit_step(&limit, contacts_at(&s, at, pct, 0, 0.0), 1, 60.0) != OSTROV_OK;
    }
    for (int64_t k = 1; next < looks; k++) {
        const double t_s = (double)k * dt_s;
        const uint32_t contacts = contacts_at(&s, at, pct, commands, t_s);
        if (t_s > look[next] + 1e-9) { /* the tick before was the last one at or before the look */
            if (ostrov_grid_limit_read(&limit, &state, sizeof state) == OSTROV_OK) {
                score(w, 100.0 * state.limit_ratio, bound[next], csv_value(t, row, "tol_pct"));
            }
            next++;
        }
        w->bad += ostrov_grid_limit_step(&limit, contacts, 1, dt_s) != OSTROV_OK;
    }
}

void grid_dso_limit(tally *t, const char *folder, const char *file)
{
    csv table;
    if (!csv_read(&table, folder, file)) {
        report(t, REPORT_JUDGE, 0, file, "rows", "not readable");
        return;
    }
    for (int32_t i = 0; i < SCORE_STEPS; i++) {
        worst w = {0, 0, 0.0, 0.0};
        char quantity[32];
        for (int32_t row = 0; row < table.rows; row++) {
            limit_case(&table, row, score_steps_s[i], &w);
        }
        snprintf(quantity, sizeof quantity, "limit_pct@%gms", 1e3 * score_steps_s[i]);
        score_tell(t, file, quantity, &w);
    }
    csv_free(&table);
}

/* ---- shed_uf.csv ------------------------------------------------------------------------------
 */

#define TIERS 3

static double shape_hz(const csv *t, int32_t row, double t_s)
{
    const double least = csv_value(t, row, "f_min_hz");
    const double bottom =
        csv_value(t, row, "t0_s") + (least - 50.0) / csv_value(t, row, "fall_hz_s");
    const double rise = bottom + csv_value(t, row, "hold_s");
    if (t_s <= bottom) {
        return fmin(50.0,
                    50.0 + csv_value(t, row, "fall_hz_s") * (t_s - csv_value(t, row, "t0_s")));
    }
    return t_s <= rise ? least : fmin(50.0, least + csv_value(t, row, "rise_hz_s") * (t_s - rise));
}

/* Seconds by which the time below the threshold is longer (or shorter) than the delay. */
static double margin_s(const csv *t, int32_t row, double below_hz, double delay_s)
{
    const double deep = below_hz - csv_value(t, row, "f_min_hz");
    if (deep <= 0.0) {
        return (double)INFINITY; /* never below, whatever dt is */
    }
    return fabs(deep / fabs(csv_value(t, row, "fall_hz_s")) + csv_value(t, row, "hold_s") +
                deep / csv_value(t, row, "rise_hz_s") - delay_s);
}

static void shed_case(const csv *t, int32_t row, double dt_s, worst *w, int32_t *passed_over)
{
    static const char *const f_names[] = {"f1_hz", "f2_hz", "f3_hz"};
    static const char *const d_names[] = {"d1_s", "d2_s", "d3_s"};
    static const char *const t_names[] = {"t1_s", "t2_s", "t3_s"};
    ostrov_grid_shed_config c;
    ostrov_grid_shed shed;
    double at[TIERS] = {(double)NAN, (double)NAN, (double)NAN};
    const double end_s = csv_value(t, row, "t0_s") + 60.0;
    memset(&c, 0, sizeof c);
    c.count = TIERS;
    for (int32_t i = 0; i < TIERS; i++) {
        c.below_hz[i] = csv_value(t, row, f_names[i]);
        c.delay_s[i] = csv_value(t, row, d_names[i]);
    }
    if (ostrov_grid_shed_init(&shed, &c, NULL) != OSTROV_OK) {
        w->bad++;
        return;
    }
    for (int64_t k = 1; (double)k * dt_s < end_s; k++) {
        uint32_t tiers = 0;
        const double t_s = (double)k * dt_s;
        w->bad += ostrov_grid_shed_step(&shed, shape_hz(t, row, t_s), dt_s, &tiers) != OSTROV_OK;
        for (int32_t i = 0; i < TIERS; i++) {
            at[i] = (tiers >> i & 1u) != 0 && isnan(at[i]) ? t_s : at[i];
        }
    }
    for (int32_t i = 0; i < TIERS; i++) {
        const double expected = csv_value(t, row, t_names[i]);
        if (dt_s > 0.02 && margin_s(t, row, c.below_hz[i], c.delay_s[i]) <= 2.0 * dt_s) {
            ++*passed_over;
        } else if (isnan(expected) || isnan(at[i])) {
            w->n++;
            w->bad += isnan(expected) != isnan(at[i]);
        } else {
            score(w, at[i], expected, fmax(csv_value(t, row, "tol_s"), dt_s + 1e-9));
        }
    }
}

void grid_shed_uf(tally *t, const char *folder, const char *file)
{
    csv table;
    if (!csv_read(&table, folder, file)) {
        report(t, REPORT_JUDGE, 0, file, "rows", "not readable");
        return;
    }
    for (int32_t i = 0; i < SCORE_STEPS; i++) {
        worst w = {0, 0, 0.0, 0.0};
        int32_t passed_over = 0;
        char quantity[32];
        for (int32_t row = 0; row < table.rows; row++) {
            shed_case(&table, row, score_steps_s[i], &w, &passed_over);
        }
        snprintf(quantity, sizeof quantity, "t_s@%gms", 1e3 * score_steps_s[i]);
        score_tell(t, file, quantity, &w);
        if (passed_over > 0) {
            report(t, REPORT_INFO, 1, file, quantity, "n=%d margin below 2 dt, not scored",
                   (int)passed_over);
        }
    }
    csv_free(&table);
}

/* ---- endurance.csv ----------------------------------------------------------------------------
 */

static void endurance_case(const csv *t, int32_t row, worst *holds, worst *tiers)
{
    static const char *const columns[] = {"hold_tier1_s", "hold_tier12_s", "hold_all_s"};
    const double tier_w[TIERS] = {1e3 * csv_value(t, row, "tier1_kw"),
                                  1e3 * csv_value(t, row, "tier2_kw"),
                                  1e3 * csv_value(t, row, "tier3_kw")};
    const ostrov_grid_store store = {1e3 * csv_value(t, row, "e_kwh"), csv_value(t, row, "soc"),
                                     csv_value(t, row, "soc_min"), csv_value(t, row, "eta_dis"),
                                     1e3 * csv_value(t, row, "pv_kw")};
    double load_w = 0.0;
    int32_t kept = 0;
    int32_t met = -1;
    for (int32_t i = 0; i < TIERS; i++) {
        const double expected = csv_value(t, row, columns[i]);
        int32_t how = OSTROV_GRID_HOLDS_UNKNOWN;
        double hold_s = 0.0;
        load_w += tier_w[i];
        if (ostrov_grid_autonomy(&store, load_w, &how, &hold_s) != OSTROV_OK ||
            (how == OSTROV_GRID_HOLDS_EVER) != isnan(expected)) {
            holds->n++;
            holds->bad++;
        } else if (isnan(expected)) {
            holds->n++; /* for ever, and said so */
        } else {
            score(holds, hold_s, expected, 1e-6 + 1e-9 * expected); /* six decimals in the file */
        }
    }
    if (ostrov_grid_tiers(&store, tier_w, TIERS, 3600.0 * csv_value(t, row, "target_h"), &kept,
                          &met) != OSTROV_OK) {
        tiers->bad++;
    }
    score(tiers, kept, csv_value(t, row, "tiers_kept"), 0.0);
    score(tiers, met, csv_value(t, row, "target_met"), 0.0);
}

void grid_endurance(tally *t, const char *folder, const char *file)
{
    csv table;
    worst holds = {0, 0, 0.0, 0.0};
    worst tiers = {0, 0, 0.0, 0.0};
    if (!csv_read(&table, folder, file)) {
        report(t, REPORT_JUDGE, 0, file, "rows", "not readable");
        return;
    }
    for (int32_t row = 0; row < table.rows; row++) {
        endurance_case(&table, row, &holds, &tiers);
    }
    score_tell(t, file, "hold_s", &holds);
    score_tell(t, file, "tiers", &tiers);
    csv_free(&table);
}
