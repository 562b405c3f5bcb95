/* A set of stages: the public calls around judge and timer.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ostrov/grid_elements.h>

#include "base/fields.h"
#include "grid/element_fields.h"
#include "grid/element_set.h"
#include "grid/element_signal.h"

#include <string.h>

#define MAGIC UINT64_C(0x6c65766f7274736f) /* says that ostrov_elements_init has been here */

typedef struct elements {
    uint64_t magic;
    ostrov_i_element_clock clock;
    ostrov_i_element_stage stages[OSTROV_ELEMENT_STAGES];
    ostrov_i_element_timer timers[OSTROV_ELEMENT_STAGES];
    int64_t first_us;
    int32_t edge_outside;
    int32_t blind_ppm;
    int32_t picked;
    int32_t first; /* stage, -1 = none */
    int32_t first_value;
    int32_t spare;
} __attribute__((may_alias)) elements;

_Static_assert(sizeof(elements) <= sizeof(ostrov_elements) * 3 / 4, "a quarter stays as head room");

static elements *inside(ostrov_elements *object) { return (elements *)object; }
static const elements *inside_const(const ostrov_elements *object)
{
    return (const elements *)object;
}

/* The clock of a model that init has made; NULL of anything else. */
static ostrov_i_element_clock *clock_of(ostrov_elements *object)
{
    return object != NULL && inside_const(object)->magic == MAGIC ? &inside(object)->clock : NULL;
}

ostrov_status ostrov_element_sample_defaults(ostrov_element_sample *sample, size_t size)
{
    return ostrov_i_defaults(&ostrov_i_element_structures[OSTROV_I_ELEMENT_SAMPLE], sample, size);
}

ostrov_status ostrov_elements_defaults(ostrov_elements_config *config, size_t size)
{
    return ostrov_i_defaults(&ostrov_i_element_structures[OSTROV_I_ELEMENT_CONFIG], config, size);
}

static int32_t over(int32_t kind)
{
    return kind == OSTROV_ELEMENT_OVERVOLTAGE || kind == OSTROV_ELEMENT_OVERFREQUENCY;
}

static ostrov_status refuse(const char *field, int32_t stage, double value, double min, double max,
                            ostrov_fault *why)
{
    return ostrov_i_fault(why, ostrov_i_nan(value) ? OSTROV_E_NOT_FINITE : OSTROV_E_RANGE,
                          "ostrov_elements_config", field, stage, value, min, max);
}

/* A used stage needs a level in its own unit, and drops off on the side it came from. */
static ostrov_status check_stage(const ostrov_elements_config *c, int32_t i, ostrov_fault *why)
{
    int32_t voltage =
        c->kind[i] == OSTROV_ELEMENT_OVERVOLTAGE || c->kind[i] == OSTROV_ELEMENT_UNDERVOLTAGE;
    double min = voltage ? 0.0 : 10.0;
    double max = voltage ? 10.0 : 400.0;
    double ratio = c->dropoff_ratio[i];
    if (!(c->level[i] >= min && c->level[i] <= max)) {
        return refuse("level", i, c->level[i], min, max, why);
    }
    if (over(c->kind[i]) ? ratio > 1.0 : ratio < 1.0) {
        return over(c->kind[i]) ? refuse("dropoff_ratio", i, ratio, 0.5, 1.0, why)
                                : refuse("dropoff_ratio", i, ratio, 1.0, 2.0, why);
    }
    return OSTROV_OK;
}

ostrov_status ostrov_i_elements_take(const ostrov_elements_config *config,
                                     ostrov_elements_config *full, ostrov_fault *why)
{
    ostrov_status status = ostrov_i_take_config(
        &ostrov_i_element_structures[OSTROV_I_ELEMENT_CONFIG], config, full, why);
    for (int32_t i = 0; status == OSTROV_OK && i < OSTROV_ELEMENT_STAGES; i++) {
        if (full->kind[i] != OSTROV_ELEMENT_UNKNOWN) {
            status = check_stage(full, i, why);
        }
    }
    return status;
}

static void stage_from(const ostrov_elements_config *c, int32_t i, ostrov_i_element_stage *stage)
{
    double ratio = ostrov_i_nan(c->dropoff_ratio[i]) ? 1.0 : c->dropoff_ratio[i];
    stage->kind = c->kind[i];
    if (stage->kind == OSTROV_ELEMENT_UNKNOWN) {
        return;
    }
    stage->level = ostrov_i_element_millionths(c->level[i]);
    stage->release = ostrov_i_element_millionths(c->level[i] * ratio);
    stage->delay_us = ostrov_i_element_us(c->delay_s[i]);
    stage->dropoff_us = ostrov_i_element_us(c->dropoff_s[i]);
    stage->integrating = c->integrating[i];
}

ostrov_status ostrov_elements_init(ostrov_elements *object, const ostrov_elements_config *config,
                                   ostrov_fault *why)
{
    ostrov_elements_config full;
    ostrov_status status = OSTROV_OK;
    elements *e = NULL;
    if (object == NULL) {
        return ostrov_i_fault(why, OSTROV_E_ARGUMENT, "ostrov_elements", NULL, -1, OSTROV_I_NAN,
                              OSTROV_I_NAN, OSTROV_I_NAN);
    }
    status = ostrov_i_elements_take(config, &full, why);
    if (status != OSTROV_OK) {
        return status;
    }
    memset(object, 0, sizeof *object);
    e = inside(object);
    e->magic = MAGIC;
    for (int32_t i = 0; i < OSTROV_ELEMENT_STAGES; i++) {
        stage_from(&full, i, &e->stages[i]);
    }
    e->edge_outside = full.edge_outside;
    e->blind_ppm = ostrov_i_element_millionths(full.blind_pu);
    e->picked = -1;
    e->first = -1;
    return OSTROV_OK;
}

static int32_t value_of(const elements *e, int32_t stage, const ostrov_i_element_signal *signal)
{
    switch (e->stages[stage].kind) {
    case OSTROV_ELEMENT_OVERVOLTAGE:
        return signal->high_ppm;
    case OSTROV_ELEMENT_UNDERVOLTAGE:
        return signal->low_ppm;
    default:
        return signal->uhz;
    }
}

/* Of several stages that run out in one step the one with the shortest delay is the first cause: it
 * was the nearest to its end whatever the length of the step. */
static void run_stages(elements *e, const ostrov_i_element_signal *signal, int64_t dt_us)
{
    int32_t first = -1;
    int32_t unknown = 0;
    int32_t picked = 0;
    for (int32_t i = 0; i < OSTROV_ELEMENT_STAGES; i++) {
        const ostrov_i_element_stage *stage = &e->stages[i];
        int32_t judged = 0;
        if (stage->kind == OSTROV_ELEMENT_UNKNOWN) {
            continue;
        }
        judged = ostrov_i_element_judge(stage, e->timers[i].picked, signal, e->edge_outside,
                                        e->blind_ppm);
        unknown |= judged == OSTROV_I_ELEMENT_HOLD;
        if (ostrov_i_element_timer_run(stage, &e->timers[i], judged, dt_us) &&
            (first < 0 || stage->delay_us < e->stages[first].delay_us)) {
            first = i;
        }
        picked |= judged == OSTROV_I_ELEMENT_VIOLATED;
    }
    e->picked = picked ? 1 : (unknown ? -1 : 0);
    if (e->first < 0 && first >= 0) {
        e->first = first;
        e->first_us = e->clock.now_us;
        e->first_value = value_of(e, first, signal);
    }
}

ostrov_status ostrov_elements_step(ostrov_elements *object, const ostrov_element_sample *sample,
                                   double dt_s)
{
    ostrov_element_sample s;
    ostrov_i_element_signal signal;
    int64_t dt_us = 0;
    ostrov_status status = ostrov_i_element_begin(clock_of(object), OSTROV_I_ELEMENT_LONGEST_S,
                                                  sample, dt_s, &s, &dt_us);
    if (status < OSTROV_OK) {
        return status;
    }
    ostrov_i_element_signal_from(&s, &signal);
    run_stages(inside(object), &signal, dt_us);
    return status;
}

static double left_of(const elements *e)
{
    double left_s = OSTROV_I_NAN;
    for (int32_t i = 0; i < OSTROV_ELEMENT_STAGES; i++) {
        double this_s = (double)(e->stages[i].delay_us - e->timers[i].held_us) / 1e6;
        if (e->timers[i].picked && !(this_s >= left_s)) {
            left_s = this_s;
        }
    }
    return left_s;
}

ostrov_status ostrov_elements_read(const ostrov_elements *object, ostrov_elements_state *state,
                                   size_t size)
{
    ostrov_elements_state full;
    const elements *e = NULL;
    if (object == NULL || inside_const(object)->magic != MAGIC) {
        return OSTROV_E_ARGUMENT;
    }
    e = inside_const(object);
    memset(&full, 0, sizeof full);
    full.trip = e->first >= 0;
    full.picked = e->picked;
    full.first_stage = e->first;
    full.first_s = full.first_value = full.first_level = OSTROV_I_NAN;
    if (e->first >= 0) {
        full.first_kind = e->stages[e->first].kind;
        full.first_s = (double)e->first_us / 1e6;
        full.first_value = (double)e->first_value / 1e6;
        full.first_level = (double)e->stages[e->first].level / 1e6;
    }
    for (int32_t i = 0; i < OSTROV_ELEMENT_STAGES; i++) {
        full.held_s[i] = (double)e->timers[i].held_us / 1e6;
    }
    full.left_s = left_of(e);
    return ostrov_i_give(&ostrov_i_element_structures[OSTROV_I_ELEMENT_STATE], &full, state, size);
}

ostrov_status ostrov_elements_reset(ostrov_elements *object)
{
    elements *e = NULL;
    if (object == NULL || inside_const(object)->magic != MAGIC) {
        return OSTROV_E_ARGUMENT;
    }
    e = inside(object);
    memset(e->timers, 0, sizeof e->timers);
    memset(&e->clock, 0, sizeof e->clock);
    e->picked = -1;
    e->first = -1;
    e->first_us = 0;
    e->first_value = 0;
    return OSTROV_OK;
}
