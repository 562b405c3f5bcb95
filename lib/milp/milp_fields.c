/* Field table of milp.h. This library is linked apart from libostrov's inside, so the table is its
 * own.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/fields.h"
#include "milp/milp_internal.h"

static const ostrov_choice solvers[] = {{"glpk", OSTROV_SOLVER_GLPK, 0},
                                        {"highs", OSTROV_SOLVER_HIGHS, 0}};

static const ostrov_field options_fields[] = {
    OSTROV_I_STRUCT_SIZE(ostrov_milp_options),
    OSTROV_I_BOOL(ostrov_milp_options, full_binaries,
                  "exclusivity binaries in every slot, for comparison", 0, 0),
    OSTROV_I_F64(ostrov_milp_options, time_limit_s, "s", "answers with what it has after", 0, 2,
                 0.001, 3600),
    OSTROV_I_F64(ostrov_milp_options, gap_ratio, "1", "stops at this relative gap", 0, 1e-4, 0, 1),
    OSTROV_I_ENUM(ostrov_milp_options, solver, "glpk, or highs loaded at run time", solvers,
                  OSTROV_FIELD_OPTIONAL, 0),
    OSTROV_I_I32(ostrov_milp_options, memory_limit_mib, "MiB",
                 "address space of the worker program, 0 = no limit", 0, 0, 0, 1048576),
    OSTROV_I_TEXT(ostrov_milp_options, highs_library, "file of HiGHS, NULL = by its usual names",
                  OSTROV_FIELD_OPTIONAL),
};

static const ostrov_field fleet_fields[] = {
    OSTROV_I_STRUCT_SIZE(ostrov_fleet),
    OSTROV_I_I32(ostrov_fleet, count, "", "stations", 0, OSTROV_I_NAN, 1, 256),
    OSTROV_I_REFERENCE(ostrov_fleet, problems, "ostrov_problem",
                       "one a station, all with the same edges", 0),
    OSTROV_I_COLUMN(ostrov_fleet, import_limit_w, "W", OSTROV_TYPE_COLUMN_F64,
                    "through the feeder, NULL = no limit"),
    OSTROV_I_COLUMN(ostrov_fleet, export_limit_w, "W", OSTROV_TYPE_COLUMN_F64,
                    "back through it, NULL = no limit"),
    OSTROV_I_ROWS(ostrov_fleet, peaks, "ostrov_plan_peak",
                  "charges on the highest mean of the feeder", OSTROV_FIELD_OPTIONAL),
    OSTROV_I_I32(ostrov_fleet, peaks_count, "", "rows of peaks", 0, 0, 0, 1000),
    OSTROV_I_U32(ostrov_fleet, peaks_stride, "B", "bytes from row to row", 0,
                 sizeof(ostrov_plan_peak), 1, 4096),
};

const ostrov_structure ostrov_i_milp_structures[] = {
    OSTROV_I_STRUCTURE(ostrov_milp_options, "options of the GLPK planner", options_fields,
                       OSTROV_KIND_CONFIG),
    OSTROV_I_STRUCTURE(ostrov_fleet, "several stations behind one feeder", fleet_fields,
                       OSTROV_KIND_CONFIG),
    {0},
};

const ostrov_structure *ostrov_milp_structure_at(size_t index)
{
    const size_t count = sizeof ostrov_i_milp_structures / sizeof ostrov_i_milp_structures[0] - 1;
    return index < count ? &ostrov_i_milp_structures[index] : NULL;
}
