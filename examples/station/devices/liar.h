/* A device's registers, told by a liar: between a simulated device and whoever asks it.
 *
 * What the device itself can do (faults of device.h) is ordered there; the rest is done to its
 * answers. Time is the device's own. The vendor model, the simulation's way in, is never struck.
 *
 * In one process there is no wire. A lie of the wire is then what is left of it behind a client
 * that checks its frames: no answer. chaos.h does it to the bytes.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_DEVICES_LIAR_H
#define STATION_DEVICES_LIAR_H

#include "devices/device.h"
#include "devices/lies.h"

enum { LIAR_MODELS = 16 };

struct liar {
    struct lies lies;
    struct register_port inner;
    const struct lie *now; /* NULL = it tells the truth */
    int64_t time_us;       /* of the device */
    int64_t broken_us;     /* time of the lie that last ended a connection */
    uint64_t random;
    uint32_t ordered; /* faults that stand in the device */
    int32_t wire;     /* 1 = there is a wire, and chaos.h strikes it */
    int32_t count;    /* of models */
    int32_t vendor;   /* address of the vendor model; 0 = none */
    struct {
        int32_t address, length;
        const struct sunspec_model *model;
    } model[LIAR_MODELS];
    uint16_t former[125]; /* what the former request was answered */
    int32_t former_count;
    int64_t unanswered; /* requests */
};

/* Looks at the device's models. */
void liar_begin(struct liar *liar, const struct register_port *inner, const struct lies *lies);

/* The registers as it tells them; valid as long as the liar stays where it is. */
struct register_port liar_port(struct liar *liar);

/* The device moved on: which lie holds now? Done by itself when the world is written through it. */
void liar_look(struct liar *liar);

/* 1 when the lie of now is one of the wire. */
int liar_on_the_wire(const struct liar *liar);

#endif
