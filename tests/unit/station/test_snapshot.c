/* Snapshot: a restored station goes on bit by bit; damaged bytes are refused and change nothing.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "site.h"

#include "station/internal.h"

#include <stdint.h>

#define BYTES 60000

static ostrov_station first;
static ostrov_station second;
static unsigned char bytes[BYTES];
static plant p;
static paper plan;

static void live(int32_t seconds)
{
    ostrov_command command;
    for (int32_t t = 0; t < seconds; t++) {
        p.load_w = 30e3 + 700.0 * (double)(t % 11);
        p.connected[2] = t / 50 % 2;
        (void)site_step(&first, &p, &command);
    }
}

/* A station with everything in it: plan, vehicles, events, half a quarter hour. */
static void start(void)
{
    site_start(&first, 0.6);
    plant_start(&p);
    plant_fill(&p, 5, 40e3);
    p.depart_s[4] = p.time_s + 1000; /* will be late */
    live(10);
    paper_write(&plan, BEGIN_S, 8, 80e3, 5e3);
    plan.plan.vehicle_count = 1;
    for (int32_t i = 0; i < 8; i++) {
        plan.vehicle_w[i] = 22e3;
        plan.soc_ratio[i] = 0.6;
    }
    plan.plan.soc_ratio = plan.soc_ratio;
    ck_assert_int_eq(ostrov_station_follow(&first, &plan.plan), OSTROV_OK);
    live(400);
}

static size_t save(const ostrov_station *station)
{
    size_t used = 0;
    ck_assert_int_eq(ostrov_station_save(station, bytes, sizeof bytes, &used), OSTROV_OK);
    ck_assert_uint_eq(used, ostrov_station_save_size());
    return used;
}

START_TEST(test_restored_station_goes_on_bit_by_bit)
{
    start();
    const size_t used = save(&first);
    site_start(&second, 0.6);
    ck_assert_int_eq(ostrov_station_load(&second, bytes, used), OSTROV_OK);
    for (int32_t t = 0; t < 1500; t++) {
        ostrov_measurement m;
        ostrov_command a;
        ostrov_command b;
        p.load_w = 30e3 + 900.0 * (double)(t % 13);
        plant_measure(&p, &m);
        if (t % 10 == 3) {
            m.grid_w = NAN; /* held values are part of the state too */
        }
        ck_assert_int_eq(site_feed(&first, &m, &a), site_feed(&second, &m, &b));
        ck_assert_int_eq(memcmp(&a, &b, sizeof a), 0);
        plant_obey(&p, &a);
    }
    ostrov_station_state a = site_read(&first);
    ostrov_station_state b = site_read(&second);
    ck_assert_int_eq(b.events, a.events + 1); /* RESTORED_STATE */
    b.events = a.events;
    ck_assert_int_eq(memcmp(&a, &b, sizeof a), 0);
}
END_TEST

/* Every member travels: what is restored saves to the same bytes but for its one event more. */
START_TEST(test_nothing_is_forgotten)
{
    static ostrov_station copy;
    start();
    const size_t used = save(&first);
    site_start(&second, 0.6);
    ck_assert_int_eq(ostrov_station_load(&second, bytes, used), OSTROV_OK);
    /* The same object with the same event: byte for byte, head room and padding included. */
    copy = first;
    ck_assert_int_eq(ostrov_station_load(&copy, bytes, used), OSTROV_OK);
    ck_assert_int_eq(memcmp(&copy, &second, sizeof copy), 0);
}
END_TEST

START_TEST(test_any_damaged_byte_is_refused)
{
    start();
    const size_t used = save(&first);
    site_start(&second, 0.6);
    static ostrov_station before;
    before = second;
    for (size_t at = 0; at < used; at += at < 100 || at > used - 8 ? 1 : 97) {
        bytes[at] ^= 0x10;
        ck_assert_int_eq(ostrov_station_load(&second, bytes, used), OSTROV_E_CORRUPT);
        bytes[at] ^= 0x10;
    }
    ck_assert_int_eq(memcmp(&before, &second, sizeof before), 0);
    ck_assert_int_eq(ostrov_station_load(&second, bytes, used), OSTROV_OK);
}
END_TEST

START_TEST(test_torn_and_foreign_bytes_are_refused)
{
    start();
    const size_t used = save(&first);
    site_start(&second, 0.6);
    static ostrov_station before;
    before = second;
    for (size_t count = 0; count < used; count += count < 40 ? 1 : 501) {
        ck_assert_int_eq(ostrov_station_load(&second, bytes, count), OSTROV_E_CORRUPT);
    }
    memset(bytes, 0, sizeof bytes);
    ck_assert_int_eq(ostrov_station_load(&second, bytes, used), OSTROV_E_CORRUPT);
    ck_assert_int_eq(memcmp(&before, &second, sizeof before), 0);
}
END_TEST

static void sign(size_t used) /* a forger who knows the CRC */
{
    const uint32_t crc = ostrov_crc32(0, bytes, used - 4);
    for (int32_t i = 0; i < 4; i++) {
        bytes[used - 4 + (size_t)i] = (unsigned char)(crc >> (8 * i));
    }
}

START_TEST(test_signed_nonsense_never_leaves_the_limits)
{
    uint64_t seed = 99;
    int32_t taken = 0;
    ostrov_station_config config;
    ostrov_battery_config battery;
    site_config(&config, &battery);
    start();
    const size_t used = save(&first);
    static unsigned char good[BYTES];
    memcpy(good, bytes, used);
    for (int32_t round = 0; round < 3000; round++) {
        memcpy(bytes, good, used);
        for (int32_t k = 0; k < 1 + round % 5; k++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            const size_t at = 24 + (size_t)((seed >> 33) % (used - 28));
            bytes[at] = (unsigned char)(seed >> 25);
        }
        sign(used);
        site_start(&second, 0.6);
        const ostrov_status status = ostrov_station_load(&second, bytes, used);
        ck_assert(status == OSTROV_OK || status == OSTROV_E_CORRUPT);
        taken += status == OSTROV_OK;
        ostrov_measurement m;
        ostrov_command command;
        plant_measure(&p, &m);
        (void)site_feed(&second, &m, &command);
        site_check(&config, &second, &command);
    }
    ck_assert_int_ge(taken, 300); /* the loop above looked at restored stations too */
    ck_assert_int_le(taken, 2900);
}
END_TEST

/* A limit below zero would be a command to do the opposite. */
START_TEST(test_a_limit_told_below_zero_is_refused)
{
    start();
    ostrov_i_station *inside = ostrov_i_station_self(&first);
    for (int32_t i = OSTROV_I_HELD_BMS_CHARGE; i <= OSTROV_I_HELD_PCS_DISCHARGE; i++) {
        inside->held[i].value = -50e3;
        size_t used = save(&first);
        site_start(&second, 0.6);
        ck_assert_int_eq(ostrov_station_load(&second, bytes, used), OSTROV_E_CORRUPT);
        inside->held[i].value = 50e3;
        used = save(&first);
        ck_assert_int_eq(ostrov_station_load(&second, bytes, used), OSTROV_OK);
    }
    inside->held[OSTROV_I_HELD_GRID].value = -50e3; /* a power has a sign */
    ck_assert_int_eq(ostrov_station_load(&second, bytes, save(&first)), OSTROV_OK);
}
END_TEST

START_TEST(test_versions_settings_and_arguments)
{
    ostrov_station_config config;
    ostrov_battery_config battery;
    ostrov_fault why;
    ostrov_station never;
    memset(&never, 0, sizeof never);
    start();
    const size_t used = save(&first);
    site_config(&config, &battery);
    battery.soc_start_ratio = 0.6;
    config.import_limit_w = 240e3; /* another site */
    ck_assert_int_eq(ostrov_station_init(&second, &config, &why), OSTROV_OK);
    ck_assert_int_eq(ostrov_station_load(&second, bytes, used), OSTROV_E_STATE);
    site_config(&config, &battery);
    battery.capacity_wh = 150e3; /* another battery */
    ck_assert_int_eq(ostrov_station_init(&second, &config, &why), OSTROV_OK);
    ck_assert_int_eq(ostrov_station_load(&second, bytes, used), OSTROV_E_STATE);
    site_config(&config, &battery);
    battery.soc_start_ratio = 0.6;
    config.authority = OSTROV_AUTHORITY_OBSERVE; /* the same site, disarmed: it keeps its memory */
    ck_assert_int_eq(ostrov_station_init(&second, &config, &why), OSTROV_OK);
    ck_assert_int_eq(ostrov_station_load(&second, bytes, used), OSTROV_OK);
    site_start(&second, 0.6);
    bytes[8] = 2; /* a later version */
    sign(used);
    ck_assert_int_eq(ostrov_station_load(&second, bytes, used), OSTROV_E_UNSUPPORTED);
    ck_assert_int_eq(ostrov_station_load(&second, NULL, used), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_station_load(&never, bytes, used), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_station_save(&never, bytes, sizeof bytes, NULL), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_station_save(&first, bytes, used - 1, NULL), OSTROV_E_SPACE);
    ck_assert_int_eq(ostrov_station_save(&first, bytes, used, NULL), OSTROV_OK);
    ck_assert_int_eq(memcmp(bytes, "OSTRSTN1\001\000\000\000", 12), 0); /* least byte first */
}
END_TEST

/* A restart takes time that dt does not know: what was read before it is old. */
START_TEST(test_held_values_do_not_survive_a_restart)
{
    ostrov_measurement m;
    ostrov_command command;
    ostrov_event event;
    start();
    const size_t used = save(&first);
    site_start(&second, 0.6);
    ck_assert_int_eq(ostrov_station_load(&second, bytes, used), OSTROV_OK);
    p.time_s += 120;
    plant_measure(&p, &m);
    m.grid_w = NAN;
    (void)site_feed(&second, &m, &command);
    ck_assert(isnan(site_read(&second).load_w));
    ck_assert_double_eq_tol(site_read(&second).plan_age_s, 410.0 + 121.0, 2.0);
    ck_assert_int_ge(site_events(&second, OSTROV_EVENT_RESTORED_STATE, &event), 1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("station snapshot");
    TCase *tcase = tcase_create("snapshot");
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, test_restored_station_goes_on_bit_by_bit);
    tcase_add_test(tcase, test_nothing_is_forgotten);
    tcase_add_test(tcase, test_any_damaged_byte_is_refused);
    tcase_add_test(tcase, test_torn_and_foreign_bytes_are_refused);
    tcase_add_test(tcase, test_signed_nonsense_never_leaves_the_limits);
    tcase_add_test(tcase, test_a_limit_told_below_zero_is_refused);
    tcase_add_test(tcase, test_versions_settings_and_arguments);
    tcase_add_test(tcase, test_held_values_do_not_survive_a_restart);
    suite_add_tcase(suite, tcase);
    return unit_run(suite);
}
