/**
 * @file ostrov.h
 * @brief All of the core library, without ostrov/milp.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_OSTROV_H
#define OSTROV_OSTROV_H

#include <ostrov/base.h>
#include <ostrov/battery.h>
#include <ostrov/battery_wear.h>
#include <ostrov/battery_cell.h>
#include <ostrov/battery_health.h>
#include <ostrov/battery_pack.h>
#include <ostrov/battery_power.h>
#include <ostrov/battery_telemetry.h>
#include <ostrov/battery_soc.h>
#include <ostrov/sun.h>
#include <ostrov/sun_clearsky.h>
#include <ostrov/sun_interval.h>
#include <ostrov/sun_irradiance.h>
#include <ostrov/pv.h>
#include <ostrov/pv_dc.h>
#include <ostrov/pv_diode.h>
#include <ostrov/pv_incidence.h>
#include <ostrov/pv_inverter.h>
#include <ostrov/pv_plant.h>
#include <ostrov/pv_row.h>
#include <ostrov/pv_soiling.h>
#include <ostrov/pv_temperature.h>
#include <ostrov/forecast.h>
#include <ostrov/forecast_learn.h>
#include <ostrov/forecast_plant.h>
#include <ostrov/forecast_scenarios.h>
#include <ostrov/grid.h>
#include <ostrov/grid_order.h>
#include <ostrov/grid_explain.h>
#include <ostrov/grid_report.h>
#include <ostrov/grid_elements.h>
#include <ostrov/grid_ride.h>
#include <ostrov/grid_measure.h>
#include <ostrov/grid_code.h>
#include <ostrov/grid_support.h>
#include <ostrov/holiday.h>
#include <ostrov/plan.h>
#include <ostrov/plan_rows.h>
#include <ostrov/plan_explain.h>
#include <ostrov/plan_prepare.h>
#include <ostrov/plan_respond.h>
#include <ostrov/plan_steer.h>
#include <ostrov/station.h>
#include <ostrov/driver.h>

#endif
