/* Problems and answers as bytes: see parcel.h. Which members point to something is the field
 * table's word.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "milp/parcel.h"

#include <stdlib.h>
#include <string.h>

#include "base/fields.h"

#define MOST_BYTES (1u << 30)

/* What stands before the columns. */
typedef struct answer {
    int64_t work;
    double objective;
    double bound;
    int64_t status;
    milp_failure failure;
} answer;

uint64_t milp_parcel_build(void)
{
    const size_t sizes[] = {
        sizeof(ostrov_problem),      sizeof(ostrov_milp_options), sizeof(ostrov_plan_vehicle),
        sizeof(ostrov_plan_peak),    sizeof(ostrov_plan_block),   sizeof(ostrov_battery_config),
        sizeof(ostrov_plan_battery), sizeof(ostrov_plan_taper),   sizeof(answer)};
    uint64_t build = UINT64_C(0x6f7374726f766d6c) + ostrov_version();
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        build = build * 8191u + sizes[i];
    }
    return build;
}

void milp_parcel_free(milp_parcel *p)
{
    free(p->bytes);
    memset(p, 0, sizeof *p);
}

void milp_parcel_make_room(milp_parcel *p, size_t size)
{
    if (p->good && size > p->room) {
        const size_t room = 2u * size + 4096u;
        unsigned char *bytes = realloc(p->bytes, room);
        p->wanted = room;
        p->good = bytes != NULL;
        p->bytes = bytes != NULL ? bytes : p->bytes;
        p->room = bytes != NULL ? room : p->room;
    }
}

static void put(milp_parcel *p, const void *from, size_t size)
{
    milp_parcel_make_room(p, p->size + size);
    if (p->good && size > 0) {
        memcpy(p->bytes + p->size, from, size);
        p->size += size;
    }
}

static void take(milp_parcel *p, void *to, size_t size)
{
    p->good = p->good && size <= p->size - p->at;
    if (p->good && size > 0) {
        memcpy(to, p->bytes + p->at, size);
        p->at += size;
    }
}

static void put_block(milp_parcel *p, const void *from, size_t size)
{
    const uint64_t length = from != NULL ? size : 0;
    put(p, &length, sizeof length);
    put(p, from, (size_t)length);
}

/* A block in memory of its own; NULL when it is empty. */
static void *take_block(milp_parcel *p, milp_held *held, uint64_t *length)
{
    void *at = NULL;
    *length = 0;
    take(p, length, sizeof *length);
    p->good = p->good && *length <= MOST_BYTES && *length <= p->size - p->at;
    if (!p->good || *length == 0) {
        return NULL;
    }
    at = held->count < 64 ? malloc((size_t)*length) : NULL;
    p->good = at != NULL;
    if (at != NULL) {
        held->blocks[held->count++] = at;
        take(p, at, (size_t)*length);
    }
    return at;
}

void milp_parcel_release(milp_held *held)
{
    while (held->count > 0) {
        free(held->blocks[--held->count]);
    }
}

static const void *pointer_at(const void *object, uint32_t offset)
{
    const void *at = NULL;
    memcpy(&at, (const char *)object + offset, sizeof at);
    return at;
}

/* Bytes of the rows whose member is field: its count and stride follow it in the table. */
static size_t rows_size(const ostrov_problem *problem, const ostrov_field *field)
{
    int32_t count = 0;
    uint32_t stride = 0;
    memcpy(&count, (const char *)problem + field[1].offset, sizeof count);
    memcpy(&stride, (const char *)problem + field[2].offset, sizeof stride);
    return count > 0 ? (size_t)count * stride : 0;
}

static size_t reference_size(const ostrov_problem *problem, const ostrov_field *field)
{
    return field->offset == offsetof(ostrov_problem, edges_s)
               ? ((size_t)problem->count + 1u) * sizeof *problem->edges_s
               : problem->battery->struct_size;
}

void milp_parcel_put_problem(milp_parcel *p, const ostrov_problem *problem,
                             const ostrov_milp_options *options)
{
    size_t count = 0;
    const ostrov_field *fields = ostrov_fields("ostrov_problem", &count, NULL);
    const char *library = options->highs_library;
    p->good = 1;
    put(p, options, sizeof *options);
    put_block(p, library, library != NULL ? strlen(library) + 1u : 0u);
    put(p, problem, sizeof *problem);
    for (size_t i = 0; i < count; i++) {
        const ostrov_field *f = &fields[i];
        if (f->type == OSTROV_TYPE_SERIES) {
            ostrov_series s;
            memcpy(&s, (const char *)problem + f->offset, sizeof s);
            put_block(p, s.values, s.count > 0 ? (size_t)s.count * sizeof *s.values : 0u);
        } else if (f->type == OSTROV_TYPE_ROWS) {
            put_block(p, pointer_at(problem, f->offset), rows_size(problem, f));
        } else if (f->type == OSTROV_TYPE_REFERENCE) {
            const void *at = pointer_at(problem, f->offset);
            put_block(p, at, at != NULL ? reference_size(problem, f) : 0u);
        }
    }
}

int32_t milp_parcel_take_problem(milp_parcel *p, ostrov_problem *problem,
                                 ostrov_milp_options *options, milp_held *held)
{
    size_t count = 0;
    const ostrov_field *fields = ostrov_fields("ostrov_problem", &count, NULL);
    uint64_t length = 0;
    memset(held, 0, sizeof *held);
    take(p, options, sizeof *options);
    options->highs_library = take_block(p, held, &length);
    p->good = p->good && (length == 0 || options->highs_library[length - 1u] == '\0');
    take(p, problem, sizeof *problem);
    for (size_t i = 0; i < count && p->good; i++) {
        const ostrov_field *f = &fields[i];
        char *member = (char *)problem + f->offset;
        if (f->type == OSTROV_TYPE_SERIES) {
            ostrov_series s;
            memcpy(&s, member, sizeof s);
            s.values = take_block(p, held, &length);
            p->good = p->good && (s.count <= 0 || length == (uint64_t)s.count * sizeof *s.values);
            memcpy(member, &s, sizeof s);
        } else if (f->type == OSTROV_TYPE_ROWS || f->type == OSTROV_TYPE_REFERENCE) {
            const void *at = take_block(p, held, &length);
            memcpy(member, &at, sizeof at);
            p->good = p->good && (f->type == OSTROV_TYPE_ROWS
                                      ? length == rows_size(problem, f)
                                      : at == NULL || length == reference_size(problem, f));
        }
    }
    return p->good && p->at == p->size;
}

/* Numbers by slot: one column a name of milp_job, and one a vehicle. */
static size_t columns_of(const milp_job *job)
{
    const ostrov_problem *p = &job->in->problem;
    return (7u + (size_t)p->vehicles_count + (size_t)p->batteries_count) * (size_t)p->count;
}

size_t milp_parcel_answer_size(const milp_job *job)
{
    return sizeof(answer) + columns_of(job) * sizeof(double) +
           (size_t)job->in->problem.blocks_count * sizeof *job->block_start;
}

void milp_parcel_put_answer(milp_parcel *p, const milp_work *work)
{
    const milp_job *job = work->jobs;
    const answer a = {job->work, work->objective, work->bound, work->status, work->failure};
    p->good = 1;
    put(p, &a, sizeof a);
    put(p, job->grid_w, columns_of(job) * sizeof *job->grid_w); /* all columns stand in a row */
    put(p, job->block_start, (size_t)job->in->problem.blocks_count * sizeof *job->block_start);
}

int32_t milp_parcel_take_answer(milp_parcel *p, milp_work *work)
{
    milp_job *job = work->jobs;
    answer a;
    memset(&a, 0, sizeof a);
    take(p, &a, sizeof a);
    take(p, job->grid_w, columns_of(job) * sizeof *job->grid_w);
    take(p, job->block_start, (size_t)job->in->problem.blocks_count * sizeof *job->block_start);
    for (size_t i = 0; i < columns_of(job) && p->good; i++) {
        p->good = ostrov_i_finite(job->grid_w[i]);
    }
    for (int32_t i = 0; i < job->in->problem.blocks_count && p->good; i++) {
        p->good = job->block_start[i] >= -1 && job->block_start[i] < job->in->problem.count;
    }
    job->work = a.work;
    work->objective = a.objective;
    work->bound = a.bound;
    work->status = (ostrov_status)a.status;
    work->failure = a.failure;
    return p->good && p->at == p->size && (a.status < 0 || ostrov_i_finite(a.objective)) &&
           a.bound < __builtin_inf() && /* also not NaN; −inf = none */
           (a.status == OSTROV_OK || a.status == OSTROV_LIMITED ||
            (a.status < 0 && a.status > -100));
}
