/* A million random steps of the connection by its public calls, hashed: the same bits on every
 * target. A line each quarter million.
 *
 *     grid_steps [STEPS]
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ostrov/grid.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NOT_MEASURED (__builtin_nan(""))

static uint64_t seed = UINT64_C(20180905);

static uint64_t bits(void)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed;
}

static int32_t pick(int32_t n) { return (int32_t)(bits() % (uint64_t)n); }
static double uniform(void) { return (double)(bits() >> 11) * 0x1p-53; }

/* By value, so that byte order and padding do not count; a word at a time, for the emulators' sake.
 */
static void add(uint64_t *hash, uint64_t x)
{
    *hash = (*hash ^ x) * UINT64_C(0x100000001b3);
    *hash ^= *hash >> 29; /* the product carries only upwards */
}

static void add_double(uint64_t *hash, double x)
{
    uint64_t word = 0;
    memcpy(&word, &x, sizeof word);
    add(hash, x != x ? UINT64_C(0x7ff8000000000000) : word); /* NaNs differ in sign by target */
}

static void wander(ostrov_grid_sample *s)
{
    static const double pu[] = {1.0, 1.0, 1.0, 1.0, 0.0, 0.5, 0.86, 1.12};
    if (pick(200) == 0) {
        double v = 230.0 * pu[pick(8)];
        for (int i = 0; i < 3; i++) {
            s->grid_v[i] = v + uniform();
        }
        s->grid_hz = 50.0 + 0.1 * (uniform() - 0.5);
    }
    if (pick(150) == 0) {
        double v = 230.0 * pu[pick(8)];
        for (int i = 0; i < 3; i++) {
            s->bus_v[i] = pick(100) == 0 ? NOT_MEASURED : v + uniform();
        }
        s->bus_hz = 50.0 + 0.1 * (uniform() - 0.5);
    }
    if (pick(100) == 0) {
        s->breaker_closed = pick(2);
        s->breaker_open = pick(12) == 0 ? s->breaker_closed : !s->breaker_closed;
        s->pcs_mode = pick(4);
        s->soc_ratio = uniform();
        s->want_island = pick(5) == 0;
        s->inhibits = pick(20) == 0 ? 1u << pick(5) : 0u;
    }
    s->angle_deg = 6.0 * (uniform() - 0.5);
    s->pcc_w = 2000.0 * (uniform() - 0.5);
    s->reset = pick(50) == 0;
}

int main(int argc, char **argv)
{
    long steps = argc > 1 ? atol(argv[1]) : 1000000;
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    uint32_t modes = 0;
    ostrov_grid_config config;
    ostrov_grid_sample s;
    ostrov_grid_state x;
    static ostrov_grid grid;
    if (ostrov_grid_defaults(&config, sizeof config) != OSTROV_OK ||
        ostrov_grid_sample_defaults(&s, sizeof s) != OSTROV_OK) {
        return 1;
    }
    s.grid_age_s = s.bus_age_s = 0.0;
    s.permit_return = s.open_transition = 1;
    for (long i = 0; i < steps; i++) {
        if (i % 20000 == 0) { /* another site */
            config.pcs_profile = 1 + (int32_t)(i / 20000 % 4);
            config.authority = OSTROV_AUTHORITY_DIRECT;
            config.island_verified = config.dead_bus_close = config.black_start = 1;
            config.return_by_itself = 1;
            config.return_delay_s = 0.2;
            config.ramp_s = 0.5;
            config.sync_dwell_s = 0.02;
            config.breaker_close_s = 0.05 + 0.1 * uniform();
            if (ostrov_grid_init(&grid, &config, NULL) != OSTROV_OK) {
                return 1;
            }
        }
        wander(&s);
        add(&hash, (uint64_t)(int64_t)ostrov_grid_step(&grid, &s, 0.01));
        if (ostrov_grid_read(&grid, &x, sizeof x) != OSTROV_OK) {
            return 1;
        }
        add(&hash, (uint64_t)x.mode << 32 | (uint32_t)x.reason);
        add(&hash, (uint64_t)x.breaker_command << 32 | (uint32_t)x.pcs_request);
        add(&hash, (uint64_t)x.blocked << 32 | x.epoch);
        add_double(&hash, x.power_ratio);
        add_double(&hash, x.left_s);
        add_double(&hash, x.bus_target_hz);
        add_double(&hash, x.bus_target_v);
        add_double(&hash, x.contact_angle_deg);
        add_double(&hash, x.blocked_value);
        modes |= 1u << x.mode;
        if ((i + 1) % 250000 == 0) {
            printf("steps %ld modes %d %016llx\n", i + 1, __builtin_popcount(modes),
                   (unsigned long long)hash);
        }
    }
    return 0;
}
