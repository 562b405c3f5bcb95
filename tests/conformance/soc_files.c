/* Suite soc: each file of a folder to a check.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "soc_ageing.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 512 };

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

void soc_each_file(tally *t, const char *path, const char *begins,
                   void (*check)(tally *t, const char *path, const char *file))
{
    char *names[MOST];
    int count = 0;
    DIR *open = opendir(path);
    const struct dirent *entry = NULL;
    while (open != NULL && count < MOST && (entry = readdir(open)) != NULL) {
        if (strncmp(entry->d_name, begins, strlen(begins)) == 0 &&
            ends_with(entry->d_name, ".csv.gz")) {
            names[count] = strdup(entry->d_name);
            count += names[count] != NULL;
        }
    }
    if (open != NULL) {
        (void)closedir(open);
    }
    qsort(names, (size_t)count, sizeof names[0], by_name);
    for (int i = 0; i < count; i++) {
        check(t, path, names[i]);
        free(names[i]);
    }
}

void soc_nasa_folder(tally *t, const char *path, const char *folder)
{
    (void)folder;
    soc_each_file(t, path, "", soc_nasa);
}

void soc_isea_folder(tally *t, const char *path, const char *folder)
{
    (void)folder;
    soc_each_file(t, path, "", soc_isea);
}

void soc_kokam_folder(tally *t, const char *path, const char *folder)
{
    (void)folder;
    soc_each_file(t, path, "", soc_kokam);
}

void soc_bmw_folder(tally *t, const char *path, const char *folder)
{
    (void)folder;
    soc_each_file(t, path, "Trip", soc_bmw);
}

void soc_leaf_folder(tally *t, const char *path, const char *folder)
{
    (void)folder;
    soc_each_file(t, path, "module", soc_leaf);
}

void soc_pulses_folder(tally *t, const char *path, const char *folder)
{
    (void)folder;
    soc_each_file(t, path, "hppc", soc_pulses);
}
