/* Columns and rows of a MILP, as the parts of the model add them.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "milp/model.h"

size_t milp_stores(const milp_input *in)
{
    return 1u + (size_t)in->problem.batteries_count + (size_t)in->problem.vehicles_count;
}

int32_t *milp_forced(const milp_input *in, const milp_model *m, int32_t store, int32_t t)
{
    return &m->forced[(size_t)store * (size_t)in->problem.count + (size_t)t];
}

int32_t milp_add_column(glp_prob *lp, double lo, double hi, double cost)
{
    const int32_t j = glp_add_cols(lp, 1);
    if (hi <= lo) {
        glp_set_col_bnds(lp, j, GLP_FX, lo, lo);
    } else if (hi >= 1e15) {
        glp_set_col_bnds(lp, j, GLP_LO, lo, 0.0);
    } else {
        glp_set_col_bnds(lp, j, GLP_DB, lo, hi);
    }
    glp_set_obj_coef(lp, j, cost);
    return j;
}

int32_t milp_add_binary(milp_model *m)
{
    const int32_t j = glp_add_cols(m->lp, 1);
    glp_set_col_kind(m->lp, j, GLP_BV);
    m->integers++;
    return j;
}

int32_t milp_add_row(glp_prob *lp, int type, double lo, double hi, int count, const int *index,
                     const double *value)
{
    const int32_t i = glp_add_rows(lp, 1);
    glp_set_row_bnds(lp, i, type, lo, hi);
    glp_set_mat_row(lp, i, count, index, value);
    return i;
}

void milp_add_switch(milp_model *m, int32_t column, int32_t binary, double limit, int32_t inverse)
{
    const int index[3] = {0, column, binary};
    const double value[3] = {0.0, 1.0, inverse ? limit : -limit};
    (void)milp_add_row(m->lp, GLP_UP, 0.0, inverse ? limit : 0.0, 2, index, value);
}
