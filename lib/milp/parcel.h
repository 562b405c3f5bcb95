/* A problem and its answer as bytes between a host and the worker program, which are of one build.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_MILP_PARCEL_H
#define OSTROV_LIB_MILP_PARCEL_H

#include "milp/milp_internal.h"

/* Bytes that grow while written, or shrink while read. */
typedef struct milp_parcel {
    unsigned char *bytes;
    size_t size;
    size_t room;
    size_t at;     /* read up to here */
    size_t wanted; /* bytes last asked for */
    int32_t good;  /* 0 = no memory, or read beyond the end */
} milp_parcel;

/* What stands before each parcel. */
typedef struct milp_label {
    uint64_t build; /* of both sides: another build lays structures out otherwise */
    uint64_t size;  /* bytes that follow */
} milp_label;

uint64_t milp_parcel_build(void);
void milp_parcel_free(milp_parcel *p);

/* Room for at least size bytes. */
void milp_parcel_make_room(milp_parcel *p, size_t size);

/* A problem without scenarios, and the options. */
void milp_parcel_put_problem(milp_parcel *p, const ostrov_problem *problem,
                             const ostrov_milp_options *options);

/* Reads them; what they point to is kept in *held until milp_parcel_release. Gives 1 when all was
 * there. */
typedef struct milp_held {
    void *blocks[64];
    int32_t count;
} milp_held;
int32_t milp_parcel_take_problem(milp_parcel *p, ostrov_problem *problem,
                                 ostrov_milp_options *options, milp_held *held);
void milp_parcel_release(milp_held *held);

/* The answer: what milp_run leaves in work and its one job. Reading gives 1 when all of it was
 * there and finite. */
void milp_parcel_put_answer(milp_parcel *p, const milp_work *work);
int32_t milp_parcel_take_answer(milp_parcel *p, milp_work *work);

/* Bytes of an answer to this job. */
size_t milp_parcel_answer_size(const milp_job *job);

#endif
