/* Limits by SoC for a planner that knows limits by slot only.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "plan/site.h"

/* The least that a taper leaves anywhere between low_wh and high_wh: charging falls with the SoC
 * and discharging rises with it. */
static void limit_slot(const ostrov_i_site *site, double low_wh, double high_wh,
                       ostrov_plan_slot *s)
{
    double charge_w = 0.0;
    double discharge_w = 0.0;
    double unused = 0.0;
    ostrov_i_site_taper(site, high_wh / site->capacity_wh, &charge_w, &unused);
    ostrov_i_site_taper(site, low_wh / site->capacity_wh, &unused, &discharge_w);
    s->charge_limit_w = ostrov_i_min(s->charge_limit_w, charge_w);
    s->discharge_limit_w = ostrov_i_min(s->discharge_limit_w, discharge_w);
}

/* Goes forwards with all that can be stored. With still set nothing is discharged and nothing
 * charged but what the low bound asks for: what is stored is then one number a slot, and its taper
 * exact. Gives 0 where the low bound could not be kept so. */
static int32_t narrow(const ostrov_i_site *site, ostrov_plan_slot *slots, int32_t still)
{
    double low_wh = site->start_wh;
    double high_wh = site->start_wh;
    int32_t kept = 1;
    for (int32_t t = 0; t < site->problem.count; t++) {
        ostrov_plan_slot *s = &slots[t];
        const double hours = s->duration_s / 3600.0;
        double in_wh = 0.0;
        double out_wh = 0.0;
        if (still) {
            s->discharge_limit_w = 0.0;
            s->stored_max_wh = ostrov_i_max(s->stored_min_wh, high_wh * s->keep_ratio);
        }
        limit_slot(site, low_wh, high_wh, s);
        in_wh = ostrov_i_site_cells_w(site, -s->charge_limit_w) * hours;
        out_wh = -ostrov_i_site_cells_w(site, s->discharge_limit_w) * hours;
        kept = kept && low_wh * s->keep_ratio + in_wh >= s->stored_min_wh;
        low_wh = ostrov_i_max(s->stored_min_wh, low_wh * s->keep_ratio - out_wh);
        high_wh = ostrov_i_min(s->stored_max_wh, high_wh * s->keep_ratio + in_wh);
    }
    return kept;
}

void ostrov_i_slots_narrow(const ostrov_i_site *site, ostrov_plan_slot *slots)
{
    if (site->has_battery && site->problem.tapers_count > 0 && !narrow(site, slots, 0)) {
        (void)narrow(site, slots, 1);
    }
}
