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

/* One run with what it needs, so that it may have a thread of its own. */
struct job {
    const struct site *site;
    struct options options;
    const char *scenario;
    struct inputs inputs;
    struct record *record;
    int failed; /* enum command_status */
    char message[COMMAND_TEXT];
};

static int32_t days_of(const struct job *job)
{
    return job->options.inputs.days > 0 ? job->options.inputs.days : 1;
}

/* Makes the inputs: all that can be asked wrongly is told before anything runs. The look-ahead of
 * plans needs one day more than is run. Returns enum command_status. */
static int make_job(struct job *job)
{
    struct inputs_request request = job->options.inputs;
    request.scenario = job->scenario;
    request.days = days_of(job) + 1;
    if (inputs_make(job->site, &request, &job->inputs, job->message, sizeof job->message) != 0) {
        return COMMAND_WRONG;
    }
    job->record = calloc(1, sizeof *job->record);
    if (job->record == NULL || record_init(job->record, job->site, &job->inputs) != 0) {
        snprintf(job->message, sizeof job->message, "out of memory");
        return COMMAND_NO;
    }
    return COMMAND_DONE;
}

static void *do_job(void *context)
{
    struct job *job = context;
    const struct options *o = &job->options;
    struct progress progress = {.site = job->site,
                                .name = job->scenario,
                                .every_s = days_of(job) > 3 ? 30 * 86400 : 3 * 3600,
                                .quiet = o->quiet};
    struct simulate_options options = {.transport = o->transport,
                                       .solver = o->solver,
                                       .control_s = o->control_s,
                                       .days = days_of(job),
                                       .compare = o->compare,
                                       .uncertainty = o->uncertainty,
                                       .simulator = o->simulator,
                                       .progress = show_progress,
                                       .context = &progress};
    double began = wall_s();
    job->failed = simulate_run(job->site, &job->inputs, &options, job->record, job->message,
                               sizeof job->message) != 0
                      ? COMMAND_NO
                      : COMMAND_DONE;
    job->record->wall_s = wall_s() - began;
    return NULL;
}

static void end_job(struct job *job)
{
    if (job->record != NULL && job->record->minute != NULL) {
        record_free(job->record);
    }
    inputs_free(&job->inputs);
    free(job->record);
}

/* The bad night runs beside the day, by twin and without progress. */
static void prepare_night(struct job *night, const struct options *o)
{
    night->options = *o;
    night->options.transport = SIMULATE_TWIN;
    night->options.quiet = 1;
    night->options.inputs = (struct inputs_request){.seed = o->inputs.seed, .days = 1, .without = INPUTS_FEEDS};
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

/* What the command line names for starting and writing can be started and written. Last of what may
 * be asked wrongly, since it makes the folder. */
static int may_begin(const struct options *o, char *message, size_t capacity)
{
    if (o->transport == SIMULATE_MODBUS && access(o->simulator, X_OK) != 0) {
        (void)snprintf(message, capacity, "--simulator %s: %s", o->simulator, strerror(errno));
        return -1;
    }
    return command_folder(o->out, message, capacity);
}

/* Both side by side, as far as there is a thread to be had. */
static void run_jobs(struct job *day, struct job *night)
{
    pthread_t thread;
    int wanted = day->options.with_bad_night;
    int threaded = wanted && pthread_create(&thread, NULL, do_job, night) == 0;
    (void)do_job(day);
    if (threaded) {
        pthread_join(thread, NULL);
    } else if (wanted) {
        (void)do_job(night);
    }
}

/* Summary and report of what was run. Returns the exit status. */
static int tell(const struct call *call, struct job *day, struct job *night)
{
    char message[COMMAND_TEXT], summary[SUMMARY];
    const struct options *o = &call->options;
    describe(day->record, &day->options, call);
    if (o->with_bad_night) {
        describe(night->record, &night->options, call);
    }
    report_summary(day->record, summary, sizeof summary);
    printf("\n%s", summary);
    name_silent_devices(day->record);
    if (report_write(day->record, o->with_bad_night ? night->record : NULL, o->out, message,
                     sizeof message) != 0) {
        return command_fail(message);
    }
    printf("\nReport: %s/report.html (opens offline)\n", o->out);
    return day->record->wrong_closes != 0 ? COMMAND_NO : COMMAND_DONE; /* whatever it cost */
}

int command_simulate(const struct call *call)
{
    const struct options *o = &call->options;
    struct job day = {.site = call->site, .options = *o}, night = {.site = call->site};
    day.scenario = o->inputs.scenario != NULL ? o->inputs.scenario : "day";
    prepare_night(&night, o);
    day.failed = make_job(&day);
    if (day.failed == COMMAND_DONE && o->with_bad_night) {
        night.failed = make_job(&night);
    }
    if (day.failed == COMMAND_DONE && night.failed == COMMAND_DONE &&
        may_begin(o, day.message, sizeof day.message) != 0) {
        day.failed = COMMAND_WRONG; /* now, not after the whole run */
    }
    if (day.failed == COMMAND_DONE && night.failed == COMMAND_DONE) {
        printf("%s\n%s\n", call->site->title, call->site->notice);
        fflush(stdout);
        run_jobs(&day, &night);
    }
    int result = day.failed != COMMAND_DONE     ? command_end(day.failed, day.message)
                 : night.failed != COMMAND_DONE ? command_end(night.failed, night.message)
                                                : tell(call, &day, &night);
    end_job(&day);
    end_job(&night);
    return result;
}
