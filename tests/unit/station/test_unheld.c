/* What no limit of ours holds in an island: a vehicle that comes draws its charge point's default before
 * anybody could tell it better; a charge point that is silent, or ignores us, draws on.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "site.h"

static ostrov_station station;
static ostrov_command command;
static ostrov_measurement m;
static ostrov_grid_state grid;
static plant p;

/* A second in a mode; extra_w is drawn by whom no limit holds. */
static void live(int32_t mode, double extra_w)
{
    grid = site_grid(mode, 1);
    grid.breaker = 0;
    p.battery_w = p.load_w + plant_vehicles(&p) + extra_w - p.pv_w;
    m.grid = &grid;
    m.grid_w = 0.0;
    m.battery_w = p.battery_w;
    (void)site_feed(&station, &m, &command);
    plant_obey(&p, &command);
}

/* Two vehicles that the plan gives 60 kW each, 20 kW of load behind a battery of 100. */
static void begin(void)
{
    static paper sheet;
    site_start(&station, 0.8);
    plant_start(&p);
    p.soc_ratio = 0.8;
    plant_fill(&p, 2, 70e3);
    paper_write(&sheet, p.time_s, 4, 0.0, 0.0);
    sheet.plan.vehicle_count = 2;
    sheet.plan.epoch = 1;
    for (int32_t v = 0; v < 2; v++) {
        sheet.charge_point[v] = v;
        for (int32_t slot = 0; slot < 4; slot++) {
            sheet.vehicle_w[v * sheet.plan.capacity + slot] = 60e3;
        }
    }
    plant_measure(&p, &m);
    live(OSTROV_GRID_ISLAND, 0.0);
    ck_assert_int_eq(ostrov_station_follow(&station, &sheet.plan), OSTROV_OK);
}

static double vehicles(void)
{
    double sum = 0.0;
    for (int32_t i = 0; i < POINTS; i++) {
        sum += command.vehicle_limit_w[i];
    }
    return sum;
}

START_TEST(nobody_draws_untold_where_the_battery_would_carry_it)
{
    site_start(&station, 0.6);
    plant_start(&p);
    for (int32_t mode = 0; mode <= OSTROV_GRID_LOCKOUT; mode++) {
        const int32_t connected = mode == OSTROV_GRID_GRID || mode == OSTROV_GRID_RIDE ||
                                  mode == OSTROV_GRID_RAMP;
        for (int32_t breaker = 0; breaker <= 1; breaker++) {
            const int32_t held =
                breaker && (mode == OSTROV_GRID_BACKUP_OPEN || mode == OSTROV_GRID_LOCKOUT);
            const double expected_w = connected || held ? 11e3 : 0.0;
            plant_measure(&p, &m);
            grid = site_grid(mode, 1);
            grid.breaker = breaker;
            m.grid = &grid;
            (void)site_feed(&station, &m, &command);
            ck_assert_msg(command.charger_default_w == expected_w, "mode %d: %g", (int)mode,
                          command.charger_default_w);
        }
        m.dt_s = NAN; /* the safe command, when a measurement cannot be used at all */
        (void)!ostrov_station_step(&station, &m, &command, sizeof command);
        ck_assert_msg(command.charger_default_w == (connected ? 11e3 : 0.0), "safe, mode %d", (int)mode);
    }
    m.dt_s = 1.0;
    m.grid = NULL; /* always connected */
    (void)site_feed(&station, &m, &command);
    ck_assert_double_eq(command.charger_default_w, 11e3);
    m.inhibits = OSTROV_INHIBIT_FIRE_STOP;
    (void)site_feed(&station, &m, &command);
    ck_assert_double_eq(command.charger_default_w, 0.0);
}
END_TEST

/* The battery carries what is planned and whoever comes next, until the charge points have taken the
 * default away. */
START_TEST(there_is_room_for_the_next_to_come)
{
    begin();
    for (int32_t t = 0; t < 5; t++) {
        plant_measure(&p, &m);
        for (int32_t i = 0; i < POINTS; i++) {
            m.charger_default_w[i] = i == 5 ? 22e3 : 11e3;
        }
        live(OSTROV_GRID_ISLAND, 0.0);
        ck_assert_double_le(vehicles(), 48e3 + 1e-6); /* 100 kW, a tenth of it free, 20, and 22 */
        ck_assert_double_ge(vehicles(), 47e3);
    }
    for (int32_t t = 0; t < 35; t++) { /* the one that was stopped is paused for a while */
        plant_measure(&p, &m);
        for (int32_t i = 0; i < POINTS; i++) {
            m.charger_default_w[i] = i < 2 ? 22e3 : 0.0; /* who stands there has a limit */
        }
        live(OSTROV_GRID_ISLAND, 0.0);
    }
    ck_assert_double_ge(vehicles(), 69e3);
    plant_measure(&p, &m); /* not told: as commanded, nothing */
    live(OSTROV_GRID_ISLAND, 0.0);
    ck_assert_double_ge(vehicles(), 69e3);
    plant_measure(&p, &m);
    m.charger_default_w[4] = 1e9; /* no more than the charge point gives */
    m.charger_default_w[5] = 1e9;
    live(OSTROV_GRID_ISLAND, 0.0);
    ck_assert_double_eq(vehicles(), 0.0); /* 90 − 20 − 70 */
}
END_TEST

START_TEST(there_is_room_for_who_is_silent)
{
    begin();
    for (int32_t t = 0; t < 100; t++) {
        plant_measure(&p, &m);
        m.vehicle_connected[3] = m.vehicle_connected[4] = -1;
        m.vehicle_w[3] = m.vehicle_w[4] = NAN;
        /* Later one is known to have taken the default away before it fell silent. */
        m.charger_default_w[3] = t < 50 ? NAN : 0.0;
        live(OSTROV_GRID_ISLAND, 0.0);
        if (t == 49) {
            ck_assert_double_le(vehicles(), 48e3 + 1e-6); /* each may have fallen back to 11 kW */
            ck_assert_double_ge(vehicles(), 47e3);
        }
    }
    ck_assert_double_le(vehicles(), 59e3 + 1e-6);
    ck_assert_double_ge(vehicles(), 58e3);
}
END_TEST

/* What the battery gives beyond its limit by measurement will not wait for slow charge points. */
START_TEST(load_goes_before_the_battery_does)
{
    begin();
    plant_measure(&p, &m);
    live(OSTROV_GRID_ISLAND, 0.0);
    ck_assert_uint_eq(command.tiers_on, 7);
    plant_measure(&p, &m);
    live(OSTROV_GRID_ISLAND, 40e3); /* 130 kW, by whom nobody knows */
    ck_assert_uint_eq(command.tiers_on, 3);
}
END_TEST

/* One that ignores its limit leaves the others less, before anything critical goes. */
START_TEST(who_ignores_a_limit_is_carried_by_the_others)
{
    begin();
    for (int32_t t = 0; t < 120; t++) {
        plant_measure(&p, &m);
        m.vehicle_connected[6] = 1;
        m.vehicle_w[6] = 30e3;
        live(OSTROV_GRID_ISLAND, 30e3);
        ck_assert_uint_eq(command.tiers_on & 1u, 1);
        ck_assert_msg(t < 2 || p.battery_w <= 100e3, "%d s: %g W", (int)t, p.battery_w);
    }
    ck_assert_int_eq(site_events(&station, OSTROV_EVENT_SET_POINT_IGNORED, NULL), 1);
    ck_assert_double_le(vehicles(), 50e3 + 1e-6);
}
END_TEST

/* Power goes from one vehicle to another when it is seen to be free, not when it was told to be. */
START_TEST(nobody_grows_into_what_is_still_drawn)
{
    begin();
    for (int32_t t = 0; t < 3; t++) {
        plant_measure(&p, &m);
        live(OSTROV_GRID_ISLAND, 0.0);
    }
    const int32_t greedy = command.vehicle_limit_w[0] > command.vehicle_limit_w[1] ? 0 : 1;
    const double other_w = command.vehicle_limit_w[1 - greedy];
    ck_assert_double_eq(command.vehicle_limit_w[greedy], 60e3);
    p.depart_s[1 - greedy] = p.time_s + 7200; /* now the other one is the urgent one */
    for (int32_t t = 0; t < 20; t++) {
        plant_measure(&p, &m);
        m.vehicle_w[greedy] = 60e3; /* its charge point is slow */
        m.vehicle_w[1 - greedy] = other_w;
        grid = site_grid(OSTROV_GRID_ISLAND, 1);
        grid.breaker = 0;
        m.grid = &grid;
        m.grid_w = 0.0;
        m.battery_w = p.load_w + 60e3 + other_w - p.pv_w;
        (void)site_feed(&station, &m, &command);
        ck_assert_double_le(command.vehicle_limit_w[1 - greedy], other_w + 1e-6);
        p.time_s++;
    }
    for (int32_t t = 0; t < 20; t++) {
        plant_measure(&p, &m);
        live(OSTROV_GRID_ISLAND, 0.0);
    }
    ck_assert_double_ge(command.vehicle_limit_w[1 - greedy], 59e3);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("station unheld");
    TCase *tcase = tcase_create("unheld");
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, nobody_draws_untold_where_the_battery_would_carry_it);
    tcase_add_test(tcase, there_is_room_for_the_next_to_come);
    tcase_add_test(tcase, there_is_room_for_who_is_silent);
    tcase_add_test(tcase, load_goes_before_the_battery_does);
    tcase_add_test(tcase, who_ignores_a_limit_is_carried_by_the_others);
    tcase_add_test(tcase, nobody_grows_into_what_is_still_drawn);
    suite_add_tcase(suite, tcase);
    return unit_run(suite);
}
