/* run: the station on real devices.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200809L
#include "command.h"
#include "common/clock.h"
#include "live/live.h"

int command_run(const struct call *call)
{
    const struct site *site = call->site;
    const struct options *options = &call->options;
    char message[COMMAND_TEXT] = "";
    struct live_options live = {.state = options->state,
                                .prices = options->inputs.prices,
                                .weather = options->inputs.weather,
                                .metrics = options->metrics,
                                .metrics_port = options->metrics_port,
                                .armed = options->armed,
                                .seconds = options->seconds};
    if (options->clock != NULL && clock_follow(options->clock) != 0) {
        return command_refuse("--clock: there is no such clock: does ostrov-sim-site --clock run?");
    }
    int result = live_run(site, &live, message, sizeof message);
    return result == 0  ? COMMAND_DONE
           : result < 0 ? command_refuse(message)
                        : command_fail(message);
}
