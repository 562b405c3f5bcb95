/* Arguments for the elementary functions, the same sequence on every target: integers and
 * single IEEE operations only, no libm.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_TESTS_ELEMENTARY_SAMPLES_H
#define OSTROV_TESTS_ELEMENTARY_SAMPLES_H

#include <stdint.h>
#include <string.h>

#include <ostrov/base.h>

enum function {
    SIN,
    COS,
    TAN,
    ASIN,
    ACOS,
    ATAN,
    ATAN2,
    EXP,
    EXPM1,
    LOG,
    LOG1P,
    POW,
    TANH,
    FUNCTIONS
};

static const char *const function_names[FUNCTIONS] = {"sin",   "cos",   "tan", "asin",  "acos",
                                                      "atan",  "atan2", "exp", "expm1", "log",
                                                      "log1p", "pow",   "tanh"};

/* Distributions, taken in turn; each function knows what each means for it. */
enum { DISTRIBUTIONS = 8 };

struct arguments {
    double x; /* pow: base; atan2: y */
    double y; /* pow: exponent; atan2: x */
};

static inline double double_of(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

static inline uint64_t bits_from(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

/* splitmix64: G. L. Steele, D. Lea, C. H. Flood, OOPSLA 2014. */
static inline uint64_t next_bits(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* Uniform in [low, high). */
static inline double uniform(uint64_t *state, double low, double high)
{
    double unit = (double)(next_bits(state) >> 11) * 0x1p-53;
    double width = (high - low) * unit;
    return low + width;
}

static inline int32_t integer(uint64_t *state, int32_t low, int32_t high)
{
    return low + (int32_t)(next_bits(state) % (uint64_t)(high - low + 1));
}

static inline double either_sign(uint64_t *state, double x)
{
    return (next_bits(state) >> 63) != 0 ? -x : x;
}

/* A random significand, the exponent uniform from low to high (-1022 to 1023); positive. */
static inline double log_uniform(uint64_t *state, int32_t low, int32_t high)
{
    uint64_t exponent = (uint64_t)(integer(state, low, high) + 1023) << 52;
    return double_of(exponent | (next_bits(state) >> 12));
}

static inline double subnormal(uint64_t *state)
{
    int32_t bits = integer(state, 1, 52);
    return double_of(next_bits(state) >> (64 - bits));
}

/* A few units in the last place to either side. */
static inline double beside(uint64_t *state, double x, int32_t most)
{
    return double_of(bits_from(x) + (uint64_t)(int64_t)integer(state, -most, most));
}

/* Where something changes, by function; beside() makes the neighbourhood. */
static inline double boundary(uint64_t *state, enum function f)
{
    static const double trig[] = {0x1p-27,
                                  0x1p-26,
                                  0.0245436926,
                                  0.785398163397448,
                                  1.5707963267948966,
                                  3.141592653589793,
                                  0x1p17,
                                  0x1.fffffffffffffp1023,
                                  1e22,
                                  0x1.6ac5b262ca1ffp849,
                                  0x1.6c6cbc45dc8dep6,
                                  0x1.6c6cbc45dc8dep12, /* nearest to multiples of pi */
                                  0x1p-1022};
    static const double arc[] = {0x1p-27, 0x1p-7, 0.5, 1.0 - 0x1p-53, 0x1p60, 1.0, 0x1p-1022, 64.0};
    static const double exps[] = {0x1p-54,
                                  0x1p-53,
                                  0x1p-4,
                                  0.0027076061740622,
                                  0.34657359027997,
                                  36.7,
                                  37.42994775023705,
                                  64.0,
                                  708.0,
                                  709.0,
                                  709.782712893384,
                                  708.3964185322641,
                                  745.1332191019411,
                                  744.4400719213812,
                                  20.0,
                                  0x1p-28,
                                  0x1p-5};
    static const double logs[] = {1.0,        0x1p-1022,   0x1.fffffffffffffp1023,
                                  0.6875,     1.375,       0x1.5fp0,
                                  1.00390625, 0.998046875, 2.0,
                                  0.5,        0x1p-54,     0x1p-53,
                                  0x1p53,     0x1p54,      0x1p60};
    uint64_t pick = next_bits(state);
    double x = 0.0;
    switch (f) {
    case SIN:
    case COS:
    case TAN:
        x = trig[pick % (sizeof trig / sizeof trig[0])];
        break;
    case ASIN:
    case ACOS:
    case ATAN:
    case ATAN2:
        x = arc[pick % (sizeof arc / sizeof arc[0])];
        break;
    case EXP:
    case EXPM1:
    case TANH:
        x = exps[pick % (sizeof exps / sizeof exps[0])];
        break;
    default:
        x = logs[pick % (sizeof logs / sizeof logs[0])];
        break;
    }
    return beside(state, x, 40);
}

static inline struct arguments pow_arguments(uint64_t *state, uint32_t distribution)
{
    struct arguments a = {1.0, 1.0};
    int32_t e = 0;
    int near = 0;
    switch (distribution) {
    case 0: /* as in models: moderate bases and exponents */
        a.x = uniform(state, 0.0, 10.0);
        a.y = uniform(state, -5.0, 5.0);
        break;
    case 1: /* any base, the result anywhere from underflow to overflow */
    case 5: /* results that are subnormal or near it */
    case 6: /* near overflow */
        e = integer(state, 1, 1022);
        a.x = double_of(((uint64_t)(1023 + e) << 52) | (next_bits(state) >> 12));
        if ((next_bits(state) & 1) != 0)
            a.x = 1.0 / a.x;
        a.y = distribution == 1   ? uniform(state, -1080.0, 1030.0)
              : distribution == 5 ? uniform(state, -1076.0, -1020.0)
                                  : uniform(state, 1010.0, 1025.0);
        /* log2 of a significand 1 + m is close to m. */
        a.y /= a.x >= 1.0 ? e + (a.x / double_of((uint64_t)(1023 + e) << 52) - 1.0) : -(e + 0.5);
        break;
    case 2: /* base near 1, large exponent */
        near = (next_bits(state) & 1) != 0;
        a.x = 1.0 + either_sign(state, log_uniform(state, near ? -52 : -12, near ? -8 : -5));
        a.y = uniform(state, -745.0, 710.0) / (a.x == 1.0 ? 0x1p-53 : a.x - 1.0);
        break;
    case 3: /* negative base, integer exponent */
        a.x = -log_uniform(state, -20, 20);
        a.y = (double)integer(state, -60, 60);
        break;
    case 4: /* subnormal base */
        a.x = subnormal(state);
        a.y = uniform(state, -1.1, 1.1);
        break;
    default: /* exact and nearly exact */
        a.x = (double)integer(state, 2, 50);
        a.y = 0.5 * (double)integer(state, -20, 20);
        break;
    }
    return a;
}

static inline struct arguments atan2_arguments(uint64_t *state, uint32_t distribution)
{
    struct arguments a = {1.0, 1.0};
    switch (distribution) {
    case 0:
    case 5:
        a.x = uniform(state, 0.0, 1.0);
        a.y = uniform(state, 0.0, 1.0);
        break;
    case 1: /* any bits */
        a.x = log_uniform(state, -1022, 1023);
        a.y = log_uniform(state, -1022, 1023);
        break;
    case 2: /* the diagonals */
        a.x = log_uniform(state, -1022, 1023);
        a.y = beside(state, a.x, 100);
        break;
    case 3: /* near an axis, also at the ends of the range */
        a.x = log_uniform(state, -1022, 960);
        a.y = a.x * log_uniform(state, 0, 63);
        if ((next_bits(state) & 1) != 0) {
            double swap = a.x;
            a.x = a.y;
            a.y = swap;
        }
        break;
    case 4:
        a.x = subnormal(state);
        a.y = subnormal(state);
        break;
    case 6:
        a.x = boundary(state, ATAN2);
        a.y = boundary(state, ATAN2);
        break;
    default: /* near ratios of small integers, where the table index changes */
        a.y = (double)integer(state, 1, 128);
        a.x = beside(state, a.y * ((double)integer(state, 0, 128) + 0.5) * 0x1p-7, 3);
        break;
    }
    a.x = either_sign(state, a.x);
    a.y = either_sign(state, a.y);
    return a;
}

static inline double one_argument(uint64_t *state, enum function f, uint32_t distribution)
{
    static const double low[FUNCTIONS] = {-10.0, -10.0, -10.0, -1.0, -1.0, -20.0, 0.0,
                                          -50.0, -50.0, 0.0,   -1.0, 0.0,  -5.0};
    static const double high[FUNCTIONS] = {10.0, 10.0, 10.0, 1.0,  1.0, 20.0, 1.0,
                                           50.0, 50.0, 10.0, 10.0, 1.0, 5.0};
    int in_unit = f == ASIN || f == ACOS;
    int exponential = f == EXP || f == EXPM1;
    int logarithm = f == LOG || f == LOG1P;
    double x = 0.0;
    switch (distribution) {
    case 0: /* the range models use */
        return uniform(state, low[f], high[f]);
    case 1: /* every magnitude the function takes */
        x = log_uniform(state, -1022, in_unit ? -1 : exponential ? 9 : f == TANH ? 5 : 1023);
        return f == LOG                ? x
               : f == LOG1P && x < 1.0 ? either_sign(state, x)
               : logarithm             ? x
                                       : either_sign(state, x);
    case 2:
        if (f == SIN || f == COS || f == TAN) {     /* near multiples of pi/2 */
            int32_t shift = integer(state, 11, 63); /* first: C leaves the order in a >> b open */
            double n = (double)(next_bits(state) >> shift);
            return either_sign(state, beside(state, n * 1.5707963267948966, 3));
        }
        if (f == LOG) /* near 1 */
            return 1.0 + either_sign(state, log_uniform(state, -52, -3));
        if (f == LOG1P) /* near -1 */
            return -1.0 + log_uniform(state, -53, -2);
        if (in_unit)
            return either_sign(state, 1.0 - log_uniform(state, -53, -2));
        return either_sign(state, log_uniform(state, -8, 3));
    case 3: /* near 0 */
        x = log_uniform(state, -60, -1);
        return f == LOG ? x : either_sign(state, x);
    case 4:
        x = subnormal(state);
        return f == LOG ? x : either_sign(state, x);
    case 5:
        x = boundary(state, f);
        return f == LOG || f == LOG1P ? x : in_unit && x > 1.0 ? 1.0 : either_sign(state, x);
    case 6:              /* the middle of the range */
        if (exponential) /* from below the least subnormal to above overflow */
            return uniform(state, -750.0, 712.0);
        if (in_unit)
            return either_sign(state, uniform(state, 0.45, 0.55));
        if (f == SIN || f == COS || f == TAN)
            return either_sign(state, log_uniform(state, 2, 20));
        return logarithm ? uniform(state, 0.5, 2.0) : either_sign(state, uniform(state, 0.0, 1.0));
    default:
        if (f == EXP) /* subnormal results */
            return uniform(state, -745.2, -707.0);
        if (f == SIN || f == COS || f == TAN) /* a year of seconds, an angle of any kind */
            return uniform(state, -4e7, 4e7);
        if (logarithm)
            return log_uniform(state, -3, 10);
        return uniform(state, in_unit ? -1.0 : -1.5, in_unit ? 1.0 : 1.5);
    }
}

static inline struct arguments arguments_for(uint64_t *state, enum function f, uint32_t number)
{
    uint32_t distribution = number % DISTRIBUTIONS;
    if (f == POW)
        return pow_arguments(state, distribution);
    if (f == ATAN2)
        return atan2_arguments(state, distribution);
    return (struct arguments){one_argument(state, f, distribution), 0.0};
}

/* What the programs call: one entry for every function. */
static inline double evaluate(enum function f, struct arguments a)
{
    switch (f) {
    case SIN:
        return ostrov_sin(a.x);
    case COS:
        return ostrov_cos(a.x);
    case TAN:
        return ostrov_tan(a.x);
    case ASIN:
        return ostrov_asin(a.x);
    case ACOS:
        return ostrov_acos(a.x);
    case ATAN:
        return ostrov_atan(a.x);
    case ATAN2:
        return ostrov_atan2(a.x, a.y);
    case EXP:
        return ostrov_exp(a.x);
    case EXPM1:
        return ostrov_expm1(a.x);
    case LOG:
        return ostrov_log(a.x);
    case LOG1P:
        return ostrov_log1p(a.x);
    case POW:
        return ostrov_pow(a.x, a.y);
    case TANH:
        return ostrov_tanh(a.x);
    default:
        return 0.0;
    }
}

#endif
