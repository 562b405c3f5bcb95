/**
 * @file forecast_scenarios.h
 * @brief Days as they may come: from the quantiles of each step to paths whose steps belong together,
 *        and from many paths to few with their probabilities.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_FORECAST_SCENARIOS_H
#define OSTROV_FORECAST_SCENARIOS_H

#include <ostrov/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Memory of how forecasts erred. Growable: fill with ostrov_scenarios_defaults. */
typedef struct ostrov_scenarios_config {
    uint32_t struct_size; /**< sizeof, as the caller knows it */
    int32_t step_s;     /**< s, 60 … 3600, divides 86400 */
    int32_t days;       /**< days remembered, 10 … 400: so many different paths */
    int32_t midnight_s; /**< s after midnight UTC at which the day begins whose energy is judged, 0 … 86399 */
} ostrov_scenarios_config;

/** How good the paths have been. Growable output. */
typedef struct ostrov_scenarios_state {
    uint32_t struct_size; /**< sizeof, as the caller knows it */
    int32_t days;          /**< days judged */
    double coverage_ratio; /**< share of days whose energy fell between the 10 and 90 % of the paths; NaN
                                before the first */
    double spread_ratio;   /**< by how much errors are spread, learned so that this becomes 0.8; 1 = as
                                they were */
} ostrov_scenarios_state;

/** Memory of errors; lives in caller's memory of ostrov_scenarios_size bytes, without pointers: its bytes
 *  may be copied, kept and moved. */
typedef struct ostrov_scenarios ostrov_scenarios;

/** Fills a config: a quarter hour, 100 days. @param config receives the defaults @param size sizeof *config
 *  @return OK; E_ARGUMENT; E_SPACE @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_scenarios_defaults(ostrov_scenarios_config *config, size_t size);

/** Bytes that the memory needs. @param config by ostrov_scenarios_defaults
 *  @return bytes, a multiple of 8; 0 for a config that init would refuse @setup @since 0.1 */
OSTROV_API size_t ostrov_scenarios_size(const ostrov_scenarios_config *config);

/** Starts with no errors known. @param memory aligned to 8, owned by the caller @param bytes at memory
 *  @param config copied @param scenarios receives the object, which is memory itself
 *  @param why receives the fault; may be NULL
 *  @return OK; E_ARGUMENT; E_RANGE; E_SPACE @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_scenarios_init(void *memory, size_t bytes, const ostrov_scenarios_config *config,
                      ostrov_scenarios **scenarios, ostrov_fault *why);

/** Learns where in its forecast a measured step fell. Give each step the row of the forecast that plans were
 *  made with, such as the last one of the day before. @param scenarios the object
 *  @param time_s UTC seconds, start of the step, a multiple of step_s later than the last one; steps left out count as
 *  not measured @param quantiles_ratio ascending, each 0 < q < 1 @param quantiles count of them, 2 … 99
 *  @param forecast_w quantiles values, W, monotone: the forecast of this step
 *  @param measured_w W; NaN = not measured
 *  @return OK; DEGRADED when the row is not finite or not monotone and nothing was learned; E_ARGUMENT;
 *  E_RANGE; E_TIME @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_scenarios_step(ostrov_scenarios *scenarios, int64_t time_s, const double *quantiles_ratio,
                      int32_t quantiles, const double *forecast_w, double measured_w);

/** Paths through a forecast. Path j errs as the forecasts of one remembered day did, step by step (Schaake
 *  shuffle of Clark et al. 2004, J. Hydrometeorol. 5:243, on ranks within each step's forecast), so that steps belong
 *  together as they did then; ranks are spread so that the energy of days is as uncertain as it proved to be.
 *  When there are fewer days than paths, days come again with their errors turned round, and before the first day
 *  each path keeps one rank. The same input gives the same bits.
 *  @param scenarios the object @param start_s UTC seconds, a multiple of step_s @param steps 1 … 2016
 *  @param quantiles_ratio ascending, each 0 < q < 1 @param quantiles count of them, 2 … 99
 *  @param forecast_w steps × quantiles W, the quantiles of a step side by side, monotone
 *  @param least_w W, no path is below @param most_w W, no path is above @param paths 1 … 1000
 *  @param path_w receives paths × steps W
 *  @return OK; DEGRADED before the first day, also after a silence longer than
 *  what is remembered; E_ARGUMENT; E_RANGE; E_NOT_FINITE; E_TIME @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_scenarios_paths(const ostrov_scenarios *scenarios, int64_t start_s, int32_t steps,
                       const double *quantiles_ratio, int32_t quantiles, const double *forecast_w,
                       double least_w, double most_w, int32_t paths, double *path_w);

/** Few paths that stand for many: forward selection (Dupacova, Groewe-Kuska and Roemisch 2003, Math. Program.
 *  95:493; Heitsch and Roemisch 2003). Paths are as far apart as their running energies are, which is what a
 *  battery sees. @param path_w paths × steps W, finite @param paths 1 … 1000 @param steps 1 … 2016
 *  @param probability_ratio paths values ≥ 0 that sum to 1; NULL = alike @param keep 1 … paths
 *  @param scratch receives nothing of use: room for 2 × paths values
 *  @param chosen receives keep indices of path_w, the most typical first
 *  @param chosen_ratio receives keep probabilities, which sum to 1
 *  @return OK; E_ARGUMENT; E_RANGE; E_NOT_FINITE @slow @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_scenarios_reduce(const double *path_w, int32_t paths, int32_t steps,
                        const double *probability_ratio, int32_t keep, double *scratch,
                        int32_t *chosen, double *chosen_ratio);

/** How good the paths have been. @param scenarios the object @param state receives it
 *  @param size sizeof *state @return OK; EMPTY before the first day was judged; E_ARGUMENT; E_SPACE
 *  @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_scenarios_read(const ostrov_scenarios *scenarios,
                                                                 ostrov_scenarios_state *state,
                                                                 size_t size);

/** Closes a memory's bytes with a checksum, so that they can be kept. @param scenarios its memory is what to keep
 *  @return OK; E_ARGUMENT @slow @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_scenarios_save(ostrov_scenarios *scenarios);

/** Takes kept bytes back: same machine kind, version and config. @param memory the bytes, aligned to 8
 *  @param bytes at memory @param config what it must have been started with
 *  @param scenarios receives the object, which goes on to the bit
 *  @return OK; E_ARGUMENT; E_SPACE; E_CORRUPT for bytes that were changed, also where the checksum is right but a
 *  number is out of its bounds; E_UNSUPPORTED for another config; what init says of the config @slow @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_scenarios_load(void *memory, size_t bytes, const ostrov_scenarios_config *config,
                      ostrov_scenarios **scenarios);

#ifdef __cplusplus
}
#endif

#endif
