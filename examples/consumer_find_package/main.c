/* The shortest program that links ostrov: prints the version it runs with.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ostrov/ostrov.h>

#include <stdio.h>

int main(void)
{
    printf("ostrov %s\n", ostrov_version_text());
    return ostrov_version() / 1000 == OSTROV_VERSION_MAJOR * 1000 + OSTROV_VERSION_MINOR ? 0 : 1;
}
