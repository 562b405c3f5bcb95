/* report: key figures of recorded days, and their forecasts against what came.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200809L
#include "command.h"
#include "inputs/parts.h"
#include "kpi/kpi.h"
#include "report/report.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

/* Local midnight of --date (today without it) and the one --days later. Returns 0; -1 with a
 * message. */
static int span(const struct site *site, const struct options *options, int64_t *from_s,
                int64_t *until_s, char *message, size_t capacity)
{
    int64_t day_s = (int64_t)time(NULL), next_s = 0;
    if (options->inputs.date != NULL &&
        date_read(options->inputs.date, site, &day_s, message, capacity) != 0) {
        return -1;
    }
    int result = ostrov_zone_day(&site->zone, day_s, from_s, until_s) == OSTROV_OK ? 0 : -1;
    for (int32_t day = 1; day < options->inputs.days && result == 0; day++) {
        result = ostrov_zone_day(&site->zone, *until_s, &next_s, until_s) == OSTROV_OK ? 0 : -1;
    }
    if (result != 0) {
        (void)snprintf(message, capacity, "--days %d: beyond the calendar",
                       (int)options->inputs.days);
    }
    return result;
}

/* How good the forecasts were, and with --out the page. */
static int forecasts(const struct options *options, const char *path, const struct site *site,
                     const struct kpi *kpi, int32_t language)
{
    char text[512], message[COMMAND_TEXT] = "";
    struct recorded recorded;
    struct outlook_score own;
    int result = 0;
    if (recorded_read(path, site, kpi, language, &recorded, message, sizeof message) != 0) {
        return command_fail(message);
    }
    for (int32_t i = 0; i < RECORDED_SCORES && recorded.forecasts > 0; i++) {
        (void)recorded_score_text(&recorded, i, text, sizeof text);
        printf("  %s\n", text);
    }
    if (outlook_kept_score(site, options->state, &own) == 0) {
        memcpy(recorded.lead, own.pv_lead, sizeof recorded.lead);
    }
    for (int32_t i = 0; i < OUTLOOK_LEADS; i++) {
        if (recorded_lead_text(&recorded, i, text, sizeof text) > 0) {
            printf("  %s\n", text);
        }
    }
    if (options->out != NULL) {
        result = report_write_recorded(&recorded, options->out, message, sizeof message);
    }
    recorded_free(&recorded);
    return result != 0 ? command_fail(message) : 0;
}

int command_report(const struct call *call)
{
    const struct site *site = call->site;
    const struct options *options = &call->options;
    static char text[8192];
    char path[COMMAND_PATH], message[COMMAND_TEXT] = "";
    struct kpi kpi;
    int64_t from_s = 0, until_s = 0;
    int32_t language = command_language(call) - OSTROV_LANGUAGE_EN;
    if (language < 0) {
        return command_language_refuse(call);
    }
    snprintf(path, sizeof path, "%s/telemetry.db", options->state);
    if (span(site, options, &from_s, &until_s, message, sizeof message) != 0 ||
        kpi_read(path, site, from_s, until_s, &kpi, message, sizeof message) != 0 ||
        (options->out != NULL && command_folder(options->out, message, sizeof message) != 0)) {
        return command_refuse(message);
    }
    (void)kpi_text(&kpi, site, language, text, sizeof text);
    fputs(text, stdout);
    return forecasts(options, path, site, &kpi, language);
}
