/* A controlled station for the referee: iec104_rig ALLOW [LIFETIME_S]. Says "port N", then what the
 * control centre asks whenever that changes; takes "POINT VALUE" lines. Ends with its standard
 * input.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200809L
#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "drivers/iec104/server.h"

static void say(const struct iec104_orders *o, const struct iec104_server_status *status)
{
    printf("export %g import %g permit %d connection %d fallback %d connected %d clock %d refused "
           "%d\n",
           o->export_ratio, o->import_ratio, (int)o->permit_return, (int)o->connection,
           (int)o->fallback, (int)o->connected, o->clock_ms != INT64_MIN,
           (int)status->refused_connections);
    fflush(stdout);
}

int main(int count, char **texts)
{
    struct iec104_server_setup setup = {.address = "127.0.0.1"};
    struct iec104_value values[IEC104_POINTS];
    struct iec104_orders orders, before;
    struct iec104_server_status status, status_before;
    char error[160], line[80];
    setup.allow = count > 1 ? texts[1] : "127.0.0.1";
    iec104_config_defaults(&setup.config);
    setup.config.common = 7;
    setup.config.cyclic_s = 1.0;
    setup.config.lifetime_s = count > 2 ? strtod(texts[2], NULL) : 1.0;
    setup.config.fallback_export_ratio = 0.5;
    setup.config.mode[IEC104_CONNECTION] = IEC104_SELECT;
    struct iec104_server *server = iec104_server_open(&setup, error, sizeof error);
    if (server == NULL) {
        fprintf(stderr, "%s\n", error);
        return 1;
    }
    printf("port %d\n", iec104_server_port(server));
    fflush(stdout);
    for (int i = 0; i < IEC104_POINTS; i++) {
        values[i] = (struct iec104_value){(double)NAN, (double)NAN};
    }
    (void)setvbuf(stdin, NULL, _IONBF, 0);
    memset(&before, 0, sizeof before);
    memset(&status_before, 0, sizeof status_before);
    for (;;) {
        struct pollfd list = {0, POLLIN, 0};
        int point = -1;
        double value = 0.0;
        if (poll(&list, 1, 20) > 0) {
            if (fgets(line, sizeof line, stdin) == NULL) {
                break;
            }
            if (sscanf(line, "%d %lf", &point, &value) == 2 && point >= 0 &&
                point < IEC104_POINTS) {
                values[point] = (struct iec104_value){value, 0.0};
            }
        }
        iec104_server_update(server, values);
        iec104_server_orders(server, &orders, &status);
        if (orders.export_ratio != before.export_ratio ||
            orders.permit_return != before.permit_return ||
            orders.connection != before.connection || orders.connected != before.connected ||
            orders.clock_ms != before.clock_ms || orders.fallback != before.fallback ||
            status.refused_connections != status_before.refused_connections) {
            if (!(isnan(orders.export_ratio) && isnan(before.export_ratio) &&
                  orders.connected == before.connected &&
                  status.refused_connections == status_before.refused_connections)) {
                say(&orders, &status);
            }
            before = orders;
            status_before = status;
        }
    }
    iec104_server_close(server);
    return 0;
}
