/* The calls of the five models alike: NULL, never initialised, bad settings by name, sizes, time,
 * copies.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "element_help.h"

#include "grid/element_fields.h"

enum { BYTES = 8192 };

/* Calls through one type: the models differ by their structures only. */
#define MODEL(name)                                                                                \
    static ostrov_status name##_d(void *c, size_t n) { return ostrov_##name##_defaults(c, n); }    \
    static ostrov_status name##_i(void *o, const void *c, ostrov_fault *w)                         \
    {                                                                                              \
        return ostrov_##name##_init(o, c, w);                                                      \
    }                                                                                              \
    static ostrov_status name##_s(void *o, const ostrov_element_sample *s, double dt)              \
    {                                                                                              \
        return ostrov_##name##_step(o, s, dt);                                                     \
    }                                                                                              \
    static ostrov_status name##_r(const void *o, void *x, size_t n)                                \
    {                                                                                              \
        return ostrov_##name##_read(o, x, n);                                                      \
    }
MODEL(elements)
MODEL(rocof)
MODEL(vector_shift)
MODEL(ride)
MODEL(enter)

typedef struct model {
    const char *name;
    ostrov_status (*defaults)(void *, size_t);
    ostrov_status (*init)(void *, const void *, ostrov_fault *);
    ostrov_status (*step)(void *, const ostrov_element_sample *, double);
    ostrov_status (*read)(const void *, void *, size_t);
    const ostrov_structure *config;
    const ostrov_structure *state;
} model;

#define ROW(name, table, config, state)                                                            \
    {                                                                                              \
#name, name##_d, name##_i, name##_s, name##_r, &table[config], &table[state]               \
    }
static const model models[] = {
    ROW(elements, ostrov_i_element_structures, OSTROV_I_ELEMENT_CONFIG, OSTROV_I_ELEMENT_STATE),
    ROW(rocof, ostrov_i_element_structures, OSTROV_I_ROCOF_CONFIG, OSTROV_I_ROCOF_STATE),
    ROW(vector_shift, ostrov_i_element_structures, OSTROV_I_SHIFT_CONFIG, OSTROV_I_SHIFT_STATE),
    ROW(ride, ostrov_i_ride_structures, OSTROV_I_RIDE_CONFIG, OSTROV_I_RIDE_STATE),
    ROW(enter, ostrov_i_ride_structures, OSTROV_I_ENTER_CONFIG, OSTROV_I_ENTER_STATE),
};
enum { MODELS = sizeof models / sizeof models[0] };

static uint64_t object[BYTES / 8];
static uint64_t before[BYTES / 8];
static uint64_t config[BYTES / 8];
static uint64_t state[BYTES / 8];

static uint32_t stamp_of(const void *structure)
{
    uint32_t size = 0;
    memcpy(&size, structure, sizeof size);
    return size;
}

static void stamp(uint32_t size) { memcpy(config, &size, sizeof size); }

START_TEST(defaults_are_accepted_and_read_back)
{
    const model *m = &models[_i];
    ck_assert_int_eq(m->defaults(config, m->config->struct_size), OSTROV_OK);
    ck_assert_int_eq(m->init(object, config, NULL), OSTROV_OK);
    ck_assert_int_eq(m->read(object, state, m->state->struct_size), OSTROV_OK);
    ck_assert_uint_eq(stamp_of(state), m->state->struct_size);
    ck_assert_int_eq(m->read(object, state, 2), OSTROV_E_ARGUMENT);
}
END_TEST

START_TEST(null_and_never_initialised)
{
    const model *m = &models[_i];
    ostrov_element_sample s = calm(50.0);
    ostrov_fault why;
    memset(object, 0, sizeof object);
    ck_assert_int_eq(m->defaults(NULL, 100), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(m->defaults(config, m->config->struct_size), OSTROV_OK);
    ck_assert_int_eq(m->init(NULL, config, &why), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(m->init(object, NULL, &why), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(m->step(object, &s, 0.01), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(m->step(NULL, &s, 0.01), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(m->read(object, state, m->state->struct_size), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(m->read(NULL, state, m->state->struct_size), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(m->init(object, config, &why), OSTROV_OK);
    ck_assert_int_eq(m->step(object, NULL, 0.01), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(m->read(object, NULL, 100), OSTROV_E_ARGUMENT);
}
END_TEST

/* Every double of the config: NaN (unless it may be left out), infinity, out of range: named,
 * object untouched. */
START_TEST(bad_settings_are_named)
{
    const model *m = &models[_i];
    int checked = 0;
    memset(before, 0x5a, sizeof before);
    for (uint32_t i = 0; i < m->config->field_count; i++) {
        const ostrov_field *f = &m->config->fields[i];
        for (uint32_t k = 0; f->type == OSTROV_TYPE_F64 && k < f->count; k++) {
            const double bad[] = {NAN, INFINITY, f->min - 1.0, f->max * 2.0 + 1.0};
            for (int b = (f->flags & OSTROV_FIELD_OPTIONAL) != 0; b < 4; b++) {
                ostrov_fault why;
                ck_assert_int_eq(m->defaults(config, m->config->struct_size), OSTROV_OK);
                memcpy((char *)config + f->offset + 8 * k, &bad[b], 8);
                memcpy(object, before, sizeof object);
                ck_assert_int_eq(m->init(object, config, &why),
                                 b < 2 ? OSTROV_E_NOT_FINITE : OSTROV_E_RANGE);
                ck_assert_str_eq(why.field, f->name);
                ck_assert_int_eq(memcmp(object, before, sizeof object), 0);
                checked++;
            }
        }
    }
    ck_assert_int_gt(checked, 8);
}
END_TEST

START_TEST(short_and_long_configs)
{
    const model *m = &models[_i];
    ostrov_fault why;
    const uint32_t size = m->config->struct_size;
    ck_assert_int_eq(m->defaults(config, size), OSTROV_OK);
    stamp(size + 8); /* a newer caller whose tail says nothing */
    memset((char *)config + size, 0, 8);
    ck_assert_int_eq(m->init(object, config, &why), OSTROV_OK);
    ((char *)config)[size + 1] = 1;
    ck_assert_int_eq(m->init(object, config, &why), OSTROV_E_UNSUPPORTED);
    stamp(0);
    ck_assert_int_eq(m->init(object, config, &why), OSTROV_E_ARGUMENT);
    ck_assert_str_eq(why.field, "struct_size");
}
END_TEST

START_TEST(time_that_makes_no_sense_is_refused_and_changes_nothing)
{
    const model *m = &models[_i];
    const double bad[] = {0.0, -0.01, NAN, INFINITY, -INFINITY, 1.0001, 1e9};
    ostrov_element_sample s = calm(50.0);
    ck_assert_int_eq(m->defaults(config, m->config->struct_size), OSTROV_OK);
    ck_assert_int_eq(m->init(object, config, NULL), OSTROV_OK);
    ck_assert_int_eq(m->step(object, &s, 0.01), OSTROV_OK);
    memcpy(before, object, sizeof object);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        ck_assert_int_eq(m->step(object, &s, bad[i]), OSTROV_E_TIME);
    }
    ck_assert_int_eq(memcmp(object, before, sizeof object), 0);
    ck_assert_int_eq(m->step(object, &s, 1e-9), OSTROV_OK);
}
END_TEST

/* Sentinels of devices and infinities are "not measured": DEGRADED, never a trip of their own. */
START_TEST(impossible_samples_are_not_measured)
{
    const model *m = &models[_i];
    const double odd[] = {65535.0, 32768.0, -32768.0, INFINITY, -INFINITY, 1e300};
    ck_assert_int_eq(m->defaults(config, m->config->struct_size), OSTROV_OK);
    ck_assert_int_eq(m->init(object, config, NULL), OSTROV_OK);
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
        ostrov_element_sample s = calm(50.0);
        set_pu(&s, odd[i]);
        s.hz = odd[i];
        s.angle_deg[0] = odd[i];
        s.permit = 7;
        ck_assert_int_eq(m->step(object, &s, 0.01), OSTROV_DEGRADED);
    }
    ck_assert_int_eq(m->read(object, state, m->state->struct_size), OSTROV_OK);
}
END_TEST

/* A copy by assignment goes on as its original does. */
START_TEST(copies_are_twins)
{
    const model *m = &models[_i];
    uint64_t seed = 99;
    ck_assert_int_eq(m->defaults(config, m->config->struct_size), OSTROV_OK);
    ck_assert_int_eq(m->init(object, config, NULL), OSTROV_OK);
    for (int k = 0; k < 400; k++) {
        ostrov_element_sample s = calm(draw(&seed, 45, 55));
        set_pu(&s, draw(&seed, 0.2, 1.4));
        s.angle_deg[0] = s.angle_deg[1] = s.angle_deg[2] = draw(&seed, -180, 180);
        if (k == 200) {
            memcpy(before, object, sizeof object);
        }
        ck_assert_int_eq(m->step(object, &s, 0.01), OSTROV_OK);
        if (k >= 200) {
            ck_assert_int_eq(m->step(before, &s, 0.01), OSTROV_OK);
        }
    }
    ck_assert_int_eq(memcmp(object, before, sizeof object), 0);
}
END_TEST

START_TEST(categories_refuse_what_is_none)
{
    ostrov_elements_config e;
    ostrov_ride_config r;
    ck_assert_int_eq(ostrov_elements_defaults(&e, sizeof e), OSTROV_OK);
    ck_assert_int_eq(ostrov_ride_defaults(&r, sizeof r), OSTROV_OK);
    for (int32_t category = -1; category <= 4; category++) {
        ostrov_status wanted = category >= 1 && category <= 3 ? OSTROV_OK : OSTROV_E_RANGE;
        ck_assert_int_eq(ostrov_elements_category(&e, category, 50.0), wanted);
        ck_assert_int_eq(ostrov_ride_category(&r, category, 50.0), wanted);
    }
    ck_assert_int_eq(ostrov_elements_category(&e, 1, NAN), OSTROV_E_RANGE);
    ck_assert_int_eq(ostrov_ride_category(&r, 1, 400.0), OSTROV_E_RANGE);
    ck_assert_int_eq(ostrov_elements_category(NULL, 1, 50.0), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_ride_category(NULL, 1, 50.0), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_elements_reset(NULL), OSTROV_E_ARGUMENT);
}
END_TEST

START_TEST(a_stage_without_a_level_is_refused)
{
    ostrov_elements_config c;
    ostrov_elements e;
    ostrov_fault why;
    ck_assert_int_eq(ostrov_elements_defaults(&c, sizeof c), OSTROV_OK);
    c.kind[3] = OSTROV_ELEMENT_OVERFREQUENCY;
    ck_assert_int_eq(ostrov_elements_init(&e, &c, &why), OSTROV_E_NOT_FINITE);
    ck_assert_str_eq(why.field, "level");
    ck_assert_int_eq(why.index, 3);
    c.level[3] = 1.1; /* per unit where hertz belong */
    ck_assert_int_eq(ostrov_elements_init(&e, &c, &why), OSTROV_E_RANGE);
    c.level[3] = 51.5;
    c.dropoff_ratio[3] = 1.01;
    ck_assert_int_eq(ostrov_elements_init(&e, &c, &why), OSTROV_E_RANGE);
    ck_assert_str_eq(why.field, "dropoff_ratio");
    c.kind[3] = OSTROV_ELEMENT_UNDERFREQUENCY;
    ck_assert_int_eq(ostrov_elements_init(&e, &c, &why), OSTROV_OK);
    c.kind[3] = 9;
    ck_assert_int_eq(ostrov_elements_init(&e, &c, &why), OSTROV_E_RANGE);
    ck_assert_str_eq(why.field, "kind");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("grid element contract");
    TCase *t = tcase_create("contract");
    tcase_add_loop_test(t, defaults_are_accepted_and_read_back, 0, MODELS);
    tcase_add_loop_test(t, null_and_never_initialised, 0, MODELS);
    tcase_add_loop_test(t, bad_settings_are_named, 0, MODELS);
    tcase_add_loop_test(t, short_and_long_configs, 0, MODELS);
    tcase_add_loop_test(t, time_that_makes_no_sense_is_refused_and_changes_nothing, 0, MODELS);
    tcase_add_loop_test(t, impossible_samples_are_not_measured, 0, MODELS);
    tcase_add_loop_test(t, copies_are_twins, 0, MODELS);
    tcase_add_test(t, categories_refuse_what_is_none);
    tcase_add_test(t, a_stage_without_a_level_is_refused);
    suite_add_tcase(suite, t);
    return unit_run(suite);
}
