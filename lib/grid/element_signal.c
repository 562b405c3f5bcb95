/* A sample as whole numbers, stages and timers: see element_signal.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "grid/element_signal.h"

#include "base/fields.h"
#include "grid/element_fields.h"
#include "grid/settings.h"

#define DEGREE (3.14159265358979323846 / 180.0)

int64_t ostrov_i_element_us(double s) { return ostrov_i_whole(s, 1e6, (int64_t)1 << 50); }

int32_t ostrov_i_element_millionths(double x)
{
    return (int32_t)ostrov_i_whole(x, 1e6, 2000000000);
}

/* Angle of a phase; what is not measured stands where a balanced system has it. */
static double angle_of(const ostrov_element_sample *s, int32_t phase)
{
    static const double balanced[3] = {0.0, -120.0, 120.0};
    return ostrov_i_nan(s->angle_deg[phase]) ? balanced[phase] : s->angle_deg[phase];
}

/* Cosine of the angle between two phases; exactly −1/2 where neither angle is measured. */
static double cosine_between(const ostrov_element_sample *s, int32_t a, int32_t b)
{
    if (ostrov_i_nan(s->angle_deg[a]) && ostrov_i_nan(s->angle_deg[b])) {
        return -0.5;
    }
    return ostrov_cos((angle_of(s, a) - angle_of(s, b)) * DEGREE);
}

/* Line voltage on its own base, |Va − Vb|/√3 by the cosine rule: at Va = Vb and 120° exactly Va. */
static double line_of(double a, double b, double cosine)
{
    double square = (a * a + b * b - 2.0 * a * b * cosine) / 3.0;
    return square > 0.0 ? __builtin_sqrt(square) : 0.0;
}

/* |Va + a·Vb + a²·Vc|/3, a = 1∠120°: the mean where no angle is measured. */
static double positive_of(const ostrov_element_sample *s)
{
    double real = 0.0;
    double imaginary = 0.0;
    if (ostrov_i_nan(s->angle_deg[0]) && ostrov_i_nan(s->angle_deg[1]) &&
        ostrov_i_nan(s->angle_deg[2])) {
        return (s->phase_pu[0] + s->phase_pu[1] + s->phase_pu[2]) / 3.0;
    }
    for (int32_t i = 0; i < 3; i++) {
        double turned = (angle_of(s, i) + 120.0 * i) * DEGREE;
        real += s->phase_pu[i] * ostrov_cos(turned);
        imaginary += s->phase_pu[i] * ostrov_sin(turned);
    }
    return __builtin_sqrt(real * real + imaginary * imaginary) / 3.0;
}

static void widen(ostrov_i_element_signal *signal, double pu)
{
    int32_t ppm = ostrov_i_element_millionths(pu);
    if (signal->known == 0 || ppm < signal->low_ppm) {
        signal->low_ppm = ppm;
    }
    if (signal->known == 0 || ppm > signal->high_ppm) {
        signal->high_ppm = ppm;
    }
    signal->known++;
}

void ostrov_i_element_signal_from(const ostrov_element_sample *s, ostrov_i_element_signal *signal)
{
    signal->low_ppm = 0;
    signal->high_ppm = 0;
    signal->known = 0;
    for (int32_t i = 0; i < 3; i++) {
        int32_t next = (i + 1) % 3;
        if (ostrov_i_nan(s->phase_pu[i])) {
            continue;
        }
        widen(signal, s->phase_pu[i]);
        if (!ostrov_i_nan(s->phase_pu[next])) {
            widen(signal, line_of(s->phase_pu[i], s->phase_pu[next], cosine_between(s, i, next)));
        }
    }
    signal->positive_ppm = signal->known == 6 ? ostrov_i_element_millionths(positive_of(s)) : -1;
    signal->known_hz = !ostrov_i_nan(s->hz);
    signal->uhz = signal->known_hz ? ostrov_i_element_millionths(s->hz) : 0;
}

static int32_t is_over(int32_t kind)
{
    return kind == OSTROV_ELEMENT_OVERVOLTAGE || kind == OSTROV_ELEMENT_OVERFREQUENCY;
}

static int32_t beyond(int32_t value, int32_t level, int32_t over, int32_t edge_outside)
{
    if (value == level) {
        return edge_outside;
    }
    return over ? value > level : value < level;
}

int32_t ostrov_i_element_judge(const ostrov_i_element_stage *stage, int32_t picked,
                               const ostrov_i_element_signal *signal, int32_t edge_outside,
                               int32_t blind_ppm)
{
    int32_t over = is_over(stage->kind);
    int32_t level = picked ? stage->release : stage->level;
    if (stage->kind == OSTROV_ELEMENT_OVERVOLTAGE || stage->kind == OSTROV_ELEMENT_UNDERVOLTAGE) {
        int32_t value = over ? signal->high_ppm : signal->low_ppm;
        if (signal->known > 0 && beyond(value, level, over, edge_outside)) {
            return OSTROV_I_ELEMENT_VIOLATED;
        }
        return signal->known == 6 ? OSTROV_I_ELEMENT_BACK : OSTROV_I_ELEMENT_HOLD;
    }
    if (!signal->known_hz || (signal->known > 0 && signal->high_ppm < blind_ppm)) {
        return OSTROV_I_ELEMENT_HOLD;
    }
    return beyond(signal->uhz, level, over, edge_outside) ? OSTROV_I_ELEMENT_VIOLATED
                                                          : OSTROV_I_ELEMENT_BACK;
}

/* Reset delay and integrating reset as IEC 60255-127 and -181 name them: inside the drop-off delay
 * the timer stands still; after it, it falls to zero or, integrating, runs back at the speed it
 * ran. */
int32_t ostrov_i_element_timer_run(const ostrov_i_element_stage *stage,
                                   ostrov_i_element_timer *timer, int32_t judged, int64_t dt_us)
{
    if (judged == OSTROV_I_ELEMENT_HOLD) {
        return 0;
    }
    timer->picked = judged == OSTROV_I_ELEMENT_VIOLATED;
    if (timer->picked) {
        timer->back_us = 0;
        timer->held_us += dt_us;
        if (timer->held_us > stage->delay_us) {
            timer->held_us = stage->delay_us; /* saturates: no overflow in a year-long outage */
        }
        return timer->held_us >= stage->delay_us;
    }
    if (timer->back_us < stage->dropoff_us) {
        timer->back_us += dt_us;
    }
    if (timer->back_us >= stage->dropoff_us) {
        timer->held_us -= stage->integrating ? dt_us : timer->held_us;
        if (timer->held_us < 0) {
            timer->held_us = 0;
        }
    }
    return 0;
}

static int64_t run(ostrov_i_element_clock *clock, double dt_s)
{
    double wanted = dt_s * 1e6 + clock->rest_us;
    int64_t dt_us = ostrov_i_whole(wanted, 1.0, (int64_t)1 << 40);
    if (dt_us < 0) {
        dt_us = 0;
    }
    clock->rest_us = wanted - (double)dt_us;
    clock->now_us += dt_us;
    return dt_us;
}

ostrov_status ostrov_i_element_begin(ostrov_i_element_clock *clock, double longest_s,
                                     const ostrov_element_sample *from, double dt_s,
                                     ostrov_element_sample *full, int64_t *dt_us)
{
    int32_t refused = 0;
    ostrov_status status = OSTROV_OK;
    if (clock == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    if (!(dt_s > 0.0 && dt_s <= longest_s)) {
        return OSTROV_E_TIME;
    }
    status = ostrov_i_take_sample(&ostrov_i_element_structures[OSTROV_I_ELEMENT_SAMPLE], from, full,
                                  &refused, NULL);
    if (status < OSTROV_OK) {
        return status;
    }
    *dt_us = run(clock, dt_s);
    return status == OSTROV_OK && refused > 0 ? OSTROV_DEGRADED : status;
}
