/* Words for modes and reasons.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ostrov/grid.h>

static const char *const modes[] = {
    [OSTROV_GRID_UNKNOWN] = "UNKNOWN",
    [OSTROV_GRID_BOOT] = "BOOT",
    [OSTROV_GRID_GRID] = "GRID",
    [OSTROV_GRID_RIDE] = "RIDE",
    [OSTROV_GRID_NULLING] = "NULLING",
    [OSTROV_GRID_OPENING] = "OPENING",
    [OSTROV_GRID_BACKUP_OPEN] = "BACKUP_OPEN",
    [OSTROV_GRID_FORMING] = "FORMING",
    [OSTROV_GRID_ISLAND] = "ISLAND",
    [OSTROV_GRID_OBSERVE] = "OBSERVE",
    [OSTROV_GRID_SYNC] = "SYNC",
    [OSTROV_GRID_CLOSING] = "CLOSING",
    [OSTROV_GRID_RAMP] = "RAMP",
    [OSTROV_GRID_DEAD] = "DEAD",
    [OSTROV_GRID_BLACK] = "BLACK",
    [OSTROV_GRID_SAFE_STOP] = "SAFE_STOP",
    [OSTROV_GRID_LOCKOUT] = "LOCKOUT",
};

static const char *const reasons[] = {
    [OSTROV_GRID_REASON_NONE] = "nothing",
    [OSTROV_GRID_REASON_START] = "first step",
    [OSTROV_GRID_REASON_UNDERVOLTAGE] = "grid voltage too low",
    [OSTROV_GRID_REASON_OVERVOLTAGE] = "grid voltage too high",
    [OSTROV_GRID_REASON_UNDERFREQUENCY] = "grid frequency too low",
    [OSTROV_GRID_REASON_OVERFREQUENCY] = "grid frequency too high",
    [OSTROV_GRID_REASON_GRID_UNKNOWN] = "grid side is not measured",
    [OSTROV_GRID_REASON_COMMAND] = "it was asked for",
    [OSTROV_GRID_REASON_INHIBIT] = "local, manual, maintenance or fire stop",
    [OSTROV_GRID_REASON_DONE] = "the mode reached what it was for",
    [OSTROV_GRID_REASON_TIMEOUT] = "the mode's time ran out",
    [OSTROV_GRID_REASON_CONTACTS] = "the breaker contacts do not agree",
    [OSTROV_GRID_REASON_BREAKER_STUCK] = "the breaker did not do what it was told",
    [OSTROV_GRID_REASON_BUS_LOST] = "site bus is outside its band",
    [OSTROV_GRID_REASON_ENERGY] = "battery is at the black-start reserve",
    [OSTROV_GRID_REASON_GRID_GOOD] = "the grid came good",
    [OSTROV_GRID_REASON_GRID_LOST] = "the grid is not there",
    [OSTROV_GRID_REASON_WINDOW] = "synchronising window held and the contact angle fits",
    [OSTROV_GRID_REASON_NOT_VERIFIED] = "nobody has verified islanding at this site",
    [OSTROV_GRID_REASON_PCS] = "the PCS did not confirm the mode asked for",
    [OSTROV_GRID_REASON_RESET] = "local reset",
    [OSTROV_GRID_REASON_OBSERVE_ONLY] = "authority is observe: nothing is requested",
    [OSTROV_GRID_REASON_DSO] = "the return is not permitted",
    [OSTROV_GRID_REASON_ATTEMPTS] = "too many failed attempts",
    [OSTROV_GRID_REASON_FOUND_ISLAND] = "found a healthy island",
    [OSTROV_GRID_REASON_BUS_UNKNOWN] = "site bus is not measured",
    [OSTROV_GRID_REASON_RETURN_DELAY] = "the grid must stay good for longer",
    [OSTROV_GRID_REASON_SYNC_SLIP] = "frequency difference too large",
    [OSTROV_GRID_REASON_SYNC_VOLTAGE] = "voltage difference too large",
    [OSTROV_GRID_REASON_SYNC_ANGLE] = "angle outside the window",
    [OSTROV_GRID_REASON_SYNC_DWELL] = "the window must hold for longer",
    [OSTROV_GRID_REASON_COOLDOWN] = "pause after a failed attempt",
    [OSTROV_GRID_REASON_DEAD_BUS_CLOSE] =
        "closing onto the dead bus is not allowed by the settings",
    [OSTROV_GRID_REASON_PROFILE] = "a PCS of this profile cannot do it",
    [OSTROV_GRID_REASON_OPENED_OUTSIDE] = "the breaker opened without being asked",
    [OSTROV_GRID_REASON_CLOSED_OUTSIDE] = "the breaker closed without being asked",
    [OSTROV_GRID_REASON_STEP_TOO_LONG] = "the time step is too long to close in synchronism",
    [OSTROV_GRID_REASON_BUS_LIVE] = "the site bus is not proven dead",
    [OSTROV_GRID_REASON_E_STOP] = "emergency stop",
    [OSTROV_GRID_REASON_ROTATION] = "the phases turn the wrong way round",
    [OSTROV_GRID_REASON_UNBALANCE] = "the phases are unbalanced",
    [OSTROV_GRID_REASON_SINGLE_PHASE] = "one phase is missing",
    [OSTROV_GRID_REASON_LOST_NEUTRAL] = "the neutral is lost",
    [OSTROV_GRID_REASON_BOND] = "the neutral-earth bond does not prove its place",
    [OSTROV_GRID_REASON_NOT_ARMED] =
        "the DSO's settings protocol is not named: nothing is requested",
    [OSTROV_GRID_REASON_ORDER_NUMBER] = "the order's number is not newer than the last",
    [OSTROV_GRID_REASON_ORDER_SELECT] = "the order was not selected first",
    [OSTROV_GRID_REASON_ORDER_EXPIRED] = "the order came after its lifetime",
    [OSTROV_GRID_REASON_ORDER_ACTOR] = "this actor may not give this order",
    [OSTROV_GRID_REASON_ORDER_MODE] = "the order does not fit the present mode",
    [OSTROV_GRID_REASON_ORDER_TAKEN] = "another actor has selected an order",
    [OSTROV_GRID_REASON_HEADROOM] = "the PCS is not known to carry the first load tier",
    [OSTROV_GRID_REASON_DSO_LIMIT] = "the DSO limits the power",
    [OSTROV_GRID_REASON_DSO_SILENT] = "the DSO receiver is silent, its last limit is kept",
    [OSTROV_GRID_REASON_DSO_FALLBACK] = "the DSO receiver is silent, the fallback limit holds",
    [OSTROV_GRID_REASON_RAMP] = "power is let up slowly",
    [OSTROV_GRID_REASON_APART] = "apart from the grid",
    [OSTROV_GRID_REASON_DRILL] = "island drill",
};

const char *ostrov_grid_mode_text(int32_t mode)
{
    const int32_t count = (int32_t)(sizeof modes / sizeof modes[0]);
    return mode >= 0 && mode < count ? modes[mode] : modes[0];
}

const char *ostrov_grid_reason_text(int32_t reason)
{
    const int32_t count = (int32_t)(sizeof reasons / sizeof reasons[0]);
    return reason >= 0 && reason < count ? reasons[reason] : "unknown reason";
}
