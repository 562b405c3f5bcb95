/* The subcommands: name, what each is for, what each takes.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200809L
#include "command.h"

#include "site/table.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DAY_OPTIONS                                                                                \
    "site scenario prices weather pv load date days outage planner uncertainty twin step seed out quiet "      \
    "simulator"

static const struct command table[] = {
    {"demo", "the day at the depot, its bad night, summary and report.html",
     "Runs the depot over one day and a bad January night in simulated hardware, prints a\n"
     "summary and writes report.html with the CSV files behind it into --out.\n",
     DAY_OPTIONS, 1, 0, command_simulate},
    {"simulate", "one run with the options below, summary and report.html",
     "Runs a site in simulated hardware: devices as processes that speak SunSpec Modbus TCP,\n"
     "or with --twin in this process. The same options and seed give the same bits.\n",
     DAY_OPTIONS, 1, 0, command_simulate},
    {"year", "365 days with the quick planner, one-minute control steps",
     "A year of the site; without --scenario and --date the calm year 2026.\n", DAY_OPTIONS, 1, 0,
     command_simulate},
    {"plan", "one plan from a given state and feeds",
     "Plans a day ahead from one moment and prints a row a slot with its reason, the cost, the\n"
     "proven bound and the wishes left unmet. --format table, csv or json. With --state from\n"
     "what a live run recorded, else from a day of the inputs.\n",
     "site prices weather scenario date seed at soc state planner format language", 1, 0,
     command_plan},
    {"explain", "why a slot of the plan looks so, why not otherwise, what would change it",
     "Makes the plan as \"plan\" does and explains the slot of --slot in English, Czech or\n"
     "Chinese: reasons with their marginal values, what another kWh would cost.\n",
     "site prices weather scenario date seed at slot soc state planner language", 1, 0,
     command_explain},
    {"run", "the station on real devices; observes until --arm",
     "Measures, decides and commands once a second, plans when a plan is wanted, keeps what\n"
     "happened in --state. Writes nothing to a device without --arm.\n",
     "site prices weather state arm metrics-port metrics-host clock seconds", 1, 0, command_run},
    {"watch", "shows what holds now in a running station",
     "Reads now.txt of the folder --state once a second. Plain text; ^C ends it.\n",
     "state seconds", 0, 0, command_watch},
    {"export", "recorded minutes as CSV or InfluxDB lines",
     "Writes the recorded minutes of a live run to standard output, --format csv; its forecasts "
     "by\n"
     "quarter hour, --format forecast; both, --format influx.\n",
     "site state format", 1, 0, command_export},
    {"report", "key figures of recorded days, and their forecasts against what came",
     "Self-sufficiency, self-consumption, cost, CO2, peak, island readiness, wear and the error "
     "of\n"
     "the forecasts of the days from --date on, in --language; with --out a page that draws "
     "them.\n",
     "site state date days language out", 1, 0, command_report},
    {"scan", "what a SunSpec device holds",
     "Walks the chain of models of one device and prints every point with its unit. Reads\n"
     "only.\n",
     "host port unit", 0, 0, command_scan},
    {"check", "judges a site file: keys, units, physics, duties",
     "Says for a wrong file the line, the key, the value, the limits and what may have been\n"
     "meant; for a right one what contradicts itself and whether every vehicle can leave on\n"
     "time. Exit status 1: it contradicts itself; 2: it is not a site file.\n",
     "site", 1, 0, command_check},
    {"commission", "steps each device by a tenth: sign, scale, delay and phase proved",
     "Moves the storage converter by +10 %, -10 % and back, the PV inverter by -10 %, each charge\n"
     "point with a vehicle by -30 % and back, and judges what they, battery, meter and its phases\n"
     "show. Prints a protocol to be signed. Needs --arm; --seconds is the hold of each step (6, "
     "at\n"
     "most 60). Exit status 1: something is wrong.\n",
     "site arm seconds", 1, 0, command_commission},
    {"audit", "the DSO's settings protocol against what a device reads back",
     "Begins with the grid code that the protocol names, enters what it says otherwise, and\n"
     "compares number by number with SunSpec models 703 and 705 to 711 of a device, or with a\n"
     "read-back out of a file. Sets nothing. Exit status 1: not the same.\n",
     "document readback host port unit", 0, 0, command_audit},
    {"bill", "the distributor's quarter hours and invoices: bills reproduced, capacity to book",
     "Makes the bill of each month from the meter's quarter hours and the site's tariff, line by\n"
     "line, compares it with --invoices to the hundredth, and says which capacity would have cost\n"
     "least. Exit status 1: a line is not as invoiced.\n",
     "site meter stamps invoices prices", 1, 0, command_bill},
    {"bundle", "what a plan was made from, in one file without secrets, and replayed",
     "Packs site, feeds, and of a live run snapshot and telemetry with the plan that the quick\n"
     "planner makes of them. --replay makes it again from the file alone; exit status 1: other "
     "bits.\n",
     "site prices weather scenario date seed at soc state hours out replay", 0, 0, command_bundle},
    {"schema", "JSON Schema of a site file, for editors and other programs",
     "Written from the field tables that also read the file: keys, units, limits, defaults.\n"
     "What joins several keys, and line numbers, are the business of \"check\".\n",
     "", 0, 0, command_schema},
    {"about", "version, libraries, licences", "", "", 0, 0, command_about},
    {NULL, NULL, NULL, NULL, 0, 0, NULL},
};

const struct command *command_table(void) { return table; }

const struct command *command_find(const char *name)
{
    for (const struct command *c = table; c->name != NULL; c++) {
        if (strcmp(c->name, name) == 0) {
            return c;
        }
    }
    return NULL;
}

const struct command *command_near(const char *name)
{
    const struct command *near = NULL;
    int best = 3; /* two letters wrong at most, and not a word that is mostly wrong */
    for (const struct command *c = table; c->name != NULL; c++) {
        int distance = site_distance(name, c->name);
        if (distance < best && distance < (int)strlen(c->name) - 1) {
            best = distance;
            near = c;
        }
    }
    return near;
}

int command_end(int status, const char *message)
{
    fprintf(stderr, "ostrov-station: %s\n", message);
    return status;
}

int command_fail(const char *message) { return command_end(COMMAND_NO, message); }

int command_refuse(const char *message) { return command_end(COMMAND_WRONG, message); }

const char *command_number(double value, int32_t decimals, char text[40])
{
    if (value != value) {
        return "";
    }
    (void)ostrov_number_write(value, decimals, text, 40);
    return text[0] == '-' && strspn(text + 1, "0.") == strlen(text + 1) ? text + 1 : text;
}

int32_t command_language(const struct call *call)
{
    static const char *const tags[] = {"en", "cs", "zh-Hant"};
    const char *tag = call->options.language != NULL ? call->options.language : tags[0];
    for (int32_t i = 0; i < 3; i++) {
        if (strcmp(tags[i], tag) == 0) {
            return OSTROV_LANGUAGE_EN + i;
        }
    }
    return -1;
}

int command_language_refuse(const struct call *call)
{
    char message[COMMAND_TEXT];
    (void)snprintf(message, sizeof message, "--language %s: en, cs or zh-Hant is wanted",
                   call->options.language);
    return command_refuse(message);
}

int command_folder(const char *path, char *message, size_t capacity)
{
    struct stat there;
    if (mkdir(path, 0777) != 0 && (errno != EEXIST || access(path, W_OK | X_OK) != 0)) {
        (void)snprintf(message, capacity, "--out %s: %s", path, strerror(errno));
        return -1;
    }
    if (stat(path, &there) != 0 || !S_ISDIR(there.st_mode)) {
        (void)snprintf(message, capacity, "--out %s: %s", path, strerror(ENOTDIR));
        return -1;
    }
    return 0;
}

int command_file(const char *path, char *message, size_t capacity)
{
    struct stat there;
    char folder[COMMAND_PATH];
    const char *slash = strrchr(path, '/');
    int wrong = 0;
    if (stat(path, &there) == 0) {
        wrong = S_ISDIR(there.st_mode) ? EISDIR : access(path, W_OK) != 0 ? errno : 0;
    } else if (slash == NULL) {
        wrong = access(".", W_OK | X_OK) != 0 ? errno : 0;
    } else if ((size_t)(slash - path) + 2 > sizeof folder) {
        wrong = ENAMETOOLONG;
    } else {
        (void)snprintf(folder, sizeof folder, "%.*s/", (int)(slash - path), path);
        wrong = access(folder, W_OK | X_OK) != 0 ? errno : 0;
    }
    if (wrong != 0) {
        (void)snprintf(message, capacity, "--out %s: %s", path, strerror(wrong));
    }
    return wrong != 0 ? -1 : 0;
}
