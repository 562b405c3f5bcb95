/* The central system by itself, for a referee that plays the charge points: chargers_rig NAME…
 *
 * Says "port N", then each 100 ms a line for each charge point:
 *   NAME plugged power_w stage refusal transaction energy_wh connected
 * Standard input: "NAME watts" sets a limit; its end ends the rig.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200809L
#include "drivers/ocpp/chargers.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void show(struct chargers *chargers, const struct chargers_setup *setup)
{
    ostrov_measurement m;
    if (ostrov_measurement_defaults(&m, sizeof m) != OSTROV_OK) {
        return;
    }
    chargers_fill(chargers, &m);
    for (int32_t i = 0; i < setup->count; i++) {
        static struct ocpp_point p;
        chargers_look(chargers, i, &p);
        printf("%s %d %.1f %s %s %d %.1f %d\n", setup->name[i], (int)m.vehicle_connected[i],
               m.vehicle_w[i], set_point_stage_text(p.limit.stage),
               p.limit.refusal == SET_POINT_NOT_REFUSED ? "-" : "refused", (int)p.transaction,
               p.reading.energy_wh, (int)p.connected);
    }
    fflush(stdout);
}

static void obey(const struct chargers_setup *setup, const char *line, ostrov_command *command)
{
    char name[64];
    double watts;
    if (sscanf(line, "%63s %lf", name, &watts) == 2) {
        for (int32_t i = 0; i < setup->count; i++) {
            if (strcmp(setup->name[i], name) == 0) {
                command->vehicle_limit_w[i] = watts;
            }
        }
    }
}

int main(int argc, char **argv)
{
    struct chargers_setup setup = {.address = "127.0.0.1", .password = getenv("RIG_PASSWORD")};
    char message[256], line[256];
    ostrov_command command = {.write = 1};
    for (int i = 1; i < argc && setup.count < OSTROV_CHARGE_POINTS; i++) {
        ocpp_setup_defaults(&setup.point[setup.count]);
        setup.point[setup.count].limit_w = 44e3;
        setup.point[setup.count].meter_s = 1;
        setup.point[setup.count].lifetime_s = 10.0;
        setup.point[setup.count].patience_s = 3.0;
        setup.point[setup.count].retry_s = 3.0;
        setup.name[setup.count++] = argv[i];
    }
    struct chargers *chargers = chargers_open(&setup, message, sizeof message);
    if (chargers == NULL) {
        fprintf(stderr, "%s\n", message);
        return 2;
    }
    setvbuf(stdin, NULL, _IONBF, 0); /* poll must see the lines that wait */
    printf("port %d\n", (int)chargers_port(chargers));
    fflush(stdout);
    for (;;) {
        struct pollfd in = {STDIN_FILENO, POLLIN, 0};
        if (poll(&in, 1, 100) > 0) {
            if (fgets(line, sizeof line, stdin) == NULL) {
                break;
            }
            obey(&setup, line, &command);
        }
        chargers_command(chargers, &command);
        show(chargers, &setup);
    }
    chargers_close(chargers);
    return 0;
}
