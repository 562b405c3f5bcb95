/* ostrov-milp-worker: reads a problem from the socket that is its standard input, plans it, writes
 * the answer there, ends. Started by ostrov_milp_solve_apart, which reads and checks what comes.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "milp/parcel.h"

#define MOST_BYTES (1u << 30)
#define MOST_FILES (1l << 16)

static int32_t read_all(void *to, size_t size)
{
    unsigned char *at = to;
    while (size > 0) {
        const ssize_t done = read(STDIN_FILENO, at, size);
        if (done <= 0) {
            return 0;
        }
        at += done;
        size -= (size_t)done;
    }
    return 1;
}

static int32_t write_all(const void *from, size_t size)
{
    const unsigned char *at = from;
    while (size > 0) {
        const ssize_t done = send(STDIN_FILENO, at, size, MSG_NOSIGNAL);
        if (done <= 0) {
            return 0;
        }
        at += done;
        size -= (size_t)done;
    }
    return 1;
}

/* Of the host's files only the socket, whatever it left open: a worker that hangs must not hold a
 * port or a lock of its host's. */
static void close_inherited(void)
{
    if (close_range(STDERR_FILENO + 1, ~0u, 0) != 0) { /* a kernel before 5.9 */
        const long most = sysconf(_SC_OPEN_MAX);
        for (long i = STDERR_FILENO + 1; i < most && i < MOST_FILES; i++) {
            (void)close((int)i);
        }
    }
}

/* No more memory and time than the host means to give, and no core file. */
static void limit(const ostrov_milp_options *options)
{
    const rlim_t seconds = (rlim_t)(2.0 * options->time_limit_s) + 2u;
    const rlim_t bytes = (rlim_t)(uint32_t)options->memory_limit_mib << 20;
    (void)setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
    (void)setrlimit(RLIMIT_CPU, &(struct rlimit){seconds, seconds + 1u});
    if (bytes > 0) {
        (void)setrlimit(RLIMIT_AS, &(struct rlimit){bytes, bytes});
    }
}

static int32_t answer(const ostrov_problem *problem, const ostrov_milp_options *options)
{
    milp_input in;
    milp_job job;
    milp_work work = {.jobs = &job, .count = 1, .options = *options};
    milp_parcel reply = {.good = 1};
    milp_label label = {milp_parcel_build(), 0};
    uint32_t crc = 0;
    int32_t done = 0;
    memset(&job, 0, sizeof job);
    if (milp_take_input(problem, (uint32_t)MILP_COVERS, &in, &crc, NULL) == OSTROV_OK &&
        milp_open_job(&job, &in, NULL) == OSTROV_OK) {
        in.full_binaries = options->full_binaries;
        job.want_values = 1;
        milp_run(&work);
        milp_parcel_put_answer(&reply, &work);
        label.size = reply.size;
        done = reply.good && write_all(&label, sizeof label) && write_all(reply.bytes, reply.size);
    }
    milp_parcel_free(&reply);
    milp_close_job(&job);
    milp_free_input(&in);
    return done;
}

int main(void)
{
    milp_label label;
    milp_parcel parcel = {.good = 1};
    milp_held held = {.count = 0};
    ostrov_problem problem;
    ostrov_milp_options options;
    int32_t done = 0;
    close_inherited();
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL); /* nobody is left to take the answer */
    if (!read_all(&label, sizeof label) || label.build != milp_parcel_build() ||
        label.size > MOST_BYTES) {
        (void)fprintf(stderr, "ostrov-milp-worker is started by ostrov_milp_solve_apart\n");
        return EXIT_FAILURE;
    }
    parcel.bytes = malloc((size_t)label.size + 1u);
    parcel.size = (size_t)label.size;
    if (parcel.bytes != NULL && read_all(parcel.bytes, parcel.size) &&
        milp_parcel_take_problem(&parcel, &problem, &options, &held)) {
        limit(&options);
        done = answer(&problem, &options);
    }
    milp_parcel_release(&held);
    milp_parcel_free(&parcel);
    return done ? EXIT_SUCCESS : EXIT_FAILURE;
}
