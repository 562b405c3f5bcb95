/* Inside the reader of register maps: the words a map file may use.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_MAP_MAP_WORDS_H
#define STATION_MAP_MAP_WORDS_H

#include "drivers/map/register_map.h"

/* A word and its number, or a unit and its factor. */
struct map_word {
    const char *word;
    int32_t value;
};

struct map_unit {
    const char *unit;
    const char *base;
    double factor;
};

struct map_meaning {
    const char *name;
    const char *unit;             /* base unit; "" = a plain number */
    double least, most;           /* what is possible, unless a map says less */
    const struct map_word *codes; /* words its codes may have; NULL = none */
};

extern const struct map_word map_types[], map_spaces[], map_orders[];
extern const struct map_unit map_units[];
extern const struct map_meaning map_quantities[MAP_QUANTITIES], map_wishes[MAP_WISHES];
extern const char *const map_lists[MAP_LISTS];

/* Number of a word in a list that ends with NULL; -1 = not in it. */
int32_t map_word_value(const struct map_word *words, const char *word);

#endif
