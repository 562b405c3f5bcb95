/* The rows of a site beside vehicles, groups and peaks: judged once, then at hand.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "plan/plan_tables.h"
#include "plan/site.h"

static ostrov_status refuse(ostrov_fault *why, int32_t table, const char *field, int32_t row,
                            double value, double min, double max)
{
    return ostrov_i_fault(why, OSTROV_E_RANGE, ostrov_i_plan_row_structures[table].name, field, row,
                          value, min, max);
}

static ostrov_status take(int32_t table, const void *rows, uint32_t stride, int32_t index,
                          void *row, ostrov_fault *why)
{
    return ostrov_i_take_row(&ostrov_i_plan_row_structures[table], rows, stride, index, row, why);
}

/* Powers rise, and so does what goes in and out of the cells: more at the bus is more in the cells.
 */
static ostrov_status open_efficiencies(ostrov_i_site *site, ostrov_fault *why)
{
    const ostrov_problem *p = &site->problem;
    ostrov_plan_efficiency before = {0.0, 1.0, 1.0};
    for (int32_t i = 0; i < p->efficiencies_count; i++) {
        ostrov_plan_efficiency *row = &site->efficiencies[i];
        const ostrov_status status =
            take(PLAN_EFFICIENCY, p->efficiencies, p->efficiencies_stride, i, row, why);
        if (status != OSTROV_OK) {
            return status;
        }
        if (row->power_w <= before.power_w) {
            return refuse(why, PLAN_EFFICIENCY, "power_w", i, row->power_w, before.power_w, 1e9);
        }
        if (row->power_w * row->charge_ratio <= before.power_w * before.charge_ratio) {
            return refuse(why, PLAN_EFFICIENCY, "charge_ratio", i, row->charge_ratio,
                          before.power_w * before.charge_ratio / row->power_w, 1.0);
        }
        if (row->power_w / row->discharge_ratio <= before.power_w / before.discharge_ratio) {
            return refuse(why, PLAN_EFFICIENCY, "discharge_ratio", i, row->discharge_ratio, 0.0,
                          row->power_w / before.power_w * before.discharge_ratio);
        }
        before = *row;
        site->features |= OSTROV_FEATURE_EFFICIENCY;
    }
    return OSTROV_OK;
}

/* Concave: charging falls more and more steeply, discharging rises less and less. */
static ostrov_status open_tapers(ostrov_i_site *site, ostrov_fault *why)
{
    const ostrov_problem *p = &site->problem;
    const int32_t n = p->tapers_count;
    double charge_slope = 0.0;
    double discharge_slope = 1e300;
    for (int32_t i = 0; i < n; i++) {
        ostrov_plan_taper *row = &site->tapers[i];
        const double edge = i == 0 ? 0.0 : 1.0;
        const ostrov_status status = take(PLAN_TAPER, p->tapers, p->tapers_stride, i, row, why);
        if (status != OSTROV_OK) {
            return status;
        }
        if ((i == 0 || i == n - 1) && (row->soc_ratio != edge || n < 2)) {
            return refuse(why, PLAN_TAPER, "soc_ratio", i, row->soc_ratio, edge, edge);
        }
        if (i > 0) {
            const double width = row->soc_ratio - row[-1].soc_ratio;
            const double charge = (row->charge_limit_w - row[-1].charge_limit_w) / width;
            const double discharge = (row->discharge_limit_w - row[-1].discharge_limit_w) / width;
            if (!(width > 0.0)) {
                return refuse(why, PLAN_TAPER, "soc_ratio", i, row->soc_ratio, row[-1].soc_ratio,
                              1.0);
            }
            if (charge > charge_slope + 1e-6 * ostrov_i_abs(charge_slope)) {
                return refuse(why, PLAN_TAPER, "charge_limit_w", i, row->charge_limit_w, 0.0,
                              row[-1].charge_limit_w + charge_slope * width);
            }
            if (discharge < 0.0 || discharge > discharge_slope + 1e-6 * discharge_slope) {
                return refuse(why, PLAN_TAPER, "discharge_limit_w", i, row->discharge_limit_w,
                              row[-1].discharge_limit_w,
                              row[-1].discharge_limit_w + discharge_slope * width);
            }
            charge_slope = charge;
            discharge_slope = discharge;
        }
        site->features |= OSTROV_FEATURE_TAPER;
    }
    return OSTROV_OK;
}

static ostrov_status open_wears(ostrov_i_site *site, ostrov_fault *why)
{
    const ostrov_problem *p = &site->problem;
    double used = 0.0;
    for (int32_t i = 0; i < p->wears_count; i++) {
        ostrov_plan_wear *row = &site->wears[i];
        const ostrov_status status = take(PLAN_WEAR, p->wears, p->wears_stride, i, row, why);
        if (status != OSTROV_OK) {
            return status;
        }
        if (i > 0 && row->price_per_kwh < row[-1].price_per_kwh) {
            return refuse(why, PLAN_WEAR, "price_per_kwh", i, row->price_per_kwh,
                          row[-1].price_per_kwh, 1e9);
        }
        if (i + 1 == p->wears_count || used + row->depth_ratio > 1.0) {
            row->depth_ratio = ostrov_i_max(0.0, 1.0 - used); /* all that is left */
        }
        used += row->depth_ratio;
        site->features |= OSTROV_FEATURE_WEAR;
    }
    return OSTROV_OK;
}

/* Sorted by price, with the rest of the ordinary load at its own price among them. */
static ostrov_status open_tiers(ostrov_i_site *site, ostrov_fault *why)
{
    const ostrov_problem *p = &site->problem;
    double left = 1.0;
    for (int32_t i = 0; i <= p->tiers_count; i++) {
        ostrov_plan_tier row = {left, p->shed_price_per_kwh};
        int32_t k = i;
        if (i < p->tiers_count) {
            const ostrov_status status = take(PLAN_TIER, p->tiers, p->tiers_stride, i, &row, why);
            if (status != OSTROV_OK) {
                return status;
            }
            if (row.share_ratio > left + 1e-12) {
                return refuse(why, PLAN_TIER, "share_ratio", i, row.share_ratio, 0.0, left);
            }
            if (row.price_per_kwh > p->shed_critical_price_per_kwh) {
                return refuse(why, PLAN_TIER, "price_per_kwh", i, row.price_per_kwh, 0.0,
                              p->shed_critical_price_per_kwh);
            }
            left = ostrov_i_max(0.0, left - row.share_ratio);
            site->features |= OSTROV_FEATURE_TIERS;
        }
        while (k > 0 && site->tiers[k - 1].price_per_kwh > row.price_per_kwh) {
            site->tiers[k] = site->tiers[k - 1];
            k--;
        }
        site->tiers[k] = row;
    }
    return OSTROV_OK;
}

static ostrov_status open_batteries(ostrov_i_site *site, ostrov_fault *why)
{
    const ostrov_problem *p = &site->problem;
    site->floor_max_wh = site->max_wh;
    if (p->batteries_count > 0 && !site->has_battery) {
        return ostrov_i_fault(why, OSTROV_E_ARGUMENT, "ostrov_problem", "battery", -1, OSTROV_I_NAN,
                              OSTROV_I_NAN, OSTROV_I_NAN);
    }
    for (int32_t i = 0; i < p->batteries_count; i++) {
        ostrov_plan_battery row;
        const ostrov_status status =
            take(PLAN_BATTERY, p->batteries, p->batteries_stride, i, &row, why);
        if (status != OSTROV_OK) {
            return status;
        }
        if (row.max_wh > row.capacity_wh) {
            return refuse(why, PLAN_BATTERY, "max_wh", i, row.max_wh, 0.0, row.capacity_wh);
        }
        if (row.min_wh > row.max_wh) {
            return refuse(why, PLAN_BATTERY, "min_wh", i, row.min_wh, 0.0, row.max_wh);
        }
        if (row.start_wh > row.capacity_wh) {
            return refuse(why, PLAN_BATTERY, "start_wh", i, row.start_wh, 0.0, row.capacity_wh);
        }
        site->floor_max_wh +=
            (row.max_wh - row.min_wh) * row.discharge_efficiency_ratio / site->discharge_ratio;
        site->features |= OSTROV_FEATURE_BATTERIES;
    }
    return OSTROV_OK;
}

static ostrov_status open_blocks(ostrov_i_site *site, ostrov_fault *why)
{
    const ostrov_problem *p = &site->problem;
    for (int32_t i = 0; i < p->blocks_count; i++) {
        ostrov_plan_block row;
        const ostrov_status status = take(PLAN_BLOCK, p->blocks, p->blocks_stride, i, &row, why);
        if (status != OSTROV_OK) {
            return status;
        }
        site->features |= OSTROV_FEATURE_BLOCKS;
    }
    return OSTROV_OK;
}

static ostrov_status open_scenarios(ostrov_i_site *site, ostrov_fault *why)
{
    const ostrov_problem *p = &site->problem;
    double sum = 0.0;
    for (int32_t i = 0; i < p->scenarios_count; i++) {
        ostrov_plan_scenario row;
        const ostrov_status status =
            take(PLAN_SCENARIO, p->scenarios, p->scenarios_stride, i, &row, why);
        if (status != OSTROV_OK) {
            return status;
        }
        sum += row.probability_ratio;
        site->features |= OSTROV_FEATURE_SCENARIOS;
    }
    if (p->scenarios_count > 0 && !(sum > 0.0)) {
        return refuse(why, PLAN_SCENARIO, "probability_ratio", 0, sum, 0.0, 1e6);
    }
    return OSTROV_OK;
}

static void open_scalars(ostrov_i_site *site)
{
    const ostrov_problem *p = &site->problem;
    if (p->battery_running_w > 0.0 && site->has_battery) {
        site->features |= OSTROV_FEATURE_RUNNING;
    }
    if (!ostrov_i_nan(p->throughput_wh) && site->has_battery) {
        site->features |= OSTROV_FEATURE_THROUGHPUT;
    }
    if (p->peaks_count > 0 && (p->open_elapsed_s > 0.0 || p->open_import_wh > 0.0)) {
        site->features |= OSTROV_FEATURE_OPEN;
    }
    if (p->full_until_s != 0 && site->has_battery) {
        const int32_t edge =
            ostrov_i_site_edge(site, p->full_until_s + 1) - 1; /* last at or before */
        site->full_wh = ostrov_i_min(p->full_soc_ratio * site->capacity_wh, site->max_wh);
        site->full_until = edge > p->count ? p->count : edge;
        if (site->full_until > 0 && site->start_wh < site->full_wh) {
            site->features |= OSTROV_FEATURE_FULL;
        } else {
            site->full_until = 0; /* too late for these slots, or done */
        }
    }
}

ostrov_status ostrov_i_site_rows(ostrov_i_site *site, ostrov_fault *why)
{
    ostrov_status (*const steps[])(ostrov_i_site *, ostrov_fault *) = {
        open_efficiencies, open_tapers, open_wears,    open_tiers,
        open_batteries,    open_blocks, open_scenarios};
    open_scalars(site);
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        const ostrov_status status = steps[i](site, why);
        if (status != OSTROV_OK) {
            return status;
        }
    }
    return OSTROV_OK;
}

ostrov_status ostrov_i_site_covers(const ostrov_i_site *site, uint32_t covered, ostrov_fault *why)
{
    static const char *const members[] = {
        "battery_running_w", "efficiencies",   "tapers",   "wears",  "throughput_wh",
        "full_until_s",      "batteries",      "vehicles", "blocks", "tiers",
        "scenarios",         "open_elapsed_s", "peaks"};
    const uint32_t missing = site->features & ~covered;
    for (uint32_t i = 0; i < sizeof members / sizeof members[0]; i++) {
        if ((missing >> i & 1u) != 0) {
            return ostrov_i_fault(why, OSTROV_E_UNSUPPORTED, "ostrov_problem", members[i], -1,
                                  OSTROV_I_NAN, OSTROV_I_NAN, OSTROV_I_NAN);
        }
    }
    return OSTROV_OK;
}

void ostrov_i_site_taper(const ostrov_i_site *site, double soc_ratio, double *charge_w,
                         double *discharge_w)
{
    const double soc = ostrov_i_clamp(soc_ratio, 0.0, 1.0);
    int32_t i = 1;
    *charge_w = 1e300;
    *discharge_w = 1e300;
    if (site->problem.tapers_count == 0) {
        return;
    }
    while (i + 1 < site->problem.tapers_count && site->tapers[i].soc_ratio < soc) {
        i++;
    }
    {
        const ostrov_plan_taper *a = &site->tapers[i - 1];
        const ostrov_plan_taper *b = &site->tapers[i];
        const double share = (soc - a->soc_ratio) / (b->soc_ratio - a->soc_ratio);
        *charge_w = a->charge_limit_w + share * (b->charge_limit_w - a->charge_limit_w);
        *discharge_w = a->discharge_limit_w + share * (b->discharge_limit_w - a->discharge_limit_w);
    }
}

/* A row that was judged before; what a shorter one leaves out is not given. */
static void scenario_row(const ostrov_i_site *site, int32_t index, ostrov_plan_scenario *row)
{
    const uint32_t stride = site->problem.scenarios_stride;
    memset(row, 0, sizeof *row);
    memcpy(row, (const char *)site->problem.scenarios + (size_t)index * stride,
           stride < sizeof *row ? stride : sizeof *row);
}

void ostrov_i_site_scenario(const ostrov_i_site *site, int32_t index, ostrov_i_site *course,
                            double *probability)
{
    ostrov_plan_scenario row;
    scenario_row(site, index, &row);
    *course = *site;
    *probability = row.probability_ratio;
    course->problem.reserve_s = 0.0;
    course->problem.load_w = row.load_w.count != 0 ? row.load_w : site->problem.load_w;
    course->problem.critical_w =
        row.critical_w.count != 0 ? row.critical_w : site->problem.critical_w;
    course->problem.pv_w = row.pv_w.count != 0 ? row.pv_w : site->problem.pv_w;
    course->problem.import_price_per_kwh = row.import_price_per_kwh.count != 0
                                               ? row.import_price_per_kwh
                                               : site->problem.import_price_per_kwh;
    course->problem.export_price_per_kwh = row.export_price_per_kwh.count != 0
                                               ? row.export_price_per_kwh
                                               : site->problem.export_price_per_kwh;
}

double ostrov_i_site_probability(const ostrov_i_site *site, int32_t index)
{
    ostrov_plan_scenario row;
    scenario_row(site, index, &row);
    return row.probability_ratio;
}

void ostrov_i_site_battery(const ostrov_i_site *site, int32_t index, ostrov_plan_battery *row)
{
    ostrov_i_site_row(PLAN_BATTERY, site->problem.batteries, site->problem.batteries_stride, index,
                      row);
}

void ostrov_i_site_block(const ostrov_i_site *site, int32_t index, ostrov_plan_block *row)
{
    ostrov_i_site_row(PLAN_BLOCK, site->problem.blocks, site->problem.blocks_stride, index,
                      row);
}

double ostrov_i_site_block_w(const ostrov_i_site *site, const ostrov_plan_block *row, int32_t start,
                             int32_t t)
{
    const int64_t *edges = site->problem.edges_s;
    int64_t from = 0;
    int64_t until = 0;
    if (start < 0 || t < start) {
        return 0.0;
    }
    from = edges[t];
    until = edges[start] + row->length_s;
    until = until < edges[t + 1] ? until : edges[t + 1];
    return until > from ? row->power_w * (double)(until - from) / (double)(edges[t + 1] - edges[t])
                        : 0.0;
}

void ostrov_i_site_starts(const ostrov_i_site *site, const ostrov_plan_block *row, int32_t *first,
                          int32_t *last)
{
    const ostrov_problem *p = &site->problem;
    const int64_t end =
        row->latest_end_s < p->edges_s[p->count] ? row->latest_end_s : p->edges_s[p->count];
    *first = ostrov_i_site_edge(site, row->earliest_s);
    *last = ostrov_i_site_edge(site, end - row->length_s + 1) - 1;
}
