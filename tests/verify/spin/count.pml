/* Every input in every state: Spin's count of stored states must be the walker's.
 *
 * One option a number of an input, made by macros; a d_step each, so that one step of the switch is
 * one transition of the model.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
c_decl { \#include "adapter.h" }
c_track "adapter_state" "512"

#define STEP(n) :: d_step { c_code { adapter_step(n); }; skip }
#define STEP4(n) STEP(n) STEP((n) + 1) STEP((n) + 2) STEP((n) + 3)
#define STEP16(n) STEP4(n) STEP4((n) + 4) STEP4((n) + 8) STEP4((n) + 12)
#define STEP64(n) STEP16(n) STEP16((n) + 16) STEP16((n) + 32) STEP16((n) + 48)
#define STEP256(n) STEP64(n) STEP64((n) + 64) STEP64((n) + 128) STEP64((n) + 192)

init {
    d_step { c_code { adapter_start(); }; skip };
    do
    STEP256(0) STEP256(256) STEP256(512)
    od
}
