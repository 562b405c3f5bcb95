/* What a site's figures mean: local time, energy of a duty, power of a vehicle.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "site.h"

#include <string.h>

int64_t site_local_time(const struct site *site, int64_t day_start_s, int32_t minute)
{
    ostrov_civil civil;
    int64_t time_s = day_start_s + (int64_t)minute * 60;
    /* Noon of the wanted day, counted from noon of the first: a change of an hour moves neither
     * date. */
    int64_t noon_s = day_start_s + 43200 + (int64_t)(minute / 1440) * 86400;
    if (ostrov_zone_civil(&site->zone, noon_s, &civil) != OSTROV_OK) {
        return time_s;
    }
    civil.hour = minute / 60 % 24;
    civil.minute = minute % 60;
    civil.second = 0;
    /* DEGRADED: the clock jumps over this time (02:30 in March); the moment after the gap is meant
     */
    return ostrov_zone_utc(&site->zone, &civil, OSTROV_FOLD_FIRST, &time_s) >= OSTROV_OK
               ? time_s
               : day_start_s + (int64_t)minute * 60;
}

double site_start_soc(const struct site *site)
{
    double soc = site->battery.soc_start_ratio;
    return soc == soc ? soc : 0.5 * (site->battery.soc_min_ratio + site->battery.soc_max_ratio);
}

double site_duty_wh(const struct site_duty *duty, double temperature_c)
{
    double factor = 1.0 + 0.5 * (15.0 - temperature_c) / 27.0;
    return duty->energy_wh * (factor < 1.0 ? 1.0 : factor > 1.7 ? 1.7 : factor);
}

int32_t site_point_fast(const struct site_charge_point *point) { return point->limit_w > 60e3; }

double site_accepts_w(const struct site_vehicle *vehicle, const struct site_charge_point *point,
                      double soc_ratio, double temperature_c)
{
    const double warm_c = 5.0;
    int32_t fast = site_point_fast(point);
    double power_w = fast ? vehicle->accepts_fast_w : vehicle->accepts_w;
    if (soc_ratio >= 1.0) {
        return 0.0;
    }
    if (soc_ratio > vehicle->taper_soc_ratio) {
        power_w *= 0.1 + 0.9 * (1.0 - soc_ratio) / (1.0 - vehicle->taper_soc_ratio);
    }
    if (fast && temperature_c < warm_c) {
        double left = 1.0 - vehicle->cold_ratio_per_c * (warm_c - temperature_c);
        power_w *= left < 0.3 ? 0.3 : left;
    }
    return power_w < point->limit_w ? power_w : point->limit_w;
}

uint32_t site_identity(const struct site *site)
{
    const double position[2] = {site->pv.latitude_deg, site->pv.longitude_deg};
    uint32_t crc = ostrov_crc32(0, site->name, strlen(site->name) + 1);
    crc = ostrov_crc32(crc, site->zone_text, strlen(site->zone_text) + 1);
    return ostrov_crc32(crc, position, sizeof position);
}
