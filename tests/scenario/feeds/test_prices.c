/* Price feeds: what each kind of file means, and everything that such files get wrong.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "feed.h"
#include "unit.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { TEXT = 1 << 18 };

static char text[TEXT], message[600];
static struct price_feed feed;
static ostrov_zone prague;

static void setup(void)
{
    ck_assert_int_eq(ostrov_zone_read("Europe/Prague", &prague), OSTROV_OK);
    feed = (struct price_feed){0};
    message[0] = text[0] = '\0';
}

static void teardown(void) { feed_free(&feed); }

static void add(const char *piece)
{
    size_t used = strlen(text);
    ck_assert_uint_lt(used + strlen(piece), sizeof text);
    memcpy(text + used, piece, strlen(piece) + 1);
}

static int read_text(void)
{
    feed_free(&feed);
    return feed_prices(&feed, "feed", &prague, text, strlen(text), message, sizeof message);
}

static void accepted(void) { ck_assert_msg(read_text() == 0, "%s", message); }

static void refused(const char *piece)
{
    ck_assert_int_eq(read_text(), -1);
    ck_assert_msg(strstr(message, piece) != NULL, "\"%s\" is missing in: %s", piece, message);
    ck_assert_msg(strncmp(message, "feed:", 5) == 0, "no place in: %s", message);
}

/* ---- ENTSO-E ---- */

static void document_begin(void)
{
    text[0] = '\0';
    add("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
        "<Publication_MarketDocument "
        "xmlns=\"urn:iec62325.351:tc57wg16:451-3:publicationdocument:7:3\">\n"
        "<mRID>1</mRID><type>A44</type>\n");
}

static void series_begin(const char *curve, const char *more)
{
    add("<TimeSeries><mRID>1</mRID>");
    add(more);
    add("<in_Domain.mRID codingScheme=\"A01\">10YCZ-CEPS-----N</in_Domain.mRID>"
        "<currency_Unit.name>EUR</currency_Unit.name><price_Measure_Unit.name>MWH</"
        "price_Measure_Unit.name>"
        "<curveType>");
    add(curve);
    add("</curveType>\n");
}

static void period_begin(const char *start, const char *end, const char *resolution)
{
    add("<Period><timeInterval><start>");
    add(start);
    add("</start><end>");
    add(end);
    add("</end></timeInterval><resolution>");
    add(resolution);
    add("</resolution>\n");
}

static void point(int position, const char *price)
{
    char line[120];
    (void)snprintf(line, sizeof line,
                   "<Point><position>%d</position><price.amount>%s</price.amount></Point>\n",
                   position, price);
    add(line);
}

static void series_end(void) { add("</Period></TimeSeries>\n"); }
static void document_end(void) { add("</Publication_MarketDocument>\n"); }

/* A whole document of one period with two points, the second in line 6. */
static void small(const char *curve, const char *second_price, int second)
{
    document_begin();
    series_begin(curve, "");
    period_begin("2026-01-14T23:00Z", "2026-01-15T00:00Z", "PT15M");
    point(1, "10.5");
    point(second, second_price);
    series_end();
    document_end();
}

START_TEST(a_variable_curve_repeats_what_is_left_out_to_the_end)
{
    small("A03", "-7.25", 3);
    accepted();
    const double want[] = {10.5, 10.5, -7.25, -7.25};
    ck_assert_int_eq(feed.count, 4);
    for (int i = 0; i < 4; i++) {
        ck_assert_double_eq(feed.row[i].value, want[i]);
        ck_assert_int_eq(feed.row[i].time_s, 1768431600 + 900 * i);
    }
    ck_assert_int_eq(feed.unknown, 0);
}
END_TEST

START_TEST(a_fixed_curve_does_not)
{
    small("A01", "-7.25", 3);
    accepted();
    ck_assert_double_eq(feed.row[2].value, -7.25);
    ck_assert(isnan(feed.row[1].value));
    ck_assert(isnan(feed.row[3].value));
    ck_assert_int_eq(feed.unknown, 2);
}
END_TEST

START_TEST(nothing_stands_in_for_a_missing_first_position)
{
    small("A03", "3", 4);
    char *first = strstr(text, "<position>1<");
    first[10] = '2';
    accepted();
    ck_assert(isnan(feed.row[0].value));
    ck_assert_double_eq(feed.row[1].value, 10.5);
}
END_TEST

START_TEST(hours_become_quarters_and_days_have_23_24_and_25)
{
    static const struct {
        const char *start, *end;
        int hours;
    } days[] = {{"2026-03-28T23:00Z", "2026-03-29T22:00Z", 23},
                {"2026-06-09T22:00Z", "2026-06-10T22:00Z", 24},
                {"2025-10-25T22:00Z", "2025-10-26T23:00Z", 25}};
    for (size_t d = 0; d < 3; d++) {
        document_begin();
        series_begin("A03", "");
        period_begin(days[d].start, days[d].end, "PT60M");
        for (int h = 1; h <= days[d].hours; h++) {
            char price[20];
            (void)snprintf(price, sizeof price, "%d.5", h);
            point(h, price);
        }
        series_end();
        document_end();
        accepted();
        ck_assert_int_eq(feed.count, days[d].hours * 4);
        ck_assert_double_eq(feed.row[feed.count - 1].value, days[d].hours + 0.5);
        ck_assert_double_eq(feed.row[7].value, 2.5);
    }
}
END_TEST

START_TEST(of_two_auctions_the_first_holds_and_then_the_finer_one)
{
    const char *second = "<classificationSequence_AttributeInstanceComponent.position>2"
                         "</classificationSequence_AttributeInstanceComponent.position>";
    const char *first = "<classificationSequence_AttributeInstanceComponent.position>1"
                        "</classificationSequence_AttributeInstanceComponent.position>";
    document_begin();
    series_begin("A03", second);
    period_begin("2026-01-14T23:00Z", "2026-01-15T00:00Z", "PT15M");
    point(1, "99");
    series_end();
    series_begin("A03", first);
    period_begin("2026-01-14T23:00Z", "2026-01-15T00:00Z", "PT60M");
    point(1, "40");
    series_end();
    series_begin("A03", first);
    period_begin("2026-01-14T23:00Z", "2026-01-14T23:30Z", "PT15M");
    point(1, "41");
    series_end();
    document_end();
    accepted();
    const double want[] = {41.0, 41.0, 40.0, 40.0};
    ck_assert_int_eq(feed.count, 4);
    for (int i = 0; i < 4; i++) {
        ck_assert_double_eq(feed.row[i].value, want[i]);
    }
    ck_assert_int_eq(feed.replaced, 6);
}
END_TEST

START_TEST(absurd_prices_are_not_known_and_are_counted)
{
    small("A03", "65535", 2);
    accepted();
    ck_assert(isnan(feed.row[1].value)); /* and what repeats it */
    ck_assert(isnan(feed.row[3].value));
    ck_assert_int_eq(feed.refused, 3);
    small("A03", "1e999", 4);
    accepted();
    ck_assert_int_eq(feed.refused, 1);
}
END_TEST

static void replaced(const char *from, const char *to, const char *piece)
{
    static char changed[TEXT];
    small("A03", "5", 2);
    char *at = strstr(text, from);
    ck_assert_ptr_nonnull(at);
    (void)snprintf(changed, sizeof changed, "%.*s%s%s", (int)(at - text), text, to,
                   at + strlen(from));
    memcpy(text, changed, sizeof text);
    refused(piece);
}

START_TEST(what_contradicts_itself_is_refused_with_its_line)
{
    small("A03", "5", 5);
    refused("feed:7: position 5: the period has 4 positions");
    small("A03", "5", 0);
    refused("position 0");
    small("A03", "5", 1);
    refused("given twice");
    small("A02", "5", 2);
    refused("curve A01 or A03");
    small("A03", "1,5", 2);
    refused("feed:7: price.amount = \"1,5\": not a number");
    replaced("PT15M", "P1D", "PT15M, PT30M or PT60M");
    replaced(">EUR<", ">PLN<", "EUR");
    replaced(">MWH<", ">KWH<", "MWH");
    replaced("2026-01-15T00:00Z", "2026-01-14T00:00Z", "timeInterval");
    replaced("2026-01-15T00:00Z", "2026-01-14T23:40Z", "timeInterval");
    replaced("2026-01-15T00:00Z", "2066-01-14T23:00Z", "longer than a year");
    replaced("2026-01-15T00:00Z", "2026-02-30T00:00Z", "a UTC time is wanted");
    replaced("2026-01-14T23:00Z", "2026-01-14T23:00+01:00", "a UTC time is wanted");
    replaced("<resolution>PT15M</resolution>", "", "resolution");
    replaced("</Period>", "", "mismatched tag");
    replaced("<position>2</position>", "<position>x</position>", "whole number");
    replaced("<mRID>1</mRID>", "<TimeSeries><in_Domain.mRID>X</in_Domain.mRID></TimeSeries>",
             "second bidding zone");
}
END_TEST

START_TEST(two_series_that_differ_are_refused_and_the_same_twice_is_counted)
{
    for (int differ = 0; differ < 2; differ++) {
        document_begin();
        for (int k = 0; k < 2; k++) {
            series_begin("A03", "");
            period_begin("2026-01-14T23:00Z", "2026-01-15T00:00Z", "PT60M");
            point(1, k == 1 && differ ? "51" : "50");
            series_end();
        }
        document_end();
        if (differ) {
            refused("given twice with different values, 50 in line 6 and 51");
        } else {
            accepted();
            ck_assert_int_eq(feed.count, 4);
            ck_assert_int_eq(feed.repeated, 4);
        }
    }
}
END_TEST

START_TEST(other_documents_are_refused_with_their_reason)
{
    text[0] = '\0';
    add("<Acknowledgement_MarketDocument>\n<Reason><code>999</code>\n<text>No matching data found"
        "</text></Reason></Acknowledgement_MarketDocument>");
    refused("feed:3: text = \"No matching data found\"");
    text[0] = '\0';
    add("<html><body>502</body></html>");
    refused("not a Publication_MarketDocument");
    text[0] = '\0';
    add("<!DOCTYPE a [<!ENTITY b \"bbbbbbbb\">]>\n<a>&b;</a>");
    refused("DOCTYPE");
    document_begin();
    document_end();
    refused("there are no values");
    small("A03", "5", 2);
    text[strlen(text) / 2] = '\0';
    refused("feed:");
}
END_TEST

/* As the platform answers a question without a contract: the day ahead, and an auction within the
 * day for the same hours. */
START_TEST(auctions_within_the_day_are_passed_over)
{
    static const char *const contracts[] = {"A07", "A01", "A07"};
    static const char *const prices[] = {"250", "-3.5", "260"};
    document_begin();
    for (int k = 0; k < 3; k++) {
        char more[160];
        (void)snprintf(more, sizeof more,
                       "<contract_MarketAgreement.type>%s</contract_MarketAgreement.type>",
                       contracts[k]);
        series_begin("A03", more);
        period_begin("2026-01-14T23:00Z", "2026-01-15T00:00Z", "PT15M");
        point(1, prices[k]);
        series_end();
    }
    document_end();
    accepted();
    ck_assert_int_eq(feed.count, 4);
    ck_assert_double_eq(feed.row[3].value, -3.5);
    ck_assert_int_eq(feed.replaced + feed.repeated, 0);
}
END_TEST

/* A day whose equal hours are left out, two periods in a series, both namespaces, what stands in
 * real answers besides. */
START_TEST(a_document_as_the_platform_writes_it)
{
    static const char *const schemas[] = {"7:0", "7:3"};
    for (int k = 0; k < 2; k++) {
        text[0] = '\0';
        add("\xEF\xBB\xBF<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n  <Publication_MarketDocument "
            "xmlns=\"urn:iec62325.351:tc57wg16:451-3:publicationdocument:");
        add(schemas[k]);
        add("\">\n<mRID>0f</mRID><revisionNumber>1</revisionNumber><type>A44</type>"
            "<sender_MarketParticipant.mRID codingScheme=\"A01\">X</sender_MarketParticipant.mRID>"
            "<period.timeInterval><start>2025-03-29T23:00Z</start><end>2025-03-31T22:00Z</end>"
            "</period.timeInterval>\n");
        series_begin("A03", "<auction.type>A01</auction.type><businessType>A62</businessType>"
                            "<contract_MarketAgreement.type>A01</contract_MarketAgreement.type>");
        period_begin("2025-03-29T23:00Z", "2025-03-30T22:00Z", "PT60M");
        point(1, "80.0");
        point(12, "-15.01");
        point(20, "0");
        add("</Period>");
        period_begin("2025-03-30T22:00Z", "2025-03-31T22:00Z", "PT60M");
        point(1, "91");
        series_end();
        document_end();
        accepted();
        ck_assert_int_eq(feed.count, 47 * 4); /* the short day and a whole one */
        ck_assert_double_eq(feed.row[11 * 4 - 1].value, 80.0);
        ck_assert_double_eq(feed.row[11 * 4].value, -15.01);
        ck_assert_double_eq(feed.row[23 * 4 - 1].value, 0.0);
        ck_assert_double_eq(feed.row[23 * 4].value, 91.0);
        ck_assert_int_eq(feed.unknown, 0);
    }
}
END_TEST

START_TEST(a_document_of_something_else_is_refused)
{
    replaced("<type>A44</type>", "<type>A11</type>",
             "type = \"A11\": a document of prices, A44, is wanted");
    text[0] = '\0';
    add("<?xml version=\"1.0\"?>\n<Acknowledgement_MarketDocument "
        "xmlns=\"urn:iec62325.351:tc57wg16:451-1:"
        "acknowledgementdocument:7:0\">\n<type>A20</type><Reason><code>999</code>\n<text>No "
        "matching data found for "
        "Data item ENERGY_PRICES [12.1.D] (10YCZ-CEPS-----N, 10YCZ-CEPS-----N) and interval "
        "2026-12-01T23:00:00.000Z/2026-12-02T23:00:00.000Z.</text></Reason></"
        "Acknowledgement_MarketDocument>");
    refused("2026-12-02T23:00:00.000Z.\": the answer of ENTSO-E holds no prices"); /* to its end */
}
END_TEST

/* ---- OTE ---- */

START_TEST(ote_periods_count_by_the_local_day)
{
    text[0] = '\0';
    add("Den;Perioda;Cena (EUR/MWh);Mno\xC5\xBEstv\xC3\xAD (MWh)\r\n29.03.2026;1;92,15;1 234,5\r\n"
        "29.03.2026;92;-1,5;2\r\n30.03.2026;1;\xC2\xA0"
        "1\xC2\xA0"
        "234,56;2\r\n30.03.2026;2;;2\r\n");
    accepted();
    ck_assert_int_eq(feed.count, 4);
    ck_assert_int_eq(feed.row[0].time_s, 1774738800); /* 2026-03-28T23:00Z */
    ck_assert_int_eq(feed.row[1].time_s, 1774738800 + 91 * 900);
    ck_assert_int_eq(feed.row[2].time_s, 1774738800 + 92 * 900);
    ck_assert_double_eq(feed.row[0].value, 92.15);
    ck_assert_double_eq(feed.row[1].value, -1.5);
    ck_assert_double_eq(feed.row[2].value, 1234.56);
    ck_assert(isnan(feed.row[3].value));
    add("29.03.2026;93;5;5\r\n");
    refused("feed:6: \"93\": a whole number from 1 to 92");
}
END_TEST

START_TEST(ote_hours_of_the_long_day)
{
    char line[80];
    text[0] = '\0';
    add("Denni trh\nDen;Hodina;Cena (EUR/MWh)\n");
    for (int h = 1; h <= 25; h++) {
        (void)snprintf(line, sizeof line, "26.10.2025;%d;%d,0\n", h, h);
        add(line);
    }
    accepted();
    ck_assert_int_eq(feed.count, 100);
    ck_assert_double_eq(feed.row[99].value, 25.0);
    add("26.10.2025;26;1,0\n");
    refused("feed:28: \"26\"");
}
END_TEST

START_TEST(ote_intervals_of_both_two_o_clocks)
{
    text[0] = '\0';
    add("\xEF\xBB\xBF\"Den\";\"\xC4\x8C"
        "asov\xC3\xBD interval\";\"60 min cena (EUR/MWh)\";\"15 min cena (EUR/MWh)\"\n");
    for (int k = 0; k < 8; k++) {
        char line[80];
        (void)snprintf(line, sizeof line, "26.10.2025;02:%02d-%02d:%02d;1;%d,5\n", k % 4 * 15,
                       k % 4 == 3 ? 3 : 2, (k % 4 + 1) * 15 % 60, k);
        add(line);
    }
    accepted();
    ck_assert_int_eq(feed.count, 8);
    for (int k = 0; k < 8; k++) {
        ck_assert_int_eq(feed.row[k].time_s, 1761436800 + 900 * k); /* 2025-10-26T00:00Z */
        ck_assert_double_eq(feed.row[k].value, k + 0.5);
    }
    text[0] = '\0';
    add("Den;Interval;Cena (EUR/MWh)\n29.03.2026;02:00-02:15;5\n");
    refused("does not exist on that day");
}
END_TEST

/* One row of a day's sheet: period, interval, price of 15 minutes, amounts, price of 60 minutes. */
static void sheet_row(int period, const char *interval, double price)
{
    char line[120];
    (void)snprintf(line, sizeof line, "%d;%s;%d,%02d;1 234,5;;;;;;;;50,00\n", period, interval,
                   (int)price, (int)(price * 100.0 + 0.5) % 100);
    add(line);
}

/* A day's sheet as it is when it is saved as CSV: the day in titles, a header cell over two lines,
 * an empty row, a sum at its end. */
static void sheet(const char *day, int quarters)
{
    add("\n;;\nSPOT MARKET INDEX - ");
    add(day);
    add(";;;\nIndex;EUR/MWh;\nBASE LOAD;88,1;\n\nV\xC3\xBDsledky denn\xC3\xADho trhu \xC4\x8CR - ");
    add(day);
    add(";;;;;;;;;;;\n;;;;;;;;;;;\nPerioda;\"\xC4\x8C"
        "asov\xC3\xBD\ninterval\";\"15 min cena\n(EUR/MWh)\";"
        "\"Mno\xC5\xBEstv\xC3\xAD\n(MWh)\";a;b;c;d;e;f;g;\"60 min "
        "cena\n(EUR/MWh)\"\n;;;;;;;;;;;\n");
    for (int q = 0; q < quarters; q++) {
        int local = q * 15, until = local + 15; /* of a long day: 02a and 02b */
        const char *letter = "", *letter_until = "";
        if (quarters == 100 && q >= 8) {
            letter = q < 12 ? "a" : q < 16 ? "b" : "";
            letter_until = q < 11 ? "a" : q < 15 ? "b" : "";
            local -= q >= 12 ? 60 : 0;
            until -= q >= 11 ? 60 : 0;
            letter_until = q == 11 ? "b" : letter_until;
        }
        char interval[40];
        (void)snprintf(interval, sizeof interval, "%02d%s:%02d-%02d%s:%02d", local / 60, letter,
                       local % 60, until / 60, letter_until, until % 60);
        sheet_row(q + 1, interval, q);
    }
    add("Celkem;;;123 456,7;;;;;;;;\n");
}

START_TEST(ote_sheets_of_a_day_have_the_day_in_their_title)
{
    text[0] = '\0';
    sheet("25.10.2025", 96);
    sheet("26.10.2025", 100); /* one after the other: today and tomorrow */
    accepted();
    ck_assert_int_eq(feed.count, 196);
    ck_assert_int_eq(feed.row[0].time_s, 1761343200); /* 2025-10-24T22:00Z */
    for (int q = 0; q < 196; q++) {
        ck_assert_int_eq(feed.row[q].time_s, 1761343200 + 900 * q);
        ck_assert_double_eq(feed.row[q].value, q < 96 ? q : q - 96);
    }
    text[0] = '\0';
    add("Perioda;Interval;15 min cena (EUR/MWh)\n1;00:00-00:15;5\n");
    refused("wrong header: no line with a day"); /* of which day? */
    text[0] = '\0';
    add("\"a;b\n1;2\n");
    refused("wrong header");
}
END_TEST

START_TEST(wrong_ote_files)
{
    static const struct {
        const char *row, *piece;
    } wrong[] = {{"32.01.2026;1;5\n", "a day is wanted"},
                 {"15.01.2026;0;5\n", "a whole number from 1 to 96"},
                 {"15.01.2026;x;5\n", "a whole number"},
                 {"15.01.2026;1;cheap\n", "not a number"},
                 {"15.01.2026;1\n", "truncated"},
                 {"Celkem;;5\n", "there are no values"}, /* a sum is no price */
                 {"15.01.2026;1;5\n15.01.2026;1;6\n", "given twice with different values"}};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        text[0] = '\0';
        add("Den;Perioda;Cena (EUR/MWh)\n");
        add(wrong[i].row);
        refused(wrong[i].piece);
    }
    text[0] = '\0';
    add("Den;Perioda;Cena (CZK/MWh)\n15.01.2026;1;5\n");
    refused("wrong header");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("price feeds");
    TCase *tcase = tcase_create("all");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, a_variable_curve_repeats_what_is_left_out_to_the_end);
    tcase_add_test(tcase, a_fixed_curve_does_not);
    tcase_add_test(tcase, nothing_stands_in_for_a_missing_first_position);
    tcase_add_test(tcase, hours_become_quarters_and_days_have_23_24_and_25);
    tcase_add_test(tcase, of_two_auctions_the_first_holds_and_then_the_finer_one);
    tcase_add_test(tcase, absurd_prices_are_not_known_and_are_counted);
    tcase_add_test(tcase, what_contradicts_itself_is_refused_with_its_line);
    tcase_add_test(tcase, two_series_that_differ_are_refused_and_the_same_twice_is_counted);
    tcase_add_test(tcase, other_documents_are_refused_with_their_reason);
    tcase_add_test(tcase, auctions_within_the_day_are_passed_over);
    tcase_add_test(tcase, a_document_as_the_platform_writes_it);
    tcase_add_test(tcase, a_document_of_something_else_is_refused);
    tcase_add_test(tcase, ote_periods_count_by_the_local_day);
    tcase_add_test(tcase, ote_sheets_of_a_day_have_the_day_in_their_title);
    tcase_add_test(tcase, ote_hours_of_the_long_day);
    tcase_add_test(tcase, ote_intervals_of_both_two_o_clocks);
    tcase_add_test(tcase, wrong_ote_files);
    suite_add_tcase(suite, tcase);
    return unit_run(suite);
}
