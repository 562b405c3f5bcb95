/* Inside the reader of register maps: what map_load.c and map_row.c share.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_MAP_MAP_PARTS_H
#define STATION_MAP_MAP_PARTS_H

#include "drivers/map/map_words.h"
#include "site/table.h"

enum map_place { MAP_IS_POINT, MAP_IS_IDENTITY, MAP_IS_WRITE };

/* Reads one row. For a point, what is known from its key. Returns 0, or -1 with a message. */
int map_take_row(struct site_reader *r, int32_t node, enum map_place place, struct map_row *row);

/* Refuses a word that is not among names (count of them): "what, allowed …, did you mean …?" */
int map_refuse_word(struct site_reader *r, int32_t node, const char *word, const char *const *names,
                    size_t count, const char *what);

/* Every key of an object must be one of keys. */
int map_only_keys(struct site_reader *r, int32_t object, const char *const *keys, size_t count);

/* A number within a range, whole when told. absent = what holds without the key; NaN = it must be
 * there. */
int map_take_number(struct site_reader *r, int32_t object, const char *key, double least,
                    double most, int whole, double absent, double *value);

#endif
