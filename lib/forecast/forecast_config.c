/* What a forecaster's config says and what follows from it; its bytes kept and taken back.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "forecast_internal.h"

#include "base/fields.h"

#include <string.h>

#define CONFIG (&ostrov_i_forecast_structures[OSTROV_I_FORECAST_CONFIG])

static const int32_t age_s[OSTROV_I_AGES] = {900, 1800, 3600, 7200, 14400, 28800, 86400};

/* No site of ours is larger. */
static const double largest_w = 1e9;

ostrov_status ostrov_forecast_defaults(ostrov_forecast_config *config, size_t size)
{
    return ostrov_i_defaults(CONFIG, config, size);
}

static int32_t age_steps(const ostrov_i_forecast_set *set, int32_t age)
{
    return age_s[age] > set->step_s ? age_s[age] / set->step_s : 1;
}

void ostrov_i_forecast_ages(ostrov_forecast *f)
{
    int32_t first = 0;
    for (int32_t i = 0; i < OSTROV_I_AGES; i++) {
        f->age[i].steps = age_steps(&f->set, i);
        f->age[i].first = first;
        first += f->age[i].steps * f->set.memories;
    }
}

static ostrov_status check_zone(const char *zone, ostrov_i_forecast_set *set, ostrov_fault *why)
{
    const char *text = zone != NULL ? zone : "UTC";
    size_t length = 0;
    while (length < OSTROV_I_ZONE_TEXT && text[length] != '\0') {
        length++;
    }
    if (length == OSTROV_I_ZONE_TEXT || ostrov_zone_read(text, &set->zone) != OSTROV_OK) {
        return ostrov_i_fault(why, OSTROV_E_TEXT, CONFIG->name, "zone", -1, OSTROV_I_NAN,
                              OSTROV_I_NAN, OSTROV_I_NAN);
    }
    memcpy(set->zone_text, text, length);
    return OSTROV_OK;
}

static ostrov_status check_country(const char *country, ostrov_i_forecast_set *set,
                                   ostrov_fault *why)
{
    ostrov_holidays holidays;
    if (country == NULL) {
        return OSTROV_OK;
    }
    if (ostrov_holidays_of(country, &holidays) != OSTROV_OK) {
        return ostrov_i_fault(why, OSTROV_E_TEXT, CONFIG->name, "country", -1, OSTROV_I_NAN,
                              OSTROV_I_NAN, OSTROV_I_NAN);
    }
    memcpy(set->country, country, 2);
    return OSTROV_OK;
}

/* What a PV plant's data sheet or a load's first guess says. */
static ostrov_status check_kind(const ostrov_forecast_config *c, ostrov_i_forecast_set *set,
                                ostrov_fault *why)
{
    if (c->of == OSTROV_FORECAST_LOAD) {
        set->typical_w = c->typical_w;
        set->most_w = largest_w;
        return !ostrov_i_nan(c->typical_w)
                   ? OSTROV_OK
                   : ostrov_i_fault(why, OSTROV_E_NOT_FINITE, CONFIG->name, "typical_w", -1,
                                    c->typical_w, 0.0, largest_w);
    }
    if (c->pv == NULL) {
        return ostrov_i_fault(why, OSTROV_E_ARGUMENT, CONFIG->name, "pv", -1, OSTROV_I_NAN,
                              OSTROV_I_NAN, OSTROV_I_NAN);
    }
    const ostrov_status status = ostrov_i_plant_set(c->pv, &set->plant, why);
    if (status == OSTROV_OK) {
        set->plant.config.struct_size = (uint32_t)sizeof set->plant.config;
        set->most_w = 1.2 * set->plant.config.inverter_w;
        set->full_w = ostrov_i_min(set->plant.config.inverter_w, set->plant.config.peak_w);
    }
    return status;
}

ostrov_status ostrov_i_forecast_check(const ostrov_forecast_config *config,
                                      ostrov_i_forecast_set *set, ostrov_fault *why)
{
    ostrov_forecast_config c;
    memset(set, 0, sizeof *set);
    ostrov_status status = ostrov_i_take_config(CONFIG, config, &c, why);
    if (status != OSTROV_OK) {
        return status;
    }
    if (3600 % c.step_s != 0) {
        return ostrov_i_fault(why, OSTROV_E_RANGE, CONFIG->name, "step_s", -1, (double)c.step_s,
                              60.0, 3600.0);
    }
    set->of = c.of;
    set->step_s = c.step_s;
    set->horizon = c.horizon;
    set->memory_s = c.memory_s;
    set->slot_s = c.step_s > 900 ? c.step_s : 900;
    set->memories = OSTROV_I_MEMORIES + (c.of == OSTROV_FORECAST_LOAD ? OSTROV_I_PAST : 0);
    for (int32_t i = 0; i < OSTROV_I_AGES; i++) {
        set->ring_count += age_steps(set, i) * set->memories;
    }
    status = check_kind(&c, set, why);
    if (status == OSTROV_OK) {
        status = check_zone(c.zone, set, why);
    }
    return status == OSTROV_OK ? check_country(c.country, set, why) : status;
}

size_t ostrov_i_forecast_bytes(const ostrov_i_forecast_set *set)
{
    return sizeof(ostrov_forecast) + (size_t)set->ring_count * sizeof(double);
}

size_t ostrov_forecast_size(const ostrov_forecast_config *config)
{
    ostrov_i_forecast_set set;
    return ostrov_i_forecast_check(config, &set, NULL) == OSTROV_OK ? ostrov_i_forecast_bytes(&set)
                                                                    : 0;
}

/* Room for the horizon before the end of the time the sun is known for. */
int32_t ostrov_i_forecast_time_ok(int64_t time_s)
{
    return time_s >= OSTROV_I_SUN_FIRST_S && time_s < OSTROV_I_SUN_END_S - 40 * 86400;
}

/* What the checksum is over: all behind it. */
static uint32_t checksum(const ostrov_forecast *f)
{
    const size_t from = offsetof(ostrov_forecast, set);
    return ostrov_crc32(0, (const uint8_t *)f + from, ostrov_i_forecast_bytes(&f->set) - from);
}

ostrov_status ostrov_forecast_save(ostrov_forecast *forecast)
{
    if (forecast == NULL || forecast->magic != OSTROV_I_FORECAST_MAGIC) {
        return OSTROV_E_ARGUMENT;
    }
    forecast->crc = checksum(forecast);
    return OSTROV_OK;
}

/* What the caller told then and now, and how the memory is laid out. What else follows from it is not
 * compared but taken anew. */
static int32_t same(const ostrov_i_forecast_set *a, const ostrov_i_forecast_set *b)
{
    return a->of == b->of && a->step_s == b->step_s && a->horizon == b->horizon &&
           a->ring_count == b->ring_count && a->memories == b->memories &&
           memcmp(a->country, b->country, sizeof a->country) == 0 &&
           memcmp(&a->memory_s, &b->memory_s, sizeof a->memory_s) == 0 &&
           memcmp(&a->typical_w, &b->typical_w, sizeof a->typical_w) == 0 &&
           memcmp(&a->plant.config, &b->plant.config, sizeof a->plant.config) == 0 &&
           memcmp(a->zone_text, b->zone_text, sizeof a->zone_text) == 0;
}

/* Numbers, and small enough that no sum of their products is none: a year's sum of squares of the
 * largest load is below 1e30. */
static int32_t numbers(const void *first, size_t bytes)
{
    const double *x = first;
    for (size_t i = 0; i < bytes / sizeof *x; i++) {
        if (!(ostrov_i_abs(x[i]) <= 1e40)) {
            return 0;
        }
    }
    return 1;
}

/* Forecasts that wait are whole or not there. */
static int32_t ring_sound(const ostrov_forecast *f)
{
    const int32_t each = f->set.memories;
    for (int32_t i = 0; i < f->set.ring_count; i += each) {
        if (!ostrov_i_nan(f->ring[i]) && !numbers(&f->ring[i], (size_t)each * sizeof f->ring[i])) {
            return 0;
        }
    }
    return 1;
}

static int32_t times_sound(const ostrov_forecast *f)
{
    const int32_t last = f->last_s == INT64_MIN || ostrov_i_forecast_time_ok(f->last_s);
    const int32_t fresh = f->fresh_s == INT64_MIN ||
                          (ostrov_i_forecast_time_ok(f->fresh_s) && f->fresh_s <= f->last_s);
    return last && fresh && f->steps >= 0 && f->steps <= INT64_MAX / 2 && f->samples >= 0;
}

/* Every number is one, so that every answer is. */
static int32_t sound(const ostrov_forecast *f)
{
    const size_t from = offsetof(ostrov_forecast, deviation);
    const size_t ages = offsetof(ostrov_forecast, age);
    const size_t counts = offsetof(ostrov_i_age, deviation);
    int32_t good = times_sound(f) && ring_sound(f) &&
                   numbers((const uint8_t *)f + from, ages - from) &&
                   numbers(&f->score_n, 4 * sizeof f->score_n);
    for (int32_t i = 0; i < OSTROV_I_AGES; i++) {
        good = good && numbers(&f->age[i].deviation, sizeof f->age[i] - counts);
    }
    return good;
}

ostrov_status ostrov_forecast_load(void *memory, size_t bytes, const ostrov_forecast_config *config,
                                   ostrov_forecast **forecast)
{
    ostrov_i_forecast_set wanted;
    ostrov_forecast *f = memory;
    if (memory == NULL || forecast == NULL || (uintptr_t)memory % 8 != 0) {
        return OSTROV_E_ARGUMENT;
    }
    const ostrov_status status = ostrov_i_forecast_check(config, &wanted, NULL);
    if (status != OSTROV_OK) {
        return status;
    }
    if (bytes < ostrov_i_forecast_bytes(&wanted)) {
        return OSTROV_E_SPACE;
    }
    if (f->magic != OSTROV_I_FORECAST_MAGIC) {
        return OSTROV_E_CORRUPT;
    }
    if (!same(&f->set, &wanted)) { /* before the checksum: it is as long as these say */
        return OSTROV_E_UNSUPPORTED;
    }
    if (f->crc != checksum(f) || !sound(f)) {
        return OSTROV_E_CORRUPT;
    }
    f->set = wanted;
    ostrov_i_forecast_ages(f);
    *forecast = f;
    return OSTROV_OK;
}
