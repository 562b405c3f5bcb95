/* The I/O module at the PCC breaker and the synchroniser of a simulated site, behind Modbus TCP on
 * one port: wires into and out of the simulated world.
 *
 * Coils and discrete inputs as enum io_output and enum io_input count them, from 0; stops are
 * closed circuits. The synchroniser's registers from 0, as its driver's header tells. Any unit
 * identifier. Of charge point p, from 0, registers from 100 + 4 p, powers by 10 W: limit that it is
 * told, 1 = a vehicle is plugged in, power drawn, number of the vehicle from 1. A program of the
 * tests turns them into OCPP. The breaker's coils are pulses that fall when nobody has spoken to
 * the module for 2 s.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_SITE_WIRES_H
#define STATION_SITE_WIRES_H

#include "world.h"

struct site_wires;

/* Listens on 127.0.0.1. Returns NULL when it cannot. */
struct site_wires *site_wires_open(void);
int32_t site_wires_port(const struct site_wires *wires);

/* The world as it is now goes onto the wires, and what they ask for into the command. */
void site_wires_exchange(struct site_wires *wires, const struct world *world,
                         const struct device_truth *truth, struct world_command *command);

/* 1 = somebody has spoken to them in the last seconds: what they ask for must not wait. */
int32_t site_wires_heard(struct site_wires *wires);

void site_wires_close(struct site_wires *wires);

#endif
