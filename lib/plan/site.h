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
    double end_wh; /* wish for the last edge; 0 = none */
    double charge_w;
    double discharge_w;
    double charge_ratio;
    double discharge_ratio;
    double log_keep_per_s;    /* ln of the share of stored energy kept over a second */
    double temperature_min_c; /* the battery's own limits by heat and cold */
    double temperature_derate_c;
    double temperature_max_c;
    double floor_max_wh; /* most a reserve floor can ask: all batteries, as energy in the first */
    double full_wh;      /* what counts as a full charge */
    int32_t full_until;  /* slots at whose ends it may be reached; 0 = no such wish */
    uint32_t features;   /* enum ostrov_problem_feature bits */
    ostrov_plan_efficiency efficiencies[8];
    ostrov_plan_taper tapers[8];
    ostrov_plan_wear wears[8];
    ostrov_plan_tier tiers[5]; /* cheapest first; the last is what the tiers leave */
} ostrov_i_site;

/* Where a series stands: value number index holds from begin_s to end_s. */
typedef struct ostrov_i_cursor {
    int64_t begin_s;
    int64_t end_s;
    int64_t index;
} ostrov_i_cursor;

enum { OSTROV_I_SERIES_COUNT = 9, OSTROV_I_SCENARIOS = 128 };

/* The need of the critical load over the reserve's time, for the forecast or one scenario. */
typedef struct ostrov_i_need {
    double lead_w;
    double lead_wh;  /* from the first edge to the far end of the reserve's time */
    double trail_wh; /* from the first edge to the end of the slot read last */
} ostrov_i_need;

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
    ostrov_i_cursor lead_cursors[OSTROV_I_SERIES_COUNT];
    int32_t by_scenario; /* the reserve follows the scenarios instead of the forecast */
    int32_t need_count;
    ostrov_i_need needs[OSTROV_I_SCENARIOS];
} ostrov_i_reader;

/* Copies and judges all of a problem but its series. */
ostrov_status ostrov_i_site_open(const ostrov_problem *problem, ostrov_i_site *site,
                                 ostrov_fault *why);

/* Judges the edges. */
ostrov_status ostrov_i_site_edges(const ostrov_problem *problem, ostrov_fault *why);

void ostrov_i_reader_open(ostrov_i_reader *reader, const ostrov_i_site *site);

/* The next slot, judged. */
ostrov_status ostrov_i_reader_next(ostrov_i_reader *reader, ostrov_plan_slot *slot,
                                   ostrov_fault *why);

/* The rows that came with later needs: efficiencies, tapers, wears, tiers, batteries, blocks,
 * scenarios. */
ostrov_status ostrov_i_site_rows(ostrov_i_site *site, ostrov_fault *why);

/* OK when all that the problem asks is in covered; else E_UNSUPPORTED naming the first that is not.
 */
ostrov_status ostrov_i_site_covers(const ostrov_i_site *site, uint32_t covered, ostrov_fault *why);

/* Power into the cells (negative = out of them) when the battery gives battery_w at the site bus.
 */
double ostrov_i_site_cells_w(const ostrov_i_site *site, double battery_w);

/* The other way round: power at the site bus (positive = discharge) that puts cells_w into the cells. */
double ostrov_i_site_bus_w(const ostrov_i_site *site, double cells_w);

/* Charging and discharging limits by a SoC at the begin of a slot; 1e300 where there is none. */
void ostrov_i_site_taper(const ostrov_i_site *site, double soc_ratio, double *charge_w,
                         double *discharge_w);

/* The same site as one scenario sees it, without a reserve of its own. */
void ostrov_i_site_scenario(const ostrov_i_site *site, int32_t index, ostrov_i_site *course,
                            double *probability);

double ostrov_i_site_probability(const ostrov_i_site *site, int32_t index);

/* Rows of the problem, judged by ostrov_i_site_open before. table is an enum plan_row_table. */
void ostrov_i_site_row(int32_t table, const void *rows, uint32_t stride, int32_t index, void *row);
void ostrov_i_site_battery(const ostrov_i_site *site, int32_t index, ostrov_plan_battery *row);
void ostrov_i_site_block(const ostrov_i_site *site, int32_t index, ostrov_plan_block *row);

/* Mean power of a block over slot t when it starts with slot start. */
double ostrov_i_site_block_w(const ostrov_i_site *site, const ostrov_plan_block *row, int32_t start,
                             int32_t t);

/* Slots in which a block may start: first … last; last < first when it fits nowhere. */
void ostrov_i_site_starts(const ostrov_i_site *site, const ostrov_plan_block *row, int32_t *first,
                          int32_t *last);
void ostrov_i_site_vehicle(const ostrov_i_site *site, int32_t index, ostrov_plan_vehicle *row);
double ostrov_i_site_group_w(const ostrov_i_site *site, int32_t index);
/* Judges the series of the scenarios; ostrov_i_site_open reads no series. */
ostrov_status ostrov_i_scenarios_judge(const ostrov_i_site *site, ostrov_fault *why);

/* A peak; incurred_w comes as what is free of charge: incurred or reserved, the greater. */
void ostrov_i_site_peak(const ostrov_i_site *site, int32_t index, ostrov_plan_peak *row);
/* Import of slot t as a peak charge meters it: the first slot closes the open interval. And the
 * import at which it meters limit_w. */
double ostrov_i_site_metered_w(const ostrov_i_site *site, int32_t t, double grid_w);
double ostrov_i_site_unmetered_w(const ostrov_i_site *site, int32_t t, double limit_w);

/* First edge at or after a moment; count + 1 when there is none. */
int32_t ostrov_i_site_edge(const ostrov_i_site *site, int64_t time_s);

/* Whole slots of a stay: first … until − 1 (empty when until ≤ first). */
void ostrov_i_site_stay(const ostrov_i_site *site, const ostrov_plan_vehicle *row, int32_t *first,
                        int32_t *until);

/* Slots that a peak's period touches: first … until − 1. */
void ostrov_i_site_period(const ostrov_i_site *site, const ostrov_plan_peak *row, int32_t *first,
                          int32_t *until);

/* What a plan made from this problem carries as source_crc; fold is that of all its slots. */
uint32_t ostrov_i_site_crc(const ostrov_i_site *site, uint64_t fold);
/* FNV-1a over words instead of bytes (Fowler, Noll, Vo), with a rotation so that high bits count: a
 * CRC of all the bytes would take longer than the plan itself. */
static inline uint64_t ostrov_i_fold(uint64_t fold, uint64_t word)
{
    fold = (fold ^ word) * UINT64_C(0x100000001b3);
    return (fold << 29) | (fold >> 35);
}
uint64_t ostrov_i_slot_fold(uint64_t fold, const ostrov_plan_slot *slot);

/* Holds the limits of all slots to what the tapers leave at any SoC that can be reached: a plan within
 * them keeps the tapers, whoever makes it. Nothing to do without tapers. */
void ostrov_i_slots_narrow(const ostrov_i_site *site, ostrov_plan_slot *slots);

#endif
