/* Preloaded, it makes of a program what a host with a locale is: numbers have the comma of LC_ALL.
 * The station itself sets none, so LC_ALL alone would change nothing.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <locale.h>

__attribute__((constructor)) static void host_locale(void)
{
    (void)setlocale(LC_ALL, "");
    (void)setlocale(LC_MESSAGES, "C"); /* what the system says of its errors stays English */
}
