/* What the station's snapshot adds to the codec of base: bounds, and the battery's own walk.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_STATION_CODEC_H
#define OSTROV_LIB_STATION_CODEC_H

#include "base/codec.h"
#include "internal.h"

#define POWER_MAX 1e9
#define LONG_S 1e10
#define EVER 1e300
#define TIME_LEAST (-(int64_t)1e11)
#define TIME_MOST ((int64_t)3e11)

/* snapshot_battery.c */
enum { OSTROV_I_CODEC_BATTERY = 34 * 8 + 4 };
void ostrov_i_station_walk_battery(ostrov_i_codec *c, ostrov_i_station *s);

#endif
