/* CSV as OTE, the Czech market operator, gives prices and as distributors give the meter's quarter
 * hours: semicolons, decimal commas, the local day and the hour, period or interval in it, or of a
 * meter a time stamp.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "feed.h"
#include "stamps.h"

#include <stdio.h>
#include <string.h>

enum { SHOWN = 40, NUMBER = 48 };

/* What the column of time counts. */
enum counted { COUNTED_HOURS = 1, COUNTED_QUARTERS = 2, COUNTED_INTERVALS = 3, COUNTED_STAMPS = 4 };

struct reader {
    struct price_feed *feed;
    const char *path;
    const ostrov_zone *zone;
    int day, period, value; /* columns */
    int32_t counted;
    int32_t meter;  /* 1 = a meter's power, 0 = a price */
    int32_t energy; /* 1 = the meter gives kWh of a step, 0 = kW */
    int32_t titled; /* 1 = the day stands in a title above the header */
    ostrov_civil title_day;
    int64_t last_s; /* start of the row before: tells the second 02:00 from the first */
    int32_t line;
    struct stamps stamps;
    int32_t told; /* enum feed_stamps the header says */
    char *message;
    size_t capacity;
};

/* The column of what is wanted, and whether it is better than the one found before. */
static int is_value(struct reader *r, const struct cells *cells, int i)
{
    if (!r->meter) { /* beside each other stand the price of 15 and of 60 minutes: the finer is the
                        market's */
        return cells_hold(cells, i, "eur/mwh") &&
               (cells_hold(cells, i, "cena") || cells_hold(cells, i, "price")) &&
               (r->value < 0 || cells_hold(cells, i, "15"));
    }
    if (r->value >= 0 || !cells_hold(cells, i, "kw") ||
        !(cells_hold(cells, i, "import") || cells_hold(cells, i, "odb") ||
          cells_hold(cells, i, "consum") || cells_hold(cells, i, "+a"))) {
        return 0;
    }
    r->energy = cells_hold(cells, i, "kwh");
    return 1;
}

/* A meter's column of time stamps: "Od", "Do", "Datum a čas". Of a beginning and an end beside each
 * other the beginning is taken. Returns 1 when it is one that is better than the one found before.
 */
static int is_clock(struct reader *r, const struct cells *cells, int i)
{
    static const struct {
        const char *word;
        int32_t told;
    } names[] = {
        {"od", FEED_STAMPS_BEGIN},          {"from", FEED_STAMPS_BEGIN},
        {"start", FEED_STAMPS_BEGIN},       {"begin", FEED_STAMPS_BEGIN},
        {"do", FEED_STAMPS_END},            {"to", FEED_STAMPS_END},
        {"end", FEED_STAMPS_END},           {"until", FEED_STAMPS_END},
        {"time", FEED_STAMPS_NONE},         {"cas", FEED_STAMPS_NONE},
        {"\xC4\x8D" "as", FEED_STAMPS_NONE}, {"\xC4\x8C" "as", FEED_STAMPS_NONE}, /* UTF-8 */
        {"\xE8" "as", FEED_STAMPS_NONE},    {"\xC8" "as", FEED_STAMPS_NONE}, /* Windows-1250 */
    };
    const size_t count = sizeof names / sizeof names[0];
    size_t k = 0;
    while (k < count && !cells_word(cells, i, names[k].word)) {
        k++;
    }
    if (k == count || !r->meter || cells_hold(cells, i, "kw") || r->told == FEED_STAMPS_BEGIN ||
        (r->told == FEED_STAMPS_END && names[k].told != FEED_STAMPS_BEGIN)) {
        return 0;
    }
    r->told = names[k].told;
    return 1;
}

/* Finds the columns in a line that may be the header. Returns 1 when it is. */
static int take_header(struct reader *r, const struct cells *cells)
{
    int clock = -1;
    r->day = r->period = r->value = -1;
    r->told = FEED_STAMPS_NONE;
    for (int i = 0; i < cells->count; i++) {
        if (is_value(r, cells, i)) {
            r->value = i;
        } else if (cells_hold(cells, i, "nterval")) {
            r->period = i;
            r->counted = COUNTED_INTERVALS;
        } else if (r->period < 0 && cells_hold(cells, i, "period")) {
            r->period = i;
            r->counted = COUNTED_QUARTERS;
        } else if (r->period < 0 &&
                   (cells_hold(cells, i, "hodina") || cells_hold(cells, i, "hour"))) {
            r->period = i;
            r->counted = COUNTED_HOURS;
        } else if (is_clock(r, cells, i)) {
            clock = i;
        } else if (r->day < 0 && (cells_hold(cells, i, "den") || cells_hold(cells, i, "dat") ||
                                  cells_hold(cells, i, "day"))) {
            r->day = i;
        }
    }
    if (r->meter && r->period < 0) { /* the time may stand in one cell with the day */
        r->period = clock >= 0 ? clock : r->day;
        r->counted = COUNTED_STAMPS;
    }
    return (r->day >= 0 || r->titled || clock >= 0) && r->period >= 0 && r->value >= 0;
}

static int refuse(const struct reader *r, const char *what)
{
    return feed_refuse(r->path, r->line, what, r->message, r->capacity);
}

static int refuse_cell(const struct reader *r, const struct cells *cells, int i, const char *what)
{
    char text[200];
    (void)snprintf(text, sizeof text, "\"%.*s\": %s",
                   cells->length[i] < SHOWN ? cells->length[i] : SHOWN, cells->at[i], what);
    return refuse(r, text);
}

/* A title such as "Výsledky denního trhu ČR - 01.10.2025": the day of the rows below it. Returns 1
 * when there is one in the first cell. */
static int take_title(struct reader *r, const struct cells *cells)
{
    struct cells day = {.count = 1};
    ostrov_civil date;
    const char *end = cells->at[0] + cells->length[0];
    for (const char *at = cells->at[0]; at < end && !r->meter; at++) {
        if (*at >= '0' && *at <= '9' && (at == cells->at[0] || at[-1] == ' ')) {
            day.at[0] = at;
            day.length[0] = (int)(end - at);
            if (cells_day(&day, 0, &date) == 0) {
                r->title_day = date;
                r->titled = 1;
                return 1;
            }
        }
    }
    return 0;
}

/* "02:15-02:30": start and step. The hour that comes twice in October stands twice in the
 * file; "a" and "b" tell which, else the order does. */
static int read_interval(struct reader *r, const struct cells *cells, const ostrov_civil *day,
                         int64_t *time_s, int32_t *step_s)
{
    const char *at = cells->at[r->period];
    const char *end = at + cells->length[r->period];
    int32_t part[4] = {-1, -1, -1, -1};
    char letter[4] = {0}; /* "02a:45-02b:00" in the long night: behind part 0 and part 2 */
    for (int k = 0; k < 4; k++) {
        while (at < end && (*at == ':' || *at == '-' || *at == ' ' || *at == 'a' || *at == 'b')) {
            letter[k > 0 ? k - 1 : 0] = *at == 'a' || *at == 'b' ? *at : letter[k > 0 ? k - 1 : 0];
            at++;
        }
        part[k] = cells_digits(&at, end);
    }
    ostrov_civil c = *day;
    c.hour = part[0];
    c.minute = part[1];
    int32_t length = (part[2] * 60 + part[3]) - (part[0] * 60 + part[1]);
    length += letter[0] == 'a' && letter[2] == 'b' ? 60 : 0;
    *step_s = (length <= 0 ? length + 1440 : length) * 60;
    if (at != end || part[0] < 0 || part[1] < 0 || part[2] < 0 || part[3] < 0 ||
        (*step_s != 900 && *step_s != 3600)) {
        return refuse_cell(r, cells, r->period, "an interval is wanted, such as 02:15-02:30");
    }
    if (ostrov_zone_utc(r->zone, &c, OSTROV_FOLD_FIRST, time_s) != OSTROV_OK) {
        return refuse_cell(r, cells, r->period, "this local time does not exist on that day");
    }
    if (*time_s % FEED_QUARTER_S != 0) {
        return refuse_cell(r, cells, r->period, "it begins at no quarter hour");
    }
    int64_t second_s = *time_s;
    if (letter[0] != 'a' && (letter[0] == 'b' || *time_s <= r->last_s) &&
        ostrov_zone_utc(r->zone, &c, OSTROV_FOLD_SECOND, &second_s) == OSTROV_OK) {
        *time_s = second_s;
    }
    return 0;
}

/* Hour or quarter hour number n of the local day, which has 92, 96 or 100 of them. */
static int read_number(struct reader *r, const struct cells *cells, const ostrov_civil *day,
                       int64_t *time_s, int32_t *step_s)
{
    const char *at = cells->at[r->period];
    const char *end = at + cells->length[r->period];
    int64_t noon_s = 0, start_s = 0, end_s = 0;
    int32_t n = cells_digits(&at, end);
    *step_s = r->counted == COUNTED_HOURS ? 3600 : FEED_QUARTER_S;
    if (ostrov_zone_utc(r->zone, day, OSTROV_FOLD_FIRST, &noon_s) != OSTROV_OK ||
        ostrov_zone_day(r->zone, noon_s, &start_s, &end_s) != OSTROV_OK) {
        return refuse_cell(r, cells, r->period, "its day is outside the calendar");
    }
    int64_t most = (end_s - start_s) / *step_s;
    if (at != end || n < 1 || n > most) {
        char what[100];
        (void)snprintf(what, sizeof what,
                       "a whole number from 1 to %d is wanted: that day has so many", (int)most);
        return refuse_cell(r, cells, r->period, what);
    }
    *time_s = start_s + (int64_t)(n - 1) * *step_s;
    return 0;
}

/* "1 234,56" and "1.234,56"; blanks of any kind part thousands. Not known: NaN. */
static int read_value(struct reader *r, const struct cells *cells, double *value)
{
    char text[NUMBER] = "";
    size_t used = 0;
    const char *from = cells->at[r->value];
    int length = cells->length[r->value];
    int comma = memchr(from, ',', (size_t)length) != NULL;
    *value = __builtin_nan("");
    if (length == 0 || (length == 1 && *from == '-') ||
        (length == 2 && memcmp(from, "SN", 2) == 0)) {
        return 0;
    }
    for (int i = 0; i < length && used + 1 < sizeof text; i++) {
        unsigned char c = (unsigned char)from[i];
        if (c == ' ' || c == 0xC2 || c == 0xA0 || (c == '.' && comma)) {
            continue;
        }
        text[used++] = (char)(c == ',' ? '.' : c);
    }
    ostrov_status status = ostrov_number_read(text, used, value, NULL);
    if (status == OSTROV_E_TEXT || used == 0) {
        return refuse_cell(r, cells, r->value, "not a number; what is not known stays empty");
    }
    if (status != OSTROV_OK) {
        *value = __builtin_inf();
    }
    return 0;
}

/* W, of kWh in a step or of kW. A register of import runs one way. */
static double power(const struct reader *r, double value, int32_t step_s)
{
    value *= r->energy ? 3.6e6 / step_s : 1e3;
    return value < 0.0 ? -__builtin_inf() : value;
}

static int take_stamp(struct reader *r, const struct cells *cells, const ostrov_civil *moment)
{
    double value = 0.0;
    if (read_value(r, cells, &value) != 0) {
        return -1;
    }
    const char *wrong = stamps_add(&r->stamps, r->zone, moment, value, r->line);
    return wrong == NULL ? 0 : refuse_cell(r, cells, r->period, wrong);
}

/* What stands at an end belongs to the interval before it. */
static int add_stamped(struct reader *r)
{
    struct price_feed *feed = r->feed;
    struct stamps *stamps = &r->stamps;
    r->line = 0; /* what is wrong now is of the whole file */
    stamps->named = stamps->named != FEED_STAMPS_NONE ? stamps->named : r->told;
    feed->stamps = stamps_judge(stamps, r->zone, &feed->stamps_why);
    if (feed->stamps == FEED_STAMPS_NONE) {
        return refuse(r, feed->stamps_why);
    }
    int32_t back_s = feed->stamps == FEED_STAMPS_END ? stamps->step_s : 0;
    for (int32_t i = 0; i < stamps->count; i++) {
        const struct stamp *row = &stamps->row[i];
        if (feed_add(feed, row->time_s - back_s, stamps->step_s,
                     power(r, row->value, stamps->step_s), row->line, stamps->step_s / 1800) != 0) {
            return refuse(r, "more rows than a feed may hold, or no memory");
        }
    }
    return 0;
}

static int take_row(struct reader *r, const struct cells *cells)
{
    ostrov_civil day = r->title_day;
    int64_t time_s = 0;
    int32_t step_s = 0;
    double value = 0.0;
    if (cells->count <= r->day || cells->count <= r->period || cells->count <= r->value) {
        return refuse(r, "fewer columns than the header has: the file is truncated here");
    }
    if (r->meter && cells_moment(cells, r->day, r->period, &day) == 0) {
        return take_stamp(r, cells, &day);
    }
    if (r->counted == COUNTED_STAMPS) {
        return refuse_cell(r, cells, r->period,
                           "a local day and time is wanted, such as 18.08.2026 00:15");
    }
    if (r->day >= 0 && cells_day(cells, r->day, &day) != 0) {
        return refuse_cell(r, cells, r->day, "a day is wanted, such as 01.10.2025");
    }
    if ((r->counted == COUNTED_INTERVALS ? read_interval(r, cells, &day, &time_s, &step_s)
                                         : read_number(r, cells, &day, &time_s, &step_s)) != 0 ||
        read_value(r, cells, &value) != 0) {
        return -1;
    }
    r->last_s = time_s;
    value = r->meter ? power(r, value, step_s) : value;
    return feed_add(r->feed, time_s, step_s, value, r->line, step_s / 1800) == 0
               ? 0
               : refuse(r, "more rows than a feed may hold, or no memory");
}

static int read_lines(struct reader *r, const char *bytes, size_t count)
{
    struct cells cells;
    const char *at = bytes;
    const char *stop = bytes + count;
    int header = 0, headers = 0;
    int32_t lines = 0;
    while (at < stop) {
        r->line += lines > 0 ? lines : 1;
        const char *end = cells_row_end(at, stop, &lines);
        if (end == NULL) { /* all that follows would be one cell, and not be missed */
            return refuse(r, "a cell in quotes does not end");
        }
        cells_split(at, end, &cells);
        at = end < stop ? end + 1 : stop;
        if (cells_empty(&cells)) {
            continue;
        }
        if (header && r->day < 0 && take_title(r, &cells)) {
            header = 0; /* the sheet of another day */
        } else if (!header && !take_title(r, &cells)) {
            header = take_header(r, &cells);
            headers += header;
        } else if (header && !cells_hold(&cells, 0, "celkem") && !cells_hold(&cells, 0, "total") &&
                   take_row(r, &cells) != 0) {
            return -1;
        }
    }
    r->line = 0;
    return headers > 0
               ? 0
               : refuse(
                     r,
                     r->meter
                         ? "wrong header: no line with a day, an hour, period, interval or "
                           "time, and what is imported in kWh or kW"
                         : "wrong header: no line with a day, an hour, period or interval, and a "
                           "price in EUR/MWh");
}

int feed_ote(struct price_feed *feed, const char *path, const ostrov_zone *zone, const char *bytes,
             size_t count, char *message, size_t capacity)
{
    struct reader r = {.feed = feed,
                       .path = path,
                       .zone = zone,
                       .last_s = INT64_MIN,
                       .message = message,
                       .capacity = capacity};
    return read_lines(&r, bytes, count);
}

int feed_meter(struct price_feed *feed, const char *path, const ostrov_zone *zone, double most_w,
               int32_t stamps, const char *bytes, size_t count, char *message, size_t capacity)
{
    struct reader r = {.feed = feed,
                       .path = path,
                       .zone = zone,
                       .last_s = INT64_MIN,
                       .meter = 1,
                       .stamps = {.named = stamps},
                       .message = message,
                       .capacity = capacity};
    *feed = (struct price_feed){.most = most_w};
    int result = read_lines(&r, bytes, count);
    if (result == 0 && r.stamps.count > 0) {
        result = add_stamped(&r);
    }
    stamps_free(&r.stamps);
    return result != 0 ? -1 : feed_order(feed, path, message, capacity);
}
