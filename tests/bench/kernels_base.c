/* Elementary functions and number reading, against the C library's.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bench.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#ifdef __GLIBC__
#include <gnu/libc-version.h>
#define LIBC_NAME "glibc"
static const char *libc_version(void) { return gnu_get_libc_version(); }
#else
#define LIBC_NAME "libc"
static const char *libc_version(void) { return "unknown"; }
#endif

enum { POINTS = 512, TEXT_BYTES = 32 };

typedef double (*function)(double);

static double angles[POINTS];             /* −10 … 10 */
static double powers[POINTS];             /* −20 … 20 */
static double bases[POINTS];              /* 0.01 … 5 */
static char readings[POINTS][TEXT_BYTES]; /* as meters and price files write: "231.4" */
static char doubles[POINTS][TEXT_BYTES];  /* as this library writes them: up to 17 digits */

static void apply(function f, const double *x, int32_t calls)
{
    for (int32_t c = 0; c < calls; c++) {
        double sum = 0.0;
        for (int32_t i = 0; i < POINTS; i++) {
            sum += f(x[i]);
        }
        bench_keep(sum);
    }
}

static void sin_ours(int32_t calls) { apply(ostrov_sin, angles, calls); }
static void sin_peer(int32_t calls) { apply(sin, angles, calls); }
static void exp_ours(int32_t calls) { apply(ostrov_exp, powers, calls); }
static void exp_peer(int32_t calls) { apply(exp, powers, calls); }

static void apply_two(double (*f)(double, double), int32_t calls)
{
    for (int32_t c = 0; c < calls; c++) {
        double sum = 0.0;
        for (int32_t i = 0; i < POINTS; i++) {
            sum += f(bases[i], angles[i]);
        }
        bench_keep(sum);
    }
}

static void pow_ours(int32_t calls) { apply_two(ostrov_pow, calls); }
static void pow_peer(int32_t calls) { apply_two(pow, calls); }

static void read_ours(char (*text)[TEXT_BYTES], int32_t calls)
{
    for (int32_t c = 0; c < calls; c++) {
        double sum = 0.0;
        for (int32_t i = 0; i < POINTS; i++) {
            double value = 0.0;
            /* strtod finds the end by itself; so the length is asked for within the time taken */
            (void)!ostrov_number_read(text[i], strlen(text[i]), &value, NULL);
            sum += value;
        }
        bench_keep(sum);
    }
}

static void read_peer(char (*text)[TEXT_BYTES], int32_t calls)
{
    for (int32_t c = 0; c < calls; c++) {
        double sum = 0.0;
        for (int32_t i = 0; i < POINTS; i++) {
            sum += strtod(text[i], NULL);
        }
        bench_keep(sum);
    }
}

static void read_readings_ours(int32_t calls) { read_ours(readings, calls); }
static void read_readings_peer(int32_t calls) { read_peer(readings, calls); }
static void read_doubles_ours(int32_t calls) { read_ours(doubles, calls); }
static void read_doubles_peer(int32_t calls) { read_peer(doubles, calls); }

static void must_be_near(double ours, double theirs, const char *what)
{
    /* each is within 1 ulp of the truth, so they are within 2 ulp of each other */
    bench_must(fabs(ours - theirs) <= 2.0 * 0x1p-52 * fabs(theirs), what);
}

static void fill(void)
{
    uint64_t seed = 1;
    for (int32_t i = 0; i < POINTS; i++) {
        double a = 0.0;
        double b = 0.0;
        angles[i] = -10.0 + 20.0 * bench_uniform(&seed);
        powers[i] = -20.0 + 40.0 * bench_uniform(&seed);
        bases[i] = 0.01 + 4.99 * bench_uniform(&seed);
        (void)ostrov_number_write(500.0 * bench_uniform(&seed), 1, readings[i], TEXT_BYTES);
        (void)ostrov_number_write(500.0 * bench_uniform(&seed), -1, doubles[i], TEXT_BYTES);
        must_be_near(ostrov_sin(angles[i]), sin(angles[i]), "sin equals glibc's within 2 ulp");
        must_be_near(ostrov_exp(powers[i]), exp(powers[i]), "exp equals glibc's within 2 ulp");
        must_be_near(ostrov_pow(bases[i], angles[i]), pow(bases[i], angles[i]),
                     "pow equals glibc's within 2 ulp");
        bench_must(ostrov_number_read(readings[i], strlen(readings[i]), &a, NULL) == OSTROV_OK &&
                       ostrov_number_read(doubles[i], strlen(doubles[i]), &b, NULL) == OSTROV_OK &&
                       a == strtod(readings[i], NULL) && b == strtod(doubles[i], NULL),
                   "a number is read as strtod reads it");
    }
}

int32_t kernels_base(kernel *kernels, int32_t count)
{
    const char *version = libc_version();
    fill();
    kernels[count++] = (kernel){.name = "sin", .unit = POINTS, .ours = sin_ours, .peer = sin_peer};
    kernels[count++] = (kernel){.name = "exp", .unit = POINTS, .ours = exp_ours, .peer = exp_peer};
    kernels[count++] = (kernel){.name = "pow", .unit = POINTS, .ours = pow_ours, .peer = pow_peer};
    kernels[count++] = (kernel){.name = "number_read_reading",
                                .unit = POINTS,
                                .ours = read_readings_ours,
                                .peer = read_readings_peer};
    kernels[count++] = (kernel){.name = "number_read_17_digits",
                                .unit = POINTS,
                                .ours = read_doubles_ours,
                                .peer = read_doubles_peer};
    for (int32_t i = count - 5; i < count; i++) {
        kernels[i].peer_name = LIBC_NAME;
        kernels[i].peer_version = version;
    }
    return count;
}
