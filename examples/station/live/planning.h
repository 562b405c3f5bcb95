/* Plans in a thread of their own: the second goes on, however long a plan takes.
 *
 * While it is busy the planner and what it reads (inputs, forecasts) belong to the thread; in
 * between to whoever calls. One caller.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_LIVE_PLANNING_H
#define STATION_LIVE_PLANNING_H

#include "../simulate/planner.h"
#include "../store/memory.h"
#include "foretell.h"

/* What makes a plan: planner_make, or another one in tests. */
typedef ostrov_status (*planning_make)(struct planner *planner, const struct planner_view *view,
                                       const struct fleet *fleet, ostrov_fault *why);

struct planning;

/* Begins the thread, with what was learned before where folder holds it; the planner stays the
 * caller's to free. folder: where the forecasts' memory is kept, a megabyte, each hour and at the
 * end, so that flash disks live; NULL = nowhere. NULL = no memory or no thread. */
struct planning *planning_open(struct planner *planner, planning_make make, const char *folder);

/* Tells a plan under way to stop with what it has, and waits for the thread and the disk. NULL is
 * allowed. */
void planning_close(struct planning *planning);

/* 1 = something is under way: neither planner nor inputs may be touched. */
int planning_busy(struct planning *planning);

/* A measured quarter hour for the forecasts, as outlook_learn has it. It waits while a plan is
 * made; of more than a day of them the oldest are given up. */
void planning_learn(struct planning *planning, const struct outlook_quarter *quarter);

/* Asks for a plan; the fleet is copied. 0; -1 while one is under way. */
int planning_ask(struct planning *planning, const struct planner_view *view,
                 const struct fleet *fleet);

/* The answer, once: 1 with status and fault; planner->plan is it when status >= OK. 0 = none yet.
 */
int planning_take(struct planning *planning, ostrov_status *status, ostrov_fault *why);

/* How good the forecasts have been, as of the last quarter hour that was learned. */
struct outlook_score planning_score(struct planning *planning);

/* What was forecast since the last call, each row once: at most capacity of them. Of more rows than four
 * days hold, which nobody took, the oldest are given up. Returns rows. */
int32_t planning_foretold(struct planning *planning, struct telemetry_forecast *row,
                          int32_t capacity);

/* 1 with a message, once, when the forecasts' memory no longer reaches the disk, or could not be
 * read. */
int planning_trouble(struct planning *planning, char *message, size_t capacity);

#endif
