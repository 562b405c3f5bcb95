/* check: judges a site file.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "command.h"

#include <stdio.h>

enum { FINDINGS = 8192 };

int command_check(const struct call *call)
{
    char text[FINDINGS];
    int warnings = 0;
    int errors = site_check(call->site, text, sizeof text, &warnings);
    printf("%s%s%s: %d errors, %d warnings\n", text, text[0] != '\0' ? "\n" : "", call->site->path,
           errors, warnings);
    return errors > 0 ? 1 : 0;
}
