/* The weather feed: units, offsets, nulls, and what such files get wrong.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "weather_feed.h"
#include "unit.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static struct weather_feed feed;
static char text[8192], message[600];

static void teardown(void) { weather_feed_free(&feed); }

static const char *const whole =
    "{\"latitude\":49.3,\"longitude\":14.1,\"utc_offset_seconds\":7200,\"timezone\":\"Europe/"
    "Prague\",\n"
    "\"hourly_units\":{\"time\":\"iso8601\",\"shortwave_radiation\":\"W/"
    "m²\",\"direct_normal_irradiance\":"
    "\"W/m²\",\"diffuse_radiation\":\"W/m²\",\"cloud_cover\":\"%\",\"temperature_2m\":\"°C\","
    "\"wind_speed_10m\":\"km/h\"},\n"
    "\"hourly\":{\n"
    "\"time\":[\"2026-06-10T12:00\",\"2026-06-10T13:00\",\"2026-06-10T14:00\"],\n"
    "\"shortwave_radiation\":[700,800,900],\n"
    "\"direct_normal_irradiance\":[600,650,null],\n"
    "\"diffuse_radiation\":[100,110,120],\n"
    "\"cloud_cover\":[0,50,100],\n"
    "\"temperature_2m\":[20.5,21.5,-99],\n"
    "\"wind_speed_10m\":[3.6,7.2,36]}}\n";

static int read_with(const char *from, const char *to)
{
    const char *at = strstr(whole, from);
    ck_assert_ptr_nonnull(at);
    (void)snprintf(text, sizeof text, "%.*s%s%s", (int)(at - whole), whole, to, at + strlen(from));
    weather_feed_free(&feed);
    message[0] = '\0';
    return weather_feed_read(&feed, "weather", text, strlen(text), message, sizeof message);
}

static void refused(const char *from, const char *to, const char *piece)
{
    ck_assert_int_eq(read_with(from, to), -1);
    ck_assert_msg(strstr(message, piece) != NULL, "\"%s\" is missing in: %s", piece, message);
}

START_TEST(values_in_si_at_the_beginning_of_their_step)
{
    ck_assert_msg(read_with("{", "{") == 0, "%s", message);
    ck_assert_int_eq(feed.count, 3);
    ck_assert_int_eq(feed.step_s, 3600);
    ck_assert_int_eq(feed.start_s, 1781085600);             /* 2026-06-10T10:00Z */
    ck_assert_double_eq(feed.value[WEATHER_GHI][0], 800.0); /* the mean that ends at 13:00 */
    ck_assert(isnan(feed.value[WEATHER_GHI][2]));
    ck_assert(isnan(feed.value[WEATHER_DNI][1])); /* null */
    ck_assert_double_eq(feed.value[WEATHER_CLOUD][1], 0.5);
    ck_assert_double_eq(feed.value[WEATHER_TEMPERATURE][0], 20.5);
    ck_assert(isnan(feed.value[WEATHER_TEMPERATURE][2])); /* −99 is not believed */
    ck_assert_double_eq_tol(feed.value[WEATHER_WIND][2], 10.0, 1e-12);
    ck_assert_int_eq(feed.unknown, 1);
    ck_assert_int_eq(feed.refused, 1);
    ck_assert_msg(read_with("7200", "19800") == 0, "%s", message); /* +5:30 */
    ck_assert_int_eq(feed.start_s, 1781073000);                    /* 2026-06-10T06:30Z */
    ck_assert_msg(read_with("7200", "19800") == 0, "%s", message); /* +5:30 */
    ck_assert_int_eq(feed.start_s, 1781073000);                    /* 2026-06-10T06:30Z */
    ck_assert_msg(read_with("\"km/h\"", "\"kn\"") == 0, "%s", message);
    ck_assert_double_eq_tol(feed.value[WEATHER_WIND][0], 3.6 * 1852.0 / 3600.0, 1e-12);
    ck_assert_msg(read_with("\"°C\"", "\"°F\"") == 0, "%s", message);
    ck_assert_double_eq_tol(feed.value[WEATHER_TEMPERATURE][0], (20.5 - 32.0) / 1.8, 1e-12);
}
END_TEST

START_TEST(a_quarter_of_a_plant)
{
    ostrov_pv_config plant;
    double pv_w = 0.0, direct_w = 0.0;
    ostrov_weather weather;
    ck_assert_int_eq(ostrov_pv_defaults(&plant, sizeof plant), OSTROV_OK);
    plant.latitude_deg = 49.3;
    plant.longitude_deg = 14.1;
    plant.tilt_deg = 15;
    plant.azimuth_deg = 180;
    plant.peak_w = plant.inverter_w = 1e5;
    ck_assert_msg(read_with("{", "{") == 0, "%s", message);
    ck_assert_int_eq(weather_feed_quarter(&feed, &plant, feed.start_s + 900, &weather), 1);
    ck_assert_int_ge(ostrov_pv_power(&plant, feed.start_s + 1350, &weather, &pv_w, NULL), OSTROV_OK);
    ck_assert_double_eq_tol(weather.temperature_c, 20.5 + 22.5 / 60.0, 1e-9);
    /* the library itself at the middle of the quarter with the hour's means: near, not the same */
    ck_assert_int_eq(ostrov_weather_defaults(&weather, sizeof weather), OSTROV_OK);
    weather.ghi_w_per_m2 = 800.0;
    weather.dni_w_per_m2 = 650.0;
    weather.dhi_w_per_m2 = 110.0;
    weather.temperature_c = 20.9;
    weather.wind_m_per_s = 1.4;
    ck_assert_int_ge(ostrov_pv_power(&plant, feed.start_s + 1350, &weather, &direct_w, NULL),
                     OSTROV_OK);
    ck_assert_double_eq_tol(pv_w, direct_w, 0.03 * direct_w);
    /* not known is not night: beyond the feed, and where nothing of the light is told */
    ck_assert_int_eq(weather_feed_quarter(&feed, &plant, feed.start_s + 10800, &weather), 0);
    ck_assert(isnan(weather.ghi_w_per_m2) && isnan(weather.cloud_ratio) && isnan(weather.temperature_c));
    ck_assert_msg(read_with("\"cloud_cover\":[0,50,100],\n", "") == 0, "%s", message);
    ck_assert_int_eq(weather_feed_quarter(&feed, &plant, feed.start_s + 7200, &weather), 0);
    ck_assert(isnan(weather.ghi_w_per_m2) && isnan(weather.cloud_ratio));
}
END_TEST

START_TEST(what_is_wrong_is_told_with_its_line)
{
    refused("\"utc_offset_seconds\":7200,", "", "utc_offset_seconds");
    refused("7200", "7200.5", "utc_offset_seconds");
    refused("\"2026-06-10T13:00\"", "\"2026-06-10T12:00\"",
            "weather:4: hourly.time[1]: given twice");
    refused("\"2026-06-10T14:00\"", "\"2026-06-10T16:00\"", "a step is missing");
    refused("\"2026-06-10T14:00\"", "\"yesterday\"", "a local time is wanted");
    refused("[700,800,900]", "[700,800]", "weather:5: hourly.shortwave_radiation: fewer values");
    refused("[700,800,900]", "[700,800,900,1000]", "more values");
    refused("[700,800,900]", "[700,\"800\",900]", "a number or null");
    refused("\"km/h\"", "\"Bft\"", "unit not known");
    refused(",\"wind_speed_10m\":\"km/h\"", "", "its unit is not told");
    refused("\"hourly\":", "\"daily\":", "neither hourly nor minutely_15");
    refused("{\"latitude\"", "{\"error\":true,\"reason\":\"quota\",\"latitude\"", "is an error");
    refused("{\"latitude\"", "[{\"latitude\"", "weather:");
    refused("\"time\":[\"2026-06-10T12:00\",\"2026-06-10T13:00\",\"2026-06-10T14:00\"],\n", "",
            "\"time\" is missing");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("weather feed");
    TCase *tcase = tcase_create("all");
    tcase_add_checked_fixture(tcase, NULL, teardown);
    tcase_add_test(tcase, values_in_si_at_the_beginning_of_their_step);
    tcase_add_test(tcase, a_quarter_of_a_plant);
    tcase_add_test(tcase, what_is_wrong_is_told_with_its_line);
    suite_add_tcase(suite, tcase);
    return unit_run(suite);
}
