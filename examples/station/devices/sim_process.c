/* Starts a simulated device in a process of its own, and ends it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _GNU_SOURCE
#include "devices/sim_process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "devices/options.h"

#define MOST_ARGUMENTS 64
#define START_MS 10000

/* Texts of a command line. */
struct arguments {
    char text[MOST_ARGUMENTS][48];
    char *list[MOST_ARGUMENTS + 1];
    int count;
};

static void add(struct arguments *arguments, const char *prefix, const char *text)
{
    char *at = arguments->text[arguments->count];
    snprintf(at, sizeof arguments->text[0], "%s%s", prefix, text);
    arguments->list[arguments->count++] = at;
    arguments->list[arguments->count] = NULL;
}

static void build(struct arguments *arguments, const char *kind, int port,
                  const struct option_row *rows, size_t count, const void *setup)
{
    char number[40];
    arguments->count = 0;
    add(arguments, "", "ostrov-sim-device");
    add(arguments, "", kind);
    snprintf(number, sizeof number, "%d", port);
    add(arguments, "--", "port");
    add(arguments, "", number);
    add(arguments, "--", "until_eof");
    for (size_t i = 0; i < count; i++) {
        option_write(&rows[i], setup, number, sizeof number);
        add(arguments, "--", rows[i].name);
        add(arguments, "", number);
    }
}

/* In the child: only calls that are safe after fork. Never returns. */
static void become(const char *program, char *const *list, int lifeline, int announce)
{
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
    if (dup2(lifeline, STDIN_FILENO) >= 0 && dup2(announce, STDOUT_FILENO) >= 0) {
        execv(program, list);
    }
    _exit(127);
}

/* Waits for "port N\n". Returns the port, or -1. */
static int heard_port(int announce)
{
    char line[32];
    size_t have = 0;
    struct pollfd wait = {announce, POLLIN, 0};
    while (have + 1 < sizeof line) {
        int ready = poll(&wait, 1, START_MS);
        if (ready < 0 && errno == EINTR) {
            continue;
        }
        if (ready <= 0 || read(announce, line + have, 1) != 1) {
            return -1;
        }
        if (line[have] == '\n') {
            line[have] = '\0';
            return strncmp(line, "port ", 5) == 0 ? atoi(line + 5) : -1;
        }
        have++;
    }
    return -1;
}

static int start(struct sim_process *process, const char *program,
                 const struct arguments *arguments)
{
    int lifeline[2];
    int announce[2];
    process->pid = -1;
    process->port = -1;
    process->lifeline = -1;
    /* Closed on exec: a second child must not keep the first one's lifeline open. */
    if (pipe2(lifeline, O_CLOEXEC) != 0) {
        return -1;
    }
    if (pipe2(announce, O_CLOEXEC) != 0) {
        close(lifeline[0]);
        close(lifeline[1]);
        return -1;
    }
    pid_t child = fork();
    if (child == 0) {
        become(program, arguments->list, lifeline[0], announce[1]);
    }
    close(lifeline[0]);
    close(announce[1]);
    process->pid = (long)child;
    process->lifeline = lifeline[1];
    process->port = child < 0 ? -1 : heard_port(announce[0]);
    close(announce[0]);
    if (process->port < 1) {
        sim_process_kill(process);
        return -1;
    }
    return 0;
}

int sim_process_pcs(struct sim_process *process, const char *program, int port,
                    const struct pcs_device_setup *setup)
{
    struct arguments arguments;
    build(&arguments, "pcs", port, options_pcs, options_pcs_count, setup);
    return start(process, program, &arguments);
}

int sim_process_meter(struct sim_process *process, const char *program, int port,
                      const struct meter_device_setup *setup)
{
    struct arguments arguments;
    build(&arguments, "meter", port, options_meter, options_meter_count, setup);
    return start(process, program, &arguments);
}

int sim_process_pv(struct sim_process *process, const char *program, int port,
                   const struct pv_device_setup *setup)
{
    struct arguments arguments;
    build(&arguments, "pv", port, options_pv, options_pv_count, setup);
    return start(process, program, &arguments);
}

static void end(struct sim_process *process, int sig)
{
    if (process->lifeline >= 0) {
        close(process->lifeline);
        process->lifeline = -1;
    }
    if (process->pid > 0) {
        int status = 0;
        if (sig != 0) {
            kill((pid_t)process->pid, sig);
        }
        while (waitpid((pid_t)process->pid, &status, 0) < 0 && errno == EINTR) {
        }
        process->pid = -1;
    }
}

void sim_process_stop(struct sim_process *process) { end(process, 0); }

void sim_process_kill(struct sim_process *process) { end(process, SIGKILL); }
