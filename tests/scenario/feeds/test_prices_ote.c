/* Price feeds of OTE: what each kind of file means, and everything that they get wrong.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "price_text.h"

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
    refused("feed:1: a cell in quotes does not end");
}
END_TEST

START_TEST(wrong_ote_files)
{
    static const struct {
        const char *row, *piece;
    } wrong[] = {
        {"32.01.2026;1;5\n", "a day is wanted"},
        {"15.01.2026;0;5\n", "a whole number from 1 to 96"},
        {"15.01.2026;x;5\n", "a whole number"},
        {"15.01.2026;1;cheap\n", "not a number"},
        {"15.01.2026;1\n", "truncated"},
        {"15.01.2026;1;5;\"note\n15.01.2026;2;6;\n", "feed:2: a cell in quotes does not end"},
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
    Suite *suite = suite_create("prices ote");
    TCase *tcase = tcase_create("all");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, ote_periods_count_by_the_local_day);
    tcase_add_test(tcase, ote_hours_of_the_long_day);
    tcase_add_test(tcase, ote_intervals_of_both_two_o_clocks);
    tcase_add_test(tcase, ote_sheets_of_a_day_have_the_day_in_their_title);
    tcase_add_test(tcase, wrong_ote_files);
    suite_add_tcase(suite, tcase);
    return unit_run(suite);
}
