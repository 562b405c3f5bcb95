/**
 * @file driver.h
 * @brief Between station and hardware: header-only, the one place with function pointers.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_DRIVER_H
#define OSTROV_DRIVER_H

#include <ostrov/station.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A station's hardware. measure fills a measurement that was set to "not measured" before; actuate
 *  writes a command to the devices. Both return OK or E_DRIVER, and neither may block longer than the
 *  step. Growable: fill with ostrov_driver_defaults. */
typedef struct ostrov_driver {
    uint32_t struct_size; /**< sizeof, as the caller knows it */
    uint32_t reserved_; /**< 0 */
    void *context;                                                       /**< handed to both */
    ostrov_status (*measure)(void *context, ostrov_measurement *out);    /**< read the devices */
    ostrov_status (*actuate)(void *context, const ostrov_command *in);   /**< write the devices */
} ostrov_driver;

/** Empties a driver. @param driver receives zeros and its size @return OK; E_ARGUMENT
 *  @setup @since 0.1 */
static inline ostrov_status ostrov_driver_defaults(ostrov_driver *driver)
{
    if (driver == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    driver->struct_size = (uint32_t)sizeof *driver;
    driver->reserved_ = 0;
    driver->context = NULL;
    driver->measure = NULL;
    driver->actuate = NULL;
    return OSTROV_OK;
}

/** One cycle: measure, step, actuate. A measure that fails leaves "not measured", so that the station
 *  falls down its ladder; a command is written only when it says so.
 *  @param driver the hardware @param station the object @param time_s UTC seconds or INT64_MIN
 *  @param dt_s s since the last cycle, monotonic clock @param command receives what was commanded
 *  @return OK; DEGRADED; E_ARGUMENT; E_TIME; E_DRIVER when reading or writing failed
 *  @rt @since 0.1 */
static inline ostrov_status ostrov_driver_cycle(const ostrov_driver *driver, ostrov_station *station,
                                                int64_t time_s, double dt_s,
                                                ostrov_command *command)
{
    ostrov_measurement measurement;
    ostrov_status measured = OSTROV_OK;
    ostrov_status stepped = OSTROV_OK;
    if (driver == NULL || driver->measure == NULL || driver->actuate == NULL || command == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    stepped = ostrov_measurement_defaults(&measurement, sizeof measurement);
    if (stepped != OSTROV_OK) {
        return stepped;
    }
    measured = driver->measure(driver->context, &measurement);
    if (measured < OSTROV_OK) {
        /* Half a measurement is none: the values already written have no age one could trust. */
        stepped = ostrov_measurement_defaults(&measurement, sizeof measurement);
        if (stepped != OSTROV_OK) {
            return stepped;
        }
    }
    measurement.time_s = time_s;
    measurement.dt_s = dt_s;
    stepped = ostrov_station_step(station, &measurement, command, sizeof *command);
    if (command->write == 1 && driver->actuate(driver->context, command) < OSTROV_OK) {
        return OSTROV_E_DRIVER;
    }
    return measured < OSTROV_OK ? OSTROV_E_DRIVER : stepped;
}

#ifdef __cplusplus
}
#endif

#endif
