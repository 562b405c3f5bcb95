/* Bytes of a memory of errors, kept and taken back.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "scenarios_internal.h"

#include "base/fields.h"

/* Over all bytes, with the place of the checksum itself empty. */
static uint32_t checksum(ostrov_scenarios *s, size_t bytes)
{
    const uint32_t kept = s->crc;
    s->crc = 0;
    const uint32_t crc = ostrov_crc32(0, (const uint8_t *)s, bytes);
    s->crc = kept;
    return crc;
}

ostrov_status ostrov_scenarios_save(ostrov_scenarios *scenarios)
{
    if (scenarios == NULL || scenarios->magic != OSTROV_I_SCENARIOS_MAGIC) {
        return OSTROV_E_ARGUMENT;
    }
    scenarios->crc =
        checksum(scenarios, ostrov_i_scenarios_bytes(scenarios->days, scenarios->step_s));
    return OSTROV_OK;
}

/* A checksum finds what broke by chance; what is used without a further look is held against its
 * bounds. The sums of the day are only compared. */
static int32_t sound(const ostrov_scenarios *s)
{
    const int64_t most = OSTROV_I_SCENARIOS_TIME_MOST_S / s->step_s;
    /* no more days are judged than there are */
    const int64_t days = 2 * OSTROV_I_SCENARIOS_TIME_MOST_S / 86400 + 1;
    int32_t good = s->judged >= 0 && s->judged <= days && s->inside >= 0.0 &&
                   s->inside <= (double)s->judged && s->spread >= 0.5 && s->spread <= 3.0 &&
                   s->day_steps >= 0 && s->day_steps <= s->per_day;
    good = good && (s->last == INT64_MIN || (s->last >= -most && s->last <= most &&
                                             s->first >= -most && s->first <= s->last));
    const float *logit = (const float *)(s->memory + s->days);
    for (int32_t i = 0; good && i < s->days * s->per_day; i++) {
        good = ostrov_i_nan((double)logit[i]) || ostrov_i_abs((double)logit[i]) <= 20.0;
    }
    return good;
}

ostrov_status ostrov_scenarios_load(void *memory, size_t bytes,
                                    const ostrov_scenarios_config *config,
                                    ostrov_scenarios **scenarios)
{
    ostrov_scenarios_config full;
    ostrov_scenarios *s = memory;
    if (memory == NULL || scenarios == NULL || (uintptr_t)memory % 8 != 0) {
        return OSTROV_E_ARGUMENT;
    }
    const ostrov_status status = ostrov_i_scenarios_check(config, &full, NULL);
    if (status != OSTROV_OK) {
        return status;
    }
    const size_t needed = ostrov_i_scenarios_bytes(full.days, full.step_s);
    if (bytes < needed) {
        return OSTROV_E_SPACE;
    }
    if (s->magic != OSTROV_I_SCENARIOS_MAGIC) {
        return OSTROV_E_CORRUPT;
    }
    if (s->step_s != full.step_s || s->days != full.days || s->midnight_s != full.midnight_s) {
        return OSTROV_E_UNSUPPORTED; /* before the checksum: it is as long as these say */
    }
    if (s->crc != checksum(s, needed) || s->per_day != 86400 / s->step_s || !sound(s)) {
        return OSTROV_E_CORRUPT;
    }
    *scenarios = s;
    return OSTROV_OK;
}
