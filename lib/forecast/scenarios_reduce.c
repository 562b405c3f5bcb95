/* Few paths that stand for many: forward selection.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "scenarios_internal.h"

#include "base/fields.h"

/* Paths with what selection knows of them. */
typedef struct set {
    const double *path_w;
    int32_t paths, steps;
    double *weight;  /* probability of each path */
    double *nearest; /* its distance to the nearest chosen one */
} set;

/* Distance of the running energies, in W times steps. */
static double apart(const set *s, int32_t a, int32_t b)
{
    const double *p = &s->path_w[(size_t)a * (size_t)s->steps];
    const double *q = &s->path_w[(size_t)b * (size_t)s->steps];
    double energy = 0.0;
    double sum = 0.0;
    for (int32_t t = 0; t < s->steps; t++) {
        energy += p[t] - q[t];
        sum += energy * energy;
    }
    return __builtin_sqrt(sum);
}

/* What all paths would be from the chosen ones if this one were added. */
static double cost_with(const set *s, int32_t candidate)
{
    double cost = 0.0;
    for (int32_t i = 0; i < s->paths; i++) {
        cost += s->weight[i] * ostrov_i_min(s->nearest[i], apart(s, i, candidate));
    }
    return cost;
}

static int32_t is_chosen(const int32_t *chosen, int32_t count, int32_t path)
{
    int32_t found = 0;
    for (int32_t k = 0; k < count; k++) {
        found |= chosen[k] == path;
    }
    return found;
}

static int32_t best_of(const set *s, const int32_t *chosen, int32_t count)
{
    int32_t best = -1;
    double least = 0.0;
    for (int32_t i = 0; i < s->paths; i++) {
        const double cost = is_chosen(chosen, count, i) ? 0.0 : cost_with(s, i);
        if (!is_chosen(chosen, count, i) && (best < 0 || cost < least)) {
            best = i;
            least = cost;
        }
    }
    return best;
}

/* Each path gives its probability to the chosen one it is nearest to. */
static void share_out(const set *s, const int32_t *chosen, int32_t keep, double *chosen_ratio)
{
    for (int32_t k = 0; k < keep; k++) {
        chosen_ratio[k] = 0.0;
    }
    for (int32_t i = 0; i < s->paths; i++) {
        int32_t to = 0;
        double least = apart(s, i, chosen[0]);
        for (int32_t k = 1; k < keep; k++) {
            const double d = apart(s, i, chosen[k]);
            if (d < least) {
                least = d;
                to = k;
            }
        }
        chosen_ratio[to] += s->weight[i];
    }
}

ostrov_status ostrov_scenarios_reduce(const double *path_w, int32_t paths, int32_t steps,
                                      const double *probability_ratio, int32_t keep,
                                      double *scratch, int32_t *chosen, double *chosen_ratio)
{
    if (path_w == NULL || scratch == NULL || chosen == NULL || chosen_ratio == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    if (paths < 1 || paths > 1000 || steps < 1 || steps > 2016 || keep < 1 || keep > paths) {
        return OSTROV_E_RANGE;
    }
    for (size_t i = 0; i < (size_t)paths * (size_t)steps; i++) {
        if (!ostrov_i_finite(path_w[i])) {
            return OSTROV_E_NOT_FINITE;
        }
    }
    const set s = {path_w, paths, steps, scratch, scratch + paths};
    double sum = 0.0;
    for (int32_t i = 0; i < paths; i++) {
        s.weight[i] = probability_ratio != NULL ? probability_ratio[i] : 1.0 / (double)paths;
        s.nearest[i] = __builtin_inf();
        if (!(s.weight[i] >= 0.0)) {
            return OSTROV_E_RANGE;
        }
        sum += s.weight[i];
    }
    if (!(ostrov_i_abs(sum - 1.0) <= 1e-6)) {
        return OSTROV_E_RANGE;
    }
    for (int32_t k = 0; k < keep; k++) {
        chosen[k] = best_of(&s, chosen, k);
        for (int32_t i = 0; i < paths; i++) {
            s.nearest[i] = ostrov_i_min(s.nearest[i], apart(&s, i, chosen[k]));
        }
    }
    share_out(&s, chosen, keep, chosen_ratio);
    return OSTROV_OK;
}
