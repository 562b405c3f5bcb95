/* Microgrids: reading a site, and one hour by the rules of the data's README.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "dispatch_microgrid.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROUNDING_KW 1e-6 /* no genset is started for this */

static double value(const cJSON *o, const char *name)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(o, name);
    return cJSON_IsNumber(item) ? item->valuedouble : 0.0;
}

static double *column(const csv *table, const char *name, double otherwise)
{
    const int32_t c = csv_column(table, name);
    double *out = calloc((size_t)table->rows + 1, sizeof *out);
    for (int32_t i = 0; out != NULL && i < table->rows; i++) {
        out[i] = c >= 0 ? csv_number(table, i, c) : otherwise;
    }
    return out;
}

static int32_t read_hours(microgrid *s, const char *folder, const char *name)
{
    char file[300];
    csv table;
    int32_t good = 1;
    if (snprintf(file, sizeof file, "%s.csv.gz", name) >= (int)sizeof file ||
        !csv_read(&table, folder, file)) {
        return 0;
    }
    s->hours = table.rows;
    s->load = column(&table, "load_kw", (double)NAN);
    s->pv = column(&table, "pv_kw", (double)NAN);
    s->price_in = column(&table, "price_import", 0.0);
    s->price_out = column(&table, "price_export", 0.0);
    s->co2 = column(&table, "co2_kg_kwh", 0.0);
    s->up = column(&table, "grid_status", 1.0);
    csv_free(&table);
    good = s->load != NULL && s->pv != NULL && s->price_in != NULL && s->price_out != NULL &&
           s->co2 != NULL && s->up != NULL;
    for (int32_t t = 0; good && t < s->hours; t++) {
        good = isfinite(s->load[t] + s->pv[t] + s->price_in[t] + s->price_out[t] + s->co2[t] +
                        s->up[t]);
    }
    return good;
}

int32_t microgrid_read(microgrid *s, const cJSON *parameters, const char *folder)
{
    const cJSON *battery = cJSON_GetObjectItemCaseSensitive(parameters, "battery");
    const cJSON *grid = cJSON_GetObjectItemCaseSensitive(parameters, "grid");
    const cJSON *genset = cJSON_GetObjectItemCaseSensitive(parameters, "genset");
    const cJSON *published = cJSON_GetObjectItemCaseSensitive(parameters, "published");
    memset(s, 0, sizeof *s);
    s->capacity_kwh = value(battery, "capacity_kwh");
    s->min_kwh = value(battery, "min_kwh");
    s->start_kwh = value(battery, "start_kwh");
    s->charge_kw = value(battery, "charge_kw");
    s->discharge_kw = value(battery, "discharge_kw");
    s->efficiency = value(battery, "efficiency_each_way");
    s->cycle_price = value(battery, "cycle_cost_per_kwh");
    s->lost_price = value(parameters, "loss_load_cost");
    s->co2_price = value(parameters, "co2_cost");
    s->import_kw = value(grid, "import_kw");
    s->export_kw = value(grid, "export_kw");
    s->genset_min_kw = value(genset, "min_kw");
    s->genset_max_kw = value(genset, "max_kw");
    s->genset_price = value(genset, "fuel_cost") + s->co2_price * value(genset, "co2_kg_kwh");
    s->published_mpc = value(published, "MPC");
    s->published_rbc = value(published, "RBC");
    return s->capacity_kwh > 0.0 && s->efficiency > 0.0 && s->published_mpc > 0.0 &&
           parameters->string != NULL && read_hours(s, folder, parameters->string);
}

void microgrid_free(microgrid *s)
{
    free(s->load);
    free(s->pv);
    free(s->price_in);
    free(s->price_out);
    free(s->co2);
    free(s->up);
    memset(s, 0, sizeof *s);
}

int32_t microgrid_up(const microgrid *s, int32_t t) { return s->import_kw > 0.0 && s->up[t] > 0.5; }

double microgrid_import_price(const microgrid *s, int32_t t)
{
    return s->price_in[t] + s->co2_price * s->co2[t];
}

double microgrid_away_price(const microgrid *s)
{
    return s->genset_max_kw > 0.0 ? s->genset_price : s->lost_price;
}

static double run_genset(const microgrid *s, double kw)
{
    return s->genset_max_kw > 0.0 && kw > 0.0 ? fmax(s->genset_min_kw, fmin(s->genset_max_kw, kw))
                                              : 0.0;
}

double microgrid_hour(const microgrid *s, int32_t t, microgrid_order order, double *stored_kwh)
{
    const double most_out = fmin(s->discharge_kw, (*stored_kwh - s->min_kwh) * s->efficiency);
    const double most_in = fmin(s->charge_kw, (s->capacity_kwh - *stored_kwh) / s->efficiency);
    const int32_t up = microgrid_up(s, t);
    double battery = fmax(-most_in, fmin(most_out, order.battery_kw));
    double genset = run_genset(s, order.genset_kw);
    double missing = s->load[t] - s->pv[t] - battery - genset;
    double import = 0.0;
    double export = 0.0;
    if (missing > 0.0 && up) {
        import = fmin(missing, s->import_kw);
        missing -= import;
    }
    if (missing > ROUNDING_KW) {
        const double more = run_genset(s, genset + missing) - genset;
        genset += more;
        missing -= more;
    }
    if (missing > 0.0 && battery < 0.0) {
        const double given_up = fmin(missing, -battery);
        battery += given_up;
        missing -= given_up;
    }
    if (missing < 0.0 && up && s->price_out[t] > 0.0) {
        export = fmin(-missing, s->export_kw);
    }
    *stored_kwh -= battery > 0.0 ? battery / s->efficiency : battery * s->efficiency;
    return import * microgrid_import_price(s, t) - export * s->price_out[t] +
           s->cycle_price * fabs(battery) + genset * s->genset_price +
           fmax(missing, 0.0) * s->lost_price;
}
