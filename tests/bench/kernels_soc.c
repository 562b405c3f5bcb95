/* The estimator of a string: one second with the one hypothesis that is left after hours, and with
 * the whole bank as at the start.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bench.h"

static ostrov_cell cell;
static ostrov_soc begin_one, begin_bank, soc;
static ostrov_soc_sample sample;

static const char *const started = "an estimator starts from a preset";

static void one_step(int32_t c)
{
    sample.current_a = (c & 1) != 0 ? -60.0 : 60.0;
    sample.voltage_v = (c & 1) != 0 ? 53.0 : 52.6;
    bench_must(ostrov_soc_step(&soc, &sample, 1.0) == OSTROV_OK, "the estimator takes its samples");
}

static void one_prepare(void) { soc = begin_one; }

static void one_ours(int32_t calls)
{
    for (int32_t c = 0; c < calls; c++) {
        one_step(c);
    }
}

/* The bank thins out as it learns, so it is put back every eighth step; the copy is in the time. */
static void bank_ours(int32_t calls)
{
    for (int32_t c = 0; c < calls; c++) {
        if ((c & 7) == 0) {
            soc = begin_bank;
        }
        one_step(c);
    }
}

/* Days of a simulated string, until one hypothesis is left. */
static void settle(void)
{
    ostrov_cell_state truth;
    ostrov_soc_state state = {0};
    int32_t status = ostrov_cell_rest(&truth, 0.6, 25.0);
    for (int32_t c = 0; c < 5 * 86400 && state.hypotheses != 1; c++) {
        const double current_a = (c / 10800 % 2 == 0 ? 45.0 : -45.0) + 20.0 * ostrov_sin(0.05 * c);
        status |= ostrov_cell_step(&cell, &truth, current_a, truth.temperature_c, 1.0);
        status |= ostrov_cell_voltage(&cell, &truth, current_a, &sample.voltage_v);
        sample.current_a = current_a;
        status |= ostrov_soc_step(&soc, &sample, 1.0);
        status |= ostrov_soc_read(&soc, &state, sizeof state);
    }
    bench_must(status == OSTROV_OK && state.hypotheses == 1, "one hypothesis is left after days");
}

static void soc_open(void)
{
    ostrov_soc_config config;
    bench_must(ostrov_cell_preset(OSTROV_CHEMISTRY_LFP, 280.0, &cell, sizeof cell) == OSTROV_OK &&
                   ostrov_soc_defaults(&config, sizeof config) == OSTROV_OK &&
                   ostrov_soc_sample_defaults(&sample, sizeof sample) == OSTROV_OK,
               started);
    cell.series = 16;
    config.soc_start_ratio = 0.6;
    bench_must(ostrov_soc_init(&begin_bank, &cell, &config, NULL) == OSTROV_OK, started);
    sample.temperature_c = 25.0;
    soc = begin_bank;
    settle();
    begin_one = soc;
    soc = begin_bank;
    one_step(0); /* fills the tables at the temperature, once */
    begin_bank = soc;
}

int32_t kernels_soc(kernel *kernels, int32_t count)
{
    soc_open();
    kernels[count++] = (kernel){.name = "soc_step",
                                .unit = 1,
                                .prepare = one_prepare,
                                .ours = one_ours,
                                .bytes = sizeof soc};
    kernels[count++] = (kernel){
        .name = "soc_step_all_hypotheses", .unit = 1, .ours = bank_ours, .bytes = sizeof soc};
    return count;
}
