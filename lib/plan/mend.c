/* The repair of a whole problem, by its field tables: see plan_prepare.h for the rules.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ostrov/plan_prepare.h>

#include <string.h>

#include "plan/arena.h"
#include "plan/plan_tables.h"
#include "plan/site.h"

#define VALUES_MOST 20000000 /* of one series: a year of seconds at most */

typedef struct mender {
    ostrov_i_arena arena;          /* without memory it only counts */
    const ostrov_problem *problem; /* whose edges the series must cover */
    unsigned char *rows;
    uint32_t stride;
    int32_t capacity;
    int32_t count;
    ostrov_status status;
    ostrov_fault *why;
} mender;

static void tell(mender *m, const char *structure, const char *field, int32_t index,
                 int32_t value_index, int32_t kind, double was, double now)
{
    if (m->rows != NULL && m->count < m->capacity) {
        const ostrov_problem_mended row = {structure, field, index, value_index, kind, 0, was, now};
        memcpy(m->rows + (size_t)m->count * m->stride, &row,
               m->stride < sizeof row ? m->stride : sizeof row);
    }
    m->count++;
}

static void refuse(mender *m, ostrov_status status, const char *structure, const char *field,
                   int32_t index, double value)
{
    if (m->status == OSTROV_OK) {
        m->status = ostrov_i_fault(m->why, status, structure, field, index, value, OSTROV_I_NAN,
                                   OSTROV_I_NAN);
    }
}

/* A plain number of a structure. */
static void mend_number(mender *m, const ostrov_structure *s, const ostrov_field *f, int32_t index,
                        unsigned char *object)
{
    double value = 0.0;
    double now = 0.0;
    memcpy(&value, object + f->offset, sizeof value);
    now = value;
    if (!ostrov_i_finite(value)) {
        if ((f->flags & OSTROV_FIELD_OPTIONAL) != 0) {
            now = OSTROV_I_NAN;
        } else {
            now = ostrov_i_finite(f->standard) ? f->standard
                                               : (ostrov_i_finite(f->min) ? f->min : 0.0);
        }
    } else if (value < f->min || value > f->max) { /* false without a bound */
        now = value < f->min ? f->min : f->max;
    }
    if (now != value && !(ostrov_i_nan(now) && ostrov_i_nan(value))) {
        memcpy(object + f->offset, &now, sizeof now);
        tell(m, s->name, f->name, index, -1,
             ostrov_i_finite(value) ? OSTROV_REPAIR_CLAMPED : OSTROV_REPAIR_DEFAULT, value, now);
    }
}

static void mend_integer(mender *m, const ostrov_structure *s, const ostrov_field *f, int32_t index,
                         unsigned char *object)
{
    int32_t narrow = 0;
    int64_t value = 0;
    double now = 0.0;
    if (f->type == OSTROV_TYPE_I64) {
        memcpy(&value, object + f->offset, sizeof value);
    } else {
        memcpy(&narrow, object + f->offset, sizeof narrow);
        value = narrow;
    }
    now = (double)value;
    if (!(now < f->min || now > f->max)) {
        return;
    }
    now = now < f->min ? f->min : f->max;
    tell(m, s->name, f->name, index, -1, OSTROV_REPAIR_CLAMPED, (double)value, now);
    value = (int64_t)now;
    narrow = (int32_t)now;
    if (f->type == OSTROV_TYPE_I64) {
        memcpy(object + f->offset, &value, sizeof value);
    } else {
        memcpy(object + f->offset, &narrow, sizeof narrow);
    }
}

/* Where a series begins and how long it is when it covers all slots. Gives 0 when it cannot be
 * laid. */
static int32_t lay(const mender *m, const ostrov_series *s, int64_t *start_s, int64_t *count)
{
    const ostrov_problem *p = m->problem;
    int64_t before = 0;
    if (s->count < 0 || s->step_s <= 0 || s->values == NULL ||
        s->start_s < -INT64_C(10000000000000) || s->start_s > INT64_C(10000000000000)) {
        return 0;
    }
    if (s->start_s > p->edges_s[0]) {
        before = (s->start_s - p->edges_s[0] + s->step_s - 1) / s->step_s;
    }
    *start_s = s->start_s - before * s->step_s;
    *count = (p->edges_s[p->count] - *start_s + s->step_s - 1) / s->step_s;
    *count = *count > s->count + before ? *count : s->count + before;
    return *count <= VALUES_MOST;
}

/* The first value that is known; NaN = none. */
static double first_known(const ostrov_series *s)
{
    for (int32_t i = 0; i < s->count; i++) {
        if (ostrov_i_finite(s->values[i])) {
            return s->values[i];
        }
    }
    return OSTROV_I_NAN;
}

/* The values of a series, lengthened, made finite and cut to their range. */
static void mend_values(mender *m, const ostrov_structure *s, const ostrov_field *f, int32_t index,
                        const ostrov_series *from, int64_t before, int64_t count, double *values)
{
    const int64_t per_day = 86400 % from->step_s == 0 ? 86400 / from->step_s : 0;
    const double known = ostrov_i_clamp(first_known(from), f->min, f->max);
    for (int64_t i = 0; i < count; i++) {
        const int64_t own = i - before;
        const double was = own >= 0 && own < from->count ? from->values[own] : OSTROV_I_NAN;
        double now = was;
        int32_t kind = OSTROV_REPAIR_NONE;
        if (ostrov_i_finite(was)) {
            now = ostrov_i_clamp(was, f->min, f->max);
            kind = now != was ? OSTROV_REPAIR_CLAMPED : OSTROV_REPAIR_NONE;
        } else if (per_day > 0 && i >= per_day + before) {
            now = values[i - per_day];
            kind = OSTROV_REPAIR_DAY;
        } else {
            now = i > 0 ? values[i - 1] : known;
            kind = i > 0 ? OSTROV_REPAIR_HELD : OSTROV_REPAIR_DEFAULT;
        }
        values[i] = now;
        if (kind != OSTROV_REPAIR_NONE) {
            tell(m, s->name, f->name, index, (int32_t)i, kind, was, now);
        }
    }
}

static void mend_series(mender *m, const ostrov_structure *s, const ostrov_field *f, int32_t index,
                        unsigned char *object)
{
    ostrov_series series;
    ostrov_series from;
    int64_t start_s = 0;
    int64_t count = 0;
    double *values = NULL;
    memcpy(&from, object + f->offset, sizeof from);
    if (from.count == 0) {
        return;
    }
    if (!lay(m, &from, &start_s, &count)) {
        refuse(m, OSTROV_E_RANGE, s->name, f->name, index, (double)from.count);
        return;
    }
    if (ostrov_i_nan(first_known(&from))) {
        if ((f->flags & OSTROV_FIELD_OPTIONAL) == 0) {
            refuse(m, OSTROV_E_NOT_FINITE, s->name, f->name, index, OSTROV_I_NAN);
            return;
        }
        memset(object + f->offset, 0, sizeof series);
        tell(m, s->name, f->name, index, 0, OSTROV_REPAIR_DEFAULT, OSTROV_I_NAN, OSTROV_I_NAN);
        return;
    }
    values = ostrov_i_take(&m->arena, count, sizeof *values);
    if (values != NULL) {
        mend_values(m, s, f, index, &from, (from.start_s - start_s) / from.step_s, count, values);
        series = (ostrov_series){start_s, from.step_s, (int32_t)count, values};
        memcpy(object + f->offset, &series, sizeof series);
    }
}

static const ostrov_structure *row_table(const ostrov_field *f)
{
    const ostrov_structure *s = ostrov_i_plan_row_structures;
    for (; s->name != NULL; s++) {
        size_t i = 0;
        while (s->name[i] == f->refers[i] && s->name[i] != '\0') {
            i++;
        }
        if (s->name[i] == f->refers[i]) {
            return s;
        }
    }
    return NULL;
}

/* Numbers and series of a structure. */
static void mend_members(mender *m, const ostrov_structure *s, int32_t index, unsigned char *object)
{
    for (uint32_t i = 0; i < s->field_count && m->status == OSTROV_OK; i++) {
        const ostrov_field *f = &s->fields[i];
        if ((f->flags & OSTROV_FIELD_DERIVED) != 0) {
            continue;
        }
        if (f->type == OSTROV_TYPE_F64) {
            mend_number(m, s, f, index, object);
        } else if (f->type == OSTROV_TYPE_I32 || f->type == OSTROV_TYPE_I64) {
            mend_integer(m, s, f, index, object);
        } else if (f->type == OSTROV_TYPE_SERIES) {
            mend_series(m, s, f, index, object);
        }
    }
}

/* The rows of a member, in memory of ours; their count and stride follow the member in the table.
 */
static void mend_rows(mender *m, const ostrov_structure *s, const ostrov_field *f,
                      unsigned char *object)
{
    const ostrov_structure *row = row_table(f);
    const unsigned char *from = NULL;
    unsigned char *to = NULL;
    int32_t count = 0;
    uint32_t stride = 0;
    memcpy(&from, object + f->offset, sizeof from);
    memcpy(&count, object + f[1].offset, sizeof count);
    memcpy(&stride, object + f[2].offset, sizeof stride);
    if (count == 0) {
        return;
    }
    if (row == NULL || from == NULL || count < 0 || (double)count > f[1].max ||
        stride < row->first_size || stride > row->struct_size + 4096u) {
        refuse(m, OSTROV_E_RANGE, s->name, f->name, -1, (double)count);
        return;
    }
    to = ostrov_i_take(&m->arena, count, stride);
    if (to != NULL) {
        memcpy(to, from, (size_t)count * stride);
        memcpy(object + f->offset, &to, sizeof to);
    }
    for (int32_t i = 0; i < count && m->status == OSTROV_OK; i++) {
        uint64_t scratch[64];
        const size_t known = stride < row->struct_size ? stride : row->struct_size;
        memset(scratch, 0, sizeof scratch);
        memcpy(scratch, from + (size_t)i * stride, known);
        mend_members(m, row, i, (unsigned char *)scratch);
        if (to != NULL) {
            memcpy(to + (size_t)i * stride, scratch, known);
        }
    }
}

/* Rules across members. */
static void mend_whole(mender *m, ostrov_problem *p)
{
    const char *name = ostrov_i_plan_structures[PLAN_PROBLEM].name;
    if (p->battery != NULL && ostrov_i_nan(p->battery_soc_ratio)) {
        double low = 0.0; /* nothing to count on */
        memcpy(&low, &p->battery->soc_min_ratio, sizeof low);
        low = ostrov_i_finite(low) ? ostrov_i_clamp(low, 0.0, 1.0) : 0.0;
        tell(m, name, "battery_soc_ratio", -1, -1, OSTROV_REPAIR_DEFAULT, OSTROV_I_NAN, low);
        p->battery_soc_ratio = low;
    }
    if (p->shed_critical_price_per_kwh < p->shed_price_per_kwh) {
        tell(m, name, "shed_critical_price_per_kwh", -1, -1, OSTROV_REPAIR_CLAMPED,
             p->shed_critical_price_per_kwh, p->shed_price_per_kwh);
        p->shed_critical_price_per_kwh = p->shed_price_per_kwh;
    }
}

/* A copy of the problem whose tail is complete; its numbers are not judged. */
static ostrov_status take_problem(const ostrov_problem *from, ostrov_problem *to, ostrov_fault *why)
{
    const ostrov_structure *s = &ostrov_i_plan_structures[PLAN_PROBLEM];
    ostrov_status status = ostrov_i_defaults(s, to, sizeof *to);
    if (status != OSTROV_OK) {
        return status;
    }
    if (from == NULL || from->struct_size < s->first_size ||
        from->struct_size > s->struct_size + 4096u) {
        return ostrov_i_fault(why, OSTROV_E_ARGUMENT, s->name, "struct_size", -1, OSTROV_I_NAN,
                              (double)s->first_size, (double)s->struct_size);
    }
    for (size_t i = sizeof *to; i < from->struct_size; i++) {
        if (((const unsigned char *)from)[i] != 0) {
            return ostrov_i_fault(why, OSTROV_E_UNSUPPORTED, s->name, "struct_size", -1,
                                  (double)from->struct_size, (double)s->first_size,
                                  (double)s->struct_size);
        }
    }
    memcpy(to, from, from->struct_size < sizeof *to ? from->struct_size : sizeof *to);
    to->struct_size = s->struct_size;
    if (to->count < 1 || to->count > 35136) {
        return ostrov_i_fault(why, OSTROV_E_RANGE, s->name, "count", -1, (double)to->count, 1.0,
                              35136.0);
    }
    if (to->edges_s == NULL) {
        return ostrov_i_fault(why, OSTROV_E_ARGUMENT, s->name, "edges_s", -1, OSTROV_I_NAN,
                              OSTROV_I_NAN, OSTROV_I_NAN);
    }
    return ostrov_i_site_edges(to, why);
}

/* All of it, into memory or only counted. */
static void mend(mender *m, ostrov_problem *p)
{
    const ostrov_structure *s = &ostrov_i_plan_structures[PLAN_PROBLEM];
    m->problem = p;
    mend_members(m, s, -1, (unsigned char *)p);
    for (uint32_t i = 0; i < s->field_count && m->status == OSTROV_OK; i++) {
        if (s->fields[i].type == OSTROV_TYPE_ROWS) {
            mend_rows(m, s, &s->fields[i], (unsigned char *)p);
        }
    }
    mend_whole(m, p);
}

size_t ostrov_problem_mend_size(const ostrov_problem *problem)
{
    mender m = {.status = OSTROV_OK};
    ostrov_problem p;
    if (take_problem(problem, &p, NULL) != OSTROV_OK) {
        return 0;
    }
    mend(&m, &p);
    return m.status == OSTROV_OK ? m.arena.used + 8u : 0; /* never 0 */
}

ostrov_status ostrov_problem_mend(const ostrov_problem *problem, ostrov_problem *mended,
                                  size_t size, void *workspace, size_t bytes,
                                  ostrov_problem_mended *rows, uint32_t stride, int32_t capacity,
                                  int32_t *count, ostrov_fault *why)
{
    const ostrov_structure *s = &ostrov_i_plan_structures[PLAN_PROBLEM];
    mender m = {{NULL, 0}, NULL, NULL, stride, capacity, 0, OSTROV_OK, why};
    ostrov_problem p;
    ostrov_status status = take_problem(problem, &p, why);
    if (status != OSTROV_OK) {
        return status;
    }
    if (mended == NULL || size < s->first_size || workspace == NULL ||
        ((uintptr_t)workspace & 7u) != 0 || capacity < 0 || (rows != NULL && stride < 8u)) {
        return ostrov_i_fault(why, OSTROV_E_ARGUMENT, NULL, "workspace", -1, OSTROV_I_NAN,
                              OSTROV_I_NAN, OSTROV_I_NAN);
    }
    if (bytes < ostrov_problem_mend_size(problem)) {
        return ostrov_i_fault(why, OSTROV_E_SPACE, NULL, "workspace", -1, (double)bytes,
                              (double)ostrov_problem_mend_size(problem), OSTROV_I_NAN);
    }
    m.arena.memory = workspace;
    m.rows = (unsigned char *)rows;
    mend(&m, &p);
    status = m.status == OSTROV_OK ? ostrov_problem_check(&p, why) : m.status;
    if (status == OSTROV_OK) {
        status = ostrov_i_give(s, &p, mended, size);
    }
    if (status != OSTROV_OK) {
        return status;
    }
    if (count != NULL) {
        *count = m.count;
    }
    return m.count > 0 ? OSTROV_DEGRADED : OSTROV_OK;
}
