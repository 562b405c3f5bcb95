/* One self-contained HTML page and the CSV behind each plot: see report.h.
 *
 * A file is written under a temporary name and renamed when it is whole; the page comes last. So a
 * report.html that is there is a whole one, with all its files.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200809L
#include "report.h"

#include "csv.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { PATH_LENGTH = 4096 };

struct job {
    const struct view *day, *bad;
    const struct recorded *recorded;
    const char *folder;
    char *message;
    size_t capacity;
};

static int complain(const struct job *job, const char *what, const char *path, int reason)
{
    snprintf(job->message, job->capacity, "%s: %s: %s", path, what, strerror(reason));
    return -1;
}

/* folder/name, or an error when it is longer than the system takes. */
static int join(const struct job *job, const char *name, char *path)
{
    int n = snprintf(path, PATH_LENGTH, "%s/%s", job->folder, name);
    if (n < 0 || n >= PATH_LENGTH) {
        return complain(job, "the path is too long", name, ENAMETOOLONG);
    }
    return 0;
}

/* mkdir -p. */
static int make_folder(const struct job *job, const char *name)
{
    char path[PATH_LENGTH];
    if (join(job, name, path) != 0) {
        return -1;
    }
    for (char *slash = path + 1;; slash++) {
        slash = strchr(slash, '/');
        if (slash != NULL) {
            *slash = '\0';
        }
        if (mkdir(path, 0777) != 0 && errno != EEXIST) {
            return complain(job, "the folder cannot be made", path, errno);
        }
        if (slash == NULL) {
            return 0;
        }
        *slash = '/';
    }
}

/* ---- the page -----------------------------------------------------------------------------------
 */

static void banner(struct html *out, const struct view *view)
{
    int32_t all, assumed = page_assumed(view, &all);
    html_format(out,
                "<p class=\"banner\"><b>Simulation of an illustrative site: %d of %d inputs "
                "assumed; not operated or endorsed by those named.</b> "
                "<span>%s</span></p>\n",
                (int)assumed, (int)all, view->site->notice);
}

static void write_head(struct html *out, const char *language, const char *title,
                       const char *date)
{
    html_format(out,
                "<!DOCTYPE html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\"/>"
                "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>"
                "<meta name=\"generator\" content=\"ostrov %s\"/><title>%s, %s</title>\n<style>",
                language, ostrov_version_text(), title, date);
    for (int i = 0; page_style[i] != NULL; i++) {
        html_raw(out, page_style[i]);
    }
    html_format(out,
                "</style></head>\n<body>\n<svg class=\"defs\" aria-hidden=\"true\"><defs>"
                "<pattern id=\"hatch\" width=\"7\" height=\"7\" patternUnits=\"userSpaceOnUse\" "
                "patternTransform=\"rotate(45)\"><path d=\"M0 0V7\"/></pattern></defs></svg>\n"
                "<main>\n");
}

static void write_page(struct html *out, const struct job *job)
{
    const struct view *day = job->day;
    write_head(out, "en", day->site->title, words_date(day->site, day->run_from_s).text);
    banner(out, day);
    html_format(out,
                "<header><h1>%s</h1><nav aria-label=\"Parts\"><a href=\"#brief\">In brief</a>"
                "<a href=\"#operator\">Operator</a><a href=\"#engineer\">Engineer</a></nav>"
                "</header>\n",
                day->site->title);
    section_mayor(out, day, job->bad);
    section_operator(out, day);
    section_engineer(out, day);
    html_format(out,
                "<footer><p>%s</p><p>Made by ostrov %s, %s. Opens without a network.</p>"
                "</footer>\n",
                day->site->notice, ostrov_version_text(), day->record->transport);
    html_raw(out, "</main>\n</body></html>\n");
}

/* Recorded days: nothing in it is simulated. */
static void write_recorded(struct html *out, const struct job *job)
{
    static const char *const tag[KPI_LANGUAGES] = {"en", "cs", "zh-Hant"};
    const struct recorded *r = job->recorded;
    struct words date = words_iso(r->site, r->from_s);
    struct kpi_row row[KPI_ROWS];
    int32_t rows = kpi_rows(r->kpi, r->site, r->language, row);
    date.text[10] = '\0'; /* without the time of day */
    write_head(out, tag[r->language], r->site->title, date.text);
    html_format(out,
                "<header><h1>%s</h1></header>\n<h2>%s</h2>\n<table class=\"facts keyfigures\">",
                r->site->title, row[0].name);
    for (int32_t i = 1; i < rows; i++) {
        html_format(out, "<tr><th scope=\"row\">%s</th><td>%s</td></tr>\n", row[i].name,
                    row[i].value);
    }
    html_raw(out, "</table>\n");
    section_recorded(out, r);
    html_format(out, "<footer><p>ostrov %s</p></footer>\n</main>\n</body></html>\n",
                ostrov_version_text());
}

/* ---- files --------------------------------------------------------------------------------------
 */

typedef void csv_writer(struct html *out, const struct view *view);
typedef void page_writer(struct html *out, const struct job *job);

/* One file: a CSV file of a view, or what page writes of the job (view = NULL). */
static int write_file(const struct job *job, const char *name, csv_writer *csv,
                      const struct view *view, page_writer *page)
{
    char path[PATH_LENGTH], part[PATH_LENGTH], part_name[128];
    struct html out = {0};
    snprintf(part_name, sizeof part_name, "%s.part", name);
    if (join(job, name, path) != 0 || join(job, part_name, part) != 0) {
        return -1;
    }
    out.file = fopen(part, "wb");
    if (out.file == NULL) {
        return complain(job, "cannot be opened for writing", part, errno);
    }
    if (view != NULL) {
        csv(&out, view);
    } else {
        page(&out, job);
    }
    if (fflush(out.file) != 0 && out.failed == 0) {
        out.failed = errno;
    }
    if (fclose(out.file) != 0 && out.failed == 0) {
        out.failed = errno;
    }
    if (out.failed != 0) {
        remove(part);
        return complain(job, "cannot be written", path, out.failed);
    }
    if (rename(part, path) != 0) {
        return complain(job, "cannot be put in place", path, errno);
    }
    return 0;
}

static int write_data(const struct job *job, const struct view *view)
{
    static const struct {
        const char *name;
        csv_writer *writer;
    } file[] = {
        {"minutes.csv", csv_minutes},         {"quarters.csv", csv_quarters},
        {"departures.csv", csv_departures},   {"events.csv", csv_events},
        {"transitions.csv", csv_transitions}, {"policies.csv", csv_policies},
    };
    for (size_t i = 0; i < sizeof file / sizeof file[0]; i++) {
        char name[64];
        snprintf(name, sizeof name, "data/%s%s", view->prefix, file[i].name);
        if (write_file(job, name, file[i].writer, view, NULL) != 0) {
            return -1;
        }
    }
    return 0;
}

int report_write(const struct record *day, const struct record *bad, const char *folder,
                 char *message, size_t capacity)
{
    struct view day_view, bad_view;
    struct job job = {.day = &day_view,
                      .bad = bad != NULL ? &bad_view : NULL,
                      .folder = folder,
                      .message = message,
                      .capacity = capacity};
    view_init(&day_view, day, "");
    if (make_folder(&job, "data") != 0 || write_data(&job, &day_view) != 0) {
        return -1;
    }
    if (bad != NULL) {
        view_init(&bad_view, bad, "bad-night-");
        if (write_data(&job, &bad_view) != 0) {
            return -1;
        }
    }
    return write_file(&job, "report.html", NULL, NULL, write_page);
}

static void write_recorded_csv(struct html *out, const struct job *job)
{
    csv_recorded(out, job->recorded);
}

int report_write_recorded(const struct recorded *recorded, const char *folder, char *message,
                          size_t capacity)
{
    struct job job = {
        .recorded = recorded, .folder = folder, .message = message, .capacity = capacity};
    if (make_folder(&job, "data") != 0 ||
        write_file(&job, "data/forecast.csv", NULL, NULL, write_recorded_csv) != 0) {
        return -1;
    }
    return write_file(&job, "report.html", NULL, NULL, write_recorded);
}
