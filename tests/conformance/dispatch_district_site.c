/* A district of buildings: reading, the battery of an hour, and the scores by the data's README.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "dispatch_district.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static double *column(const csv *table, int32_t c)
{
    double *out = calloc((size_t)table->rows + 1, sizeof *out);
    for (int32_t i = 0; out != NULL && i < table->rows; i++) {
        out[i] = csv_number(table, i, c);
        if (!isfinite(out[i])) {
            free(out);
            return NULL;
        }
    }
    return out;
}

/* Columns b…_load_kwh and b…_pv_kwh, whatever the numbers of the buildings. */
static int32_t read_building(district *d, const csv *table, int32_t c)
{
    static const char end[] = "_load_kwh";
    const char *name = table->cells[c];
    const size_t stem = strlen(name) - (sizeof end - 1);
    char other[64];
    const int32_t n = d->buildings;
    if (n == DISTRICT_MOST || stem > 40) {
        return 0;
    }
    (void)snprintf(other, sizeof other, "%.*s_pv_kwh", (int)stem, name);
    d->load[n] = column(table, c);
    d->pv[n] = csv_column(table, other) >= 0 ? column(table, csv_column(table, other)) : NULL;
    d->net[n] = calloc((size_t)table->rows + 1, sizeof **d->net);
    d->buildings++;
    for (int32_t t = 0;
         d->load[n] != NULL && d->pv[n] != NULL && d->net[n] != NULL && t < table->rows; t++) {
        d->net[n][t] = d->load[n][t] - d->pv[n][t];
    }
    return d->load[n] != NULL && d->pv[n] != NULL && d->net[n] != NULL;
}

int32_t district_read(district *d, const csv *table)
{
    int32_t good = 1;
    memset(d, 0, sizeof *d);
    d->hours = table->rows;
    d->price = column(table, csv_column(table, "price"));
    d->carbon = column(table, csv_column(table, "carbon_kg_kwh"));
    for (int32_t c = 0; good && c < table->columns; c++) {
        good = !ends_with(table->cells[c], "_load_kwh") || read_building(d, table, c);
    }
    return good && d->price != NULL && d->carbon != NULL && d->buildings > 0 && d->hours > 48;
}

void district_free(district *d)
{
    for (int32_t i = 0; i < d->buildings; i++) {
        free(d->load[i]);
        free(d->pv[i]);
        free(d->net[i]);
    }
    free(d->price);
    free(d->carbon);
    memset(d, 0, sizeof *d);
}

static double between(double x, const double *at, const double *value, int32_t count)
{
    for (int32_t i = 1; i < count; i++) {
        if (x <= at[i]) {
            return value[i - 1] + (value[i] - value[i - 1]) * (x - at[i - 1]) / (at[i] - at[i - 1]);
        }
    }
    return value[count - 1];
}

static double efficiency(double kw)
{
    static const double load[] = {0.0, 0.3, 0.7, 0.8, 1.0};
    static const double ratio[] = {0.83, 0.83, 0.9, 0.9, 0.85};
    return sqrt(between(fmin(1.0, fabs(kw) / DISTRICT_KW), load, ratio, 5));
}

double district_battery_step(district_battery *b, double kw)
{
    static const double soc[] = {0.0, 0.8, 1.0};
    static const double share[] = {1.0, 1.0, 0.2};
    const double limit = DISTRICT_KW * between(b->stored_kwh / b->capacity_kwh, soc, share, 3);
    double taken = fmax(-limit, fmin(limit, kw));
    const double e = efficiency(taken);
    if (taken >= 0.0) {
        taken = fmin(taken, (b->capacity_kwh - b->stored_kwh) / e);
        b->stored_kwh = fmin(b->capacity_kwh, b->stored_kwh + taken * efficiency(taken));
    } else {
        taken = fmax(taken, -b->stored_kwh * e);
        b->stored_kwh = fmax(0.0, b->stored_kwh + taken / efficiency(taken));
    }
    b->capacity_kwh -= 1e-5 * DISTRICT_KWH * fabs(taken) / (2.0 * b->capacity_kwh);
    return taken;
}

typedef struct sums {
    double price;
    double emission;
    double ramping;
    double load_factor;
} sums;

static double net_of(const district *d, int32_t i, int32_t t, int32_t with)
{
    return with ? d->net[i][t] : d->load[i][t] - d->pv[i][t];
}

static sums add_up(const district *d, int32_t with)
{
    enum { MONTH = 730 };
    sums s = {0.0, 0.0, 0.0, 0.0};
    double before = 0.0;
    double month = 0.0;
    double highest = 0.0;
    int32_t months = 0;
    for (int32_t t = 0; t < d->hours; t++) {
        double net = 0.0;
        for (int32_t i = 0; i < d->buildings; i++) {
            const double own = net_of(d, i, t, with);
            net += own;
            s.emission += fmax(0.0, d->carbon[t] * own);
        }
        s.price += fmax(0.0, d->price[t] * net);
        s.ramping += t > 0 ? fabs(net - before) : 0.0;
        before = net;
        highest = t % MONTH == 0 ? net : fmax(highest, net);
        month = (t % MONTH == 0 ? 0.0 : month) + net;
        if (t % MONTH == MONTH - 1 || t == d->hours - 1) {
            s.load_factor += 1.0 - month / (double)(t % MONTH + 1) / highest;
            months++;
        }
    }
    s.load_factor /= (double)months;
    return s;
}

district_score district_judge(const district *d)
{
    const sums with = add_up(d, 1);
    const sums without = add_up(d, 0);
    district_score s;
    s.price = with.price / without.price;
    s.emission = with.emission / without.emission;
    s.ramping = with.ramping / without.ramping;
    s.load_factor = with.load_factor / without.load_factor;
    s.two = (s.price + s.emission) / 2.0;
    s.three = (s.price + s.emission + (s.ramping + s.load_factor) / 2.0) / 3.0;
    return s;
}
