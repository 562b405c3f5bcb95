/* Settings of simulated devices as "--name value" arguments, so that a device in a process of its
 * own gets the same bits as one in this process. Names are those of the members.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_DEVICES_OPTIONS_H
#define STATION_DEVICES_OPTIONS_H

#include <stddef.h>
#include <stdint.h>

enum option_type { OPTION_DOUBLE, OPTION_INT32, OPTION_UINT64 };

struct option_row {
    const char *name;
    size_t offset;
    enum option_type type;
};

extern const struct option_row options_pcs[];   /* of struct pcs_device_setup */
extern const struct option_row options_meter[]; /* of struct meter_device_setup */
extern const struct option_row options_pv[];    /* of struct pv_device_setup */
extern const size_t options_pcs_count;
extern const size_t options_meter_count;
extern const size_t options_pv_count;

/* Sets the member called name from text. Returns 0; -1 for an unknown name or no number. */
int option_read(const struct option_row *rows, size_t count, void *setup, const char *name,
                const char *text);

/* Writes the value of a member as text that reads back to the same bits. Returns its length. */
size_t option_write(const struct option_row *row, const void *setup, char *text, size_t capacity);

#endif
