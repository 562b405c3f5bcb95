/* Snapshot of a health, "OSTRHLT1".
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/fields.h"
#include "health_internal.h"
#include "keep.h"

typedef ostrov_i_health health;

/* No battery's life gets there, and products of it are still finite. */
#define FAR INT64_C(4000000000000000000)
#define ROW(first, last, type, least, most)                                                        \
    OSTROV_I_MEMBERS(health, first, last, 8, OSTROV_I_MEMBER_##type, least, most)

static const ostrov_i_member members[] = {
    OSTROV_I_MEMBERS(health, tapering, empty, 4, OSTROV_I_MEMBER_I32, 0, 1),
    {offsetof(health, reason), OSTROV_I_MEMBER_I32, 1, 0, INT32_MAX},
    {offsetof(health, unlike), OSTROV_I_MEMBER_I32, 1, 0, 3},
    {offsetof(health, waiting), OSTROV_I_MEMBER_I32, 1, 0, 1},
    /* Half of what there is, so that counting on never overflows. */
    OSTROV_I_MEMBERS(health, windows, steps, 8, OSTROV_I_MEMBER_WHOLE, 0, INT64_MAX / 2),
    ROW(scale, sums[5], NUMBER, 0, FAR),
    ROW(capacity_ah, sigma_ah, MAYBE, 0, FAR),
    ROW(window_ah, window_ah, MAYBE, -FAR, FAR),
    ROW(unlike_ah, unlike_ah, NUMBER, 0, FAR),
    ROW(from_soc, from_sigma, MAYBE, 0, 1),
    ROW(charged_ah, charged_ah, NUMBER, -FAR, FAR),
    ROW(through_ah, gap_ah2, NUMBER, 0, FAR),
    ROW(known_a, known_a, MAYBE, -1000000, 1000000),
    ROW(gap_h, gap_h, NUMBER, 0, 1000000000),
    ROW(current_a, before_v, MAYBE, -1000000, 1000000),
    ROW(before_s, before_s, MAYBE, 0, 1000000),
    ROW(step_a, step_v, NUMBER, -1000000, 1000000),
    ROW(step_s, step_s, NUMBER, 0, FAR),
    ROW(stepped_a, stepped_a, NUMBER, -1000000, 1000000),
    ROW(resistance_ohm, resistance_ohm, MAYBE, 0, FAR),
    ROW(resistance_var, resistance_var, NUMBER, 0, FAR),
    ROW(first_ohm, first_ohm, MAYBE, 0, FAR),
    ROW(weight, weight, NUMBER, 0, 30),
};
#undef ROW

static const ostrov_i_keep keep = {
    {'O', 'S', 'T', 'R', 'H', 'L', 'T', '1'}, members, sizeof members / sizeof members[0]};

/* A fit has a scale and a capacity, a resistance has a weight. */
static int32_t possible(const health *h)
{
    const int32_t fitted = h->windows == 0 || (h->scale > 0.0 && h->capacity_ah > 0.0);
    const int32_t stepped = h->steps == 0 || (h->weight >= 1.0 && h->resistance_ohm > 0.0);
    return fitted && stepped;
}

static uint32_t settings(const health *h)
{
    return h == NULL ? 0
                     : ostrov_i_codec_crc_fields(
                           &ostrov_i_health_structures[OSTROV_I_HEALTH_CONFIG], &h->config);
}

size_t ostrov_health_save_size(void) { return ostrov_i_keep_size(&keep); }

ostrov_status ostrov_health_save(const ostrov_health *health_, void *bytes, size_t capacity,
                                 size_t *used)
{
    const health *h = ostrov_i_health_of(health_);
    return ostrov_i_keep_save(&keep, h, settings(h), bytes, capacity, used);
}

ostrov_status ostrov_health_load(ostrov_health *health_, const void *bytes, size_t count_)
{
    health *h = ostrov_i_health_of(health_);
    if (h == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    health next = *h;
    const ostrov_status status = ostrov_i_keep_load(&keep, &next, settings(h), bytes, count_);
    if (status != OSTROV_OK) {
        return status;
    }
    if (!possible(&next)) {
        return OSTROV_E_CORRUPT;
    }
    *h = next;
    return OSTROV_OK;
}
