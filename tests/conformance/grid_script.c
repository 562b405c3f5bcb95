/* Reads scenarios: see grid_script.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "grid_script.h"

#include "grid_plant.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void script_not_known(script *s, const char *what)
{
    if (s->strange[0] == '\0') {
        snprintf(s->strange, sizeof s->strange, "%s", what);
    }
}

/* The next part of a list up to a separator, without blanks around it. 0 = no more. */
static int32_t next_part(const char **at, char separator, char *part, size_t size)
{
    const char *from = *at;
    const char *end = NULL;
    size_t length = 0;
    if (*from == '\0') {
        return 0;
    }
    end = strchr(from, separator);
    end = end != NULL ? end : from + strlen(from);
    *at = *end == '\0' ? end : end + 1;
    while (from < end && *from == ' ') {
        from++;
    }
    while (end > from && end[-1] == ' ') {
        end--;
    }
    length = (size_t)(end - from) < size - 1 ? (size_t)(end - from) : size - 1;
    memcpy(part, from, length);
    part[length] = '\0';
    return 1;
}

static void settings(script *s, const char *text)
{
    ostrov_grid_config *c = &s->config;
    const char *at = text;
    char part[2 * SCRIPT_WORD];
    while (next_part(&at, ';', part, sizeof part)) {
        char key[SCRIPT_WORD] = "";
        double x[3] = {0.0, 0.0, 0.0};
        int got = sscanf(part, "%31[^=]=%lf/%lf/%lf", key, &x[0], &x[1], &x[2]);
        if (part[0] == '\0') {
            continue;
        }
        if (strcmp(key, "pcc_zero_pct") == 0) {
            c->nulling_w = x[0] / 100.0 * PLANT_RATED_W;
        } else if (strcmp(key, "t_null") == 0) {
            c->nulling_s = x[0];
        } else if (strcmp(key, "t_open") == 0 || strcmp(key, "t_open_max") == 0) {
            c->breaker_open_s = x[0];
        } else if (strcmp(key, "t_close") == 0) {
            c->breaker_close_s = x[0];
        } else if (strcmp(key, "t_close_max") == 0) {
            c->breaker_close_s = fmax((x[0] - 0.1) / 2.0, 0.01); /* bound: twice and 0.1 s */
        } else if (strcmp(key, "soc_min_island") == 0) {
            c->black_reserve_ratio = x[0];
            c->black_restart_ratio = fmax(x[0], c->black_restart_ratio);
        } else if (strcmp(key, "soc_min_black") == 0) {
            c->black_restart_ratio = x[0];
        } else if ((strcmp(key, "uv1") == 0 || strcmp(key, "uv2") == 0) && got == 3) {
            c->undervoltage_pu[key[2] - '1'] = x[0];
            c->undervoltage_s[key[2] - '1'] = x[1];
        } else if (strcmp(key, "observe") == 0) {
            c->return_delay_s = x[0];
        } else if (strcmp(key, "dwell") == 0) {
            c->sync_dwell_s = x[0];
        } else if (strcmp(key, "lim") == 0 && got == 4) {
            c->sync_slip_hz = x[0];
            c->sync_voltage_pu = x[1];
            c->sync_angle_deg = x[2];
        } else if (strcmp(key, "t_sync_max") == 0) {
            c->sync_timeout_s = x[0];
        } else if (strcmp(key, "tiers") == 0) {
            c->tier_count = (int32_t)x[0];
        } else if (strcmp(key, "t_fb") == 0) {
            c->contact_fault_s = x[0];
        } else if (strcmp(key, "t_stale") == 0) {
            c->stale_s = x[0];
        } else if ((strcmp(key, "retries") != 0 || (int)x[0] != 2) &&
                   (strcmp(key, "t_retry") != 0 || (int)x[0] != 10) &&
                   strcmp(key, "t_limit") != 0) { /* fixed; the last is judged by the script */
            script_not_known(s, part);
        }
    }
}

static void stimuli(script *s, const char *text)
{
    const char *at = text;
    char part[2 * SCRIPT_WORD];
    while (next_part(&at, ';', part, sizeof part)) {
        event *e = &s->events[s->event_count];
        char mode[SCRIPT_WORD] = "";
        if (sscanf(part, "mode=%31s", mode) == 1) {
            s->islanded = strcmp(mode, "ISLANDED") == 0;
            s->dead = strcmp(mode, "DEAD") == 0;
            continue;
        }
        e->t_s = 0.0;
        if (s->event_count == SCRIPT_EVENTS ||
            (sscanf(part, "%lf %31s %31s", &e->t_s, e->key, e->value) != 3 &&
             sscanf(part, "%31s %31s", e->key, e->value) != 2)) {
            script_not_known(s, part);
            continue;
        }
        s->grid_said |= strcmp(e->key, "V_GRID") == 0 || strcmp(e->key, "SLIP") == 0;
        s->event_count++;
    }
}

static wish *new_wish(script *s)
{
    wish *w = &s->wishes[s->wish_count < SCRIPT_WISHES - 1 ? s->wish_count++ : SCRIPT_WISHES - 1];
    memset(w, 0, sizeof *w);
    w->relation = '=';
    w->to_s = (double)INFINITY;
    w->seen_s = w->lost_s = w->early_s = (double)NAN;
    return w;
}

/* KEY VALUE, or KEY<VALUE, KEY<=VALUE. Returns what follows, NULL when it cannot be read. */
static const char *take_condition(wish *w, const char *part)
{
    size_t key = strcspn(part, " <>");
    const char *at = part + key;
    int used = 0;
    if (key == 0 || key >= SCRIPT_WORD || *at == '\0') {
        return NULL;
    }
    memcpy(w->key, part, key);
    w->key[key] = '\0';
    w->relation = *at == ' ' ? '=' : *at;
    at += strspn(at, " <>=");
    return sscanf(at, "%31s%n", w->value, &used) == 1 ? at + used : NULL;
}

static void musts(script *s, const char *text)
{
    const char *at = text;
    char part[4 * SCRIPT_WORD];
    while (next_part(&at, '|', part, sizeof part)) {
        wish *w = part[0] != '\0' ? new_wish(s) : NULL;
        const char *rest = w != NULL ? take_condition(w, part) : "";
        int got = rest != NULL && w != NULL ? sscanf(rest, "%lf %lf", &w->from_s, &w->to_s) : 0;
        if (w != NULL && (rest == NULL || got < 1)) {
            script_not_known(s, part);
        } else if (w != NULL && got == 1) {
            w->to_s = w->from_s; /* at that time */
        }
    }
}

static void must_nots(script *s, const char *text)
{
    const char *at = text;
    char part[4 * SCRIPT_WORD];
    while (next_part(&at, '|', part, sizeof part)) {
        wish *w = part[0] != '\0' ? new_wish(s) : NULL;
        const char *rest = NULL;
        if (w == NULL) {
            continue;
        }
        w->never = 1;
        if (sscanf(part, "more than %d %31s", &w->count, w->key) == 2) {
            snprintf(w->value, sizeof w->value, "1");
            continue;
        }
        rest = take_condition(w, part);
        if (rest == NULL || (*rest != '\0' && sscanf(rest, " before %lf", &w->to_s) != 1 &&
                             sscanf(rest, " for>%lf", &w->for_s) != 1)) {
            script_not_known(s, part);
        }
    }
}

static int by_time(const void *a, const void *b)
{
    double x = ((const event *)a)->t_s;
    double y = ((const event *)b)->t_s;
    return (x > y) - (x < y);
}

int32_t script_read(script *s, const csv *table, int32_t row)
{
    static const char seen[] = "must_signal_value_tmin_tmax";
    char first = csv_word(table, row, "id")[0];
    ostrov_grid_config *c = &s->config;
    memset(s, 0, sizeof *s);
    if (ostrov_grid_defaults(c, sizeof *c) != OSTROV_OK) {
        return 0;
    }
    c->authority = OSTROV_AUTHORITY_DIRECT; /* a simulation */
    c->island_verified = 1;
    c->dso_receiver = 1;
    c->return_delay_s = 1.0;
    c->ramp_s = 10.0;
    s->islanded = first == 'R';
    s->dead = first == 'B';
    settings(s, csv_word(table, row, "config"));
    stimuli(s, csv_word(table, row, "stimulus"));
    musts(s, csv_word(table, row, seen));
    must_nots(s, csv_word(table, row, "must_not"));
    /* An island that is told nothing of its grid, and is to close, has one to close onto. */
    s->grid_live = !s->grid_said && (strstr(csv_word(table, row, seen), "TIE_CLOSE") != NULL ||
                                     strstr(csv_word(table, row, "must_not"), "TIE_CLOSE") != NULL);
    qsort(s->events, (size_t)s->event_count, sizeof s->events[0], by_time);
    return 1;
}
