/* Snapshot of the estimator of a string, "OSTRSOC1": the CRC of the cell and its tables, which the
 * caller keeps, then every number that a step leaves behind. The slice is among them, since which
 * of its points are how old depends on the way here.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "battery_internal.h"
#include "keep.h"
#include "soc.h"

#include "base/fields.h"

typedef ostrov_i_soc estimator;

/* Nothing that a step can leave comes near it, and products of it are still finite. */
static const double most = 1e60;

enum {
    SLICE_NUMBERS = offsetof(ostrov_i_soc_slice, next) / 8,
    BANK_NUMBERS = sizeof(ostrov_i_soc_filter) / 8 * SOC_BANK
};

#define WHOLE OSTROV_I_MEMBER_WHOLE
#define BITS OSTROV_I_MEMBER_BITS

static const ostrov_i_member members[] = {
    {offsetof(estimator, cell_crc), OSTROV_I_MEMBER_U32, 1, 0, 0},
    {offsetof(estimator, notes), OSTROV_I_MEMBER_U32, 1, 0, 0},
    {offsetof(estimator, slice), BITS, SLICE_NUMBERS, INT64_MIN, INT64_MAX},
    {offsetof(estimator, slice.next), OSTROV_I_MEMBER_I32, 1, 0, SOC_GRID - 1},
    {offsetof(estimator, bank), BITS, BANK_NUMBERS, INT64_MIN, INT64_MAX},
    {offsetof(estimator, count), OSTROV_I_MEMBER_I32, 1, 1, SOC_BANK},
    {offsetof(estimator, pair), OSTROV_I_MEMBER_I32, 1, 0, SOC_BANK *SOC_BANK - 1},
    {offsetof(estimator, was_full), OSTROV_I_MEMBER_I32, 1, 0, 1},
    OSTROV_I_MEMBERS(estimator, temperature_c, rc_doubt[OSTROV_CELL_RC - 1], 8, BITS, INT64_MIN,
                     INT64_MAX),
    {offsetof(estimator, started), OSTROV_I_MEMBER_I32, 1, 0, 1},
    OSTROV_I_MEMBERS(estimator, steady_a, innovation_v, 8, BITS, INT64_MIN, INT64_MAX),
    OSTROV_I_MEMBERS(estimator, charged_uc, discharged_uc, 8, WHOLE, 0, INT64_MAX),
    OSTROV_I_MEMBERS(estimator, carry_uc, carry_uc, 8, BITS, INT64_MIN, INT64_MAX),
    OSTROV_I_MEMBERS(estimator, resyncs, resyncs, 8, WHOLE, 0, INT64_MAX / 2),
};

static const ostrov_i_keep keep = {
    {'O', 'S', 'T', 'R', 'S', 'O', 'C', '1'}, members, sizeof members / sizeof members[0]};

static uint32_t table(uint32_t crc, const double *values, int32_t count)
{
    const double there = values == NULL ? 0.0 : 1.0;
    crc = ostrov_i_codec_crc_words(crc, &there, sizeof there);
    return values == NULL ? crc
                          : ostrov_i_codec_crc_words(crc, values, (size_t)count * sizeof *values);
}

uint32_t ostrov_i_soc_cell_crc(const ostrov_cell *c)
{
    const double numbers[] = {c->chemistry,
                              c->series,
                              c->soc_count,
                              c->resistance_count,
                              c->temperature_count,
                              c->rc_count,
                              c->parallel,
                              c->capacity_ah,
                              c->charge_efficiency_ratio,
                              c->hysteresis_rate,
                              c->hysteresis_rest_a,
                              c->heat_capacity_j_per_c,
                              c->cooling_w_per_c};
    const int32_t warm = c->temperature_count;
    const int32_t volts = warm * c->soc_count;
    const int32_t ohms = warm * c->resistance_count;
    uint32_t crc = ostrov_i_codec_crc_words(0, numbers, sizeof numbers);
    crc = table(crc, c->temperature_c, warm);
    crc = table(crc, c->ocv_v, volts);
    crc = table(crc, c->hysteresis_v, volts);
    crc = table(crc, c->hysteresis_step_v, warm);
    crc = table(crc, c->ohmic_ohm, ohms);
    crc = table(crc, c->transfer_ohm, ohms);
    crc = table(crc, c->exchange_a, warm);
    crc = table(crc, c->rc_ohm, ohms * c->rc_count);
    crc = table(crc, c->rc_s, warm * c->rc_count);
    return table(crc, c->entropy_v_per_c, c->soc_count);
}

static int32_t sane(const double *values, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!(ostrov_i_abs(values[i]) <= most)) {
            return 0;
        }
    }
    return 1;
}

/* Whether it may be one: pair by pair, with room for rounding. */
static int32_t covariance(const ostrov_i_soc_filter *f)
{
    int32_t good = 1;
    for (int32_t i = 0; i < SOC_STATES; i++) {
        good &= f->p[i][i] >= 0.0;
        for (int32_t j = 0; j < i; j++) {
            const double both = f->p[i][i] * f->p[j][j];
            good &= f->p[i][j] * f->p[i][j] <= 1.01 * both + 1e-18;
            good &= f->p[j][i] * f->p[j][i] <= 1.01 * both + 1e-18;
        }
    }
    return good;
}

/* Whether a step may go on from it: a right CRC tells that it was written so, not by whom. */
static int32_t possible(const estimator *b)
{
    const double told[] = {b->misfit,   b->patience_s,     b->soc,        b->sigma,
                           b->offset_a, b->offset_sigma_a, b->hysteresis, b->resistance,
                           b->steady_s, b->carry_uc};
    int32_t good = sane(told, sizeof told / sizeof told[0]) && b->soc >= 0.0 && b->soc <= 1.0 &&
                   b->sigma >= 0.0 && b->offset_sigma_a >= 0.0 &&
                   sane((const double *)(const void *)&b->slice, SLICE_NUMBERS) &&
                   sane(b->rc_a, OSTROV_CELL_RC) && sane(b->rc_doubt, OSTROV_CELL_RC) &&
                   ostrov_i_abs(b->carry_uc) <= 1.0;
    good &= ostrov_i_nan(b->temperature_c) || sane(&b->temperature_c, 1);
    good &= ostrov_i_nan(b->steady_a) || sane(&b->steady_a, 1);
    good &= ostrov_i_nan(b->innovation_v) || sane(&b->innovation_v, 1);
    for (int32_t k = 0; k < SOC_BANK; k++) {
        const ostrov_i_soc_filter *f = &b->bank[k];
        good &= sane((const double *)(const void *)f, sizeof *f / sizeof(double));
        good &= covariance(f);
    }
    return good;
}

static estimator *self(ostrov_soc *soc)
{
    estimator *b = (estimator *)(void *)soc;
    return b != NULL && b->magic == OSTROV_I_SOC_MAGIC ? b : NULL;
}

static uint32_t settings(const estimator *b)
{
    return b == NULL ? 0 : ostrov_i_codec_crc_fields(&ostrov_i_soc_structures[0], &b->config);
}

size_t ostrov_soc_save_size(void) { return ostrov_i_keep_size(&keep); }

ostrov_status ostrov_soc_save(const ostrov_soc *soc, void *bytes, size_t capacity, size_t *used)
{
    const estimator *b = self((ostrov_soc *)soc);
    return ostrov_i_keep_save(&keep, b, settings(b), bytes, capacity, used);
}

ostrov_status ostrov_soc_load(ostrov_soc *soc, const void *bytes, size_t count)
{
    estimator *b = self(soc);
    if (b == NULL || bytes == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    estimator next = *b;
    const ostrov_status status = ostrov_i_keep_load(&keep, &next, settings(b), bytes, count);
    if (status != OSTROV_OK) {
        return status;
    }
    if (next.cell_crc != b->cell_crc) {
        return OSTROV_E_STATE;
    }
    if (!possible(&next)) {
        return OSTROV_E_CORRUPT;
    }
    *b = next;
    return OSTROV_OK;
}
