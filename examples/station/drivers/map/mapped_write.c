/* A device by its register map: writing it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <ostrov/base.h>
#include <string.h>

#include "drivers/map/mapped.h"

/* Registers of one list, row after row. */
struct encoded {
    uint16_t words[MAP_WRITES][4];
    double number[MAP_WRITES];
};

static int32_t refusal_of(enum link_result result)
{
    return result == LINK_OK        ? SET_POINT_NOT_REFUSED
           : result == LINK_REFUSED ? SET_POINT_EXCEPTION
                                    : SET_POINT_NO_LINK;
}

/* All rows of a list as registers, with the exponents of now. Returns enum set_point_refusal. */
static int32_t encode_list(const struct mapped *mapped, struct link *link, int32_t list,
                           const double *wishes, struct encoded *out, int64_t now_us)
{
    for (int32_t i = 0; i < mapped->map->writes[list]; i++) {
        const struct map_row *row = &mapped->map->write[list][i];
        uint16_t exponent = 0;
        if (row->what == MAP_WISH_CONSTANT) {
            map_put_raw(row, row->constant, out->words[i]);
            out->number[i] = (double)NAN;
            continue;
        }
        if (row->exponent >= 0) {
            enum link_result result = link_read(link, (enum register_space)row->space,
                                                (uint16_t)row->exponent, 1, &exponent, now_us);
            if (result != LINK_OK) {
                return refusal_of(result);
            }
        }
        if (map_encode(row, wishes[row->what], exponent, out->words[i]) != 0) {
            return SET_POINT_NOT_OFFERED;
        }
        out->number[i] = map_number(row, out->words[i], exponent);
    }
    return SET_POINT_NOT_REFUSED;
}

/* Does the next row go out with this one? */
static int joins(const struct map_row *a, const struct map_row *b)
{
    return !a->single && !b->single && a->space == b->space &&
           a->address + a->registers == b->address;
}

static int32_t write_list(struct link *link, const struct map_row *rows, int32_t count,
                          const struct encoded *in, int64_t now_us)
{
    for (int32_t i = 0; i < count;) {
        uint16_t words[MAP_WRITES * 4];
        int32_t first = i, used = 0;
        do {
            memcpy(words + used, in->words[i], (size_t)rows[i].registers * sizeof words[0]);
            used += rows[i].registers;
            i++;
        } while (i < count && joins(&rows[i - 1], &rows[i]));
        enum link_result result =
            link_write(link, (enum register_space)rows[first].space, (uint16_t)rows[first].address,
                       used, words, rows[first].single, now_us);
        if (result != LINK_OK) {
            return refusal_of(result);
        }
    }
    return SET_POINT_NOT_REFUSED;
}

/* Reads what the rows read back, neighbours together; words of a row that does not stay as they
 * are. Returns how many rows read back, or less than 0: minus enum set_point_refusal. */
static int32_t read_back(struct link *link, const struct map_row *rows, int32_t count,
                         uint16_t words[MAP_WRITES][4], int64_t now_us)
{
    int32_t found = 0;
    for (int32_t i = 0; i < count;) {
        uint16_t together[MAP_WRITES * 4];
        int32_t first = i, used = rows[i].registers, at = 0;
        if (rows[i].read_back < 0) {
            i++;
            continue;
        }
        for (i++; i < count && rows[i].space == rows[first].space &&
                  rows[i].read_back == rows[first].read_back + used;
             i++) {
            used += rows[i].registers;
        }
        enum link_result result =
            link_read(link, (enum register_space)rows[first].space, (uint16_t)rows[first].read_back,
                      used, together, now_us);
        if (result != LINK_OK) {
            return -refusal_of(result);
        }
        for (int32_t k = first; k < i; k++) {
            memcpy(words[k], together + at, (size_t)rows[k].registers * sizeof together[0]);
            at += rows[k].registers;
        }
        found += i - first;
    }
    return found;
}

int mapped_look(struct mapped *mapped, struct link *link, int64_t now_us)
{
    uint16_t words[MAP_WRITES][4];
    memset(words, 0, sizeof words);
    int32_t found = read_back(link, mapped->map->write[MAP_SET_POINT],
                              mapped->map->writes[MAP_SET_POINT], words, now_us);
    if (found <= 0) {
        return found < 0 ? -1 : 1;
    }
    mapped->stood_crc = ostrov_crc32(0, words, sizeof words);
    mapped->stood = 1;
    return 0;
}

/* What was written stands there? Returns enum set_point_refusal. */
static int32_t confirm(struct mapped *mapped, struct link *link, int32_t list,
                       const struct encoded *in, int64_t now_us)
{
    const struct map_row *rows = mapped->map->write[list];
    int32_t count = mapped->map->writes[list];
    uint16_t words[MAP_WRITES][4];
    memset(words, 0, sizeof words);
    int32_t found = read_back(link, rows, count, words, now_us);
    if (found < 0) {
        return -found;
    }
    for (int32_t i = 0; i < count; i++) {
        if (rows[i].read_back >= 0 &&
            memcmp(words[i], in->words[i], (size_t)rows[i].registers * sizeof words[0][0]) != 0) {
            return SET_POINT_READ_BACK;
        }
    }
    if (list == MAP_SET_POINT) {
        mapped->written_crc = ostrov_crc32(0, words, sizeof words);
    }
    return SET_POINT_NOT_REFUSED;
}

/* Power, or share, as the registers hold it. */
static double power_of(const struct map_row *rows, int32_t count, const struct encoded *in,
                       const double *wishes)
{
    double power = 0.0;
    for (int32_t i = 0; i < count; i++) {
        double n = in->number[i];
        switch (rows[i].what) {
        case MAP_WISH_BATTERY_W:
        case MAP_WISH_LIMIT_W:
            return n;
        case MAP_WISH_BATTERY_RATIO:
        case MAP_WISH_LIMIT_RATIO:
            /* The rating is in the wish: watts over share. */
            return wishes[rows[i].what] != 0.0
                       ? n / wishes[rows[i].what] *
                             wishes[rows[i].what == MAP_WISH_LIMIT_RATIO ? MAP_WISH_LIMIT_W
                                                                         : MAP_WISH_BATTERY_W]
                       : 0.0;
        case MAP_WISH_CHARGE_W:
            power -= n;
            break;
        case MAP_WISH_DISCHARGE_W:
            power += n;
            break;
        default:
            break;
        }
    }
    return power;
}

int32_t mapped_write(struct mapped *mapped, struct link *link, int32_t list,
                     const double wishes[MAP_WISHES], double *written, int64_t now_us)
{
    const struct map_row *rows = mapped->map->write[list];
    int32_t count = mapped->map->writes[list];
    struct encoded encoded;
    memset(&encoded, 0, sizeof encoded);
    if (count == 0) {
        return SET_POINT_NOT_OFFERED;
    }
    if (!mapped_ready(mapped, link, now_us)) {
        return SET_POINT_NO_LINK;
    }
    int32_t refusal = encode_list(mapped, link, list, wishes, &encoded, now_us);
    refusal = refusal == SET_POINT_NOT_REFUSED ? write_list(link, rows, count, &encoded, now_us)
                                               : refusal;
    refusal =
        refusal == SET_POINT_NOT_REFUSED ? confirm(mapped, link, list, &encoded, now_us) : refusal;
    if (refusal == SET_POINT_NOT_REFUSED && written != NULL) {
        *written = power_of(rows, count, &encoded, wishes);
    }
    return refusal;
}

void mapped_heartbeat(struct mapped *mapped, struct link *link, int64_t now_us)
{
    double wishes[MAP_WISHES] = {0};
    if (mapped->map->writes[MAP_HEARTBEAT] == 0 ||
        (mapped->wrote_beat_us != INT64_MIN &&
         (double)(now_us - mapped->wrote_beat_us) < mapped->map->beat_s * 1e6)) {
        return;
    }
    mapped->our_beat = mapped->our_beat % 32767U + 1U; /* fits a signed register too */
    wishes[MAP_WISH_BEAT] = (double)mapped->our_beat;
    mapped->wrote_beat_us = now_us;
    (void)mapped_write(mapped, link, MAP_HEARTBEAT, wishes, NULL, now_us);
}
