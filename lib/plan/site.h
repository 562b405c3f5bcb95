/* A problem made ready: copied by its tables, judged, and read slot by slot.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_PLAN_SITE_H
#define OSTROV_LIB_PLAN_SITE_H

#include <ostrov/plan.h>

#include "base/fields.h"

typedef struct ostrov_i_site {
    ostrov_problem problem; /* complete, whatever size the caller knows */
    int32_t has_battery;
    double capacity_wh; /* in the cells today: capacity as new times health */
    double start_wh;
    double min_wh; /* the SoC window */
    double max_wh;
    double end_wh;  /* wish for the last edge; 0 = none */
    double charge_w;
    double discharge_w;
    double charge_ratio;
    double discharge_ratio;
    double log_keep_per_s; /* ln of the share of stored energy kept over a second */
} ostrov_i_site;

/* Where a series stands: value number index holds from begin_s to end_s. */
typedef struct ostrov_i_cursor {
    int64_t begin_s;
    int64_t end_s;
    int64_t index;
} ostrov_i_cursor;

enum { OSTROV_I_SERIES_COUNT = 7 };

/* Reads the slots of a site in order. */
typedef struct ostrov_i_reader {
    const ostrov_i_site *site;
    int32_t slot; /* the next one */
    ostrov_i_cursor cursors[OSTROV_I_SERIES_COUNT];
    double stored_min_wh; /* bounds at the end of the slot before */
    double stored_max_wh;
    double keep_ratio; /* of slots keep_s long */
    int64_t keep_s;
    int32_t lead_slot; /* where the far end of the reserve's time stands */
    int64_t lead_offset_s;
    double lead_need_w;
    double lead_wh;  /* need from the first edge to there */
    double trail_wh; /* need from the first edge to the end of the slot read last */
} ostrov_i_reader;

/* Copies and judges all of a problem but its series. */
ostrov_status ostrov_i_site_open(const ostrov_problem *problem, ostrov_i_site *site,
                                 ostrov_fault *why);

void ostrov_i_reader_open(ostrov_i_reader *reader, const ostrov_i_site *site);

/* The next slot, judged. */
ostrov_status ostrov_i_reader_next(ostrov_i_reader *reader, ostrov_plan_slot *slot,
                                   ostrov_fault *why);

/* Rows of the problem, judged by ostrov_i_site_open before. */
void ostrov_i_site_vehicle(const ostrov_i_site *site, int32_t index, ostrov_plan_vehicle *row);
double ostrov_i_site_group_w(const ostrov_i_site *site, int32_t index);
void ostrov_i_site_peak(const ostrov_i_site *site, int32_t index, ostrov_plan_peak *row);

/* Whole slots of a stay: first … until − 1 (empty when until ≤ first). */
void ostrov_i_site_stay(const ostrov_i_site *site, const ostrov_plan_vehicle *row, int32_t *first,
                        int32_t *until);

/* Slots that a peak's period touches: first … until − 1. */
void ostrov_i_site_period(const ostrov_i_site *site, const ostrov_plan_peak *row, int32_t *first,
                          int32_t *until);

/* What a plan made from this problem carries as source_crc; fold is that of all its slots. */
uint32_t ostrov_i_site_crc(const ostrov_i_site *site, uint64_t fold);
uint64_t ostrov_i_slot_fold(uint64_t fold, const ostrov_plan_slot *slot);

#endif
