/* How good the forecasts of a run were: see score.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "score.h"

/* Adds one forecast and its fact to a score; sums until close_score. */
static void score_add(struct record_score *score, double *persistence_w, double *same_w,
                      double low_w, double middle_w, double high_w, double said_w, double actual_w)
{
    double error_w = middle_w > actual_w ? middle_w - actual_w : actual_w - middle_w;
    if (error_w != error_w) { /* one of the two is not known */
        return;
    }
    score->judged++;
    score->mae_w += error_w;
    score->coverage_ratio += actual_w >= low_w && actual_w <= high_w;
    if (said_w == said_w) {
        score->compared++;
        *same_w += error_w;
        *persistence_w += said_w > actual_w ? said_w - actual_w : actual_w - said_w;
    }
}

static void score_close(struct record_score *score, double persistence_w, double same_w)
{
    double n = score->judged > 0 ? (double)score->judged : 1.0;
    score->mae_w /= n;
    score->coverage_ratio /= n;
    score->skill_ratio = persistence_w > 0.0 ? 1.0 - same_w / persistence_w : __builtin_nan("");
}

/* PV is judged in the quarter hours in which there can be sun. */
void score_forecasts(struct record *record)
{
    double pv_w = 0.0, pv_same_w = 0.0, load_w = 0.0, load_same_w = 0.0;
    for (int32_t i = 0; i < record->quarters; i++) {
        const struct record_quarter *q = &record->quarter[i];
        if (!q->forecast_known) {
            continue;
        }
        if (!q->pv_held && q->pv_p90_w > 0.01 * record->site->pv.inverter_w) {
            score_add(&record->pv_score, &pv_w, &pv_same_w, q->pv_p10_w, q->pv_p50_w, q->pv_p90_w,
                      q->pv_persistence_w, q->pv_actual_w);
        }
        score_add(&record->load_score, &load_w, &load_same_w, q->load_p10_w, q->load_p50_w,
                  q->load_p90_w, q->load_persistence_w, q->load_actual_w);
    }
    score_close(&record->pv_score, pv_w, pv_same_w);
    score_close(&record->load_score, load_w, load_same_w);
}
