/* Settings of simulated devices as arguments.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "devices/options.h"

#include <ostrov/base.h>
#include <stdio.h>
#include <string.h>

#include "devices/meter_device.h"
#include "devices/pcs_device.h"
#include "devices/pv_device.h"

const struct option_row options_pcs[] = {
    {"rating_w", offsetof(struct pcs_device_setup, rating_w), OPTION_DOUBLE},
    {"capacity_wh", offsetof(struct pcs_device_setup, capacity_wh), OPTION_DOUBLE},
    {"soc_min_ratio", offsetof(struct pcs_device_setup, soc_min_ratio), OPTION_DOUBLE},
    {"soc_max_ratio", offsetof(struct pcs_device_setup, soc_max_ratio), OPTION_DOUBLE},
    {"soc_start_ratio", offsetof(struct pcs_device_setup, soc_start_ratio), OPTION_DOUBLE},
    {"charge_efficiency", offsetof(struct pcs_device_setup, charge_efficiency), OPTION_DOUBLE},
    {"discharge_efficiency", offsetof(struct pcs_device_setup, discharge_efficiency),
     OPTION_DOUBLE},
    {"standby_w", offsetof(struct pcs_device_setup, standby_w), OPTION_DOUBLE},
    {"charge_limit_w", offsetof(struct pcs_device_setup, charge_limit_w), OPTION_DOUBLE},
    {"discharge_limit_w", offsetof(struct pcs_device_setup, discharge_limit_w), OPTION_DOUBLE},
    {"cells_c", offsetof(struct pcs_device_setup, cells_c), OPTION_DOUBLE},
    {"nominal_v", offsetof(struct pcs_device_setup, nominal_v), OPTION_DOUBLE},
    {"series", offsetof(struct pcs_device_setup, series), OPTION_INT32},
    {"lag_s", offsetof(struct pcs_device_setup, lag_s), OPTION_DOUBLE},
    {"ramp_w_per_s", offsetof(struct pcs_device_setup, ramp_w_per_s), OPTION_DOUBLE},
    {"default_w", offsetof(struct pcs_device_setup, default_w), OPTION_DOUBLE},
    {"comm_loss_s", offsetof(struct pcs_device_setup, comm_loss_s), OPTION_DOUBLE},
    {"form_start_s", offsetof(struct pcs_device_setup, form_start_s), OPTION_DOUBLE},
    {"overload_s", offsetof(struct pcs_device_setup, overload_s), OPTION_DOUBLE},
    {"nominal_hz", offsetof(struct pcs_device_setup, nominal_hz), OPTION_DOUBLE},
    {"battery_sign", offsetof(struct pcs_device_setup, battery_sign), OPTION_INT32},
    {"seed", offsetof(struct pcs_device_setup, seed), OPTION_UINT64},
    {"lies", offsetof(struct pcs_device_setup, lies), OPTION_UINT64},
};

const struct option_row options_meter[] = {
    {"refresh_s", offsetof(struct meter_device_setup, refresh_s), OPTION_DOUBLE},
    {"import_wh", offsetof(struct meter_device_setup, import_wh), OPTION_DOUBLE},
    {"export_wh", offsetof(struct meter_device_setup, export_wh), OPTION_DOUBLE},
    {"sign", offsetof(struct meter_device_setup, sign), OPTION_INT32},
    {"seed", offsetof(struct meter_device_setup, seed), OPTION_UINT64},
    {"lies", offsetof(struct meter_device_setup, lies), OPTION_UINT64},
};

const struct option_row options_pv[] = {
    {"rating_w", offsetof(struct pv_device_setup, rating_w), OPTION_DOUBLE},
    {"ramp_w_per_s", offsetof(struct pv_device_setup, ramp_w_per_s), OPTION_DOUBLE},
    {"wake_s", offsetof(struct pv_device_setup, wake_s), OPTION_DOUBLE},
    {"seed", offsetof(struct pv_device_setup, seed), OPTION_UINT64},
    {"lies", offsetof(struct pv_device_setup, lies), OPTION_UINT64},
};

const size_t options_pcs_count = sizeof options_pcs / sizeof options_pcs[0];
const size_t options_meter_count = sizeof options_meter / sizeof options_meter[0];
const size_t options_pv_count = sizeof options_pv / sizeof options_pv[0];

/* Digits only; a seed has more of them than a double keeps. */
static int read_u64(const char *text, uint64_t *value)
{
    uint64_t sum = 0;
    for (const char *at = text; *at != '\0'; at++) {
        uint64_t digit = (uint64_t)(unsigned char)*at - '0';
        if (digit > 9 || sum > (UINT64_MAX - digit) / 10) {
            return -1;
        }
        sum = sum * 10 + digit;
    }
    *value = sum;
    return *text == '\0' ? -1 : 0;
}

int option_read(const struct option_row *rows, size_t count, void *setup, const char *name,
                const char *text)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(rows[i].name, name) != 0) {
            continue;
        }
        char *at = (char *)setup + rows[i].offset;
        if (rows[i].type == OPTION_UINT64) {
            uint64_t whole = 0;
            if (read_u64(text, &whole) != 0) {
                return -1;
            }
            memcpy(at, &whole, sizeof whole);
            return 0;
        }
        double value = 0.0;
        if (ostrov_number_read(text, strlen(text), &value, NULL) != OSTROV_OK) {
            return -1;
        }
        if (rows[i].type == OPTION_INT32) {
            int32_t small = value >= -1e9 && value <= 1e9 ? (int32_t)value : 0;
            if ((double)small != value) {
                return -1;
            }
            memcpy(at, &small, sizeof small);
        } else {
            memcpy(at, &value, sizeof value);
        }
        return 0;
    }
    return -1;
}

size_t option_write(const struct option_row *row, const void *setup, char *text, size_t capacity)
{
    const char *at = (const char *)setup + row->offset;
    if (row->type == OPTION_UINT64) {
        uint64_t whole = 0;
        memcpy(&whole, at, sizeof whole);
        return (size_t)snprintf(text, capacity, "%llu", (unsigned long long)whole);
    }
    if (row->type == OPTION_INT32) {
        int32_t small = 0;
        memcpy(&small, at, sizeof small);
        return (size_t)snprintf(text, capacity, "%d", (int)small);
    }
    double value = 0.0;
    memcpy(&value, at, sizeof value);
    return ostrov_number_write(value, -1, text, capacity);
}
