/* A device by its register map: finding and reading it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "drivers/map/mapped.h"

#include <math.h>
#include <ostrov/base.h>
#include <string.h>

void mapped_begin(struct mapped *mapped, const struct register_map *map)
{
    memset(mapped, 0, sizeof *mapped);
    mapped->map = map;
    mapped->read_us = mapped->wrote_beat_us = INT64_MIN;
    mapped->beat = (double)NAN;
    for (int i = 0; i < MAP_QUANTITIES; i++) {
        mapped->value[i] = (double)NAN;
    }
}

/* ---- identity -------------------------------------------------------------------------------- */

static void text_of(const uint16_t *words, int32_t count, char *text)
{
    size_t length = 0;
    for (int32_t i = 0; i < count; i++) {
        text[length++] = (char)(words[i] >> 8);
        text[length++] = (char)(words[i] & 0xFFU);
    }
    while (length > 0 && (text[length - 1] == '\0' || text[length - 1] == ' ')) {
        length--;
    }
    text[length] = '\0';
}

/* Returns LINK_OK when it answers as it should, LINK_REFUSED when another device does. */
static enum link_result identify(const struct mapped *mapped, struct link *link, int64_t now_us)
{
    for (int32_t i = 0; i < mapped->map->identities; i++) {
        const struct map_row *row = &mapped->map->identity[i];
        uint16_t words[32];
        char text[65];
        enum link_result result = link_read(link, (enum register_space)row->space,
                                            (uint16_t)row->address, row->registers, words, now_us);
        if (result != LINK_OK) {
            return result;
        }
        if (row->type == MAP_TEXT) {
            text_of(words, row->registers, text);
            if (strcmp(text, row->text) != 0) {
                return LINK_REFUSED;
            }
        } else if (map_raw(row, words) != row->absent[0]) {
            return LINK_REFUSED;
        }
    }
    return LINK_OK;
}

int mapped_ready(struct mapped *mapped, struct link *link, int64_t now_us)
{
    if (!link_ready(link, now_us)) {
        return 0;
    }
    if (mapped->known && mapped->epoch == link->epoch) {
        return 1;
    }
    mapped->known = 0;
    enum link_result result = identify(mapped, link, now_us);
    if (result != LINK_OK) {
        mapped->strangers += result == LINK_REFUSED;
        if (result == LINK_REFUSED) {
            link_drop(link, now_us);
        }
        return 0;
    }
    mapped->known = 1;
    mapped->epoch = link->epoch;
    return 1;
}

/* ---- reading --------------------------------------------------------------------------------- */

/* The span that holds all registers from first to last: spans may overlap where rows do, and half a
 * row in one of them is not the row. */
static const struct map_span *span_of(const struct mapped *mapped, int32_t space, int32_t first,
                                      int32_t last)
{
    for (int32_t i = 0; i < mapped->map->spans; i++) {
        const struct map_span *span = &mapped->map->span[i];
        if (span->space == space && first >= span->address && last < span->address + span->count) {
            return span;
        }
    }
    return NULL;
}

/* A row's registers and its exponent: of one request, where one reaches both. */
static double number_of(const struct mapped *mapped, const struct map_row *row)
{
    int32_t e = row->exponent, last = row->address + row->registers - 1;
    const struct map_span *both =
        e >= 0
            ? span_of(mapped, row->space, e < row->address ? e : row->address, e > last ? e : last)
            : NULL;
    const struct map_span *span =
        both != NULL ? both : span_of(mapped, row->space, row->address, last);
    const struct map_span *scale = both != NULL || e < 0 ? both : span_of(mapped, row->space, e, e);
    if (span == NULL || (e >= 0 && scale == NULL)) {
        return (double)NAN;
    }
    return map_number(row, mapped->words + span->at + (row->address - span->address),
                      e >= 0 ? mapped->words[scale->at + (e - scale->address)] : 0);
}

static void understand(struct mapped *mapped)
{
    for (int32_t i = 0; i < mapped->map->points; i++) {
        const struct map_row *row = &mapped->map->point[i];
        double value = number_of(mapped, row);
        if (!isnan(value) && !(value >= row->least && value <= row->most)) {
            mapped->implausible++; /* misread, or mis-sent: not told */
            value = (double)NAN;
        }
        mapped->value[row->what] = value;
    }
}

/* A heartbeat that runs proves that the device lives; values that move, that they are of now: a
 * gateway may pass the one on and keep the others. */
static void notice_life(struct mapped *mapped, int64_t now_us)
{
    int first = mapped->read_us == INT64_MIN;
    double beat = mapped->value[MAP_BEAT];
    int beats = register_map_point(mapped->map, MAP_BEAT) != NULL;
    if (!beats || first || (!isnan(beat) && beat != mapped->beat)) {
        mapped->beat_us = now_us;
    }
    mapped->beat = beat;
    uint32_t crc = ostrov_crc32(0, mapped->value, MAP_BEAT * sizeof mapped->value[0]);
    if (first || crc != mapped->crc) {
        mapped->changed_us = now_us;
    }
    mapped->crc = crc;
}

int mapped_read(struct mapped *mapped, struct link *link, int64_t now_us)
{
    uint16_t words[MAP_WORDS];
    int32_t used = 0;
    if (!mapped_ready(mapped, link, now_us)) {
        return -1;
    }
    for (int32_t i = 0; i < mapped->map->spans; i++) {
        const struct map_span *span = &mapped->map->span[i];
        if (link_read(link, (enum register_space)span->space, (uint16_t)span->address, span->count,
                      words + span->at, now_us) != LINK_OK) {
            return -1;
        }
        used = span->at + span->count;
    }
    memcpy(mapped->words, words, (size_t)used * sizeof words[0]);
    understand(mapped);
    notice_life(mapped, now_us);
    mapped->read_us = now_us;
    return 0;
}

double mapped_age_s(const struct mapped *mapped, int live, double beat_s, double frozen_s,
                    int64_t now_us)
{
    if (mapped->read_us == INT64_MIN) {
        return (double)NAN;
    }
    double age = (double)(now_us - mapped->read_us) * 1e-6;
    double beat = (double)(now_us - mapped->beat_us) * 1e-6;
    double still = (double)(now_us - mapped->changed_us) * 1e-6;
    if (beat - age > beat_s) {
        age = beat;
    }
    return live && frozen_s > 0.0 && still - age > frozen_s ? still : age;
}
