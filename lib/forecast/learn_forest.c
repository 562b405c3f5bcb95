/* The quantile forest: extremely randomised trees (Geurts, Ernst & Wehenkel 2006, Machine Learning
 * 63:3) whose leaves keep their values (Meinshausen 2006, JMLR 7:983).
 *
 * Features, cuts and values are bytes and sums are integers, so the same rows give the same trees
 * on every target. At a node each feature gets one random cut and the one that leaves the least
 * weighted variance is taken; no value is ever sorted.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "learn_internal.h"

#include "base/fields.h"

#include <string.h>

enum { LEAF = 255, LEAF_MOST = 255 };

/* What remains to be grown: rows from … until, and the node that waits for it as its right child.
 */
typedef struct branch {
    uint16_t from, until;
    uint16_t parent; /* OSTROV_I_NOTHING = none */
    uint16_t reserved_;
} branch;

typedef struct grower {
    const ostrov_i_row *rows;
    uint16_t *order;
    branch *stack;
    ostrov_i_node *nodes;
    uint8_t *values;
    uint32_t node_count, node_most, value_count;
    uint32_t leaf;
    int32_t of;       /* k, or what the ridge leaves of it */
    int32_t must_end; /* where memory ends, leaves stay whole instead of the tree being given up */
    uint64_t random;
} grower;

/* xorshift64* (Marsaglia 2003; Vigna 2016). */
static uint32_t draw(grower *g)
{
    g->random ^= g->random >> 12;
    g->random ^= g->random << 25;
    g->random ^= g->random >> 27;
    return (uint32_t)((g->random * UINT64_C(2685821657736338717)) >> 32);
}

static uint8_t target(const grower *g, const ostrov_i_row *row)
{
    return g->of == OSTROV_I_OF_REST ? row->rest : row->k;
}

/* Least and greatest byte of each feature; returns the sums of the node. */
static void survey(const grower *g, const branch *b, uint8_t *least, uint8_t *most,
                   uint32_t *weight, uint32_t *sum)
{
    memset(least, 255, OSTROV_I_FEATURES);
    memset(most, 0, OSTROV_I_FEATURES);
    *weight = 0;
    *sum = 0;
    for (uint32_t i = b->from; i < b->until; i++) {
        const ostrov_i_row *row = &g->rows[g->order[i]];
        for (int32_t j = 0; j < OSTROV_I_FEATURES; j++) {
            const uint8_t x = row->x[j];
            least[j] = x < least[j] ? x : least[j];
            most[j] = x > most[j] ? x : most[j];
        }
        *weight += row->weight;
        *sum += (uint32_t)row->weight * target(g, row);
    }
}

/* What falls left of a cut, by feature. */
typedef struct sides {
    uint32_t weight[OSTROV_I_FEATURES];
    uint32_t sum[OSTROV_I_FEATURES];
    uint32_t count[OSTROV_I_FEATURES];
} sides;

static void divide(const grower *g, const branch *b, const uint8_t *cut, sides *left)
{
    memset(left, 0, sizeof *left);
    for (uint32_t i = b->from; i < b->until; i++) {
        const ostrov_i_row *row = &g->rows[g->order[i]];
        const uint32_t weight = row->weight;
        const uint32_t product = weight * target(g, row);
        for (int32_t j = 0; j < OSTROV_I_FEATURES; j++) {
            const uint32_t mask = row->x[j] <= cut[j] ? UINT32_MAX : 0;
            left->weight[j] += weight & mask;
            left->sum[j] += product & mask;
            left->count[j] += 1u & mask;
        }
    }
}

/* The feature and cut that leave the least variance; −1 when the node cannot be cut. */
static int32_t choose(grower *g, const branch *b, uint8_t *at)
{
    uint8_t least[OSTROV_I_FEATURES];
    uint8_t most[OSTROV_I_FEATURES];
    uint8_t cut[OSTROV_I_FEATURES];
    uint32_t weight = 0;
    uint32_t sum = 0;
    sides left;
    const uint32_t count = (uint32_t)b->until - b->from;
    if (count < 2 * g->leaf) {
        return -1;
    }
    survey(g, b, least, most, &weight, &sum);
    for (int32_t j = 0; j < OSTROV_I_FEATURES; j++) {
        const uint32_t width = (uint32_t)most[j] - least[j];
        cut[j] = (uint8_t)(width > 0 ? least[j] + draw(g) % width : 255u);
    }
    divide(g, b, cut, &left);
    int32_t best = -1;
    double best_gain = (double)sum * (double)sum / (double)weight * (1.0 + 1e-9);
    for (int32_t j = 0; j < OSTROV_I_FEATURES; j++) {
        if (left.count[j] >= g->leaf && count - left.count[j] >= g->leaf) {
            const double a = (double)left.sum[j];
            const double c = (double)(sum - left.sum[j]);
            const double gain =
                a * a / (double)left.weight[j] + c * c / (double)(weight - left.weight[j]);
            if (gain > best_gain) {
                best_gain = gain;
                best = j;
                *at = cut[j];
            }
        }
    }
    return best;
}

static uint32_t part(grower *g, const branch *b, int32_t feature, uint8_t cut)
{
    uint32_t i = b->from;
    uint32_t j = b->until;
    while (i < j) {
        const uint16_t row = g->order[i];
        if (g->rows[row].x[feature] <= cut) {
            i++;
        } else {
            j--;
            g->order[i] = g->order[j];
            g->order[j] = row;
        }
    }
    return i;
}

static void close_leaf(grower *g, const branch *b, ostrov_i_node *node)
{
    const uint32_t all = (uint32_t)b->until - b->from;
    node->feature = LEAF;
    node->cut = (uint8_t)(all < LEAF_MOST ? all : LEAF_MOST);
    node->right = (uint16_t)g->value_count;
    for (uint32_t i = 0; i < node->cut; i++) { /* evenly, where there are too many */
        g->values[g->value_count++] = target(g, &g->rows[g->order[b->from + i * all / node->cut]]);
    }
}

/* Grows one tree over count rows; 0 when the memory ended. */
static int32_t grow(grower *g, uint32_t count)
{
    uint32_t depth = 0;
    g->stack[depth++] = (branch){0, (uint16_t)count, OSTROV_I_NOTHING, 0};
    while (depth > 0) {
        const branch b = g->stack[--depth];
        uint8_t cut = 0;
        /* this node, its two children, and those that wait */
        const int32_t ends = g->node_count + depth + 3 > g->node_most;
        if (ends && !g->must_end) {
            return 0;
        }
        ostrov_i_node *node = &g->nodes[g->node_count];
        if (b.parent != OSTROV_I_NOTHING) {
            g->nodes[b.parent].right = (uint16_t)g->node_count;
        }
        const int32_t feature = ends ? -1 : choose(g, &b, &cut);
        if (feature < 0) {
            close_leaf(g, &b, node);
        } else {
            const uint16_t middle = (uint16_t)part(g, &b, feature, cut);
            node->feature = (uint8_t)feature;
            node->cut = cut;
            g->stack[depth++] = (branch){middle, b.until, (uint16_t)g->node_count, 0};
            g->stack[depth++] = (branch){b.from, middle, OSTROV_I_NOTHING, 0};
        }
        g->node_count++;
    }
    return 1;
}

size_t ostrov_i_learn_workspace(int32_t rows, int32_t leaf)
{
    const size_t grow =
        ((size_t)rows * 2 + 7) / 8 * 8 + ((size_t)(rows / leaf) + 4) * sizeof(branch);
    return grow > OSTROV_I_RIDGE_BYTES ? grow : OSTROV_I_RIDGE_BYTES; /* one after the other */
}

ostrov_status ostrov_learner_train(ostrov_learner *learner, void *workspace, size_t bytes)
{
    ostrov_learner *l = learner;
    if (l == NULL || l->magic != OSTROV_I_LEARNER_MAGIC || workspace == NULL ||
        (uintptr_t)workspace % 8 != 0) {
        return OSTROV_E_ARGUMENT;
    }
    if (bytes < ostrov_i_learn_workspace(l->rows_most, l->leaf)) {
        return OSTROV_E_SPACE;
    }
    const uint32_t count = (uint32_t)(l->row_count < l->rows_most ? l->row_count : l->rows_most);
    if (count < 64 || count < 4 * (uint32_t)l->leaf) {
        return OSTROV_EMPTY;
    }
    grower g;
    uint8_t *pool = ostrov_i_learn_pool(l);
    uint32_t *starts = ostrov_i_learn_starts(l);
    ostrov_i_learn_ridge_fit(l, count, workspace);
    memset(&g, 0, sizeof g);
    g.rows = ostrov_i_learn_rows(l);
    g.order = workspace;
    g.stack = (branch *)((uint8_t *)workspace + ((size_t)l->rows_most * 2 + 7) / 8 * 8);
    g.leaf = (uint32_t)l->leaf;
    uint32_t used = 0;
    l->trees = 0;
    /* The first tree takes what room there is and always stands: a forest is never lost to a new
     * one. */
    while (l->trees < l->trees_most && (l->trees == 0 || used + 2 * count + 64 < l->pool_bytes)) {
        /* values first, then nodes as far as the pool goes */
        const uint32_t values = (count + 3) / 4 * 4;
        for (uint32_t i = 0; i < count; i++) {
            g.order[i] = (uint16_t)i;
        }
        g.values = pool + used;
        g.nodes = (ostrov_i_node *)(void *)(pool + used + values);
        g.node_most = (l->pool_bytes - used - values) / (uint32_t)sizeof(ostrov_i_node);
        g.node_most = g.node_most < 65535 ? g.node_most : 65535;
        g.node_count = 0;
        g.value_count = 0;
        g.must_end = l->trees == 0;
        g.of = l->trees % 2;
        g.random = UINT64_C(0x9e3779b97f4a7c15) * (uint64_t)(l->trees + 1);
        if (!grow(&g, count)) {
            break;
        }
        starts[l->trees] = used;
        l->trees++;
        used += values + g.node_count * (uint32_t)sizeof(ostrov_i_node);
    }
    l->tree_values = count;
    ostrov_i_learn_forget_ahead(l);
    return OSTROV_OK;
}

void ostrov_i_learn_histogram(const uint32_t *histogram, uint64_t total, double base, double *q)
{
    uint64_t below = 0;
    int32_t b = 0;
    for (int32_t i = 0; i < OSTROV_I_LEVELS_LEARNED; i++) {
        const double wanted = ostrov_i_learn_levels[i] * (double)total;
        while (b < 255 && (double)(below + histogram[b]) < wanted) {
            below += histogram[b++];
        }
        const double share =
            histogram[b] > 0 ? (wanted - (double)below) / (double)histogram[b] : 0.5;
        const double k = base + ((double)b - 0.5 + share) * (OSTROV_I_K_MOST / 255.0);
        q[i] = ostrov_i_max(k, 0.0);
    }
}

int32_t ostrov_i_learn_forest(const ostrov_learner *l, const ostrov_i_row *row, int32_t of,
                              double *q)
{
    uint32_t histogram[256];
    uint64_t total = 0;
    const uint8_t *pool = ostrov_i_learn_pool(l);
    const uint32_t *starts = ostrov_i_learn_starts(l);
    const uint32_t values = (l->tree_values + 3) / 4 * 4;
    if (l->trees <= of) {
        return 0;
    }
    memset(histogram, 0, sizeof histogram);
    for (int32_t t = of; t < l->trees; t += 2) {
        const uint8_t *value = pool + starts[t];
        const ostrov_i_node *nodes = (const ostrov_i_node *)(const void *)(value + values);
        const ostrov_i_node *node = nodes;
        while (node->feature != LEAF) {
            node = row->x[node->feature] <= node->cut ? node + 1 : &nodes[node->right];
        }
        const uint32_t share = 65536u / node->cut;
        for (uint32_t i = 0; i < node->cut; i++) {
            histogram[value[node->right + i]] += share;
        }
        total += (uint64_t)share * node->cut;
    }
    const double zero = of == OSTROV_I_OF_REST ? ostrov_i_learn_ridge(l, row) - 128.0 : 0.0;
    ostrov_i_learn_histogram(histogram, total, zero * (OSTROV_I_K_MOST / 255.0), q);
    return 1;
}
