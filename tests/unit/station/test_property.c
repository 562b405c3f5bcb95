/* Whatever comes in, every command is complete, finite and within every limit; the same inputs give
 * the same bytes; a snapshot in the middle changes nothing.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "site.h"

#include <float.h>
#include <stdint.h>

#include "station/internal.h"

#ifndef STEPS
#define STEPS 1000000
#endif

typedef struct source {
    uint64_t seed;
} source;

static uint64_t bits(source *s)
{
    s->seed ^= s->seed >> 12;
    s->seed ^= s->seed << 25;
    s->seed ^= s->seed >> 27;
    return s->seed * 2685821657736338717u;
}

static double special(source *s)
{
    static const double values[] = {
        0.0,    -0.0, NAN,       INFINITY, -INFINITY,    DBL_MAX, -DBL_MAX, DBL_MIN,
        5e-324, 1.0,  -1.0,      65535.0,  6553.5,       32767.0, -32768.0, 4294967295.0,
        1e9,    -1e9, 1.0000001, -1e-9,    2147483647.0, 250e3,   100e3,    -100e3,
    };
    if (bits(s) % 4 == 0) { /* any bits at all */
        double value = 0.0;
        const uint64_t any = bits(s);
        memcpy(&value, &any, sizeof value);
        return value;
    }
    return values[bits(s) % (sizeof values / sizeof values[0])];
}

static double between(source *s, double least, double most)
{
    return least + (most - least) * (double)(bits(s) >> 11) / 9007199254740992.0;
}

/* A sample by its table: mostly believable, partly anything. */
static void garbage(source *s, ostrov_measurement *m, int64_t *time_s)
{
    const ostrov_structure *table = &ostrov_i_station_structures[OSTROV_I_TABLE_MEASUREMENT];
    const uint64_t wild = bits(s) % 2 ? 0 : bits(s) % 8; /* how many of eight values are garbage */
    if (ostrov_measurement_defaults(m, sizeof *m) != OSTROV_OK) {
        ck_abort_msg("no defaults");
    }
    for (uint32_t i = 0; i < table->field_count; i++) {
        const ostrov_field *f = &table->fields[i];
        unsigned char *at = (unsigned char *)m + f->offset;
        for (uint32_t k = 0; k < f->count; k++) {
            const int32_t any = bits(s) % 8 < wild;
            if (f->type == OSTROV_TYPE_F64) {
                const double most = f->max > 400e3 ? 400e3 : f->max;
                const double least = f->min < -400e3 ? -400e3 : f->min;
                const double value = any ? special(s) : between(s, least, most);
                memcpy(at + 8 * (size_t)k, &value, 8);
            } else if (f->type == OSTROV_TYPE_BOOL) {
                const int32_t value = any ? (int32_t)bits(s) : (int32_t)(bits(s) % 3) - 1;
                memcpy(at + 4 * (size_t)k, &value, 4);
            } else if (f->type == OSTROV_TYPE_I64) {
                const int64_t value =
                    any ? (int64_t)bits(s) : *time_s + (int64_t)(bits(s) % 40000) - 100;
                memcpy(at + 8 * (size_t)k, &value, 8);
            }
        }
    }
    (*time_s)++;
    m->time_s = bits(s) % 64 == 0 ? (int64_t)bits(s) : *time_s;
    m->dt_s = bits(s) % 64 == 0 ? special(s) : 1.0;
    m->inhibits = bits(s) % 16 == 0 ? (uint32_t)(bits(s) % 32) : 0;
    for (int32_t i = 0; i < OSTROV_SOURCES; i++) {
        m->age_s[i] = bits(s) % 8 == 0 ? special(s) : 0.0;
    }
}

static void garbage_grid(source *s, ostrov_grid_state *grid, uint32_t *epoch)
{
    *grid = site_grid((int32_t)(bits(s) % 18), *epoch);
    grid->pcs_request = (int32_t)(bits(s) % 6) - 1;
    grid->breaker = (int32_t)(bits(s) % 3) - 1;
    grid->power_ratio = bits(s) % 2 ? 1.0 : special(s);
    grid->pcc_target_w = bits(s) % 4 ? NAN : special(s);
    if (bits(s) % 1000 == 0) {
        (*epoch)++;
    }
    if (bits(s) % 100 == 0) {
        grid->struct_size = (uint32_t)bits(s);
        if (grid->struct_size > sizeof *grid) { /* a longer one would have to be there */
            grid->struct_size = 0;
        }
    }
}

static void garbage_plan(source *s, paper *sheet, int64_t time_s, uint32_t epoch)
{
    const int32_t slots = 1 + (int32_t)(bits(s) % 60);
    paper_write(sheet, time_s - (int64_t)(bits(s) % 1000), slots, between(s, -100e3, 300e3),
                between(s, -200e3, 200e3));
    sheet->plan.epoch = epoch;
    sheet->plan.solver = (int32_t)(bits(s) % 4);
    sheet->plan.vehicle_count = 2;
    sheet->charge_point[0] = (int32_t)(bits(s) % 9);
    sheet->charge_point[1] = (int32_t)(bits(s) % 9);
    for (int32_t i = 0; i < slots; i++) {
        sheet->vehicle_w[i] = between(s, 0.0, 90e3);
        sheet->vehicle_w[sheet->plan.capacity + i] = bits(s) % 50 ? 10e3 : special(s);
    }
}

/* With everything measured, vehicles are allowed no more than the connection can carry, whether the
 * battery follows its set-point or stays where it was measured. */
static int32_t over_the_connection(const ostrov_measurement *m, const ostrov_command *command,
                                   double limit_w)
{
    double allowed_w = 0.0;
    double drawn_w = 0.0;
    if (!(fabs(m->grid_w) <= 1e9) || !(fabs(m->battery_w) <= 1e9)) {
        return 0;
    }
    for (int32_t i = 0; i < OSTROV_SOURCES; i++) {
        if (!isnan(m->age_s[i]) && !(m->age_s[i] >= 0.0 && m->age_s[i] <= 10.0)) {
            return 0;
        }
    }
    for (int32_t i = 0; i < POINTS; i++) {
        if (!(m->vehicle_w[i] >= -1000.0 && m->vehicle_w[i] <= 1e9)) {
            return 0;
        }
        drawn_w += m->vehicle_w[i];
        allowed_w += command->vehicle_limit_w[i];
    }
    const double battery_w = fmax(command->battery_w, m->battery_w);
    /* 1 mW: rounding of sums near 1e9 W is below 1e-6. */
    return allowed_w > 0.0 &&
           m->grid_w + m->battery_w - drawn_w + allowed_w - battery_w > limit_w + 1e-3;
}

/* Runs the property and gives a checksum of all commands. */
static uint32_t run(uint64_t seed, int64_t steps, int64_t snapshot_at)
{
    static ostrov_station station;
    static unsigned char bytes[60000];
    static paper plan;
    ostrov_station_config config;
    ostrov_battery_config battery;
    ostrov_fault why;
    ostrov_event event;
    source s = {seed};
    int64_t time_s = BEGIN_S;
    uint32_t crc = 0;
    uint32_t epoch = 1;
    double share = 1.0;
    int64_t looked = 0;
    site_config(&config, &battery);
    config.quarter_limit_w = seed % 2 ? 150e3 : NAN;
    ck_assert_int_eq(ostrov_station_init(&station, &config, &why), OSTROV_OK);
    for (int64_t i = 0; i < steps; i++) {
        ostrov_measurement m;
        ostrov_command command;
        ostrov_grid_state grid;
        garbage(&s, &m, &time_s);
        if (bits(&s) % 2) {
            garbage_grid(&s, &grid, &epoch);
            m.grid = &grid;
        }
        if (bits(&s) % 500 == 0) {
            garbage_plan(&s, &plan, time_s, m.grid != NULL ? epoch : 0);
            const ostrov_status followed = ostrov_station_follow(&station, &plan.plan);
            if (followed < OSTROV_E_TEXT) {
                ck_abort_msg("follow gave %d", followed);
            }
        }
        memset(&command, 0xa5, sizeof command);
        const ostrov_status status = ostrov_station_step(&station, &m, &command, sizeof command);
        if (status != OSTROV_OK && status != OSTROV_DEGRADED && status != OSTROV_E_TIME) {
            ck_abort_msg("step %lld gave %d", (long long)i, status);
        }
        site_check(&config, &station, &command);
        if (m.inhibits != 0 && (m.inhibits & (OSTROV_INHIBIT_FIRE_STOP | OSTROV_INHIBIT_E_STOP)) == 0 && command.write) {
            ck_abort_msg("step %lld writes while inhibited", (long long)i);
        }
        if (status != OSTROV_E_TIME) {
            if (m.dso_import_ratio >= 0.0 && m.dso_import_ratio <= 1.0) {
                share = m.dso_import_ratio;
            }
            looked += command.vehicle_limit_w[0] > 0.0;
            if (over_the_connection(&m, &command, 250e3 * share)) {
                ck_abort_msg("step %lld is over the connection", (long long)i);
            }
        }
        crc = ostrov_crc32(crc, &command, sizeof command);
        if (i == snapshot_at) {
            size_t used = 0;
            ck_assert_int_eq(ostrov_station_save(&station, bytes, sizeof bytes, &used), OSTROV_OK);
            ck_assert_int_eq(ostrov_station_init(&station, &config, &why), OSTROV_OK);
            ck_assert_int_eq(ostrov_station_load(&station, bytes, used), OSTROV_OK);
        }
        if (bits(&s) % 50 == 0) {
            while (ostrov_station_event(&station, &event) == OSTROV_OK) {
            }
        }
    }
    ck_assert_int_gt(looked, steps / 100); /* commands that do allow something were among them */
    return crc;
}

START_TEST(test_any_input_gives_a_command_within_limits) { (void)run(42, STEPS, -1); }
END_TEST

START_TEST(test_replay_is_byte_equal_and_snapshots_change_nothing)
{
    for (uint64_t seed = 1; seed <= 4; seed++) {
        const uint32_t once = run(seed, 5000, -1);
        ck_assert_uint_eq(once, run(seed, 5000, -1));
        ck_assert_uint_eq(once, run(seed, 5000, 2500));
        ck_assert_uint_eq(once, run(seed, 5000, 777));
        ck_assert_uint_ne(once, run(seed + 1000, 5000, -1)); /* the checksum does see commands */
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("station property");
    TCase *tcase = tcase_create("property");
    tcase_set_timeout(tcase, 300); /* under sanitizers */
    tcase_add_test(tcase, test_any_input_gives_a_command_within_limits);
    tcase_add_test(tcase, test_replay_is_byte_equal_and_snapshots_change_nothing);
    suite_add_tcase(suite, tcase);
    return unit_run(suite);
}
