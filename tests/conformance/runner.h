/* What the suites of ostrov-conformance share: files, reports, the count.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_TESTS_CONFORMANCE_RUNNER_H
#define OSTROV_TESTS_CONFORMANCE_RUNNER_H

#include <stddef.h>
#include <stdint.h>

typedef struct tally {
    int32_t passed;
    int32_t failed;
    int32_t informed;
} tally;

/* A suite looks at one file of the folder. Gives 1 when it knew the file, 0 when it passes it over. */
typedef int32_t (*suite_file)(tally *t, const char *folder, const char *file);

typedef struct suite {
    const char *name;
    suite_file look;
} suite;

/* Bytes of a file, unpacked when it is gzip; NUL-terminated, to be freed. NULL when it cannot be read. */
char *read_text(const char *folder, const char *file, size_t *length);

/* Names in a folder, sorted; both the list and the names are to be freed. NULL when it cannot be read. */
char **list_folder(const char *folder, size_t *count);

int32_t ends_with(const char *text, const char *end);

/* One line: PASS, FAIL or INFO, the file, the quantity, and what was measured. */
enum report_kind { REPORT_INFO = 0, REPORT_JUDGE = 1 };
void report(tally *t, int32_t kind, int32_t good, const char *file, const char *quantity,
            const char *format, ...) __attribute__((format(printf, 6, 7)));

#endif
