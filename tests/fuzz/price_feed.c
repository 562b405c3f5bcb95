/* Fuzz entry on price and weather feeds and on a meter's readings: any bytes are read or refused
 * with a place; what is read is in order, believed or NaN.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "fuzz.h"

#include "weather_feed.h"

/* Prices, or where a column of power or energy may be what a meter took. */
static void rows(const char *text, size_t count)
{
    struct price_feed read;
    static ostrov_zone zone;
    static int32_t known; /* the zone */
    char message[600] = "";
    int is_meter = strstr(text, "kW") != NULL;
    double most = is_meter ? 4e5 : 4000.0, least = is_meter ? 0.0 : -most;
    known = known || ostrov_zone_read("Europe/Prague", &zone) == OSTROV_OK;
    fuzz_must(known);
    int result = is_meter ? feed_meter(&read, "f", &zone, most, (int32_t)(count % 3), text, count,
                                       message, sizeof message)
                          : feed_prices(&read, "f", &zone, text, count, message, sizeof message);
    fuzz_must(result == 0 || (message[0] == 'f' && message[1] == ':'));
    for (int32_t i = 0; result == 0 && i < read.count; i++) {
        fuzz_must(!(read.row[i].value > most || read.row[i].value < least));
        fuzz_must(i == 0 || read.row[i].time_s > read.row[i - 1].time_s);
        fuzz_must(read.row[i].line > 0);
    }
    feed_free(&read);
}

static void weather(const char *text, size_t count)
{
    struct weather_feed read;
    char message[600] = "";
    int result = weather_feed_read(&read, "f", text, count, message, sizeof message);
    fuzz_must(result == 0 || message[0] == 'f');
    for (int32_t i = 0; result == 0 && i < read.count; i++) {
        fuzz_must(!(read.value[WEATHER_GHI][i] < 0.0 || read.value[WEATHER_GHI][i] > 1500.0));
    }
    weather_feed_free(&read);
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t count)
{
    char *text = malloc(count + 1); /* as a file in memory: ended by a NUL that is not part of it */
    fuzz_must(text != NULL);
    memcpy(text, bytes, count);
    text[count] = '\0';
    if (feed_kind_of(text, count) == FEED_JSON) {
        weather(text, count);
    } else {
        rows(text, count);
    }
    free(text);
    return 0;
}
