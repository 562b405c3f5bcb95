/* scenarios.csv: scripts at the level of requirements (IEEE 2030.8 style) against the connection.
 *
 * The words of a script are taken one by one; a word that is not known fails its scenario aloud.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "grid.h"
#include "grid_plant.h"
#include "grid_script.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int32_t acted(script *s, grid_plant *p, const event *e)
{
    double x = atof(e->value);
    const char *v = e->value;
    if (strcmp(e->key, "V_GRID") == 0) {
        p->grid_pu = x;
    } else if (strcmp(e->key, "F_GRID") == 0) {
        p->grid_hz = x;
    } else if (strcmp(e->key, "F_BUS") == 0) {
        p->own_hz = x;
    } else if (strcmp(e->key, "V_BUS") == 0) {
        p->bus_pu = x;
    } else if (strcmp(e->key, "SLIP") == 0) {
        p->slip_hz = x;
        p->grid_pu = 1.0; /* a slip needs a grid */
    } else if (strcmp(e->key, "P_TIE") == 0) {
        p->wish_w = x * PLANT_RATED_W;
    } else if (strcmp(e->key, "SOC") == 0) {
        p->soc = x;
    } else if (strcmp(e->key, "ESTOP") == 0) {
        p->sample.inhibits = x > 0.0 ? OSTROV_INHIBIT_E_STOP : 0;
    } else if (strcmp(e->key, "DSO_LIMIT") == 0) {
        p->sample.dso_limit_ratio = x / 100.0;
    } else if (strcmp(e->key, "GRID_QUALITY") == 0) {
        p->stale = strcmp(v, "STALE") == 0;
    } else if (strcmp(e->key, "FB_OPEN") == 0) {
        p->contact_b = (int32_t)x;
    } else if (strcmp(e->key, "FB_CLOSED") == 0) {
        p->contact_a = (int32_t)x;
    } else if (strcmp(e->key, "TIE_FB") == 0) {
        p->stuck = strncmp(v, "STUCK_", 6) == 0;
        p->closed = strstr(v, "CLOSED") != NULL || (strstr(v, "OPEN") == NULL && p->closed);
        p->contact_a = p->contact_b = strcmp(v, "UNKNOWN") == 0 ? -1 : -2;
    } else if (strcmp(e->key, "CMD") == 0) {
        p->order = strcmp(v, "ISLAND") == 0        ? OSTROV_GRID_ACTION_ISLAND
                   : strcmp(v, "RETURN") == 0      ? OSTROV_GRID_ACTION_RETURN
                   : strcmp(v, "BLACK_START") == 0 ? OSTROV_GRID_ACTION_BLACK_START
                   : strcmp(v, "OPEN") == 0        ? OSTROV_GRID_ACTION_OPEN
                                                   : OSTROV_GRID_ACTION_UNKNOWN;
        return p->order != OSTROV_GRID_ACTION_UNKNOWN;
    } else {
        script_not_known(s, e->key);
        return 0;
    }
    return 1;
}

static int32_t coarse_is(int32_t mode, const char *word)
{
    switch (mode) {
    case OSTROV_GRID_GRID:
    case OSTROV_GRID_RIDE:
    case OSTROV_GRID_NULLING:
    case OSTROV_GRID_RAMP:
        return strcmp(word, "GRID") == 0;
    case OSTROV_GRID_ISLAND:
    case OSTROV_GRID_OBSERVE:
    case OSTROV_GRID_SYNC:
    case OSTROV_GRID_CLOSING:
        return strcmp(word, "ISLANDED") == 0;
    default:
        return strcmp(word, ostrov_grid_mode_text(mode)) == 0;
    }
}

static int32_t reason_is(const ostrov_grid_state *x, const char *word)
{
    static const struct {
        const char *word;
        int32_t reason;
    } words[] = {{"SOC_RESERVE", OSTROV_GRID_REASON_ENERGY},
                 {"TIE_OPEN_FAIL", OSTROV_GRID_REASON_BREAKER_STUCK},
                 {"TIE_CLOSE_FAIL", OSTROV_GRID_REASON_BREAKER_STUCK},
                 {"SYNC_TIMEOUT", OSTROV_GRID_REASON_TIMEOUT},
                 {"TIE_NOT_PROVEN_OPEN", OSTROV_GRID_REASON_CONTACTS},
                 {"FEEDBACK", OSTROV_GRID_REASON_CONTACTS},
                 {"MEAS_STALE", OSTROV_GRID_REASON_GRID_UNKNOWN}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcmp(words[i].word, word) == 0) {
            return x->reason == words[i].reason || x->blocked == words[i].reason ||
                   x->order_reason == words[i].reason;
        }
    }
    return -1;
}

/* 1 holds, 0 not, -1 not understood. */
static int32_t holds(const script *s, const grid_plant *p, const wish *w)
{
    const ostrov_grid_state *x = &p->state;
    double value = (double)NAN;
    double limit = atof(w->value);
    if (strcmp(w->key, "MODE") == 0) {
        return coarse_is(x->mode, w->value);
    }
    if (strcmp(w->key, "REASON") == 0) {
        return reason_is(x, w->value);
    }
    if (strcmp(w->key, "PCS_MODE") == 0) {
        return x->pcs_request == (strcmp(w->value, "FORMING") == 0 ? OSTROV_PCS_FORM
                                  : strcmp(w->value, "STOP") == 0  ? OSTROV_PCS_STOP
                                                                   : OSTROV_PCS_FOLLOW);
    }
    if (strcmp(w->key, "TIE_TRIP") == 0) {
        value = x->breaker_command == OSTROV_BREAKER_OPEN;
    } else if (strcmp(w->key, "TIE_CLOSE") == 0) {
        value = x->breaker_command == OSTROV_BREAKER_CLOSE;
    } else if (strcmp(w->key, "BACKUP_TRIP") == 0) {
        value = x->breaker_command == OSTROV_BREAKER_TRIP_UPSTREAM;
    } else if (strcmp(w->key, "SHED_MASK") == 0) {
        value = (double)(((1u << s->config.tier_count) - 1) & ~x->tiers_allowed);
    } else if (strcmp(w->key, "BUS_V") == 0) {
        value = p->bus_pu;
    } else if (strcmp(w->key, "P_EXPORT") == 0) {
        value = -p->pcc_w;
    } else {
        return -1;
    }
    return w->relation == '<'   ? value <= limit
           : w->relation == '>' ? value >= limit
                                : value == limit;
}

/* A command given before its time is as wrong as one given too late. */
static int32_t is_command(const char *key)
{
    return strcmp(key, "TIE_TRIP") == 0 || strcmp(key, "TIE_CLOSE") == 0 ||
           strcmp(key, "BACKUP_TRIP") == 0;
}

static void watch(script *s, const grid_plant *p, wish *w, double t_s)
{
    int32_t now = holds(s, p, w);
    double slack_s = p->dt_s + 1e-9;
    if (now < 0) {
        script_not_known(s, w->value);
        return;
    }
    w->held_s = now ? w->held_s + p->dt_s : 0.0;
    w->times += now && !w->before;
    w->before = now;
    if (w->never) {
        now = now && t_s < w->to_s - slack_s && w->held_s > w->for_s + slack_s - p->dt_s &&
              w->times > w->count;
        w->seen_s = now && isnan(w->seen_s) ? t_s : w->seen_s;
    } else if (now && is_command(w->key) && t_s < w->from_s - slack_s) {
        w->early_s = t_s;
    } else if (t_s >= w->from_s - slack_s && t_s <= w->to_s + slack_s) {
        w->seen_s = now && isnan(w->seen_s) ? t_s : w->seen_s;
        w->lost_s = !now && isnan(w->lost_s) ? t_s : w->lost_s;
    }
}

static int32_t wait_for(grid_plant *p, int32_t mode)
{
    for (double t_s = 0.0; t_s < 30.0; t_s += p->dt_s) {
        if (!grid_plant_step(p)) {
            return 0;
        }
        if (p->state.mode == mode) {
            for (double s = 0.0; s < 1.0; s += p->dt_s) {
                (void)grid_plant_step(p);
            }
            return 1;
        }
    }
    return 0;
}

static int32_t begin(const script *s, grid_plant *p, double dt_s)
{
    if (!grid_plant_start(p, &s->config, dt_s)) {
        return 0;
    }
    if (s->dead) {
        p->closed = 0;
        p->grid_pu = p->bus_pu = 0.0;
        p->pcs = OSTROV_PCS_STOP;
        return wait_for(p, OSTROV_GRID_DEAD);
    }
    if (!wait_for(p, OSTROV_GRID_GRID)) {
        return 0;
    }
    if (s->islanded) {
        p->grid_pu = 0.0;
        if (!wait_for(p, OSTROV_GRID_ISLAND)) {
            return 0;
        }
        p->grid_pu = s->grid_live ? 1.0 : 0.0;
    }
    return 1;
}

/* A mode from time 0 on is a state that must stay; everything else must be seen. */
static int32_t fulfilled(const wish *w)
{
    if (w->never) {
        return isnan(w->seen_s);
    }
    return !isnan(w->seen_s) && isnan(w->early_s) &&
           (strcmp(w->key, "MODE") != 0 || w->from_s > 0.0 || isnan(w->lost_s));
}

/* Plays the script; writes what went wrong. Returns 1 when all was as it must. */
static int32_t play(script *s, double dt_s, char *what, size_t size)
{
    grid_plant p;
    double end_s = 60.0;
    int32_t at = 0;
    for (int32_t i = 0; i < s->wish_count; i++) {
        end_s = isinf(s->wishes[i].to_s) ? end_s : fmax(end_s, s->wishes[i].to_s + 5.0);
        s->wishes[i].seen_s = s->wishes[i].lost_s = s->wishes[i].early_s = (double)NAN;
        s->wishes[i].held_s = 0.0;
        s->wishes[i].before = s->wishes[i].times = 0;
    }
    if (s->strange[0] != '\0' || !begin(s, &p, dt_s)) {
        snprintf(what, size, "%s '%s'", s->strange[0] != '\0' ? "not understood:" : "no start",
                 s->strange);
        return 0;
    }
    for (long k = 1; (double)k * dt_s <= end_s; k++) {
        double t_s = (double)k * dt_s;
        while (at < s->event_count && s->events[at].t_s <= t_s + 1e-9) {
            (void)acted(s, &p, &s->events[at++]);
        }
        if (!grid_plant_step(&p)) {
            snprintf(what, size, "refused at %.3f s", t_s);
            return 0;
        }
        for (int32_t i = 0; i < s->wish_count; i++) {
            watch(s, &p, &s->wishes[i], t_s);
        }
    }
    for (int32_t i = 0; i < s->wish_count; i++) {
        const wish *w = &s->wishes[i];
        if (!fulfilled(w)) {
            snprintf(what, size, "dt=%g %s %s%c%s from %g to %g, early %.3f, seen %.3f, lost %.3f",
                     dt_s, w->never ? "must not:" : "must:", w->key, w->relation, w->value,
                     w->from_s, w->to_s, w->early_s, w->seen_s, w->lost_s);
            return 0;
        }
    }
    snprintf(what, size, "first=%.3f", s->wish_count > 0 ? s->wishes[0].seen_s : (double)NAN);
    return s->strange[0] == '\0';
}

void grid_scenarios(tally *t, const char *folder, const char *file)
{
    static const double steps_s[] = {0.001, 0.01, 0.02};
    csv table;
    if (!csv_read(&table, folder, file)) {
        report(t, REPORT_JUDGE, 0, file, "read", "columns missing or unreadable");
        return;
    }
    for (int32_t row = 0; row < table.rows; row++) {
        char what[256] = "unreadable";
        int32_t good = 1;
        script s;
        for (int32_t i = 0; i < 3 && good; i++) {
            good = script_read(&s, &table, row) && play(&s, steps_s[i], what, sizeof what);
        }
        report(t, REPORT_JUDGE, good, file, csv_word(&table, row, "id"), "n=3 %s", what);
    }
    csv_free(&table);
}
