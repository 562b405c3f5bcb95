/* Price feeds of ENTSO-E: what each kind of document means, and everything that they get wrong.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "price_text.h"

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

int main(void)
{
    Suite *suite = suite_create("prices entsoe");
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
    suite_add_tcase(suite, tcase);
    return unit_run(suite);
}
