/* schema: the JSON Schema of a site file, generated from the field tables that also read it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "command.h"

#include "site/table.h"

#include <cJSON.h>
#include <stdio.h>
#include <string.h>

enum { TEXT = 400 };

static void put_number(cJSON *object, const char *name, double value)
{
    char text[40];
    if (value - value == 0.0) { /* a bound that is there */
        (void)ostrov_number_write(value, -1, text, sizeof text);
        (void)cJSON_AddRawToObject(object, name, text);
    }
}

static int is_settable(const ostrov_field *field)
{
    return (field->flags & (OSTROV_FIELD_RESERVED | OSTROV_FIELD_DERIVED)) == 0 &&
           field->type != OSTROV_TYPE_REFERENCE;
}

static int is_derived(const struct site_section *section, const char *key)
{
    for (const struct site_word *w = section->derived; w != NULL && w->key != NULL; w++) {
        if (strcmp(w->key, key) == 0) {
            return 1;
        }
    }
    return 0;
}

/* The same rule as the reader's: no default, not optional; or the section says so. */
static int is_required(const struct site_section *section, const ostrov_field *field)
{
    for (const char *const *name = section->required; name != NULL && *name != NULL; name++) {
        if (strcmp(*name, field->name) == 0) {
            return 1;
        }
    }
    return field->standard != field->standard && (field->flags & OSTROV_FIELD_OPTIONAL) == 0 &&
           field->type != OSTROV_TYPE_ENUM;
}

static void put_choices(cJSON *type, const ostrov_field *field)
{
    cJSON *words = cJSON_AddArrayToObject(type, "enum");
    for (uint32_t i = 0; i < field->choice_count; i++) {
        (void)cJSON_AddItemToArray(words, cJSON_CreateString(field->choices[i].word));
    }
}

/* Schema of one plain value. */
static cJSON *scalar(const ostrov_field *field)
{
    cJSON *type = cJSON_CreateObject();
    switch (field->type) {
    case OSTROV_TYPE_F64:
        (void)cJSON_AddStringToObject(type, "type", "number");
        break;
    case OSTROV_TYPE_I32:
    case OSTROV_TYPE_U32:
        (void)cJSON_AddStringToObject(type, "type", "integer");
        break;
    case OSTROV_TYPE_BOOL:
        (void)cJSON_AddStringToObject(type, "type", "boolean");
        return type;
    case OSTROV_TYPE_ENUM:
        put_choices(type, field);
        return type;
    case SITE_TYPE_CLOCK:
        (void)cJSON_AddStringToObject(type, "type", "string");
        (void)cJSON_AddStringToObject(type, "pattern",
                                      field->max < 1440 ? "^([01]?[0-9]|2[0-3]):[0-5][0-9]$"
                                                        : "^([0-3]?[0-9]|4[0-7]):[0-5][0-9]$");
        return type;
    case SITE_TYPE_DAY:
        (void)cJSON_AddStringToObject(type, "type", "string");
        (void)cJSON_AddStringToObject(type, "pattern",
                                      "^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$");
        return type;
    default: /* text, and names of vehicles and charge points */
        (void)cJSON_AddStringToObject(type, "type", "string");
        (void)cJSON_AddNumberToObject(type, "minLength", 1);
        if (field->type == SITE_TYPE_TEXT) {
            (void)cJSON_AddNumberToObject(type, "maxLength", (int)field->count - 1);
        }
        return type;
    }
    put_number(type, "minimum", field->min);
    put_number(type, "maximum", field->max);
    return type;
}

/* A value stands plain, or in an object with its source. */
static cJSON *member(const ostrov_field *field)
{
    char text[TEXT];
    cJSON *schema = cJSON_CreateObject();
    cJSON *plain = scalar(field);
    if (field->count != 1 && field->type != SITE_TYPE_TEXT) {
        cJSON *list = cJSON_CreateObject();
        (void)cJSON_AddStringToObject(list, "type", "array");
        (void)cJSON_AddItemToObject(list, "items", plain);
        (void)cJSON_AddNumberToObject(list, "minItems", (int)field->count);
        (void)cJSON_AddNumberToObject(list, "maxItems", (int)field->count);
        plain = list;
    }
    int unit = field->unit[0] != '\0' && strcmp(field->unit, "1") != 0;
    (void)snprintf(text, sizeof text, "%s%s%s%s", field->brief, unit ? " (" : "",
                   unit ? field->unit : "", unit ? ")" : "");
    (void)cJSON_AddStringToObject(schema, "description", text);
    if (field->type == OSTROV_TYPE_F64 || field->type == OSTROV_TYPE_I32) {
        put_number(schema, "default", field->standard);
    }
    cJSON *forms = cJSON_AddArrayToObject(schema, "anyOf");
    cJSON *wrapped = cJSON_CreateObject();
    (void)cJSON_AddStringToObject(wrapped, "type", "object");
    cJSON *properties = cJSON_AddObjectToObject(wrapped, "properties");
    (void)cJSON_AddItemToObject(properties, "value", cJSON_Duplicate(plain, 1));
    (void)cJSON_AddItemToObject(properties, "source",
                                cJSON_CreateRaw("{\"$ref\":\"#/$defs/source\"}"));
    (void)cJSON_AddItemToObject(properties, "note", cJSON_CreateRaw("{\"$ref\":\"#/$defs/note\"}"));
    (void)cJSON_AddItemToObject(wrapped, "required", cJSON_CreateRaw("[\"value\"]"));
    (void)cJSON_AddFalseToObject(wrapped, "additionalProperties");
    (void)cJSON_AddItemToArray(forms, plain);
    (void)cJSON_AddItemToArray(forms, wrapped);
    return schema;
}

static cJSON *object(const struct site_section *section)
{
    size_t count = 0;
    const ostrov_field *fields = site_section_fields(section, &count);
    cJSON *schema = cJSON_CreateObject();
    (void)cJSON_AddStringToObject(schema, "type", "object");
    cJSON *properties = cJSON_AddObjectToObject(schema, "properties");
    (void)cJSON_AddItemToObject(properties, "source",
                                cJSON_CreateRaw("{\"$ref\":\"#/$defs/source\"}"));
    (void)cJSON_AddItemToObject(properties, "note", cJSON_CreateRaw("{\"$ref\":\"#/$defs/note\"}"));
    cJSON *required = cJSON_CreateArray();
    for (size_t i = 0; i < count; i++) {
        if (!is_settable(&fields[i]) || is_derived(section, fields[i].name)) {
            continue;
        }
        (void)cJSON_AddItemToObject(properties, fields[i].name, member(&fields[i]));
        if (is_required(section, &fields[i])) {
            (void)cJSON_AddItemToArray(required, cJSON_CreateString(fields[i].name));
        }
    }
    (void)cJSON_AddItemToObject(schema, "required", required);
    (void)cJSON_AddFalseToObject(schema, "additionalProperties");
    return schema;
}

static cJSON *rows(const struct site_section *section)
{
    cJSON *schema = cJSON_CreateObject();
    (void)cJSON_AddStringToObject(schema, "type", "array");
    (void)cJSON_AddNumberToObject(schema, "maxItems", (int)section->rows_max);
    (void)cJSON_AddItemToObject(schema, "items", object(section));
    return schema;
}

static cJSON *whole(void)
{
    cJSON *root = cJSON_CreateObject();
    cJSON *required = cJSON_CreateArray();
    (void)cJSON_AddStringToObject(root, "$schema", "https://json-schema.org/draft/2020-12/schema");
    (void)cJSON_AddStringToObject(root, "title", "ostrov site file");
    (void)cJSON_AddStringToObject(root, "$comment", ostrov_version_text());
    (void)cJSON_AddItemToObject(
        root, "$defs",
        cJSON_CreateRaw(
            "{\"source\":{\"enum\":[\"documented\",\"measured\",\"assumed\",\"illustrative\"]},"
            "\"note\":{\"type\":\"string\",\"maxLength\":159}}"));
    (void)cJSON_AddStringToObject(root, "type", "object");
    cJSON *properties = cJSON_AddObjectToObject(root, "properties");
    (void)cJSON_AddItemToObject(properties, "note", cJSON_CreateRaw("{\"type\":\"string\"}"));
    for (size_t i = 0; i < site_section_count; i++) {
        const struct site_section *section = &site_sections[i];
        (void)cJSON_AddItemToObject(properties, section->key,
                                    section->row_size > 0 ? rows(section) : object(section));
        if (!section->optional) {
            (void)cJSON_AddItemToArray(required, cJSON_CreateString(section->key));
        }
    }
    (void)cJSON_AddItemToObject(root, "required", required);
    (void)cJSON_AddFalseToObject(root, "additionalProperties");
    return root;
}

int command_schema(const struct call *call)
{
    (void)call;
    cJSON *root = whole();
    char *text = cJSON_Print(root);
    cJSON_Delete(root);
    if (text == NULL) {
        return command_fail("out of memory");
    }
    printf("%s\n", text);
    cJSON_free(text);
    return 0;
}
