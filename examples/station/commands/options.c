/* The command line: see options.h. One table drives reading, limits and --help.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200809L
#include "command.h"

#include "site/table.h"

#include <getopt.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST_RUN_DAYS = 366, OPTIONS_MAX = 64 };

enum kind { TEXT, FLAG, WHOLE_I32, WHOLE_I64, PLANNER, TWIN };

struct row {
    const char *name;
    const char *argument; /* NULL for a flag */
    const char *brief;
    int32_t kind;
    int32_t reserved;
    size_t at; /* in struct options */
    long least, most;
};

#define AT(member) offsetof(struct options, member)

static const struct row rows[] = {
    {"site", "FILE", "site file, JSON, or that name alone [the Písek depot]", TEXT, 0, AT(site), 0, 0},
    {"scenario", "NAME", "day, bad-night or calm [day]", TEXT, 0, AT(inputs.scenario), 0, 0},
    {"prices", "FILE",
     "day-ahead prices: ENTSO-E XML, OTE CSV or CSV with utc_start, plain or gzip", TEXT, 0,
     AT(inputs.prices), 0, 0},
    {"weather", "FILE", "weather forecast, Open-Meteo JSON", TEXT, 0, AT(inputs.weather), 0, 0},
    {"pv", "FILE", "measured CSV: utc_start,pv_w", TEXT, 0, AT(inputs.pv), 0, 0},
    {"load", "FILE", "measured CSV: utc_start,load_w", TEXT, 0, AT(inputs.load), 0, 0},
    {"meter", "FILE", "the distributor's quarter hours, CSV in kWh or kW", TEXT, 0, AT(meter), 0,
     0},
    {"stamps", "NAME", "begin or end: what the meter's time stamps are [recognised]", TEXT, 0,
     AT(stamps), 0, 0},
    {"invoices", "FILE", "invoices, CSV: month;line;amount", TEXT, 0, AT(invoices), 0, 0},
    {"date", "YYYY-MM-DD", "first local day [the scenario's, or the first that is in the files]", TEXT, 0, AT(inputs.date), 0, 0},
    {"days", "N", "how many local days [1]", WHOLE_I32, 0, AT(inputs.days), 1, LONGEST_RUN_DAYS},
    {"outage", "HH:MM-HH:MM", "when the supply is away, local time, or none [the scenario's]", TEXT, 0,
     AT(inputs.outage),
     0, 0},
    {"planner", "NAME", "auto or glpk (GLPK, built-in behind it), quick, none (rules) [auto]", PLANNER, 0,
     AT(solver), 0, 0},
    {"uncertainty", "NAME",
     "scenarios (days as they may come) or quantiles (cautious) [with vehicles quantiles]", TEXT, 0,
     AT(uncertainty), 0, 0},
    {"twin", NULL, "devices in the process instead of SunSpec Modbus TCP", TWIN, 0, AT(transport),
     0, 0},
    {"step", "SECONDS", "control step, a divisor of 60 [1]", WHOLE_I32, 0, AT(control_s), 1, 60},
    {"seed", "N", "seed of weather and faults [1]", WHOLE_I64, 0, AT(inputs.seed), 0, 2147483647},
    {"out", "DIR", "folder for report.html and the CSV files [out]", TEXT, 0, AT(out), 0, 0},
    {"quiet", NULL, "no progress", FLAG, 0, AT(quiet), 0, 0},
    {"simulator", "FILE", "ostrov-sim-device, where it does not lie beside this program", TEXT, 0,
     AT(simulator), 0, 0},
    {"state", "DIR", "folder of a live run: telemetry.db, snapshot, now.txt [state]", TEXT, 0, AT(state), 0,
     0},
    {"at", "TIME", "local time of the plan: 17:30, or 2026-11-26T17:30 with --state [00:00]", TEXT, 0,
     AT(at), 0, 0},
    {"slot", "TIME", "local time of the slot to explain [the first]", TEXT, 0, AT(slot), 0,
     0},
    {"soc", "RATIO", "state of charge of the battery then, 0 to 1 [as recorded, or as simulated]", TEXT, 0, AT(soc), 0, 0},
    {"replay", "FILE", "makes the plan of a bundle again and compares its bits", TEXT, 0, AT(replay), 0, 0},
    {"hours", "N", "hours of telemetry [24]", WHOLE_I32, 0, AT(hours), 1, 720},
    {"arm", NULL, "writes to the devices", FLAG, 0, AT(armed), 0, 0},
    {"metrics-port", "N", "Prometheus endpoint on this port", WHOLE_I32, 0, AT(metrics_port), 1,
     65535},
    {"metrics-host", "IP", "address of that endpoint [127.0.0.1]", TEXT, 0, AT(metrics), 0, 0},
    {"clock", "FILE", "goes by the clock of ostrov-sim-site --clock FILE", TEXT, 0, AT(clock), 0, 0},
    {"seconds", "N", "ends by itself after so long", WHOLE_I64, 0, AT(seconds), 1, 2147483647},
    {"format", "NAME", "table, csv or json [table]", TEXT, 0, AT(format), 0, 0},
    {"language", "NAME", "en, cs or zh-Hant [en]", TEXT, 0, AT(language), 0, 0},
    {"document", "FILE", "the DSO's settings protocol, JSON or key;index;value", TEXT, 0,
     AT(document), 0, 0},
    {"readback", "FILE", "what the device told, model;name;index;value;step", TEXT, 0, AT(readback),
     0, 0},
    {"host", "IP", "IPv4 address of the device", TEXT, 0, AT(host), 0, 0},
    {"port", "N", "its TCP port [502]", WHOLE_I32, 0, AT(port), 1, 65535},
    {"unit", "N", "its unit identifier [1]", WHOLE_I32, 0, AT(unit), 1, 247},
};

enum { ROWS = sizeof rows / sizeof rows[0] };

/* Where an option means something else to one subcommand, or has another default. */
static const struct {
    const char *command, *option, *brief;
} special[] = {
    {"plan", "date", "local day of the plan [the scenario's, or the first that is in the files]"},
    {"explain", "date", "local day of the plan [the scenario's, or the first that is in the files]"},
    {"bundle", "date", "local day of the plan [the scenario's, or the first that is in the files]"},
    {"bundle", "out", "the file that is written [bundle.tar.gz]"},
    {"commission", "seconds", "how long each step is held, 1 to 60 [6]"},
    {"export", "format", "csv, influx or forecast [csv]"},
    {"plan", "state", "folder of a live run to plan from [none: a day of the inputs]"},
    {"explain", "state", "folder of a live run to plan from [none: a day of the inputs]"},
    {"bundle", "state", "folder of a live run to plan from [none: a day of the inputs]"},
    {"report", "date", "first local day [today]"},
    {"report", "out", "folder for a page that draws them [none]"},
    {"year", "date", "first local day [2026-01-01]"},
    {"year", "days", "how many local days [365]"},
    {"year", "planner", "auto or glpk (GLPK, built-in behind it), quick, none (rules) [quick]"},
    {"year", "scenario", "day, bad-night or calm [calm]"},
    {"year", "step", "control step, a divisor of 60 [60]"},
    {"year", "twin", "devices in the process [as it is]"},
};

static const char *brief_of(const struct command *command, const struct row *row)
{
    for (size_t i = 0; i < sizeof special / sizeof special[0]; i++) {
        if (strcmp(special[i].command, command->name) == 0 &&
            strcmp(special[i].option, row->name) == 0) {
            return special[i].brief;
        }
    }
    return row->brief;
}

/* 1 when the list of names holds this one. */
static int holds(const char *names, const char *name)
{
    size_t length = strlen(name);
    for (const char *at = names; (at = strstr(at, name)) != NULL; at += length) {
        if ((at == names || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0')) {
            return 1;
        }
    }
    return 0;
}

void options_help(void)
{
    printf("ostrov-station: the station program of ostrov\n\n");
    for (const struct command *c = command_table(); c->name != NULL; c++) {
        printf("  ostrov-station %-11s %s\n", c->name, c->brief);
    }
    printf("\nWhat a subcommand takes: ostrov-station NAME --help\n\n"
           "Exit status of each: 0 done, or good where something is judged; 1 begun, and the "
           "answer is\n"
           "no or it could not be finished; 2 asked wrongly, nothing was begun: an option's value, "
           "or a\n"
           "file, folder or device that is named. Standard error says why.\n");
}

void options_help_for(const struct command *command)
{
    printf("ostrov-station %s: %s\n\n%s%s", command->name, command->brief, command->text,
           command->options[0] != '\0' ? "\nOptions, in brackets what holds without them:\n" : "");
    for (int i = 0; i < ROWS; i++) {
        if (holds(command->options, rows[i].name)) {
            char form[40];
            (void)snprintf(form, sizeof form, "--%s%s%s", rows[i].name,
                           rows[i].argument != NULL ? " " : "",
                           rows[i].argument != NULL ? rows[i].argument : "");
            printf("  %-22s %s\n", form, brief_of(command, &rows[i]));
        }
    }
}

void options_defaults(struct options *o, const struct command *command, const char *depot,
                      const char *simulator)
{
    *o = (struct options){.site = depot,
                          .out = "out",
                          .simulator = simulator,
                          .transport = SIMULATE_MODBUS,
                          .control_s = 1,
                          .compare = 1,
                          .state = "state",
                          .port = 502,
                          .metrics = "127.0.0.1",
                          .unit = 1,
                          .hours = 24,
                          .inputs = {.seed = 1, .days = 1}};
    if (strcmp(command->name, "commission") == 0) {
        o->seconds = 6;
    }
    if (strcmp(command->name, "bundle") == 0) {
        o->out = "bundle.tar.gz";
    }
    if (strcmp(command->name, "report") == 0) {
        o->out = NULL; /* a page only where it is asked for */
    }
    o->with_bad_night = strcmp(command->name, "demo") == 0;
    if (strcmp(command->name, "year") == 0) {
        o->transport = SIMULATE_TWIN;
        o->solver = PLANNER_QUICK;
        o->control_s = 60;
        o->compare = 0;
        o->inputs.days = 365;
        o->inputs.scenario = "calm";
        o->inputs.date = "2026-01-01";
    }
}

static int read_whole(const struct row *row, const char *text, void *at, char *message,
                      size_t capacity)
{
    char *end = NULL;
    long value = strtol(text, &end, 10);
    if (end == text || *end != '\0' || value < row->least || value > row->most) {
        snprintf(message, capacity, "--%s %s: a whole number from %ld to %ld is wanted", row->name,
                 text, row->least, row->most);
        return -1;
    }
    if (row->kind == WHOLE_I32) {
        *(int32_t *)at = (int32_t)value;
    } else {
        *(int64_t *)at = value;
    }
    return 0;
}

static int read_planner(const char *name, int32_t *solver, char *message, size_t capacity)
{
    static const struct {
        const char *name;
        int32_t solver;
    } known[] = {{"auto", PLANNER_AUTO},
                 {"glpk", PLANNER_GLPK},
                 {"quick", PLANNER_QUICK},
                 {"none", PLANNER_NONE}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (strcmp(name, known[i].name) == 0) {
            *solver = known[i].solver;
            return 0;
        }
    }
    snprintf(message, capacity, "--planner %s: auto, glpk, quick or none is wanted", name);
    return -1;
}

static int take(const struct row *row, const char *text, struct options *options, char *message,
                size_t capacity)
{
    void *at = (unsigned char *)options + row->at;
    switch (row->kind) {
    case TEXT:
        *(const char **)at = text;
        return 0;
    case FLAG:
        *(int32_t *)at = 1;
        return 0;
    case TWIN:
        *(int32_t *)at = SIMULATE_TWIN;
        return 0;
    case PLANNER:
        return read_planner(text, at, message, capacity);
    default:
        return read_whole(row, text, at, message, capacity);
    }
}

/* Why getopt stopped: another subcommand's option, a slip of the pen, or a value that is missing.
 */
static int refuse(const struct command *command, const char *word, char *message, size_t capacity)
{
    const char *near = NULL;
    int best = 4;
    for (int i = 0; i < ROWS; i++) {
        if (strncmp(word, "--", 2) == 0 && strcmp(word + 2, rows[i].name) == 0) {
            snprintf(message, capacity,
                     holds(command->options, rows[i].name)
                         ? "%s: its value is missing"
                         : "%s is not an option of %s; try %s --help",
                     word, command->name, command->name);
            return -1;
        }
        int distance = site_distance(strncmp(word, "--", 2) == 0 ? word + 2 : word, rows[i].name);
        if (distance < best && distance < (int)strlen(rows[i].name) &&
            holds(command->options, rows[i].name)) {
            best = distance;
            near = rows[i].name;
        }
    }
    snprintf(message, capacity,
             near != NULL ? "%s is not an option; did you mean --%s?"
                          : "%s is not an option; try %s --help",
             word, near != NULL ? near : command->name);
    return -1;
}

static int take_positional(struct options *options, const struct command *command, int argc,
                           char **argv, char *message, size_t capacity)
{
    if (optind < argc && holds(command->options, "site") && options->site_given == 0) {
        options->site = argv[optind++];
    }
    if (optind < argc) {
        snprintf(message, capacity, "%s is not understood; try %s --help", argv[optind],
                 command->name);
        return -1;
    }
    if (options->control_s > 0 && 60 % options->control_s != 0) {
        snprintf(message, capacity, "--step %d: must divide a minute", (int)options->control_s);
        return -1;
    }
    return 0;
}

int options_read(struct options *options, const struct command *command, int argc, char **argv,
                 char *message, size_t capacity)
{
    struct option known[OPTIONS_MAX] = {{NULL, 0, NULL, 0}};
    int count = 0, which;
    for (int i = 0; i < ROWS; i++) {
        if (holds(command->options, rows[i].name)) {
            known[count++] = (struct option){
                rows[i].name, rows[i].argument != NULL ? required_argument : no_argument, NULL,
                i + 1};
        }
    }
    known[count++] = (struct option){"help", no_argument, NULL, ROWS + 1};
    opterr = 0;
    optind = 1;
    while ((which = getopt_long(argc, argv, "h", known, NULL)) != -1) {
        if (which == ROWS + 1 || which == 'h') {
            return 1;
        }
        if (which < 1 || which > ROWS) {
            /* of a word such as -x getopt tells the letter; long ones are numbered by row */
            char letter[] = {'-', (char)optopt, '\0'};
            return refuse(command, optopt > ROWS + 1 ? letter : argv[optind - 1], message,
                          capacity);
        }
        if (take(&rows[which - 1], optarg, options, message, capacity) != 0) {
            return -1;
        }
        options->site_given |= strcmp(rows[which - 1].name, "site") == 0;
        options->state_given |= strcmp(rows[which - 1].name, "state") == 0;
    }
    return take_positional(options, command, argc, argv, message, capacity);
}
