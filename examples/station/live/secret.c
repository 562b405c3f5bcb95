/* A password from a file: see secret.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "secret.h"

#include <stdio.h>
#include <string.h>

int secret_read(const char *path, char secret[SECRET])
{
    FILE *file = fopen(path, "rbe");
    int failed = file == NULL || fgets(secret, SECRET, file) == NULL;
    if (file != NULL) {
        fclose(file);
    }
    if (failed) {
        secret[0] = '\0';
    }
    secret[strcspn(secret, "\r\n")] = '\0';
    return secret[0] != '\0' ? 0 : -1;
}
