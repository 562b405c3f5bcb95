/* Between site bus and cells: piecewise linear by the rows of efficiencies, else two straight lines.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "plan/site.h"

double ostrov_i_site_cells_w(const ostrov_i_site *site, double battery_w)
{
    const int32_t n = site->problem.efficiencies_count;
    const int32_t out = battery_w > 0.0;
    const double w = ostrov_i_abs(battery_w);
    double low_w = 0.0;
    double low = 0.0;
    double cells = out ? w / site->discharge_ratio : w * site->charge_ratio;
    for (int32_t i = 0; i < n; i++) {
        const ostrov_plan_efficiency *e = &site->efficiencies[i];
        const double high = out ? e->power_w / e->discharge_ratio : e->power_w * e->charge_ratio;
        if (w <= e->power_w) {
            cells = low + (high - low) * (w - low_w) / (e->power_w - low_w);
            break;
        }
        cells = high / e->power_w * w;
        low_w = e->power_w;
        low = high;
    }
    return out ? -cells : cells;
}

double ostrov_i_site_bus_w(const ostrov_i_site *site, double cells_w)
{
    const int32_t n = site->problem.efficiencies_count;
    const int32_t out = cells_w < 0.0;
    const double cells = ostrov_i_abs(cells_w);
    double low_w = 0.0;
    double low = 0.0;
    double w = out ? cells * site->discharge_ratio : cells / site->charge_ratio;
    for (int32_t i = 0; i < n; i++) {
        const ostrov_plan_efficiency *e = &site->efficiencies[i];
        const double high = out ? e->power_w / e->discharge_ratio : e->power_w * e->charge_ratio;
        if (cells <= high) {
            w = low_w + (e->power_w - low_w) * (cells - low) / (high - low);
            break;
        }
        w = e->power_w / high * cells;
        low_w = e->power_w;
        low = high;
    }
    return out ? w : -w;
}
