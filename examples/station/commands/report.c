/* report: key figures of recorded days, and their forecasts against what came.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200809L
#include "command.h"
#include "kpi/kpi.h"
#include "report/report.h"

#include <stdio.h>
#include <time.h>

/* Local midnight of --date (today without it) and the one --days later. Returns 0; -1. */
static int span(const struct site *site, const struct options *options, int64_t *from_s,
                int64_t *until_s)
{
    ostrov_civil c = {0};
    int64_t noon_s = (int64_t)time(NULL), next_s = 0;
    if (options->inputs.date != NULL) {
        int year, month, day, used = 0;
        if (sscanf(options->inputs.date, "%4d-%2d-%2d%n", &year, &month, &day, &used) != 3 ||
            options->inputs.date[used] != '\0') {
            return -1;
        }
        c.year = year, c.month = month, c.day = day, c.hour = 12;
        if (ostrov_zone_utc(&site->zone, &c, OSTROV_FOLD_FIRST, &noon_s) != OSTROV_OK) {
            return -1;
        }
    }
    if (ostrov_zone_day(&site->zone, noon_s, from_s, until_s) != OSTROV_OK) {
        return -1;
    }
    for (int32_t day = 1; day < options->inputs.days; day++) {
        if (ostrov_zone_day(&site->zone, *until_s, &next_s, until_s) != OSTROV_OK) {
            return -1;
        }
    }
    return 0;
}

/* How good the forecasts were, and with --out the page. */
static int forecasts(const struct options *options, const char *path, const struct site *site,
                     const struct kpi *kpi, int32_t language)
{
    char text[512], message[COMMAND_TEXT] = "";
    struct recorded recorded;
    int result = 0;
    if (recorded_read(path, site, kpi, language, &recorded, message, sizeof message) != 0) {
        return command_fail(message);
    }
    for (int32_t i = 0; i < RECORDED_SCORES && recorded.forecasts > 0; i++) {
        (void)recorded_score_text(&recorded, i, text, sizeof text);
        printf("  %s\n", text);
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
    int32_t language = kpi_language(options->language != NULL ? options->language : "en");
    if (language < 0 || span(site, options, &from_s, &until_s) != 0) {
        (void)snprintf(message, sizeof message,
                       language < 0 ? "--language %s: en, cs or zh-Hant is wanted"
                                    : "--date %s: a day such as 2026-11-26 is wanted",
                       language < 0                   ? options->language
                       : options->inputs.date != NULL ? options->inputs.date
                                                      : "today");
        return command_refuse(message);
    }
    snprintf(path, sizeof path, "%s/telemetry.db", options->state);
    if (kpi_read(path, site, from_s, until_s, &kpi, message, sizeof message) != 0) {
        return command_fail(message);
    }
    (void)kpi_text(&kpi, site, language, text, sizeof text);
    fputs(text, stdout);
    return forecasts(options, path, site, &kpi, language);
}
