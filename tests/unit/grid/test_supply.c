/* Bond, rotation, phases, load tiers and the DSO's limit on the plant of plant.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "scenario.h"

static void step_with(const double grid_v[3])
{
    memcpy(p.sample.grid_v, grid_v, sizeof p.sample.grid_v);
    ck_assert_int_eq(ostrov_grid_step(&p.grid, &p.sample, 0.01), OSTROV_OK);
    ck_assert_int_eq(ostrov_grid_read(&p.grid, &p.state, sizeof p.state), OSTROV_OK);
}

START_TEST(the_bond_moves_with_the_breaker)
{
    c.earth_bond = 1;
    plant_on_grid(&p, &c);
    ck_assert_int_eq(p.state.bond, 0);
    ck_assert_int_eq(p.state.bond_command, OSTROV_BOND_OPEN);
    p.grid_pu = 0.0;
    plant_until(&p, OSTROV_GRID_FORMING, 1.0);
    ck_assert_int_eq(p.state.bond_command, OSTROV_BOND_CLOSE);
    ck_assert_int_ne(p.state.pcs_request, OSTROV_PCS_FORM); /* earthed first */
    plant_step(&p);
    while (p.state.pcs_request != OSTROV_PCS_FORM) {
        ck_assert_int_eq(p.state.blocked, OSTROV_GRID_REASON_BOND);
        plant_step(&p);
    }
    ck_assert_int_eq(p.state.bond, 1);
    plant_until(&p, OSTROV_GRID_ISLAND, 1.0);
    p.grid_pu = 1.0;
    plant_until(&p, OSTROV_GRID_RAMP, 60.0);
    ck_assert_int_eq(p.state.bond_command, OSTROV_BOND_OPEN);
    plant_until(&p, OSTROV_GRID_GRID, 10.0);
    ck_assert_int_eq(p.state.bond, 0);
    ck_assert_double_eq(p.state.power_ratio, 1.0);
}
END_TEST

START_TEST(a_bond_that_does_not_close_forms_no_island)
{
    c.earth_bond = 1;
    plant_on_grid(&p, &c);
    p.bond_stuck = 1;
    p.grid_pu = 0.0;
    plant_until(&p, OSTROV_GRID_FORMING, 1.0);
    ck_assert_double_eq_tol(plant_until(&p, OSTROV_GRID_DEAD, 2.0), c.bond_s, 0.0201);
    ck_assert_int_eq(p.state.reason, OSTROV_GRID_REASON_BOND);
    ck_assert_int_eq((int)(p.pcs == OSTROV_PCS_FORM), 0);
    plant_run(&p, 90.0); /* black starts fail alike, three times, a minute before the last */
    ck_assert_int_eq(p.state.blocked, OSTROV_GRID_REASON_ATTEMPTS);
    p.grid_pu = 1.0; /* open it is, and that is what the grid asks for */
    plant_until(&p, OSTROV_GRID_GRID, 20.0);
}
END_TEST

START_TEST(a_bond_that_does_not_open_takes_the_power)
{
    c.earth_bond = 1;
    plant_in_island(&p, &c);
    p.bond_stuck = 1;
    p.grid_pu = 1.0;
    plant_until(&p, OSTROV_GRID_GRID, 60.0);
    plant_step(&p);
    ck_assert_int_eq(p.state.blocked, OSTROV_GRID_REASON_BOND);
    ck_assert_double_eq(p.state.power_ratio, 0.0);
    ck_assert_double_eq(p.state.import_ratio, 0.0);
    ck_assert_int_eq(p.state.limit_reason, OSTROV_GRID_REASON_BOND);
    ck_assert_int_eq((int)p.state.opens, 1); /* the breaker is left alone */
    p.bond_stuck = 0;
    plant_run(&p, 1.0);
    ck_assert_double_eq(p.state.power_ratio, 1.0);
    /* In the dark it must open before the grid may come. */
    p.grid_pu = 0.0;
    plant_until(&p, OSTROV_GRID_ISLAND, 2.0);
    p.bond_stuck = 1;
    p.soc = 0.01;
    plant_until(&p, OSTROV_GRID_SAFE_STOP, 1.0);
    p.grid_pu = 1.0;
    plant_run(&p, 30.0);
    ck_assert_int_eq(p.state.mode, OSTROV_GRID_DEAD);
    ck_assert_int_eq(p.state.blocked, OSTROV_GRID_REASON_BOND);
    p.bond_stuck = 0;
    plant_until(&p, OSTROV_GRID_GRID, 20.0);
}
END_TEST

START_TEST(an_island_that_loses_its_earth_ends)
{
    c.earth_bond = 1;
    plant_in_island(&p, &c);
    p.bond_stuck = 1;
    p.bond = 0;
    plant_until(&p, OSTROV_GRID_DEAD, c.bond_s + 0.1);
    ck_assert_int_eq(p.state.reason, OSTROV_GRID_REASON_BOND);
}
END_TEST

START_TEST(wrong_rotation_blocks_closing)
{
    plant_in_island(&p, &c);
    p.sample.grid_rotation = OSTROV_ROTATION_NEGATIVE;
    p.grid_pu = 1.0;
    plant_run(&p, 60.0);
    ck_assert_int_eq(p.state.mode, OSTROV_GRID_OBSERVE);
    ck_assert_int_eq(p.state.blocked, OSTROV_GRID_REASON_ROTATION);
    p.soc = 0.01; /* nor onto the dead bus */
    plant_run(&p, 30.0);
    ck_assert_int_eq((int)p.state.closes, 0);
    p.sample.grid_rotation = OSTROV_ROTATION_UNKNOWN; /* not measured: the relay's matter */
    plant_until(&p, OSTROV_GRID_GRID, 20.0);
}
END_TEST

START_TEST(a_missing_phase_and_a_lost_neutral_are_causes_of_their_own)
{
    const double one_gone[3] = {230.0, 30.0, 231.0};
    const double two_low[3] = {230.0, 30.0, 40.0};
    const double good[3] = {230.0, 230.0, 230.0};
    plant_on_grid(&p, &c);
    for (int i = 0; i < 30 && p.state.mode != OSTROV_GRID_OPENING; i++) {
        step_with(one_gone);
    }
    ck_assert_int_eq(p.state.reason, OSTROV_GRID_REASON_SINGLE_PHASE);
    plant_on_grid(&p, &c);
    for (int i = 0; i < 30 && p.state.mode != OSTROV_GRID_OPENING; i++) {
        step_with(two_low);
    }
    ck_assert_int_eq(p.state.reason, OSTROV_GRID_REASON_UNDERVOLTAGE);
    for (int neutral = 0; neutral < 2; neutral++) {
        double t_s = 0.0;
        c.unbalance_ratio = neutral ? 0.0 : 0.1;
        c.unbalance_s = c.zero_s = 0.5;
        c.zero_ratio = neutral ? 0.1 : 0.0;
        plant_on_grid(&p, &c);
        p.sample.unbalance_ratio = p.sample.zero_ratio = 0.1; /* on the limit */
        plant_run(&p, 2.0);
        ck_assert_int_eq(p.state.mode, OSTROV_GRID_GRID);
        p.sample.unbalance_ratio = p.sample.zero_ratio = 0.101;
        while (p.state.mode != OSTROV_GRID_OPENING && t_s < 2.0) {
            step_with(good);
            t_s += 0.01;
        }
        ck_assert_double_eq_tol(t_s, 0.5, 0.0101);
        ck_assert_int_eq(p.state.reason,
                         neutral ? OSTROV_GRID_REASON_LOST_NEUTRAL : OSTROV_GRID_REASON_UNBALANCE);
    }
}
END_TEST

START_TEST(a_single_phase_site_looks_at_its_phase)
{
    ostrov_fault why;
    const double one[3] = {230.0, NAN, 999.0};
    c.phases = 1;
    plant_on_grid(&p, &c);
    for (int i = 0; i < 100; i++) {
        step_with(one);
        ck_assert_int_eq(p.state.mode, OSTROV_GRID_GRID);
    }
    ck_assert_int_eq(p.state.grid_side, OSTROV_SIDE_OBSERVING); /* 1.5 of 5 s */
    p.sample.grid_rotation = OSTROV_ROTATION_NEGATIVE;          /* one phase does not turn */
    p.grid_pu = 0.0;
    plant_until(&p, OSTROV_GRID_ISLAND, 5.0);
    p.grid_pu = 1.0;
    plant_until(&p, OSTROV_GRID_GRID, 60.0);
    c.phases = 2;
    ck_assert_int_eq(ostrov_grid_init(&p.grid, &c, &why), OSTROV_E_RANGE);
    ck_assert_str_eq(why.field, "phases");
    c.phases = 1;
    c.zero_ratio = 0.1;
    ck_assert_int_eq(ostrov_grid_init(&p.grid, &c, &why), OSTROV_E_RANGE);
    ck_assert_str_eq(why.field, "zero_ratio");
}
END_TEST

/* What a meter writes for phases that are not there steers nothing, and blames nobody. */
START_TEST(a_single_phase_site_is_steered_by_its_phase)
{
    const double absent[] = {0.0, NAN, 999.0};
    c.phases = 1;
    plant_in_island(&p, &c);
    p.grid_pu = 1.0;
    plant_until(&p, OSTROV_GRID_SYNC, 10.0);
    for (int i = 0; i < 3; i++) {
        ostrov_grid g = p.grid;
        ostrov_grid_sample s = p.sample;
        s.grid_v[1] = s.grid_v[2] = s.bus_v[1] = s.bus_v[2] = absent[i];
        s.grid_v[0] = 235.0;
        for (int k = 0; k < 10; k++) {
            ck_assert_int_eq(ostrov_grid_step(&g, &s, 0.01), OSTROV_OK);
        }
        ck_assert_int_eq(ostrov_grid_read(&g, &p.state, sizeof p.state), OSTROV_OK);
        ck_assert_double_eq_tol(p.state.bus_target_v, 235.0, 1.0);
        s.angle_deg = NAN; /* the bus is measured: it is the angle that lacks */
        ck_assert_int_eq(ostrov_grid_step(&g, &s, 0.01), OSTROV_OK);
        ck_assert_int_eq(ostrov_grid_read(&g, &p.state, sizeof p.state), OSTROV_OK);
        ck_assert_int_eq(p.state.mode, OSTROV_GRID_SYNC);
        ck_assert_int_eq(p.state.blocked, OSTROV_GRID_REASON_SYNC_ANGLE);
    }
}
END_TEST

static void tiers(double energy_wh, double headroom_w, double pv_w)
{
    p.sample.energy_wh = energy_wh;
    p.sample.headroom_w = headroom_w;
    p.sample.pv_w = pv_w;
    p.sample.tier_w[0] = 5000.0;
    p.sample.tier_w[1] = 20000.0;
    p.sample.tier_w[2] = 5000.0;
}

START_TEST(load_tiers_by_energy)
{
    c.tier_count = 3;
    c.autonomy_s = 4.0 * 3600.0;
    c.black_reserve_ratio = 0.2;
    c.black_restart_ratio = 0.2;
    plant_on_grid(&p, &c);
    p.soc = 0.8;
    tiers(80000.0, 40000.0, 0.0); /* 100 kWh; 60 above the reserve */
    plant_step(&p);
    ck_assert_uint_eq(p.state.tiers_allowed, 7); /* the grid feeds all */
    ck_assert_double_eq(p.state.autonomy_s, 60000.0 * 3600.0 / 30000.0);
    ck_assert_double_eq_tol(p.state.soc_floor_ratio, 0.2 + 20.0 / 100.0, 1e-6);
    p.grid_pu = 0.0;
    plant_until(&p, OSTROV_GRID_ISLAND, 5.0);
    ck_assert_uint_eq(p.state.tiers_allowed, 1);
    plant_run(&p, 20.0);
    /* 25 kW for 4 h are 100 kWh: tier 2 does not fit, the smaller tier 3 does (40 kWh). */
    ck_assert_uint_eq(p.state.tiers_allowed, 5);
    ck_assert_double_eq(p.state.autonomy_s, 60000.0 * 3600.0 / 10000.0);
    tiers(80000.0, 19999.0, 25000.0); /* sun for all, but the PCS cannot carry the second */
    plant_run(&p, 100.0);
    ck_assert_uint_eq(p.state.tiers_allowed, 5);
    tiers(80000.0, NAN, 25000.0); /* nor is it known to */
    plant_run(&p, 100.0);
    ck_assert_uint_eq(p.state.tiers_allowed, 5);
    tiers(80000.0, 20000.0, 25000.0);
    plant_run(&p, 0.1);
    ck_assert_uint_eq(p.state.tiers_allowed, 7);
    tiers(80000.0, 20000.0, 18000.0); /* 12 kW for 4 h are 48 kWh: held without the tenth */
    plant_run(&p, 100.0);
    ck_assert_uint_eq(p.state.tiers_allowed, 7);
    tiers(80000.0, 20000.0, 0.0); /* the sun goes: 3 first, then 2; tier 3 again after a minute */
    plant_step(&p);
    ck_assert_uint_eq(p.state.tiers_allowed, 1);
    plant_run(&p, 59.0);
    ck_assert_uint_eq(p.state.tiers_allowed, 1);
    plant_run(&p, 2.0);
    ck_assert_uint_eq(p.state.tiers_allowed, 5);
    tiers(80000.0, 0.0, 0.0); /* no power left */
    plant_step(&p);
    ck_assert_uint_eq(p.state.tiers_allowed, 1);
    tiers(NAN, 20000.0, 0.0); /* not known is not zero, and not plenty */
    plant_run(&p, 100.0);
    ck_assert_uint_eq(p.state.tiers_allowed, 1);
    ck_assert(isnan(p.state.autonomy_s));
}
END_TEST

START_TEST(a_black_start_knows_its_headroom_first)
{
    c.tier_count = 3;
    plant_start(&p, &c);
    p.closed = 0;
    p.grid_pu = p.bus_pu = 0.0;
    p.pcs = OSTROV_PCS_STOP;
    tiers(80000.0, NAN, 0.0);
    plant_until(&p, OSTROV_GRID_DEAD, 0.5);
    plant_run(&p, 20.0);
    ck_assert_int_eq(p.state.blocked, OSTROV_GRID_REASON_HEADROOM);
    tiers(80000.0, 5000.0, 0.0);
    plant_until(&p, OSTROV_GRID_BLACK, 0.1);
    ck_assert_uint_eq(p.state.tiers_allowed, 1);
}
END_TEST

START_TEST(the_dso_limit_and_its_silence)
{
    c.dso_receiver = 1;
    c.dso_hold_s = 60.0;
    c.dso_fallback_ratio = 0.3;
    c.dso_ramp_s = 10.0;
    plant_on_grid(&p, &c);
    ck_assert_double_eq(p.state.export_ratio, 0.3); /* never heard: the fallback */
    ck_assert_int_eq(p.state.limit_reason, OSTROV_GRID_REASON_DSO_FALLBACK);
    ck_assert_double_eq(p.state.import_ratio, 1.0);
    p.sample.dso_limit_ratio = 1.0;
    plant_run(&p, 1.0);
    ck_assert_double_eq_tol(p.state.export_ratio, 0.4, 0.002); /* let up slowly */
    ck_assert_int_eq(p.state.limit_reason, OSTROV_GRID_REASON_RAMP);
    plant_run(&p, 7.0);
    ck_assert_double_eq(p.state.export_ratio, 1.0);
    ck_assert_int_eq(p.state.limit_reason, OSTROV_GRID_REASON_NONE);
    p.sample.dso_limit_ratio = 0.6;
    plant_step(&p);
    ck_assert_double_eq(p.state.export_ratio, 0.6); /* down at once */
    ck_assert_int_eq(p.state.limit_reason, OSTROV_GRID_REASON_DSO_LIMIT);
    p.sample.dso_limit_ratio = NAN;
    plant_run(&p, 59.0);
    ck_assert_double_eq(p.state.export_ratio, 0.6);
    ck_assert_int_eq(p.state.limit_reason, OSTROV_GRID_REASON_DSO_SILENT);
    plant_run(&p, 2.0);
    ck_assert_double_eq(p.state.export_ratio, 0.3);
    p.sample.dso_limit_ratio = 0.0;
    plant_step(&p);
    p.sample.dso_limit_ratio = NAN;
    plant_run(&p, 3600.0);
    ck_assert_double_eq(p.state.export_ratio, 0.0); /* silence raises nothing */
    p.grid_pu = 0.0; /* and 0 % is no reason to leave the site dark */
    plant_until(&p, OSTROV_GRID_ISLAND, 5.0);
    plant_run(&p, 60.0);
    ck_assert_int_eq(p.state.mode, OSTROV_GRID_ISLAND);
    ck_assert_double_eq(p.state.power_ratio, 1.0);
    ck_assert_int_eq(p.state.limit_reason, OSTROV_GRID_REASON_APART);
}
END_TEST

START_TEST(who_has_spoken_once_is_a_receiver)
{
    ostrov_fault why;
    c.dso_hold_s = 1.0;
    plant_on_grid(&p, &c);
    ck_assert_double_eq(p.state.export_ratio, 1.0);
    p.sample.dso_limit_ratio = 0.6;
    plant_step(&p);
    p.sample.dso_limit_ratio = NAN;
    plant_run(&p, 2.0);
    ck_assert_double_eq(p.state.export_ratio, 0.0);
    c.dso_receiver = 1; /* a fallback that allows everything is none */
    c.dso_fallback_ratio = 1.0;
    ck_assert_int_eq(ostrov_grid_init(&p.grid, &c, &why), OSTROV_E_RANGE);
    ck_assert_str_eq(why.field, "dso_fallback_ratio");
}
END_TEST

/* Elements beside the machine, relays or models, speak through the sample; without them nothing. */
START_TEST(elements_beside_it_trip_and_ask_to_cease)
{
    static const int reasons[4] = {OSTROV_GRID_REASON_ROCOF, OSTROV_GRID_REASON_VECTOR_SHIFT,
                                   OSTROV_GRID_REASON_RIDE_THROUGH, OSTROV_GRID_REASON_OVERVOLTAGE};
    for (int i = 0; i < 4; i++) {
        plant_on_grid(&p, &c);
        p.sample.rocof_trip = i == 0;
        p.sample.vector_shift_trip = i == 1;
        p.sample.ride_trip = i == 2;
        p.sample.mean_trip = i == 3;
        plant_step(&p);
        ck_assert_int_eq(p.state.mode, OSTROV_GRID_OPENING);
        ck_assert_int_eq(p.state.reason, reasons[i]);
    }
    plant_on_grid(&p, &c);
    p.grid_pu = 0.6;
    plant_until(&p, OSTROV_GRID_RIDE, 0.1);
    ck_assert_double_eq(p.state.power_ratio, 1.0);
    p.sample.ride_cease = 1;
    plant_step(&p);
    ck_assert_double_eq(p.state.power_ratio, 0.0);
    ck_assert_int_eq(p.state.limit_reason, OSTROV_GRID_REASON_CEASE);
    p.sample.ride_cease = 0;
    plant_step(&p);
    ck_assert_double_eq(p.state.power_ratio, 1.0);
}
END_TEST

START_TEST(contradictions_in_the_settings)
{
    ostrov_fault why;
    c.earth_bond = 1;
    c.pcs_profile = OSTROV_PCS_PROFILE_A; /* bonds by itself */
    ck_assert_int_eq(ostrov_grid_init(&p.grid, &c, &why), OSTROV_E_RANGE);
    ck_assert_str_eq(why.field, "earth_bond");
    c.pcs_profile = OSTROV_PCS_PROFILE_C;
    c.drill_period_s = 100.0;
    c.drill_s = 200.0;
    ck_assert_int_eq(ostrov_grid_init(&p.grid, &c, &why), OSTROV_E_RANGE);
    ck_assert_str_eq(why.field, "drill_s");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("grid supply");
    TCase *tests = tcase_create("supply");
    tcase_add_checked_fixture(tests, fresh, NULL);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, the_bond_moves_with_the_breaker);
    tcase_add_test(tests, a_bond_that_does_not_close_forms_no_island);
    tcase_add_test(tests, a_bond_that_does_not_open_takes_the_power);
    tcase_add_test(tests, an_island_that_loses_its_earth_ends);
    tcase_add_test(tests, wrong_rotation_blocks_closing);
    tcase_add_test(tests, a_missing_phase_and_a_lost_neutral_are_causes_of_their_own);
    tcase_add_test(tests, a_single_phase_site_looks_at_its_phase);
    tcase_add_test(tests, a_single_phase_site_is_steered_by_its_phase);
    tcase_add_test(tests, load_tiers_by_energy);
    tcase_add_test(tests, a_black_start_knows_its_headroom_first);
    tcase_add_test(tests, the_dso_limit_and_its_silence);
    tcase_add_test(tests, who_has_spoken_once_is_a_receiver);
    tcase_add_test(tests, elements_beside_it_trip_and_ask_to_cease);
    tcase_add_test(tests, contradictions_in_the_settings);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
