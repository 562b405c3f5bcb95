/* Cell models fitted on measured data, as tests/tools/fit_cell.py writes them.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "soc.h"

#include <ostrov/battery.h>

#include <cjson/cJSON.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static double number(const cJSON *root, const char *name, double otherwise)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(root, name);
    return cJSON_IsNumber(item) ? item->valuedouble : otherwise;
}

static int32_t length(const cJSON *root, const char *name)
{
    return cJSON_GetArraySize(cJSON_GetObjectItemCaseSensitive(root, name));
}

/* Copies an array to *to, moves *to behind it, and gives where it was; NULL when there is none. */
static const double *copy(const cJSON *root, const char *name, double **to)
{
    const cJSON *array = cJSON_GetObjectItemCaseSensitive(root, name);
    const double *start = *to;
    const cJSON *item = NULL;
    if (!cJSON_IsArray(array)) {
        return NULL;
    }
    cJSON_ArrayForEach(item, array)
    {
        **to = item->valuedouble;
        (*to)++;
    }
    return start;
}

static int32_t chemistry(const cJSON *root)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(root, "chemistry");
    size_t count = 0;
    const ostrov_field *fields = ostrov_fields("ostrov_cell", &count, NULL);
    for (size_t i = 0; cJSON_IsString(item) && i < count; i++) {
        for (uint32_t k = 0; k < fields[i].choice_count; k++) {
            if (strcmp(fields[i].choices[k].word, item->valuestring) == 0) {
                return fields[i].choices[k].value;
            }
        }
    }
    return OSTROV_CHEMISTRY_UNKNOWN;
}

static int32_t fill(soc_cell *c, const cJSON *root)
{
    static const char *const names[] = {
        "temperature_c", "ocv_v",        "hysteresis_v", "ohmic_ohm",       "rc_ohm",
        "rc_s",          "transfer_ohm", "exchange_a",   "entropy_v_per_c", "model_error_v"};
    size_t total = 1;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        total += (size_t)length(root, names[i]);
    }
    c->tables = calloc(total, sizeof *c->tables);
    const int32_t warm = length(root, "temperature_c");
    if (c->tables == NULL || warm == 0 ||
        ostrov_cell_defaults(&c->cell, sizeof c->cell) != OSTROV_OK) {
        return 0;
    }
    double *to = c->tables;
    ostrov_cell *cell = &c->cell;
    cell->chemistry = chemistry(root);
    cell->temperature_count = warm;
    cell->soc_count = length(root, "ocv_v") / warm;
    cell->resistance_count = length(root, "ohmic_ohm") / warm;
    cell->rc_count = length(root, "rc_s") / warm;
    cell->capacity_ah = number(root, "capacity_ah", NAN);
    cell->charge_efficiency_ratio = number(root, "charge_efficiency_ratio", 1.0);
    cell->hysteresis_rate = number(root, "hysteresis_rate", cell->hysteresis_rate);
    cell->temperature_c = copy(root, "temperature_c", &to);
    cell->ocv_v = copy(root, "ocv_v", &to);
    cell->hysteresis_v = copy(root, "hysteresis_v", &to);
    cell->ohmic_ohm = copy(root, "ohmic_ohm", &to);
    cell->transfer_ohm = copy(root, "transfer_ohm", &to);
    cell->exchange_a = copy(root, "exchange_a", &to);
    cell->rc_ohm = copy(root, "rc_ohm", &to);
    cell->rc_s = copy(root, "rc_s", &to);
    cell->entropy_v_per_c = copy(root, "entropy_v_per_c", &to);
    c->noise_v = number(root, "noise_v", NAN);
    c->model_error_v = copy(root, "model_error_v", &to);
    if (c->model_error_v != NULL && length(root, "model_error_v") != warm) {
        return 0;
    }
    if (c->model_error_v == NULL) { /* one number for all temperatures, or none */
        c->one_error_v = number(root, "model_error_v", NAN);
    }
    ostrov_fault why;
    const ostrov_status status = ostrov_cell_check(cell, &why);
    if (status != OSTROV_OK) {
        char text[256];
        (void)ostrov_fault_text(&why, status, text, sizeof text);
        fprintf(stderr, "%s\n", text);
    }
    return status == OSTROV_OK;
}

int32_t soc_cell_read(soc_cell *c, const char *name)
{
    char file[512];
    size_t size = 0;
    memset(c, 0, sizeof *c);
    if (snprintf(file, sizeof file, "%s.json", name) >= (int)sizeof file) {
        return 0;
    }
    char *text = read_text(OSTROV_CELLS, file, &size);
    if (text == NULL) {
        return 0;
    }
    cJSON *root = cJSON_Parse(text);
    const int32_t good = root != NULL && fill(c, root);
    if (!good) {
        fprintf(stderr, "%s: not a cell model\n", file);
        soc_cell_free(c);
    }
    cJSON_Delete(root);
    free(text);
    return good;
}

double soc_cell_error(const soc_cell *c, double temperature_c)
{
    const double *warm = c->cell.temperature_c;
    const double *error_v = c->model_error_v;
    int32_t k = 0;
    if (error_v == NULL) {
        return c->one_error_v;
    }
    if (c->cell.temperature_count < 2 || isnan(temperature_c)) {
        return error_v[0];
    }
    while (k < c->cell.temperature_count - 2 && temperature_c > warm[k + 1]) {
        k++;
    }
    const double w = fmin(fmax((temperature_c - warm[k]) / (warm[k + 1] - warm[k]), 0.0), 1.0);
    return error_v[k] + w * (error_v[k + 1] - error_v[k]);
}

void soc_cell_free(soc_cell *c)
{
    free(c->tables);
    c->tables = NULL;
}
