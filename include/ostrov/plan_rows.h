/**
 * @file plan_rows.h
 * @brief Rows of a dispatch problem: vehicles, groups, peaks, batteries, blocks, tiers, scenarios.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_PLAN_ROWS_H
#define OSTROV_PLAN_ROWS_H

#include <ostrov/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What a problem can ask of a planner beyond battery, vehicles, groups and peaks: bits. */
enum ostrov_problem_feature {
    OSTROV_FEATURE_RUNNING = 1 << 0,    /**< battery_running_w */
    OSTROV_FEATURE_EFFICIENCY = 1 << 1, /**< efficiencies */
    OSTROV_FEATURE_TAPER = 1 << 2,      /**< tapers */
    OSTROV_FEATURE_WEAR = 1 << 3,       /**< wears */
    OSTROV_FEATURE_THROUGHPUT = 1 << 4, /**< throughput_wh */
    OSTROV_FEATURE_FULL = 1 << 5,       /**< full_until_s */
    OSTROV_FEATURE_BATTERIES = 1 << 6,  /**< batteries */
    OSTROV_FEATURE_V2G = 1 << 7,        /**< a vehicle with a discharge_limit_w */
    OSTROV_FEATURE_BLOCKS = 1 << 8,     /**< blocks */
    OSTROV_FEATURE_TIERS = 1 << 9,      /**< tiers */
    OSTROV_FEATURE_SCENARIOS = 1 << 10, /**< scenarios */
    OSTROV_FEATURE_OPEN = 1 << 11,      /**< open_elapsed_s or open_import_wh, with peaks */
    OSTROV_FEATURE_RESERVED = 1 << 12   /**< a peak with a reserved_w */
};

/** One stay of a vehicle at a charge point. A row: grows by stride. Only whole slots between arrival
 *  and departure are used for charging. */
typedef struct ostrov_plan_vehicle {
    int64_t arrive_s;             /**< UTC seconds; earlier than the first edge = already there */
    int64_t depart_s;             /**< UTC seconds; after the last edge = beyond the horizon */
    int32_t charge_point;         /**< which charge point, 0 … 15 */
    int32_t group;                /**< which group of charge points, −1 = none */
    double arrive_wh;             /**< Wh in the battery on arrival (now, if already there) */
    double depart_wh;             /**< Wh wanted at departure; the horizon's share if beyond it */
    double capacity_wh;           /**< Wh, most it can hold */
    double charge_limit_w;        /**< W at the site bus, most that point and vehicle take */
    double charge_min_w;          /**< W, least power when charging at all (6 A rule); 0 = any */
    double charge_efficiency_ratio; /**< energy into the vehicle over energy from the site bus */
    double short_price_per_kwh;   /**< money per kWh missing at departure */
    double discharge_limit_w;     /**< W at the site bus, most it gives back (V2G); 0 = it only charges */
    double discharge_efficiency_ratio; /**< energy to the site bus over energy out of the vehicle */
    double wear_price_per_kwh;    /**< money per kWh taken out of the vehicle by V2G */
    double least_wh;              /**< Wh that V2G leaves in it at any time; from arrive_wh on if that is less */
} ostrov_plan_vehicle;

/** Charge points behind one supply. A row. */
typedef struct ostrov_plan_group {
    double limit_w;               /**< W, sum of its charge points; hard */
} ostrov_plan_group;

/** A charge on the highest mean import of any slot in a period. A row. */
typedef struct ostrov_plan_peak {
    int64_t from_s;               /**< UTC seconds */
    int64_t until_s;              /**< UTC seconds */
    double incurred_w;            /**< W already reached in the billing period */
    double price_per_kw;          /**< money per kW of the highest slot, for the whole period */
    double reserved_w;            /**< W of capacity reserved, by year or month: up to it nothing is charged,
                                       above it price_per_kw is the surcharge; 0 = none reserved */
} ostrov_plan_peak;

/** A battery beside the first, with its PCS. A row. It may stand outside its window at the same price as
 *  the first; above its low end it counts for the reserve. */
typedef struct ostrov_plan_battery {
    double capacity_wh;           /**< Wh in the cells today */
    double start_wh;              /**< Wh at the first edge */
    double min_wh;                /**< Wh, low end of its window */
    double max_wh;                /**< Wh, high end of its window */
    double charge_limit_w;        /**< W at the site bus */
    double discharge_limit_w;     /**< W at the site bus */
    double charge_efficiency_ratio; /**< energy into the cells over energy from the site bus */
    double discharge_efficiency_ratio; /**< energy to the site bus over energy out of the cells */
    double self_discharge_per_s;  /**< 1/s, share of the stored energy lost each second */
    double wear_price_per_kwh;    /**< money per kWh taken out of the cells */
    double terminal_price_per_kwh; /**< money per kWh in the cells at the last edge */
} ostrov_plan_battery;

/** Efficiency of battery and PCS at a power. A row, powers rising. Power into the cells is
 *  power_w · charge_ratio, out of them power_w / discharge_ratio; between two rows these are straight lines,
 *  from 0 to the first too, and beyond the last row its ratios hold. */
typedef struct ostrov_plan_efficiency {
    double power_w;               /**< W at the site bus */
    double charge_ratio;          /**< energy into the cells over energy from the site bus */
    double discharge_ratio;       /**< energy to the site bus over energy out of the cells */
} ostrov_plan_efficiency;

/** Power limits at a SoC, that of the begin of a slot. A row, SoC rising; straight lines between rows, the
 *  end rows' beyond them. Charging falls more and more steeply, discharging rises less and less. */
typedef struct ostrov_plan_taper {
    double soc_ratio;             /**< SoC */
    double charge_limit_w;        /**< W */
    double discharge_limit_w;     /**< W */
} ostrov_plan_taper;

/** Wear by the depth of a cycle: each row is a part of the capacity, cheapest first. What is charged goes
 *  to the cheapest part that has room, what is discharged comes from the cheapest that holds any, so that
 *  deep cycles cost as rainflow counting says (Xu, Zhao, Zheng, Litvinov, Kirschen, IEEE Trans. Power
 *  Syst. 33, 2018, 2248-2259). The energy at the first edge lies in the cheapest parts. */
typedef struct ostrov_plan_wear {
    double depth_ratio;           /**< share of the capacity; what the rows leave belongs to the last */
    double price_per_kwh;         /**< money per kWh taken out of this part, rising from row to row */
} ostrov_plan_wear;

/** A load that runs once, without a break. A row. It starts with a slot. */
typedef struct ostrov_plan_block {
    double power_w;               /**< W */
    int64_t length_s;             /**< s it runs */
    int64_t earliest_s;           /**< UTC seconds, not started before */
    int64_t latest_end_s;         /**< UTC seconds, done by then; never after the last edge */
    double skip_price;            /**< money for not running it */
} ostrov_plan_block;

/** A part of the ordinary load that can be shed at a price of its own. A row. The cheapest are shed first;
 *  what the tiers leave has shed_price_per_kwh. */
typedef struct ostrov_plan_tier {
    double share_ratio;           /**< share of load_w − critical_w; all tiers together at most 1 */
    double price_per_kwh;         /**< money per kWh not served, at most shed_critical_price_per_kwh */
} ostrov_plan_tier;

/** One course that things may take. A row. A series that is not given is that of the problem. Battery,
 *  vehicles, PV, shedding and grid follow the course, but for what battery and vehicles do in the first slot,
 *  which is the same in all; blocks and further batteries do as the plan says. */
typedef struct ostrov_plan_scenario {
    double probability_ratio;     /**< its weight; all together are taken as 1 */
    ostrov_series load_w;         /**< W */
    ostrov_series critical_w;     /**< W */
    ostrov_series pv_w;           /**< W */
    ostrov_series import_price_per_kwh; /**< all that a kWh imported costs */
    ostrov_series export_price_per_kwh; /**< what a kWh exported earns */
} ostrov_plan_scenario;

#ifdef __cplusplus
}
#endif

#endif
