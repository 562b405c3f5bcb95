/* Nanoseconds per call of the elementary functions and of the C library's, alternating, the least
 * of many repeats. For a person to read; what counts is the ratio on one quiet machine.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 199309L

#include <math.h>
#include <stdio.h>
#include <time.h>

#include <ostrov/base.h>

enum { POINTS = 2048, REPEATS = 300 };

typedef double (*one_place)(double);
typedef double (*two_places)(double, double);

struct contest {
    const char *name;
    one_place ours;
    one_place theirs;
    two_places ours_two;
    two_places theirs_two;
    double low;
    double high;
};

static volatile double sink;

static double now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static double run(one_place one, two_places two, const double *x, const double *y)
{
    double start = now_ns();
    double sum = 0.0;
    for (int i = 0; i < POINTS; i++)
        sum += one != NULL ? one(x[i]) : two(x[i], y[i]);
    sink = sum;
    return (now_ns() - start) / POINTS;
}

int main(void)
{
    static const struct contest contests[] = {
        {"sin", ostrov_sin, sin, NULL, NULL, -10.0, 10.0},
        {"cos", ostrov_cos, cos, NULL, NULL, -10.0, 10.0},
        {"tan", ostrov_tan, tan, NULL, NULL, -1.5, 1.5},
        {"asin", ostrov_asin, asin, NULL, NULL, -1.0, 1.0},
        {"acos", ostrov_acos, acos, NULL, NULL, -1.0, 1.0},
        {"atan", ostrov_atan, atan, NULL, NULL, -5.0, 5.0},
        {"atan2", NULL, NULL, ostrov_atan2, atan2, -5.0, 5.0},
        {"exp", ostrov_exp, exp, NULL, NULL, -20.0, 20.0},
        {"expm1", ostrov_expm1, expm1, NULL, NULL, -2.0, 2.0},
        {"log", ostrov_log, log, NULL, NULL, 0.01, 100.0},
        {"log1p", ostrov_log1p, log1p, NULL, NULL, -0.9, 10.0},
        {"pow", NULL, NULL, ostrov_pow, pow, 0.01, 5.0},
        {"tanh", ostrov_tanh, tanh, NULL, NULL, -3.0, 3.0},
        {"sin(big)", ostrov_sin, sin, NULL, NULL, 1e6, 1e9},
    };
    for (size_t c = 0; c < sizeof contests / sizeof contests[0]; c++) {
        const struct contest *contest = &contests[c];
        double x[POINTS];
        double y[POINTS];
        uint64_t state = 1;
        for (int i = 0; i < POINTS; i++) {
            state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
            x[i] = contest->low + (contest->high - contest->low) * (double)(state >> 11) * 0x1p-53;
            state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
            y[i] = contest->low + (contest->high - contest->low) * (double)(state >> 11) * 0x1p-53;
        }
        double ours = 1e9;
        double theirs = 1e9;
        for (int i = 0; i < REPEATS; i++) {
            double a = run(contest->ours, contest->ours_two, x, y);
            double b = run(contest->theirs, contest->theirs_two, x, y);
            ours = a < ours ? a : ours;
            theirs = b < theirs ? b : theirs;
        }
        printf("%-9s ours %6.1f ns  libm %6.1f ns  ratio %.2f\n", contest->name, ours, theirs,
               ours / theirs);
    }
    return 0;
}
