/* Between Spin and the object code of the switch: one tracked block of memory that Spin stores and
 * compares, and functions that step it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_TESTS_VERIFY_ADAPTER_H
#define OSTROV_TESTS_VERIFY_ADAPTER_H

/* The state, canonical. Opaque to Spin; adapter.c holds its size against the real one. */
#define ADAPTER_BYTES 512
extern unsigned char adapter_state[ADAPTER_BYTES];

void adapter_start(void);

/* Equal count: one step with the input of a number below adapter_inputs(). */
int adapter_inputs(void);
void adapter_step(int number);

/* Race: one step in a plant that the model moves. */
void adapter_race(int grid_live, int closed, int bus_live, int pcs, int want, int reset, int fire);
int adapter_mode(void);
int adapter_command(void);
int adapter_pcs(void);

#endif
