/* Telemetry judged sample by sample: the object around the judgements of telemetry_judge.c.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/fields.h"
#include "keep.h"
#include "telemetry_internal.h"

typedef ostrov_i_telemetry telemetry;

_Static_assert(sizeof(telemetry) <= sizeof(ostrov_telemetry), "ostrov_telemetry is too small");

static telemetry *self(ostrov_telemetry *t)
{
    telemetry *x = (telemetry *)(void *)t;
    return x != NULL && x->magic == OSTROV_I_TELEMETRY_MAGIC ? x : NULL;
}

ostrov_status ostrov_telemetry_defaults(ostrov_telemetry_config *config, size_t size)
{
    return ostrov_i_defaults(&ostrov_i_telemetry_structures[OSTROV_I_TELEMETRY_CONFIG], config,
                             size);
}

ostrov_status ostrov_telemetry_sample_defaults(ostrov_telemetry_sample *sample, size_t size)
{
    return ostrov_i_defaults(&ostrov_i_telemetry_structures[OSTROV_I_TELEMETRY_SAMPLE], sample,
                             size);
}

static void forget(double *values, int32_t count)
{
    for (int32_t i = 0; i < count; i++) {
        values[i] = OSTROV_I_NAN;
    }
}

ostrov_status ostrov_telemetry_init(ostrov_telemetry *telemetry_,
                                    const ostrov_telemetry_config *config, ostrov_fault *why)
{
    const ostrov_structure *table = &ostrov_i_telemetry_structures[OSTROV_I_TELEMETRY_CONFIG];
    ostrov_telemetry_config full;
    if (telemetry_ == NULL || config == NULL) {
        return ostrov_i_fault(why, OSTROV_E_ARGUMENT, NULL, NULL, -1, OSTROV_I_NAN, OSTROV_I_NAN,
                              OSTROV_I_NAN);
    }
    const ostrov_status status = ostrov_i_take_config(table, config, &full, why);
    if (status != OSTROV_OK) {
        return status;
    }
    if (!(full.voltage_min_v < full.voltage_max_v)) {
        return ostrov_i_fault(why, OSTROV_E_RANGE, table->name, "voltage_min_v", -1,
                              full.voltage_min_v, 0.0, full.voltage_max_v);
    }
    if (ostrov_i_nan(full.current_max_a)) {
        full.current_max_a = 5.0 * full.capacity_ah;
    }
    memset(telemetry_, 0, sizeof *telemetry_);
    telemetry *t = (telemetry *)(void *)telemetry_;
    t->magic = OSTROV_I_TELEMETRY_MAGIC;
    t->config = full;
    forget(t->since_s, OSTROV_TELEMETRY_REASONS);
    forget(t->believed, OSTROV_I_VALUES);
    forget(t->told, OSTROV_I_VALUES);
    forget(t->last, OSTROV_I_VALUES);
    forget(t->silent_s, OSTROV_I_VALUES);
    t->soc = OSTROV_I_NAN;
    t->device_s = OSTROV_I_NAN;
    return OSTROV_OK;
}

/* Cells against the string and against each other. */
static uint32_t cells(const telemetry *t, const ostrov_telemetry_sample *s)
{
    const ostrov_telemetry_config *c = &t->config;
    uint32_t reasons = 0;
    if (!ostrov_i_nan(s->cells_sum_v) && !ostrov_i_nan(t->believed[OSTROV_I_V]) &&
        !(ostrov_i_abs(s->cells_sum_v - t->believed[OSTROV_I_V]) <=
          c->sum_ratio * c->voltage_max_v)) {
        reasons |= OSTROV_I_BIT(SUM);
    }
    if (!ostrov_i_nan(s->cell_min_v) && !ostrov_i_nan(s->cell_max_v)) {
        const double spread = s->cell_max_v - s->cell_min_v;
        if (!(spread >= 0.0 && spread <= c->spread_v)) {
            reasons |= OSTROV_I_BIT(SPREAD);
        }
    }
    return reasons;
}

/* No clock has counted so far. */
static const double clock_most_s = 1e15;

static uint32_t clock(telemetry *t, double device_s, double dt_s)
{
    const double before = t->device_s;
    if (ostrov_i_abs(device_s) > clock_most_s) {
        t->device_s = OSTROV_I_NAN;
        return OSTROV_I_BIT(TIME);
    }
    t->device_s = device_s;
    if (ostrov_i_nan(device_s) || ostrov_i_nan(before)) {
        return 0;
    }
    return ostrov_i_abs(device_s - before - dt_s) <= t->config.time_s ? 0 : OSTROV_I_BIT(TIME);
}

static uint32_t missing(const telemetry *t)
{
    for (int32_t i = 0; i < OSTROV_I_VALUES; i++) {
        if (t->silent_s[i] > t->config.missing_s) {
            return OSTROV_I_BIT(MISSING);
        }
    }
    return 0;
}

static void remember(telemetry *t, const double told[], const double possible[], double dt_s)
{
    for (int32_t i = 0; i < OSTROV_I_VALUES; i++) {
        t->told[i] = told[i];
        if (!ostrov_i_nan(possible[i])) {
            t->last[i] = possible[i];
            t->last_age_s[i] = 0.0;
        }
    }
    for (uint32_t k = 0; k < OSTROV_TELEMETRY_REASONS; k++) {
        t->since_s[k] += dt_s;
        if ((t->reasons & (1u << k)) != 0) {
            t->since_s[k] = 0.0;
            t->count[k]++;
        }
    }
    t->ever |= t->reasons;
}

ostrov_status ostrov_telemetry_step(ostrov_telemetry *telemetry_,
                                    const ostrov_telemetry_sample *sample, double dt_s)
{
    telemetry *t = self(telemetry_);
    ostrov_telemetry_sample s;
    int32_t refused = 0;
    if (t == NULL || sample == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    if (!(dt_s > 0.0 && dt_s <= 86400.0)) {
        return OSTROV_E_TIME;
    }
    const ostrov_status status = ostrov_i_take_sample(
        &ostrov_i_telemetry_structures[OSTROV_I_TELEMETRY_SAMPLE], sample, &s, &refused, NULL);
    if (status < OSTROV_OK) {
        return status;
    }
    double told[OSTROV_I_VALUES] = {s.voltage_v, s.current_a, s.temperature_c, s.bms_soc_ratio};
    double value[OSTROV_I_VALUES];
    for (int32_t i = 0; i < OSTROV_I_VALUES; i++) {
        t->last_age_s[i] += dt_s;
        t->silent_s[i] = ostrov_i_nan(told[i]) ? t->silent_s[i] + dt_s : 0.0;
    }
    t->reasons = refused > 0 ? OSTROV_I_BIT(RANGE) : 0; /* infinite */
    t->reasons |= ostrov_i_telemetry_ranges(t, told);
    memcpy(value, told, sizeof value);
    t->reasons |= ostrov_i_telemetry_freeze(t, told, value, dt_s);
    t->reasons |= ostrov_i_telemetry_slope(t, value, dt_s);
    t->reasons |= ostrov_i_telemetry_rates(t, value, dt_s);
    double possible[OSTROV_I_VALUES];
    memcpy(possible, value, sizeof possible);
    t->reasons |= ostrov_i_telemetry_balance(t, value, dt_s);
    memcpy(t->believed, value, sizeof value);
    t->reasons |= cells(t, &s);
    t->reasons |= clock(t, s.device_s, dt_s);
    t->reasons |= missing(t);
    remember(t, told, possible, dt_s);
    return t->reasons != 0 ? OSTROV_DEGRADED : OSTROV_OK;
}

ostrov_status ostrov_telemetry_read(const ostrov_telemetry *telemetry_,
                                    ostrov_telemetry_state *state, size_t size)
{
    const telemetry *t = self((ostrov_telemetry *)telemetry_);
    if (t == NULL || state == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    ostrov_telemetry_state s = {0};
    s.reasons = t->reasons;
    s.ever = t->ever;
    s.voltage_v = t->believed[OSTROV_I_V];
    s.current_a = t->believed[OSTROV_I_A];
    s.temperature_c = t->believed[OSTROV_I_C];
    s.bms_soc_ratio = t->believed[OSTROV_I_SOC];
    s.balance_ah = t->balance_ah;
    s.resistance_ohm = t->steps >= 4.0 && t->square > 0.0 ? t->product / t->square : OSTROV_I_NAN;
    memcpy(s.since_s, t->since_s, sizeof s.since_s);
    memcpy(s.count, t->count, sizeof s.count);
    return ostrov_i_give(&ostrov_i_telemetry_structures[OSTROV_I_TELEMETRY_STATE], &s, state, size);
}

/* ---- snapshot "OSTRTEL1" ---- */

/* Nothing that is believed gets there, and products of it are still finite. */
#define FAR INT64_C(4000000000000000000)
#define ROW(first, last, type, least, most)                                                        \
    OSTROV_I_MEMBERS(telemetry, first, last, 8, OSTROV_I_MEMBER_##type, least, most)

static const ostrov_i_member members[] = {
    OSTROV_I_MEMBERS(telemetry, reasons, ever, 4, OSTROV_I_MEMBER_U32, 0, 0),
    {offsetof(telemetry, count), OSTROV_I_MEMBER_WHOLE, OSTROV_TELEMETRY_REASONS, 0, INT64_MAX / 2},
    ROW(since_s, since_s[OSTROV_TELEMETRY_REASONS - 1], MAYBE, 0, FAR),
    ROW(believed, last[OSTROV_I_VALUES - 1], MAYBE, -FAR, FAR),
    ROW(last_age_s, last_age_s[OSTROV_I_VALUES - 1], NUMBER, 0, FAR),
    ROW(silent_s, silent_s[OSTROV_I_VALUES - 1], MAYBE, 0, FAR),
    ROW(refused_s, stiff_a, NUMBER, 0, FAR),
    ROW(product, product, NUMBER, -FAR, FAR),
    ROW(square, steps, NUMBER, 0, FAR),
    ROW(soc, soc, MAYBE, 0, 1),
    ROW(moved_ah, balance_ah, NUMBER, -FAR, FAR),
    ROW(device_s, device_s, MAYBE, -FAR, FAR),
};
#undef ROW

static const ostrov_i_keep keep = {
    {'O', 'S', 'T', 'R', 'T', 'E', 'L', '1'}, members, sizeof members / sizeof members[0]};

static uint32_t settings(const telemetry *t)
{
    return t == NULL ? 0
                     : ostrov_i_codec_crc_fields(
                           &ostrov_i_telemetry_structures[OSTROV_I_TELEMETRY_CONFIG], &t->config);
}

size_t ostrov_telemetry_save_size(void) { return ostrov_i_keep_size(&keep); }

ostrov_status ostrov_telemetry_save(const ostrov_telemetry *telemetry_, void *bytes,
                                    size_t capacity, size_t *used)
{
    const telemetry *t = self((ostrov_telemetry *)telemetry_);
    return ostrov_i_keep_save(&keep, t, settings(t), bytes, capacity, used);
}

ostrov_status ostrov_telemetry_load(ostrov_telemetry *telemetry_, const void *bytes, size_t count)
{
    telemetry *t = self(telemetry_);
    return ostrov_i_keep_load(&keep, t, settings(t), bytes, count);
}
