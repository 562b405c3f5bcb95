/* What a charge point is told, and whether it does it: see point.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "point.h"

#include "common/json_memory.h"

#include <ostrov/base.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Amperes each phase may draw, down to a tenth: a limit is never rounded up. Below the least
 * current of the vehicle's control pilot (6 A, IEC 61851-1) there is no charging at all. */
static double amperes(const struct ocpp_setup *s, double watts)
{
    /* A millionth more, or what was rounded once would lose another tenth the second time. */
    double a = floor(watts / ((double)s->phases * s->phase_v) * 10.0 + 1e-6) / 10.0;
    double least = s->min_w / ((double)s->phases * s->phase_v);
    least = least > 6.0 ? least : 6.0;
    return a >= least - 0.05 ? a : 0.0;
}

static double watts_of(const struct ocpp_setup *s, double a)
{
    return a * (double)s->phases * s->phase_v;
}

void ocpp_point_want(struct ocpp_point *p, double limit_w, int64_t now_us)
{
    double w = isfinite(limit_w) && limit_w > 0.0 ? limit_w
               : limit_w > 0.0                    ? p->setup.limit_w
                                                  : 0.0;
    w = w < p->setup.limit_w ? w : p->setup.limit_w;
    w = watts_of(&p->setup, amperes(&p->setup, w));
    p->wanted_us = now_us;
    if (!(w == p->limit.wanted_w)) {
        set_point_request(&p->limit, &p->limits, w, now_us);
        p->renewed_us = INT64_MIN;
    }
}

void ocpp_point_default(struct ocpp_point *p, double default_w)
{
    double w = isfinite(default_w) && default_w > 0.0 ? default_w : 0.0;
    w = w < p->setup.limit_w ? w : p->setup.limit_w;
    w = watts_of(&p->setup, amperes(&p->setup, w));
    if (w != p->default_w) {
        p->default_w = w;
        p->defaulted = 0;
        p->tried_us = INT64_MIN;
        p->turn =
            OCPP_ASKED_DEFAULT; /* a limit that is due goes first: it cuts what is drawn now */
    }
}

/* One that refuses and never took any gives what it can. */
void ocpp_point_take_default(struct ocpp_point *p, int32_t good, int64_t now_us)
{
    p->defaulted = good && p->asked_w == p->default_w; /* else another is wanted meanwhile */
    p->tried_us = good ? INT64_MIN : now_us;
    if (good) {
        p->stands_w = p->asked_w;
    } else if (isnan(p->stands_w)) {
        p->stands_w = p->setup.limit_w;
    }
}

/* Not answered is not refused: it may stand there. What may be drawn is the greater of the two. */
void ocpp_point_doubt_default(struct ocpp_point *p)
{
    if (p->asked == OCPP_ASKED_DEFAULT && p->asked_w > p->stands_w) {
        p->stands_w = p->asked_w;
    }
}

/* ---- judging ----------------------------------------------------------------------------------
 */

/* A vehicle may draw less than allowed; only more proves that the limit is not kept. */
static void judge(struct ocpp_point *p, int64_t now_us)
{
    double limit_w = p->limit.written_w, drawn_w = p->reading.power_w;
    if (p->limit.stage != SET_POINT_ACKNOWLEDGED && p->limit.stage != SET_POINT_OBSERVED) {
        return;
    }
    if (isnan(drawn_w) || ocpp_point_age_s(p, now_us) > 3.0 * p->setup.meter_s + 5.0) {
        set_point_wait(&p->limit, now_us); /* nobody sees what it does */
        return;
    }
    set_point_judge(&p->limit, &p->limits, drawn_w > limit_w ? drawn_w : limit_w, limit_w,
                    p->setup.tolerance_ratio * p->setup.limit_w, p->setup.patience_s, now_us);
}

/* A call that is not answered in time is forgotten; its answer, should it come, is dropped. */
static void give_up(struct ocpp_point *p, int64_t now_us)
{
    if (p->asked == OCPP_ASKED_NOTHING ||
        (double)(now_us - p->asked_us) < p->setup.patience_s * 1e6) {
        return;
    }
    p->counters.timeouts++;
    if (p->asked == OCPP_ASKED_LIMIT) {
        set_point_refuse(&p->limit, &p->limits, SET_POINT_NO_LINK, now_us);
    } else if (p->asked == OCPP_ASKED_CONFIGURE) {
        p->configured = 1;
    } else if (p->asked == OCPP_ASKED_SAMPLED) {
        p->sampled = OCPP_SAMPLED_DONE;
    } else {
        ocpp_point_doubt_default(p);
        p->tried_us = now_us;
    }
    p->asked = OCPP_ASKED_NOTHING;
}

/* ---- the calls --------------------------------------------------------------------------------
 */

static size_t call(struct ocpp_point *p, int32_t asked, const char *action, cJSON *payload,
                   int64_t now_us, char *text, size_t capacity)
{
    snprintf(p->asked_id, sizeof p->asked_id, "ostrov-%u", (unsigned)++p->calls);
    size_t length = ocpp_write_call(p->asked_id, action, payload, text, capacity);
    if (length > 0) {
        p->asked = asked;
        p->asked_us = now_us;
    }
    return length;
}

static cJSON *setting(const char *key, const char *value)
{
    cJSON *payload = cJSON_CreateObject();
    cJSON_AddStringToObject(payload, "key", key);
    cJSON_AddStringToObject(payload, "value", value);
    return payload;
}

/* One limit from now on: unit A and kind Absolute, as the field's charge points take them (Relative
 * is refused by some, W by others). Without a clock of our own it can only be Relative, without a
 * time. */
static cJSON *profile(const struct ocpp_point *p, int id, int level, const char *purpose, double a,
                      int64_t utc_s, double lifetime_s)
{
    char number[32], time[32];
    cJSON *payload = cJSON_CreateObject();
    cJSON_AddNumberToObject(payload, "connectorId", 1);
    cJSON *profile = cJSON_AddObjectToObject(payload, "csChargingProfiles");
    cJSON_AddNumberToObject(profile, "chargingProfileId", id);
    if (strcmp(purpose, "TxProfile") == 0) {
        cJSON_AddNumberToObject(profile, "transactionId", p->transaction);
    }
    cJSON_AddNumberToObject(profile, "stackLevel", level);
    cJSON_AddStringToObject(profile, "chargingProfilePurpose", purpose);
    int timed = utc_s != INT64_MIN;
    cJSON_AddStringToObject(profile, "chargingProfileKind", timed ? "Absolute" : "Relative");
    cJSON *schedule = cJSON_AddObjectToObject(profile, "chargingSchedule");
    if (lifetime_s > 0.0) {
        cJSON_AddNumberToObject(schedule, "duration", floor(lifetime_s));
    }
    if (timed) {
        ocpp_time_write(utc_s, time);
        cJSON_AddStringToObject(schedule, "startSchedule", time);
    }
    cJSON_AddStringToObject(schedule, "chargingRateUnit", "A");
    cJSON *period = cJSON_CreateObject();
    cJSON_AddNumberToObject(period, "startPeriod", 0);
    (void)ostrov_number_write(a, 1, number, sizeof number);
    cJSON_AddRawToObject(period, "limit", number);
    cJSON_AddNumberToObject(period, "numberPhases", p->setup.phases);
    cJSON *periods = cJSON_AddArrayToObject(schedule, "chargingSchedulePeriod");
    json_append(periods, period);
    return payload;
}

/* What meter values should hold: without the power nobody sees whether a limit is kept, the
 * currents tell the phases. A charge point that lacks one of them refuses the list. */
static cJSON *sampled_data(const struct ocpp_point *p)
{
    return setting("MeterValuesSampledData",
                   p->sampled == OCPP_SAMPLED_NOT
                       ? "Power.Active.Import,Energy.Active.Import.Register,Current.Import,SoC"
                       : "Power.Active.Import,Energy.Active.Import.Register");
}

static int since(int64_t then_us, int64_t now_us, double seconds)
{
    return then_us == INT64_MIN || (double)(now_us - then_us) >= seconds * 1e6;
}

/* Whether the limit is to be sent: it is new, it is of another transaction, it is half through its
 * life, or it was refused long enough ago. */
static int limit_is_due(const struct ocpp_point *p, int64_t now_us)
{
    if (p->transaction == 0 || isnan(p->limit.wanted_w)) {
        return 0; /* a TxProfile without a transaction is refused; the default holds */
    }
    if (p->limit.stage ==
        SET_POINT_REFUSED) { /* what was refused for another vehicle says nothing of this one */
        return p->asked_transaction != p->transaction ||
               since(p->limit.refused_us, now_us, p->setup.retry_s);
    }
    return p->limit.stage == SET_POINT_REQUESTED || p->renewed_transaction != p->transaction ||
           since(p->renewed_us, now_us, 0.5 * p->setup.lifetime_s);
}

size_t ocpp_point_next(struct ocpp_point *p, int64_t now_us, int64_t utc_s, char *text,
                       size_t capacity)
{
    char seconds[16];
    (void)json_memory_failed(); /* of this message from here on */
    give_up(p, now_us);
    judge(p, now_us);
    if (!p->connected || p->asked != OCPP_ASKED_NOTHING) {
        return 0;
    }
    if (since(p->wanted_us, now_us, p->setup.heed_s)) {
        return 0; /* only looked at, or control no longer writes: what stands there runs out */
    }
    /* A limit that expires needs a time to begin at. One of 1970 would be over, or hold for ever:
     * until our clock is trusted the default holds, for which the site's limits are checked. */
    int limit = utc_s != INT64_MIN && limit_is_due(p, now_us);
    int fallback = !p->defaulted && since(p->tried_us, now_us, p->setup.retry_s);
    /* After a boot the default goes first. A limit that is due each second leaves it each other
     * turn. */
    if (fallback && !(limit && p->turn == OCPP_ASKED_DEFAULT)) {
        p->turn = OCPP_ASKED_DEFAULT;
        p->asked_w = p->default_w;
        return call(
            p, OCPP_ASKED_DEFAULT, "SetChargingProfile",
            profile(p, 1, 0, "TxDefaultProfile", amperes(&p->setup, p->asked_w), utc_s, 0.0),
            now_us, text, capacity);
    }
    if (limit) {
        if (p->limit.stage == SET_POINT_REFUSED) {
            set_point_request(&p->limit, &p->limits, p->limit.wanted_w, now_us);
        }
        p->turn = OCPP_ASKED_LIMIT;
        p->asked_w = p->limit.wanted_w;
        p->asked_transaction = p->transaction;
        return call(p, OCPP_ASKED_LIMIT, "SetChargingProfile",
                    profile(p, 2, 1, "TxProfile", amperes(&p->setup, p->asked_w), utc_s,
                            p->setup.lifetime_s),
                    now_us, text, capacity);
    }
    /* Settings last: one that never answers them holds up no limit. */
    if (!p->configured) {
        snprintf(seconds, sizeof seconds, "%d", (int)p->setup.meter_s);
        return call(p, OCPP_ASKED_CONFIGURE, "ChangeConfiguration",
                    setting("MeterValueSampleInterval", seconds), now_us, text, capacity);
    }
    if (p->sampled != OCPP_SAMPLED_DONE) {
        return call(p, OCPP_ASKED_SAMPLED, "ChangeConfiguration", sampled_data(p), now_us, text,
                    capacity);
    }
    return 0;
}
