/* Inside the site reader only: sections of a site file and the tables that say what they hold.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_SITE_TABLE_H
#define STATION_SITE_TABLE_H

#include "json.h"
#include "site.h"

/* Types a site file has beyond enum ostrov_type. Text stands in the structure itself: count bytes. */
enum site_type {
    SITE_TYPE_TEXT = 100,
    SITE_TYPE_CLOCK = 101,   /* local "04:30", "24:15" past midnight; int32_t minutes */
    SITE_TYPE_VEHICLE = 102, /* name of a vehicle; int32_t its index */
    SITE_TYPE_POINT = 103,   /* name of a charge point; int32_t its index */
    SITE_TYPE_DAY = 104      /* day of the year "05-16"; int32_t month · 100 + day */
};

/* A name, and for a key that the reader fills by itself, where the value comes from. */
struct site_word {
    const char *key;
    const char *from;
};

/* One section: its table, and where its structure lies in struct site. */
struct site_section {
    const char *key;            /* "battery" */
    const char *structure;      /* "ostrov_battery_config" when the library owns the table; else NULL */
    const ostrov_field *fields; /* when it is ours; else NULL */
    size_t field_count;
    size_t offset;              /* in struct site */
    size_t row_size;            /* > 0: a list of rows */
    size_t rows_max;
    size_t count_offset;        /* of the int32_t that counts the rows */
    const char *const *required; /* members that have a default in the library but not for a site */
    const struct site_word *derived; /* members that follow from other keys */
    int32_t optional;           /* 1 = may be left out: its structure then stays zero */
    int32_t secret;             /* 1 = its texts are nobody else's business */
};

/* All sections in the order they are read (duties name vehicles and charge points). */
extern const struct site_section site_sections[];
extern const size_t site_section_count;

/* What a reader needs at hand. */
struct site_reader {
    const char *path;
    struct json doc;
    struct site *site;
    char *message;
    size_t capacity;
};

/* Writes "path:line: key = value: what" and returns −1. */
int site_refuse(struct site_reader *r, int32_t node, const char *what);

/* The same for a member that is not there: line of the object. */
int site_refuse_missing(struct site_reader *r, int32_t object, const char *key, const char *what);

/* Reads one section: its one object, or its rows. */
int site_take_section(struct site_reader *r, const struct site_section *section, int32_t node);

/* Fills a member from the value of a node, by its table row. */
int site_take_value(struct site_reader *r, const ostrov_field *field, int32_t node, unsigned char *at);

/* Remembers where a value comes from. */
int site_take_source(struct site_reader *r, const char *path, double value, int32_t provenance,
                     const char *note);

/* Table rows of a section and how many. */
const ostrov_field *site_section_fields(const struct site_section *section, size_t *count);

/* Levenshtein distance of two words, ASCII case not counted; 64 for words that are too long. */
int site_distance(const char *a, const char *b);

/* Appends formatted text; cuts at the end of the buffer. Returns the new used length. */
size_t site_append(char *text, size_t used, size_t capacity, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* A number for messages: shortest text that reads back, point whatever the locale. */
const char *site_number(double value, char text[40]);

#endif
