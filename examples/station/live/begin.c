/* The live run: beginning and end; see live_parts.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _DEFAULT_SOURCE /* flock */
#include "live_parts.h"

#include "common/clock.h"

#include "commission/site_devices.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH = 640 };

/* Why this site may not be armed; NULL = it may. The grid layer would only watch without a word. */
static const char *against_arming(const struct site *site)
{
    return site->settings_document[0] == '\0'
               ? "--arm needs site.settings_document: the DSO's settings protocol and its date"
           : site->settings_doubted ? "--arm needs the DSO's settings protocol: "
                                      "site.settings_document begins with \"none\", "
                                      "or its source is neither documented nor measured"
           : site->station.authority == OSTROV_AUTHORITY_OBSERVE
               ? "--arm needs station.authority REQUEST; the file says OBSERVE"
           : site->connection.io_host[0] != '\0' && site->island_simulated
               ? "--arm with a section \"connection\" needs site.island_verified_by as a "
                 "documented or "
                 "measured fact: who verified fault clearing, earthing and neutral, and when"
               : NULL;
}

void live_note_authority(struct live *live)
{
    char text[TELEMETRY_TEXT + 64];
    const char *why = against_arming(live->site);
    snprintf(text, sizeof text, "running, %s%s%s",
             live->options->armed ? "armed" : "observing only",
             why != NULL ? "; it may not be armed: " : "", why != NULL ? why : "");
    live_note(live, 0, 0, text);
}

int live_may_begin(const struct site *site, const struct live_options *options, char *message,
                   size_t capacity)
{
    const char *wrong =
        site->devices.pcs_host[0] == '\0'
            ? "there is no section \"devices\" that says where they are"
        : site->charge_points > 0 && site->chargers.address[0] == '\0'
            ? "it has charge points, and no section \"chargers\" that says where they connect to"
        : options->armed ? against_arming(site)
                         : NULL;
    if (wrong != NULL) {
        snprintf(message, capacity, "%s: %s", site->path, wrong);
    }
    return wrong == NULL;
}

static int open_hardware(struct live *live, char *message, size_t capacity)
{
    const struct site *site = live->site;
    struct hardware_setup setup;
    hardware_setup_site(site, live->map, &setup);
    setup.threads = 1;
    if (hardware_open_modbus(&live->hardware, &setup) < 0) {
        snprintf(message, capacity, "%s: devices: %s", site->path, hardware_error(&live->hardware));
        return -1;
    }
    return 0; /* a device that does not answer yet is looked for again */
}

/* Two stations in one folder would overwrite each other's snapshots. The lock ends with the
 * process, killed or not; a file system that has no locks does without. */
static int lock_folder(struct live *live, char *message, size_t capacity)
{
    const char *folder = live->options->state;
    if (mkdir(folder, 0750) != 0 && (errno != EEXIST || access(folder, W_OK) != 0)) {
        snprintf(message, capacity, "--state %s: %s", folder, strerror(errno));
        return -1;
    }
    live->folder = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (live->folder < 0) {
        snprintf(message, capacity, "--state %s: %s", folder, strerror(errno));
        return -1;
    }
    if (flock(live->folder, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
        snprintf(message, capacity, "--state %s: another station runs with it", folder);
        return -1;
    }
    return 0;
}

static int open_state(struct live *live, char *message, size_t capacity)
{
    char path[PATH];
    const char *folder = live->options->state;
    struct telemetry_setup setup;
    if (lock_folder(live, message, capacity) != 0) {
        return -1;
    }
    telemetry_defaults(&setup);
    snprintf(path, sizeof path, "%s/telemetry.db", folder);
    live->telemetry = telemetry_open(path, &setup, message, capacity);
    if (live->telemetry == NULL || memory_begin(&live->memory) != 0 ||
        snapshot_begin(&live->snapshot, folder, "snapshot") != 0 ||
        now_begin(&live->now, folder) != 0) {
        if (live->telemetry != NULL) {
            snprintf(message, capacity, "--state %s: the path is too long, or no memory", folder);
        }
        return -1;
    }
    live_remember(live);
    return 0;
}

/* Metrics and MQTT, where they are wanted. */
static int open_outlooks(struct live *live, char *message, size_t capacity)
{
    const struct live_options *o = live->options;
    const struct site_mqtt *at = &live->site->mqtt;
    if (o->metrics_port > 0) {
        live->metrics = metrics_open(o->metrics, o->metrics_port, message, capacity);
        if (live->metrics == NULL) {
            return -1;
        }
    }
    if (at->host[0] != '\0') {
        struct mqtt_setup setup = {.host = at->host,
                                   .port = at->port,
                                   .topic = at->topic[0] != '\0' ? at->topic : "ostrov",
                                   .site = live->site->name,
                                   .user = at->user[0] != '\0' ? at->user : NULL,
                                   .password_file =
                                       at->password_file[0] != '\0' ? at->password_file : NULL,
                                   .period_s = at->period_s};
        live->mqtt = mqtt_open(&setup, message, capacity);
        return live->mqtt != NULL ? 0 : -1;
    }
    return 0;
}

int live_begin(struct live *live, char *message, size_t capacity)
{
    ostrov_fault why;
    ostrov_station_config config = live->site->station;
    int64_t now_s = clock_utc_s();
    if (!live->options->armed) {
        config.authority = OSTROV_AUTHORITY_OBSERVE; /* a dry run: not a register is written */
    }
    ostrov_status status = ostrov_station_init(&live->station, &config, &why);
    if (status != OSTROV_OK) {
        (void)ostrov_fault_text(&why, status, message, capacity);
        return -1;
    }
    metering_begin(&live->metering);
    minute_begin(&live->minute);
    if (site_maps_load(live->site, live->map, message, capacity) != 0 ||
        open_state(live, message, capacity) != 0 || open_hardware(live, message, capacity) != 0 ||
        open_outlooks(live, message, capacity) != 0 ||
        (live->site->charge_points > 0 && live_open_chargers(live, message, capacity) != 0) ||
        live_open_connection(live, message, capacity) != 0 ||
        live_open_dso(live, message, capacity) != 0) {
        return -1;
    }
    /* Without a clock nothing is planned, but the planner stands ready for when there is one. */
    if (feeds_begin(live->site, now_s, &live->inputs, message, capacity) != 0) {
        return -1;
    }
    fleet_init_at(&live->fleet, live->site, &live->inputs,
                  now_s != INT64_MIN ? now_s : live->inputs.start_s);
    if (planner_init(&live->planner, live->site, &live->inputs, PLANNER_QUICK, message, capacity)) {
        return -1;
    }
    if (gauge_begin(&live->gauge, live->site, message, capacity) != 0) {
        return -1;
    }
    live_recall(live);
    live->planning = planning_open(&live->planner, planner_make, live->options->state);
    live->disk = disk_open(&live->snapshot, &live->now, live->options->state);
    live->feeds = feeds_open(live->site, live->options->prices, live->options->weather, &live->inputs);
    if (live->disk == NULL || live->planning == NULL || live->feeds == NULL) {
        snprintf(message, capacity, "out of memory, or no more threads");
        return -1;
    }
    return 0;
}

/* First what must not be lost: a broker that does not answer may hold its part up until we are
 * killed.
 */
void live_end(struct live *live)
{
    disk_close(live->disk);
    island_close(live->island);
    chargers_close(live->chargers);
    hardware_close(&live->hardware);
    site_maps_free(live->map);
    iec104_server_close(live->dso);
    telemetry_close(live->telemetry, 5.0);
    planning_close(live->planning);
    metrics_close(live->metrics);
    mqtt_close(live->mqtt);
    planner_free(&live->planner);
    feeds_close(live->feeds);
    inputs_free(&live->inputs);
    memory_end(&live->memory);
    if (live->folder >= 0) {
        close(live->folder);
    }
}
