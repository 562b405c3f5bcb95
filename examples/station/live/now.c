/* What holds now, as text: see now.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "now.h"

#include <stdio.h>
#include <string.h>

enum { TEXT = 4096 };

int now_begin(struct now *now, const char *folder, int32_t armed)
{
    int n = snprintf(now->path, sizeof now->path, "%s/now.txt", folder);
    now->armed = armed;
    if (n < 0 || (size_t)n >= sizeof now->path) {
        return -1;
    }
    n = snprintf(now->fresh, sizeof now->fresh, "%s.new", now->path);
    return n < 0 || (size_t)n >= sizeof now->fresh ? -1 : 0;
}

struct text {
    char bytes[TEXT];
    size_t used;
};

static void put(struct text *t, const char *key, const char *value)
{
    int n = snprintf(t->bytes + t->used, sizeof t->bytes - t->used, "%s %s\n", key, value);
    if (n > 0 && t->used + (size_t)n < sizeof t->bytes) {
        t->used += (size_t)n;
    }
}

/* Not known is a dash, never 0. */
static void put_number(struct text *t, const char *key, double value, int32_t decimals)
{
    char number[64];
    if (value - value == 0.0) {
        (void)ostrov_number_write(value, decimals, number, sizeof number);
    } else {
        snprintf(number, sizeof number, value > 0.0 ? "none" : "-");
    }
    put(t, key, number);
}

static const char *rung_text(int32_t rung)
{
    static const char *const words[] = {"-", "plan", "quick plan", "rules", "safe"};
    return rung >= OSTROV_RUNG_PLAN && rung <= OSTROV_RUNG_SAFE ? words[rung] : words[0];
}

static void put_time(struct text *t, const struct site *site, int64_t time_s)
{
    ostrov_civil c;
    char line[64] = "not known";
    if (time_s != INT64_MIN && ostrov_zone_civil(&site->zone, time_s, &c) == OSTROV_OK) {
        snprintf(line, sizeof line, "%04d-%02d-%02d %02d:%02d:%02d", (int)c.year, (int)c.month,
                 (int)c.day, (int)c.hour, (int)c.minute, (int)c.second);
    }
    put(t, "local_time", line);
}

static void put_set_point(struct text *t, const char *key, const struct set_point *s)
{
    char line[96];
    snprintf(line, sizeof line, "%s%s%s", set_point_stage_text(s->stage),
             s->stage == SET_POINT_REFUSED ? ", " : "",
             s->stage == SET_POINT_REFUSED ? set_point_refusal_text(s->refusal) : "");
    put(t, key, line);
}

static void put_measured(struct text *t, const ostrov_measurement *m,
                         const ostrov_station_state *state)
{
    put_number(t, "grid_w", m->grid_w, 0);
    put_number(t, "pv_w", m->pv_w, 0);
    put_number(t, "battery_w", m->battery_w, 0);
    put_number(t, "load_w", state->load_w, 0);
    put_number(t, "grid_age_s", m->age_s[OSTROV_SOURCE_PCC], 1);
    put_number(t, "pv_age_s", m->age_s[OSTROV_SOURCE_PV], 1);
    put_number(t, "battery_age_s", m->age_s[OSTROV_SOURCE_BATTERY], 1);
    put_number(t, "soc_ratio", state->soc_ratio, 4);
    put_number(t, "soc_low_ratio", state->soc_low_ratio, 4);
    put_number(t, "autonomy_s", state->autonomy_s, 0);
    put_number(t, "quarter_mean_w", state->quarter_mean_w, 0);
    put_number(t, "quarter_limit_w", state->quarter_limit_w, 0);
    put_number(t, "quarter_left_s", state->quarter_left_s, 0);
    put_number(t, "plan_age_s", state->plan_age_s, 0);
}

static void put_health(struct text *t, struct telemetry *telemetry)
{
    struct telemetry_health health;
    telemetry_read_health(telemetry, &health);
    put_number(t, "telemetry_committed", (double)health.committed, 0);
    put_number(t, "telemetry_waiting", (double)health.waiting, 0);
    put_number(t, "telemetry_dropped", (double)health.dropped, 0);
    put(t, "telemetry_error", health.failing ? health.error : "none");
}

void now_write(const struct now *now, const struct site *site, const ostrov_measurement *m,
               const ostrov_station_state *state, const ostrov_command *command,
               struct telemetry *telemetry, const struct hardware *hardware)
{
    struct text t = {.used = 0};
    put(&t, "site", site->name);
    put_time(&t, site, m->time_s);
    put(&t, "authority", now->armed ? "armed" : "observing");
    put(&t, "mode", ostrov_grid_mode_text(state->mode));
    put(&t, "rung", rung_text(command->rung));
    put_measured(&t, m, state);
    put_number(&t, "battery_set_w", command->battery_w, 0);
    put_number(&t, "pv_limit_w", command->pv_limit_w, 0);
    put_set_point(&t, "battery_set_point", &hardware->pcs.set_point);
    put_set_point(&t, "pv_set_point", &hardware->pv.limit);
    put_health(&t, telemetry);
    FILE *f = fopen(now->fresh, "wb");
    if (f == NULL) {
        return;
    }
    size_t written = fwrite(t.bytes, 1, t.used, f);
    if (fclose(f) == 0 && written == t.used) {
        (void)!rename(now->fresh, now->path);
    }
}
