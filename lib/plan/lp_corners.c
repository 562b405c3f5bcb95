/* The first battery's powers at part-load efficiencies.
 *
 * What goes into the cells is piecewise linear in the power at the site bus, and need not be convex: a PCS
 * is poor at small powers. A column for each corner of that line stands for the power given at the corner's
 * own efficiency; their shares of the corners' powers, with rest, add up to 1, and where two neighbours
 * have all of it the sum lies on the line (special ordered sets, Beale and Tomlin, Proc. 5th Int. Conf. on
 * Operational Research, 1970, 447-454). Without that rule it lies in the line's convex hull, so where the
 * efficiencies are such that no mix is better than the line nothing is branched on.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "plan/lp_model.h"

#define KILO 1000.0

/* Corners of one direction from the smallest up to limit_kw; gives how many. */
static int32_t corners_of(const ostrov_i_site *site, double limit_kw, double kw[9])
{
    int32_t n = 0;
    for (int32_t i = 0; i < site->problem.efficiencies_count; i++) {
        const double corner = site->efficiencies[i].power_w / KILO;
        if (corner < limit_kw * (1.0 - 1e-9)) {
            kw[n++] = corner;
        }
    }
    if (limit_kw > 0.0) {
        kw[n++] = limit_kw;
    }
    return n;
}

/* A corner's column: power at the site bus, positive kw = discharge. */
static int32_t add_corner(ostrov_i_model *m, const ostrov_i_lp_store *s, int32_t slot, int32_t row,
                          double kw)
{
    const ostrov_i_lp_cell *c = &m->cells[s->cell + slot - s->first];
    const double hours = m->slots[slot].duration_s / 3600.0;
    const double size = kw < 0.0 ? -kw : kw;
    const double by = ostrov_i_site_cells_w(m->site, KILO * kw) / KILO / size; /* into the cells */
    const int32_t j = ostrov_i_model_column(m, size, kw > 0.0 ? -by * s->wear_price * hours : 0.0);
    ostrov_i_model_entry(m, slot, j, kw > 0.0 ? 1.0 : -1.0);
    ostrov_i_model_entry(m, c->row, j, -by * hours);
    ostrov_i_model_entry(m, row, j, 1.0 / size);
    return j;
}

void ostrov_i_model_corners(ostrov_i_model *m, const ostrov_i_lp_store *s, int32_t slot,
                            double in_kw, double out_kw)
{
    ostrov_i_lp_cell *c = &m->cells[s->cell + slot - s->first];
    double in[9];
    double out[9];
    const int32_t first = m->lp.a.cols;
    int32_t row = 0;
    c->charges = corners_of(m->site, in_kw, in);
    c->discharges = corners_of(m->site, out_kw, out);
    if (c->charges + c->discharges == 0) {
        return;
    }
    row = ostrov_i_model_row(m, 1.0, 1.0);
    for (int32_t i = c->discharges - 1; i >= 0; i--) { /* from the deepest discharge up */
        (void)add_corner(m, s, slot, row, out[i]);
    }
    for (int32_t i = 0; i < c->charges; i++) {
        (void)add_corner(m, s, slot, row, -in[i]);
    }
    c->discharge = c->discharges > 0 ? first : -1;
    c->charge = c->charges > 0 ? first + c->discharges : -1;
    ostrov_i_model_choice(m, OSTROV_I_CHOICE_NEIGHBOURS, first, m->lp.a.cols, 0.0);
    if (!m->overflow) {
        m->choices[m->choices_count - 1].row = row;
        m->choices[m->choices_count - 1].rest = c->discharges;
    }
}
