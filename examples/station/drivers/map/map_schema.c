/* JSON Schema (2020-12) of a register map, written from the words its reader knows.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "drivers/map/map_words.h"

#include <stdio.h>
#include <string.h>

static const char whole_raw[] = "{\"anyOf\": [{\"type\": \"integer\", \"minimum\": 0}, "
                                "{\"type\": \"string\", \"pattern\": \"^0x[0-9A-Fa-f]{1,16}$\"}]}";

static void put_words(FILE *out, const struct map_word *words)
{
    fprintf(out, "{\"enum\": [");
    for (int i = 0; words[i].word != NULL; i++) {
        fprintf(out, "%s\"%s\"", i > 0 ? ", " : "", words[i].word);
    }
    fprintf(out, "]}");
}

/* {"kW": …}: the units that one quantity takes. */
static void put_units(FILE *out, const char *base)
{
    int count = 0;
    fprintf(out, ", \"unit\": {\"enum\": [");
    for (const struct map_unit *u = map_units; u->unit != NULL; u++) {
        if (strcmp(u->base, base) == 0) {
            fprintf(out, "%s\"%s\"", count++ > 0 ? ", " : "", u->unit);
        }
    }
    fprintf(out, "]}");
}

static void put_codes(FILE *out, const struct map_word *words)
{
    fprintf(
        out,
        ", \"codes\": {\"type\": \"object\", \"additionalProperties\": false, \"properties\": {");
    for (int i = 0; words[i].word != NULL; i++) {
        fprintf(out, "%s\"%s\": {\"anyOf\": [%s, {\"type\": \"array\", \"items\": %s}]}",
                i > 0 ? ", " : "", words[i].word, whole_raw, whole_raw);
    }
    fprintf(out, "}}");
}

/* What every row may have. */
static void put_place(FILE *out)
{
    fprintf(
        out,
        "\"address\": {\"type\": \"integer\", \"minimum\": 0, \"maximum\": 65535}, \"space\": ");
    put_words(out, map_spaces);
    fprintf(out, ", \"type\": ");
    put_words(out, map_types);
    fprintf(out, ", \"word_order\": ");
    put_words(out, map_orders);
    fprintf(out, ", \"note\": {\"type\": \"string\"}");
}

static void put_scale(FILE *out, const struct map_meaning *m)
{
    fprintf(out, ", \"scale\": {\"type\": \"number\"}, \"offset\": {\"type\": \"number\"}, "
                 "\"sign\": {\"enum\": "
                 "[1, -1]}, \"exponent_address\": {\"type\": \"integer\", \"minimum\": 0, "
                 "\"maximum\": 65535}"
                 ", \"least\": {\"type\": \"number\"}, \"most\": {\"type\": \"number\"}");
    if (m != NULL && m->unit[0] != '\0') {
        put_units(out, m->unit);
    }
    if (m != NULL && m->codes != NULL) {
        put_codes(out, m->codes);
    }
}

static void put_points(FILE *out)
{
    fprintf(
        out,
        "\"points\": {\"type\": \"object\", \"minProperties\": 1, \"additionalProperties\": false, "
        "\"properties\": {");
    for (int i = 0; i < MAP_QUANTITIES; i++) {
        fprintf(out,
                "%s\n  \"%s\": {\"type\": \"object\", \"additionalProperties\": false, "
                "\"required\": [\"address\"], \"properties\": {",
                i > 0 ? "," : "", map_quantities[i].name);
        put_place(out);
        put_scale(out, &map_quantities[i]);
        fprintf(out,
                ", \"bit\": {\"type\": \"integer\", \"minimum\": 0, \"maximum\": 15}, \"absent\": "
                "{\"type\": \"array\", \"maxItems\": %d, \"items\": %s}}}",
                (int)MAP_ABSENT, whole_raw);
    }
    fprintf(out, "}}");
}

static void put_writes(FILE *out)
{
    fprintf(out,
            "\"write\": {\"type\": \"array\", \"maxItems\": %d, \"items\": {\"type\": \"object\", "
            "\"additionalProperties\": false, \"required\": [\"value\", \"address\"], "
            "\"properties\": {\"value\": {\"anyOf\": [%s, {\"enum\": [",
            (int)MAP_WRITES, whole_raw);
    for (int i = MAP_WISH_CONSTANT + 1; i < MAP_WISHES; i++) {
        fprintf(out, "%s\"%s\"", i > MAP_WISH_CONSTANT + 1 ? ", " : "", map_wishes[i].name);
    }
    fprintf(out, "]}]}, ");
    put_place(out);
    put_scale(out, NULL);
    fprintf(out,
            ", \"unit\": {\"type\": \"string\"}, \"codes\": {\"type\": \"object\"}, \"single\": "
            "{\"type\": \"boolean\"}, \"read_back\": {\"anyOf\": [{\"const\": false}, {\"type\": "
            "\"integer\", \"minimum\": 0, \"maximum\": 65535}]}}}}");
}

void register_map_schema(FILE *out)
{
    fprintf(out, "{\"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n"
                 "\"title\": \"register map of a device\", \"type\": \"object\", "
                 "\"additionalProperties\": false,\n\"required\": [\"register_map\", \"name\", "
                 "\"source\", \"points\"],\n\"$defs\": {");
    put_writes(out);
    fprintf(
        out,
        "},\n\"properties\": {\"register_map\": {\"const\": 1}, \"name\": {\"type\": "
        "\"string\"}, \"source\": {\"type\": \"string\"}, \"note\": {\"type\": \"string\"},\n"
        "\"most_registers\": {\"type\": \"integer\", \"minimum\": 1, \"maximum\": 125}, "
        "\"gap\": {\"type\": \"integer\", \"minimum\": 0, \"maximum\": 124}, \"beat_s\": "
        "{\"type\": \"number\", \"minimum\": 0.1, \"maximum\": 3600},\n\"identity\": {\"type\": "
        "\"array\", \"maxItems\": %d, \"items\": {\"type\": \"object\", "
        "\"additionalProperties\": false, \"required\": [\"address\", \"type\", \"equals\"], "
        "\"properties\": {",
        (int)MAP_IDENTITY);
    put_place(out);
    fprintf(out, ", \"registers\": {\"type\": \"integer\", \"minimum\": 1, \"maximum\": 32}, "
                 "\"equals\": {}}}},\n");
    put_points(out);
    for (int i = 0; i < MAP_LISTS; i++) {
        fprintf(out, ",\n\"%s\": {\"$ref\": \"#/$defs/write\"}", map_lists[i]);
    }
    fprintf(out, "}}\n");
}
