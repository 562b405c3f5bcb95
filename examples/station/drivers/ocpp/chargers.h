/* The charge points of a station: a central system of OCPP 1.6J on a WebSocket of libwebsockets, in
 * a thread of its own. Charge points connect to ws://ADDRESS:PORT/ocpp/NAME with the subprotocol
 * ocpp1.6; NAME is the charge point's name in the site file, and nobody else is let in.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_OCPP_CHARGERS_H
#define STATION_OCPP_CHARGERS_H

#include <ostrov/station.h>

#include "drivers/ocpp/point.h"

struct chargers_setup {
    const char *address; /* IPv4 address to listen on */
    int32_t port;        /* 0 = any that is free */
    int32_t count;       /* charge points, at most OSTROV_CHARGE_POINTS */
    const char *name[OSTROV_CHARGE_POINTS];
    struct ocpp_setup point[OSTROV_CHARGE_POINTS];
    const struct ocpp_kept *kept[OSTROV_CHARGE_POINTS]; /* from before a restart; NULL = nothing */
    const char *password; /* of every charge point (security profile 1: basic authentication); NULL
                             = none is asked for */
};

struct chargers;

/* Returns NULL with a message when it cannot listen or the setup makes no sense. */
struct chargers *chargers_open(const struct chargers_setup *setup, char *message, size_t capacity);

/* The port it listens on. */
int32_t chargers_port(const struct chargers *chargers);

/* Fills its part of a measurement: see ocpp_points_fill. */
void chargers_fill(struct chargers *chargers, ostrov_measurement *measurement);

/* Hands the limits of a command over. Nothing is sent when the command says so. */
void chargers_command(struct chargers *chargers, const ostrov_command *command);

/* One charge point as it is now. */
void chargers_look(struct chargers *chargers, int32_t index, struct ocpp_point *point);

/* Closes the sockets: charge points go on with their default profile when the limit's life ends.
 * NULL is allowed. */
void chargers_close(struct chargers *chargers);

#endif
