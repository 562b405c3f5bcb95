/* Sliding r.m.s. mean of the voltages, as an over-voltage stage.
 *
 * EN 50549-1 4.9.3.2 asks for the ten-minute mean of the r.m.s. values (EN 50160, IEC 61000-4-30),
 * calculated anew at least every 3 s: the window slides, it is not aligned to the clock.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/fields.h"
#include "grid/measure_internal.h"
#include "grid/settings.h"

#include <string.h>

#define MAGIC UINT64_C(0x6e61656d6e696d31)
#define SLOTS 200
#define LONGEST_STEP_S 60.0
#define MOST_V 1e6
#define MOST_UPDATES 2000000000

typedef struct mean {
    uint64_t magic;
    ostrov_voltage_mean_config config;
    int64_t slot_us;
    int64_t in_slot_us; /* of the slot that is being filled */
    double carry_us;    /* what rounding dt_s to microseconds left over */
    int32_t count;      /* slots of the window */
    int32_t at;         /* slot that is being filled */
    int32_t updates;
    int32_t over;
    double square[3];    /* Σ v²·µs of the slot */
    int64_t known_us[3]; /* measured of the slot */
    double mean_v[3];    /* as of the last update */
    double known_ratio[3];
    double slots[3][SLOTS]; /* mean square of each; NaN = less than half of it was measured */
} __attribute__((may_alias)) mean;

_Static_assert(sizeof(mean) <= sizeof(ostrov_voltage_mean) * 3 / 4, "a quarter stays as head room");

ostrov_status ostrov_voltage_mean_defaults(ostrov_voltage_mean_config *config, size_t size)
{
    return ostrov_i_defaults(&ostrov_i_grid_measure_structures[OSTROV_I_MEAN_CONFIG], config, size);
}

ostrov_status ostrov_voltage_mean_init(ostrov_voltage_mean *object,
                                       const ostrov_voltage_mean_config *config, ostrov_fault *why)
{
    ostrov_voltage_mean_config full;
    ostrov_status status = OSTROV_OK;
    mean *m = (mean *)object;
    if (object == NULL) {
        return ostrov_i_fault(why, OSTROV_E_ARGUMENT, "ostrov_voltage_mean", NULL, -1, OSTROV_I_NAN,
                              OSTROV_I_NAN, OSTROV_I_NAN);
    }
    status = ostrov_i_take_config(&ostrov_i_grid_measure_structures[OSTROV_I_MEAN_CONFIG], config,
                                  &full, why);
    if (status != OSTROV_OK) {
        return status;
    }
    if (full.window_s > SLOTS * full.update_s || full.window_s < full.update_s) {
        return ostrov_i_fault(why, OSTROV_E_RANGE, "ostrov_voltage_mean_config", "window_s", -1,
                              full.window_s, full.update_s, SLOTS * full.update_s);
    }
    memset(object, 0, sizeof *object);
    m->magic = MAGIC;
    m->config = full;
    m->slot_us = ostrov_i_whole(full.update_s, 1e6, INT64_C(1) << 50);
    m->count = (int32_t)(full.window_s / full.update_s + 0.5);
    m->over = -1;
    for (int32_t phase = 0; phase < 3; phase++) {
        m->mean_v[phase] = OSTROV_I_NAN;
        for (int32_t i = 0; i < SLOTS; i++) {
            m->slots[phase][i] = OSTROV_I_NAN;
        }
    }
    return OSTROV_OK;
}

/* Mean of the window of one phase. Summed anew each time: a running sum would keep its rounding. */
static void judge(mean *m, int32_t phase)
{
    double sum = 0.0;
    int32_t known = 0;
    for (int32_t i = 0; i < m->count; i++) {
        if (!ostrov_i_nan(m->slots[phase][i])) {
            sum += m->slots[phase][i];
            known++;
        }
    }
    m->known_ratio[phase] = (double)known / m->count;
    m->mean_v[phase] = known > 0 ? __builtin_sqrt(sum / known) : OSTROV_I_NAN;
}

/* The slot is full. Over is a phase that is known well enough; not over is only a full answer. */
static void update(mean *m)
{
    int32_t known_phases = 0;
    m->over = -1;
    for (int32_t phase = 0; phase < m->config.phases; phase++) {
        m->slots[phase][m->at] = 2 * m->known_us[phase] >= m->slot_us
                                     ? m->square[phase] / (double)m->known_us[phase]
                                     : OSTROV_I_NAN;
        m->square[phase] = 0.0;
        m->known_us[phase] = 0;
        judge(m, phase);
        if (m->known_ratio[phase] >= m->config.known_min_ratio) {
            known_phases++;
            m->over = m->mean_v[phase] > m->config.over_v ? 1 : m->over;
        }
    }
    if (m->over < 0 && known_phases == m->config.phases) {
        m->over = 0;
    }
    m->at = (m->at + 1) % m->count;
    m->in_slot_us = 0;
    m->updates = m->updates < MOST_UPDATES ? m->updates + 1 : 0;
}

ostrov_status ostrov_voltage_mean_step(ostrov_voltage_mean *object, const double *v, double dt_s)
{
    mean *m = (mean *)object;
    double exact_us = 0.0;
    int64_t dt_us = 0;
    int32_t refused = 0;
    int32_t known[3];
    if (m == NULL || v == NULL || m->magic != MAGIC) {
        return OSTROV_E_ARGUMENT;
    }
    if (!(dt_s > 0.0 && dt_s <= LONGEST_STEP_S)) {
        return OSTROV_E_TIME;
    }
    for (int32_t phase = 0; phase < 3; phase++) {
        known[phase] = v[phase] >= 0.0 && v[phase] <= MOST_V;
        refused |= !known[phase] && !ostrov_i_nan(v[phase]);
    }
    exact_us = dt_s * 1e6 + m->carry_us;
    dt_us = ostrov_i_whole(exact_us, 1.0, INT64_C(1) << 50);
    dt_us = dt_us > 0 ? dt_us : 0;
    m->carry_us = exact_us - (double)dt_us;
    while (dt_us > 0) {
        int64_t left_us = m->slot_us - m->in_slot_us;
        int64_t part_us = dt_us < left_us ? dt_us : left_us;
        for (int32_t phase = 0; phase < 3; phase++) {
            if (known[phase]) {
                m->square[phase] += v[phase] * v[phase] * (double)part_us;
                m->known_us[phase] += part_us;
            }
        }
        m->in_slot_us += part_us;
        dt_us -= part_us;
        if (m->in_slot_us == m->slot_us) {
            update(m);
        }
    }
    return refused ? OSTROV_DEGRADED : OSTROV_OK;
}

ostrov_status ostrov_voltage_mean_read(const ostrov_voltage_mean *object,
                                       ostrov_voltage_mean_state *state, size_t size)
{
    const mean *m = (const mean *)object;
    ostrov_voltage_mean_state full;
    if (m == NULL || m->magic != MAGIC) {
        return OSTROV_E_ARGUMENT;
    }
    memset(&full, 0, sizeof full);
    full.over = m->over;
    full.updates = m->updates;
    for (int32_t phase = 0; phase < 3; phase++) {
        full.mean_v[phase] = m->mean_v[phase];
        full.known_ratio[phase] = m->known_ratio[phase];
    }
    full.since_s = (double)m->in_slot_us / 1e6;
    return ostrov_i_give(&ostrov_i_grid_measure_structures[OSTROV_I_MEAN_STATE], &full, state,
                         size);
}
