/* ostrov-sim-device pcs|meter|pv --port P [--name value …]: one simulated device on Modbus TCP.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <string.h>

#include <ostrov/base.h>

#include "devices/meter_device.h"
#include "devices/options.h"
#include "devices/pcs_device.h"
#include "devices/pv_device.h"
#include "devices/serve.h"

/* A device is large; one of them is used. */
static struct pcs_device pcs;
static struct meter_device meter;
static struct pv_device pv;
static struct liar liar;

static void help(void)
{
    printf(
        "Usage: ostrov-sim-device pcs|meter|pv --port P [--until_eof] [--name value ...]\n"
        "Serves a simulated SunSpec device on 127.0.0.1 and says \"port N\" once it listens.\n"
        "  --port P      TCP port, 0 = any that is free\n"
        "  --until_eof   ends when its standard input does\n"
        "  --lies SEED   lies by a schedule that follows from the seed, and prints it to stderr\n"
        "  --quiet_s S   no lie after S seconds of its own time (3600)\n"
        "Settings of pcs:");
    for (size_t i = 0; i < options_pcs_count; i++) {
        printf(" %s", options_pcs[i].name);
    }
    printf("\nSettings of meter:");
    for (size_t i = 0; i < options_meter_count; i++) {
        printf(" %s", options_meter[i].name);
    }
    printf("\nSettings of pv:");
    for (size_t i = 0; i < options_pv_count; i++) {
        printf(" %s", options_pv[i].name);
    }
    printf("\n");
}

struct wishes {
    int port, until_eof;
    double quiet_s;
};

/* A number within bounds; says so when it is none. */
static int read_number(const char *name, const char *value, double most, double *number)
{
    if (ostrov_number_read(value, strlen(value), number, NULL) != OSTROV_OK ||
        !(*number >= 0.0 && *number <= most)) {
        fprintf(stderr, "ostrov-sim-device: %s %s is out of range\n", name, value);
        return 2;
    }
    return 0;
}

/* Reads the arguments behind the kind. Returns 0, or the exit status. */
static int read_arguments(int count, char **texts, const struct option_row *rows, size_t row_count,
                          void *setup, struct wishes *wishes)
{
    for (int i = 2; i < count; i++) {
        double number = 0.0;
        int bad = 0;
        if (strcmp(texts[i], "--until_eof") == 0) {
            wishes->until_eof = 1;
            continue;
        }
        if (strncmp(texts[i], "--", 2) != 0 || i + 1 >= count) {
            fprintf(stderr, "ostrov-sim-device: %s: unknown, or its value is missing\n", texts[i]);
            return 2;
        }
        const char *value = texts[i + 1];
        if (strcmp(texts[i], "--port") == 0) {
            bad = read_number("--port", value, 65535.0, &number);
            wishes->port = (int)number;
        } else if (strcmp(texts[i], "--quiet_s") == 0) {
            bad = read_number("--quiet_s", value, 1e9, &wishes->quiet_s);
        } else if (option_read(rows, row_count, setup, texts[i] + 2, value) != 0) {
            fprintf(stderr, "ostrov-sim-device: %s %s: unknown setting or no number\n", texts[i],
                    value);
            bad = 2;
        }
        if (bad != 0) {
            return bad;
        }
        i++;
    }
    return 0;
}

/* The liar between the device and whoever asks it. */
static void begin_lies(uint64_t seed, double quiet_s, const char *kind, struct register_port *port)
{
    struct lies lies;
    char text[80];
    lies_make(&lies, seed, LIES_OF_REGISTERS, quiet_s);
    for (int32_t i = 0; i < lies.count; i++) {
        (void)lie_text(&lies.lie[i], text, sizeof text);
        fprintf(stderr, "%s: %s\n", kind, text);
    }
    liar_begin(&liar, port, &lies);
    liar.wire = 1;
    *port = liar_port(&liar);
}

int main(int count, char **texts)
{
    struct pcs_device_setup pcs_setup;
    struct meter_device_setup meter_setup;
    struct pv_device_setup pv_setup;
    struct register_port port = {NULL, NULL, NULL};
    struct wishes wishes = {.quiet_s = 3600.0};
    int bad = 0;
    const char *kind = count > 1 ? texts[1] : "";
    pcs_device_defaults(&pcs_setup);
    meter_device_defaults(&meter_setup);
    pv_device_defaults(&pv_setup);
    if (strcmp(kind, "pcs") == 0) {
        bad = read_arguments(count, texts, options_pcs, options_pcs_count, &pcs_setup, &wishes);
        if (bad == 0 && pcs_device_init(&pcs, &pcs_setup) == 0) {
            port = pcs_device_port(&pcs);
        }
    } else if (strcmp(kind, "meter") == 0) {
        bad =
            read_arguments(count, texts, options_meter, options_meter_count, &meter_setup, &wishes);
        if (bad == 0 && meter_device_init(&meter, &meter_setup) == 0) {
            port = meter_device_port(&meter);
        }
    } else if (strcmp(kind, "pv") == 0) {
        bad = read_arguments(count, texts, options_pv, options_pv_count, &pv_setup, &wishes);
        if (bad == 0 && pv_device_init(&pv, &pv_setup) == 0) {
            port = pv_device_port(&pv);
        }
    } else {
        help();
        return strcmp(kind, "--help") == 0 ? 0 : 2;
    }
    if (bad != 0) {
        return bad;
    }
    if (port.device == NULL) {
        fprintf(stderr, "ostrov-sim-device: these settings make no sense together\n");
        return 2;
    }
    /* Descriptors rather than stdio: the announcement must be out before the first request. */
    struct serve_setup serve = {wishes.port, 1, wishes.until_eof ? 0 : -1, NULL};
    uint64_t seed = strcmp(kind, "pcs") == 0     ? pcs_setup.lies
                    : strcmp(kind, "meter") == 0 ? meter_setup.lies
                                                 : pv_setup.lies;
    if (seed != 0) {
        begin_lies(seed, wishes.quiet_s, kind, &port);
        serve.liar = &liar;
    }
    if (serve_loop(&port, &serve) != 0) {
        fprintf(stderr, "ostrov-sim-device: cannot listen on 127.0.0.1:%d\n", wishes.port);
        return 1;
    }
    return 0;
}
