/* The supply at the connection: voltage and frequency at any microsecond.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "parts.h"

static const int64_t second_us = 1000000;

/* Gone, back for 3 to 6 s, gone again: reclosers that try. Each try takes 15 s. */
static int is_back(const struct inputs *inputs, const struct outage *outage, int64_t time_us)
{
    const int64_t cycle_us = 15 * second_us;
    int64_t since_us = time_us - outage->start_s * second_us;
    int64_t cycle = since_us / cycle_us;
    double back_s = 4.5 + 1.5 * noise_at(inputs->seed, NOISE_FLICKER, cycle);
    return (double)(since_us - cycle * cycle_us) >= (double)cycle_us - back_s * 1e6;
}

/* Small wandering as an ordinary European network has it: ±0.6 % and ±0.02 Hz. Bounded, so that it
 * can never trip a protection by itself. */
static void healthy(const struct inputs *inputs, const struct site *site, int64_t time_us,
                    double *voltage_pu, double *frequency_hz)
{
    uint64_t seed = inputs->seed;
    *voltage_pu = 1.0 + 0.005 * noise_smooth(seed, NOISE_VOLTAGE_SLOW, time_us, 600 * second_us) +
                  0.001 * noise_smooth(seed, NOISE_VOLTAGE_FAST, time_us, 10 * second_us);
    *frequency_hz = site->grid.nominal_hz +
                    0.016 * noise_smooth(seed, NOISE_FREQUENCY_SLOW, time_us, 90 * second_us) +
                    0.004 * noise_smooth(seed, NOISE_FREQUENCY_FAST, time_us, 5 * second_us);
}

void inputs_grid(const struct inputs *inputs, const struct site *site, int64_t time_us,
                 double *voltage_pu, double *frequency_hz)
{
    healthy(inputs, site, time_us, voltage_pu, frequency_hz);
    for (int32_t i = 0; i < inputs->outages; i++) {
        const struct outage *outage = &inputs->outage[i];
        if (time_us < outage->start_s * second_us || time_us >= outage->end_s * second_us) {
            continue;
        }
        if (outage->kind == OUTAGE_SAG) {
            *voltage_pu *= outage->depth_pu;
        } else if (outage->kind == OUTAGE_LOSS ||
                   (outage->kind == OUTAGE_FLICKER && !is_back(inputs, outage, time_us))) {
            *voltage_pu = 0.0;
            *frequency_hz = 0.0;
        }
    }
}

/* Place of a moment on the minutes of the run, held at both ends. */
static int32_t minute_of(const struct inputs *inputs, int64_t time_s)
{
    int64_t minute = (time_s - inputs->start_s) / inputs->step_s;
    return minute < 0 || time_s < inputs->start_s ? 0
           : minute >= inputs->count              ? inputs->count - 1
                                                  : (int32_t)minute;
}

static double between(const struct inputs *inputs, const double *values, int64_t time_s)
{
    int32_t i = minute_of(inputs, time_s);
    int64_t past_s = time_s - inputs->start_s - (int64_t)i * inputs->step_s;
    if (past_s <= 0 || i + 1 >= inputs->count) {
        return values[i];
    }
    return values[i] + (values[i + 1] - values[i]) * (double)past_s / inputs->step_s;
}

double inputs_pv_w(const struct inputs *inputs, int64_t time_s)
{
    return between(inputs, inputs->pv_w, time_s);
}

double inputs_load_w(const struct inputs *inputs, int64_t time_s)
{
    return inputs->load_w[minute_of(inputs, time_s)];
}

double inputs_temperature_c(const struct inputs *inputs, int64_t time_s)
{
    return between(inputs, inputs->temperature_c, time_s);
}
