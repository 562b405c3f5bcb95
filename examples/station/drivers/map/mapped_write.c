/* A device by its register map: writing it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <ostrov/base.h>
#include <string.h>

#include "drivers/map/mapped.h"

/* Registers of one list, row after row, and the powers of ten they were made with. */
struct encoded {
    uint16_t words[MAP_WRITES][4];
    uint16_t exponent[MAP_WRITES];
    double number[MAP_WRITES];
};

static int32_t refusal_of(enum link_result result)
{
    return result == LINK_OK        ? SET_POINT_NOT_REFUSED
           : result == LINK_REFUSED ? SET_POINT_EXCEPTION
                                    : SET_POINT_NO_LINK;
}

static int is_scaled(const struct map_row *row)
{
    return row->what != MAP_WISH_CONSTANT && row->exponent >= 0;
}

/* The powers of ten that scale a list now; 0 for rows without one. Returns enum set_point_refusal.
 */
static int32_t read_exponents(struct link *link, const struct map_row *rows, int32_t count,
                              uint16_t exponent[MAP_WRITES], int64_t now_us)
{
    memset(exponent, 0, MAP_WRITES * sizeof exponent[0]);
    for (int32_t i = 0; i < count; i++) {
        const struct map_row *row = &rows[i];
        int32_t same = 0;
        if (!is_scaled(row)) {
            continue;
        }
        while (same < i && !(is_scaled(&rows[same]) && rows[same].space == row->space &&
                             rows[same].exponent == row->exponent)) {
            same++;
        }
        if (same < i) {
            exponent[i] = exponent[same];
            continue;
        }
        enum link_result result = link_read(link, (enum register_space)row->space,
                                            (uint16_t)row->exponent, 1, &exponent[i], now_us);
        if (result != LINK_OK) {
            return refusal_of(result);
        }
    }
    return SET_POINT_NOT_REFUSED;
}

/* All rows of a list as registers. Returns enum set_point_refusal. */
static int32_t encode_list(const struct mapped *mapped, int32_t list, const double *wishes,
                           struct encoded *out)
{
    for (int32_t i = 0; i < mapped->map->writes[list]; i++) {
        const struct map_row *row = &mapped->map->write[list][i];
        if (row->what == MAP_WISH_CONSTANT) {
            map_put_raw(row, row->constant, out->words[i]);
            out->number[i] = (double)NAN;
            continue;
        }
        if (map_encode(row, wishes[row->what], out->exponent[i], out->words[i]) != 0) {
            return SET_POINT_NOT_OFFERED;
        }
        out->number[i] = map_number(row, out->words[i], out->exponent[i]);
    }
    return SET_POINT_NOT_REFUSED;
}

/* Does the next row go out with this one, and the `used` registers that go before? */
static int joins(const struct map_row *a, const struct map_row *b, int32_t used, int32_t most)
{
    return !a->single && !b->single && a->space == b->space &&
           a->address + a->registers == b->address && used + b->registers <= most;
}

static int32_t write_list(struct link *link, const struct map_row *rows, int32_t count,
                          int32_t most, const struct encoded *in, int64_t now_us)
{
    for (int32_t i = 0; i < count;) {
        uint16_t words[MAP_WRITES * 4];
        int32_t first = i, used = 0;
        do {
            memcpy(words + used, in->words[i], (size_t)rows[i].registers * sizeof words[0]);
            used += rows[i].registers;
            i++;
        } while (i < count && joins(&rows[i - 1], &rows[i], used, most));
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
static int32_t read_back(struct link *link, const struct map_row *rows, int32_t count, int32_t most,
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
        for (i++;
             i < count && rows[i].space == rows[first].space &&
             rows[i].read_back == rows[first].read_back + used && used + rows[i].registers <= most;
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

int mapped_look(struct mapped *mapped, struct link *link, int32_t list, int64_t now_us)
{
    const struct map_row *rows = mapped->map->write[list];
    int32_t count = mapped->map->writes[list];
    uint16_t words[MAP_WRITES][4], exponent[MAP_WRITES];
    memset(words, 0, sizeof words);
    if (read_exponents(link, rows, count, exponent, now_us) != SET_POINT_NOT_REFUSED) {
        return -1;
    }
    int32_t found = read_back(link, rows, count, mapped->map->most_registers, words, now_us);
    if (found < 0) {
        return -1;
    }
    mapped->moved = memcmp(exponent, mapped->written_exponent, sizeof exponent) != 0;
    if (found == 0) {
        return 1;
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
    int32_t found = read_back(link, rows, count, mapped->map->most_registers, words, now_us);
    if (found < 0) {
        return -found;
    }
    for (int32_t i = 0; i < count; i++) {
        if (rows[i].read_back >= 0 &&
            memcmp(words[i], in->words[i], (size_t)rows[i].registers * sizeof words[0][0]) != 0) {
            return SET_POINT_READ_BACK;
        }
    }
    if (list == MAP_SET_POINT || list == MAP_LIMIT) { /* what another controller would change */
        mapped->written_crc = ostrov_crc32(0, words, sizeof words);
        memcpy(mapped->written_exponent, in->exponent, sizeof mapped->written_exponent);
        mapped->moved = 0;
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

/* Writes once. A power of ten that moved meanwhile makes another number of what stands there:
 * *moved, and the refusal is not the last word. Returns enum set_point_refusal. */
static int32_t write_once(struct mapped *mapped, struct link *link, int32_t list,
                          const double *wishes, struct encoded *out, int *moved, int64_t now_us)
{
    const struct map_row *rows = mapped->map->write[list];
    int32_t count = mapped->map->writes[list];
    uint16_t exponent[MAP_WRITES];
    memset(out, 0, sizeof *out);
    *moved = 0;
    int32_t refusal = read_exponents(link, rows, count, out->exponent, now_us);
    if (refusal == SET_POINT_NOT_REFUSED) {
        refusal = encode_list(mapped, list, wishes, out);
    }
    if (refusal != SET_POINT_NOT_REFUSED) {
        return refusal;
    }
    refusal = write_list(link, rows, count, mapped->map->most_registers, out, now_us);
    if (refusal == SET_POINT_NO_LINK) {
        return refusal;
    }
    /* A number that the device finds too large may have met another power of ten there. */
    if (read_exponents(link, rows, count, exponent, now_us) != SET_POINT_NOT_REFUSED) {
        return SET_POINT_NO_LINK;
    }
    if (memcmp(exponent, out->exponent, sizeof exponent) != 0) {
        *moved = 1;
        return SET_POINT_READ_BACK;
    }
    return refusal == SET_POINT_NOT_REFUSED ? confirm(mapped, link, list, out, now_us) : refusal;
}

int32_t mapped_write(struct mapped *mapped, struct link *link, int32_t list,
                     const double wishes[MAP_WISHES], double *written, int64_t now_us)
{
    const struct map_row *rows = mapped->map->write[list];
    int32_t count = mapped->map->writes[list];
    struct encoded encoded;
    int moved = 0;
    if (count == 0) {
        return SET_POINT_NOT_OFFERED;
    }
    if (!mapped_ready(mapped, link, now_us)) {
        return SET_POINT_NO_LINK;
    }
    int32_t refusal = write_once(mapped, link, list, wishes, &encoded, &moved, now_us);
    if (moved) { /* at once again: the number that stands there is a power of ten off */
        mapped->rescaled++;
        refusal = write_once(mapped, link, list, wishes, &encoded, &moved, now_us);
    }
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
