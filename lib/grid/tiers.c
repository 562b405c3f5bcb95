/* Load tiers by energy: see tiers.h.
 *
 * A tier is let on when the energy above the black-start reserve feeds it and all that is on for
 * autonomy_s with a tenth to spare, and the PCS is known to have the power; one at a time. It is
 * shed when the energy no longer lasts, or the PCS has no power left. A tier too great for the
 * energy is passed over for a smaller one behind it: tiers are chosen by what they take.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "grid/tiers.h"

#define SHED_PAUSE_US 60000000 /* after a shed: letting on is slower than shedding */
#define OVERLOAD_US                                                                                \
    200000 /* a shed for lack of power gets so long to help, then the next follows */
#define ENOUGH_US ((int64_t)1 << 50)

static uint32_t all(const ostrov_i_grid_settings *set)
{
    return (UINT32_C(1) << set->tier_count) - 1;
}

void ostrov_i_tiers_reset(const ostrov_i_grid_settings *set, ostrov_i_tiers *tiers)
{
    tiers->pause_us = 0;
    tiers->shed_us = OVERLOAD_US;
    tiers->autonomy_s = -1;
    tiers->mask = all(set);
    tiers->floor_ppm = -1;
}

int32_t ostrov_i_tiers_carried(const ostrov_i_grid_settings *set, const ostrov_i_view *view)
{
    return set->tier_count == 0 || (view->tier_w[0] >= 0 && view->headroom_w >= view->tier_w[0]);
}

/* Wh above the black-start reserve; -1 = not known. */
static int64_t usable_wh(const ostrov_i_grid_settings *set, const ostrov_i_view *view)
{
    if (view->energy_wh < 0 || view->soc_ppm < 0) {
        return -1;
    }
    if (view->soc_ppm <= set->reserve_ppm) {
        return 0;
    }
    return view->energy_wh * (view->soc_ppm - set->reserve_ppm) / view->soc_ppm;
}

/* W of the tiers in mask; -1 = one of them is not known. */
static int64_t power_w(const ostrov_i_grid_settings *set, const ostrov_i_view *view, uint32_t mask)
{
    int64_t sum_w = 0;
    for (int32_t i = 0; i < set->tier_count; i++) {
        if ((mask >> i & 1) != 0) {
            if (view->tier_w[i] < 0) {
                return -1;
            }
            sum_w += view->tier_w[i];
        }
    }
    return sum_w;
}

static int32_t lasts(const ostrov_i_grid_settings *set, int64_t energy_wh, int64_t net_w)
{
    return net_w <= 0 || energy_wh * 3600 >= net_w * set->autonomy_s;
}

/* Sheds what the energy does not feed, the least needed first, never tier 1. */
static void shed(const ostrov_i_grid_settings *set, ostrov_i_tiers *tiers,
                 const ostrov_i_view *view, int64_t energy_wh)
{
    int32_t none_left = view->headroom_w == 0 && tiers->shed_us >= OVERLOAD_US;
    for (int32_t i = set->tier_count - 1; i > 0; i--) {
        uint32_t bit = UINT32_C(1) << i;
        int64_t on_w = power_w(set, view, tiers->mask);
        int32_t short_of = energy_wh >= 0 && on_w >= 0 && !lasts(set, energy_wh, on_w - view->pv_w);
        if ((tiers->mask & bit) != 0 && (short_of || none_left)) {
            tiers->mask &= ~bit;
            tiers->pause_us = SHED_PAUSE_US;
            tiers->shed_us = 0;
            none_left = 0;
        }
    }
}

static void let_on(const ostrov_i_grid_settings *set, ostrov_i_tiers *tiers,
                   const ostrov_i_view *view, int64_t energy_wh)
{
    int64_t on_w = power_w(set, view, tiers->mask);
    if (tiers->pause_us > 0 || energy_wh < 0 || on_w < 0) {
        return;
    }
    for (int32_t i = 0; i < set->tier_count; i++) {
        uint32_t bit = UINT32_C(1) << i;
        int64_t more_w = view->tier_w[i];
        if ((tiers->mask & bit) == 0 && more_w >= 0 && view->headroom_w >= more_w &&
            lasts(set, energy_wh, (on_w + more_w) * 11 / 10 - view->pv_w)) {
            tiers->mask |= bit;
            tiers->pause_us = set->tier_step_us;
            return;
        }
    }
}

/* Energy of tier 1 for the target, without sun, and the black-start reserve. */
static int32_t floor_ppm(const ostrov_i_grid_settings *set, const ostrov_i_view *view)
{
    int64_t need_wh = 0;
    int64_t ppm = 0;
    if (set->tier_count == 0) {
        return set->reserve_ppm;
    }
    if (view->tier_w[0] < 0 || view->energy_wh <= 0 || view->soc_ppm <= 0) {
        return -1;
    }
    need_wh = view->tier_w[0] * set->autonomy_s / 3600;
    ppm = set->reserve_ppm + need_wh * view->soc_ppm / view->energy_wh;
    return ppm > 1000000 ? 1000000 : (int32_t)ppm;
}

static int64_t autonomy_s(const ostrov_i_grid_settings *set, const ostrov_i_tiers *tiers,
                          const ostrov_i_view *view, int64_t energy_wh)
{
    int64_t on_w = power_w(set, view, tiers->mask);
    int64_t left_s = 0;
    if (set->tier_count == 0 || energy_wh < 0 || on_w < 0) {
        return -1;
    }
    if (on_w <= view->pv_w) {
        return OSTROV_I_AUTONOMY_MOST_S;
    }
    left_s = energy_wh * 3600 / (on_w - view->pv_w);
    return left_s < OSTROV_I_AUTONOMY_MOST_S ? left_s : OSTROV_I_AUTONOMY_MOST_S;
}

void ostrov_i_tiers_step(const ostrov_i_grid_settings *set, ostrov_i_tiers *tiers,
                         const ostrov_i_view *view, int32_t mode)
{
    int64_t energy_wh = usable_wh(set, view);
    if (tiers->shed_us < ENOUGH_US) {
        tiers->shed_us += view->dt_us;
    }
    tiers->pause_us = tiers->pause_us > view->dt_us ? tiers->pause_us - view->dt_us : 0;
    switch (mode) {
    case OSTROV_GRID_ISLAND:
    case OSTROV_GRID_OBSERVE:
    case OSTROV_GRID_SYNC:
        shed(set, tiers, view, energy_wh);
        let_on(set, tiers, view, energy_wh);
        break;
    case OSTROV_GRID_FORMING:
    case OSTROV_GRID_BLACK:
    case OSTROV_GRID_DEAD:
    case OSTROV_GRID_SAFE_STOP:
    case OSTROV_GRID_BACKUP_OPEN: /* a bus that comes alive finds the first tier only */
        tiers->mask = all(set) & 1;
        tiers->pause_us = set->tier_step_us;
        break;
    case OSTROV_GRID_OPENING:
    case OSTROV_GRID_CLOSING:
    case OSTROV_GRID_LOCKOUT: /* stays as it was */
        break;
    default: /* the grid feeds all, or hands off */
        tiers->mask = all(set);
        tiers->pause_us = 0;
        break;
    }
    tiers->floor_ppm = floor_ppm(set, view);
    tiers->autonomy_s = autonomy_s(set, tiers, view, energy_wh);
}
