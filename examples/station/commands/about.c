/* about: version, libraries, licences.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "command.h"

#ifdef STATION_WITH_MILP
#include <ostrov/milp.h>
#endif

#include <stdio.h>

int command_about(const struct call *call)
{
    (void)call;
    printf("ostrov %s, Apache-2.0\n", ostrov_version_text());
#ifdef STATION_WITH_MILP
    printf("GLPK %s, GPL-3.0-or-later: this binary as a whole is under GPL-3.0-or-later\n",
           ostrov_milp_solver_version());
#else
    printf("built without GLPK: the built-in planner alone\n");
#endif
    printf(
        "libmodbus, LGPL-2.1-or-later; SQLite, public domain; cJSON, MIT; zlib, zlib licence\n"
        "libmosquitto, EPL-2.0 or EDL-1.0; libmicrohttpd, LGPL-2.1-or-later; libwebsockets, MIT\n"
        "expat, MIT\n");
    printf("SunSpec information models, Apache-2.0, (c) SunSpec Alliance\n");
    return 0;
}
