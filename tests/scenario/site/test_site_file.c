/* Site files: what is read, and how exactly what is wrong is told.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "site_text.h"

#include <cjson/cJSON.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

static struct site site;

/* One change of the depot and what must be said, at the line of the change. */
struct change {
    const char *from, *to;
    const char *marker; /* text whose line must be told; NULL = `to` */
    const char *pieces[4];
};

static const struct change changes[] = {
    /* unknown keys */
    {"\"capacity_wh\": 200000",
     "\"capasity_wh\": 200000",
     NULL,
     {"battery.capasity_wh = 200000: unknown key, did you mean \"capacity_wh\"?"}},
    {"\"peak_w\": 100000",
     "\"peak_kw\": 100",
     NULL,
     {"pv.peak_kw = 100: unknown key, did you mean \"peak_w\"?"}},
    {"\"tariff\": {",
     "\"tarif\": {",
     NULL,
     {"tarif = {", "unknown section", "did you mean \"tariff\"?"}},
    {"\"energy_wh\": 48000",
     "\"energy_wh\": 48000, \"zzzzqqqq\": 1",
     NULL,
     {"duties[0].zzzzqqqq = 1: unknown key"}},
    {"{\"value\": 0.25,",
     "{\"value\": 0.25, \"unit\": 1,",
     NULL,
     {"station.reserve_ratio.unit = 1: unknown key, allowed value, source, note"}},
    {"{\"value\": 0.25,",
     "{\"valu\": 0.35,",
     NULL,
     {"station.reserve_ratio", "needs the key \"value\""}},
    /* wrong types */
    {"\"capacity_wh\": 200000",
     "\"capacity_wh\": \"200000\"",
     NULL,
     {"battery.capacity_wh = \"200000\": a number is wanted, text is given"}},
    {"\"capacity_wh\": 200000",
     "\"capacity_wh\": true",
     NULL,
     {"a number is wanted, true is given"}},
    {"\"capacity_wh\": 200000",
     "\"capacity_wh\": null",
     NULL,
     {"a number is wanted, null is given; leave out a key that is not known"}},
    {"\"capacity_wh\": 200000",
     "\"capacity_wh\": [200000]",
     NULL,
     {"a number is wanted, a list is given"}},
    {"\"black_start\": true",
     "\"black_start\": 1",
     NULL,
     {"grid.black_start = 1: true or false is wanted, a number is given"}},
    {"\"black_start\": true",
     "\"sync_attempts\": 1.5",
     NULL,
     {"grid.sync_attempts = 1.5: a whole number is wanted"}},
    {"\"name\": \"pisek-depot\"",
     "\"name\": 7",
     NULL,
     {"site.name = 7: text is wanted, a number is given"}},
    {"\"name\": \"pisek-depot\"", "\"name\": \"\"", NULL, {"text must not be empty"}},
    {"\"currency\": \"CZK\"",
     "\"currency\": \"12345678\"",
     NULL,
     {"too long, allowed up to 7 bytes"}},
    {"[0.70, 0.66,",
     "[0.70,",
     NULL,
     {"load.profile_ratio", "a list of 24 numbers is wanted, one of 23"}},
    {"[0.70, 0.66,",
     "[0.70, \"0.66\",",
     NULL,
     {"load.profile_ratio[1] = \"0.66\": a number is wanted"}},
    /* ranges, with the limits out of the table */
    {"\"charge_efficiency_ratio\": 0.95",
     "\"charge_efficiency_ratio\": 1.95",
     NULL,
     {"battery.charge_efficiency_ratio = 1.95: outside its range, allowed ", " … 1"}},
    {"\"latitude_deg\": {\"value\": 49.3088",
     "\"latitude_deg\": {\"value\": 149.3088",
     NULL,
     {"pv.latitude_deg.value = 149.3088: outside its range, allowed -90 … 90"}},
    {"\"capacity_wh\": 200000",
     "\"capacity_wh\": -1",
     NULL,
     {"battery.capacity_wh = -1: outside", "Wh"}},
    {"\"share_ratio\": 0.45",
     "\"share_ratio\": 1.45",
     NULL,
     {"tiers[0].share_ratio = 1.45: outside its range, allowed 0 … 1"}},
    {"\"capacity_wh\": 200000", "\"capacity_wh\": 1e999", NULL, {"battery.capacity_wh = 1e999: "}},
    {"\"depart_local\": \"04:30\"",
     "\"depart_local\": \"24:30\"",
     NULL,
     {"duties[0].depart_local = \"24:30\": outside its range, allowed 00:00 … 23:59"}},
    {"\"depart_local\": \"04:30\"", "\"depart_local\": \"04:60\"", NULL, {"outside its range"}},
    {"\"depart_local\": \"04:30\"",
     "\"depart_local\": \"4.30\"",
     NULL,
     {"a local time is wanted, such as \"04:30\""}},
    {"\"depart_local\": \"04:30\"",
     "\"depart_local\": \"07:20\"",
     "\"07:20\"",
     {"duties[0].arrive_local = \"07:15\": not after depart_local"}},
    /* words out of a list */
    {"\"chemistry\": \"lfp\"",
     "\"chemistry\": \"lpf\"",
     NULL,
     {"battery.chemistry = \"lpf\": not a known word, allowed lfp, nmc", "did you mean \"lfp\"?"}},
    {"\"vehicle\": \"EBN 8\"",
     "\"vehicle\": \"EBN 9\"",
     NULL,
     {"vehicle = \"EBN 9\": not a vehicle of this site, allowed EBN 11 no. 1",
      "did you mean \"EBN 8\"?"}},
    {"\"charge_point\": \"AC 1\"",
     "\"charge_point\": \"AC1\"",
     NULL,
     {"not a charge point of this site", "did you mean \"AC 1\"?"}},
    {"\"source\": \"illustrative\", \"note\": \"where",
     "\"source\": \"guess\", \"note\": \"where",
     NULL,
     {"source = \"guess\": not a source, allowed documented, measured, assumed, illustrative"}},
    {"\"zone\": \"Europe/Prague\"",
     "\"zone\": \"Europe/Pisek\"",
     NULL,
     {"site.zone = \"Europe/Pisek\": not a local-time rule"}},
    {"\"currency\": \"CZK\"", "\"currency\": \"Kč\"", NULL, {"three capital letters"}},
    {"\"country\": \"CZ\"",
     "\"country\": \"CS\"",
     "\"country\"",
     {"site.country = \"CS\": its public holidays are not known, allowed CZ, TW"}},
    {"\"country\": \"CZ\"",
     "\"country\": \"cz\"",
     "\"country\"",
     {"site.country = \"cz\": its public holidays"}},
    /* not a number */
    {"\"capacity_wh\": 200000",
     "\"capacity_wh\": NaN",
     NULL,
     {"\"NaN\" is not a JSON value; text stands in quotes, what is not known is left out"}},
    {"\"capacity_wh\": 200000",
     "\"capacity_wh\": -Infinity",
     NULL,
     {"\"-Infinity\" is not a JSON value"}},
    {"\"capacity_wh\": 200000", "\"capacity_wh\": 200,000", NULL, {"a key in quotes is wanted"}},
    {"\"capacity_wh\": 200000",
     "\"capacity_wh\": 0200000",
     NULL,
     {"\"0200000\" is not a JSON value"}},
    {"\"capacity_wh\": 200000", "\"capacity_wh\": 2.", NULL, {"\"2.\" is not a JSON value"}},
    {"\"capacity_wh\": 200000", "\"capacity_wh\": 0x10", NULL, {"not a JSON value"}},
    {"\"capacity_wh\": 200000",
     "\"capacity_wh\": lots",
     NULL,
     {"\"lots\" is not a JSON value; text stands in quotes"}},
    /* missing */
    {"\"capacity_wh\": 200000,",
     "",
     "\"battery\": {",
     {"battery.capacity_wh: missing, must be given"}},
    {"\"reserve_s\": 10800,", "", "\"wishes\": {", {"wishes.reserve_s: missing, must be given"}},
    {", \"reserve_wh\": 12000", "", "\"04:30\"", {"duties[0].reserve_wh: missing"}},
    /* twice */
    {"\"capacity_wh\": 200000,",
     "\"capacity_wh\": 200000,\n\"capacity_wh\": 300000,",
     "300000",
     {"battery.capacity_wh: given twice, first at line "}},
    {"\"name\": \"AC 2\", \"limit_w\": 44000",
     "\"name\": \"AC 1\", \"limit_w\": 44001",
     "44001",
     {"charge_points[1].name = \"AC 1\": another row has the same name"}},
    /* what follows from elsewhere */
    {"\"pcs_profile\": {",
     "\"island_verified\": true, \"pcs_profile\": {",
     NULL,
     {"grid.island_verified = true: not set here, it follows from site.island_verified_by"}},
    {"\"battery_default_w\": 0,",
     "\"battery_default_w\": 0, \"charge_points\": 7,",
     NULL,
     {"station.charge_points = 7: not set here, it follows from the list \"charge_points\""}},
    {"\"battery_default_w\": 0,",
     "\"battery_default_w\": 0, \"struct_size\": 7,",
     NULL,
     {"station.struct_size = 7: unknown key"}},
    {"\"battery_default_w\": 0,",
     "\"battery_default_w\": 0, \"battery\": {\"value\": 1},",
     NULL,
     {"it follows from the section \"battery\""}},
    /* across fields */
    {"\"soc_min_ratio\": 0.1",
     "\"soc_min_ratio\": 0.99",
     "\"soc_max_ratio\"",
     {"battery.soc_max_ratio = 0.95: ostrov_battery_config.soc_max_ratio", "0.99"}},
    {"\"share_ratio\": 0.45",
     "\"share_ratio\": 0.4",
     "\"tiers\"",
     {"shares of the tiers add up to 0.95"}},
    {"\"min_w\": {\"value\": 4140",
     "\"min_w\": {\"value\": 54140",
     NULL,
     {"charge_points[0].min_w = {\"value\": 54140", "outside 0 … 44000"}},
    /* marks */
    {"\"capacity_wh\": 200000,",
     "\"capacity_wh\": 200000",
     "\"charge_limit_w\"",
     {"',' (after a key ':') is wanted here, or in the line above"}},
    {"\"capacity_wh\": 200000,",
     "\"capacity_wh\" 200000,",
     NULL,
     {"',' (after a key ':') is wanted here"}},
    {"\"capacity_wh\": 200000,", "\"capacity_wh\": 200000,,", NULL, {"a key in quotes is wanted"}},
    {"\"pisek-depot\",", "\"pisek-depot,", NULL, {"text has no closing quote on its line"}},
    {"\"pisek-depot\",", "\"pisek\\-depot\",", NULL, {"an escape after \\ is not known to JSON"}},
    {"\"pisek-depot\",", "\"pisek\tdepot\",", NULL, {"a control character stands in text"}},
};

START_TEST(each_error_is_told_with_line_key_value_and_limits)
{
    const struct change *c = &changes[_i];
    char where[40];
    char *text = depot_with(c->from, c->to);
    int line = line_of(text, c->marker != NULL ? c->marker : c->to);
    const char *pieces[6] = {where};
    (void)snprintf(where, sizeof where, "x.json:%d: ", line);
    for (int i = 0; i < 4; i++) {
        pieces[i + 1] = c->pieces[i];
    }
    text_refused(text, strlen(text), pieces);
    free(text);
}
END_TEST

START_TEST(an_object_given_twice_is_refused)
{
    char *text = depot_with("\"wishes\": {", "\"battery\": {");
    text_refused(text, strlen(text),
                 (const char *[]){"battery: given twice, first at line ", NULL});
    free(text);
    text = depot_with("\"name\": \"EBN 8\", ", "\"name\": \"EBN 11 no. 1\", ");
    text_refused(text, strlen(text),
                 (const char *[]){
                     "vehicles[4].name = \"EBN 11 no. 1\": another row has the same name", NULL});
    free(text);
}
END_TEST

START_TEST(a_section_of_another_kind_is_refused)
{
    char *text = depot_with("\"vehicles\": [", "\"vehicles\": {\"a\": [");
    char *at = strstr(text, "\"duties\"");
    ck_assert_ptr_nonnull(at);
    while (*--at != ']') {
    }
    memmove(at + 2, at + 1, strlen(at + 1) + 1);
    at[1] = '}';
    text_refused(text, strlen(text),
                 (const char *[]){"vehicles = {", "a list [ … ] is wanted", NULL});
    free(text);
    text_refused("[]", 2, (const char *[]){"x.json:1: file = []: a site file is one object", NULL});
    text_refused("{}", 2, (const char *[]){"x.json:1: site: this section is missing", NULL});
    text_refused("{\"site\": 3}", 11, (const char *[]){"this section is missing", NULL});
}
END_TEST

START_TEST(a_file_that_cannot_be_read_says_why)
{
    char message[MESSAGE];
    ck_assert_int_eq(site_load("/nowhere/x.json", &site, message, sizeof message), -1);
    ck_assert_ptr_nonnull(strstr(message, "/nowhere/x.json: cannot be opened: No such file"));
    ck_assert_int_eq(site_load(SITES_DIR, &site, message, sizeof message), -1);
    ck_assert_ptr_nonnull(strstr(message, "cannot be read: Is a directory"));
}
END_TEST

START_TEST(a_message_never_runs_over)
{
    char message[16];
    memset(message, 'x', sizeof message);
    ck_assert_int_eq(site_read("x.json", "{}", 2, &site, message, 8), -1);
    ck_assert_uint_eq(strlen(message), 7);
    ck_assert_int_eq(message[8], 'x');
}
END_TEST

static const char *const shipped[] = {SITES_DIR "/pisek.json", SITES_DIR "/pisek-depot.json"};

static void load(const char *path)
{
    char message[MESSAGE] = "";
    ck_assert_msg(site_load(path, &site, message, sizeof message) == 0, "%s", message);
}

START_TEST(the_shipped_sites_are_read)
{
    load(shipped[0]);
    ck_assert_str_eq(site.name, "pisek");
    ck_assert_int_eq(site.vehicles, 0);
    ck_assert_int_eq(site.station.charge_points, 0);
    load(shipped[1]);
    ck_assert_str_eq(site.path, shipped[1]);
    ck_assert_int_eq(site.vehicles, 5);
    ck_assert_int_eq(site.charge_points, 7);
    ck_assert_int_eq(site.station.charge_points, 7);
    ck_assert_int_eq(site.tiers, 3);
    ck_assert_int_eq(site.duties, 21);
    double connected_w = 0.0;
    for (int i = 0; i < site.charge_points; i++) {
        connected_w += site.station.charge_point_limit_w[i];
    }
    ck_assert_double_eq(connected_w, 560e3); /* research: 5 × 44 + 2 × 170 kW */
    ck_assert_double_eq(site.vehicle[4].capacity_wh, 0.9 * 172e3);
    ck_assert_ptr_eq(site.station.battery, &site.battery);
    ck_assert_int_eq(site.duty[0].depart_minute, 4 * 60 + 30);
    ck_assert_int_eq(site.duty[0].vehicle, 0);
    ck_assert_int_eq(site.duty[20].vehicle, 4);
    ck_assert_double_eq(site.pv.latitude_deg, 49.3088);
    ck_assert_double_eq(site.pv.longitude_deg, 14.1475);
    ck_assert_int_eq(site.grid.authority, OSTROV_AUTHORITY_REQUEST);
    /* an island by an illustrative text is for simulation only */
    ck_assert_int_eq(site.grid.island_verified, 1);
    ck_assert_int_eq(site.island_simulated, 1);
    ck_assert_uint_ne(site.crc, 0);
}
END_TEST

START_TEST(a_country_is_optional_and_never_a_guess)
{
    load(shipped[1]);
    ck_assert_str_eq(site.country, "CZ");
    depot_accepted("\"country\": \"CZ\",", " ", &site);
    ck_assert_str_eq(site.country, "");
    depot_accepted("\"country\": \"CZ\"", "\"country\": \"TW\"", &site);
    ck_assert_str_eq(site.country, "TW");
}
END_TEST

START_TEST(who_verified_the_island_decides_where_it_may_island)
{
    depot_accepted("real site\", \"source\": \"illustrative\"",
                   "real site\", \"source\": \"documented\"", &site);
    ck_assert_int_eq(site.island_simulated, 0);
    ck_assert_int_eq(site.grid.island_verified, 1);
    /* the line dropped: nobody is named, no island at all */
    char *text = depot_with("\"island_verified_by\"", "\"note\"");
    char *from = strstr(strstr(text, "\"currency\""), "\"note\"");
    char *next = strchr(from, '\n');
    memmove(from, next, strlen(next) + 1);
    char message[MESSAGE] = "";
    ck_assert_msg(site_read("x.json", text, strlen(text), &site, message, sizeof message) == 0,
                  "%s", message);
    ck_assert_int_eq(site.grid.island_verified, 0);
    ck_assert_int_eq(site.island_simulated, 0);
    free(text);
}
END_TEST

static const struct site_source *source_of(const char *path)
{
    for (int i = 0; i < site.sources; i++) {
        if (strcmp(site.source[i].path, path) == 0) {
            return &site.source[i];
        }
    }
    ck_abort_msg("no source for %s", path);
}

START_TEST(every_value_says_where_it_comes_from)
{
    load(shipped[1]);
    ck_assert_int_eq(source_of("battery.capacity_wh")->provenance,
                     SITE_ASSUMED); /* its section's */
    ck_assert_double_eq(source_of("battery.capacity_wh")->value, 200e3);
    ck_assert_int_eq(source_of("battery.soc_start_ratio")->provenance,
                     SITE_ILLUSTRATIVE); /* its own */
    ck_assert_int_eq(source_of("pv.latitude_deg")->provenance, SITE_DOCUMENTED);
    ck_assert_ptr_nonnull(strstr(source_of("pv.latitude_deg")->note, "map"));
    ck_assert_int_eq(source_of("charge_points[0]")->provenance, SITE_DOCUMENTED);
    ck_assert_int_eq(source_of("charge_points[5].min_w")->provenance, SITE_ASSUMED);
    ck_assert_int_eq(source_of("duties[20]")->provenance, SITE_ASSUMED);
    ck_assert_int_eq(source_of("site.island_verified_by")->provenance, SITE_ILLUSTRATIVE);
    /* a default is an assumption about this site, and is told as one */
    ck_assert_int_eq(source_of("grid.return_delay_s")->provenance, SITE_ASSUMED);
    ck_assert_ptr_nonnull(strstr(source_of("grid.return_delay_s")->note, "default"));
    for (int i = 0; i < site.sources; i++) {
        ck_assert_msg(site.source[i].provenance != SITE_PROVENANCE_UNKNOWN, "%s",
                      site.source[i].path);
    }
}
END_TEST

/* cJSON's own numbers by its own keys: each member of the library's structures must hold the double
 * that cJSON finds under its name. So no number was taken from another place of the text. */
static void compare(const cJSON *root, const char *section, const char *structure, const void *base,
                    int *compared)
{
    size_t count = 0;
    const ostrov_field *fields = ostrov_fields(structure, &count, NULL);
    const cJSON *object = cJSON_GetObjectItemCaseSensitive(root, section);
    for (size_t i = 0; i < count; i++) {
        const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, fields[i].name);
        if (cJSON_IsObject(item)) {
            item = cJSON_GetObjectItemCaseSensitive(item, "value");
        }
        if (cJSON_IsNumber(item) && fields[i].type == OSTROV_TYPE_F64) {
            double value = 0.0;
            memcpy(&value, (const char *)base + fields[i].offset, sizeof value);
            ck_assert_msg(value == item->valuedouble, "%s.%s", section, fields[i].name);
            (*compared)++;
        }
    }
}

START_TEST(each_number_is_taken_from_its_key)
{
    for (int i = 0; i < 2; i++) {
        int compared = 0;
        size_t count = 0;
        char *text = text_of(shipped[i], &count);
        cJSON *root = cJSON_ParseWithLength(text, count);
        ck_assert_ptr_nonnull(root);
        load(shipped[i]);
        compare(root, "battery", "ostrov_battery_config", &site.battery, &compared);
        compare(root, "pv", "ostrov_pv_config", &site.pv, &compared);
        compare(root, "grid", "ostrov_grid_config", &site.grid, &compared);
        compare(root, "station", "ostrov_station_config", &site.station, &compared);
        ck_assert_int_ge(compared, 25);
        cJSON_Delete(root);
        free(text);
    }
}
END_TEST

START_TEST(a_decimal_comma_changes_nothing)
{
    static struct site plain;
    char message[MESSAGE];
    char comma[MESSAGE];
    char *text =
        depot_with("\"charge_efficiency_ratio\": 0.95", "\"charge_efficiency_ratio\": 1.95");
    load(shipped[1]);
    plain = site;
    site_read("x.json", text, strlen(text), &site, message, sizeof message);
    if (setlocale(LC_ALL, "cs_CZ.UTF-8") == NULL && setlocale(LC_ALL, "cs_CZ.utf8") == NULL) {
        puts("SKIP a_decimal_comma_changes_nothing: the locale cs_CZ.UTF-8 is not there");
    } else {
        char half[8];
        (void)snprintf(half, sizeof half, "%.1f", 0.5);
        ck_assert_str_eq(half, "0,5"); /* the locale does bite */
        load(shipped[1]);
        plain.station.battery = site.station.battery;
        ck_assert(memcmp(&plain.battery, &site.battery, sizeof site.battery) == 0);
        ck_assert(memcmp(&plain.pv, &site.pv, sizeof site.pv) == 0);
        ck_assert(memcmp(&plain.tariff, &site.tariff, sizeof site.tariff) == 0);
        ck_assert(memcmp(plain.duty, site.duty, sizeof site.duty) == 0);
        site_read("x.json", text, strlen(text), &site, comma, sizeof comma);
        ck_assert_str_eq(message, comma);
        setlocale(LC_ALL, "C");
    }
    free(text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("site file");
    TCase *errors = tcase_create("errors");
    tcase_add_loop_test(errors, each_error_is_told_with_line_key_value_and_limits, 0,
                        (int)(sizeof changes / sizeof changes[0]));
    tcase_add_test(errors, an_object_given_twice_is_refused);
    tcase_add_test(errors, a_section_of_another_kind_is_refused);
    tcase_add_test(errors, a_file_that_cannot_be_read_says_why);
    tcase_add_test(errors, a_message_never_runs_over);
    tcase_set_timeout(errors, 60);
    suite_add_tcase(suite, errors);
    TCase *values = tcase_create("values");
    tcase_add_test(values, the_shipped_sites_are_read);
    tcase_add_test(values, a_country_is_optional_and_never_a_guess);
    tcase_add_test(values, who_verified_the_island_decides_where_it_may_island);
    tcase_add_test(values, every_value_says_where_it_comes_from);
    tcase_add_test(values, each_number_is_taken_from_its_key);
    tcase_add_test(values, a_decimal_comma_changes_nothing);
    suite_add_tcase(suite, values);
    return unit_run(suite);
}
