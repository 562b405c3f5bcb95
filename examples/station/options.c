/* The command line: see options.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200809L
#include "options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST_RUN_DAYS = 366 };

const char *options_help(void)
{
    return "ostrov-station: the station program of ostrov\n"
           "\n"
           "  ostrov-station demo      the day at the depot, its bad night, summary and report.html\n"
           "  ostrov-station simulate  one run with the options below, summary and report.html\n"
           "  ostrov-station year      365 days with the quick planner, one-minute control steps\n"
           "  ostrov-station run       the station on real devices; observes until --arm\n"
           "  ostrov-station watch     shows what holds now in a running station\n"
           "  ostrov-station export    recorded minutes as CSV or InfluxDB lines\n"
           "  ostrov-station report    key figures of recorded days\n"
           "  ostrov-station scan      what a SunSpec device holds\n"
           "  ostrov-station check     judges a site file: keys, units, physics, duties\n"
           "  ostrov-station about     version, libraries, licences\n"
           "\n"
           "  --site FILE              site file (JSON)\n"
           "  --scenario NAME          day, bad-night or calm\n"
           "  --prices FILE            day-ahead prices, CSV as OTE's, plain or gzip\n"
           "  --pv FILE, --load FILE   measured CSV: utc_start,pv_w and utc_start,load_w\n"
           "  --date YYYY-MM-DD        first local day\n"
           "  --days N                 days to run\n"
           "  --outage HH:MM-HH:MM     supply away at that local time, or none\n"
           "  --planner NAME           auto or glpk (GLPK, built-in behind it), quick, none\n"
           "                           (rules)\n"
           "  --twin                   devices in the process instead of SunSpec Modbus TCP\n"
           "  --step SECONDS           control step, a divisor of 60\n"
           "  --seed N                 seed of weather and faults\n"
           "  --out DIR                folder for the report\n"
           "  --quiet                  no progress\n"
           "  --state DIR              folder of a live run: telemetry.db, snapshot, now.txt\n"
           "  --arm                    run: writes to the devices\n"
           "  --metrics-port N         run: Prometheus endpoint, on --metrics-host (127.0.0.1)\n"
           "  --seconds N              run, watch: ends after so long\n"
           "  --format NAME            export: csv or influx\n"
           "  --language NAME          report: en, cs or zh-Hant\n"
           "  --host IP --port N --unit N   scan: the device\n";
}

static int read_whole(const char *text, long least, long most, const char *name, long *value,
                      char *message, size_t capacity)
{
    char *end = NULL;
    long read = strtol(text, &end, 10);
    if (end == text || *end != '\0' || read < least || read > most) {
        snprintf(message, capacity, "--%s %s: a whole number from %ld to %ld is wanted", name, text,
                 least, most);
        return -1;
    }
    *value = read;
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

int options_read(struct options *options, int argc, char **argv, char *message, size_t capacity)
{
    enum { SITE = 1, SCENARIO, PRICES, PV, LOAD, DATE, DAYS, OUTAGE, PLANNER, TWIN, STEP, SEED, OUT,
           QUIET, SIMULATOR, STATE, ARM, SECONDS, FORMAT, HOST, PORT, UNIT, METRICS_HOST,
           METRICS_PORT, LANGUAGE, HELP };
    static const struct option known[] = {
        {"site", required_argument, NULL, SITE},       {"scenario", required_argument, NULL, SCENARIO},
        {"prices", required_argument, NULL, PRICES},   {"pv", required_argument, NULL, PV},
        {"load", required_argument, NULL, LOAD},       {"date", required_argument, NULL, DATE},
        {"days", required_argument, NULL, DAYS},       {"outage", required_argument, NULL, OUTAGE},
        {"planner", required_argument, NULL, PLANNER}, {"twin", no_argument, NULL, TWIN},
        {"step", required_argument, NULL, STEP},       {"seed", required_argument, NULL, SEED},
        {"out", required_argument, NULL, OUT},         {"quiet", no_argument, NULL, QUIET},
        {"simulator", required_argument, NULL, SIMULATOR}, {"help", no_argument, NULL, HELP},
        {"state", required_argument, NULL, STATE},     {"arm", no_argument, NULL, ARM},
        {"seconds", required_argument, NULL, SECONDS}, {"format", required_argument, NULL, FORMAT},
        {"host", required_argument, NULL, HOST},       {"port", required_argument, NULL, PORT},
        {"unit", required_argument, NULL, UNIT},
        {"language", required_argument, NULL, LANGUAGE},
        {"metrics-host", required_argument, NULL, METRICS_HOST},
        {"metrics-port", required_argument, NULL, METRICS_PORT},
        {NULL, 0, NULL, 0}};
    long value = 0;
    int failed = 0, which;
    opterr = 0;
    optind = 1;
    while (!failed && (which = getopt_long(argc, argv, "", known, NULL)) != -1) {
        switch (which) {
        case SITE: options->site = optarg; break;
        case SCENARIO: options->inputs.scenario = optarg; break;
        case PRICES: options->inputs.prices = optarg; break;
        case PV: options->inputs.pv = optarg; break;
        case LOAD: options->inputs.load = optarg; break;
        case DATE: options->inputs.date = optarg; break;
        case OUTAGE: options->inputs.outage = optarg; break;
        case OUT: options->out = optarg; break;
        case SIMULATOR: options->simulator = optarg; break;
        case TWIN: options->transport = SIMULATE_TWIN; break;
        case QUIET: options->quiet = 1; break;
        case STATE: options->state = optarg; break;
        case FORMAT: options->format = optarg; break;
        case HOST: options->host = optarg; break;
        case LANGUAGE: options->language = optarg; break;
        case METRICS_HOST: options->metrics = optarg; break;
        case METRICS_PORT:
            failed = read_whole(optarg, 1, 65535, "metrics-port", &value, message, capacity);
            options->metrics_port = (int32_t)value;
            break;
        case ARM: options->armed = 1; break;
        case HELP: return 1;
        case SECONDS:
            failed = read_whole(optarg, 1, 2147483647, "seconds", &value, message, capacity);
            options->seconds = value;
            break;
        case PORT:
            failed = read_whole(optarg, 1, 65535, "port", &value, message, capacity);
            options->port = (int32_t)value;
            break;
        case UNIT:
            failed = read_whole(optarg, 1, 247, "unit", &value, message, capacity);
            options->unit = (int32_t)value;
            break;
        case PLANNER:
            failed = read_planner(optarg, &options->solver, message, capacity);
            break;
        case DAYS:
            failed = read_whole(optarg, 1, LONGEST_RUN_DAYS, "days", &value, message, capacity);
            options->inputs.days = (int32_t)value;
            break;
        case STEP:
            failed = read_whole(optarg, 1, 60, "step", &value, message, capacity);
            options->control_s = (int32_t)value;
            if (!failed && 60 % options->control_s != 0) {
                snprintf(message, capacity, "--step %s: must divide a minute", optarg);
                failed = -1;
            }
            break;
        case SEED:
            failed = read_whole(optarg, 0, 2147483647, "seed", &value, message, capacity);
            options->inputs.seed = (uint64_t)value;
            break;
        default:
            snprintf(message, capacity, "%s is not an option, or its value is missing; try --help",
                     argv[optind - 1]);
            failed = -1;
        }
    }
    if (!failed && optind < argc) {
        snprintf(message, capacity, "%s is not understood; try --help", argv[optind]);
        failed = -1;
    }
    return failed;
}
