/* ENTSO-E publication document A44 (day-ahead prices), IEC 62325-451-3; parsed by expat.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "feed.h"

#include <expat.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH = 16, NAME = 64, VALUE = 320, PERIOD_MOST = 40000, CHUNK = 1 << 20 };

/* Curve types of the document: a value a position, or values until the next one. */
enum curve { CURVE_FIXED = 1, CURVE_VARIABLE = 3 };

struct reader {
    struct price_feed *feed;
    const char *path;
    XML_Parser parser;
    char name[DEPTH][NAME]; /* of the elements we are in, without prefix */
    int32_t depth;
    char value[VALUE];
    size_t length;
    /* the series */
    int32_t curve, sequence, other_market;
    char domain[VALUE];
    /* the period */
    int64_t start_s, end_s;
    int32_t step_s, positions;
    double *price;
    int32_t *line;
    /* the point */
    int32_t position, point_line;
    double amount;
    int32_t failed, known_root;
    char *message;
    size_t capacity;
};

static void refuse(struct reader *r, const char *what)
{
    if (!r->failed) {
        r->failed = 1;
        XML_Size line = XML_GetCurrentLineNumber(r->parser);
        (void)feed_refuse(r->path, line < INT_MAX ? (int32_t)line : INT_MAX, what, r->message,
                          r->capacity);
        (void)XML_StopParser(r->parser, XML_FALSE);
    }
}

static void refuse_value(struct reader *r, const char *wanted)
{
    char what[2 * VALUE + NAME];
    (void)snprintf(what, sizeof what, "%s = \"%s\": %s", r->name[r->depth - 1], r->value, wanted);
    refuse(r, what);
}

static int in(const struct reader *r, int32_t up, const char *name)
{
    return r->depth > up && strcmp(r->name[r->depth - 1 - up], name) == 0;
}

/* "2026-01-14T23:00Z", with or without seconds. */
static int read_utc(const char *text, int64_t *time_s)
{
    ostrov_civil c = {0};
    int used = 0;
    int fields =
        sscanf(text, "%4d-%2d-%2dT%2d:%2d%n", &c.year, &c.month, &c.day, &c.hour, &c.minute, &used);
    if (fields == 5 && text[used] == ':') {
        int more = 0;
        fields += sscanf(text + used, ":%2d%n", &c.second, &more) == 1 ? 0 : -1;
        used += more;
    }
    return fields == 5 && strcmp(text + used, "Z") == 0 &&
                   ostrov_utc_from_civil(&c, time_s) == OSTROV_OK
               ? 0
               : -1;
}

static int32_t step_of(const char *text)
{
    return strcmp(text, "PT15M") == 0   ? 900
           : strcmp(text, "PT30M") == 0 ? 1800
           : strcmp(text, "PT60M") == 0 ? 3600
           : strcmp(text, "PT1H") == 0  ? 3600
                                        : 0;
}

/* Room for the positions of a period, once its interval and its resolution are known. */
static void begin_positions(struct reader *r)
{
    if (r->price != NULL) {
        return;
    }
    if (r->step_s == 0 || r->start_s == INT64_MIN || r->end_s == INT64_MIN) {
        refuse(r, "a Period needs timeInterval and resolution before its points");
        return;
    }
    int64_t span_s = r->end_s - r->start_s;
    if (span_s <= 0 || span_s % r->step_s != 0 || span_s / r->step_s > PERIOD_MOST ||
        r->start_s % FEED_QUARTER_S != 0) {
        refuse(r, "timeInterval is no whole number of steps, empty, or longer than a year");
        return;
    }
    r->positions = (int32_t)(span_s / r->step_s);
    r->price = malloc((size_t)r->positions * sizeof *r->price);
    r->line = calloc((size_t)r->positions, sizeof *r->line);
    if (r->price == NULL || r->line == NULL) {
        refuse(r, "no memory");
    }
}

static void end_point(struct reader *r)
{
    begin_positions(r);
    if (r->failed) {
        return;
    }
    if (r->position < 1 || r->position > r->positions) {
        char what[120];
        (void)snprintf(what, sizeof what, "position %d: the period has %d positions",
                       (int)r->position, (int)r->positions);
        refuse(r, what);
        return;
    }
    int32_t i = r->position - 1;
    if (r->line[i] != 0 && r->price[i] != r->amount &&
        (r->price[i] == r->price[i] || r->amount == r->amount)) {
        char what[120];
        (void)snprintf(what, sizeof what, "position %d is given twice, before in line %d",
                       (int)r->position, (int)r->line[i]);
        refuse(r, what);
        return;
    }
    r->feed->repeated += r->line[i] != 0;
    r->line[i] = r->point_line;
    r->price[i] = r->amount;
}

/* A03: a position that is not there repeats the last one before it. A01: it is not known. */
static void end_period(struct reader *r)
{
    begin_positions(r);
    int32_t rank = r->sequence * 4 + r->step_s / 1800;
    for (int32_t i = 0; i < r->positions && !r->failed && !r->other_market; i++) {
        if (r->line[i] == 0) {
            int repeats = i > 0 && r->curve == CURVE_VARIABLE;
            r->price[i] = repeats ? r->price[i - 1] : __builtin_nan("");
            r->line[i] = repeats ? r->line[i - 1] : (int32_t)XML_GetCurrentLineNumber(r->parser);
        }
        if (feed_add(r->feed, r->start_s + (int64_t)i * r->step_s, r->step_s, r->price[i],
                     r->line[i], rank) != 0) {
            refuse(r, "more prices than a feed may hold, or no memory");
        }
    }
    free(r->price);
    free(r->line);
    r->price = NULL;
    r->line = NULL;
}

static void XMLCALL on_start(void *context, const XML_Char *name, const XML_Char **attributes)
{
    struct reader *r = context;
    const char *colon = strrchr(name, ':');
    const char *local = colon != NULL ? colon + 1 : name;
    (void)attributes;
    if (r->depth >= DEPTH) {
        refuse(r, "elements lie too deep for a price document");
        return;
    }
    (void)snprintf(r->name[r->depth++], NAME, "%.*s", NAME - 1, local);
    r->length = 0;
    r->value[0] = '\0';
    if (r->depth == 1) {
        r->known_root = strcmp(local, "Publication_MarketDocument") == 0;
        if (!r->known_root && strcmp(local, "Acknowledgement_MarketDocument") != 0) {
            refuse(r, "not a Publication_MarketDocument of ENTSO-E");
        }
    } else if (in(r, 0, "TimeSeries")) {
        r->curve = CURVE_FIXED; /* the document's default */
        r->sequence = 1;
        r->other_market = 0;
    } else if (in(r, 0, "Period")) {
        r->start_s = r->end_s = INT64_MIN;
        r->step_s = r->positions = 0;
    } else if (in(r, 0, "Point")) {
        r->position = 0;
        r->amount = __builtin_nan("");
        r->point_line = (int32_t)XML_GetCurrentLineNumber(r->parser);
    }
}

static void XMLCALL on_text(void *context, const XML_Char *text, int count)
{
    struct reader *r = context;
    for (int i = 0; i < count; i++) {
        char c = text[i];
        if (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
            if (r->length == 0 || !in(r, 0, "text")) {
                continue;
            }
            c = ' ';
        }
        if (r->length + 1 <
            sizeof r->value) { /* longer ones are none of ours, or are cut in a message */
            r->value[r->length++] = c;
        }
    }
    r->value[r->length] = '\0';
}

static void take_amount(struct reader *r)
{
    ostrov_status status = ostrov_number_read(r->value, r->length, &r->amount, NULL);
    if (r->length == 0) {
        r->amount = __builtin_nan("");
    } else if (status == OSTROV_E_TEXT) {
        refuse_value(r, "not a number");
    } else if (status != OSTROV_OK) {
        r->amount = __builtin_inf(); /* too large for a double: not believed */
    }
}

static void take_whole(struct reader *r, int32_t *value)
{
    int32_t read = 0;
    size_t i = 0;
    for (; i < r->length && i < 7 && r->value[i] >= '0' && r->value[i] <= '9'; i++) {
        read = read * 10 + (r->value[i] - '0');
    }
    if (i == 0 || i != r->length) {
        refuse_value(r, "a whole number is wanted");
        return;
    }
    *value = read;
}

/* Two bidding zones in one document are two prices for one hour. */
static void take_domain(struct reader *r)
{
    if (r->domain[0] == '\0') {
        memcpy(r->domain, r->value, sizeof r->domain);
    } else if (strcmp(r->domain, r->value) != 0) {
        char what[3 * VALUE];
        (void)snprintf(what, sizeof what, "a second bidding zone, \"%s\" after \"%s\"", r->value,
                       r->domain);
        refuse(r, what);
    }
}

static void take_series(struct reader *r)
{
    if (in(r, 0, "curveType")) {
        r->curve = strcmp(r->value, "A03") == 0 ? CURVE_VARIABLE : CURVE_FIXED;
        if (r->curve == CURVE_FIXED && strcmp(r->value, "A01") != 0) {
            refuse_value(r, "curve A01 or A03 is wanted");
        }
    } else if (in(r, 0, "currency_Unit.name") && strcmp(r->value, "EUR") != 0) {
        refuse_value(r, "prices in EUR are wanted");
    } else if (in(r, 0, "price_Measure_Unit.name") && strcmp(r->value, "MWH") != 0) {
        refuse_value(r, "prices per MWH are wanted");
    } else if (in(r, 0, "in_Domain.mRID")) {
        take_domain(r);
    } else if (in(r, 0, "classificationSequence_AttributeInstanceComponent.position")) {
        take_whole(r, &r->sequence);
    } else if (in(r, 0, "contract_MarketAgreement.type")) {
        /* A01 is the day ahead; an answer to a question without a contract also holds the auctions
         * within the day, A07. */
        r->other_market = strcmp(r->value, "A01") != 0;
    }
}

/* Documents of this schema also tell flows and capacities: those have no prices. */
static void take_type(struct reader *r)
{
    if (r->known_root && strcmp(r->value, "A44") != 0) {
        refuse_value(r, "a document of prices, A44, is wanted");
    }
}

static void take_period(struct reader *r)
{
    if (in(r, 0, "resolution")) {
        r->step_s = step_of(r->value);
        if (r->step_s == 0) {
            refuse_value(r, "PT15M, PT30M or PT60M is wanted");
        }
    } else if (in(r, 1, "timeInterval") && (in(r, 0, "start") || in(r, 0, "end"))) {
        if (read_utc(r->value, in(r, 0, "start") ? &r->start_s : &r->end_s) != 0) {
            refuse_value(r, "a UTC time is wanted, such as 2026-01-14T23:00Z");
        }
    }
}

static void XMLCALL on_end(void *context, const XML_Char *name)
{
    struct reader *r = context;
    (void)name;
    if (r->failed || r->depth == 0) {
        return;
    }
    if (!r->known_root && in(r, 0, "text")) { /* an answer without data tells why */
        refuse_value(r, "the answer of ENTSO-E holds no prices");
    } else if (r->depth == 2 && in(r, 0, "type")) {
        take_type(r);
    } else if (in(r, 0, "price.amount") && in(r, 1, "Point")) {
        take_amount(r);
    } else if (in(r, 0, "position") && in(r, 1, "Point")) {
        take_whole(r, &r->position);
    } else if (in(r, 0, "Point")) {
        end_point(r);
    } else if (in(r, 0, "Period")) {
        end_period(r);
    } else if (in(r, 1, "TimeSeries")) {
        take_series(r);
    } else if (in(r, 1, "Period") || in(r, 2, "Period")) {
        take_period(r);
    }
    r->depth--;
    r->length = 0;
    r->value[0] = '\0';
}

/* Entities are what makes a small file large; price documents have none. */
static void XMLCALL on_doctype(void *context, const XML_Char *name, const XML_Char *system,
                               const XML_Char *public, int internal)
{
    (void)name, (void)system, (void)public, (void)internal;
    refuse(context, "a DOCTYPE has no place in a price document");
}

static void parse(struct reader *r, const char *bytes, size_t count)
{
    size_t done = 0;
    while (!r->failed && done <= count) {
        size_t part = count - done < CHUNK ? count - done : CHUNK;
        int last = done + part == count;
        if (XML_Parse(r->parser, bytes + done, (int)part, last) == XML_STATUS_ERROR && !r->failed) {
            refuse(r, XML_ErrorString(XML_GetErrorCode(r->parser)));
        }
        done += part;
        if (last) {
            return;
        }
    }
}

int feed_entsoe(struct price_feed *feed, const char *path, const char *bytes, size_t count,
                char *message, size_t capacity)
{
    struct reader r = {.feed = feed, .path = path, .message = message, .capacity = capacity};
    r.parser = XML_ParserCreate(NULL);
    if (r.parser == NULL) {
        return feed_refuse(path, 0, "no memory", message, capacity);
    }
    XML_SetUserData(r.parser, &r);
    XML_SetElementHandler(r.parser, on_start, on_end);
    XML_SetCharacterDataHandler(r.parser, on_text);
    XML_SetStartDoctypeDeclHandler(r.parser, on_doctype);
    parse(&r, bytes, count);
    if (!r.failed && !r.known_root) {
        refuse(&r, "the answer of ENTSO-E holds no prices");
    }
    free(r.price);
    free(r.line);
    XML_ParserFree(r.parser);
    return r.failed ? -1 : 0;
}
