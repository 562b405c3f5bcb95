/* Islanded and in between: what the modes of the grid layer mean for the command; inhibits.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "site.h"

static ostrov_station station;
static ostrov_command command;
static ostrov_measurement m;
static ostrov_grid_state grid;
static plant p;

static void start(double soc_ratio)
{
    site_start(&station, soc_ratio);
    plant_start(&p);
    p.soc_ratio = soc_ratio;
}

/* A second of an island: the battery carries what is left, whatever the command says. */
static void live(int32_t mode)
{
    grid = site_grid(mode, 1);
    grid.breaker = 0;
    grid.pcs_request = OSTROV_PCS_FORM;
    p.battery_w = p.load_w + plant_vehicles(&p) - p.pv_w;
    plant_measure(&p, &m);
    m.grid = &grid;
    m.grid_w = 0.0;
    (void)site_feed(&station, &m, &command);
    plant_obey(&p, &command);
}

START_TEST(test_island_has_no_set_point_and_no_charging)
{
    static const int32_t modes[] = {OSTROV_GRID_FORMING, OSTROV_GRID_ISLAND,  OSTROV_GRID_OBSERVE,
                                    OSTROV_GRID_SYNC,    OSTROV_GRID_CLOSING, OSTROV_GRID_OPENING};
    start(0.6);
    plant_fill(&p, POINTS, 70e3);
    for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
        live(modes[i]);
        ck_assert_double_eq(command.battery_w, 0.0);
        ck_assert_int_eq(command.pcs_request, OSTROV_PCS_FORM);
        ck_assert_int_eq(command.write, 1);
        for (int32_t v = 0; v < POINTS; v++) {
            ck_assert_double_eq(command.vehicle_limit_w[v], 0.0);
        }
    }
    ck_assert_int_eq(site_read(&station).mode, OSTROV_GRID_OPENING);
}
END_TEST

START_TEST(test_island_sheds_below_the_floor_and_returns_above_it)
{
    ostrov_event event;
    start(0.5);
    live(OSTROV_GRID_ISLAND);
    ck_assert_uint_eq(command.tiers_on, 7);
    start(0.28); /* floor 0.3 */
    live(OSTROV_GRID_ISLAND);
    ck_assert_uint_eq(command.tiers_on, 1);
    ck_assert_int_eq(command.limited_by, OSTROV_EVENT_SHED);
    ck_assert_int_eq(site_events(&station, OSTROV_EVENT_SHED, &event), 1);
    ck_assert(isnan(event.value)); /* for energy, not for power */
    p.pv_w = 90e3;
    double returned_at = 0.0;
    for (int32_t t = 0; t < 7200; t++) {
        live(OSTROV_GRID_ISLAND);
        if (command.tiers_on != 1 && returned_at == 0.0) {
            returned_at = site_read(&station).soc_low_ratio;
        }
    }
    ck_assert_double_ge(returned_at, 0.35);
    ck_assert_uint_eq(command.tiers_on, 7);
    ck_assert_int_eq(site_events(&station, OSTROV_EVENT_RESTORED, NULL), 2); /* one by one */
}
END_TEST

START_TEST(test_island_sheds_what_the_battery_cannot_carry)
{
    start(0.8);
    p.pv_w = 0.0;
    for (int32_t t = 0; t < 60; t++) {
        const uint32_t on = t == 0 ? 7 : command.tiers_on;
        p.load_w = 45e3 * (double)((on & 1u) + ((on >> 1) & 1u) + ((on >> 2) & 1u));
        live(OSTROV_GRID_ISLAND); /* 135 kW behind a battery of 100 */
    }
    ck_assert_uint_eq(command.tiers_on, 3);
}
END_TEST

START_TEST(test_island_holds_the_sun_to_what_can_be_taken)
{
    start(0.5);
    p.load_w = 20e3;
    for (int32_t t = 0; t < 30; t++) {
        p.pv_w = 180e3;
        live(OSTROV_GRID_ISLAND);
    }
    /* 20 kW of load and 95 % of 100 kW into the battery. */
    ck_assert_double_eq_tol(command.pv_limit_w, 115e3, 1.0);
    ck_assert_double_eq_tol(p.pv_w, 115e3, 1.0);
}
END_TEST

START_TEST(test_island_charges_vehicles_only_from_surplus_of_a_full_battery)
{
    start(0.6);
    plant_fill(&p, 2, 70e3);
    p.pv_w = 60e3;
    live(OSTROV_GRID_ISLAND);
    ck_assert_double_eq(command.vehicle_limit_w[0], 0.0);
    start(0.93);
    plant_fill(&p, 2, 70e3);
    p.load_w = 10e3;
    for (int32_t t = 0; t < 10; t++) {
        p.pv_w = 60e3;
        live(OSTROV_GRID_ISLAND);
        ck_assert_double_le(command.vehicle_limit_w[0] + command.vehicle_limit_w[1], 50e3 + 1e-6);
    }
    ck_assert_double_ge(command.vehicle_limit_w[0], 20e3);
}
END_TEST

/* A plan for this island: two vehicles at vehicle_w each. */
static void write_plan(paper *sheet, double vehicle_w)
{
    paper_write(sheet, p.time_s, 4, 0.0, 0.0);
    sheet->plan.vehicle_count = 2;
    sheet->plan.epoch = 1;
    for (int32_t v = 0; v < 2; v++) {
        sheet->charge_point[v] = v;
        for (int32_t slot = 0; slot < 4; slot++) {
            sheet->vehicle_w[v * sheet->plan.capacity + slot] = vehicle_w;
        }
    }
}

START_TEST(test_island_charges_vehicles_by_a_plan_of_its_own_epoch)
{
    static paper sheet;
    start(0.8);
    plant_fill(&p, 2, 70e3);
    live(OSTROV_GRID_ISLAND);
    write_plan(&sheet, 30e3);
    sheet.plan.epoch = 0; /* of the connected site: not for this island */
    ck_assert_int_eq(ostrov_station_follow(&station, &sheet.plan), OSTROV_E_STATE);
    live(OSTROV_GRID_ISLAND);
    ck_assert_double_eq(command.vehicle_limit_w[0], 0.0);
    sheet.plan.epoch = 1;
    ck_assert_int_eq(ostrov_station_follow(&station, &sheet.plan), OSTROV_OK);
    live(OSTROV_GRID_ISLAND);
    ck_assert_double_eq(command.vehicle_limit_w[0], 30e3);
    ck_assert_double_eq(command.battery_w, 0.0);
    /* 100 kW of battery, a tenth of it kept free, 20 kW of load: 70 kW for both. */
    write_plan(&sheet, 60e3);
    ck_assert_int_eq(ostrov_station_follow(&station, &sheet.plan), OSTROV_OK);
    for (int32_t t = 0; t < 5; t++) {
        live(OSTROV_GRID_ISLAND);
        ck_assert_double_le(command.vehicle_limit_w[0] + command.vehicle_limit_w[1], 70e3 + 1e-6);
        ck_assert_double_ge(command.vehicle_limit_w[0] + command.vehicle_limit_w[1], 60e3);
    }
    /* Near the floor the energy belongs to the load. */
    start(0.32);
    plant_fill(&p, 2, 70e3);
    live(OSTROV_GRID_ISLAND);
    ck_assert_int_eq(ostrov_station_follow(&station, &sheet.plan), OSTROV_OK);
    live(OSTROV_GRID_ISLAND);
    ck_assert_double_eq(command.vehicle_limit_w[0] + command.vehicle_limit_w[1], 0.0);
}
END_TEST

START_TEST(test_autonomy)
{
    start(0.6);
    p.pv_w = 0.0;
    p.load_w = 25e3;
    live(OSTROV_GRID_ISLAND);
    /* 200 kWh·(0.6 − soc_min)·efficiency over 25 kW: between 2 and 5 h whatever the defaults. */
    ck_assert_double_ge(site_read(&station).autonomy_s, 2 * 3600.0);
    ck_assert_double_le(site_read(&station).autonomy_s, 5 * 3600.0);
    p.load_w = 0.0;
    live(OSTROV_GRID_ISLAND);
    ck_assert_double_eq(site_read(&station).autonomy_s, 1e7);
}
END_TEST

START_TEST(test_ramp_after_the_return_scales_everything)
{
    start(0.6);
    plant_fill(&p, POINTS, 70e3);
    p.load_w = 60e3;
    for (int32_t t = 0; t < 90; t++) {
        plant_measure(&p, &m);
        grid = site_grid(OSTROV_GRID_RAMP, 2);
        grid.power_ratio = 0.25;
        m.grid = &grid;
        (void)site_feed(&station, &m, &command);
        plant_obey(&p, &command);
        ck_assert_double_le(command.battery_w, 25e3 + 1e-6);
        ck_assert_double_le(plant_vehicles(&p), 0.25 * 250e3 + 1e-6);
    }
    ck_assert_double_eq_tol(command.battery_w, 0.25 * 50e3, 1.0);
    ck_assert_uint_eq(command.tiers_on, 7); /* load is not shed for a ramp */
}
END_TEST

START_TEST(test_nulling_brings_the_pcc_to_zero)
{
    start(0.6);
    plant_fill(&p, 1, 70e3);
    p.load_w = 60e3;
    for (int32_t t = 0; t < 20; t++) {
        plant_measure(&p, &m);
        grid = site_grid(OSTROV_GRID_NULLING, 2);
        grid.pcc_target_w = 0.0;
        m.grid = &grid;
        (void)site_feed(&station, &m, &command);
        plant_obey(&p, &command);
        /* The reserve is there for this: below it the battery still works. */
    }
    ck_assert_double_le(fabs(plant_grid(&p)), 1.0);
    p.load_w = 150e3; /* beyond the battery: vehicles stop, the rest stays */
    for (int32_t t = 0; t < 5; t++) {
        plant_measure(&p, &m);
        m.grid = &grid;
        (void)site_feed(&station, &m, &command);
        plant_obey(&p, &command);
    }
    ck_assert_double_eq(command.vehicle_limit_w[0], 0.0);
    ck_assert_double_eq_tol(command.battery_w, 100e3, 1.0);
    p.load_w = 5e3; /* too much sun: it is held down */
    for (int32_t t = 0; t < 5; t++) {
        p.pv_w = 250e3;
        plant_measure(&p, &m);
        m.grid = &grid;
        (void)site_feed(&station, &m, &command);
        plant_obey(&p, &command);
    }
    ck_assert_double_le(fabs(plant_grid(&p)), 1.0);
}
END_TEST

START_TEST(test_dead_modes_ask_for_nothing_but_critical_load)
{
    static const int32_t modes[] = {OSTROV_GRID_DEAD, OSTROV_GRID_BLACK, OSTROV_GRID_SAFE_STOP};
    for (size_t i = 0; i < 3; i++) {
        start(0.6);
        plant_fill(&p, POINTS, 70e3);
        live(modes[i]);
        ck_assert_int_eq(command.rung, OSTROV_RUNG_SAFE);
        ck_assert_double_eq(command.battery_w, 0.0);
        ck_assert_double_eq(command.pv_limit_w, 0.0);
        ck_assert_uint_eq(command.tiers_on, 1);
        ck_assert_double_eq(command.vehicle_limit_w[0], 0.0);
    }
}
END_TEST

START_TEST(test_stuck_breaker_does_not_darken_a_connected_site)
{
    start(0.6);
    plant_fill(&p, POINTS, 70e3);
    plant_measure(&p, &m);
    grid = site_grid(OSTROV_GRID_LOCKOUT, 1);
    grid.breaker = 1;
    m.grid = &grid;
    (void)site_feed(&station, &m, &command);
    ck_assert_int_eq(command.rung, OSTROV_RUNG_SAFE);
    ck_assert_uint_eq(command.tiers_on, 7);
    ck_assert_double_eq(command.vehicle_limit_w[0], 11e3);
    grid.breaker = 0;
    (void)site_feed(&station, &m, &command);
    ck_assert_uint_eq(command.tiers_on, 1);
    ck_assert_double_eq(command.vehicle_limit_w[0], 0.0);
}
END_TEST

START_TEST(test_hands_off_until_the_grid_layer_knows)
{
    static const int32_t modes[] = {OSTROV_GRID_BOOT, OSTROV_GRID_UNKNOWN, 99, -1};
    for (size_t i = 0; i < 4; i++) {
        start(0.6);
        plant_measure(&p, &m);
        grid = site_grid(modes[i], 1);
        grid.pcs_request = OSTROV_PCS_UNKNOWN;
        m.grid = &grid;
        (void)site_feed(&station, &m, &command);
        ck_assert_int_eq(command.write, 0);
        ck_assert_int_eq(command.pcs_request, OSTROV_PCS_UNKNOWN);
        ck_assert_int_eq(command.rung, OSTROV_RUNG_SAFE);
    }
    grid = site_grid(OSTROV_GRID_GRID, 1);
    grid.struct_size = 12; /* not a hand-over */
    start(0.6);
    (void)site_feed(&station, &m, &command);
    ck_assert_int_eq(command.write, 0);
}
END_TEST

START_TEST(test_inhibits_stop_writing_at_once_in_every_mode)
{
    static const uint32_t bits[] = {OSTROV_INHIBIT_LOCAL, OSTROV_INHIBIT_MANUAL,
                                    OSTROV_INHIBIT_MAINTENANCE, OSTROV_INHIBIT_UNREAD, 1u << 20};
    start(0.6);
    for (int32_t mode = 1; mode <= OSTROV_GRID_LOCKOUT; mode++) {
        for (size_t i = 0; i < sizeof bits / sizeof bits[0]; i++) {
            grid = site_grid(mode, 1);
            plant_measure(&p, &m);
            m.grid = &grid;
            m.inhibits = bits[i];
            (void)site_feed(&station, &m, &command);
            ck_assert_int_eq(command.write, 0);
            ck_assert_int_eq(command.limited_by, OSTROV_EVENT_INHIBIT);
            m.dt_s = NAN; /* also when the rest of the measurement is useless */
            ck_assert_int_eq(ostrov_station_step(&station, &m, &command, sizeof command),
                             OSTROV_E_TIME);
            ck_assert_int_eq(command.write, 0);
        }
    }
}
END_TEST

START_TEST(test_a_stop_writes_zeros)
{
    const uint32_t stop = _i == 0 ? OSTROV_INHIBIT_FIRE_STOP : OSTROV_INHIBIT_E_STOP;
    start(0.6);
    plant_fill(&p, POINTS, 70e3);
    for (int32_t mode = 0; mode <= OSTROV_GRID_LOCKOUT; mode++) {
        grid = site_grid(mode, 1);
        plant_measure(&p, &m);
        m.grid = &grid;
        m.inhibits = stop | OSTROV_INHIBIT_LOCAL;
        (void)site_feed(&station, &m, &command);
        for (int32_t again = 0; again < 2; again++) {
            ck_assert_int_eq(command.write, 1);
            ck_assert_int_eq(command.pcs_request, OSTROV_PCS_STOP);
            ck_assert_uint_eq(command.tiers_on, 0);
            ck_assert_double_eq(command.pv_limit_w, 0.0);
            ck_assert_double_eq(command.battery_w, 0.0);
            for (int32_t v = 0; v < POINTS; v++) {
                ck_assert_double_eq(command.vehicle_limit_w[v], 0.0);
            }
            m.dt_s = -5.0;
            ck_assert_int_eq(ostrov_station_step(&station, &m, &command, sizeof command),
                             OSTROV_E_TIME);
        }
    }
    ck_assert_int_eq(site_events(&station, OSTROV_EVENT_INHIBIT, NULL), 1);
    /* Afterwards critical load returns first, the others one by one. */
    m.inhibits = 0;
    m.dt_s = 1.0;
    grid = site_grid(OSTROV_GRID_GRID, 1);
    uint32_t before = 0;
    for (int32_t t = 0; t < 900; t++) {
        m.time_s++;
        (void)site_feed(&station, &m, &command);
        ck_assert_uint_eq(before & ~command.tiers_on, 0);
        ck_assert(command.tiers_on == before || command.tiers_on == 2 * before + 1);
        before = command.tiers_on;
    }
    ck_assert_uint_eq(before, 7);
}
END_TEST

START_TEST(test_observe_only_advises)
{
    ostrov_station_config config;
    ostrov_battery_config battery;
    ostrov_fault why;
    site_config(&config, &battery);
    config.authority = OSTROV_AUTHORITY_OBSERVE;
    ck_assert_int_eq(ostrov_station_init(&station, &config, &why), OSTROV_OK);
    plant_start(&p);
    (void)site_step(&station, &p, &command);
    ck_assert_int_eq(command.write, 0);
    ck_assert_double_gt(command.battery_w, 0.0); /* the advice is there */
    plant_measure(&p, &m);
    m.inhibits = OSTROV_INHIBIT_FIRE_STOP;
    (void)site_feed(&station, &m, &command);
    ck_assert_int_eq(command.write, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("station island");
    TCase *tcase = tcase_create("island");
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, test_island_has_no_set_point_and_no_charging);
    tcase_add_test(tcase, test_island_sheds_below_the_floor_and_returns_above_it);
    tcase_add_test(tcase, test_island_sheds_what_the_battery_cannot_carry);
    tcase_add_test(tcase, test_island_holds_the_sun_to_what_can_be_taken);
    tcase_add_test(tcase, test_island_charges_vehicles_only_from_surplus_of_a_full_battery);
    tcase_add_test(tcase, test_island_charges_vehicles_by_a_plan_of_its_own_epoch);
    tcase_add_test(tcase, test_autonomy);
    tcase_add_test(tcase, test_ramp_after_the_return_scales_everything);
    tcase_add_test(tcase, test_nulling_brings_the_pcc_to_zero);
    tcase_add_test(tcase, test_dead_modes_ask_for_nothing_but_critical_load);
    tcase_add_test(tcase, test_stuck_breaker_does_not_darken_a_connected_site);
    tcase_add_test(tcase, test_hands_off_until_the_grid_layer_knows);
    tcase_add_test(tcase, test_inhibits_stop_writing_at_once_in_every_mode);
    tcase_add_loop_test(tcase, test_a_stop_writes_zeros, 0, 2);
    tcase_add_test(tcase, test_observe_only_advises);
    suite_add_tcase(suite, tcase);
    return unit_run(suite);
}
