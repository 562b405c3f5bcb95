/* Grid codes by name: iteration, texts, and settings made of rows. The rows are in code_table.c.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "grid/code_fields.h"
#include "grid/code_table.h"

#include "base/fields.h"

#include <string.h>

const ostrov_grid_code_info *ostrov_grid_code_at(size_t index)
{
    return index < ostrov_i_code_count ? &ostrov_i_code_infos[index] : NULL;
}

const ostrov_grid_rule *ostrov_grid_rule_at(size_t index)
{
    return index < ostrov_i_code_rule_count ? &ostrov_i_code_rules[index] : NULL;
}

/* Position of a code, -1 for an unknown name. */
static int32_t find(const char *name)
{
    for (uint32_t i = 0; name != NULL && i < ostrov_i_code_count; i++) {
        if (ostrov_i_same(ostrov_i_code_infos[i].name, name)) {
            return (int32_t)i;
        }
    }
    return -1;
}

static const ostrov_field *member(const char *name)
{
    const ostrov_structure *s = &ostrov_i_grid_code_structures[OSTROV_I_GRID_SETTINGS];
    for (uint32_t i = 0; name != NULL && i < s->field_count; i++) {
        if (ostrov_i_same(s->fields[i].name, name)) {
            return &s->fields[i];
        }
    }
    return NULL;
}

const ostrov_grid_rule *ostrov_grid_code_rule(const char *name, const char *field, int32_t index)
{
    const ostrov_field *f = member(field);
    int32_t code = find(name);
    if (code < 0 || f == NULL || index < 0 || index >= (int32_t)f->count) {
        return NULL;
    }
    for (int32_t i = 0; i < ostrov_i_code_infos[code].member_count; i++) {
        const ostrov_i_code_target *t = &ostrov_i_code_targets[code][i];
        if (t->offset == f->offset + 8u * (uint32_t)index) {
            return &ostrov_i_code_rules[t->rule];
        }
    }
    return NULL;
}

const char *ostrov_grid_certainty_text(int32_t certainty)
{
    switch (certainty) {
    case OSTROV_GRID_CERTAINTY_MEMORY:
        return "from memory, no source seen";
    case OSTROV_GRID_CERTAINTY_CONFLICT:
        return "sources differ";
    case OSTROV_GRID_CERTAINTY_VENDOR:
        return "a vendor's profile only";
    case OSTROV_GRID_CERTAINTY_SEEN1:
        return "one source seen";
    case OSTROV_GRID_CERTAINTY_AGREE2:
        return "two sources agree";
    case OSTROV_GRID_CERTAINTY_DSO:
        return "the DSO's document";
    default:
        return "no source";
    }
}

const char *ostrov_grid_certainty_note(int32_t certainty)
{
    return certainty == OSTROV_GRID_CERTAINTY_SEEN1 || certainty == OSTROV_GRID_CERTAINTY_AGREE2 ||
                   certainty == OSTROV_GRID_CERTAINTY_DSO
               ? ""
               : "not verified against the standard's text";
}

ostrov_status ostrov_grid_settings_defaults(ostrov_grid_settings *settings, size_t size)
{
    return ostrov_i_defaults(&ostrov_i_grid_code_structures[OSTROV_I_GRID_SETTINGS], settings,
                             size);
}

static double part_of(const ostrov_grid_rule *r, const ostrov_i_code_target *t, double nominal_hz)
{
    double value = r->value[t->element];
    switch (t->part) {
    case OSTROV_I_PART_SECOND:
        return r->second[t->element];
    case OSTROV_I_PART_TIME:
        return r->time_s;
    case OSTROV_I_PART_TIME_END:
        return ostrov_i_decimal(r->time_s + r->time_slope_s * (r->value[1] - r->value[0]));
    case OSTROV_I_PART_TIME_MIN:
        return r->time_min_s;
    case OSTROV_I_PART_TIME_MAX:
        return r->time_max_s;
    case OSTROV_I_PART_INVERSE:
        return ostrov_i_decimal(1.0 / value);
    case OSTROV_I_PART_OVER_NOMINAL:
        return ostrov_i_decimal(value - nominal_hz);
    case OSTROV_I_PART_UNDER_NOMINAL:
        return ostrov_i_decimal(nominal_hz - value);
    default:
        return value;
    }
}

ostrov_status ostrov_grid_code_settings(const char *name, ostrov_grid_settings *settings,
                                        size_t size)
{
    const ostrov_structure *s = &ostrov_i_grid_code_structures[OSTROV_I_GRID_SETTINGS];
    ostrov_grid_settings full;
    int32_t code = find(name);
    if (code < 0 || settings == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    (void)ostrov_i_defaults(s, &full, sizeof full); /* our own size is always known */
    const ostrov_grid_code_info *info = &ostrov_i_code_infos[code];
    full.nominal_hz = info->nominal_hz;
    if (!ostrov_i_nan(info->nominal_v)) {
        full.nominal_v = info->nominal_v;
    }
    for (int32_t i = 0; i < info->member_count; i++) {
        const ostrov_i_code_target *t = &ostrov_i_code_targets[code][i];
        double value = part_of(&ostrov_i_code_rules[t->rule], t, info->nominal_hz);
        memcpy((unsigned char *)&full + t->offset, &value, sizeof value);
    }
    return ostrov_i_give(s, &full, settings, size);
}
