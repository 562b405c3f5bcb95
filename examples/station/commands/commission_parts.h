/* Inside the subcommand commission only: what stepping converters and charge points share.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_COMMISSION_PARTS_H
#define STATION_COMMISSION_PARTS_H

#include "occasion.h"

#include "commission/response.h"
#include "drivers/hardware.h"
#include "drivers/map/site_maps.h"
#include "drivers/ocpp/chargers.h"

enum commission_channel {
    C_PCS,
    C_CELLS,
    C_GRID,
    C_PHASE_A,
    C_PHASE_B,
    C_PHASE_C,
    C_PV,
    C_VEHICLE,
    COMMISSION_CHANNELS
};

/* Seconds a step may be held: what is sampled in all of them must have its room. */
enum { COMMISSION_HOLD_S = 60, COMMISSION_HOLDS = 6, COMMISSION_SAMPLES_A_SECOND = 10 };

struct commission {
    const struct call *call;
    struct hardware hardware;
    struct register_map *map[SITE_MAPS];
    struct chargers *chargers; /* NULL = not spoken to */
    int32_t point_index;       /* the charge point that is looked at; −1 = none */
    struct ocpp_point point;   /* as it was last */
    int64_t point_us;          /* its last meter value that was sampled; INT64_MIN = none */
    int32_t point_values;      /* meter values sampled of it */
    ostrov_command command;
    struct response_step step;
    double time_s[RESPONSE_SAMPLES], value_w[COMMISSION_CHANNELS][RESPONSE_SAMPLES];
    int32_t n;
    ostrov_status taken; /* the last command */
    double begin_s;      /* of the monotonic clock */
    int32_t proved, wrong, open;
};

/* Seconds since it began. */
double commission_s(const struct commission *commission);

/* Commands once, measures once, and waits for the rest of a tenth of a second. */
void commission_sample(struct commission *commission);

/* A row of the protocol, counted by its verdict. */
void commission_print(struct commission *commission, const char *what,
                      const struct response *answer);

/* commission_vehicles.c: each charge point that a vehicle stands at. Returns 0; −1 with a message
 * where they cannot be listened for. */
int commission_vehicles(struct commission *commission, char *message, size_t capacity);

#endif
