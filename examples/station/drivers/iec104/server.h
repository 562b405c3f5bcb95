/* Controlled station on TCP: one thread, few connections, addresses from a list.
 *
 * Of those that are connected, the one that started the transfer last is served; another that was
 * is closed (its line may be dead without our knowing it). Who is not on the list is closed at
 * once.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_IEC104_SERVER_H
#define STATION_IEC104_SERVER_H

#include "drivers/iec104/outstation.h"

enum { IEC104_CONNECTIONS = 3, IEC104_ALLOWED = 8 };

struct iec104_server_setup {
    const char *address; /* IPv4 number to listen on */
    const char *allow;   /* IPv4 numbers of control centres, separated by spaces or commas */
    int32_t port;        /* 2404; 0 = any that is free */
    int32_t reserved;
    struct iec104_config config;
    const struct iec104_kept *kept; /* from before a restart; NULL = none */
    double away_s;                  /* s since it was kept */
};

struct iec104_server_status {
    struct iec104_counters counters;
    int64_t refused_connections; /* not on the list, or no place left */
    int64_t closed;              /* broken or timed out */
    int32_t closing;             /* why the last one was: enum iec104_closing */
    int32_t connected;
};

struct iec104_server;

/* NULL with an error when it cannot listen, or the setup makes no sense. */
struct iec104_server *iec104_server_open(const struct iec104_server_setup *setup, char *error,
                                         size_t capacity);

/* Where it listens. */
int iec104_server_port(const struct iec104_server *server);

/* What is true now. Never waits for the network. */
void iec104_server_update(struct iec104_server *server,
                          const struct iec104_value values[IEC104_POINTS]);

/* What the DSO asks now, and how things are (status may be NULL). */
void iec104_server_orders(struct iec104_server *server, struct iec104_orders *orders,
                          struct iec104_server_status *status);

/* What is to outlive a restart. */
void iec104_server_keep(struct iec104_server *server, struct iec104_kept *kept);

/* NULL is allowed. */
void iec104_server_close(struct iec104_server *server);

#endif
