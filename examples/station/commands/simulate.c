/* demo, simulate, year: runs a station in simulated hardware and writes the report.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200809L
#include "command.h"
#include "report/report.h"

#ifdef STATION_WITH_MILP
#include <ostrov/milp.h>
#endif

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { SUMMARY = 8192 };

static double wall_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* ---- progress ---- */

struct progress {
    const struct site *site;
    const char *name;
    int64_t every_s;
    int32_t last_mode;
    int32_t quiet;
};

static void show_progress(void *context, int64_t time_s, const struct record *record, double soc,
                          int32_t mode)
{
    struct progress *p = context;
    ostrov_civil civil;
    int32_t changed = mode != p->last_mode && p->last_mode != 0;
    p->last_mode = mode;
    if (p->quiet || (!changed && time_s % p->every_s != 0) ||
        ostrov_zone_civil(&p->site->zone, time_s, &civil) != OSTROV_OK) {
        return;
    }
    printf("  %04d-%02d-%02d %02d:%02d:%02d  %-9s battery %3.0f %%  plans %lld\n", (int)civil.year,
           (int)civil.month, (int)civil.day, (int)civil.hour, (int)civil.minute, (int)civil.second,
           ostrov_grid_mode_text(mode), soc * 100.0, (long long)record->plans);
    fflush(stdout);
}

/* ---- one run ---- */

static void describe(struct record *record, const struct options *o, const struct call *call)
{
    size_t used = 0;
    snprintf(record->version, sizeof record->version, "%s", ostrov_version_text());
#ifdef STATION_WITH_MILP
    snprintf(record->solver_version, sizeof record->solver_version, "%s",
             ostrov_milp_solver_version());
#else
    snprintf(record->solver_version, sizeof record->solver_version, "none");
#endif
    snprintf(record->transport, sizeof record->transport, "%s",
             o->transport == SIMULATE_MODBUS ? "SunSpec Modbus TCP" : "in-process twin");
    for (int i = 0; i < call->argc && used < sizeof record->command_line; i++) {
        const char *word = call->argv[i];
        if (i == 0 && strrchr(word, '/') != NULL) {
            word = strrchr(word, '/') + 1;
        }
        used += (size_t)snprintf(record->command_line + used, sizeof record->command_line - used,
                                 "%s%s", i > 0 ? " " : "", word);
    }
}

/* Makes the inputs and runs. The look-ahead of plans needs one day more than is run. */
static int run_once(const struct site *site, const struct options *o, const char *scenario,
                    struct inputs *inputs, struct record *record, char *message, size_t capacity)
{
    struct inputs_request request = o->inputs;
    int32_t days = request.days > 0 ? request.days : 1;
    struct progress progress = {.site = site,
                                .name = scenario,
                                .every_s = days > 3 ? 30 * 86400 : 3 * 3600,
                                .quiet = o->quiet};
    struct simulate_options options = {.transport = o->transport,
                                       .solver = o->solver,
                                       .control_s = o->control_s,
                                       .days = days,
                                       .compare = o->compare,
                                       .uncertainty = o->uncertainty,
                                       .simulator = o->simulator,
                                       .progress = show_progress,
                                       .context = &progress};
    double began = wall_s();
    request.scenario = scenario;
    request.days = days + 1;
    if (inputs_make(site, &request, inputs, message, capacity) != 0) {
        return -1;
    }
    if (record_init(record, site, inputs) != 0) {
        snprintf(message, capacity, "out of memory");
        inputs_free(inputs);
        return -1;
    }
    if (simulate_run(site, inputs, &options, record, message, capacity) != 0) {
        record_free(record);
        inputs_free(inputs);
        return -1;
    }
    record->wall_s = wall_s() - began;
    return 0;
}

/* One run with what it needs, so that it may have a thread of its own. */
struct job {
    const struct site *site;
    struct options options;
    const char *scenario;
    struct inputs inputs;
    struct record *record;
    int failed;
    char message[COMMAND_TEXT];
};

static void *do_job(void *context)
{
    struct job *job = context;
    job->failed = run_once(job->site, &job->options, job->scenario, &job->inputs, job->record,
                           job->message, sizeof job->message);
    return NULL;
}

static void end_job(struct job *job)
{
    if (job->record != NULL && job->record->minute != NULL) {
        record_free(job->record);
        inputs_free(&job->inputs);
    }
    free(job->record);
}

/* The bad night runs beside the day, by twin and without progress. */
static void prepare_night(struct job *night, const struct options *o)
{
    night->options = *o;
    night->options.transport = SIMULATE_TWIN;
    night->options.quiet = 1;
    night->options.inputs = (struct inputs_request){.seed = o->inputs.seed, .days = 1, .model_only = 1};
    night->scenario = "bad-night";
}

/* A device that fell silent in the run explains figures that nothing else does. */
static void name_silent_devices(const struct record *record)
{
    for (int32_t i = 0; i < record->devices; i++) {
        const struct record_device *d = &record->device[i];
        if (d->failures > 0) {
            printf("%s: %lld of %lld requests without an answer\n", d->name, (long long)d->failures,
                   (long long)d->requests);
        }
    }
}

int command_simulate(const struct call *call)
{
    const struct site *site = call->site;
    const struct options *o = &call->options;
    char message[COMMAND_TEXT], summary[SUMMARY];
    struct job day = {.site = site, .options = *o}, night = {.site = site, .failed = 1};
    pthread_t thread;
    int threaded = 0, result = 1;
    printf("%s\n%s\n", site->title, site->notice);
    fflush(stdout);
    if (mkdir(o->out, 0777) != 0 && (errno != EEXIST || access(o->out, W_OK) != 0)) {
        snprintf(message, sizeof message, "--out %s: %s", o->out, strerror(errno));
        return command_fail(message); /* now, not after the whole run */
    }
    day.scenario = o->inputs.scenario != NULL ? o->inputs.scenario : "day";
    day.record = calloc(1, sizeof *day.record);
    night.record = calloc(1, sizeof *night.record);
    if (day.record == NULL || night.record == NULL) {
        free(day.record);
        free(night.record);
        return command_fail("out of memory");
    }
    if (o->with_bad_night) {
        prepare_night(&night, o);
        threaded = pthread_create(&thread, NULL, do_job, &night) == 0;
    }
    do_job(&day);
    if (threaded) {
        pthread_join(thread, NULL);
    } else if (o->with_bad_night) {
        do_job(&night);
    }
    if (day.failed || (o->with_bad_night && night.failed)) {
        command_fail(day.failed ? day.message : night.message);
    } else {
        describe(day.record, &day.options, call);
        if (!night.failed) {
            describe(night.record, &night.options, call);
        }
        report_summary(day.record, summary, sizeof summary);
        printf("\n%s", summary);
        name_silent_devices(day.record);
        if (report_write(day.record, night.failed ? NULL : night.record, o->out, message,
                         sizeof message) != 0) {
            command_fail(message);
        } else {
            printf("\nReport: %s/report.html (opens offline)\n", o->out);
            result = day.record->wrong_closes != 0; /* a wrong close fails, whatever it cost */
        }
    }
    end_job(&day);
    end_job(&night);
    return result;
}
