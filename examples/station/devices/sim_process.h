/* Starts a simulated device in a process of its own, and ends it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_DEVICES_SIM_PROCESS_H
#define STATION_DEVICES_SIM_PROCESS_H

#include "devices/meter_device.h"
#include "devices/pcs_device.h"
#include "devices/pv_device.h"

struct sim_process {
    long pid;
    int port;     /* it listens on 127.0.0.1 here */
    int lifeline; /* while this descriptor is open, it lives */
};

/* program is the path of ostrov-sim-device; port 0 lets the system choose. Return 0 once it
 * listens; -1 when it does not within 10 s. It ends with this process, however this process ends.
 */
int sim_process_pcs(struct sim_process *process, const char *program, int port,
                    const struct pcs_device_setup *setup);
int sim_process_meter(struct sim_process *process, const char *program, int port,
                      const struct meter_device_setup *setup);
int sim_process_pv(struct sim_process *process, const char *program, int port,
                   const struct pv_device_setup *setup);

/* Ends it and waits for it. Kill: at once, as a crash would. */
void sim_process_stop(struct sim_process *process);
void sim_process_kill(struct sim_process *process);

#endif
