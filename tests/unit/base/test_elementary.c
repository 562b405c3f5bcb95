/* The elementary functions: reference values, special values, exact results, symmetries,
 * identities, monotony. How exact they are over their whole ranges is measured by
 * tests/elementary/accuracy.c.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "unit.h"

#include <float.h>
#include <math.h> /* INFINITY, NAN; no functions */
#include <stdint.h>
#include <string.h>

#include <ostrov/base.h>

typedef double (*one_place)(double);
typedef double (*two_places)(double, double);

struct function {
    const char *name;
    one_place one;
    two_places two;
};

static const struct function functions[] = {
    {"sin", ostrov_sin, NULL},     {"cos", ostrov_cos, NULL},     {"tan", ostrov_tan, NULL},
    {"asin", ostrov_asin, NULL},   {"acos", ostrov_acos, NULL},   {"atan", ostrov_atan, NULL},
    {"atan2", NULL, ostrov_atan2}, {"exp", ostrov_exp, NULL},     {"expm1", ostrov_expm1, NULL},
    {"log", ostrov_log, NULL},     {"log1p", ostrov_log1p, NULL}, {"pow", NULL, ostrov_pow},
    {"tanh", ostrov_tanh, NULL},
};
enum { FUNCTIONS = sizeof functions / sizeof functions[0] };

struct value {
    const char *name;
    double x;
    double y; /* of the functions of two */
    double expected;
};

static double call(const char *name, double x, double y)
{
    for (int i = 0; i < FUNCTIONS; i++) {
        if (strcmp(functions[i].name, name) == 0)
            return functions[i].one != NULL ? functions[i].one(x) : functions[i].two(x, y);
    }
    ck_abort_msg("no function %s", name);
    return 0.0;
}

static uint64_t bits_of(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

/* Doubles from a to b, counted along the line of all finite doubles. */
static uint64_t steps_between(double a, double b)
{
    uint64_t top = UINT64_C(1) << 63;
    uint64_t u = bits_of(a);
    uint64_t v = bits_of(b);
    u = u >= top ? top - (u - top) : top + u;
    v = v >= top ? top - (v - top) : top + v;
    return u > v ? u - v : v - u;
}

/* Multiplicative congruence, high bits; the same sequence in every run. */
static double uniform(uint64_t *state, double low, double high)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return low + (high - low) * ((double)(*state >> 11) * 0x1p-53);
}

/* The nearest doubles to 20 digits by mpmath (tests/elementary/generate.py --values). A result
 * within 1 ulp of the true value is at most one double away from the nearest. */
static const struct value references[] = {
    {"sin", 0x1p-3, 0, 0.12467473338522768996},
    {"sin", 1, 0, 0.84147098480789650665},
    {"sin", -2.5, 0, -0.59847214410395649405},
    {"sin", 100, 0, -0.50636564110975879366},
    {"sin", 1e22, 0, -0.85220084976718880177},
    {"sin", 0x1.921fb54442d18p+1, 0, 1.2246467991473531772e-16},
    {"sin", 0x1.6ac5b262ca1ffp+849, 0, 1.0},
    {"sin", 0x1.fffffffffffffp+1023, 0, 0.0049619547891840617905},
    {"sin", 0x1.6c6cbc45dc8dep+6, 0, -1.2379612731767154e-18},
    {"sin", 0x1.6c6cbc45dc8dep+12, 0, 7.9229521483309785602e-17},
    {"sin", 123456789, 0, 0.99011475180203544423},
    {"cos", 0x1p-3, 0, 0.99219766722932905315},
    {"cos", 1, 0, 0.5403023058681397174},
    {"cos", -2.5, 0, -0.80114361554693371483},
    {"cos", 1e22, 0, 0.5232147853951389455},
    {"cos", 0x1.921fb54442d18p+0, 0, 6.1232339957367658861e-17},
    {"cos", 0x1.6ac5b262ca1ffp+849, 0, -4.6871659242546276111e-19},
    {"cos", 123456.75, 0, 0.01269521406412672017},
    {"cos", 3e10, 0, 0.043089764816564603093},
    {"tan", 0x1p-3, 0, 0.12565513657513096779},
    {"tan", 1, 0, 1.5574077246549022305},
    {"tan", -2.5, 0, 0.74702229723866027936},
    {"tan", 0x1.921fb54442d18p+0, 0, 16331239353195369.756},
    {"tan", 1e22, 0, -1.6287782256068988785},
    {"asin", 0x1p-3, 0, 0.12532783116806539687},
    {"asin", 0.5, 0, 0.52359877559829887308},
    {"asin", -0.75, 0, -0.84806207898148100805},
    {"asin", 0x1.fffffffffffffp-1, 0, 1.5707963118937354254},
    {"acos", 0x1p-3, 0, 1.4454684956268312224},
    {"acos", 0.5, 0, 1.0471975511965977462},
    {"acos", -0.75, 0, 2.4188584057763776273},
    {"acos", 0.9375, 0, 0.35542120169022349274},
    {"acos", 0x1.fffffffffffffp-1, 0, 1.4901161193847656388e-8},
    {"atan", 0x1p-3, 0, 0.12435499454676143503},
    {"atan", 0x1.fffffffffffffp-8, 0, 0.0078123410601011104292},
    {"atan", 1.5, 0, 0.98279372324732906799},
    {"atan", -1000, 0, -1.5697963271282297526},
    {"exp", 1, 0, 2.7182818284590452354},
    {"exp", -1, 0, 0.3678794411714423216},
    {"exp", 0x1p-10, 0, 1.0009770394924165352},
    {"exp", 88.5, 0, 2.7230878250681116121e+38},
    {"exp", 709.75, 0, 1.7398368732641605577e+308},
    {"exp", -708.25, 0, 2.5759248692837693828e-308},
    {"exp", -720.5, 0, 1.2326102892827409179e-313},
    {"exp", -745, 0, 2.8223507304719370764e-324},
    {"expm1", 0x1p-10, 0, 0.00097703949241653524285},
    {"expm1", -0x1p-30, 0, -9.3132257418179764677e-10},
    {"expm1", 0.0625, 0, 0.064494458917859429563},
    {"expm1", 0.004, 0, 0.0040080106773418724424},
    {"expm1", 1, 0, 1.7182818284590452354},
    {"expm1", -1, 0, -0.6321205588285576784},
    {"expm1", 50, 0, 5.1847055285870724641e+21},
    {"expm1", -30, 0, -0.99999999999990642377},
    {"log", 2, 0, 0.69314718055994530942},
    {"log", 10, 0, 2.302585092994045684},
    {"log", 0x1.0000000000001p+0, 0, 2.2204460492503128343e-16},
    {"log", 0x1.fffffffffffffp-1, 0, -1.1102230246251566021e-16},
    {"log", 1.375, 0, 0.31845373111853461581},
    {"log", 0x1p-1074, 0, -744.44007192138126231},
    {"log", 0x1.fffffffffffffp+1023, 0, 709.78271289338399673},
    {"log1p", 0x1p-10, 0, 0.00097608597305545889596},
    {"log1p", -0x1p-40, 0, -9.0949470177334182822e-13},
    {"log1p", 1, 0, 0.69314718055994530942},
    {"log1p", -0.75, 0, -1.3862943611198906188},
    {"log1p", -0x1.fffffffffffffp-1, 0, -36.736800569677101399},
    {"log1p", 1e300, 0, 690.77552789821370526},
    {"log1p", -1.1e-12, 0, -1.1000000000006049577e-12},
    {"log1p", 0x1.f800000000001p+5, 0, 4.1588830833596719675},
    {"tanh", 0x1p-10, 0, 0.00097656218955926021858},
    {"tanh", 0.5, 0, 0.4621171572600097585},
    {"tanh", -1, 0, -0.76159415595576488812},
    {"tanh", 5, 0, 0.99990920426259513121},
    {"tanh", 18.5, 0, 0.99999999999999982934},
    {"pow", 2, 0.5, 1.4142135623730950488},
    {"pow", 10, -3, 0.001},
    {"pow", 10, 308, 1.0e+308},
    {"pow", 1.5, 1000.25, 1.3654690803883147405e+176},
    {"pow", 0.75, 2500, 4.499440148913483133e-313},
    {"pow", -3, 33, -5559060566555523.0},
    {"pow", 0x1.0000000000001p+0, 1e18, 2.7086111089766717394e+96},
    {"pow", 0x1.fffffffffffffp-1, 4e18, 1.3630340005596344729e-193},
    {"pow", 0x1p-1074, 0.25, 1.4908919308538353892e-81},
    {"pow", 7.25, -374.5, 6.3594058078019200019e-323},
    {"pow", 0.5, 1060.5, 5.7238678491243578e-320},
    {"pow", 1e300, 1.0275, 1.77827941003902109e+308},
    {"atan2", 1, 2, 0.46364760900080611621},
    {"atan2", 3, -4, 2.4980915447965088517},
    {"atan2", -5, -1.5, -1.8622531212727637112},
    {"atan2", -1e-300, 2e-300, -0.46364760900080611621},
    {"atan2", 1e-310, 3e-310, 0.3217505543966421934},
    {"atan2", 3e-20, 7e299, 4.2857142857142858991e-320},
    {"atan2", 1e10, -1e-300, 1.5707963267948966192},
    {"atan2", 1e300, -1.25e300, 2.4668517113662405754},
};

START_TEST(reference_values)
{
    const struct value *v = &references[_i];
    double got = call(v->name, v->x, v->y);
    ck_assert_msg(steps_between(got, v->expected) <= 1, "%s(%a, %a) = %.17g, not %.17g", v->name,
                  v->x, v->y, got, v->expected);
}
END_TEST

static const double HALF_PI = 0x1.921fb54442d18p+0;
static const double PI = 0x1.921fb54442d18p+1;

/* C11 Annex F.10, and where results end; the expected value to the bit, any NaN for a NaN. */
static const struct value specials[] = {
    {"sin", 0.0, 0, 0.0},
    {"sin", -0.0, 0, -0.0},
    {"sin", INFINITY, 0, NAN},
    {"sin", -INFINITY, 0, NAN},
    {"sin", 0x1p-1074, 0, 0x1p-1074},
    {"cos", 0.0, 0, 1.0},
    {"cos", -0.0, 0, 1.0},
    {"cos", INFINITY, 0, NAN},
    {"cos", 0x1p-1074, 0, 1.0},
    {"tan", 0.0, 0, 0.0},
    {"tan", -0.0, 0, -0.0},
    {"tan", -INFINITY, 0, NAN},
    {"asin", 0.0, 0, 0.0},
    {"asin", -0.0, 0, -0.0},
    {"asin", 1.0, 0, 0x1.921fb54442d18p+0},
    {"asin", -1.0, 0, -0x1.921fb54442d18p+0},
    {"asin", 0x1.0000000000001p+0, 0, NAN},
    {"asin", -INFINITY, 0, NAN},
    {"acos", 1.0, 0, 0.0},
    {"acos", -1.0, 0, 0x1.921fb54442d18p+1},
    {"acos", 0.0, 0, 0x1.921fb54442d18p+0},
    {"acos", -0x1.0000000000001p+0, 0, NAN},
    {"acos", INFINITY, 0, NAN},
    {"atan", 0.0, 0, 0.0},
    {"atan", -0.0, 0, -0.0},
    {"atan", INFINITY, 0, 0x1.921fb54442d18p+0},
    {"atan", -INFINITY, 0, -0x1.921fb54442d18p+0},
    {"atan", 1.0, 0, 0x1.921fb54442d18p-1},
    {"atan", DBL_MAX, 0, 0x1.921fb54442d18p+0},
    {"atan2", 0.0, 1.0, 0.0},
    {"atan2", -0.0, 1.0, -0.0},
    {"atan2", 0.0, 0.0, 0.0},
    {"atan2", -0.0, 0.0, -0.0},
    {"atan2", 0.0, -0.0, 0x1.921fb54442d18p+1},
    {"atan2", -0.0, -0.0, -0x1.921fb54442d18p+1},
    {"atan2", 0.0, -2.0, 0x1.921fb54442d18p+1},
    {"atan2", -0.0, -2.0, -0x1.921fb54442d18p+1},
    {"atan2", 3.0, 0.0, 0x1.921fb54442d18p+0},
    {"atan2", 3.0, -0.0, 0x1.921fb54442d18p+0},
    {"atan2", -3.0, -0.0, -0x1.921fb54442d18p+0},
    {"atan2", INFINITY, 5.0, 0x1.921fb54442d18p+0},
    {"atan2", -INFINITY, -5.0, -0x1.921fb54442d18p+0},
    {"atan2", 5.0, INFINITY, 0.0},
    {"atan2", -5.0, INFINITY, -0.0},
    {"atan2", 5.0, -INFINITY, 0x1.921fb54442d18p+1},
    {"atan2", -5.0, -INFINITY, -0x1.921fb54442d18p+1},
    {"atan2", INFINITY, INFINITY, 0x1.921fb54442d18p-1},
    {"atan2", -INFINITY, INFINITY, -0x1.921fb54442d18p-1},
    {"atan2", INFINITY, -INFINITY, 0x1.2d97c7f3321d2p+1},
    {"atan2", -INFINITY, -INFINITY, -0x1.2d97c7f3321d2p+1},
    {"atan2", NAN, 1.0, NAN},
    {"atan2", 1.0, NAN, NAN},
    {"atan2", NAN, INFINITY, NAN},
    {"atan2", 0x1p-1074, 4.0, 0.0},
    {"atan2", 0x1p-1074, 0x1p-1074, 0x1.921fb54442d18p-1},
    {"atan2", 0x1p-600, 0x1p500, 0.0},
    {"atan2", -0x1p-600, -0x1p500, -0x1.921fb54442d18p+1},
    {"exp", 0.0, 0, 1.0},
    {"exp", -0.0, 0, 1.0},
    {"exp", INFINITY, 0, INFINITY},
    {"exp", -INFINITY, 0, 0.0},
    {"exp", 0x1.62e42fefa39fp+9, 0, INFINITY},
    {"exp", -0x1.74910d52d3051p+9, 0, 0x1p-1074},
    {"exp", -0x1.74910d52d3052p+9, 0, 0.0},
    {"exp", 1e300, 0, INFINITY},
    {"exp", -1e300, 0, 0.0},
    {"expm1", 0.0, 0, 0.0},
    {"expm1", -0.0, 0, -0.0},
    {"expm1", INFINITY, 0, INFINITY},
    {"expm1", -INFINITY, 0, -1.0},
    {"expm1", -1e3, 0, -1.0},
    {"expm1", 710.0, 0, INFINITY},
    {"expm1", 0x1p-1074, 0, 0x1p-1074},
    {"log", 1.0, 0, 0.0},
    {"log", 0.0, 0, -INFINITY},
    {"log", -0.0, 0, -INFINITY},
    {"log", -1.0, 0, NAN},
    {"log", -0x1p-1074, 0, NAN},
    {"log", INFINITY, 0, INFINITY},
    {"log", -INFINITY, 0, NAN},
    {"log1p", 0.0, 0, 0.0},
    {"log1p", -0.0, 0, -0.0},
    {"log1p", -1.0, 0, -INFINITY},
    {"log1p", -0x1.0000000000001p+0, 0, NAN},
    {"log1p", INFINITY, 0, INFINITY},
    {"log1p", -INFINITY, 0, NAN},
    {"log1p", 0x1p-1074, 0, 0x1p-1074},
    {"tanh", 0.0, 0, 0.0},
    {"tanh", -0.0, 0, -0.0},
    {"tanh", INFINITY, 0, 1.0},
    {"tanh", -INFINITY, 0, -1.0},
    {"tanh", 25.0, 0, 1.0},
    {"tanh", -1e300, 0, -1.0},
    {"pow", 0.0, 3.0, 0.0},
    {"pow", -0.0, 3.0, -0.0},
    {"pow", 0.0, 2.5, 0.0},
    {"pow", -0.0, 2.5, 0.0},
    {"pow", -0.0, 2.0, 0.0},
    {"pow", 0.0, -3.0, INFINITY},
    {"pow", -0.0, -3.0, -INFINITY},
    {"pow", -0.0, -2.0, INFINITY},
    {"pow", -0.0, -2.5, INFINITY},
    {"pow", 0.0, -INFINITY, INFINITY},
    {"pow", -0.0, INFINITY, 0.0},
    {"pow", -1.0, INFINITY, 1.0},
    {"pow", -1.0, -INFINITY, 1.0},
    {"pow", 1.0, NAN, 1.0},
    {"pow", 1.0, INFINITY, 1.0},
    {"pow", NAN, 0.0, 1.0},
    {"pow", NAN, -0.0, 1.0},
    {"pow", INFINITY, 0.0, 1.0},
    {"pow", NAN, 1.0, NAN},
    {"pow", 2.0, NAN, NAN},
    {"pow", -8.0, 0.333, NAN},
    {"pow", -1e300, 0x1p-100, NAN},
    {"pow", 0.5, -INFINITY, INFINITY},
    {"pow", -0.5, -INFINITY, INFINITY},
    {"pow", 1.5, -INFINITY, 0.0},
    {"pow", 0.5, INFINITY, 0.0},
    {"pow", -1.5, INFINITY, INFINITY},
    {"pow", -INFINITY, -3.0, -0.0},
    {"pow", -INFINITY, -2.0, 0.0},
    {"pow", -INFINITY, -2.5, 0.0},
    {"pow", -INFINITY, 3.0, -INFINITY},
    {"pow", -INFINITY, 2.0, INFINITY},
    {"pow", -INFINITY, 0.5, INFINITY},
    {"pow", INFINITY, -0.5, 0.0},
    {"pow", INFINITY, 0.5, INFINITY},
    {"pow", -2.0, 1025.0, -INFINITY},
    {"pow", -2.0, -1077.0, -0.0},
    {"pow", -2.0, -1078.0, 0.0},
    {"pow", -1.0, 0x1p53, 1.0},
    {"pow", -1.0, 0x1.fffffffffffffp52, -1.0},
    {"pow", -1.0, 0x1p1000, 1.0},
    {"pow", 2.0, 0x1p70, INFINITY},
    {"pow", 0.5, 0x1p70, 0.0},
    {"pow", 3.0, 0x1p-80, 1.0},
    {"pow", -1.0, 1.0, -1.0},
    {"pow", 2.0, 1024.0, INFINITY},
    {"pow", 2.0, -1075.0, 0.0},
};

START_TEST(special_values)
{
    const struct value *v = &specials[_i];
    double got = call(v->name, v->x, v->y);
    int same = v->expected != v->expected ? got != got : bits_of(got) == bits_of(v->expected);
    ck_assert_msg(same, "%s(%a, %a) = %a, not %a", v->name, v->x, v->y, got, v->expected);
}
END_TEST

/* Whatever NaN comes in and however one arises, the same bits come out on every target. */
START_TEST(one_nan)
{
    static const uint64_t patterns[] = {UINT64_C(0x7ff8000000000000), UINT64_C(0xfff8000000000000),
                                        UINT64_C(0x7ff0000000000001), UINT64_C(0xffffffffffffffff)};
    for (int i = 0; i < FUNCTIONS; i++) {
        for (size_t j = 0; j < sizeof patterns / sizeof patterns[0]; j++) {
            double nan_in;
            memcpy(&nan_in, &patterns[j], sizeof nan_in);
            double got = call(functions[i].name, nan_in, 2.0);
            ck_assert_msg(bits_of(got) == UINT64_C(0x7ff8000000000000), "%s of NaN: %016llx",
                          functions[i].name, (unsigned long long)bits_of(got));
        }
    }
    ck_assert(bits_of(ostrov_log(-1.0)) == UINT64_C(0x7ff8000000000000));
    ck_assert(bits_of(ostrov_sin(INFINITY)) == UINT64_C(0x7ff8000000000000));
    ck_assert(bits_of(ostrov_pow(-2.0, 0.5)) == UINT64_C(0x7ff8000000000000));
}
END_TEST

START_TEST(exact_results)
{
    /* The error before the last rounding is far below half an ulp, so what a double holds exactly
     * comes out exactly. */
    for (int32_t n = -1074; n <= 1023; n++) {
        double expected = 1.0;
        for (int32_t i = 0; i < n; i++)
            expected *= 2.0;
        for (int32_t i = 0; i > n; i--)
            expected *= 0.5;
        ck_assert_msg(bits_of(ostrov_pow(2.0, n)) == bits_of(expected), "2^%d", (int)n);
    }
    for (int32_t base = 2; base <= 60; base++) {
        double power = base;
        for (int32_t n = 1; power <= 0x1p53; n++) {
            ck_assert_msg(ostrov_pow(base, n) == power, "%d^%d", (int)base, (int)n);
            ck_assert_msg(ostrov_pow(-base, n) == (n % 2 != 0 ? -power : power), "(-%d)^%d",
                          (int)base, (int)n);
            ck_assert_msg(ostrov_pow(power, 1.0 / n) == base || n > 2, "%g^(1/%d)", power, (int)n);
            power *= base;
        }
    }
    uint64_t state = 1;
    for (int i = 0; i < 10000; i++) {
        double x = uniform(&state, 0.0, 100.0);
        ck_assert(ostrov_pow(x, 1.0) == x);
        ck_assert(ostrov_pow(-x, 1.0) == -x);
    }
    ck_assert(ostrov_exp(0x1.62e42fefa39efp+9) <= DBL_MAX); /* the largest below overflow */
}
END_TEST

/* To the bit: nothing may depend on the sign but the sign. */
START_TEST(symmetries)
{
    uint64_t state = 2;
    for (int i = 0; i < 20000; i++) {
        double scale = i % 4 == 0 ? 1e15 : i % 4 == 1 ? 1e3 : i % 4 == 2 ? 10.0 : 0x1p-10;
        double x = uniform(&state, 0.0, scale);
        double ratio = uniform(&state, 0.0, 1.0);
        double y = uniform(&state, 0.0, 10.0);
        ck_assert(ostrov_sin(-x) == -ostrov_sin(x));
        ck_assert(ostrov_cos(-x) == ostrov_cos(x));
        ck_assert(ostrov_tan(-x) == -ostrov_tan(x));
        ck_assert(ostrov_atan(-x) == -ostrov_atan(x));
        ck_assert(ostrov_tanh(-x) == -ostrov_tanh(x));
        ck_assert(ostrov_asin(-ratio) == -ostrov_asin(ratio));
        ck_assert(ostrov_atan2(-x, y) == -ostrov_atan2(x, y));
        ck_assert(ostrov_atan2(-x, -y) == -ostrov_atan2(x, -y));
        ck_assert(ostrov_atan2(x * 0x1p300, y * 0x1p300) == ostrov_atan2(x, y));
        ck_assert(ostrov_atan2(x * 0x1p-700, y * 0x1p-700) == ostrov_atan2(x, y));
    }
}
END_TEST

static void near(const char *what, double x, double got, double expected, double tolerance)
{
    double distance = got > expected ? got - expected : expected - got;
    ck_assert_msg(distance <= tolerance, "%s at %a: %.17g, not %.17g within %.2g", what, x, got,
                  expected, tolerance);
}

/* Each tolerance adds up 1 ulp per function called and half of one per operation. */
START_TEST(identities)
{
    const double u = 0x1p-53;
    uint64_t state = 3;
    for (int i = 0; i < 50000; i++) {
        double x = uniform(&state, -20.0, 20.0);
        double s = ostrov_sin(x);
        double c = ostrov_cos(x);
        near("sin^2 + cos^2", x, s * s + c * c, 1.0, 6.0 * u);
        near("tan cos - sin", x, ostrov_tan(x) * c, s, 7.0 * u);
        near("exp(x) exp(-x)", x, ostrov_exp(x) * ostrov_exp(-x), 1.0, 6.0 * u);
        double e = ostrov_exp(x);
        near("expm1 + 1", x, ostrov_expm1(x) + 1.0, e, 5.0 * u * (e + 1.0));
        near("log of exp", x, ostrov_log(e), x, u * (3.0 + 2.0 * 20.0));
        near("atan2 scaled", x, ostrov_atan2(s, c), ostrov_atan2(s * 0.5, c * 0.5), 0.0);

        double r = uniform(&state, -1.0, 1.0);
        near("asin + acos", r, ostrov_asin(r) + ostrov_acos(r), HALF_PI, 8.0 * u);
        near("acos + acos", r, ostrov_acos(r) + ostrov_acos(-r), PI, 16.0 * u);
        near("sin of asin", r, ostrov_sin(ostrov_asin(r)), r, 4.0 * u);
        near("tanh", r, ostrov_tanh(r) * (ostrov_expm1(2.0 * r) + 2.0), ostrov_expm1(2.0 * r),
             60.0 * u);

        double p = uniform(&state, 1e-6, 1e6);
        double root = __builtin_sqrt(p);
        ck_assert_msg(steps_between(ostrov_pow(p, 0.5), root) <= 1, "%a^0.5", p);
        double squared = ostrov_pow(p, 2.0);
        ck_assert_msg(steps_between(squared, p * p) <= 1, "%a^2", p);
        ck_assert_msg(steps_between(ostrov_pow(p, -1.0), 1.0 / p) <= 1, "%a^-1", p);
        near("log of a product", p, ostrov_log(p * 0x1p20), ostrov_log(p) + ostrov_log(0x1p20),
             u * 100.0);
        ck_assert_msg(steps_between(ostrov_log1p(p - 1.0), ostrov_log(p)) <= 2 || p < 2.0,
                      "log1p at %a", p);
        near("atan of 1/x", p, ostrov_atan(p), ostrov_atan2(p, 1.0), 0.0);
        near("atan x + atan 1/x", p, ostrov_atan(p) + ostrov_atan(1.0 / p), HALF_PI, 7.0 * u);
    }
}
END_TEST

/* With an error below 0.7 ulp, sixteen doubles onward no function may have turned back. */
START_TEST(monotony)
{
    static const struct {
        const char *name;
        double low;
        double high;
        int sign;
    } rising[] = {
        {"exp", -745.0, 709.0, 1}, {"expm1", -40.0, 40.0, 1}, {"expm1", -0.07, 0.07, 1},
        {"log", 0.0, 3.0, 1},      {"log1p", -1.0, 1.0, 1},   {"tanh", -20.0, 20.0, 1},
        {"atan", -3.0, 3.0, 1},    {"asin", -1.0, 1.0, 1},    {"acos", -1.0, 1.0, -1},
        {"sin", -1.57, 1.57, 1},   {"cos", 0.0, 3.14, -1},    {"tan", -1.57, 1.57, 1},
        {"pow", 0.0, 4.0, 1},
    };
    uint64_t state = 4;
    for (size_t f = 0; f < sizeof rising / sizeof rising[0]; f++) {
        for (int i = 0; i < 20000; i++) {
            double x = uniform(&state, rising[f].low, rising[f].high);
            double next = x + 16.0 * (x < 0.0 ? -x : x) * 0x1p-52;
            if (next > rising[f].high)
                continue;
            double a = call(rising[f].name, x, 2.7);
            double b = call(rising[f].name, next, 2.7);
            ck_assert_msg(rising[f].sign > 0 ? a <= b : a >= b, "%s turns at %a", rising[f].name,
                          x);
        }
    }
}
END_TEST

/* Models rely on these never being left by an ulp. */
START_TEST(ranges)
{
    uint64_t state = 5;
    for (int i = 0; i < 50000; i++) {
        double x = uniform(&state, -1e6, 1e6);
        double ratio = uniform(&state, -1.0, 1.0);
        ck_assert(ostrov_sin(x) >= -1.0 && ostrov_sin(x) <= 1.0);
        ck_assert(ostrov_cos(x) >= -1.0 && ostrov_cos(x) <= 1.0);
        ck_assert(ostrov_tanh(x * 2e-5) >= -1.0 && ostrov_tanh(x * 2e-5) <= 1.0);
        ck_assert(ostrov_atan(x) >= -HALF_PI && ostrov_atan(x) <= HALF_PI);
        ck_assert(ostrov_acos(ratio) >= 0.0 && ostrov_acos(ratio) <= PI);
        ck_assert(ostrov_exp(ratio * 745.0) > 0.0);
        ck_assert(ostrov_expm1(ratio * 745.0) >= -1.0);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("base elementary");
    TCase *values = tcase_create("values");
    tcase_add_loop_test(values, reference_values, 0,
                        (int)(sizeof references / sizeof references[0]));
    tcase_add_loop_test(values, special_values, 0, (int)(sizeof specials / sizeof specials[0]));
    tcase_add_test(values, one_nan);
    tcase_add_test(values, exact_results);
    suite_add_tcase(suite, values);
    TCase *properties = tcase_create("properties");
    tcase_set_timeout(properties, 60);
    tcase_add_test(properties, symmetries);
    tcase_add_test(properties, identities);
    tcase_add_test(properties, monotony);
    tcase_add_test(properties, ranges);
    suite_add_tcase(suite, properties);
    return unit_run(suite);
}
