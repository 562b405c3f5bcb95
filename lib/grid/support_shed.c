/* Under-frequency shedding of load tiers.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "grid/support_fields.h"

#include "base/fields.h"

#include <string.h>

#define MAGIC UINT64_C(0x3164656873727676)

typedef struct shedder {
    uint64_t magic;
    double below_hz[OSTROV_GRID_TIERS];
    int64_t delay_us[OSTROV_GRID_TIERS];
    int64_t held_us[OSTROV_GRID_TIERS];
    uint32_t shed;
    int32_t count;
} __attribute__((may_alias)) shedder;

_Static_assert(sizeof(shedder) <= sizeof(ostrov_grid_shed), "fits its opaque words");

ostrov_status ostrov_grid_shed_init(ostrov_grid_shed *object, const ostrov_grid_shed_config *config,
                                    ostrov_fault *why)
{
    static const char name[] = "ostrov_grid_shed_config";
    shedder *s = (shedder *)object;
    ostrov_status status = ostrov_i_support_check(OSTROV_I_SUPPORT_SHED, config, why);
    if (status != OSTROV_OK || object == NULL) {
        return status != OSTROV_OK ? status : OSTROV_E_ARGUMENT;
    }
    for (int32_t i = 0; i < config->count; i++) {
        if (ostrov_i_nan(config->below_hz[i]) || ostrov_i_nan(config->delay_s[i])) {
            return ostrov_i_fault(why, OSTROV_E_NOT_FINITE, name,
                                  ostrov_i_nan(config->below_hz[i]) ? "below_hz" : "delay_s", i,
                                  OSTROV_I_NAN, OSTROV_I_NAN, OSTROV_I_NAN);
        }
        if (i > 0 && config->below_hz[i] > config->below_hz[i - 1]) {
            return ostrov_i_fault(why, OSTROV_E_RANGE, name, "below_hz", i, config->below_hz[i],
                                  OSTROV_I_NAN, config->below_hz[i - 1]);
        }
    }
    memset(object, 0, sizeof *object);
    s->magic = MAGIC;
    s->count = config->count;
    for (int32_t i = 0; i < s->count; i++) {
        s->below_hz[i] = config->below_hz[i];
        s->delay_us[i] = (int64_t)(config->delay_s[i] * 1e6 + 0.5);
    }
    return OSTROV_OK;
}

ostrov_status ostrov_grid_shed_step(ostrov_grid_shed *object, double hz, double dt_s,
                                    uint32_t *tiers)
{
    shedder *s = (shedder *)object;
    const int64_t us = ostrov_i_support_us(dt_s);
    if (object == NULL || tiers == NULL || s->magic != MAGIC) {
        return OSTROV_E_ARGUMENT;
    }
    const int32_t known = ostrov_i_finite(hz);
    for (int32_t i = 0; us > 0 && known && i < s->count; i++) {
        if (hz < s->below_hz[i]) {
            s->held_us[i] += us;
            s->shed |= s->held_us[i] >= s->delay_us[i] ? 1u << i : 0u;
            s->held_us[i] = s->held_us[i] > s->delay_us[i] ? s->delay_us[i] : s->held_us[i];
        } else {
            s->held_us[i] = 0;
        }
    }
    *tiers = s->shed;
    return us == 0 ? OSTROV_E_TIME : (known ? OSTROV_OK : OSTROV_DEGRADED);
}
