/* The command line of ostrov-station.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_OPTIONS_H
#define STATION_OPTIONS_H

#include "../simulate/simulate.h"

struct command;

struct options {
    const char *site;      /* path of the site file */
    const char *out;       /* folder for report.html and the CSV files; NULL = no page */
    const char *simulator; /* path of ostrov-sim-device */
    int32_t transport;     /* enum simulate_transport */
    int32_t solver;        /* enum planner_solver */
    int32_t control_s;
    int32_t with_bad_night; /* 1 = also simulate the bad night for the report */
    int32_t compare;
    const char *uncertainty; /* scenarios or quantiles; NULL = as the planner has it */
    int32_t quiet;
    const char *state;               /* folder of a live run */
    const char *clock;               /* of a simulated site; NULL = the system's */
    const char *at;                  /* local time of a plan */
    const char *slot;                /* local time of the slot to be explained */
    const char *soc;                 /* of the battery at that time */
    const char *document, *readback; /* of an audit */
    const char *replay;               /* of a bundle */
    const char *meter, *stamps, *invoices; /* of a bill */
    const char *format;              /* of what is written: csv, influx, json */
    const char *language;            /* en, cs or zh-Hant */
    const char *host;                /* device to scan */
    int32_t port, unit;
    const char *metrics; /* IPv4 address of the metrics endpoint */
    int32_t metrics_port;
    int32_t armed;
    int32_t site_given; /* 1 = the command line names the site */
    int32_t state_given;
    int32_t hours;      /* of telemetry in a bundle */
    int64_t seconds; /* 0 = until it is ended */
    struct inputs_request inputs;
};

/* What holds when a subcommand is called without options. sites is the folder of the shipped sites,
 * simulator the path of ostrov-sim-device. */
void options_defaults(struct options *options, const struct command *command,
                      const char *sites_depot, const char *simulator);

/* Reads argv after the program's name: the subcommand, its options, and the site file where it
 * stands without --site. Returns 0; 1 when help was asked for; −1 with a message. */
int options_read(struct options *options, const struct command *command, int argc, char **argv,
                 char *message, size_t capacity);

/* Prints the list of subcommands, or what one of them takes. */
void options_help(void);
void options_help_for(const struct command *command);

#endif
