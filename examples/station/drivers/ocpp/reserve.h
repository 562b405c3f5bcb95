/* A reserve of memory for libwebsockets, which does not survive that an allocation fails: see
 * reserve.c.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_OCPP_RESERVE_H
#define STATION_OCPP_RESERVE_H

#include <stdint.h>

/* From now on libwebsockets takes its memory by way of the reserve. Once, before its first context.
 */
void reserve_begin(void);

/* 1 = half of it is gone: connections are to be ended, so that it comes back. */
int32_t reserve_low(void);

#endif
