/* What a plan was made from, as one number.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "plan/plan_tables.h"
#include "plan/site.h"

uint64_t ostrov_i_slot_fold(uint64_t fold, const ostrov_plan_slot *slot)
{
    uint64_t words[sizeof *slot / 8];
    uint64_t lanes[4] = {fold, 1, 2, 3}; /* side by side: one after the other they would wait for each other */
    memcpy(words, slot, sizeof words);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        lanes[i % 4] = ostrov_i_fold(lanes[i % 4], words[i]);
    }
    return ostrov_i_fold(ostrov_i_fold(lanes[0], lanes[1]), ostrov_i_fold(lanes[2], lanes[3]));
}

/* CRC of rows, each up to its known part. */
static uint32_t crc_rows(uint32_t crc, const void *rows, int32_t count, uint32_t stride,
                         size_t known)
{
    const unsigned char *at = rows;
    for (int32_t i = 0; i < count; i++) {
        crc = ostrov_crc32(crc, at + (size_t)i * stride, stride < known ? stride : known);
    }
    return crc;
}

/* Values of the series of a scenario, as bits. */
static uint64_t fold_series(uint64_t fold, const ostrov_series *s)
{
    for (int32_t i = 0; i < s->count; i++) {
        uint64_t word = 0;
        memcpy(&word, &s->values[i], sizeof word);
        fold = ostrov_i_fold(fold, word);
    }
    return ostrov_i_fold(fold, (uint64_t)s->start_s ^ (uint64_t)(uint32_t)s->step_s << 32);
}

static uint32_t crc_scenarios(uint32_t crc, const ostrov_problem *p)
{
    uint64_t fold = 0;
    for (int32_t i = 0; i < p->scenarios_count; i++) {
        ostrov_plan_scenario row;
        uint64_t word = 0;
        (void)ostrov_i_take_row(&ostrov_i_plan_row_structures[PLAN_SCENARIO], p->scenarios,
                                p->scenarios_stride, i, &row, NULL);
        memcpy(&word, &row.probability_ratio, sizeof word);
        fold = ostrov_i_fold(fold, word);
        fold = fold_series(fold, &row.load_w);
        fold = fold_series(fold, &row.critical_w);
        fold = fold_series(fold, &row.pv_w);
        fold = fold_series(fold, &row.import_price_per_kwh);
        fold = fold_series(fold, &row.export_price_per_kwh);
    }
    return ostrov_crc32(crc, &fold, sizeof fold);
}

uint32_t ostrov_i_site_crc(const ostrov_i_site *site, uint64_t fold)
{
    const ostrov_problem *p = &site->problem;
    const double numbers[] = {site->capacity_wh,
                              site->start_wh,
                              site->min_wh,
                              site->max_wh,
                              site->end_wh,
                              site->charge_w,
                              site->discharge_w,
                              site->charge_ratio,
                              site->discharge_ratio,
                              p->wear_price_per_kwh,
                              p->terminal_price_per_kwh,
                              p->curtail_price_per_kwh,
                              p->shed_price_per_kwh,
                              p->shed_critical_price_per_kwh,
                              p->reserve_price_per_kwh_h,
                              p->open_elapsed_s,
                              p->open_import_wh,
                              p->battery_running_w,
                              p->throughput_price_per_kwh,
                              site->full_wh,
                              p->full_price_per_kwh,
                              p->cvar_level_ratio,
                              p->cvar_weight_ratio};
    uint32_t crc = 0;
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        uint64_t word = 0;
        memcpy(&word, &numbers[i], sizeof word);
        fold = ostrov_i_fold(fold, word);
    }
    crc = ostrov_crc32(0, &fold, sizeof fold);
    crc = ostrov_crc32(crc, &p->edges_s[0], sizeof p->edges_s[0]);
    crc = ostrov_crc32(crc, &site->full_until, sizeof site->full_until);
    if (!ostrov_i_nan(p->throughput_wh)) {
        crc = ostrov_crc32(crc, &p->throughput_wh, sizeof p->throughput_wh);
    }
    crc = crc_rows(crc, p->vehicles, p->vehicles_count, p->vehicles_stride,
                   sizeof(ostrov_plan_vehicle));
    crc = crc_rows(crc, p->groups, p->groups_count, p->groups_stride, sizeof(ostrov_plan_group));
    crc = crc_rows(crc, p->peaks, p->peaks_count, p->peaks_stride, sizeof(ostrov_plan_peak));
    crc = crc_rows(crc, p->efficiencies, p->efficiencies_count, p->efficiencies_stride,
                   sizeof(ostrov_plan_efficiency));
    crc = crc_rows(crc, p->tapers, p->tapers_count, p->tapers_stride, sizeof(ostrov_plan_taper));
    crc = crc_rows(crc, p->wears, p->wears_count, p->wears_stride, sizeof(ostrov_plan_wear));
    crc = crc_rows(crc, p->tiers, p->tiers_count, p->tiers_stride, sizeof(ostrov_plan_tier));
    crc = crc_rows(crc, p->batteries, p->batteries_count, p->batteries_stride,
                   sizeof(ostrov_plan_battery));
    crc = crc_rows(crc, p->blocks, p->blocks_count, p->blocks_stride, sizeof(ostrov_plan_block));
    return crc_scenarios(crc, p);
}
