/* Tells systemd that the program is ready and alive (sd_notify's protocol: a datagram to the socket
 * that NOTIFY_SOCKET names). Without systemd it does nothing.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_LIVE_ALIVE_H
#define STATION_LIVE_ALIVE_H

/* state is "READY=1", "WATCHDOG=1" or "STOPPING=1". Never blocks. */
void alive_tell(const char *state);

#endif
