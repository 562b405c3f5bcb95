/* Goes over all parts of a problem in one order: its own members with pointers left out, edges, battery,
 * series, rows, and what rows point to.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "plan/picture.h"

#include <string.h>

#include "plan/plan_tables.h"

/* Values of all series by slot above which no picture is made. */
enum { VALUES_BY_SLOT = 128 };

enum { SCRATCH_BYTES = 256 };

/* What is done with each part. */
typedef struct pass {
    unsigned char *to;         /* written there, or NULL */
    const unsigned char *with; /* compared with that, or NULL */
    size_t used;
    size_t room;    /* of what is compared */
    int64_t values; /* of series so far */
    int32_t good;
} pass;

static void part(pass *w, const void *at, size_t bytes)
{
    if (!w->good || bytes == 0) {
        return;
    }
    if (at == NULL) {
        w->good = 0;
        return;
    }
    if (w->to != NULL) {
        memcpy(w->to + w->used, at, bytes);
    }
    if (w->with != NULL) {
        w->good = bytes <= w->room - w->used && memcmp(w->with + w->used, at, bytes) == 0;
    }
    w->used += bytes;
}

static size_t bytes_of(int64_t count, size_t each) { return count > 0 ? (size_t)count * each : 0; }

/* The members of a structure of ours, without what points elsewhere. */
static void part_members(pass *w, const ostrov_structure *s, const void *object,
                         unsigned char *scratch)
{
    memcpy(scratch, object, s->struct_size);
    for (uint32_t i = 0; i < s->field_count; i++) {
        const ostrov_field *f = &s->fields[i];
        if (f->type == OSTROV_TYPE_SERIES) {
            memset(scratch + f->offset + offsetof(ostrov_series, values), 0, sizeof(double *));
        } else if (f->type == OSTROV_TYPE_ROWS || f->type == OSTROV_TYPE_REFERENCE) {
            memset(scratch + f->offset, 0, sizeof(void *));
        }
    }
    part(w, scratch, s->struct_size);
}

/* The values of the series of a structure. */
static void part_series(pass *w, const ostrov_structure *s, const void *object)
{
    for (uint32_t i = 0; i < s->field_count && w->good; i++) {
        ostrov_series series;
        if (s->fields[i].type != OSTROV_TYPE_SERIES) {
            continue;
        }
        memcpy(&series, (const char *)object + s->fields[i].offset, sizeof series);
        w->values += series.count;
        part(w, series.values, bytes_of(series.count, sizeof(double)));
    }
}

static const ostrov_structure *rows_table(const char *name)
{
    const ostrov_structure *s = ostrov_i_plan_row_structures;
    for (; s->name != NULL; s++) {
        size_t i = 0;
        while (s->name[i] == name[i] && name[i] != '\0') {
            i++;
        }
        if (s->name[i] == name[i]) {
            break;
        }
    }
    return s;
}

/* Rows of one kind; what a row holds beyond its known part is zero, or the problem is refused. */
static void part_rows(pass *w, const ostrov_structure *s, const unsigned char *rows, int32_t count,
                      uint32_t stride)
{
    unsigned char scratch[SCRATCH_BYTES];
    if (s != &ostrov_i_plan_row_structures[PLAN_SCENARIO]) {
        part(w, rows, (size_t)count * stride);
        return;
    }
    w->good = w->good && rows != NULL && stride == s->struct_size && stride <= sizeof scratch;
    for (int32_t i = 0; i < count && w->good; i++) { /* its series point elsewhere */
        part_members(w, s, rows + (size_t)i * stride, scratch);
        part_series(w, s, rows + (size_t)i * stride);
    }
}

static void go_over(pass *w, const ostrov_problem *problem)
{
    const ostrov_structure *table = &ostrov_i_plan_structures[PLAN_PROBLEM];
    ostrov_problem p;
    ostrov_problem members;
    w->good = problem != NULL && problem->struct_size >= table->first_size &&
              problem->struct_size <= sizeof p;
    if (!w->good) {
        return;
    }
    memset(&p, 0, sizeof p);
    memcpy(&p, problem, problem->struct_size);
    part_members(w, table, &p, (unsigned char *)&members);
    if (!w->good) {
        return; /* counts as they were judged: what follows can be read */
    }
    part(w, p.edges_s, bytes_of((int64_t)p.count + 1, sizeof(int64_t)));
    if (p.battery != NULL) { /* a size differs from "none" by its first bytes */
        const uint32_t size = p.battery->struct_size;
        part(w, &size, sizeof size);
        w->good = w->good && size <= sizeof *p.battery;
        part(w, p.battery, size);
    } else {
        const uint32_t none = 0;
        part(w, &none, sizeof none);
    }
    part_series(w, table, &p);
    for (uint32_t i = 0; i < table->field_count && w->good; i++) {
        const ostrov_field *f = &table->fields[i];
        const unsigned char *at = (const unsigned char *)&p + f->offset;
        const unsigned char *rows = NULL;
        int32_t count = 0;
        uint32_t stride = 0;
        if (f->type != OSTROV_TYPE_ROWS) {
            continue;
        }
        memcpy(&rows, at, sizeof rows);
        memcpy(&count, at + sizeof rows, sizeof count);
        memcpy(&stride, at + sizeof rows + sizeof count, sizeof stride);
        if (count > 0) {
            part_rows(w, rows_table(f->refers), rows, count, stride);
        }
    }
    w->good = w->good && w->values <= VALUES_BY_SLOT * ((int64_t)p.count + 1);
}

size_t ostrov_i_picture_bytes(const ostrov_problem *problem)
{
    pass w = {NULL, NULL, 0, 0, 0, 0};
    go_over(&w, problem);
    return w.good ? (w.used + 7u) / 8u * 8u : 0;
}

void ostrov_i_picture_take(const ostrov_problem *problem, unsigned char *picture)
{
    pass w = {picture, NULL, 0, 0, 0, 0};
    go_over(&w, problem);
}

int32_t ostrov_i_picture_same(const ostrov_problem *problem, const unsigned char *picture,
                              size_t bytes)
{
    pass w = {NULL, picture, 0, bytes, 0, 0};
    go_over(&w, problem);
    return w.good && (w.used + 7u) / 8u * 8u == bytes;
}
