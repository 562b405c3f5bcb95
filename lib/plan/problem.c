/* Defaults, judgement and repair of problems.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
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
    return ostrov_i_defaults(&ostrov_i_plan_structures[PLAN_VEHICLE], vehicle, size);
}

ostrov_status ostrov_problem_check(const ostrov_problem *problem, ostrov_fault *why)
{
    return ostrov_problem_slots(problem, NULL, 0, 0, NULL, why);
}

ostrov_status ostrov_problem_repair(double *values, int32_t count, int32_t per_day, double min,
                                    double max, double fallback, uint8_t *flags, int32_t *repaired)
{
    int32_t found = 0;
    if ((values == NULL && count > 0) || repaired == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    if (count < 0 || per_day < 0 || !(min <= max) || !ostrov_i_finite(min) || !ostrov_i_finite(max) ||
        !(fallback >= min && fallback <= max)) {
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
