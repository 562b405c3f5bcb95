/* Snapshots of the estimator of a string: on bit by bit, and what is refused.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ostrov/battery.h>
#include <ostrov/battery_soc.h>

#include "base/codec.h"
#include "battery/soc.h"
#include "unit.h"

#include <math.h>
#include <string.h>

enum { ROOM = 20000 };

static ostrov_cell preset(int32_t chemistry)
{
    ostrov_cell c;
    ck_assert_int_eq(ostrov_cell_preset(chemistry, 100.0, &c, sizeof c), OSTROV_OK);
    c.series = 16;
    return c;
}

static ostrov_soc started(const ostrov_cell *cell, double told, double noise_v)
{
    ostrov_soc soc;
    ostrov_soc_config config;
    ck_assert_int_eq(ostrov_soc_defaults(&config, sizeof config), OSTROV_OK);
    config.soc_start_ratio = told;
    config.noise_v = noise_v;
    ck_assert_int_eq(ostrov_soc_init(&soc, cell, &config, NULL), OSTROV_OK);
    return soc;
}

/* Seconds from … to of a string that warms up, with holes and a full charge in what is measured. */
static void drive(ostrov_soc *soc, int from, int to)
{
    for (int k = from; k < to; k++) {
        ostrov_soc_sample s;
        ck_assert_int_eq(ostrov_soc_sample_defaults(&s, sizeof s), OSTROV_OK);
        s.current_a = k % 300 < 100 ? 0.3 : 40.0 * sin(k * 0.05);
        s.voltage_v = k % 17 == 0 ? NAN : 52.8 - 0.01 * s.current_a;
        s.temperature_c = k < 20 ? NAN : 10.0 + 0.01 * k;
        s.full = k % 1000 == 900;
        ck_assert_int_ge(ostrov_soc_step(soc, &s, 1.0), OSTROV_OK);
    }
}

static size_t saved(const ostrov_soc *soc, unsigned char *bytes)
{
    size_t used = 0;
    ck_assert_int_eq(ostrov_soc_save(soc, bytes, ROOM, &used), OSTROV_OK);
    ck_assert_uint_eq(used, ostrov_soc_save_size());
    return used;
}

/* At the start, before the tables are filled, with all hypotheses and with few. */
START_TEST(goes_on_bit_by_bit)
{
    static const int at[4] = {0, 7, 150, 2000};
    const ostrov_cell cell = preset(OSTROV_CHEMISTRY_LFP);
    ck_assert_int_gt(cell.temperature_count, 1); /* else the slice would never be renewed */
    for (int k = 0; k < 4; k++) {
        unsigned char bytes[ROOM];
        ostrov_soc a = started(&cell, NAN, 0.02);
        drive(&a, 0, at[k]);
        const size_t used = saved(&a, bytes);
        ostrov_soc b = started(&cell, NAN, 0.02);
        drive(&b, 0, 333); /* whatever it was before is gone */
        ck_assert_int_eq(ostrov_soc_load(&b, bytes, used), OSTROV_OK);
        ck_assert_mem_eq(&a, &b, sizeof a);
        drive(&a, at[k], at[k] + 1500);
        drive(&b, at[k], at[k] + 1500);
        ck_assert_mem_eq(&a, &b, sizeof a);
    }
}
END_TEST

START_TEST(damage_is_refused)
{
    static unsigned char bytes[ROOM];
    const ostrov_cell cell = preset(OSTROV_CHEMISTRY_LFP);
    ostrov_soc a = started(&cell, 0.5, 0.02);
    drive(&a, 0, 500);
    const size_t used = saved(&a, bytes);
    ostrov_soc b = started(&cell, 0.5, 0.02);
    const ostrov_soc before = b;
    for (size_t n = 0; n < used; n++) {
        ck_assert_int_eq(ostrov_soc_load(&b, bytes, n), OSTROV_E_CORRUPT);
        bytes[n] ^= (unsigned char)(1u << n % 8);
        ck_assert_int_eq(ostrov_soc_load(&b, bytes, used), OSTROV_E_CORRUPT);
        bytes[n] ^= (unsigned char)(1u << n % 8);
    }
    ck_assert_int_eq(ostrov_soc_load(&b, bytes, used + 1), OSTROV_E_CORRUPT);
    ck_assert_mem_eq(&b, &before, sizeof b);
    ck_assert_int_eq(ostrov_soc_load(&b, bytes, used), OSTROV_OK);
}
END_TEST

START_TEST(another_cell_or_config_is_refused)
{
    unsigned char bytes[ROOM];
    ostrov_cell cell = preset(OSTROV_CHEMISTRY_LFP);
    ostrov_soc a = started(&cell, 0.5, 0.02);
    drive(&a, 0, 50);
    const size_t used = saved(&a, bytes);
    ostrov_soc b = started(&cell, 0.5, 0.021);
    ck_assert_int_eq(ostrov_soc_load(&b, bytes, used), OSTROV_E_STATE);
    ostrov_cell other = cell;
    other.series = 15;
    b = started(&other, 0.5, 0.02);
    ck_assert_int_eq(ostrov_soc_load(&b, bytes, used), OSTROV_E_STATE);
    /* One value of one table, by one bit. */
    static double ohm[OSTROV_CELL_GRID * OSTROV_CELL_TEMPERATURES];
    const size_t ohms = (size_t)cell.resistance_count * (size_t)cell.temperature_count;
    memcpy(ohm, cell.ohmic_ohm, ohms * sizeof *ohm);
    other = cell;
    other.ohmic_ohm = ohm;
    b = started(&other, 0.5, 0.02);
    ck_assert_int_eq(ostrov_soc_load(&b, bytes, used), OSTROV_OK); /* equal tables elsewhere */
    ohm[ohms - 1] = nextafter(ohm[ohms - 1], 1.0);
    b = started(&other, 0.5, 0.02);
    const ostrov_soc before = b;
    ck_assert_int_eq(ostrov_soc_load(&b, bytes, used), OSTROV_E_STATE);
    ck_assert_mem_eq(&b, &before, sizeof b);
}
END_TEST

/* Every number in turn, with the CRC made right again: refused, or gone on from without NaN. */
START_TEST(forged_numbers_never_break_it)
{
    static const uint64_t forged[4] = {0x7ff8000000000000u, 0xfff0000000000000u, UINT64_MAX,
                                       0x7fefffffffffffffu};
    static unsigned char bytes[ROOM];
    const ostrov_cell cell = preset(OSTROV_CHEMISTRY_LFP);
    ostrov_soc a = started(&cell, 0.5, 0.02);
    drive(&a, 0, 60);
    const size_t used = saved(&a, bytes);
    for (size_t at = OSTROV_I_CODEC_HEAD; at + 12 <= used; at += 4) {
        unsigned char bent[ROOM];
        const uint64_t value = forged[at / 4 % 4];
        memcpy(bent, bytes, used);
        for (int i = 0; i < 8; i++) {
            bent[at + (size_t)i] = (unsigned char)(value >> (8 * i));
        }
        const uint32_t crc = ostrov_crc32(0, bent, used - 4);
        for (int i = 0; i < 4; i++) {
            bent[used - 4 + (size_t)i] = (unsigned char)(crc >> (8 * i));
        }
        ostrov_soc b = started(&cell, 0.5, 0.02);
        if (ostrov_soc_load(&b, bent, used) == OSTROV_OK) {
            ostrov_soc_state s;
            drive(&b, 60, 64);
            ck_assert_int_eq(ostrov_soc_read(&b, &s, sizeof s), OSTROV_OK);
            ck_assert_msg(isfinite(s.soc_ratio) && isfinite(s.soc_sigma_ratio), "byte %zu", at);
        }
    }
}
END_TEST

START_TEST(bad_calls_are_refused)
{
    unsigned char bytes[ROOM];
    size_t used = 77;
    const ostrov_cell cell = preset(OSTROV_CHEMISTRY_NMC);
    ostrov_soc a = started(&cell, 0.5, 0.02);
    ostrov_soc none = {{0}};
    const size_t size = ostrov_soc_save_size();
    memset(bytes, 0xa5, sizeof bytes);
    ck_assert_int_eq(ostrov_soc_save(NULL, bytes, ROOM, &used), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_soc_save(&none, bytes, ROOM, &used), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_soc_save(&a, NULL, ROOM, &used), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_soc_save(&a, bytes, size - 1, &used), OSTROV_E_SPACE);
    ck_assert_uint_eq(used, 77);
    ck_assert_int_eq(bytes[0], 0xa5);
    ck_assert_int_eq(ostrov_soc_save(&a, bytes, size, NULL), OSTROV_OK);
    ck_assert_int_eq(bytes[size], 0xa5);
    ck_assert_int_eq(ostrov_soc_load(NULL, bytes, size), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_soc_load(&none, bytes, size), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_soc_load(&a, NULL, size), OSTROV_E_ARGUMENT);
    bytes[8]++; /* a later version, whole */
    const uint32_t crc = ostrov_crc32(0, bytes, size - 4);
    for (int i = 0; i < 4; i++) {
        bytes[size - 4 + (size_t)i] = (unsigned char)(crc >> (8 * i));
    }
    ck_assert_int_eq(ostrov_soc_load(&a, bytes, size), OSTROV_E_UNSUPPORTED);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("battery soc keep");
    TCase *tests = tcase_create("keep");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, goes_on_bit_by_bit);
    tcase_add_test(tests, damage_is_refused);
    tcase_add_test(tests, another_cell_or_config_is_refused);
    tcase_add_test(tests, forged_numbers_never_break_it);
    tcase_add_test(tests, bad_calls_are_refused);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
