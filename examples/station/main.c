/* ostrov-station: finds the subcommand, reads its command line and its site, and runs it. What each
 * does lies in commands/.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200809L
#include "commands/command.h"

#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The simulator lies beside this program, wherever that is. */
static const char *beside(const char *name)
{
    static char path[1024];
    ssize_t n = readlink("/proc/self/exe", path, sizeof path - 1);
    if (n <= 0) {
        return name;
    }
    path[n] = '\0';
    char *slash = strrchr(path, '/');
    size_t room = sizeof path - (size_t)(slash + 1 - path);
    snprintf(slash + 1, room, "%s", name);
    return path;
}

static int refuse_subcommand(const char *name)
{
    const struct command *near = command_near(name);
    fprintf(stderr, "ostrov-station: %s is not a subcommand%s%s%s\n", name,
            near != NULL ? "; did you mean " : "; try --help", near != NULL ? near->name : "",
            near != NULL ? "?" : "");
    return 2;
}

static int run(struct call *call)
{
    char message[COMMAND_TEXT];
    if (!call->command->takes_site) {
        return call->command->run(call);
    }
    struct site *site = calloc(1, sizeof *site);
    if (site == NULL) {
        return command_fail("out of memory");
    }
    int result;
    if (site_load(call->options.site, site, message, sizeof message) != 0) {
        result = command_refuse(message);
    } else {
        call->site = site;
        result = call->command->run(call);
    }
    free(site);
    return result;
}

/* What was printed has reached its file, or the exit status says that it has not. */
static int printed(int result)
{
    char message[COMMAND_TEXT];
    errno = 0;
    int failed = fflush(stdout) != 0;
    failed |= ferror(stdout) != 0;
    if (!failed) {
        return result;
    }
    (void)snprintf(message, sizeof message, "standard output cannot be written%s%s",
                   errno != 0 ? ": " : "", errno != 0 ? strerror(errno) : "");
    (void)command_fail(message);
    return result != 0 ? result : 1;
}

int main(int argc, char **argv)
{
    char message[COMMAND_TEXT];
    const char *name = argc > 1 ? argv[1] : "--help";
    setlocale(LC_ALL, ""); /* as any program of the desktop: numbers must not care */
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 || strcmp(name, "help") == 0) {
        options_help();
        return printed(argc > 1 ? 0 : 2);
    }
    struct call call = {.command = command_find(strcmp(name, "--version") == 0 ? "about" : name),
                        .argc = argc,
                        .argv = argv};
    if (call.command == NULL) {
        return refuse_subcommand(name);
    }
    options_defaults(&call.options, call.command, STATION_SITES "/pisek-depot.json",
                     beside("ostrov-sim-device"));
    int asked =
        options_read(&call.options, call.command, argc - 1, argv + 1, message, sizeof message);
    if (asked > 0) {
        options_help_for(call.command);
        return printed(0);
    }
    return asked < 0 ? command_refuse(message) : printed(run(&call));
}
