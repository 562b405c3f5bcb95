/* Load tiers: highest number first to go, lowest first to return, slowly, so that they do not flap.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "internal.h"

/* s for the effect of a change to show at the meters: contactor, poll, hold. Also how long a tier
 * is watched to learn its power. */
#define SETTLE_S 3.0
/* s a tier stays off: compressors and lifts do not like to be switched more often. */
#define OFF_S 300.0
/* s between two tiers coming back. */
#define RETURN_S 60.0
/* Room a returning tier must leave: share of the limit, and head over what it took when it went. */
#define ROOM_RATIO 0.05
#define HEAD_RATIO 1.1
/* Critical load is not shed for a single bad reading. */
#define CRITICAL_S 10.0

uint32_t ostrov_i_station_tier_mask(const ostrov_i_station *self)
{
    return (1u << self->config.tiers) - 1u;
}

static void tell(ostrov_i_station *self, int32_t code, double over_w, double limit_w)
{
    ostrov_i_station_event(self, code, (int32_t)self->tiers.on, over_w, limit_w);
}

static void switch_off(ostrov_i_tiers *tiers, uint32_t bits)
{
    for (int32_t i = 0; i < OSTROV_LOAD_TIERS; i++) {
        if ((bits & tiers->on & (1u << i)) != 0) {
            tiers->off_s[i] = 0.0;
        }
    }
    tiers->on &= ~bits;
    tiers->changed_s = 0.0;
    tiers->learning = -1;
}

/* Other load may have moved in the same seconds: no tier is more than the greatest load there is.
 */
static void learn(ostrov_i_tiers *tiers, const ostrov_i_scene *scene, double most_w)
{
    if (tiers->learning >= 0 && tiers->changed_s >= SETTLE_S) {
        const double w = tiers->before_w - scene->load_w;
        if (w > 0.0) {
            tiers->power_w[tiers->learning] = ostrov_i_min(w, most_w);
        }
        tiers->learning = -1;
    }
}

static int32_t highest_on(const ostrov_i_tiers *tiers)
{
    for (int32_t i = OSTROV_LOAD_TIERS - 1; i >= 0; i--) {
        if ((tiers->on & (1u << i)) != 0) {
            return i;
        }
    }
    return -1;
}

/* Sheds until what is known of the tiers covers the excess; one of unknown power at a time. */
static void shed(ostrov_i_station *self, const ostrov_i_scene *scene, double excess_w,
                 double limit_w)
{
    ostrov_i_tiers *tiers = &self->tiers;
    const double told_w = excess_w;
    int32_t shed_count = 0;
    int32_t last = -1;
    while (excess_w > 0.0) {
        const int32_t tier = highest_on(tiers);
        if (tier < 0 || (tier == 0 && tiers->changed_s < CRITICAL_S)) {
            break;
        }
        const double power_w = tiers->power_w[tier];
        switch_off(tiers, 1u << tier);
        last = tier;
        shed_count++;
        if (ostrov_i_nan(power_w)) {
            break;
        }
        excess_w -= power_w;
    }
    if (shed_count > 0) {
        tiers->learning = shed_count == 1 ? last : -1;
        tiers->before_w = scene->load_w;
        tell(self, OSTROV_EVENT_SHED, told_w, limit_w);
    }
}

/* The lowest tier that is off and may return, if there is room for it. Critical load returns first
 * and asks for no room: it went by fire stop, dead bus or overload, and its own power is not known.
 */
static void restore(ostrov_i_station *self, double room_w, double limit_w, uint32_t allowed)
{
    ostrov_i_tiers *tiers = &self->tiers;
    for (int32_t i = 0; i < self->config.tiers; i++) {
        if ((tiers->on & (1u << i)) != 0) {
            continue;
        }
        const double guess_w = self->config.load_max_w / (double)self->config.tiers;
        const double power_w = ostrov_i_nan(tiers->power_w[i]) ? guess_w : tiers->power_w[i];
        const int32_t fits = i == 0 ? !(room_w < 0.0)
                                    : tiers->off_s[i] >= OFF_S &&
                                          room_w >= HEAD_RATIO * power_w + ROOM_RATIO * limit_w;
        if ((allowed & (1u << i)) != 0 && tiers->changed_s >= RETURN_S && fits) {
            tiers->on |= 1u << i;
            tiers->changed_s = 0.0;
            tiers->learning = -1;
            tell(self, OSTROV_EVENT_RESTORED, OSTROV_I_NAN, OSTROV_I_NAN);
        }
        return; /* one at a time, in order */
    }
}

void ostrov_i_station_tiers(ostrov_i_station *self, const ostrov_i_scene *scene, double room_w,
                            double limit_w, uint32_t allowed)
{
    ostrov_i_tiers *tiers = &self->tiers;
    const uint32_t forbidden = tiers->on & ~allowed;
    tiers->changed_s = ostrov_i_min(tiers->changed_s + scene->dt_s, 1e9);
    for (int32_t i = 0; i < OSTROV_LOAD_TIERS; i++) {
        tiers->off_s[i] = ostrov_i_min(tiers->off_s[i] + scene->dt_s, 1e9);
    }
    learn(tiers, scene, self->config.load_max_w);
    if (forbidden != 0) {
        switch_off(tiers, forbidden);
        tell(self, OSTROV_EVENT_SHED, OSTROV_I_NAN, OSTROV_I_NAN);
    } else if (room_w < 0.0 && tiers->changed_s >= SETTLE_S) {
        shed(self, scene, -room_w, limit_w);
    } else {
        restore(self, room_w, limit_w, allowed);
    }
}
