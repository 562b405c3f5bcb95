/* Snapshot of a battery that ages, "OSTRAGE1".
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/fields.h"
#include "keep.h"
#include "wear_internal.h"

typedef ostrov_i_ageing ageing;

static ageing *self(ostrov_ageing *a)
{
    ageing *x = (ageing *)(void *)a;
    return x != NULL && x->magic == OSTROV_I_AGEING_MAGIC ? x : NULL;
}

/* No battery's life gets there, and products of it are still finite. */
#define FAR INT64_C(1000000000000000000)
#define ROW(first, last, least, most)                                                              \
    OSTROV_I_MEMBERS(ageing, first, last, 8, OSTROV_I_MEMBER_NUMBER, least, most)

static const ostrov_i_member members[] = {
    {offsetof(ageing, gathering), OSTROV_I_MEMBER_U32, 1, 0, 0},
    ROW(time_loss, early, 0, 1),
    ROW(spent, spent, 0, 4),
    ROW(time_rise, cycle_rise, 0, 1000),
    ROW(days, cycles, 0, FAR),
    ROW(time_slope, cycle_slope, -FAR, FAR),
    ROW(soc, soc, 0, 1),
    ROW(temperature_c, temperature_c, -60, 100),
    ROW(gathered_s, gathered_s, 0, FAR),
    ROW(low, high, 0, 1),
    ROW(soc_s, warm2_s, -FAR, FAR),
    OSTROV_I_MEMBERS(ageing, loss_s, rise_s, 8, OSTROV_I_MEMBER_BITS, INT64_MIN, INT64_MAX),
};
#undef ROW

static const ostrov_i_keep keep = {
    {'O', 'S', 'T', 'R', 'A', 'G', 'E', '1'}, members, sizeof members / sizeof members[0]};

/* Sigmoids are so steep in the cold. */
static const double rate_most = 1e15;

/* What is gathered of a window are means of what samples may be. */
static int32_t possible(const ageing *a)
{
    const double s = 1.0001 * a->gathered_s; /* sums are rounded */
    const double rates[] = {a->loss_s, a->shape_s, a->early_s, a->rise_s};
    int32_t good = a->low <= a->high && a->soc_s >= 0.0 && a->soc_s <= s && a->turned >= 0.0 &&
                   a->fast_h >= 0.0 && a->fast_h <= 1.0001 * a->turned &&
                   ostrov_i_abs(a->warm_s) <= 100.0 * s && a->warm2_s >= 0.0 &&
                   a->warm2_s <= 1e4 * s;
    for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++) {
        good &= rates[i] >= 0.0 && rates[i] <= rate_most * s;
    }
    return good;
}

static uint32_t settings(const ageing *a)
{
    return a == NULL ? 0
                     : ostrov_i_codec_crc_fields(&ostrov_i_wear_structures[OSTROV_I_AGEING_CONFIG],
                                                 &a->config);
}

size_t ostrov_ageing_save_size(void) { return ostrov_i_keep_size(&keep); }

ostrov_status ostrov_ageing_save(const ostrov_ageing *ageing_, void *bytes, size_t capacity_,
                                 size_t *used)
{
    const ageing *a = self((ostrov_ageing *)ageing_);
    return ostrov_i_keep_save(&keep, a, settings(a), bytes, capacity_, used);
}

ostrov_status ostrov_ageing_load(ostrov_ageing *ageing_, const void *bytes, size_t count)
{
    ageing *a = self(ageing_);
    if (a == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    ageing next = *a;
    const ostrov_status status = ostrov_i_keep_load(&keep, &next, settings(a), bytes, count);
    if (status != OSTROV_OK) {
        return status;
    }
    if (!possible(&next)) {
        return OSTROV_E_CORRUPT;
    }
    *a = next;
    return OSTROV_OK;
}
