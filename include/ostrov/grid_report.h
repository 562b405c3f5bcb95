/**
 * @file grid_report.h
 * @brief What the last island showed, drill or not: the figures of IEEE 2030.8.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_GRID_REPORT_H
#define OSTROV_GRID_REPORT_H

#include <ostrov/grid.h>

#ifdef __cplusplus
extern "C" {
#endif

/** One passage from the grid into an island and back (metrics as in IEEE 2030.8). Kept until the
 *  next one begins. NaN = not measured, or not come to that. */
typedef struct ostrov_grid_report {
    uint32_t struct_size;     /**< sizeof, as the caller knows it */
    uint32_t number;          /**< counts the passages since init; 0 = none yet */
    int32_t drill;            /**< 1 = it was an ordered drill */
    int32_t cause;            /**< enum ostrov_grid_reason why the grid was left */
    int32_t going_on;         /**< 1 = not over yet */
    int32_t result;           /**< enum ostrov_grid_reason it ended with: DONE = back on the grid */
    uint32_t tiers_shed;      /**< load tiers that were shed at any time: bit 0 = tier 1 */
    uint32_t reserved_;       /**< keeps the alignment; zero */
    double pcc_w;             /**< W through the PCC when the breaker was told to open */
    double settle_s;          /**< s from that to a site bus inside its band, held */
    double outside_s;         /**< s the site bus was outside its band or dead */
    double min_v;             /**< V, least phase voltage of the site bus */
    double max_v;             /**< V, greatest phase voltage */
    double min_hz;            /**< Hz, least frequency of the live site bus */
    double max_hz;            /**< Hz, greatest frequency */
    double island_s;          /**< s from the open command to the contact that joined again */
    double resync_s;          /**< s spent synchronising, all attempts */
    double contact_angle_deg; /**< angle when the contacts met; NaN = a dark return, or none */
    double load_lost_wh;      /**< Wh that shed tiers, and all of them on a dead bus, did not get */
} ostrov_grid_report;

/** The last passage, or the one going on. @param grid the object @param report receives it
 *  @param size sizeof *report @return OK; EMPTY (no passage yet: number 0); E_ARGUMENT
 *  @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_grid_report_read(const ostrov_grid *grid,
                                                                   ostrov_grid_report *report,
                                                                   size_t size);

#ifdef __cplusplus
}
#endif

#endif
