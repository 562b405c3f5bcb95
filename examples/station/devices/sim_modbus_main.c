/* ostrov-sim-modbus io|map FILE [--port P|--line] …: the I/O module with the breaker, or a device
 * that serves a register map, in real time on Modbus TCP or RTU.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200809L
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <ostrov/base.h>

#include "devices/io_device.h"
#include "devices/map_device.h"
#include "devices/options.h"
#include "devices/serve.h"

struct program {
    struct io_device_setup io;
    struct map_device_setup map;
    int32_t port, unit, line, until_eof;
    int32_t faults;
};

static struct io_device io;
static struct map_device mapped;
static struct register_map map;
static int64_t advanced_us;

static const struct option_row options[] = {
    {"port", offsetof(struct program, port), OPTION_INT32},
    {"unit", offsetof(struct program, unit), OPTION_INT32},
    {"faults", offsetof(struct program, faults), OPTION_INT32},
    {"open_s", offsetof(struct program, io.open_s), OPTION_DOUBLE},
    {"close_s", offsetof(struct program, io.close_s), OPTION_DOUBLE},
    {"bond_s", offsetof(struct program, io.bond_s), OPTION_DOUBLE},
    {"watchdog_s", offsetof(struct program, io.watchdog_s), OPTION_DOUBLE},
    {"closed", offsetof(struct program, io.closed), OPTION_INT32},
    {"rating_w", offsetof(struct program, map.rating_w), OPTION_DOUBLE},
    {"capacity_wh", offsetof(struct program, map.capacity_wh), OPTION_DOUBLE},
    {"soc_ratio", offsetof(struct program, map.soc_ratio), OPTION_DOUBLE},
    {"reversion_s", offsetof(struct program, map.reversion_s), OPTION_DOUBLE},
    {"default_w", offsetof(struct program, map.default_w), OPTION_DOUBLE},
    {"sun_w", offsetof(struct program, map.sun_w), OPTION_DOUBLE},
};

enum { OPTIONS = sizeof options / sizeof options[0] };

static void help(void)
{
    printf(
        "Usage: ostrov-sim-modbus io [--name value ...]\n"
        "       ostrov-sim-modbus map FILE [--name value ...]\n"
        "Serves a simulated device in real time on 127.0.0.1 and says \"port N\" once it listens.\n"
        "  --line        Modbus RTU on a new pseudo-terminal instead: says \"line PATH\"\n"
        "  --until_eof   ends when its standard input does\n"
        "  --QUANTITY X  map: what it shows, such as --grid_w 12000\n"
        "Settings:");
    for (int i = 0; i < OPTIONS; i++) {
        printf(" %s", options[i].name);
    }
    printf("\n");
}

/* Seconds since the last call, by the system's clock. */
static double elapsed_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    int64_t now_us = (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
    double since_s = advanced_us == 0 ? 0.0 : (double)(now_us - advanced_us) * 1e-6;
    advanced_us = now_us;
    return since_s;
}

static struct register_tables inner;
static int is_map;

static void advance(void)
{
    double since_s = elapsed_s();
    if (is_map) {
        map_device_advance(&mapped, since_s);
    } else {
        io_device_advance(&io, since_s);
    }
}

static int read_now(void *context, enum register_space space, uint16_t address, int count,
                    uint16_t *values)
{
    (void)context;
    advance();
    return inner.read(inner.device, space, address, count, values);
}

static int write_now(void *context, enum register_space space, uint16_t address, int count,
                     const uint16_t *values)
{
    (void)context;
    advance();
    return inner.write(inner.device, space, address, count, values);
}

/* "--grid_w 12000". Returns 0, or -1 when there is no such quantity. */
static int show(const char *name, const char *text)
{
    double value = 0.0;
    for (int32_t q = 0; map_quantity_name(q) != NULL; q++) {
        if (strcmp(map_quantity_name(q), name) == 0) {
            if (ostrov_number_read(text, strlen(text), &value, NULL) != OSTROV_OK) {
                return -1;
            }
            mapped.value[q] = value;
            return 0;
        }
    }
    return -1;
}

/* Returns 0, or the exit status. Quantities are taken in a second round, when the map is known. */
static int read_arguments(int count, char **texts, int first, struct program *p, int quantities)
{
    for (int i = first; i < count; i++) {
        if (strcmp(texts[i], "--line") == 0) {
            p->line = 1;
        } else if (strcmp(texts[i], "--until_eof") == 0) {
            p->until_eof = 1;
        } else if (strncmp(texts[i], "--", 2) != 0 || i + 1 >= count) {
            fprintf(stderr, "ostrov-sim-modbus: %s: unknown, or its value is missing\n", texts[i]);
            return 2;
        } else {
            int known = option_read(options, OPTIONS, p, texts[i] + 2, texts[i + 1]) == 0;
            if (!known && (!is_map || (quantities && show(texts[i] + 2, texts[i + 1]) != 0))) {
                fprintf(stderr, "ostrov-sim-modbus: %s %s: unknown setting or no number\n",
                        texts[i], texts[i + 1]);
                return 2;
            }
            i++;
        }
    }
    return 0;
}

static int begin(const char *file, const struct program *p)
{
    char message[512];
    if (is_map) {
        if (register_map_load(&map, file, message, sizeof message) != 0) {
            fprintf(stderr, "ostrov-sim-modbus: %s\n", message);
            return 2;
        }
        if (map_device_init(&mapped, &p->map, &map) != 0) {
            fprintf(stderr, "ostrov-sim-modbus: the map is too large for this simulator\n");
            return 2;
        }
        mapped.faults = (uint32_t)p->faults;
        inner = map_device_tables(&mapped);
        return 0;
    }
    if (io_device_init(&io, &p->io) != 0) {
        fprintf(stderr, "ostrov-sim-modbus: these settings make no sense together\n");
        return 2;
    }
    io.faults = (uint32_t)p->faults;
    inner = io_device_tables(&io);
    return 0;
}

int main(int count, char **texts)
{
    struct program p;
    memset(&p, 0, sizeof p);
    io_device_defaults(&p.io);
    map_device_defaults(&p.map);
    p.unit = 1;
    if (count == 2 && strcmp(texts[1], "schema") == 0) {
        register_map_schema(stdout);
        return 0;
    }
    is_map = count > 2 && strcmp(texts[1], "map") == 0;
    if (!is_map && (count < 2 || strcmp(texts[1], "io") != 0)) {
        help();
        return count > 1 && strcmp(texts[1], "--help") == 0 ? 0 : 2;
    }
    int first = is_map ? 3 : 2;
    int bad = read_arguments(count, texts, first, &p, 0);
    bad = bad != 0 ? bad : begin(texts[2 < count ? 2 : 1], &p);
    bad = bad != 0 ? bad : read_arguments(count, texts, first, &p, 1);
    if (bad != 0) {
        return bad;
    }
    advance();
    struct register_tables now = {&inner, read_now, write_now};
    int lifeline = p.until_eof ? 0 : -1;
    struct serve_setup serve = {p.port, 1, lifeline, NULL};
    int served = p.line ? serve_line(&now, p.unit, 1, lifeline) : serve_tables(&now, &serve);
    if (served != 0) {
        fprintf(stderr, "ostrov-sim-modbus: cannot listen on 127.0.0.1:%d, or no terminal\n",
                (int)p.port);
    }
    return served != 0;
}
