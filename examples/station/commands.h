/* Subcommands around a live run.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_COMMANDS_H
#define STATION_COMMANDS_H

#include "options.h"

/* Each returns the program's exit status. */
int command_run(const struct site *site, const struct options *options);
int command_watch(const struct options *options);
int command_export(const struct site *site, const struct options *options);
int command_report(const struct site *site, const struct options *options);
int command_scan(const struct options *options);

#endif
