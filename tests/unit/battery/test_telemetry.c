/* Plausibility: injected faults are found, clean days raise nothing, garbage moves no estimate.
 *
 * Sixteen LFP-like cells of 280 Ah with noise, seconds apart, under a load that changes like that
 * of a site. OSTROV_FAULTS=1000 runs the whole campaign, 30 clean days included; else a sample of
 * it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ostrov/battery_telemetry.h>

#include "battery_help.h"

#include <stdio.h>

enum { CELLS = 16 };

typedef struct plant {
    uint64_t seed;
    double soc, rc_v, warm_c, current_a, left_s, device_s;
    double cell_v[CELLS];
    ostrov_telemetry_sample told;
} plant;

static double even(plant *p, double low, double high)
{
    return low + (high - low) * test_random(&p->seed);
}

/* Sum of twelve even numbers: nearly normal. */
static double normal(plant *p)
{
    double sum = -6;
    for (int i = 0; i < 12; i++) {
        sum += test_random(&p->seed);
    }
    return sum;
}

static double ocv(double soc)
{
    return 3.2 + 0.15 * soc - 0.5 * ostrov_exp(-25 * soc) + 0.1 * ostrov_exp(-40 * (1 - soc));
}

static plant new_plant(uint64_t seed)
{
    plant p = {seed, 0, 0, 22, 0, 0, 1000, {0}, {0}};
    p.soc = even(&p, 0.3, 0.7);
    return p;
}

static void live(plant *p)
{
    p->left_s -= 1;
    if (p->left_s <= 0) {
        p->left_s = even(p, 5, 240);
        p->current_a = even(p, -140, 140) + (0.5 - p->soc) * -200;
        p->current_a = test_random(&p->seed) < 0.15 ? 0 : p->current_a;
    }
    const double a = p->current_a * (1 + 0.01 * normal(p)) + 0.2 * normal(p);
    p->soc -= a / 3600 / 280;
    p->rc_v += (0.0003 * a - p->rc_v) / 60;
    p->warm_c += (22 + 6e-4 * a * a / 10 - p->warm_c) / 7200;
    double sum = 0;
    double low = 10;
    double high = 0;
    for (int i = 0; i < CELLS; i++) {
        p->cell_v[i] =
            ocv(p->soc + 0.002 * (i - 8) / 8) - 0.0004 * a - p->rc_v + 0.0005 * normal(p);
        sum += p->cell_v[i];
        low = p->cell_v[i] < low ? p->cell_v[i] : low;
        high = p->cell_v[i] > high ? p->cell_v[i] : high;
    }
    p->device_s += 1;
    test_must(ostrov_telemetry_sample_defaults(&p->told, sizeof p->told) == OSTROV_OK);
    p->told.voltage_v = (double)(int64_t)((sum + 0.02 * normal(p)) * 100 + 0.5) / 100;
    p->told.current_a = (double)(int64_t)(a * 10 + (a < 0 ? -0.5 : 0.5)) / 10;
    p->told.temperature_c = (double)(int64_t)(p->warm_c + 0.5);
    p->told.bms_soc_ratio = (double)(int64_t)(p->soc * 1000 + 0.5) / 1000;
    p->told.cells_sum_v = sum;
    p->told.cell_min_v = low;
    p->told.cell_max_v = high;
    p->told.device_s = p->device_s;
}

static ostrov_telemetry_config test_settings(void)
{
    ostrov_telemetry_config c;
    ck_assert_int_eq(ostrov_telemetry_defaults(&c, sizeof c), OSTROV_OK);
    c.capacity_ah = 280;
    c.voltage_min_v = CELLS * 2.6;
    c.voltage_max_v = CELLS * 3.6;
    c.current_max_a = 400;
    c.resistance_ohm = CELLS * 0.0004;
    c.balance_ratio = 0.006;
    return c;
}

static ostrov_telemetry new_judge(void)
{
    ostrov_telemetry t;
    const ostrov_telemetry_config c = test_settings();
    ck_assert_int_eq(ostrov_telemetry_init(&t, &c, NULL), OSTROV_OK);
    return t;
}

static ostrov_telemetry_state told(const ostrov_telemetry *t)
{
    ostrov_telemetry_state s;
    test_must(ostrov_telemetry_read(t, &s, sizeof s) == OSTROV_OK);
    return s;
}

static uint32_t judge(ostrov_telemetry *t, const ostrov_telemetry_sample *s)
{
    test_must(ostrov_telemetry_step(t, s, 1) >= OSTROV_OK);
    return told(t).reasons;
}

enum fault {
    SPIKE_V,
    SPIKE_A,
    SPIKE_C,
    SPIKE_SOC,
    STUCK_BOTH,
    STUCK_V,
    STUCK_A,
    SIGN,
    TEN_V,
    TEN_A,
    TEN_C,
    TEN_SOC,
    THOUSAND_V,
    THOUSAND_A,
    TENTH_V,
    OFFSET,
    SWAPPED,
    SUM,
    JUMP,
    SILENT,
    FAULTS
};

/* What the device says instead, second by second since it began. */
static void spoil(enum fault f, plant *p, int second, const ostrov_telemetry_sample *before)
{
    ostrov_telemetry_sample *s = &p->told;
    switch (f) {
    case SPIKE_V:
        s->voltage_v *= second == 0 ? even(p, 1.1, 1.6) : 1;
        break;
    case SPIKE_A:
        s->current_a += second == 0 ? (s->current_a > 0 ? -300 : 300) : 0;
        break;
    case SPIKE_C:
        s->temperature_c += second == 0 ? even(p, 8, 60) : 0;
        break;
    case SPIKE_SOC:
        s->bms_soc_ratio *= second == 0 ? even(p, 0, 0.9) : 1;
        break;
    case STUCK_BOTH:
        s->voltage_v = before->voltage_v; /* fall through */
    case STUCK_A:
        s->current_a = before->current_a;
        break;
    case STUCK_V:
        s->voltage_v = before->voltage_v;
        break;
    case SIGN:
        s->current_a = -s->current_a;
        break;
    case TEN_V:
        s->voltage_v *= 10;
        break;
    case TEN_A:
        s->current_a *= 10;
        break;
    case TEN_C:
        s->temperature_c *= 10;
        break;
    case TEN_SOC:
        s->bms_soc_ratio *= 10;
        break;
    case THOUSAND_V:
        s->voltage_v *= 1000;
        break;
    case THOUSAND_A:
        s->current_a *= 1000;
        break;
    case TENTH_V:
        s->voltage_v /= 10;
        break;
    case OFFSET:
        s->current_a += 0.02 * 280;
        break;
    case SWAPPED: {
        const double low = s->cell_min_v;
        s->cell_min_v = s->cell_max_v;
        s->cell_max_v = low;
        break;
    }
    case SUM:
        s->cells_sum_v -= p->cell_v[3];
        break;
    case JUMP:
        s->device_s += 3600;
        break;
    default:
        s->bms_soc_ratio = __builtin_nan("");
        break;
    }
}

static long campaign(void)
{
    return getenv("OSTROV_FAULTS") != NULL ? atol(getenv("OSTROV_FAULTS")) : 60;
}

START_TEST(injected_faults_are_found)
{
    const long tries = campaign();
    long found = 0;
    long early = 0;
    for (long n = 0; n < tries; n++) {
        plant p = new_plant(7000 + (uint64_t)n);
        ostrov_telemetry t = new_judge();
        const enum fault f = (enum fault)(n % FAULTS);
        const int from = 600 + (int)even(&p, 0, 600);
        ostrov_telemetry_sample before = p.told;
        int seen = 0;
        for (int second = 0; second < from + 2400 && !seen; second++) {
            live(&p);
            if (second < from) {
                before = p.told;
            } else {
                spoil(f, &p, second - from, &before);
            }
            const uint32_t reasons = judge(&t, &p.told);
            early += second < from && reasons != 0;
            seen = second >= from && reasons != 0;
        }
        found += seen;
        if (!seen) {
            printf("fault %d of seed %ld was not found\n", (int)f, 7000 + n);
        }
    }
    printf("%ld of %ld faults found, %ld false alarms before them\n", found, tries, early);
    ck_assert(found * 100 >= tries * 99);
    ck_assert_int_eq(early, 0);
}
END_TEST

START_TEST(each_fault_has_its_own_reason)
{
#define BIT(reason) (1u << OSTROV_TELEMETRY_##reason)
    static const uint32_t due[FAULTS] = {[SPIKE_V] = BIT(RATE),
                                         [SPIKE_A] = BIT(RATE),
                                         [SPIKE_C] = BIT(RATE),
                                         [SPIKE_SOC] = BIT(RATE),
                                         [STUCK_BOTH] = BIT(FREEZE),
                                         [STUCK_V] = BIT(FREEZE),
                                         [STUCK_A] = BIT(FREEZE),
                                         [SIGN] = BIT(SIGN),
                                         [TEN_V] = BIT(UNIT) | BIT(RANGE),
                                         [TEN_A] = BIT(UNIT),
                                         [TEN_C] = BIT(UNIT) | BIT(RANGE),
                                         [TEN_SOC] = BIT(UNIT) | BIT(RANGE),
                                         [THOUSAND_V] = BIT(UNIT) | BIT(RANGE),
                                         [THOUSAND_A] = BIT(UNIT) | BIT(RANGE),
                                         [TENTH_V] = BIT(UNIT) | BIT(RANGE),
                                         [OFFSET] = BIT(BALANCE),
                                         [SWAPPED] = BIT(SPREAD),
                                         [SUM] = BIT(SUM),
                                         [JUMP] = BIT(TIME),
                                         [SILENT] = BIT(MISSING)};
#undef BIT
    for (int f = 0; f < FAULTS; f++) {
        plant p = new_plant(31 + (uint64_t)f);
        ostrov_telemetry t = new_judge();
        ostrov_telemetry_sample before = p.told;
        uint32_t reasons = 0;
        for (int second = 0; second < 900 + 2400; second++) {
            live(&p);
            if (second < 900) {
                before = p.told;
            } else {
                spoil((enum fault)f, &p, second - 900, &before);
            }
            reasons |= judge(&t, &p.told);
        }
        ck_assert_msg((reasons & due[f]) == due[f], "fault %d: %x, due %x", f, reasons, due[f]);
    }
}
END_TEST

START_TEST(clean_days_raise_nothing)
{
    const long days = campaign() >= 1000 ? 30 : 1;
    long alarms = 0;
    plant p = new_plant(4711);
    ostrov_telemetry t = new_judge();
    uint32_t before = 0;
    for (long second = 0; second < days * 86400; second++) {
        live(&p);
        const uint32_t reasons = judge(&t, &p.told);
        if (reasons != 0 && before == 0) {
            alarms++;
            printf("second %ld: reasons %x\n", second, reasons);
        }
        before = reasons;
    }
    printf("%ld false alarms in %ld clean days\n", alarms, days);
    ck_assert_int_le(alarms, days >= 30);
}
END_TEST

/* The estimator behind the judge sees no difference between garbage and silence. */
START_TEST(garbage_moves_no_estimate)
{
    static const double odd[] = {65535, -32768, 3276.7, 2e9, 53, -2330, 0.0, 1e308};
    for (uint64_t n = 1; n <= 20; n++) {
        plant p = new_plant(n);
        ostrov_telemetry t = new_judge();
        ostrov_battery_config c = test_config();
        c.capacity_wh = 280 * 3.2 * CELLS;
        c.soc_start_ratio = p.soc;
        ostrov_battery clean = test_battery(&c);
        ostrov_battery dirty = clean;
        for (int second = 0; second < 1200; second++) {
            live(&p);
            const int garbage = second % 100 >= 90;
            ostrov_telemetry_sample s = p.told;
            if (garbage) {
                s.voltage_v = odd[(int)even(&p, 0, 8)] * (second % 2 ? 1 : 1000);
                s.current_a = odd[(int)even(&p, 0, 4)] * (second % 3 ? 1 : -1);
                s.bms_soc_ratio = odd[(int)even(&p, 0, 6)];
                s.temperature_c = second % 2 ? __builtin_inf() : 6553.5;
            }
            const uint32_t reasons = judge(&t, &s);
            ck_assert_msg(garbage == (reasons != 0), "seed %llu second %d reasons %x soc %g %g",
                          (unsigned long long)n, second, reasons, s.bms_soc_ratio,
                          told(&t).balance_ah);
            const ostrov_telemetry_state k = told(&t);
            ostrov_battery_sample a = test_sample(__builtin_nan(""));
            ostrov_battery_sample b = a;
            a.temperature_c = b.temperature_c = __builtin_nan("");
            if (!garbage) {
                a.voltage_v = s.voltage_v;
                a.current_a = s.current_a;
                a.temperature_c = s.temperature_c;
                a.bms_soc_ratio = s.bms_soc_ratio;
            }
            b.voltage_v = k.voltage_v;
            b.current_a = k.current_a;
            b.temperature_c = k.temperature_c;
            b.bms_soc_ratio = k.bms_soc_ratio;
            test_step(&clean, &a, 1);
            test_step(&dirty, &b, 1);
            ck_assert_msg(memcmp(&clean, &dirty, sizeof clean) == 0, "seed %llu second %d",
                          (unsigned long long)n, second);
        }
    }
}
END_TEST

START_TEST(reasons_and_ages)
{
    ostrov_telemetry t = new_judge();
    plant p = new_plant(5);
    for (int i = 0; i < 30; i++) {
        live(&p);
        ck_assert_uint_eq(judge(&t, &p.told), 0);
    }
    ck_assert(ostrov_i_nan(told(&t).since_s[OSTROV_TELEMETRY_RANGE]));
    ostrov_telemetry_sample s = p.told;
    s.voltage_v *= 1000; /* told in mV */
    const uint32_t reasons = judge(&t, &s);
    ck_assert_uint_eq(reasons, 1u << OSTROV_TELEMETRY_RANGE | 1u << OSTROV_TELEMETRY_UNIT);
    ck_assert(ostrov_i_nan(told(&t).voltage_v) && told(&t).current_a == s.current_a);
    for (int i = 0; i < 5; i++) {
        live(&p);
        ck_assert_uint_eq(judge(&t, &p.told), 0);
    }
    ck_assert(told(&t).since_s[OSTROV_TELEMETRY_UNIT] == 5);
    ck_assert_int_eq(told(&t).count[OSTROV_TELEMETRY_UNIT], 1);
    ck_assert_uint_eq(told(&t).ever, reasons);
    s = p.told;
    s.temperature_c += 273.15; /* told in K */
    ck_assert(judge(&t, &s) & 1u << OSTROV_TELEMETRY_UNIT);
}
END_TEST

START_TEST(forged_numbers_are_refused)
{
    unsigned char bytes[1024];
    size_t used = 0;
    plant p = new_plant(9);
    ostrov_telemetry a = new_judge();
    for (int i = 0; i < 50; i++) {
        live(&p);
        judge(&a, &p.told);
    }
    for (size_t at = 32 + 8 * OSTROV_TELEMETRY_REASONS; at < ostrov_telemetry_save_size() - 4;
         at += 8) {
        for (size_t k = 0; k < sizeof test_absurd / sizeof test_absurd[0]; k++) {
            const ostrov_telemetry before = a;
            ck_assert_int_eq(ostrov_telemetry_save(&a, bytes, sizeof bytes, &used), OSTROV_OK);
            test_forge(bytes, used, at, test_absurd[k]);
            ck_assert_int_eq(ostrov_telemetry_load(&a, bytes, used), OSTROV_E_CORRUPT);
            ck_assert(memcmp(&a, &before, sizeof a) == 0);
        }
    }
}
END_TEST

/* A clock that jumps beyond all time is a jump, and the next sample begins anew. */
START_TEST(a_clock_beyond_all_time)
{
    plant p = new_plant(5);
    ostrov_telemetry t = new_judge();
    live(&p);
    ostrov_telemetry_sample s = p.told;
    s.device_s = 1e300;
    ck_assert(judge(&t, &s) & 1u << OSTROV_TELEMETRY_TIME);
    live(&p);
    p.told.device_s = 1000;
    ck_assert(!(judge(&t, &p.told) & 1u << OSTROV_TELEMETRY_TIME));
}
END_TEST

START_TEST(snapshot_and_faults)
{
    unsigned char bytes[1024];
    size_t used = 0;
    plant p = new_plant(9);
    ostrov_telemetry a = new_judge();
    for (int i = 0; i < 500; i++) {
        live(&p);
        judge(&a, &p.told);
    }
    ck_assert_int_eq(ostrov_telemetry_save(&a, bytes, sizeof bytes, &used), OSTROV_OK);
    ostrov_telemetry b = new_judge();
    ck_assert_int_eq(ostrov_telemetry_load(&b, bytes, used), OSTROV_OK);
    for (int i = 0; i < 100; i++) {
        live(&p);
        judge(&a, &p.told);
        judge(&b, &p.told);
    }
    const ostrov_telemetry_state x = told(&a);
    const ostrov_telemetry_state y = told(&b);
    ck_assert(memcmp(&x, &y, sizeof x) == 0);
    unsigned char forged[sizeof bytes];
    memcpy(forged, bytes, used);
    test_forge(forged, used, 32, INT64_MAX); /* a count, behind the head and two words of bits */
    ck_assert_int_eq(ostrov_telemetry_load(&b, forged, used), OSTROV_E_CORRUPT);
    bytes[used / 2] ^= 4;
    ck_assert_int_eq(ostrov_telemetry_load(&b, bytes, used), OSTROV_E_CORRUPT);
    ostrov_telemetry_config c = test_settings();
    ostrov_fault why;
    c.voltage_min_v = c.voltage_max_v;
    ck_assert_int_eq(ostrov_telemetry_init(&b, &c, &why), OSTROV_E_RANGE);
    ck_assert_str_eq(why.field, "voltage_min_v");
    ck_assert_int_eq(ostrov_telemetry_step(&a, &p.told, 0), OSTROV_E_TIME);
    ck_assert_int_eq(ostrov_telemetry_step(&a, &p.told, __builtin_nan("")), OSTROV_E_TIME);
    ck_assert_int_eq(ostrov_telemetry_step(NULL, &p.told, 1), OSTROV_E_ARGUMENT);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("battery/telemetry");
    TCase *t = tcase_create("telemetry");
    tcase_set_timeout(t, 600);
    tcase_add_test(t, injected_faults_are_found);
    tcase_add_test(t, each_fault_has_its_own_reason);
    tcase_add_test(t, clean_days_raise_nothing);
    tcase_add_test(t, garbage_moves_no_estimate);
    tcase_add_test(t, reasons_and_ages);
    tcase_add_test(t, snapshot_and_faults);
    tcase_add_test(t, forged_numbers_are_refused);
    tcase_add_test(t, a_clock_beyond_all_time);
    suite_add_tcase(suite, t);
    return unit_run(suite);
}
