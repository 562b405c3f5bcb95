/* watch: what holds now in a running station.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200809L
#include "command.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { OLD_S = 5 };

/* What holds is written each second: an older file tells what held. */
static void show_age(FILE *file)
{
    struct stat known;
    if (fstat(fileno(file), &known) == 0 && time(NULL) - known.st_mtime > OLD_S) {
        printf("  no longer true: written %lld s ago; no station runs, or its disk is full\n",
               (long long)(time(NULL) - known.st_mtime));
    }
}

static void show_file(FILE *file)
{
    char line[256];
    while (fgets(line, sizeof line, file) != NULL) {
        char *value = strchr(line, ' ');
        if (value == NULL) {
            continue;
        }
        *value++ = '\0';
        printf("  %-22s %s", line, value);
    }
}

/* Plain ANSI: home, the lines, and what is left of the screen cleared. A terminal that is none gets
 * the lines alone. */
int command_watch(const struct call *call)
{
    const struct options *options = &call->options;
    char path[COMMAND_PATH];
    int screen = isatty(STDOUT_FILENO);
    snprintf(path, sizeof path, "%s/now.txt", options->state);
    for (int64_t second = 0; options->seconds == 0 || second < options->seconds; second++) {
        struct timespec pause = {1, 0};
        FILE *file = fopen(path, "rb");
        if (file == NULL) {
            char message[COMMAND_TEXT];
            snprintf(message, sizeof message,
                     "%s is not there: does a station run with --state %s?", path, options->state);
            return second == 0 ? command_refuse(message) : command_fail(message);
        }
        if (screen) {
            printf("\033[H");
        }
        show_age(file);
        show_file(file);
        fclose(file);
        printf("%s\n", screen ? "\033[J" : "");
        fflush(stdout);
        nanosleep(&pause, NULL);
    }
    return 0;
}
