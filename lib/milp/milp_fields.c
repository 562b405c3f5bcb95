/* Field table of milp.h. This library is linked apart from libostrov's inside, so the table is its own.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/fields.h"
#include "milp/milp_internal.h"

static const ostrov_field options_fields[] = {
    OSTROV_I_STRUCT_SIZE(ostrov_milp_options),
    OSTROV_I_BOOL(ostrov_milp_options, full_binaries,
                  "exclusivity binaries in every slot, for comparison", 0, 0),
    OSTROV_I_F64(ostrov_milp_options, time_limit_s, "s", "answers with what it has after", 0, 2, 0.001,
                 3600),
    OSTROV_I_F64(ostrov_milp_options, gap_ratio, "1", "stops at this relative gap", 0, 1e-4, 0, 1),
};

const ostrov_structure ostrov_i_milp_structures[] = {
    OSTROV_I_STRUCTURE(ostrov_milp_options, "options of the GLPK planner", options_fields,
                       OSTROV_KIND_CONFIG),
    {0},
};

const ostrov_structure *ostrov_milp_structure_at(size_t index)
{
    const size_t count = sizeof ostrov_i_milp_structures / sizeof ostrov_i_milp_structures[0] - 1;
    return index < count ? &ostrov_i_milp_structures[index] : NULL;
}
