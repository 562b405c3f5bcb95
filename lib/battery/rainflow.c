/* Rainflow as a stream: ASTM E1049-85 (2017) 5.4.4, three points at a time.
 *
 * Between two samples the open reversals form a series whose ranges shrink from the oldest to the
 * newest. When there is no room for one more, two neighbours in the middle are counted as a full
 * cycle before their time. With neighbouring ranges a > r > b, that pair of range r gone, one range
 * m = a − r + b is left. Either the pair would have closed by itself, and nothing is different; or
 * its neighbours would have been counted instead: a^k + b^k in place of r^k + m^k. Since a + b = r
 * + m, the range sum is exact; since a is the greatest, damage is missed by convexity, never made
 * up, and by no more than this difference, which is added up.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ostrov/battery_wear.h>

#include "base/fields.h"
#include "keep.h"
#include "wear_internal.h"

#define MAGIC (0x776f6c66u) /* "flow" */
enum { DEPTH = OSTROV_RAINFLOW_DEPTH };

static const double value_most = 1e30; /* so that powers of ranges stay finite */

typedef struct reversal {
    double value;
    int64_t at;
} reversal;

typedef struct flow {
    uint32_t magic;
    int32_t depth;
    double exponent;
    int64_t samples;
    int64_t merged;
    double cycles, range_sum, damage, missed;
    reversal last;             /* sample taken last: the next reversal, perhaps */
    int64_t series;            /* samples of the present series; 0: none yet */
    reversal stack[DEPTH + 1]; /* one more while it is sorted in */
} flow;

_Static_assert(sizeof(flow) <= sizeof(ostrov_rainflow), "ostrov_rainflow is too small");

/* Where cycles go. */
typedef struct sink {
    ostrov_rainflow_cycle *closed;
    int32_t count;
} sink;

static double range_of(const flow *f, int32_t i)
{
    return ostrov_i_abs(f->stack[i + 1].value - f->stack[i].value);
}

static void emit(flow *f, sink *out, int32_t first, double count)
{
    const reversal *a = &f->stack[first];
    const reversal *b = a + 1;
    const double range = range_of(f, first);
    f->cycles += count;
    f->range_sum += count * range;
    f->damage += count * ostrov_pow(range, f->exponent);
    if (out->closed != NULL) {
        ostrov_rainflow_cycle *c = &out->closed[out->count];
        c->range = range;
        c->mean = 0.5 * (a->value + b->value);
        c->count = count;
        c->start = a->at;
        c->end = b->at;
    }
    out->count++;
}

/* Takes count reversals out of the stack. */
static void drop(flow *f, int32_t first, int32_t count)
{
    memmove(&f->stack[first], &f->stack[first + count],
            (size_t)(f->depth - first - count) * sizeof f->stack[0]);
    f->depth -= count;
}

/* What the early closing of the pair (i, i + 1) may miss. */
static double missing(const flow *f, int32_t i)
{
    const double a = range_of(f, i - 1);
    const double r = range_of(f, i);
    const double b = range_of(f, i + 1);
    const double lost = ostrov_pow(a, f->exponent) + ostrov_pow(b, f->exponent) -
                        ostrov_pow(r, f->exponent) - ostrov_pow(a - r + b, f->exponent);
    return ostrov_i_max(lost, 0.0);
}

static void make_room(flow *f, sink *out)
{
    int32_t best = 2; /* not beside the start of the series, whose range grows without bound */
    double least = missing(f, 2);
    for (int32_t i = 3; i + 2 < f->depth; i++) {
        const double m = missing(f, i);
        if (m < least) {
            least = m;
            best = i;
        }
    }
    f->merged++;
    f->missed += least;
    emit(f, out, best, 1.0);
    drop(f, best, 2);
}

/* One reversal more, and all cycles that it closes. */
static void push(flow *f, sink *out, reversal r)
{
    f->stack[f->depth++] = r;
    while (f->depth >= 3) {
        const double x = range_of(f, f->depth - 2);
        const double y = range_of(f, f->depth - 3);
        if (x < y) {
            break;
        }
        if (f->depth == 3) { /* the older range holds the start of the series */
            emit(f, out, 0, 0.5);
            drop(f, 0, 1);
        } else {
            emit(f, out, f->depth - 3, 1.0);
            drop(f, f->depth - 3, 2);
        }
    }
    if (f->depth > DEPTH) {
        make_room(f, out);
    }
}

/* Which way the samples go: 1 up, −1 down, 0 level since the start. */
static int32_t direction(const flow *f)
{
    const double from = f->stack[f->depth - 1].value;
    return (f->last.value > from) - (f->last.value < from);
}

static flow *self(ostrov_rainflow *r)
{
    flow *f = (flow *)(void *)r;
    return f != NULL && f->magic == MAGIC ? f : NULL;
}

static ostrov_status ready(const flow *f, const sink *out, int32_t capacity, const int32_t *count)
{
    if (f == NULL || (out->closed != NULL && count == NULL)) {
        return OSTROV_E_ARGUMENT;
    }
    return out->closed != NULL && capacity < DEPTH ? OSTROV_E_SPACE : OSTROV_OK;
}

ostrov_status ostrov_rainflow_init(ostrov_rainflow *rainflow, double exponent)
{
    if (rainflow == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    if (!ostrov_i_finite(exponent)) {
        return OSTROV_E_NOT_FINITE;
    }
    if (exponent < 1.0 || exponent > 10.0) {
        return OSTROV_E_RANGE;
    }
    memset(rainflow, 0, sizeof *rainflow);
    flow *f = (flow *)(void *)rainflow;
    f->magic = MAGIC;
    f->exponent = exponent;
    return OSTROV_OK;
}

ostrov_status ostrov_rainflow_step(ostrov_rainflow *rainflow, double value,
                                   ostrov_rainflow_cycle *closed, int32_t capacity, int32_t *count)
{
    flow *f = self(rainflow);
    sink out = {closed, 0};
    const ostrov_status status = ready(f, &out, capacity, count);
    if (status != OSTROV_OK) {
        return status;
    }
    if (ostrov_i_nan(value)) {
        return OSTROV_EMPTY;
    }
    if (ostrov_i_abs(value) > value_most) {
        return OSTROV_E_RANGE;
    }
    const reversal now = {value, f->samples};
    if (f->series == 0) {
        f->depth = 1;
        f->stack[0] = now; /* the first sample is a reversal */
    } else {
        const int32_t way = direction(f);
        if (way * ((value > f->last.value) - (value < f->last.value)) < 0) {
            push(f, &out, f->last);
        }
    }
    f->last = now; /* a plateau counts at its last sample */
    f->samples++;
    f->series++;
    if (count != NULL) {
        *count = out.count;
    }
    return OSTROV_OK;
}

ostrov_status ostrov_rainflow_finish(ostrov_rainflow *rainflow, ostrov_rainflow_cycle *closed,
                                     int32_t capacity, int32_t *count)
{
    flow *f = self(rainflow);
    sink out = {closed, 0};
    const ostrov_status status = ready(f, &out, capacity, count);
    if (status != OSTROV_OK) {
        return status;
    }
    if (f->series > 1) {
        push(f, &out, f->last);
    }
    for (int32_t i = 0; i + 1 < f->depth; i++) {
        emit(f, &out, i, 0.5);
    }
    f->depth = 0;
    f->series = 0;
    if (count != NULL) {
        *count = out.count;
    }
    return OSTROV_OK;
}

ostrov_status ostrov_rainflow_read(const ostrov_rainflow *rainflow, ostrov_rainflow_state *state,
                                   size_t size)
{
    flow ended;
    sink out = {NULL, 0};
    if (rainflow == NULL || state == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    memcpy(&ended, rainflow, sizeof ended);
    if (ended.magic != MAGIC) {
        return OSTROV_E_ARGUMENT;
    }
    ostrov_rainflow_state s = {0};
    s.depth = ended.depth;
    s.samples = ended.samples;
    s.merged = ended.merged;
    s.cycles = ended.cycles;
    s.range_sum = ended.range_sum;
    s.damage = ended.damage;
    s.missed_damage = ended.missed;
    if (ended.series > 1) {
        push(&ended, &out, ended.last);
        for (int32_t i = 0; i + 1 < ended.depth; i++) {
            emit(&ended, &out, i, 0.5);
        }
    }
    s.open_range_sum = ended.range_sum - s.range_sum;
    s.open_damage = ended.damage - s.damage;
    return ostrov_i_give(&ostrov_i_wear_structures[OSTROV_I_RAINFLOW_STATE], &s, state, size);
}

/* ---- snapshot "OSTRRFL1" ---- */

#define ROW(first, last, size, type, least, most)                                                  \
    OSTROV_I_MEMBERS(flow, first, last, size, OSTROV_I_MEMBER_##type, least, most)

static const ostrov_i_member members[] = {
    ROW(depth, depth, 4, I32, 0, DEPTH),
    ROW(samples, merged, 8, WHOLE, 0, INT64_MAX / 2), /* so that counting on never overflows */
    ROW(cycles, missed, 8, BITS, INT64_MIN, INT64_MAX),
    ROW(last.value, last.value, 8, BITS, INT64_MIN, INT64_MAX),
    ROW(last.at, series, 8, WHOLE, 0, INT64_MAX / 2),
    {offsetof(flow, stack), OSTROV_I_MEMBER_BITS, 2 * DEPTH, INT64_MIN, INT64_MAX},
};
#undef ROW

static const ostrov_i_keep keep = {
    {'O', 'S', 'T', 'R', 'R', 'F', 'L', '1'}, members, sizeof members / sizeof members[0]};

/* A series that has begun has a reversal, and no other has; what is counted and what is open are
 * what values may be. */
static int32_t possible(const flow *f)
{
    int32_t good = (f->series > 0) == (f->depth > 0) && f->cycles >= 0.0 && f->range_sum >= 0.0 &&
                   f->damage >= 0.0 && f->missed >= 0.0 && ostrov_i_finite(f->cycles) &&
                   ostrov_i_finite(f->range_sum) && ostrov_i_finite(f->damage) &&
                   ostrov_i_finite(f->missed) && ostrov_i_abs(f->last.value) <= value_most;
    for (int32_t i = 0; i < f->depth; i++) {
        good &= ostrov_i_abs(f->stack[i].value) <= value_most && f->stack[i].at >= 0;
    }
    return good;
}

/* Snapshots of another exponent are another count's. */
static uint32_t settings(const flow *f)
{
    return f == NULL ? 0 : ostrov_i_codec_crc_words(0, &f->exponent, sizeof f->exponent);
}

size_t ostrov_rainflow_save_size(void) { return ostrov_i_keep_size(&keep); }

ostrov_status ostrov_rainflow_save(const ostrov_rainflow *rainflow, void *bytes, size_t capacity,
                                   size_t *used)
{
    const flow *f = self((ostrov_rainflow *)rainflow);
    return ostrov_i_keep_save(&keep, f, settings(f), bytes, capacity, used);
}

ostrov_status ostrov_rainflow_load(ostrov_rainflow *rainflow, const void *bytes, size_t count)
{
    flow *f = self(rainflow);
    if (f == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    flow next = *f;
    const ostrov_status status = ostrov_i_keep_load(&keep, &next, settings(f), bytes, count);
    if (status != OSTROV_OK) {
        return status;
    }
    if (!possible(&next)) {
        return OSTROV_E_CORRUPT;
    }
    *f = next;
    return OSTROV_OK;
}
