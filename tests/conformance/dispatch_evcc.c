/* Requests from users' homes to evcc's optimizer, with its stored answers. A request becomes a
 * problem of the library; the money of the plan is held against the money of the stored plan, both
 * reckoned here from what charges and discharges: import, export, the worth of the energy left, the
 * demand charge. Ties, penalties and preferences of the service do not count.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "dispatch_evcc.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MONEY_LIMIT 1e-6    /* the stored powers have eight digits */
#define BROKEN_LIMIT_WH 1.0 /* what rounding of the stored powers adds up to */

/* Wh imported in a step, negative = exported. */
static double net_wh(const evcc_request *r, const evcc_answer *a, int32_t t)
{
    double net = r->load_wh[t] - r->pv_wh[t];
    for (int32_t i = 0; i < r->stores_count; i++) {
        net += a->charge_wh[i][t] - a->discharge_wh[i][t];
    }
    return net;
}

/* Money of a whole plan by the rules of the request. */
double evcc_money(const evcc_request *r, const evcc_answer *a)
{
    double money = 0.0;
    double above_w = 0.0;
    for (int32_t t = 0; t < r->steps; t++) {
        const double net = net_wh(r, a, t);
        if (net > 0.0) {
            money += net * r->price_in[t];
            above_w = fmax(above_w, net * 3600.0 / r->dt_s[t] - r->import_limit_w);
        } else {
            money -= fmin(-net, r->export_limit_w * r->dt_s[t] / 3600.0) * r->price_out[t];
        }
    }
    for (int32_t i = 0; i < r->stores_count; i++) {
        money -= r->stores[i].worth_wh * a->end_wh[i];
    }
    return money + r->demand_price_w * fmax(0.0, above_w);
}

double evcc_short_wh(const evcc_request *r, const evcc_answer *a)
{
    double missing = 0.0;
    for (int32_t i = 0; i < r->stores_count; i++) {
        const evcc_store *s = &r->stores[i];
        double stored = s->start_wh;
        for (int32_t t = 0; t < r->steps; t++) {
            stored +=
                a->charge_wh[i][t] * r->charge_ratio - a->discharge_wh[i][t] / r->discharge_ratio;
            if (s->goal_wh != NULL) {
                missing += fmax(0.0, s->goal_wh[t] - stored);
            }
            if (s->demand_wh != NULL && stored < s->max_wh - 0.5) {
                const double asked = fmin(s->demand_wh[t], s->charge_w * r->dt_s[t] / 3600.0);
                missing += fmax(0.0, asked - a->charge_wh[i][t]);
            }
        }
    }
    for (int32_t t = 0; r->limited && t < r->steps; t++) {
        missing += fmax(0.0, net_wh(r, a, t) - r->import_limit_w * r->dt_s[t] / 3600.0);
    }
    return missing;
}

double evcc_broken_wh(const evcc_request *r, const evcc_answer *a)
{
    double worst = 0.0;
    for (int32_t i = 0; i < r->stores_count; i++) {
        const evcc_store *s = &r->stores[i];
        double stored = s->start_wh;
        for (int32_t t = 0; t < r->steps; t++) {
            const double hours = r->dt_s[t] / 3600.0;
            const double in = a->charge_wh[i][t];
            const double out = a->discharge_wh[i][t];
            const double least = s->charge_min_w * hours;
            const double room = (s->max_wh - stored) / r->charge_ratio;
            stored += in * r->charge_ratio - out / r->discharge_ratio;
            worst = fmax(worst, fmax(in - s->charge_w * hours, out - s->discharge_w * hours));
            worst = fmax(worst, fmin(in, out));
            worst = fmax(worst, out > 0.0 ? fmin(s->start_wh, s->min_wh) - stored : 0.0);
            worst = fmax(worst, in > 0.0 ? stored - s->max_wh : 0.0);
            worst = fmax(worst, s->from_grid ? 0.0 : fmin(in, net_wh(r, a, t)));
            worst = fmax(worst, s->to_grid ? 0.0 : fmin(out, -net_wh(r, a, t)));
            if (s->demand_wh == NULL || !(s->demand_wh[t] > 0.0 && room <= least)) {
                worst = fmax(worst, fmin(in, least - in));
            }
        }
    }
    return worst;
}

static int32_t has_lengths(const evcc_request *r)
{
    int32_t good = 1;
    for (int32_t t = 0; t < r->steps; t++) {
        good &= r->dt_s[t] >= 1.0;
    }
    return good;
}

int32_t dispatch_evcc(tally *t, const char *file, const char *text)
{
    cJSON *root = cJSON_Parse(text);
    evcc_request r;
    evcc_answer stored;
    evcc_answer ours = {0};
    const int32_t known = evcc_read(root, &r, &stored);
    if (known && !has_lengths(&r)) {
        printf("passed over: %s has a step of less than a second\n", file);
    } else if (known && evcc_answer_open(&ours, &r)) {
        const double theirs = evcc_money(&r, &stored);
        if (!evcc_plan(&r, &ours)) {
            report(t, REPORT_JUDGE, 0, file, "plan", "n=%d", (int)r.steps);
        } else {
            const double money = evcc_money(&r, &ours);
            const double missing = evcc_short_wh(&r, &ours);
            const double missed = evcc_short_wh(&r, &stored);
            const double broken = evcc_broken_wh(&r, &ours);
            report(t, REPORT_JUDGE, money <= theirs + MONEY_LIMIT * fmax(1.0, fabs(theirs)), file,
                   "money", "n=%d cost=%.6f stored=%.6f score=%.3g limit=%g", (int)r.steps, money,
                   theirs, (money - theirs) / fmax(1.0, fabs(theirs)), MONEY_LIMIT);
            report(t, REPORT_JUDGE,
                   broken <= BROKEN_LIMIT_WH && missing <= missed + BROKEN_LIMIT_WH, file, "kept",
                   "n=%d broken_wh=%.3g short_wh=%.6g stored_short_wh=%.6g limit=%g", (int)r.steps,
                   broken, missing, missed, BROKEN_LIMIT_WH);
        }
    }
    evcc_answer_free(&ours);
    evcc_answer_free(&stored);
    evcc_free(&r);
    cJSON_Delete(root);
    return known;
}
