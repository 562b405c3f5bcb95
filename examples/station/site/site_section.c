/* One section of a site file: its keys, where each value comes from, and what was left out.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "table.h"

#include <stdio.h>
#include <string.h>

enum { WHAT = 400 };

/* Where a value comes from: its own words, else those of its object. */
struct origin {
    int32_t provenance;
    char note[160];
};

static const struct {
    const char *word;
    int32_t value;
} sources[] = {{"documented", SITE_DOCUMENTED},
               {"measured", SITE_MEASURED},
               {"assumed", SITE_ASSUMED},
               {"illustrative", SITE_ILLUSTRATIVE}};

static int is_origin_key(const char *key)
{
    return strcmp(key, "source") == 0 || strcmp(key, "note") == 0;
}

/* Reads "source" and "note" of an object where they are given. */
static int take_origin(struct site_reader *r, int32_t object, struct origin *origin)
{
    int32_t node = json_member(&r->doc, object, "source");
    if (node >= 0) {
        const char *word = r->doc.node[node].string;
        origin->provenance = SITE_PROVENANCE_UNKNOWN;
        origin->note[0] = '\0';
        for (size_t i = 0; i < sizeof sources / sizeof sources[0]; i++) {
            if (word != NULL && strcmp(word, sources[i].word) == 0) {
                origin->provenance = sources[i].value;
            }
        }
        if (origin->provenance == SITE_PROVENANCE_UNKNOWN) {
            return site_refuse(r, node,
                               "not a source, allowed documented, measured, assumed, illustrative");
        }
    }
    node = json_member(&r->doc, object, "note");
    if (node >= 0) {
        const char *note = r->doc.node[node].string;
        if (note == NULL) {
            return site_refuse(r, node, "text is wanted");
        }
        if (strlen(note) >= sizeof origin->note) {
            return site_refuse(r, node, "too long, allowed up to 159 bytes");
        }
        memcpy(origin->note, note, strlen(note) + 1);
    }
    return 0;
}

/* A value is plain, or {"value": …, "source": …, "note": …}. Gives the node of the value itself. */
static int unwrap(struct site_reader *r, int32_t node, struct origin *origin, int32_t *value)
{
    *value = node;
    if (r->doc.node[node].kind != JSON_OBJECT) {
        return 0;
    }
    *value = json_member(&r->doc, node, "value");
    if (*value < 0) {
        return site_refuse(r, node, "an object here needs the key \"value\"");
    }
    for (int32_t n = r->doc.node[node].child; n >= 0; n = r->doc.node[n].next) {
        if (n != *value && !is_origin_key(r->doc.node[n].key)) {
            return site_refuse(r, n, "unknown key, allowed value, source, note");
        }
    }
    return take_origin(r, node, origin);
}

int site_take_source(struct site_reader *r, const char *path, double value, int32_t provenance,
                     const char *note)
{
    struct site *site = r->site;
    if (site->sources >= SITE_SOURCES) {
        (void)snprintf(r->message, r->capacity, "%s:1: %s: more than %d values with a source",
                       r->path, path, (int)SITE_SOURCES);
        return -1;
    }
    struct site_source *source = &site->source[site->sources++];
    (void)snprintf(source->path, sizeof source->path, "%s", path);
    (void)snprintf(source->note, sizeof source->note, "%s", note);
    source->value = value;
    source->provenance = provenance;
    return 0;
}

/* Value of a single number for the list of sources; NaN for lists and text. */
static double single(const ostrov_field *field, const unsigned char *at)
{
    double value = __builtin_nan("");
    int32_t i32 = 0;
    if (field->count == 1 && field->type == OSTROV_TYPE_F64) {
        memcpy(&value, at, sizeof value);
    } else if (field->count == 1 &&
               (field->type == OSTROV_TYPE_I32 || field->type == OSTROV_TYPE_BOOL)) {
        memcpy(&i32, at, sizeof i32);
        value = (double)i32;
    }
    return value;
}

static int is_settable(const ostrov_field *field)
{
    return (field->flags & (OSTROV_FIELD_RESERVED | OSTROV_FIELD_DERIVED)) == 0 &&
           field->type != OSTROV_TYPE_REFERENCE;
}

static const char *derived_from(const struct site_section *section, const char *key)
{
    for (const struct site_word *w = section->derived; w != NULL && w->key != NULL; w++) {
        if (strcmp(w->key, key) == 0) {
            return w->from;
        }
    }
    return NULL;
}

static int refuse_key(struct site_reader *r, const struct site_section *section, int32_t node,
                      const char *key)
{
    char what[WHAT];
    size_t count = 0;
    const ostrov_field *fields = site_section_fields(section, &count);
    const char *near = NULL;
    int best = strlen(key) < 64 ? (int)strlen(key) / 3 + 2 : 0;
    for (size_t i = 0; i < count; i++) {
        int distance = site_distance(key, fields[i].name);
        if (is_settable(&fields[i]) && distance < best &&
            derived_from(section, fields[i].name) == NULL) {
            best = distance;
            near = fields[i].name;
        }
    }
    size_t used = site_append(what, 0, sizeof what, "unknown key");
    if (near != NULL) {
        (void)site_append(what, used, sizeof what, ", did you mean \"%s\"?", near);
    }
    return site_refuse(r, node, what);
}

/* One key of an object. `from` is the origin that holds for the whole object. */
static int take_member(struct site_reader *r, const struct site_section *section, int32_t node,
                       const struct origin *from, unsigned char *base)
{
    const char *key = r->doc.node[node].key;
    char path[96];
    struct origin origin = *from;
    int32_t value = node;
    size_t count = 0;
    const ostrov_field *field = NULL;
    const ostrov_field *fields = site_section_fields(section, &count);
    const char *other = derived_from(section, key);
    if (other != NULL) {
        char what[WHAT];
        (void)snprintf(what, sizeof what, "not set here, it follows from %s", other);
        return site_refuse(r, node, what);
    }
    for (size_t i = 0; i < count; i++) {
        if (strcmp(fields[i].name, key) == 0 && is_settable(&fields[i])) {
            field = &fields[i];
        }
    }
    if (field == NULL) {
        return refuse_key(r, section, node, key);
    }
    if (unwrap(r, node, &origin, &value) != 0 ||
        site_take_value(r, field, value, base + field->offset) != 0) {
        return -1;
    }
    /* Names and rows of lists do not each count as an input; what they wrap does. */
    if (value == node && (field->type == SITE_TYPE_TEXT || section->row_size > 0)) {
        return 0;
    }
    return site_take_source(r, json_path(&r->doc, node, path, sizeof path),
                            single(field, base + field->offset), origin.provenance, origin.note);
}

/* A member of ours that the file leaves out: each of a list. */
static void take_default(const ostrov_field *field, unsigned char *at)
{
    for (uint32_t i = 0; i < field->count; i++) {
        if (field->type == OSTROV_TYPE_I32 || field->type == OSTROV_TYPE_ENUM ||
            field->type == SITE_TYPE_DAY || field->type == SITE_TYPE_CLOCK) {
            int32_t whole = (int32_t)field->standard;
            memcpy(at + i * sizeof whole, &whole, sizeof whole);
        } else if (field->type == OSTROV_TYPE_F64) {
            memcpy(at + i * sizeof field->standard, &field->standard, sizeof field->standard);
        }
    }
}

/* A key that is not there: required, or a default whose origin is said. */
static int take_missing(struct site_reader *r, const struct site_section *section,
                        const ostrov_field *field, int32_t object, unsigned char *base)
{
    char path[96];
    char note[160];
    int required = field->standard != field->standard &&
                   (field->flags & OSTROV_FIELD_OPTIONAL) == 0 && field->type != OSTROV_TYPE_ENUM;
    for (const char *const *name = section->required; name != NULL && *name != NULL; name++) {
        required |= strcmp(*name, field->name) == 0;
    }
    if (required) {
        (void)snprintf(note, sizeof note, "missing, must be given: %s", field->brief);
        return site_refuse_missing(r, object, field->name, note);
    }
    if (section->structure == NULL) {
        take_default(field, base + field->offset);
        return 0;
    }
    (void)snprintf(path, sizeof path, "%s.%s", section->key, field->name);
    (void)snprintf(note, sizeof note, "default of %s, not told for this site", section->structure);
    return site_take_source(r, path, single(field, base + field->offset), SITE_ASSUMED, note);
}

static int take_object(struct site_reader *r, const struct site_section *section, int32_t object,
                       unsigned char *base)
{
    size_t count = 0;
    struct origin origin = {SITE_PROVENANCE_UNKNOWN, ""};
    const ostrov_field *fields = site_section_fields(section, &count);
    if (r->doc.node[object].kind != JSON_OBJECT) {
        return site_refuse(r, object, "an object { … } is wanted here");
    }
    if (take_origin(r, object, &origin) != 0) {
        return -1;
    }
    for (int32_t n = r->doc.node[object].child; n >= 0; n = r->doc.node[n].next) {
        if (!is_origin_key(r->doc.node[n].key) && take_member(r, section, n, &origin, base) != 0) {
            return -1;
        }
    }
    for (size_t i = 0; i < count; i++) {
        if (is_settable(&fields[i]) && derived_from(section, fields[i].name) == NULL &&
            json_member(&r->doc, object, fields[i].name) < 0 &&
            take_missing(r, section, &fields[i], object, base) != 0) {
            return -1;
        }
    }
    if (section->row_size == 0) {
        return 0;
    }
    char path[96];
    return site_take_source(r, json_path(&r->doc, object, path, sizeof path), __builtin_nan(""),
                            origin.provenance, origin.note);
}

/* Two rows of one name could not be told apart by duties and reports. The name is a row's first
 * member. */
static int check_name(struct site_reader *r, const struct site_section *section, int32_t object,
                      int32_t row)
{
    const char *names = (const char *)r->site + section->offset;
    if (section->fields[0].type != SITE_TYPE_TEXT) {
        return 0;
    }
    for (int32_t i = 0; i < row; i++) {
        if (strcmp(names + (size_t)i * section->row_size,
                   names + (size_t)row * section->row_size) == 0) {
            return site_refuse(r, json_member(&r->doc, object, "name"),
                               "another row has the same name");
        }
    }
    return 0;
}

int site_take_section(struct site_reader *r, const struct site_section *section, int32_t node)
{
    unsigned char *base = (unsigned char *)r->site + section->offset;
    if (section->row_size == 0) {
        return take_object(r, section, node, base);
    }
    if (r->doc.node[node].kind != JSON_LIST) {
        return site_refuse(r, node, "a list [ … ] is wanted here");
    }
    int32_t rows = 0;
    for (int32_t n = r->doc.node[node].child; n >= 0; n = r->doc.node[n].next) {
        if ((size_t)rows >= section->rows_max) {
            char what[WHAT];
            (void)snprintf(what, sizeof what, "too many rows, allowed up to %u",
                           (unsigned)section->rows_max);
            return site_refuse(r, n, what);
        }
        if (take_object(r, section, n, base + (size_t)rows * section->row_size) != 0 ||
            check_name(r, section, n, rows) != 0) {
            return -1;
        }
        rows++;
    }
    memcpy((unsigned char *)r->site + section->count_offset, &rows, sizeof rows);
    return 0;
}
