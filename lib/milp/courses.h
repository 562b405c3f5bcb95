/* Scenarios as one program: see courses.c.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_MILP_COURSES_H
#define OSTROV_LIB_MILP_COURSES_H

#include "milp/milp_internal.h"

/* The courses of one problem, each an input with slots of its own. */
typedef struct milp_courses {
    milp_input *inputs;
    milp_job *jobs;
    double *share; /* probability, together 1 */
    int32_t count;
} milp_courses;

/* Columns by scenario as a plan has them, capacity = count. */
typedef struct milp_columns {
    double *battery_w; /* holds all three */
    double *grid_w;
    double *vehicle_w;
} milp_columns;

/* To be closed whatever comes of it. */
ostrov_status milp_courses_open(milp_courses *c, const milp_input *in, ostrov_fault *why);
void milp_courses_close(milp_courses *c);

/* All courses as one program, then the forecast, work's own job, after the first slot that they
 * share. What comes out is the courses' but for the forecast's columns; those of all courses side
 * by side go into columns. */
void milp_courses_run(milp_courses *c, milp_work *work, milp_columns *columns);

/* Joins the models of all courses, which are built, and weighs their costs. Scratch holds a
 * course's columns and two more, from index 1. */
void milp_courses_build(const milp_work *work, const milp_model *models, int *index, double *value);

/* No fewer than the columns of a course and two more. */
size_t milp_courses_columns(const milp_input *in);

/* Holds a model to what all courses share in another's answer. */
void milp_courses_follow(const milp_input *in, const milp_model *m, const milp_job *first);

#endif
