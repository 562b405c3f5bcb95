/* Limits while connected: hard import and export, quarter hour, DSO shares.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "site.h"

#include <stdint.h>

/* xorshift64*: the same noise in every run. */
static double noise(uint64_t *seed)
{
    *seed ^= *seed >> 12;
    *seed ^= *seed << 25;
    *seed ^= *seed >> 27;
    return (double)((*seed * 2685821657736338717u) >> 11) / 9007199254740992.0 * 2.0 - 1.0;
}

/* 560 kW of chargers want power behind 250 kW: the import never exceeds the limit by more than what
 * the load moved in the second just past, which no controller can know. */
START_TEST(test_chargers_stay_behind_the_connection)
{
    ostrov_station station;
    ostrov_command command;
    plant p;
    uint64_t seed = 1;
    double worst_w = 0.0;
    double charged_w = 0.0;
    site_start(&station, 0.6);
    plant_start(&p);
    plant_fill(&p, POINTS, 70e3);
    for (int32_t t = 0; t < 3600; t++) {
        const double before_w = p.load_w;
        (void)site_step(&station, &p, &command);
        p.load_w = 30e3 + 5e3 * noise(&seed);
        const double moved_w = fmax(p.load_w - before_w, 0.0);
        worst_w = fmax(worst_w, plant_grid(&p) - moved_w - 250e3);
        charged_w += plant_vehicles(&p) / 3600.0;
    }
    /* 1 mW: rounding of sums of eight powers of 1e5 W. */
    ck_assert_double_le(worst_w, 1e-3);
    /* Safe and useless would pass too: nearly all of the room must be used. */
    ck_assert_double_ge(charged_w, 210e3);
    ck_assert_int_eq(site_events(&station, OSTROV_EVENT_LIMIT_VIOLATED, NULL), 0);
}
END_TEST

/* A plan that asks for too much is cut the same way, least urgent first, and told once. */
START_TEST(test_plan_over_the_limit_is_cut_by_urgency)
{
    static paper plan;
    ostrov_station station;
    ostrov_command command;
    ostrov_event event;
    plant p;
    site_start(&station, 0.19);
    plant_start(&p);
    plant_fill(&p, 2, 70e3);
    p.depart_s[0] = p.time_s + 3 * 3600; /* 150 kWh at 70 kW takes 2.1 h: the more urgent one */
    p.depart_s[1] = p.time_s + 9 * 3600;
    p.load_w = 220e3;
    p.soc_ratio = 0.19;
    (void)site_step(&station, &p, &command);
    paper_write(&plan, p.time_s, 8, 200e3, 0.0);
    plan.plan.vehicle_count = 2;
    plan.charge_point[0] = 0;
    plan.charge_point[1] = 1;
    for (int32_t i = 0; i < 8; i++) {
        plan.vehicle_w[i] = 35e3;
        plan.vehicle_w[plan.plan.capacity + i] = 35e3;
        plan.grid_w[i] = 280e3;
    }
    ck_assert_int_eq(ostrov_station_follow(&station, &plan.plan), OSTROV_OK);
    (void)site_events(&station, 0, NULL);
    for (int32_t t = 0; t < 600; t++) {
        p.soc_ratio = 0.19; /* below the reserve: the battery may not help */
        (void)site_step(&station, &p, &command);
        ck_assert_double_le(plant_grid(&p), 250e3 + 1e-3);
    }
    ck_assert_int_eq(command.rung, OSTROV_RUNG_PLAN);
    ck_assert_int_eq(command.limited_by, OSTROV_EVENT_IMPORT_LIMIT);
    ck_assert_double_ge(command.vehicle_limit_w[0], 35e3);
    ck_assert_double_le(command.vehicle_limit_w[1], 5.1e3);
    ck_assert_int_eq(site_events(&station, OSTROV_EVENT_IMPORT_LIMIT, &event), 1);
    ck_assert_double_eq(event.limit, 250e3);
    ck_assert_double_gt(event.value, 0.0);
}
END_TEST

START_TEST(test_battery_helps_before_vehicles_are_cut)
{
    static paper plan;
    ostrov_station station;
    ostrov_command command;
    plant p;
    site_start(&station, 0.6);
    plant_start(&p);
    plant_fill(&p, 1, 70e3);
    p.load_w = 240e3;
    (void)site_step(&station, &p, &command);
    paper_write(&plan, p.time_s, 8, 300e3, 0.0);
    plan.plan.vehicle_count = 1;
    for (int32_t i = 0; i < 8; i++) {
        plan.vehicle_w[i] = 60e3;
    }
    ck_assert_int_eq(ostrov_station_follow(&station, &plan.plan), OSTROV_OK);
    for (int32_t t = 0; t < 30; t++) {
        (void)site_step(&station, &p, &command);
        ck_assert_double_le(plant_grid(&p), 250e3 + 1e-3);
    }
    /* 240 load − 10 sun + 60 vehicle − 250 = 40 kW from the battery, the vehicle keeps its plan. */
    ck_assert_double_eq_tol(command.vehicle_limit_w[0], 60e3, 1.0);
    ck_assert_double_eq_tol(command.battery_w, 40e3, 1.0);
}
END_TEST

START_TEST(test_quarter_hour_is_kept_under_noise)
{
    ostrov_station station;
    ostrov_station_config config;
    ostrov_battery_config battery;
    ostrov_command command;
    ostrov_fault why;
    plant p;
    uint64_t seed = 7;
    site_config(&config, &battery);
    config.quarter_limit_w = 120e3;
    ck_assert_int_eq(ostrov_station_init(&station, &config, &why), OSTROV_OK);
    plant_start(&p);
    plant_fill(&p, POINTS, 70e3);
    double import_ws = 0.0;
    for (int32_t quarter = 0; quarter < 8; quarter++) {
        import_ws = 0.0;
        for (int32_t t = 0; t < 900; t++) {
            /* 40 kW of noise around 60 kW, and a vehicle that comes and goes. */
            p.load_w = 60e3 + 40e3 * noise(&seed);
            p.accepts_w[3] = (t / 100) % 2 == 0 ? 70e3 : 0.0;
            (void)site_step(&station, &p, &command);
            import_ws += fmax(plant_grid(&p), 0.0);
        }
        /* The DSO's meter, kept here apart from the station's own books. */
        ck_assert_double_le(import_ws / 900.0, 120e3);
        if (quarter > 0) {
            ck_assert_double_ge(import_ws / 900.0, 110e3); /* and the room is used */
        }
    }
    ostrov_station_state state = site_read(&station);
    ck_assert_double_eq(state.quarter_limit_w, 120e3);
    ck_assert_double_le(state.quarter_max_w, 120e3);
    ck_assert_double_ge(state.quarter_max_w, 110e3);
}
END_TEST

/* A host that steps each minute ends a quarter hour with whatever its last minute brings: room is
 * left for it. */
START_TEST(test_a_slow_host_leaves_room_for_its_last_step)
{
    ostrov_station station;
    ostrov_station_config config;
    ostrov_battery_config battery;
    ostrov_command command;
    ostrov_measurement m;
    ostrov_fault why;
    paper paid;
    plant p;
    uint64_t seed = 11;
    int32_t over = 0;
    double used_ws = 0.0;
    site_config(&config, &battery);
    config.quarter_limit_w = 40e3;
    ck_assert_int_eq(ostrov_station_init(&station, &config, &why), OSTROV_OK);
    plant_start(&p);
    p.pv_w = 0.0;
    for (int32_t quarter = 0; quarter < 24; quarter++) {
        double import_ws = 0.0;
        paper_write(&paid, p.time_s, 8, 55e3, 0.0); /* all from the grid, but for the limit */
        ck_assert_int_eq(ostrov_station_follow(&station, &paid.plan), OSTROV_OK);
        for (int32_t t = 0; t < 15; t++) {
            p.load_w = 55e3 + 12e3 * noise(&seed);
            import_ws += fmax(plant_grid(&p), 0.0) * 60.0;
            p.time_s += 60;
            plant_measure(&p, &m);
            m.dt_s = 60.0;
            (void)site_feed(&station, &m, &command);
            p.battery_w = command.battery_w;
            p.soc_ratio = 0.6; /* a battery without end */
        }
        over += quarter > 1 && import_ws / 900.0 > 40e3;
        used_ws += quarter > 1 ? import_ws / 900.0 / 22.0 : 0.0;
    }
    ck_assert_msg(over <= 2, "%d of 22 quarter hours above the limit", (int)over);
    ck_assert_double_ge(used_ws, 37e3); /* and the room is used */
}
END_TEST

START_TEST(test_quarter_follows_the_plans_peak_but_departures_come_first)
{
    static paper plan;
    ostrov_station station;
    ostrov_command command;
    plant p;
    site_start(&station, 0.15);
    plant_start(&p);
    plant_fill(&p, 2, 70e3);
    p.soc_ratio = 0.15;
    p.needs_wh[0] = 30e3; /* 30 kW is just enough */
    p.depart_s[0] = p.time_s + 3600;
    p.needs_wh[1] = 100e3;
    p.depart_s[1] = p.time_s + 12 * 3600;
    p.load_w = 60e3;
    (void)site_step(&station, &p, &command);
    paper_write(&plan, p.time_s, 8, 50e3, 0.0);
    plan.plan.vehicle_count = 2;
    plan.charge_point[1] = 1;
    for (int32_t i = 0; i < 8; i++) {
        plan.vehicle_w[i] = 30e3;
        plan.vehicle_w[plan.plan.capacity + i] = 30e3;
    }
    ck_assert_int_eq(ostrov_station_follow(&station, &plan.plan), OSTROV_OK);
    for (int32_t t = 0; t < 300; t++) {
        p.soc_ratio = 0.15;
        (void)site_step(&station, &p, &command);
    }
    ck_assert_double_eq(site_read(&station).quarter_limit_w, 50e3);
    /* The plan's peak of 50 kW cannot hold 60 kW of load: the patient vehicle falls to what it
     * needs (100 kWh in 12 h = 8.3 kW), the urgent one keeps its 30 kW. */
    ck_assert_double_ge(command.vehicle_limit_w[0], 29e3);
    ck_assert_double_le(command.vehicle_limit_w[1], 9e3);
    ck_assert_double_ge(command.vehicle_limit_w[1], 4e3);
    ck_assert_int_eq(site_events(&station, OSTROV_EVENT_QUARTER_LIMIT, NULL), 1);
}
END_TEST

START_TEST(test_dso_share_is_obeyed_and_outlives_the_link)
{
    ostrov_station station;
    ostrov_measurement m;
    ostrov_command command;
    ostrov_event event;
    plant p;
    site_start(&station, 0.6);
    plant_start(&p);
    plant_fill(&p, POINTS, 70e3);
    for (int32_t t = 0; t < 60; t++) {
        plant_measure(&p, &m);
        m.dso_import_ratio = t == 20 ? 0.3 : NAN; /* told once, then silence */
        (void)site_feed(&station, &m, &command);
        plant_obey(&p, &command);
        if (t > 20) {
            ck_assert_double_le(plant_grid(&p), 75e3 + 1e-3);
        }
    }
    ck_assert_int_eq(site_events(&station, OSTROV_EVENT_DSO_LIMIT, &event), 1);
    ck_assert_double_eq(event.value, 0.3);
    ck_assert_double_eq_tol(event.limit, 75e3, 1e-6);
}
END_TEST

START_TEST(test_export_limit_battery_then_sun)
{
    ostrov_station station;
    ostrov_station_config config;
    ostrov_battery_config battery;
    ostrov_command command;
    ostrov_fault why;
    plant p;
    site_config(&config, &battery);
    config.export_limit_w = 0.0;
    ck_assert_int_eq(ostrov_station_init(&station, &config, &why), OSTROV_OK);
    plant_start(&p);
    p.load_w = 20e3;
    p.pv_w = 80e3;
    (void)site_step(&station, &p, &command);
    ck_assert_double_eq_tol(command.battery_w, -60e3, 1.0); /* takes all of it */
    for (int32_t t = 0; t < 20; t++) {
        p.pv_w = 200e3; /* more sun than load and battery can take */
        (void)site_step(&station, &p, &command);
        if (t > 0) {
            ck_assert_double_ge(plant_grid(&p), -1e-3);
        }
    }
    ck_assert_double_eq_tol(command.pv_limit_w, 120e3, 1.0);
    ck_assert_double_eq_tol(command.battery_w, -100e3, 1.0);
    /* A limit that holds the sun down must not be taken for a weak sun. */
    for (int32_t t = 0; t < 200; t++) {
        p.pv_w = 200e3;
        p.load_w = 100e3;
        (void)site_step(&station, &p, &command);
        ck_assert_double_ge(plant_grid(&p), -1e-3);
    }
    ck_assert_double_eq_tol(command.pv_limit_w, 200e3, 1.0);
}
END_TEST

/* The sun rises slowly behind a limit of no export: the limit must make room for it, and go when it
 * is not what holds the sun down. */
START_TEST(test_pv_limit_lets_the_sun_rise_and_ends)
{
    ostrov_station station;
    ostrov_station_config config;
    ostrov_battery_config battery;
    ostrov_command command;
    ostrov_fault why;
    plant p;
    site_config(&config, &battery);
    config.export_limit_w = 0.0;
    ck_assert_int_eq(ostrov_station_init(&station, &config, &why), OSTROV_OK);
    plant_start(&p);
    p.load_w = 20e3;
    command.pv_limit_w = INFINITY;
    for (int32_t t = 0; t < 200; t++) {
        p.pv_w = fmin(1e3 * (double)t, command.pv_limit_w);
        (void)site_step(&station, &p, &command);
    }
    ck_assert_double_eq_tol(p.pv_w, 120e3, 1.0); /* load and a battery that charges at its limit */
    p.load_w = 300e3; /* room for 400 kW: but nobody knows how much sun there is */
    (void)site_step(&station, &p, &command);
    ck_assert_double_eq_tol(command.pv_limit_w, 400e3, 1.0);
    p.load_w = 20e3;
    for (int32_t t = 0; t < 290; t++) {
        p.pv_w = 10e3;
        (void)site_step(&station, &p, &command);
        ck_assert(isfinite(command.pv_limit_w));
    }
    for (int32_t t = 0; t < 20; t++) {
        p.pv_w = 10e3;
        (void)site_step(&station, &p, &command);
    }
    ck_assert(isinf(command.pv_limit_w));
}
END_TEST

/* Vehicles that are not read may not be drawing at all: they do not excuse an export. */
START_TEST(test_unread_vehicles_do_not_hide_an_export)
{
    ostrov_station station;
    ostrov_measurement m;
    ostrov_command command;
    plant p;
    site_start(&station, 0.6);
    plant_start(&p);
    p.load_w = 20e3;
    command.pv_limit_w = INFINITY;
    for (int32_t t = 0; t < 60; t++) {
        p.pv_w = fmin(240e3, command.pv_limit_w);
        plant_measure(&p, &m);
        for (int32_t i = 0; i < POINTS; i++) {
            m.vehicle_connected[i] = -1;
            m.vehicle_w[i] = NAN;
        }
        (void)site_feed(&station, &m, &command);
        plant_obey(&p, &command);
        if (t > 0) {
            ck_assert_double_ge(plant_grid(&p), -100e3 - 1e-3);
        }
    }
}
END_TEST

START_TEST(test_ramp_of_the_battery)
{
    ostrov_station station;
    ostrov_station_config config;
    ostrov_battery_config battery;
    ostrov_command command;
    ostrov_fault why;
    plant p;
    site_config(&config, &battery);
    config.ramp_w_per_s = 1e3;
    ck_assert_int_eq(ostrov_station_init(&station, &config, &why), OSTROV_OK);
    plant_start(&p);
    for (int32_t t = 0; t < 10; t++) {
        (void)site_step(&station, &p, &command);
        ck_assert_double_eq_tol(command.battery_w, 1e3 * (double)(t + 1), 1e-6);
    }
    p.load_w = 300e3; /* the hard limit may jump: 300 − 10 − 250 */
    (void)site_step(&station, &p, &command);
    ck_assert_double_eq_tol(command.battery_w, 40e3, 1.0);
}
END_TEST

START_TEST(test_nothing_measured_at_the_pcc_assumes_the_worst)
{
    ostrov_station station;
    ostrov_measurement m;
    ostrov_command command;
    plant p;
    double sum_w = 0.0;
    site_start(&station, 0.6);
    plant_start(&p);
    plant_fill(&p, POINTS, 70e3);
    for (int32_t t = 0; t < 60; t++) {
        plant_measure(&p, &m);
        m.grid_w = NAN;
        m.pv_w = NAN;
        (void)site_feed(&station, &m, &command);
        plant_obey(&p, &command);
    }
    ck_assert_int_eq(command.rung, OSTROV_RUNG_RULES); /* the battery is known */
    for (int32_t i = 0; i < POINTS; i++) {
        sum_w += command.vehicle_limit_w[i];
    }
    ck_assert_double_le(sum_w, 250e3 - 80e3 + 1e-3); /* load_max_w is assumed, no sun */
    ck_assert_double_ge(sum_w, 160e3);
    ck_assert_double_eq_tol(command.battery_w, 0.0, 1e-6); /* rounding of 250 − 80 − sum */
    ck_assert_uint_eq(command.tiers_on, 7);                /* nothing is shed for an assumption */
}
END_TEST

START_TEST(test_ignored_set_points_are_told_once_and_counted_with)
{
    ostrov_station station;
    ostrov_measurement m;
    ostrov_command command;
    ostrov_event event;
    plant p;
    site_start(&station, 0.6);
    plant_start(&p);
    p.load_w = 100e3;
    for (int32_t t = 0; t < 120; t++) {
        plant_measure(&p, &m);
        (void)site_feed(&station, &m, &command);
        p.time_s++;
        p.battery_w = 0.0; /* the PCS does nothing */
    }
    ck_assert_double_gt(command.battery_w, 50e3);
    ck_assert_int_eq(site_events(&station, OSTROV_EVENT_SET_POINT_IGNORED, &event), 1);
    ck_assert_int_eq(event.subject, -1);
    ck_assert_double_eq(event.value, 0.0);
    /* Now vehicles come: what the battery was told does not count, what it does counts. */
    plant_fill(&p, POINTS, 70e3);
    for (int32_t t = 0; t < 60; t++) {
        plant_measure(&p, &m);
        (void)site_feed(&station, &m, &command);
        plant_obey(&p, &command);
        p.battery_w = 0.0;
        ck_assert_double_le(plant_grid(&p), 250e3 + 1e-3);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("station limits");
    TCase *tcase = tcase_create("limits");
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, test_chargers_stay_behind_the_connection);
    tcase_add_test(tcase, test_plan_over_the_limit_is_cut_by_urgency);
    tcase_add_test(tcase, test_battery_helps_before_vehicles_are_cut);
    tcase_add_test(tcase, test_quarter_hour_is_kept_under_noise);
    tcase_add_test(tcase, test_a_slow_host_leaves_room_for_its_last_step);
    tcase_add_test(tcase, test_quarter_follows_the_plans_peak_but_departures_come_first);
    tcase_add_test(tcase, test_dso_share_is_obeyed_and_outlives_the_link);
    tcase_add_test(tcase, test_export_limit_battery_then_sun);
    tcase_add_test(tcase, test_pv_limit_lets_the_sun_rise_and_ends);
    tcase_add_test(tcase, test_unread_vehicles_do_not_hide_an_export);
    tcase_add_test(tcase, test_ramp_of_the_battery);
    tcase_add_test(tcase, test_nothing_measured_at_the_pcc_assumes_the_worst);
    tcase_add_test(tcase, test_ignored_set_points_are_told_once_and_counted_with);
    suite_add_tcase(suite, tcase);
    return unit_run(suite);
}
