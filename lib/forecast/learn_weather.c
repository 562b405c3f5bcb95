/* Weather and sun of the steps around now, and the features of a step.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "learn_internal.h"

#include "base/fields.h"

#include <string.h>

enum { QUARTER_S = 900 };

uint8_t ostrov_i_learn_byte(double x, double scale, double offset)
{
    const double b = (x + offset) * scale * 255.0 + 0.5;
    return b >= 255.0 ? 255 : (b > 0.0 ? (uint8_t)b : 0);
}

static uint8_t k_byte(double k) { return ostrov_i_learn_byte(k, 1.0 / OSTROV_I_K_MOST, 0.0); }

/* One part of a step: sun, clear sky, its power. 0 = night. */
typedef struct part {
    ostrov_sun sun;
    ostrov_irradiance clear;
    double clear_w;
} part;

static int32_t parts_of(const ostrov_learner *l) { return (l->step_s + QUARTER_S - 1) / QUARTER_S; }

static int32_t part_set(const ostrov_learner *l, int64_t step, int32_t i, part *p)
{
    const int64_t length_us = (int64_t)l->step_s * 1000000;
    const int64_t middle_us = step * length_us + length_us * (2 * i + 1) / (2 * parts_of(l));
    ostrov_i_sun_at(middle_us, &l->plant.place.observer, &p->sun);
    p->clear_w = 0.0;
    if (p->sun.apparent_zenith_deg >= 90.0) {
        return 0;
    }
    ostrov_i_sky sky;
    ostrov_i_sky_standard(&sky);
    ostrov_i_sky_clear(&l->plant.place, &p->sun, &sky.irradiance);
    p->clear = sky.irradiance;
    p->clear_w = ostrov_i_plant_power_w(&l->plant, &p->sun, &sky);
    return 1;
}

ostrov_i_slot *ostrov_i_learn_slot(const ostrov_learner *l, int64_t step)
{
    const int64_t i = ((step % l->slots) + l->slots) % l->slots;
    ostrov_i_slot *slot = &ostrov_i_learn_slots(l)[i];
    return slot->step == step ? slot : NULL;
}

void ostrov_i_learn_slot_make(const ostrov_learner *l, int64_t step, ostrov_i_slot *slot)
{
    const int32_t parts = parts_of(l);
    double sum = 0.0;
    memset(slot, 0, sizeof *slot);
    slot->step = step;
    for (int32_t i = 0; i < parts; i++) {
        part p;
        (void)part_set(l, step, i, &p);
        sum += p.clear_w;
        if (i == parts / 2) {
            /* from the pole, so that noon lies in the middle of the bytes on both hemispheres */
            double azimuth = p.sun.azimuth_deg + (l->plant.config.latitude_deg < 0.0 ? 180.0 : 0.0);
            azimuth -= azimuth >= 360.0 ? 360.0 : 0.0;
            slot->azimuth = ostrov_i_learn_byte(azimuth, 1.0 / 360.0, 0.0);
            slot->elevation =
                ostrov_i_learn_byte(90.0 - p.sun.apparent_zenith_deg, 1.0 / 90.0, 0.0);
        }
    }
    slot->clear = sum / (double)parts / l->full_w;
}

/* k and GHI ratio of a step mean: its clearness holds in each part, so that an hour with sunrise in
 * it is not seen as one moment. */
static void told(const ostrov_learner *l, const ostrov_weather *w, const ostrov_i_slot *slot,
                 uint8_t *k, uint8_t *kt)
{
    const int32_t parts = parts_of(l);
    part p[4];
    double clear_ghi = 0.0;
    double ghi = 0.0;
    double power_w = 0.0;
    for (int32_t i = 0; i < parts; i++) {
        clear_ghi += part_set(l, slot->step, i, &p[i]) ? p[i].clear.ghi_w_per_m2 : 0.0;
    }
    for (int32_t i = 0; i < parts; i++) {
        if (!(p[i].clear_w > 0.0) || !(clear_ghi > 0.0)) {
            continue;
        }
        ostrov_weather here = *w;
        ostrov_i_sky sky;
        if (parts > 1) {
            const double share = p[i].clear.ghi_w_per_m2 * (double)parts / clear_ghi;
            here.ghi_w_per_m2 *= share;
            here.dhi_w_per_m2 *= share;
        }
        (void)ostrov_i_sky_from(&l->plant.place, &p[i].sun, &here, &sky);
        ghi += sky.irradiance.ghi_w_per_m2;
        power_w += ostrov_i_plant_power_w(&l->plant, &p[i].sun, &sky);
    }
    const double clear_w = ostrov_i_max(slot->clear, OSTROV_I_K_FLOOR) * l->full_w;
    *k = k_byte(power_w / (double)parts / clear_w);
    *kt = k_byte(clear_ghi > 0.0 ? ghi / clear_ghi : 0.0);
}

static uint8_t known(double x, double scale, double offset)
{
    return ostrov_i_nan(x) ? 128 : ostrov_i_learn_byte(x, scale, offset);
}

/* Clouds' water, ice and rain thin out over decades: roots spread them. */
static double root(double x) { return __builtin_sqrt(ostrov_i_max(x, 0.0)); }

static void air(const ostrov_weather *w, uint8_t *a)
{
    a[0] = known(w->temperature_c, 1.0 / 100.0, 40.0);
    a[1] = known(w->humidity_ratio, 1.0, 0.0);
    a[2] = known(w->wind_m_per_s, 1.0 / 25.0, 0.0);
    a[3] = known(w->cloud_ratio, 1.0, 0.0);
    a[4] = known(root(w->cloud_water_kg_per_m2), 1.0, 0.0);
    a[5] = known(root(w->cloud_ice_kg_per_m2), 1.0, 0.0);
    a[6] = known(root(w->precipitation_kg_per_m2), 0.2, 0.0);
}

static ostrov_status take(const ostrov_weather *weather, int32_t i, uint32_t stride,
                          ostrov_weather *row, int32_t *refused)
{
    const void *at = (const uint8_t *)weather + (size_t)i * stride;
    return ostrov_i_take_sample(&ostrov_i_pv_structures[OSTROV_I_PV_WEATHER], at, row, refused,
                                NULL);
}

ostrov_status ostrov_learner_weather(ostrov_learner *learner, int32_t model, int64_t start_s,
                                     const ostrov_weather *weather, int32_t count, uint32_t stride)
{
    ostrov_learner *l = learner;
    if (l == NULL || l->magic != OSTROV_I_LEARNER_MAGIC || (weather == NULL && count > 0)) {
        return OSTROV_E_ARGUMENT;
    }
    if (model < 0 || model >= OSTROV_LEARNER_MODELS || count < 0 || stride < sizeof(uint32_t)) {
        return OSTROV_E_RANGE;
    }
    if (!ostrov_i_learn_time_ok(l, start_s) ||
        !ostrov_i_learn_time_ok(l, start_s + (int64_t)count * l->step_s)) {
        return OSTROV_E_TIME;
    }
    ostrov_status status = OSTROV_OK;
    for (int32_t i = 0; i < count; i++) { /* all rows can be read, or none is taken */
        ostrov_weather w;
        status = take(weather, i, stride, &w, NULL);
        if (status != OSTROV_OK) {
            return status;
        }
    }
    for (int32_t i = 0; i < count; i++) {
        ostrov_weather w;
        int32_t refused = 0;
        (void)take(weather, i, stride, &w, &refused);
        const int64_t step = start_s / l->step_s + i;
        const int32_t none = ostrov_i_nan(w.ghi_w_per_m2) && ostrov_i_nan(w.cloud_ratio) &&
                             (ostrov_i_nan(w.dni_w_per_m2) || ostrov_i_nan(w.dhi_w_per_m2));
        ostrov_i_slot *slot = ostrov_i_learn_slot_hold(l, step);
        status = refused > 0 || slot == NULL ? OSTROV_DEGRADED : status;
        if (slot == NULL) {
            continue;
        }
        slot->models = (uint8_t)(slot->models & ~(1u << model));
        if (!none) {
            slot->models = (uint8_t)(slot->models | (1u << model));
            told(l, &w, slot, &slot->k[model], &slot->kt[model]);
            air(&w, slot->air[model]);
        }
    }
    ostrov_i_learn_forget_ahead(l);
    const int64_t first = start_s / l->step_s;
    if (l->newest != INT64_MIN && first + count > l->newest &&
        first <= l->newest + (int64_t)l->leads * l->lead_steps) {
        /* what the newest measurement moves is told against the weather that is known now */
        ostrov_i_learn_leads_issue(l, l->newest);
    }
    return status;
}

/* The slot of a step, made where there is none; NULL outside the time that is remembered. */
ostrov_i_slot *ostrov_i_learn_slot_hold(ostrov_learner *l, int64_t step)
{
    const int64_t day = 86400 / l->step_s;
    if (l->newest != INT64_MIN && (step <= l->newest - day || step > l->newest - day + l->slots)) {
        return NULL;
    }
    const int64_t i = ((step % l->slots) + l->slots) % l->slots;
    ostrov_i_slot *slot = &ostrov_i_learn_slots(l)[i];
    if (slot->step != step) {
        ostrov_i_learn_slot_make(l, step, slot);
    }
    return slot;
}

static int32_t first_model(const ostrov_i_slot *slot)
{
    int32_t m = 0;
    while (m < OSTROV_LEARNER_MODELS && (slot->models >> m & 1u) == 0) {
        m++;
    }
    return m;
}

double ostrov_i_learn_k_told(const ostrov_i_slot *slot)
{
    const int32_t m = first_model(slot);
    return m < OSTROV_LEARNER_MODELS ? ostrov_i_k_of(slot->k[m]) : OSTROV_I_NAN;
}

/* A day ends two hours before solar midnight: the sun is down, and who issues at midnight by the
 * clock, which may be an hour or more from the sun's, knows the day as over. */
static int64_t day_offset_s(const ostrov_learner *l)
{
    return (int64_t)(l->plant.config.longitude_deg * 240.0) + 7200;
}

int64_t ostrov_i_learn_day(const ostrov_learner *l, int64_t step)
{
    const int64_t s = step * l->step_s + day_offset_s(l);
    return s / 86400 - (s % 86400 < 0);
}

int32_t ostrov_i_learn_hour(const ostrov_learner *l, int64_t step)
{
    const int64_t s = step * l->step_s;
    return (int32_t)(((s % 86400) + 86400) % 86400 / QUARTER_S);
}

/* k of the weather over the solar day of a step, as far as it is held. */
static double day_told(const ostrov_learner *l, int64_t step)
{
    const int64_t day = ostrov_i_learn_day(l, step);
    const int64_t first = (day * 86400 - day_offset_s(l)) / l->step_s;
    double sum = 0.0;
    double all = 0.0;
    for (int64_t i = first; i <= first + 86400 / l->step_s; i++) {
        const ostrov_i_slot *slot = ostrov_i_learn_slot(l, i);
        if (slot != NULL && slot->models != 0) {
            sum += slot->clear * ostrov_i_learn_k_told(slot);
            all += slot->clear;
        }
    }
    return all > 0.0 ? sum / all : OSTROV_I_NAN;
}

static uint8_t ratio_byte(double power, double of, double otherwise)
{
    return k_byte(of > 0.05 ? power / of : otherwise);
}

int32_t ostrov_i_learn_features(const ostrov_learner *l, const ostrov_i_slot *slot,
                                ostrov_i_row *row)
{
    static const int32_t beside_s[4] = {-3600, 3600, -7200, 7200};
    memset(row, 0, sizeof *row);
    const int32_t m = first_model(slot);
    const int32_t is_told = m < OSTROV_LEARNER_MODELS;
    if (is_told) {
        row->x[OSTROV_I_X_K] = slot->k[m];
        row->x[OSTROV_I_X_KT] = slot->kt[m];
        memcpy(&row->x[OSTROV_I_X_AIR], slot->air[m], OSTROV_I_AIR);
        for (int32_t i = 0; i < 4; i++) {
            const ostrov_i_slot *by = ostrov_i_learn_slot(l, slot->step + beside_s[i] / l->step_s);
            by = by != NULL && (by->models >> m & 1u) != 0 ? by : slot;
            row->x[OSTROV_I_X_KT + 1 + i] = by->kt[m];
            row->x[OSTROV_I_X_CLOUD + i] = by->air[m][3];
        }
        int32_t other = 0;
        for (int32_t i = 0; i < OSTROV_LEARNER_MODELS; i++) {
            if (i != m) { /* one that is missing agrees with the first */
                const int32_t from = (slot->models >> i & 1u) != 0 ? i : m;
                row->x[OSTROV_I_X_OTHER + other++] = slot->k[from];
                row->x[OSTROV_I_X_OTHER + other++] = slot->kt[from];
            }
        }
        row->x[OSTROV_I_X_DAY] = k_byte(day_told(l, slot->step));
    }
    row->x[OSTROV_I_X_ELEVATION] = slot->elevation;
    row->x[OSTROV_I_X_AZIMUTH] = slot->azimuth;
    row->x[OSTROV_I_X_CLEAR] = ostrov_i_learn_byte(slot->clear, 0.8, 0.0);
    const ostrov_i_days *d = &l->days;
    if (l->uses_recent) {
        const double week = d->week_clear > 0.05 ? d->week_power / d->week_clear : 0.65;
        row->x[OSTROV_I_X_YESTERDAY] = k_byte(ostrov_i_nan(d->yesterday) ? week : d->yesterday);
        row->x[OSTROV_I_X_WEEK] = k_byte(week);
        row->x[OSTROV_I_X_GAIN] = ratio_byte(d->week_told_power, d->week_told, 1.0);
    }
    row->weight = ostrov_i_learn_byte(slot->clear, 0.8, 0.0);
    row->weight = row->weight > 0 ? row->weight : 1;
    return is_told;
}
