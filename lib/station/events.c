/* The ring of events: the newest are kept, what had to go is counted and told.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "internal.h"

void ostrov_i_station_event(ostrov_i_station *self, int32_t code, int32_t subject, double value,
                            double limit)
{
    ostrov_i_ring *ring = &self->ring;
    ostrov_event *event = NULL;
    if (ring->count == OSTROV_I_STATION_RING) {
        /* What happened last explains the present: the oldest goes. */
        ring->first = (ring->first + 1) % OSTROV_I_STATION_RING;
        ring->count--;
        ring->lost++;
    }
    event = &ring->events[(ring->first + ring->count) % OSTROV_I_STATION_RING];
    ring->count++;
    ring->sequence++;
    event->time_s = self->clock_known ? self->now_us / 1000000 : INT64_MIN;
    event->sequence = ring->sequence;
    event->code = code;
    event->subject = subject;
    event->value = value;
    event->limit = limit;
}

void ostrov_i_station_episode(ostrov_i_station *self, int32_t code, int32_t happens, double quiet_s,
                              double dt_s, int32_t subject, double value, double limit)
{
    ostrov_i_ring *ring = &self->ring;
    const uint32_t bit = 1u << code;
    if (happens) {
        if ((ring->active & bit) == 0) {
            ring->active |= bit;
            ostrov_i_station_event(self, code, subject, value, limit);
        }
        ring->quiet_s[code] = 0.0;
    } else if ((ring->active & bit) != 0) {
        ring->quiet_s[code] += dt_s;
        if (ring->quiet_s[code] >= quiet_s) {
            ring->active &= ~bit;
        }
    }
}

ostrov_status ostrov_station_event(ostrov_station *station, ostrov_event *event)
{
    ostrov_i_station *self = ostrov_i_station_self(station);
    if (self == NULL || event == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    ostrov_i_ring *ring = &self->ring;
    if (ring->count == 0) {
        return OSTROV_EMPTY;
    }
    if (ring->lost > 0) {
        /* Stands in for the last of the lost ones, so that the sequence has no hole before it. */
        const ostrov_event *oldest = &ring->events[ring->first];
        event->time_s = oldest->time_s;
        event->sequence = oldest->sequence - 1;
        event->code = OSTROV_EVENT_LOST_EVENTS;
        event->subject = 0;
        event->value = (double)ring->lost;
        event->limit = OSTROV_I_NAN;
        ring->lost = 0;
    } else {
        *event = ring->events[ring->first];
        ring->first = (ring->first + 1) % OSTROV_I_STATION_RING;
        ring->count--;
    }
    self->state.events = ring->count + (ring->lost > 0);
    return OSTROV_OK;
}
