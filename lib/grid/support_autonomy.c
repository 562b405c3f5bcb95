/* How long an island holds, and which tiers of load a target time leaves on.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "grid/support_fields.h"

#include "base/fields.h"

/* The store gives what is above its least charge, less what is lost on the way to the bus, to the
 * part of the load that the sun does not carry. */
static int32_t hold(const ostrov_grid_store *s, double load_w, double *hold_s)
{
    const double above = ostrov_i_max(0.0, s->soc_ratio - s->soc_min_ratio);
    const double stored_wh = s->capacity_wh * above * s->discharge_efficiency_ratio;
    const double drawn_w = load_w - s->pv_w;
    if (drawn_w <= 0.0) {
        *hold_s = OSTROV_I_NAN;
        return OSTROV_GRID_HOLDS_EVER;
    }
    *hold_s = 3600.0 * stored_wh / drawn_w;
    return OSTROV_GRID_HOLDS_FOR;
}

static ostrov_status check_load(double load_w)
{
    return ostrov_i_finite(load_w) ? (load_w >= 0.0 ? OSTROV_OK : OSTROV_E_RANGE)
                                   : OSTROV_E_NOT_FINITE;
}

ostrov_status ostrov_grid_autonomy(const ostrov_grid_store *store, double load_w, int32_t *holds,
                                   double *hold_s)
{
    ostrov_status status = ostrov_i_support_check(OSTROV_I_SUPPORT_STORE, store, NULL);
    if (status != OSTROV_OK || holds == NULL || hold_s == NULL) {
        return status != OSTROV_OK ? status : OSTROV_E_ARGUMENT;
    }
    status = check_load(load_w);
    if (status == OSTROV_OK) {
        *holds = hold(store, load_w, hold_s);
    }
    return status;
}

ostrov_status ostrov_grid_autonomy_n(const ostrov_grid_store *store, const double *load_w, size_t n,
                                     int32_t *holds, double *hold_s)
{
    ostrov_status status = ostrov_i_support_check(OSTROV_I_SUPPORT_STORE, store, NULL);
    if (status != OSTROV_OK || ((load_w == NULL || holds == NULL || hold_s == NULL) && n > 0)) {
        return status != OSTROV_OK ? status : OSTROV_E_ARGUMENT;
    }
    for (size_t i = 0; i < n; i++) {
        if (check_load(load_w[i]) == OSTROV_OK) {
            holds[i] = hold(store, load_w[i], &hold_s[i]);
        } else {
            holds[i] = OSTROV_GRID_HOLDS_UNKNOWN;
            hold_s[i] = OSTROV_I_NAN;
            status = OSTROV_DEGRADED;
        }
    }
    return status;
}

ostrov_status ostrov_grid_tiers(const ostrov_grid_store *store, const double *tier_w, int32_t count,
                                double target_s, int32_t *kept, int32_t *met)
{
    double load_w = 0.0;
    int32_t on = 1;
    int32_t reached = 0;
    ostrov_status status = ostrov_i_support_check(OSTROV_I_SUPPORT_STORE, store, NULL);
    if (status != OSTROV_OK || tier_w == NULL || kept == NULL || met == NULL) {
        return status != OSTROV_OK ? status : OSTROV_E_ARGUMENT;
    }
    if (count < 1 || count > OSTROV_GRID_TIERS) {
        return OSTROV_E_RANGE;
    }
    status = check_load(target_s);
    for (int32_t i = 0; status == OSTROV_OK && i < count; i++) {
        status = check_load(tier_w[i]);
    }
    if (status != OSTROV_OK) {
        return status;
    }
    for (int32_t i = 0; i < count; i++) {
        double hold_s = 0.0;
        load_w += tier_w[i];
        if (hold(store, load_w, &hold_s) == OSTROV_GRID_HOLDS_FOR && hold_s < target_s) {
            break; /* with more load it holds no longer */
        }
        on = i + 1;
        reached = 1;
    }
    *kept = on;
    *met = reached;
    return OSTROV_OK;
}
