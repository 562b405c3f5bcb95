/* One value of a site file: from text into a structure by its table row, or a refusal that says
 * where and why.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "table.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { SHOWN = 40, WORD = 64, WHAT = 400 };

size_t site_append(char *text, size_t used, size_t capacity, const char *format, ...)
{
    va_list arguments;
    if (used >= capacity) {
        return used;
    }
    va_start(arguments, format);
    int wrote = vsnprintf(text + used, capacity - used, format, arguments);
    va_end(arguments);
    size_t left = capacity - used;
    return used + (wrote < 0 ? 0 : (size_t)wrote < left ? (size_t)wrote : left - 1);
}

const char *site_number(double value, char text[40])
{
    (void)ostrov_number_write(value, -1, text, 40);
    return text;
}

static unsigned char lower(char c) { return (unsigned char)(c >= 'A' && c <= 'Z' ? c + 32 : c); }

int site_distance(const char *a, const char *b)
{
    int row[WORD + 1];
    int columns = (int)strlen(b);
    int rows = (int)strlen(a);
    if (columns > WORD || rows > WORD) {
        return WORD;
    }
    for (int j = 0; j <= columns; j++) {
        row[j] = j;
    }
    for (int i = 1; i <= rows; i++) {
        int diagonal = row[0];
        row[0] = i;
        for (int j = 1; j <= columns; j++) {
            int change = diagonal + (lower(a[i - 1]) != lower(b[j - 1]));
            int insert = row[j - 1] + 1;
            int drop = row[j] + 1;
            diagonal = row[j];
            row[j] = change < insert ? change : insert;
            row[j] = row[j] < drop ? row[j] : drop;
        }
    }
    return row[columns];
}

/* The value as it stands in the file, on one line and cut where it gets long. */
static void shown(const struct json *doc, int32_t node, char text[SHOWN + 8])
{
    const struct json_node *n = &doc->node[node];
    size_t count = 0;
    if (n->kind == JSON_TEXT) {
        text[count++] = '"';
    }
    for (size_t i = 0; i < n->length && count < SHOWN; i++) {
        char c = doc->text[n->start + i];
        if (c == '\n' || (c == ' ' && count > 0 && text[count - 1] == ' ')) {
            continue;
        }
        text[count++] = c;
    }
    if (count >= SHOWN) {
        while ((text[count - 1] & 0xC0) == 0x80) {
            count--; /* not through the middle of a UTF-8 character */
        }
        count -= (text[count - 1] & 0x80) != 0;
        memcpy(text + count, "…", 3);
        count += 3;
    }
    if (n->kind == JSON_TEXT) {
        text[count++] = '"';
    }
    text[count] = '\0';
}

int site_refuse(struct site_reader *r, int32_t node, const char *what)
{
    char path[96];
    char value[SHOWN + 8];
    (void)json_path(&r->doc, node, path, sizeof path);
    shown(&r->doc, node, value);
    (void)snprintf(r->message, r->capacity, "%s:%d: %s = %s: %s", r->path,
                   (int)r->doc.node[node].line, path[0] != '\0' ? path : "file", value, what);
    return -1;
}

int site_refuse_missing(struct site_reader *r, int32_t object, const char *key, const char *what)
{
    char path[96];
    (void)json_path(&r->doc, object, path, sizeof path);
    (void)snprintf(r->message, r->capacity, "%s:%d: %s%s%s: %s", r->path,
                   (int)r->doc.node[object].line, path, path[0] != '\0' ? "." : "", key, what);
    return -1;
}

static int refuse_kind(struct site_reader *r, int32_t node, const char *wanted)
{
    char what[WHAT];
    int32_t kind = r->doc.node[node].kind;
    (void)snprintf(what, sizeof what, "%s is wanted, %s is given%s", wanted, json_kind_text(kind),
                   kind == JSON_NULL ? "; leave out a key that is not known" : "");
    return site_refuse(r, node, what);
}

static int refuse_range(struct site_reader *r, int32_t node, const ostrov_field *field)
{
    char lo[40];
    char hi[40];
    char what[WHAT];
    const char *unit = field->unit[0] != '\0' && strcmp(field->unit, "1") != 0 ? field->unit : "";
    const char *gap = unit[0] != '\0' ? " " : "";
    if (field->min != field->min) {
        (void)snprintf(what, sizeof what, "outside its range, allowed up to %s%s%s",
                       site_number(field->max, hi), gap, unit);
    } else if (field->max != field->max) {
        (void)snprintf(what, sizeof what, "outside its range, allowed from %s%s%s",
                       site_number(field->min, lo), gap, unit);
    } else {
        (void)snprintf(what, sizeof what, "outside its range, allowed %s … %s%s%s",
                       site_number(field->min, lo), site_number(field->max, hi), gap, unit);
    }
    return site_refuse(r, node, what);
}

static int take_number(struct site_reader *r, const ostrov_field *field, int32_t node,
                       double *value)
{
    const struct json_node *n = &r->doc.node[node];
    if (n->kind != JSON_NUMBER) {
        return refuse_kind(r, node, "a number");
    }
    ostrov_status status = ostrov_number_read(r->doc.text + n->start, n->length, value, NULL);
    if (status != OSTROV_OK) {
        return site_refuse(r, node, ostrov_status_text(status));
    }
    if (*value < field->min || *value > field->max) {
        return refuse_range(r, node, field);
    }
    return 0;
}

static int take_integer(struct site_reader *r, const ostrov_field *field, int32_t node,
                        double *value)
{
    if (take_number(r, field, node, value) != 0) {
        return -1;
    }
    double least = field->type == OSTROV_TYPE_U32 ? 0.0 : -2147483648.0;
    double most = field->type == OSTROV_TYPE_U32 ? 4294967295.0 : 2147483647.0;
    if (*value < least || *value > most || *value != (double)(int64_t)*value) {
        return site_refuse(r, node, "a whole number is wanted");
    }
    return 0;
}

static int take_text(struct site_reader *r, const ostrov_field *field, int32_t node, char *at)
{
    const char *text = r->doc.node[node].string;
    if (text == NULL) {
        return refuse_kind(r, node, "text");
    }
    if (strlen(text) >= field->count) {
        char what[WHAT];
        (void)snprintf(what, sizeof what, "too long, allowed up to %u bytes",
                       (unsigned)(field->count - 1));
        return site_refuse(r, node, what);
    }
    memcpy(at, text, strlen(text) + 1);
    return text[0] != '\0' ? 0 : site_refuse(r, node, "text must not be empty");
}

/* A word out of a list of names: an enumerator, a vehicle, a charge point. */
static int refuse_word(struct site_reader *r, int32_t node, const char *word,
                       const char *const *names, size_t count, const char *kind)
{
    char what[WHAT];
    int best = 3;
    const char *near = NULL;
    size_t used = site_append(what, 0, sizeof what, "not a %s, allowed", kind);
    for (size_t i = 0; i < count; i++) {
        int distance = site_distance(word, names[i]);
        if (distance < best) {
            best = distance;
            near = names[i];
        }
        used = site_append(what, used, sizeof what, "%s %s", i > 0 ? "," : "", names[i]);
    }
    if (count == 0) {
        used = site_append(what, used, sizeof what, " none: the list is empty");
    }
    if (near != NULL) {
        (void)site_append(what, used, sizeof what, ", did you mean \"%s\"?", near);
    }
    return site_refuse(r, node, what);
}

static int take_word(struct site_reader *r, int32_t node, const char *const *names, size_t count,
                     const char *kind, int32_t *index)
{
    const char *word = r->doc.node[node].string;
    if (word == NULL) {
        return refuse_kind(r, node, kind);
    }
    for (size_t i = 0; i < count; i++) {
        if (strcmp(names[i], word) == 0) {
            *index = (int32_t)i;
            return 0;
        }
    }
    return refuse_word(r, node, word, names, count, kind);
}

static int take_choice(struct site_reader *r, const ostrov_field *field, int32_t node,
                       unsigned char *at)
{
    const char *names[32];
    size_t count = 0;
    int32_t index = 0;
    for (uint32_t i = 0; i < field->choice_count && count < 32; i++) {
        names[count++] = field->choices[i].word;
    }
    if (take_word(r, node, names, count, "known word", &index) != 0) {
        return -1;
    }
    memcpy(at, &field->choices[index].value, sizeof(int32_t));
    return 0;
}

static int take_name(struct site_reader *r, const ostrov_field *field, int32_t node,
                     unsigned char *at)
{
    const char *names[SITE_VEHICLES > OSTROV_CHARGE_POINTS ? SITE_VEHICLES : OSTROV_CHARGE_POINTS];
    size_t count = 0;
    int32_t index = 0;
    int vehicle = field->type == SITE_TYPE_VEHICLE;
    int32_t known = vehicle ? r->site->vehicles : r->site->charge_points;
    for (int32_t i = 0; i < known; i++) {
        names[count++] = vehicle ? r->site->vehicle[i].name : r->site->charge_point[i].name;
    }
    if (take_word(r, node, names, count,
                  vehicle ? "vehicle of this site" : "charge point of this site", &index) != 0) {
        return -1;
    }
    memcpy(at, &index, sizeof index);
    return 0;
}

/* "H:MM" or "HH:MM"; hours beyond 23 say "past midnight". */
static int take_clock(struct site_reader *r, const ostrov_field *field, int32_t node,
                      unsigned char *at)
{
    const struct json_node *n = &r->doc.node[node];
    const char *t = r->doc.text + n->start;
    size_t colon = n->length > 3 ? n->length - 3 : 0;
    int32_t hour = 0;
    int good = n->kind == JSON_TEXT && colon >= 1 && colon <= 2 && t[colon] == ':';
    for (size_t i = 0; good && i < n->length; i++) {
        good = i == colon || (t[i] >= '0' && t[i] <= '9');
    }
    if (!good) {
        return site_refuse(r, node, "a local time is wanted, such as \"04:30\"");
    }
    for (size_t i = 0; i < colon; i++) {
        hour = hour * 10 + (t[i] - '0');
    }
    int32_t minute = (t[colon + 1] - '0') * 10 + (t[colon + 2] - '0');
    int32_t value = hour * 60 + minute;
    if (minute > 59 || value < field->min || value > field->max) {
        return site_refuse(r, node,
                           field->max < 1440    ? "outside its range, allowed 00:00 … 23:59"
                           : field->max == 1440 ? "outside its range, allowed 00:01 … 24:00"
                                                : "outside its range, allowed 00:01 … 47:59");
    }
    memcpy(at, &value, sizeof value);
    return 0;
}

/* "05-16": a day of any year, 02-29 too. */
static int take_day(struct site_reader *r, int32_t node, unsigned char *at)
{
    static const int32_t longest[13] = {0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const struct json_node *n = &r->doc.node[node];
    const char *t = r->doc.text + n->start;
    int good = n->kind == JSON_TEXT && n->length == 5 && t[2] == '-';
    for (size_t i = 0; good && i < 5; i++) {
        good = i == 2 || (t[i] >= '0' && t[i] <= '9');
    }
    int32_t month = good ? (t[0] - '0') * 10 + (t[1] - '0') : 0;
    int32_t day = good ? (t[3] - '0') * 10 + (t[4] - '0') : 0;
    if (month < 1 || month > 12 || day < 1 || day > longest[month]) {
        return site_refuse(r, node, "month and day are wanted, such as \"05-16\"");
    }
    int32_t value = month * 100 + day;
    memcpy(at, &value, sizeof value);
    return 0;
}

static int take_scalar(struct site_reader *r, const ostrov_field *field, int32_t node,
                       unsigned char *at)
{
    double number = 0.0;
    int32_t i32 = 0;
    uint32_t u32 = 0;
    switch (field->type) {
    case OSTROV_TYPE_F64:
        if (take_number(r, field, node, &number) != 0) {
            return -1;
        }
        memcpy(at, &number, sizeof number);
        return 0;
    case OSTROV_TYPE_I32:
        if (take_integer(r, field, node, &number) != 0) {
            return -1;
        }
        i32 = (int32_t)number;
        memcpy(at, &i32, sizeof i32);
        return 0;
    case OSTROV_TYPE_U32:
        if (take_integer(r, field, node, &number) != 0) {
            return -1;
        }
        u32 = (uint32_t)number;
        memcpy(at, &u32, sizeof u32);
        return 0;
    case OSTROV_TYPE_BOOL:
        i32 = r->doc.node[node].kind == JSON_TRUE;
        if (!i32 && r->doc.node[node].kind != JSON_FALSE) {
            return refuse_kind(r, node, "true or false");
        }
        memcpy(at, &i32, sizeof i32);
        return 0;
    case OSTROV_TYPE_ENUM:
        return take_choice(r, field, node, at);
    case SITE_TYPE_CLOCK:
        return take_clock(r, field, node, at);
    case SITE_TYPE_DAY:
        return take_day(r, node, at);
    case SITE_TYPE_VEHICLE:
    case SITE_TYPE_POINT:
        return take_name(r, field, node, at);
    default:
        return site_refuse(r, node, "a site file cannot set this");
    }
}

int site_take_value(struct site_reader *r, const ostrov_field *field, int32_t node,
                    unsigned char *at)
{
    if (field->type == SITE_TYPE_TEXT) {
        return take_text(r, field, node, (char *)at);
    }
    if (field->count == 1) {
        return take_scalar(r, field, node, at);
    }
    const struct json_node *n = &r->doc.node[node];
    int32_t given = n->last >= 0 ? r->doc.node[n->last].index + 1 : 0;
    if (n->kind != JSON_LIST || given != (int32_t)field->count) {
        char what[WHAT];
        size_t used = site_append(what, 0, sizeof what, "a list of %u numbers is wanted, ",
                                  (unsigned)field->count);
        (void)(n->kind == JSON_LIST
                   ? site_append(what, used, sizeof what, "one of %d is given", (int)given)
                   : site_append(what, used, sizeof what, "%s is given", json_kind_text(n->kind)));
        return site_refuse(r, node, what);
    }
    size_t size = field->type == OSTROV_TYPE_F64 ? 8 : 4;
    for (int32_t k = n->child; k >= 0; k = r->doc.node[k].next) {
        if (take_scalar(r, field, k, at + (size_t)r->doc.node[k].index * size) != 0) {
            return -1;
        }
    }
    return 0;
}
