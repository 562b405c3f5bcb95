/* Who a device says it is.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "drivers/identity.h"

#include <string.h>

int identity_holds(struct identity *identity, const struct sunspec_block *common,
                   const char *manufacturer, const char *model)
{
    struct identity told;
    struct sunspec_view view = sunspec_view_of(common);
    memset(&told, 0, sizeof told);
    told.known = 1;
    sunspec_text(&view, SUNSPEC_1_Mn, told.manufacturer, sizeof told.manufacturer);
    sunspec_text(&view, SUNSPEC_1_Md, told.model, sizeof told.model);
    sunspec_text(&view, SUNSPEC_1_SN, told.serial, sizeof told.serial);
    if ((manufacturer != NULL && strcmp(manufacturer, told.manufacturer) != 0) ||
        (model != NULL && strcmp(model, told.model) != 0)) {
        return 0;
    }
    if (identity->known && memcmp(identity, &told, sizeof told) != 0) {
        return 0;
    }
    *identity = told;
    return 1;
}
