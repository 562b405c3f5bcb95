/* Microgrids of pymgrid25: all sites of a folder against what was published for them.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "dispatch_microgrid.h"

#include <math.h>
#include <stdlib.h>

#define TRUE_MEAN_LIMIT 1.0005
#define TRUE_SITE_LIMIT 1.003
#define REAL_MEAN_LIMIT 1.015
#define WEAK_SITE_LIMIT 1.07

typedef struct scores {
    int32_t count;
    double true_sum;
    double real_sum;
} scores;

static int32_t is_weak(const microgrid *s)
{
    int32_t away = 0;
    for (int32_t t = 0; t < s->hours; t++) {
        away |= s->import_kw > 0.0 && !microgrid_up(s, t);
    }
    return away;
}

static void judge_site(tally *t, const microgrid *s, const char *name, scores *sum)
{
    const double p = microgrid_run(s, 1) / s->published_mpc;
    const double r = microgrid_run(s, 0) / s->published_mpc;
    const double rule = s->published_rbc / s->published_mpc;
    const double limit = is_weak(s) ? fmin(rule, WEAK_SITE_LIMIT) : rule;
    report(t, REPORT_JUDGE, p <= TRUE_SITE_LIMIT, name, "track_p_cost_over_published_mpc",
           "n=%d score=%.5f limit=%g", (int)s->hours, p, TRUE_SITE_LIMIT);
    report(t, REPORT_JUDGE, r <= limit, name, "track_r_cost_over_published_mpc",
           "n=%d score=%.5f limit=%.5f rbc=%.5f grid=%s", (int)s->hours, r, limit, rule,
           s->import_kw > 0.0 ? (is_weak(s) ? "fails" : "firm") : "none");
    sum->count++;
    sum->true_sum += p;
    sum->real_sum += r;
}

int32_t dispatch_microgrids(tally *t, const char *folder, const char *file, const char *text)
{
    cJSON *root = cJSON_Parse(text);
    const cJSON *o = NULL;
    scores sum = {0, 0.0, 0.0};
    int32_t known = 0;
    cJSON_ArrayForEach(o, root)
    {
        microgrid s;
        if (cJSON_GetObjectItemCaseSensitive(o, "loss_load_cost") == NULL) {
            continue;
        }
        known = 1;
        if (microgrid_read(&s, o, folder)) {
            judge_site(t, &s, o->string, &sum);
        } else {
            report(t, REPORT_JUDGE, 0, o->string, "read", "n=0");
        }
        microgrid_free(&s);
    }
    cJSON_Delete(root);
    if (sum.count > 0) {
        const double n = (double)sum.count;
        report(t, REPORT_JUDGE, sum.true_sum / n <= TRUE_MEAN_LIMIT, file, "track_p_mean",
               "n=%d score=%.5f limit=%g", (int)sum.count, sum.true_sum / n, TRUE_MEAN_LIMIT);
        report(t, REPORT_JUDGE, sum.real_sum / n <= REAL_MEAN_LIMIT, file, "track_r_mean",
               "n=%d score=%.5f limit=%g", (int)sum.count, sum.real_sum / n, REAL_MEAN_LIMIT);
    }
    return known;
}
