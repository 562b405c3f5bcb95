/* Defaults, judgement and repair of problems.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "plan/plan_tables.h"
#include "plan/site.h"

ostrov_status ostrov_problem_defaults(ostrov_problem *problem, size_t size)
{
    return ostrov_i_defaults(&ostrov_i_plan_structures[PLAN_PROBLEM], problem, size);
}

ostrov_status ostrov_plan_defaults(ostrov_plan *plan, size_t size)
{
    return ostrov_i_defaults(&ostrov_i_plan_structures[PLAN_PLAN], plan, size);
}

ostrov_status ostrov_plan_options_defaults(ostrov_plan_options *options, size_t size)
{
    return ostrov_i_defaults(&ostrov_i_plan_structures[PLAN_OPTIONS], options, size);
}

ostrov_status ostrov_plan_vehicle_defaults(ostrov_plan_vehicle *vehicle, size_t size)
{
    return ostrov_i_defaults(&ostrov_i_plan_row_structures[PLAN_VEHICLE], vehicle, size);
}

ostrov_status ostrov_problem_features(const ostrov_problem *problem, uint32_t covered,
                                      uint32_t *features, ostrov_fault *why)
{
    ostrov_i_site site;
    const ostrov_status status = ostrov_i_site_open(problem, &site, why);
    if (status != OSTROV_OK) {
        return status;
    }
    if (features != NULL) {
        *features = site.features;
    }
    return ostrov_i_site_covers(&site, covered, why);
}

ostrov_status ostrov_problem_check(const ostrov_problem *problem, ostrov_fault *why)
{
    return ostrov_problem_slots(problem, NULL, 0, 0, NULL, why);
}

ostrov_status ostrov_i_scenarios_judge(const ostrov_i_site *site, ostrov_fault *why)
{
    ostrov_status status = OSTROV_OK;
    for (int32_t i = 0; i < site->problem.scenarios_count && status == OSTROV_OK; i++) {
        ostrov_i_site course;
        ostrov_i_reader reader;
        ostrov_plan_slot slot;
        double probability = 0.0;
        ostrov_i_site_scenario(site, i, &course, &probability);
        ostrov_i_reader_open(&reader, &course);
        for (int32_t t = 0; t < site->problem.count && status == OSTROV_OK; t++) {
            status = ostrov_i_reader_next(&reader, &slot, why);
        }
        if (status != OSTROV_OK && why != NULL) {
            why->structure = ostrov_i_plan_row_structures[PLAN_SCENARIO].name;
            why->index = i;
        }
    }
    return status;
}

ostrov_status ostrov_problem_slots(const ostrov_problem *problem, ostrov_plan_slot *slots,
                                   uint32_t stride, int32_t capacity, uint32_t *source_crc,
                                   ostrov_fault *why)
{
    ostrov_i_site site;
    ostrov_i_reader reader;
    ostrov_plan_slot slot;
    uint64_t fold = 0;
    ostrov_status status = ostrov_i_site_open(problem, &site, why);
    if (status != OSTROV_OK) {
        return status;
    }
    if (slots != NULL && (capacity < site.problem.count || stride < sizeof slot)) {
        return ostrov_i_fault(why, OSTROV_E_SPACE, "ostrov_plan_slot", NULL, -1, (double)capacity,
                              (double)site.problem.count, OSTROV_I_NAN);
    }
    status = ostrov_i_scenarios_judge(&site, why);
    /* twice over the series: the first time judges, so that the caller's rows stay untouched on
     * error */
    for (int32_t round = 0; round < 2 && status == OSTROV_OK; round++) {
        if (round == 1 && slots == NULL) {
            break;
        }
        fold = 0;
        ostrov_i_reader_open(&reader, &site);
        for (int32_t t = 0; t < site.problem.count && status == OSTROV_OK; t++) {
            status = ostrov_i_reader_next(&reader, &slot, why);
            fold = ostrov_i_slot_fold(fold, &slot);
            if (status == OSTROV_OK && round == 1) {
                memcpy((char *)slots + (size_t)t * stride, &slot, sizeof slot);
            }
        }
    }
    if (status == OSTROV_OK && source_crc != NULL) {
        *source_crc = ostrov_i_site_crc(&site, fold);
    }
    return status;
}

ostrov_status ostrov_problem_repair(double *values, int32_t count, int32_t per_day, double min,
                                    double max, double fallback, uint8_t *flags, int32_t *repaired)
{
    int32_t found = 0;
    if ((values == NULL && count > 0) || repaired == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    if (count < 0 || per_day < 0 || !(min <= max) || !ostrov_i_finite(min) ||
        !ostrov_i_finite(max) || !(fallback >= min && fallback <= max)) {
        return OSTROV_E_RANGE;
    }
    for (int32_t i = 0; i < count; i++) {
        uint8_t flag = OSTROV_REPAIR_NONE;
        if (!ostrov_i_finite(values[i])) {
            if (per_day > 0 && i >= per_day) {
                values[i] = values[i - per_day]; /* repaired itself if need be */
                flag = OSTROV_REPAIR_DAY;
            } else if (i > 0) {
                values[i] = values[i - 1];
                flag = OSTROV_REPAIR_HELD;
            } else {
                values[i] = fallback;
                flag = OSTROV_REPAIR_DEFAULT;
            }
        } else if (values[i] < min || values[i] > max) {
            values[i] = ostrov_i_clamp(values[i], min, max);
            flag = OSTROV_REPAIR_CLAMPED;
        }
        if (flags != NULL) {
            flags[i] = flag;
        }
        found += flag != OSTROV_REPAIR_NONE;
    }
    *repaired = found;
    return found > 0 ? OSTROV_DEGRADED : OSTROV_OK;
}
