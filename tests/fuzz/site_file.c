/* Fuzz entry on site files: any bytes are read or refused with a message, and what was read is
 * judged.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "fuzz.h"

#include "site.h"

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t count)
{
    static struct site site;
    static char text[8192];
    char message[1024] = "";
    int warnings = 0;
    if (site_read("fuzz.json", (const char *)bytes, count, &site, message, sizeof message) != 0) {
        fuzz_must(message[0] != '\0');
        fuzz_must(site.name[0] == '\0' && site.path[0] == '\0'); /* untouched */
        return 0;
    }
    fuzz_must(site.battery.capacity_wh > 0.0 && site.charge_points <= OSTROV_CHARGE_POINTS);
    (void)site_check(&site, text, sizeof text, &warnings);
    memset(&site, 0, sizeof site);
    return 0;
}
