/* One row of a register map: address, type, scale, what is absent, what is possible.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "drivers/map/map_parts.h"

enum { WHAT = 480, MOST_WORDS = 64 };

int map_refuse_word(struct site_reader *r, int32_t node, const char *word, const char *const *names,
                    size_t count, const char *what)
{
    char text[WHAT];
    const char *near = NULL;
    int best = (int)strlen(word) / 3 + 2;
    size_t used = site_append(text, 0, sizeof text, "%s", what);
    for (size_t i = 0; i < count; i++) {
        int distance = site_distance(word, names[i]);
        if (distance < best) {
            best = distance;
            near = names[i];
        }
        if (count <= 12) {
            used =
                site_append(text, used, sizeof text, "%s %s", i > 0 ? "," : ", allowed", names[i]);
        }
    }
    if (near != NULL) {
        (void)site_append(text, used, sizeof text, ", did you mean \"%s\"?", near);
    }
    return site_refuse(r, node, text);
}

int map_only_keys(struct site_reader *r, int32_t object, const char *const *keys, size_t count)
{
    if (r->doc.node[object].kind != JSON_OBJECT) {
        return site_refuse(r, object, "an object { … } is wanted");
    }
    for (int32_t n = r->doc.node[object].child; n >= 0; n = r->doc.node[n].next) {
        int known = 0;
        for (size_t i = 0; i < count && !known; i++) {
            known = strcmp(keys[i], r->doc.node[n].key) == 0;
        }
        if (!known) {
            return map_refuse_word(r, n, r->doc.node[n].key, keys, count, "unknown key");
        }
    }
    return 0;
}

int map_take_number(struct site_reader *r, int32_t object, const char *key, double least,
                    double most, int whole, double absent, double *value)
{
    char text[WHAT], a[40], b[40];
    int32_t node = json_member(&r->doc, object, key);
    if (node < 0) {
        *value = absent;
        return isnan(absent) ? site_refuse_missing(r, object, key, "must be given") : 0;
    }
    const struct json_node *n = &r->doc.node[node];
    if (n->kind != JSON_NUMBER ||
        ostrov_number_read(r->doc.text + n->start, n->length, value, NULL) != OSTROV_OK) {
        return site_refuse(r, node, "a number is wanted");
    }
    if (!(*value >= least && *value <= most)) {
        snprintf(text, sizeof text, "outside its range, allowed %s … %s", site_number(least, a),
                 site_number(most, b));
        return site_refuse(r, node, text);
    }
    return whole && *value != floor(*value) ? site_refuse(r, node, "a whole number is wanted") : 0;
}

static size_t names_of(const struct map_word *words, const char *names[MOST_WORDS])
{
    size_t count = 0;
    while (words[count].word != NULL && count < MOST_WORDS) {
        names[count] = words[count].word;
        count++;
    }
    return count;
}

static int take_word(struct site_reader *r, int32_t object, const char *key,
                     const struct map_word *words, int32_t absent, int32_t *value)
{
    const char *names[MOST_WORDS];
    int32_t node = json_member(&r->doc, object, key);
    const char *word = node >= 0 ? r->doc.node[node].string : NULL;
    *value = absent;
    if (node < 0) {
        return absent >= 0 ? 0 : site_refuse_missing(r, object, key, "must be given");
    }
    int32_t at = map_word_value(words, word);
    if (at < 0) {
        return map_refuse_word(r, node, word != NULL ? word : "", names, names_of(words, names),
                               "not a word that is known here");
    }
    *value = words[at].value;
    return 0;
}

/* A raw value: a whole number, or "0x8000". */
static int take_raw(struct site_reader *r, int32_t node, int32_t type, uint64_t *raw)
{
    const struct json_node *n = &r->doc.node[node];
    double number = 0.0;
    if (n->kind == JSON_NUMBER &&
        ostrov_number_read(r->doc.text + n->start, n->length, &number, NULL) == OSTROV_OK &&
        number == floor(number) && number >= 0.0 && number <= 9007199254740992.0) {
        *raw = (uint64_t)number;
        return *raw <= map_most_raw(type) ? 0 : site_refuse(r, node, "more than its type holds");
    }
    const char *text = n->string;
    size_t length = text != NULL ? strlen(text) : 0;
    uint64_t sum = 0;
    int good = length > 2 && length <= 18 && text[0] == '0' && text[1] == 'x';
    for (size_t i = 2; i < length && good; i++) {
        static const char digits[] = "0123456789abcdef";
        char c = text[i] >= 'A' && text[i] <= 'F' ? (char)(text[i] - 'A' + 'a') : text[i];
        const char *at = strchr(digits, c);
        good = at != NULL && c != '\0';
        sum = sum << 4 | (uint64_t)(good ? at - digits : 0);
    }
    *raw = sum;
    if (good && sum > map_most_raw(type)) {
        return site_refuse(r, node, "more than its type holds");
    }
    return good ? 0 : site_refuse(r, node, "a whole number from 0, or text such as \"0x8000\"");
}

/* Codes that devices of the SunSpec family use for "not implemented"; floats bring their own. */
static void usual_absent(struct map_row *row)
{
    static const uint64_t usual[] = {
        0xFFFFU, 0x8000U, 0xFFFFFFFFU, 0x80000000U, 0, UINT64_MAX, UINT64_C(0x8000000000000000)};
    if (row->type <= MAP_S64 && row->type != MAP_F32) {
        row->absent[0] = usual[row->type];
        row->absents = 1;
    }
}

static int take_absent(struct site_reader *r, int32_t object, enum map_place place,
                       struct map_row *row)
{
    int32_t list = json_member(&r->doc, object, "absent");
    if (list < 0) {
        if (place == MAP_IS_POINT && row->what != MAP_BEAT) {
            usual_absent(row);
        }
        return 0;
    }
    if (r->doc.node[list].kind != JSON_LIST) {
        return site_refuse(r, list, "a list [ … ] is wanted");
    }
    for (int32_t n = r->doc.node[list].child; n >= 0; n = r->doc.node[n].next) {
        if (row->absents >= MAP_ABSENT) {
            return site_refuse(r, n, "more than four codes");
        }
        if (take_raw(r, n, row->type, &row->absent[row->absents++]) != 0) {
            return -1;
        }
    }
    return 0;
}

/* {"stop": 0, "follow": [1, 2]}: words of the meaning to raw values. */
static int take_codes(struct site_reader *r, int32_t object, const struct map_word *words,
                      struct map_row *row)
{
    const char *names[MOST_WORDS];
    int32_t codes = json_member(&r->doc, object, "codes");
    if (codes < 0) {
        return words != NULL && row->type != MAP_BIT
                   ? site_refuse_missing(r, object, "codes", "must be given")
                   : 0;
    }
    if (words == NULL || r->doc.node[codes].kind != JSON_OBJECT) {
        return site_refuse(r, codes, words == NULL ? "not used here" : "an object { … } is wanted");
    }
    for (int32_t n = r->doc.node[codes].child; n >= 0; n = r->doc.node[n].next) {
        int32_t at = map_word_value(words, r->doc.node[n].key);
        int is_list = r->doc.node[n].kind == JSON_LIST;
        if (at < 0) {
            return map_refuse_word(r, n, r->doc.node[n].key, names, names_of(words, names),
                                   "not a word that is known here");
        }
        for (int32_t one = is_list ? r->doc.node[n].child : n; one >= 0;
             one = is_list ? r->doc.node[one].next : -1) {
            struct map_code *code = &row->code[row->codes];
            if (row->codes >= MAP_CODES) {
                return site_refuse(r, one, "more than twelve codes");
            }
            if (take_raw(r, one, row->type, &code->raw) != 0) {
                return -1;
            }
            code->value = words[at].value;
            row->codes++;
        }
    }
    return row->codes > 0 ? 0 : site_refuse(r, codes, "no code at all");
}

static int take_unit(struct site_reader *r, int32_t object, const char *base, double *factor)
{
    char text[WHAT];
    int32_t node = json_member(&r->doc, object, "unit");
    const char *unit = node >= 0 ? r->doc.node[node].string : NULL;
    *factor = 1.0;
    if (node < 0) {
        return 0;
    }
    size_t used = site_append(text, 0, sizeof text, "not a unit of this value, allowed");
    for (const struct map_unit *u = map_units; u->unit != NULL; u++) {
        if (strcmp(u->base, base) != 0) {
            continue;
        }
        if (unit != NULL && strcmp(unit, u->unit) == 0) {
            *factor = u->factor;
            return 0;
        }
        used = site_append(text, used, sizeof text, " %s", u->unit);
    }
    return site_refuse(r, node, base[0] == '\0' ? "this value has no unit" : text);
}

/* Scale, offset, unit, sign and range. */
static int take_scale(struct site_reader *r, int32_t object, const struct map_meaning *meaning,
                      struct map_row *row)
{
    double sign = 1.0, exponent = -1.0;
    if (map_take_number(r, object, "scale", -1e9, 1e9, 0, 1.0, &row->scale) != 0 ||
        map_take_number(r, object, "offset", -1e9, 1e9, 0, 0.0, &row->offset) != 0 ||
        map_take_number(r, object, "sign", -1.0, 1.0, 1, 1.0, &sign) != 0 ||
        map_take_number(r, object, "exponent_address", 0.0, 65535.0, 1, -1.0, &exponent) != 0 ||
        take_unit(r, object, meaning->unit, &row->factor) != 0 ||
        map_take_number(r, object, "least", meaning->least, meaning->most, 0, meaning->least,
                        &row->least) != 0 ||
        map_take_number(r, object, "most", meaning->least, meaning->most, 0, meaning->most,
                        &row->most) != 0) {
        return -1;
    }
    if (sign == 0.0 || row->scale == 0.0) {
        return site_refuse(r, object, sign == 0.0 ? "sign is 1 or -1" : "scale must not be 0");
    }
    row->exponent = (int32_t)exponent;
    row->factor *= sign;
    return row->least <= row->most ? 0 : site_refuse(r, object, "least is above most");
}

static int take_place(struct site_reader *r, int32_t object, enum map_place place,
                      struct map_row *row)
{
    double address = 0.0, registers = 0.0, bit = 0.0;
    if (take_word(r, object, "space", map_spaces, REGISTER_HOLDING, &row->space) != 0 ||
        map_take_number(r, object, "address", 0.0, 65535.0, 1, (double)NAN, &address) != 0) {
        return -1;
    }
    int bits = row->space == REGISTER_COIL || row->space == REGISTER_DISCRETE;
    if (take_word(r, object, "type", map_types, bits ? MAP_BIT : -1, &row->type) != 0 ||
        take_word(r, object, "word_order", map_orders, 0, &row->low_first) != 0 ||
        map_take_number(r, object, "registers", 1.0, 32.0, 1, 1.0, &registers) != 0 ||
        map_take_number(r, object, "bit", 0.0, 15.0, 1, 0.0, &bit) != 0) {
        return -1;
    }
    static const int32_t sizes[] = {1, 1, 2, 2, 2, 4, 4, 0, 1};
    row->address = (int32_t)address;
    row->bit = (int32_t)bit;
    row->registers = row->type == MAP_TEXT ? (int32_t)registers : sizes[row->type];
    if (bits != (row->type == MAP_BIT) && bits) {
        return site_refuse(r, object, "a coil or discrete input has the type \"bit\"");
    }
    if (place == MAP_IS_WRITE &&
        (row->space == REGISTER_INPUT || row->space == REGISTER_DISCRETE)) {
        return site_refuse(r, object, "this table cannot be written: holding or coil");
    }
    if (place == MAP_IS_WRITE && row->type == MAP_BIT && !bits) {
        return site_refuse(r, object, "one bit of a register cannot be written without its others");
    }
    if (row->type == MAP_TEXT && place != MAP_IS_IDENTITY) {
        return site_refuse(r, object, "text serves the identity alone");
    }
    return row->address + row->registers <= 65536
               ? 0
               : site_refuse(r, object, "it reaches beyond address 65535");
}

static int take_equals(struct site_reader *r, int32_t object, struct map_row *row)
{
    int32_t node = json_member(&r->doc, object, "equals");
    if (node < 0) {
        return site_refuse_missing(r, object, "equals", "must be given");
    }
    const char *text = r->doc.node[node].string;
    if (row->type != MAP_TEXT) {
        uint64_t raw = 0;
        int bad = take_raw(r, node, row->type, &raw);
        row->absent[0] = raw; /* the one value that is wanted */
        row->absents = 1;
        return bad;
    }
    if (text == NULL || strlen(text) >= sizeof row->text || text[0] == '\0') {
        return site_refuse(r, node, "text of 1 … 63 bytes is wanted");
    }
    memcpy(row->text, text, strlen(text) + 1);
    return 0;
}

/* What is written: a number, or the name of a wish. */
static int take_value(struct site_reader *r, int32_t object, struct map_row *row)
{
    const char *names[MAP_WISHES];
    int32_t node = json_member(&r->doc, object, "value");
    const char *word = node >= 0 ? r->doc.node[node].string : NULL;
    for (int32_t i = 0; i < MAP_WISHES; i++) {
        names[i] = map_wishes[i].name;
        if (word != NULL && i != MAP_WISH_CONSTANT && strcmp(word, names[i]) == 0) {
            row->what = i;
            return 0;
        }
    }
    if (node < 0) {
        return site_refuse_missing(r, object, "value", "must be given");
    }
    if (word != NULL && strncmp(word, "0x", 2) != 0) {
        return map_refuse_word(r, node, word, names + 1, MAP_WISHES - 1,
                               "a number is wanted, or what is to be written");
    }
    row->what = MAP_WISH_CONSTANT;
    return take_raw(r, node, row->type, &row->constant);
}

/* read_back: an address, or false; left out = where it was written. */
static int take_read_back(struct site_reader *r, int32_t object, struct map_row *row)
{
    double at = 0.0;
    int32_t node = json_member(&r->doc, object, "read_back");
    int32_t single = json_member(&r->doc, object, "single");
    row->single = single >= 0 && r->doc.node[single].kind == JSON_TRUE;
    if (single >= 0 && !row->single && r->doc.node[single].kind != JSON_FALSE) {
        return site_refuse(r, single, "true or false is wanted");
    }
    if (row->single && row->registers != 1) {
        return site_refuse(r, single, "one register at a time cannot carry this type");
    }
    row->read_back = row->what == MAP_WISH_BEAT ? -1 : row->address;
    if (node < 0) {
        return 0;
    }
    if (r->doc.node[node].kind == JSON_FALSE) {
        row->read_back = -1;
        return 0;
    }
    if (map_take_number(r, object, "read_back", 0.0, 65535.0, 1, 0.0, &at) != 0) {
        return -1;
    }
    row->read_back = (int32_t)at;
    return row->read_back + row->registers <= 65536
               ? 0
               : site_refuse(r, node, "it reaches beyond address 65535");
}

int map_take_row(struct site_reader *r, int32_t node, enum map_place place, struct map_row *row)
{
    static const char *const keys[3][16] = {
        {"address", "space", "type", "word_order", "bit", "scale", "offset", "sign", "unit",
         "least", "most", "absent", "codes", "exponent_address", "note"},
        {"address", "space", "type", "word_order", "registers", "equals", "note"},
        {"value", "address", "space", "type", "word_order", "scale", "offset", "sign", "unit",
         "least", "most", "codes", "exponent_address", "read_back", "single", "note"}};
    static const size_t counts[3] = {15, 7, 16};
    static const struct map_meaning none = {"identity", "", -9e18, 9e18, NULL};
    int32_t what = row->what;
    memset(row, 0, sizeof *row);
    row->what = what;
    row->read_back = -1;
    if (map_only_keys(r, node, keys[place], counts[place]) != 0 ||
        take_place(r, node, place, row) != 0 ||
        (place == MAP_IS_WRITE && take_value(r, node, row) != 0)) {
        return -1;
    }
    const struct map_meaning *meaning = place == MAP_IS_POINT   ? &map_quantities[row->what]
                                        : place == MAP_IS_WRITE ? &map_wishes[row->what]
                                                                : &none;
    if (take_scale(r, node, meaning, row) != 0) {
        return -1;
    }
    if (place == MAP_IS_IDENTITY) {
        return take_equals(r, node, row);
    }
    if (take_codes(r, node, meaning->codes, row) != 0 || take_absent(r, node, place, row) != 0) {
        return -1;
    }
    return place == MAP_IS_WRITE ? take_read_back(r, node, row) : 0;
}
