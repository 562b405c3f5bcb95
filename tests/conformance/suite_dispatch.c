/* Suite dispatch: closed loops and stored plans on data from outside, judged by the rules in the
 * data's README. A file is known by what it holds, never by its name; folders are looked into.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "dispatch.h"
#include "suites.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int32_t look_at_table(tally *t, const char *folder, const char *file)
{
    csv table;
    int32_t known = 0;
    if (!csv_read(&table, folder, file)) {
        return 0;
    }
    known = dispatch_house(t, file, &table) || dispatch_district(t, file, &table);
    csv_free(&table);
    return known;
}

static int32_t look_at_text(tally *t, const char *folder, const char *file)
{
    size_t length = 0;
    char *text = read_text(folder, file, &length);
    const int32_t known = text != NULL && (dispatch_evcc(t, file, text) ||
                                           dispatch_microgrids(t, folder, file, text));
    free(text);
    return known;
}

static int32_t look_at_file(tally *t, const char *folder, const char *file)
{
    if (ends_with(file, ".csv.gz") || ends_with(file, ".csv")) {
        return look_at_table(t, folder, file);
    }
    if (ends_with(file, ".json.gz") || ends_with(file, ".json")) {
        return look_at_text(t, folder, file);
    }
    return 0;
}

int32_t suite_dispatch(tally *t, const char *folder, const char *file)
{
    char path[4096];
    size_t count = 0;
    int32_t known = 0;
    char **names = NULL;
    if (snprintf(path, sizeof path, "%s/%s", folder, file) >= (int)sizeof path) {
        return 0;
    }
    names = list_folder(path, &count);
    if (names == NULL) {
        return look_at_file(t, folder, file);
    }
    for (size_t i = 0; i < count; i++) {
        known += look_at_file(t, path, names[i]);
        free(names[i]);
    }
    free(names);
    return known > 0;
}
