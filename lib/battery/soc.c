/* The estimator of one string: what comes in, one step, what is known.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "battery_internal.h"
#include "soc.h"

#include "base/fields.h"

#include <string.h>

_Static_assert(sizeof(ostrov_i_soc) <= sizeof(ostrov_soc), "an estimator is larger than promised");
_Static_assert(sizeof(ostrov_soc) <= 16384, "a string has more than 16 KiB of state");

#define CONFIG (&ostrov_i_soc_structures[0])
#define SAMPLE (&ostrov_i_soc_structures[1])
#define STATE (&ostrov_i_soc_structures[2])

/* Offset of a current sensor nobody told of: this much of the capacity in an hour. */
static const double offset_per_h = 0.025;
/* A current further from zero than this many of the offset's sigma is a current. */
static const double offset_reach = 3.0;
/* A current that moves by less than this share of the offset's sigma stands still. */
static const double steady_ratio = 0.05;
/* Full, as a charger tells it: to 1 %. */
static const double full_sigma = 0.01;
/* Mean squared misfit from which no hypothesis can be right, and how long a new start is given. */
static const double contradiction = 16.0;
static const double patience_s = 3600.0;
static const double assumed_c = 25.0;

ostrov_status ostrov_soc_defaults(ostrov_soc_config *config, size_t size)
{
    return ostrov_i_defaults(CONFIG, config, size);
}

ostrov_status ostrov_soc_sample_defaults(ostrov_soc_sample *sample, size_t size)
{
    return ostrov_i_defaults(SAMPLE, sample, size);
}

ostrov_status ostrov_soc_init(ostrov_soc *soc, const ostrov_cell *cell,
                              const ostrov_soc_config *config, ostrov_fault *why)
{
    if (soc == NULL || cell == NULL || config == NULL) {
        return ostrov_i_fault(why, OSTROV_E_ARGUMENT, CONFIG->name, NULL, -1, OSTROV_I_NAN,
                              OSTROV_I_NAN, OSTROV_I_NAN);
    }
    ostrov_soc_config full;
    ostrov_status status = ostrov_i_take_config(CONFIG, config, &full, why);
    status = status == OSTROV_OK ? ostrov_cell_check(cell, why) : status;
    if (status != OSTROV_OK) {
        return status;
    }
    ostrov_i_soc b;
    memset(&b, 0, sizeof b);
    b.magic = OSTROV_I_SOC_MAGIC;
    b.config = full;
    b.cell = *cell;
    if (ostrov_i_nan(full.offset_sigma_a)) {
        b.config.offset_sigma_a = offset_per_h * cell->capacity_ah * cell->parallel;
    }
    b.cell_crc = ostrov_i_soc_cell_crc(&b.cell);
    b.temperature_c = OSTROV_I_NAN;
    b.innovation_v = OSTROV_I_NAN;
    b.steady_a = OSTROV_I_NAN;
    b.patience_s = patience_s;
    b.misfit = 1.0;
    for (int32_t k = 0; k < OSTROV_CELL_RC; k++) {
        b.rc_doubt[k] = 1.0;
    }
    ostrov_i_soc_start(&b, full.soc_start_ratio);
    b.soc = ostrov_i_nan(full.soc_start_ratio) ? 0.5 : full.soc_start_ratio;
    ostrov_i_soc_conclude(&b, 1e-9);
    b.notes = 0;
    b.resyncs = 0;
    memset(soc, 0, sizeof *soc);
    memcpy(soc, &b, sizeof b);
    return OSTROV_OK;
}

static void take_temperature(ostrov_i_soc *b, double temperature_c)
{
    const int32_t first = ostrov_i_nan(b->temperature_c);
    if (!ostrov_i_nan(temperature_c)) {
        b->temperature_c = temperature_c;
    } else if (first) {
        b->temperature_c = assumed_c;
        b->notes |= OSTROV_SOC_NO_TEMPERATURE;
    }
    if (first) {
        ostrov_i_soc_slice_fill(b);
        ostrov_i_soc_unknown_start(b);
    } else {
        ostrov_i_soc_slice_refresh(b);
    }
    if (b->notes & OSTROV_SOC_NO_TEMPERATURE) {
        b->temperature_c = OSTROV_I_NAN; /* the first one that is told fills the tables anew */
    }
}

/* Charge in whole micro-coulombs, so that cutting a step in two changes nothing for a hundred
 * years. */
static void count(ostrov_i_soc *b, double current_a, double dt_s)
{
    const double uc = current_a * dt_s * 1e6 + b->carry_uc;
    const double whole = ostrov_i_clamp(uc, -9e18, 9e18);
    const int64_t n = (int64_t)whole;
    b->carry_uc = whole - (double)n;
    if (n >= 0) {
        b->discharged_uc = n > INT64_MAX - b->discharged_uc ? INT64_MAX : b->discharged_uc + n;
    } else {
        b->charged_uc = -n > INT64_MAX - b->charged_uc ? INT64_MAX : b->charged_uc - n;
    }
}

/* A steady current that is no larger than an offset may be is taken for the offset itself. */
static void standstill(ostrov_i_soc *b, double current_a, double dt_s)
{
    const ostrov_soc_config *c = &b->config;
    const double sigma = c->offset_sigma_a;
    if (ostrov_i_abs(current_a - b->steady_a) > steady_ratio * sigma || ostrov_i_nan(b->steady_a)) {
        b->steady_a = current_a;
        b->steady_s = 0.0;
        return;
    }
    b->steady_s += dt_s;
    if (c->standstill_s <= 0.0 || b->steady_s < c->standstill_s || sigma <= 0.0 ||
        ostrov_i_abs(current_a) > offset_reach * sigma) {
        return;
    }
    b->notes |= OSTROV_SOC_STANDSTILL;
    for (int32_t k = 0; k < b->count; k++) {
        ostrov_i_soc_learn(&b->bank[k], SOC_B, current_a, 0.0225 * sigma * sigma / dt_s);
    }
}

/* Moves currents through the RC pairs and every filter on by one step of the current measured
 * before. */
static void predict(ostrov_i_soc *b, ostrov_i_soc_step *s)
{
    ostrov_cell_point p;
    ostrov_i_cell_point(&b->cell, b->soc,
                        ostrov_i_nan(b->temperature_c) ? assumed_c : b->temperature_c, &p);
    s->charge_as = 3600.0 * p.capacity_ah;
    s->eta = b->cell.charge_efficiency_ratio;
    s->quiet_a = ostrov_i_max(b->cell.hysteresis_rest_a * b->cell.parallel, 2e-3 * p.capacity_ah);
    for (int32_t k = 0; k < b->cell.rc_count; k++) {
        const double keep = ostrov_exp(-s->dt_s / p.rc_s[k]);
        b->rc_a[k] = keep * b->rc_a[k] + (1.0 - keep) * s->current_a;
        b->rc_doubt[k] *= keep;
    }
    s->keep_u = b->cell.rc_count > 0 ? ostrov_exp(-s->dt_s / p.rc_s[b->cell.rc_count - 1]) : 1.0;
    s->bend_ratio = 1.0;
    const double linear_v = p.transfer_ohm * s->current_a;
    if (p.exchange_a > 0.0 && ostrov_i_abs(linear_v) > 0.0) {
        s->bend_ratio =
            (ostrov_cell_drop(&p, s->current_a) - p.ohmic_ohm * s->current_a) / linear_v;
    }
    for (int32_t k = 0; k < b->count; k++) {
        ostrov_i_soc_predict(b, s, &b->bank[k]);
    }
}

static void learn_voltage(ostrov_i_soc *b, const ostrov_i_soc_step *s, double voltage_v)
{
    b->innovation_v = OSTROV_I_NAN;
    if (ostrov_i_nan(voltage_v)) {
        b->notes |= OSTROV_SOC_NO_VOLTAGE;
        return;
    }
    double heaviest = -1e300;
    for (int32_t k = 0; k < b->count; k++) {
        const double weight = b->bank[k].log_weight;
        const double y = ostrov_i_soc_voltage(b, s, &b->bank[k], voltage_v);
        if (weight > heaviest) {
            heaviest = weight;
            b->innovation_v = y;
        }
    }
}

/* When voltage has fitted nothing for minutes, every start is opened again. */
static void contradict(ostrov_i_soc *b, double dt_s)
{
    b->patience_s -= ostrov_i_min(dt_s, b->patience_s);
    if (b->misfit > contradiction && b->patience_s <= 0.0) {
        ostrov_i_soc_start(b, OSTROV_I_NAN);
        b->notes |= OSTROV_SOC_CONTRADICTED;
        b->misfit = 1.0;
        b->patience_s = patience_s;
    }
}

/* A full charge is wanted from full_charge_sigma_ratio on, until half of it. */
static void wish(ostrov_i_soc *b, uint32_t before)
{
    const double limit = b->config.full_charge_sigma_ratio;
    const double ease = (before & OSTROV_SOC_FULL_CHARGE_WANTED) != 0 ? 0.5 : 1.0;
    if (b->sigma > ease * limit) {
        b->notes |= OSTROV_SOC_FULL_CHARGE_WANTED;
    }
}

/* The current of the step before is what moved the charge; the one measured now is in the voltage.
 */
static void run(ostrov_i_soc *b, const ostrov_soc_sample *sample, double dt_s)
{
    ostrov_i_soc_step s = {.dt_s = dt_s, .current_a = sample->current_a};
    if (ostrov_i_nan(s.current_a)) {
        s.current_a = b->offset_a;
        b->notes |= OSTROV_SOC_NO_CURRENT;
    }
    count(b, s.current_a, dt_s);
    predict(b, &s);
    if ((b->notes & OSTROV_SOC_NO_CURRENT) != 0) {
        /* Nobody knows what flowed: half of the capacity in an hour, say. */
        const double blind = 0.5 * dt_s / 3600.0;
        for (int32_t k = 0; k < b->count; k++) {
            double *p = &b->bank[k].p[SOC_Z][SOC_Z];
            *p += blind * blind + 2.0 * blind * __builtin_sqrt(*p);
            ostrov_i_soc_cap(&b->bank[k], SOC_Z, 0.25);
        }
        b->steady_a = OSTROV_I_NAN;
        b->notes |= ostrov_i_nan(sample->voltage_v) ? OSTROV_SOC_NO_VOLTAGE : 0u;
        b->innovation_v = OSTROV_I_NAN;
    } else {
        learn_voltage(b, &s, sample->voltage_v);
        standstill(b, s.current_a, dt_s);
    }
    if (sample->full == 1 && !b->was_full) {
        for (int32_t k = 0; k < b->count; k++) {
            ostrov_i_soc_learn(&b->bank[k], SOC_Z, 1.0, full_sigma * full_sigma);
        }
    }
    b->was_full = sample->full == 1;
    ostrov_i_soc_sift(b);
    ostrov_i_soc_conclude(b, dt_s);
    contradict(b, dt_s);
}

ostrov_status ostrov_soc_step(ostrov_soc *soc, const ostrov_soc_sample *sample, double dt_s)
{
    ostrov_i_soc *b = (ostrov_i_soc *)(void *)soc;
    if (soc == NULL || sample == NULL || b->magic != OSTROV_I_SOC_MAGIC) {
        return OSTROV_E_ARGUMENT;
    }
    if (!(dt_s > 0.0 && dt_s <= 86400.0)) {
        return OSTROV_E_TIME;
    }
    ostrov_soc_sample full;
    int32_t refused = 0;
    const ostrov_status status = ostrov_i_take_sample(SAMPLE, sample, &full, &refused, NULL);
    if (status < OSTROV_OK) {
        return status;
    }
    const uint32_t before = b->notes;
    b->notes = refused > 0 ? OSTROV_SOC_REFUSED : 0u;
    const double series = (double)b->cell.series;
    const double capacity_ah = b->cell.capacity_ah * b->cell.parallel;
    if (full.voltage_v > 6.0 * series || full.voltage_v < 0.5 * series) {
        full.voltage_v = OSTROV_I_NAN;
        b->notes |= OSTROV_SOC_REFUSED;
    }
    if (ostrov_i_abs(full.current_a) > 100.0 * capacity_ah) {
        full.current_a = OSTROV_I_NAN;
        b->notes |= OSTROV_SOC_REFUSED;
    }
    take_temperature(b, full.temperature_c);
    run(b, &full, dt_s);
    wish(b, before);
    const uint32_t missing =
        OSTROV_SOC_NO_VOLTAGE | OSTROV_SOC_NO_CURRENT | OSTROV_SOC_NO_TEMPERATURE;
    return (b->notes & missing) != 0 ? OSTROV_DEGRADED : OSTROV_OK;
}

ostrov_status ostrov_soc_read(const ostrov_soc *soc, ostrov_soc_state *state, size_t size)
{
    const ostrov_i_soc *b = (const ostrov_i_soc *)(const void *)soc;
    if (soc == NULL || state == NULL || b->magic != OSTROV_I_SOC_MAGIC) {
        return OSTROV_E_ARGUMENT;
    }
    ostrov_soc_state s;
    memset(&s, 0, sizeof s);
    s.struct_size = (uint32_t)sizeof s;
    s.notes = b->notes;
    s.soc_ratio = b->soc;
    s.soc_sigma_ratio = b->sigma;
    s.soc_low_ratio = ostrov_i_max(b->soc - 3.0 * b->sigma, 0.0);
    s.soc_high_ratio = ostrov_i_min(b->soc + 3.0 * b->sigma, 1.0);
    s.offset_a = b->offset_a;
    s.offset_sigma_a = b->offset_sigma_a;
    s.hysteresis_ratio = b->hysteresis;
    s.resistance_ratio = b->resistance;
    s.innovation_v = b->innovation_v;
    s.discharged_ah = (double)b->discharged_uc / 3.6e9;
    s.charged_ah = (double)b->charged_uc / 3.6e9;
    s.resyncs = b->resyncs;
    s.hypotheses = b->count;
    return ostrov_i_give(STATE, &s, state, size);
}
