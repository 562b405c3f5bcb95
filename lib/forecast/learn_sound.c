/* Kept bytes before they are believed. A checksum finds what broke by chance; who writes bytes can
 * write their checksum too. So every count, index and link that is later used without a further
 * look is held against the memory here, and every number that is learned on must be one.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "learn_internal.h"

#include "base/fields.h"

#include <string.h>

enum { LEAF = 255 };

/* What init derives from the config. */
static int32_t derived_sound(const ostrov_learner *l, const ostrov_i_learner_set *wanted)
{
    return l->slots == wanted->slots && l->lead_steps == wanted->lead_steps &&
           l->leads == wanted->leads && l->pending_count == wanted->pending_count &&
           l->uses_recent == wanted->uses_recent && l->pool_bytes == wanted->pool_bytes &&
           memcmp(&l->plant, &wanted->plant, sizeof l->plant) == 0 &&
           memcmp(&l->full_w, &wanted->full_w, sizeof l->full_w) == 0;
}

static int32_t counts_sound(const ostrov_learner *l)
{
    const int64_t first = OSTROV_I_SUN_FIRST_S / l->step_s;
    const int64_t last = OSTROV_I_SUN_END_S / l->step_s;
    const int32_t newest_sound =
        l->newest == INT64_MIN || (l->newest >= first && l->newest <= last);
    return newest_sound && l->row_count >= 0 && l->row_count <= INT64_MAX / 2 && l->trees >= 0 &&
           l->trees <= l->trees_most && l->tree_values <= (uint32_t)l->rows_most &&
           l->dead_steps >= 0;
}

/* Rows of like hours, each led to by one that is newer. */
static int32_t chains_sound(const ostrov_learner *l)
{
    const int32_t written = (int32_t)ostrov_i_min((double)l->row_count, (double)l->rows_most);
    const uint16_t *next = ostrov_i_learn_next(l);
    for (int32_t i = 0; i < OSTROV_I_HOURS; i++) {
        if (l->chain[i] != OSTROV_I_NOTHING && l->chain[i] >= written) {
            return 0;
        }
    }
    for (int32_t i = 0; i < written; i++) {
        if (next[i] != OSTROV_I_NOTHING && next[i] >= written) {
            return 0;
        }
    }
    return 1;
}

static int32_t slots_sound(const ostrov_learner *l)
{
    const ostrov_i_slot *slot = ostrov_i_learn_slots(l);
    for (int32_t i = 0; i < l->slots; i++) {
        const int32_t clear = ostrov_i_finite(slot[i].clear) && slot[i].clear >= 0.0;
        if (!clear || slot[i].models >> OSTROV_LEARNER_MODELS != 0) {
            return 0;
        }
    }
    return 1;
}

/* Nodes of a tree in order of depth: it ends with the leaf that no node waits for any more. 0 when
 * it does not end within most. */
static uint32_t tree_nodes(const ostrov_i_node *node, uint32_t most)
{
    uint32_t open = 1;
    uint32_t i = 0;
    while (open > 0 && i < most) {
        open = node[i].feature == LEAF ? open - 1 : open + 1;
        i++;
    }
    return open == 0 ? i : 0;
}

/* A walk from the first node goes on, stays inside and ends in a leaf with values. */
static int32_t tree_sound(const ostrov_learner *l, uint32_t start)
{
    const uint32_t values = (l->tree_values + 3) / 4 * 4;
    if (start % 4 != 0 || start > l->pool_bytes || values > l->pool_bytes - start) {
        return 0;
    }
    const uint32_t room = (l->pool_bytes - start - values) / (uint32_t)sizeof(ostrov_i_node);
    const ostrov_i_node *node =
        (const ostrov_i_node *)(const void *)(ostrov_i_learn_pool(l) + start + values);
    const uint32_t count = tree_nodes(node, room < OSTROV_I_NOTHING ? room : OSTROV_I_NOTHING);
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t right = node[i].right;
        const int32_t is_leaf = node[i].feature == LEAF;
        if (is_leaf ? node[i].cut == 0 || right + node[i].cut > l->tree_values
                    : node[i].feature >= OSTROV_I_FEATURES || right <= i || right >= count) {
            return 0;
        }
    }
    return count > 0;
}

/* Sums over the rows are divided by their weight: none is written without. */
static int32_t rows_sound(const ostrov_learner *l)
{
    const int32_t written = (int32_t)ostrov_i_min((double)l->row_count, (double)l->rows_most);
    const ostrov_i_row *row = ostrov_i_learn_rows(l);
    for (int32_t i = 0; i < written; i++) {
        if (row[i].weight == 0) {
            return 0;
        }
    }
    return 1;
}

/* So many bytes of doubles are finite, or not known where that may be. */
static int32_t finite(const void *at, size_t bytes, int32_t or_nan)
{
    const double *x = at;
    for (size_t i = 0; i < bytes / sizeof *x; i++) {
        if (!ostrov_i_finite(x[i]) && !(or_nan && ostrov_i_nan(x[i]))) {
            return 0;
        }
    }
    return 1;
}

static int32_t finite_floats(const void *at, size_t bytes)
{
    const float *x = at;
    for (size_t i = 0; i < bytes / sizeof *x; i++) {
        if (!ostrov_i_finite((double)x[i])) {
            return 0;
        }
    }
    return 1;
}

/* What is not finite is learned on and comes out as a forecast. Tallies are only read. */
static int32_t numbers_sound(const ostrov_learner *l)
{
    const ostrov_i_days *d = &l->days;
    const double days[] = {d->power,      d->clear,      d->told_power,      d->told,
                           d->week_power, d->week_clear, d->week_told_power, d->week_told};
    int32_t good = finite(days, sizeof days, 0) && finite(&d->yesterday, sizeof d->yesterday, 1) &&
                   finite(l->k_last, sizeof l->k_last, 1) && finite(l->shape, sizeof l->shape, 1) &&
                   finite(l->blend, sizeof l->blend, 0) && finite(l->table, sizeof l->table, 0) &&
                   finite(l->table_count, sizeof l->table_count, 0) &&
                   finite(l->ridge, sizeof l->ridge, 0) && finite(l->level, sizeof l->level, 0) &&
                   finite(l->level_missed, sizeof l->level_missed, 0) &&
                   finite(&l->level_count, sizeof l->level_count, 0) &&
                   finite(l->lead, sizeof l->lead, 0);
    for (size_t i = 0; good && i < sizeof l->ahead / sizeof l->ahead[0]; i++) {
        const ostrov_i_ahead *a = &l->ahead[i];
        good = ostrov_i_finite(a->mean) && ostrov_i_finite(a->clear) &&
               finite(&a->k_told, sizeof a->k_told, 1) && finite(a->q, sizeof a->q, 0);
    }
    for (int32_t i = 0; good && i < l->pending_count; i++) {
        const ostrov_i_pending *p = &ostrov_i_learn_pending(l)[i];
        const double own[] = {p->clear, p->mean, p->plain, p->regression, p->steady, p->spread};
        good = ostrov_i_nan((double)p->x[0]) ||
               (finite_floats(p->x, sizeof p->x) && finite(own, sizeof own, 0) &&
                finite_floats(p->said, sizeof p->said) &&
                finite_floats(p->blended, sizeof p->blended));
    }
    return good;
}

int32_t ostrov_i_learn_sound(const ostrov_learner *l, const ostrov_i_learner_set *wanted)
{
    if (!derived_sound(l, wanted) || !counts_sound(l) || !chains_sound(l) || !slots_sound(l) ||
        !rows_sound(l) || !numbers_sound(l)) {
        return 0;
    }
    for (int32_t t = 0; t < l->trees; t++) {
        if (!tree_sound(l, ostrov_i_learn_starts(l)[t])) {
            return 0;
        }
    }
    return 1;
}
