/* What of a charge point must outlive a restart of ours: see point.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "point.h"

#include <string.h>

enum { SKIPPED = 16 }; /* numbers left out after a restart */

void ocpp_point_keep(const struct ocpp_point *p, struct ocpp_kept *kept)
{
    memset(kept, 0, sizeof *kept);
    memcpy(kept->tag, p->tag, sizeof kept->tag);
    kept->transaction = p->transaction;
    kept->next_transaction = p->next_transaction;
    kept->start_wh = p->start_wh;
}

void ocpp_point_restore(struct ocpp_point *p, const struct ocpp_kept *kept)
{
    if (kept->next_transaction < 1 || kept->next_transaction > OCPP_MOST_TRANSACTIONS ||
        kept->transaction < 0) {
        return;
    }
    memcpy(p->tag, kept->tag, sizeof p->tag);
    p->tag[sizeof p->tag - 1] = '\0';
    p->transaction = kept->transaction;
    p->start_wh = kept->start_wh;
    p->next_transaction = kept->next_transaction <= OCPP_MOST_TRANSACTIONS - SKIPPED
                              ? kept->next_transaction + SKIPPED
                              : 1;
}
