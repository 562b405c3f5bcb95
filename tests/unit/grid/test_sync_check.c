/* The synchro-check model: windows, dwell, advance-time close, and what it does not know.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "wave.h"

static ostrov_sync_check check;
static ostrov_sync_check_config c;

static void fresh(void)
{
    ck_assert_int_eq(ostrov_sync_check_defaults(&c, sizeof c), OSTROV_OK);
    ck_assert_int_eq(ostrov_sync_check_init(&check, &c, NULL), OSTROV_OK);
}

static ostrov_sync_check_sample sample(double slip_hz, double apart_v, double deg)
{
    ostrov_sync_check_sample s;
    ck_assert_int_eq(ostrov_sync_check_sample_defaults(&s, sizeof s), OSTROV_OK);
    for (int32_t i = 0; i < 3; i++) {
        s.grid_v[i] = 230.0;
        s.bus_v[i] = 230.0 + apart_v;
    }
    s.grid_rotation = s.bus_rotation = OSTROV_ROTATION_POSITIVE;
    s.grid_hz = 50.0;
    s.bus_hz = 50.0 + slip_hz;
    s.angle_deg = remainder(deg, 360.0);
    s.age_s = 0.0;
    return s;
}

static ostrov_sync_check_state step(ostrov_sync_check_sample s, double dt_s)
{
    ostrov_sync_check_state state;
    ck_assert_int_ge(ostrov_sync_check_step(&check, &s, dt_s), OSTROV_OK);
    ck_assert_int_eq(ostrov_sync_check_read(&check, &state, sizeof state), OSTROV_OK);
    return state;
}

START_TEST(a_still_angle_is_permitted_after_the_dwell)
{
    ostrov_sync_check_state s = step(sample(0.0, 0.0, 5.0), 0.01);
    ck_assert_int_eq(s.blocked, OSTROV_SYNC_BLOCK_DWELL);
    ck_assert_double_eq_tol(s.left_s, 0.2, 1e-9);
    for (int i = 1; i < 20; i++) {
        s = step(sample(0.0, 0.0, 5.0), 0.01);
        ck_assert_int_eq(s.permit, 0);
        ck_assert_int_eq(s.close, 0);
    }
    s = step(sample(0.0, 0.0, 5.0), 0.01);
    ck_assert_int_eq(s.permit, 1);
    ck_assert_int_eq(s.close, 1);
    ck_assert_int_eq(s.blocked, 0);
    ck_assert_double_eq(s.left_s, 0.0);
    ck_assert_double_eq_tol(s.contact_angle_deg, 5.0, 1e-12);
}
END_TEST

/* A limit is inside, the next representable step behind it is not. */
START_TEST(limits_are_inside)
{
    ck_assert_int_eq(step(sample(0.2, 0.0, 0.0), 0.01).blocked, OSTROV_SYNC_BLOCK_DWELL);
    ck_assert_int_eq(step(sample(-0.2, 0.0, 0.0), 0.01).blocked, OSTROV_SYNC_BLOCK_DWELL);
    ck_assert_int_eq(step(sample(0.20001, 0.0, 0.0), 0.01).blocked, OSTROV_SYNC_BLOCK_SLIP);
    ck_assert_int_eq(step(sample(0.0, 11.5, 0.0), 0.01).blocked, OSTROV_SYNC_BLOCK_DWELL);
    ck_assert_int_eq(step(sample(0.0, -11.51, 0.0), 0.01).blocked, OSTROV_SYNC_BLOCK_VOLTAGE);
    ck_assert_int_eq(step(sample(0.0, 0.0, 15.0), 0.01).blocked, OSTROV_SYNC_BLOCK_DWELL);
    ck_assert_int_eq(step(sample(0.0, 0.0, -15.001), 0.01).blocked, OSTROV_SYNC_BLOCK_ANGLE);
}
END_TEST

START_TEST(each_side_dead_and_swapped)
{
    ostrov_sync_check_sample s = sample(0.0, 0.0, 0.0);
    s.bus_v[1] = 100.0;
    ck_assert_int_eq(step(s, 0.01).blocked, OSTROV_SYNC_BLOCK_BUS_DEAD | OSTROV_SYNC_BLOCK_VOLTAGE);
    s = sample(0.0, 0.0, 0.0);
    s.grid_v[0] = s.grid_v[1] = s.grid_v[2] = 0.0;
    s.grid_hz = s.angle_deg = NAN;
    ck_assert_int_eq(step(s, 0.01).blocked,
                     OSTROV_SYNC_BLOCK_GRID_DEAD | OSTROV_SYNC_BLOCK_UNKNOWN);
    s = sample(0.0, 0.0, 0.0);
    s.bus_rotation = OSTROV_ROTATION_NEGATIVE;
    ck_assert_int_eq(step(s, 0.01).blocked, OSTROV_SYNC_BLOCK_ROTATION);
    s.grid_rotation = s.bus_rotation = OSTROV_ROTATION_UNKNOWN;
    ck_assert_int_eq(step(s, 0.01).blocked, OSTROV_SYNC_BLOCK_ROTATION);
}
END_TEST

/* Every member in turn not known, and one bad sample starts the dwell again. */
START_TEST(what_is_not_known_blocks)
{
    for (int member = 0; member < 8; member++) {
        ostrov_sync_check_sample s = sample(0.01, 0.0, 0.0);
        for (int i = 0; i < 30; i++) {
            (void)step(sample(0.0, 0.0, 0.0), 0.01);
        }
        ck_assert_int_eq(step(sample(0.0, 0.0, 0.0), 0.01).permit, 1);
        *(member == 0   ? &s.grid_hz
          : member == 1 ? &s.bus_hz
          : member == 2 ? &s.angle_deg
          : member == 3 ? &s.age_s
          : member == 4 ? &s.grid_v[2]
          : member == 5 ? &s.bus_v[0]
          : member == 6 ? &s.angle_deg
                        : &s.age_s) = member == 6 ? 181.0 : (member == 7 ? 0.21 : NAN);
        ck_assert_int_eq(step(s, 0.01).blocked, OSTROV_SYNC_BLOCK_UNKNOWN);
        ck_assert_int_eq(step(sample(0.0, 0.0, 0.0), 0.01).blocked, OSTROV_SYNC_BLOCK_DWELL);
    }
}
END_TEST

/* An old sample is turned on by its age. */
START_TEST(age_turns_the_angle)
{
    ostrov_sync_check_sample s = sample(0.1, 0.0, 10.0);
    s.age_s = 0.1;
    ck_assert_double_eq_tol(step(s, 0.01).angle_deg, 13.6, 1e-9);
    s.angle_deg = 178.0;
    ck_assert_double_eq_tol(step(s, 0.01).angle_deg, -178.4, 1e-9);
}
END_TEST

/* At any slip and start the contacts of the advance-time close meet within half a step's turn of
 * zero, and what is told of the time until then and until the permit comes true. */
START_TEST(the_contacts_meet_at_zero)
{
    int32_t permits = 0;
    for (uint64_t seed = 1; seed <= 300; seed++) {
        uint64_t dice = seed;
        const double dt_s = 0.01;
        double slip = 0.19 * (2.0 * wave_uniform(&dice) - 1.0);
        double start = 360.0 * wave_uniform(&dice) - 180.0;
        double said_zero_s = NAN;
        double said_left_s = NAN;
        double permit_s = NAN;
        slip += slip < 0.0 ? -0.005 : 0.005;
        fresh();
        for (double t = dt_s; t < 1.0 / fabs(slip) + 1.0; t += dt_s) {
            ostrov_sync_check_state s = step(sample(slip, 0.0, start + 360.0 * slip * t), dt_s);
            if (t < 0.25 && t > 0.235) {
                said_zero_s = t + s.zero_s;
                said_left_s = isnan(s.left_s) ? NAN : t + s.left_s;
            }
            if (s.permit && isnan(permit_s) && t > 0.25) {
                permit_s = t;
            }
            ck_assert_msg(!s.close || t > c.dwell_s, "seed %d", (int)seed);
            if (s.close && t > 0.25) {
                double contact = remainder(start + 360.0 * slip * (t + c.close_s), 360.0);
                ck_assert_msg(fabs(contact) <= 180.0 * fabs(slip) * dt_s + 1e-6, "seed %d",
                              (int)seed);
                ck_assert_msg(fabs(t - said_zero_s) <= dt_s, "seed %d", (int)seed);
                break;
            }
        }
        if (!isnan(permit_s) && said_left_s > 0.26) {
            permits++;
            ck_assert_msg(fabs(permit_s - said_left_s) <= 2.0 * dt_s, "seed %d: %g %g", (int)seed,
                          permit_s, said_left_s);
        }
    }
    ck_assert_int_ge(permits, 50);
}
END_TEST

START_TEST(a_broken_clock_permits_nothing)
{
    static const double wrong_s[] = {0.0, -0.1, 1.1, NAN, INFINITY};
    ostrov_sync_check never;
    ostrov_sync_check_state state;
    memset(&never, 0, sizeof never);
    for (int k = 0; k < 5; k++) {
        ostrov_sync_check_sample s = sample(0.0, 0.0, 0.0);
        for (int i = 0; i < 30; i++) {
            (void)step(s, 0.01);
        }
        ck_assert_int_eq(ostrov_sync_check_step(&check, &s, wrong_s[k]), OSTROV_E_TIME);
        ck_assert_int_eq(ostrov_sync_check_read(&check, &state, sizeof state), OSTROV_OK);
        ck_assert_int_eq(state.permit | state.close, 0);
        ck_assert_int_eq(step(s, 0.01).blocked, OSTROV_SYNC_BLOCK_DWELL);
    }
    ck_assert_int_eq(ostrov_sync_check_step(&never, NULL, 0.01), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_sync_check_step(&check, NULL, 0.01), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_sync_check_read(&never, &state, sizeof state), OSTROV_E_ARGUMENT);
    c.slip_max_hz = -1.0;
    ck_assert_int_eq(ostrov_sync_check_init(&check, &c, NULL), OSTROV_E_RANGE);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("grid.sync_check");
    TCase *t = tcase_create("sync_check");
    tcase_set_timeout(t, 60);
    tcase_add_checked_fixture(t, fresh, NULL);
    tcase_add_test(t, a_still_angle_is_permitted_after_the_dwell);
    tcase_add_test(t, limits_are_inside);
    tcase_add_test(t, each_side_dead_and_swapped);
    tcase_add_test(t, what_is_not_known_blocks);
    tcase_add_test(t, age_turns_the_angle);
    tcase_add_test(t, the_contacts_meet_at_zero);
    tcase_add_test(t, a_broken_clock_permits_nothing);
    suite_add_tcase(s, t);
    return s;
}

int main(void) { return unit_run(suite()); }
