/* Which days of a spring are public holidays in the Czech Republic and in Taiwan, and one of one's
 * own. */
#include <ostrov/ostrov.h>

#include <stdio.h>

static int print_spring(const char *name, const ostrov_holidays *holidays)
{
    int status = 0;
    printf("%s:", name);
    for (int month = 3; month <= 5; month++) {
        for (int day = 1; day <= (month == 4 ? 30 : 31); day++) {
            int32_t is_holiday = 0;
            status |= ostrov_holiday_is(holidays, 2026, month, day, &is_holiday) != OSTROV_OK;
            if (is_holiday) {
                printf(" %d-%d", month, day);
            }
        }
    }
    printf("\n");
    return status;
}

int main(void)
{
    /* Thursday and Friday of a company's spring holiday, each year from 2026 on */
    static const ostrov_holiday own[1] = {{OSTROV_HOLIDAY_FIXED, 5, 14, 2, 2026, 9999}};
    const ostrov_holidays ours = {own, 1, 0};
    ostrov_holidays czech, taiwan;
    if (ostrov_holidays_of("CZ", &czech) != OSTROV_OK ||
        ostrov_holidays_of("TW", &taiwan) != OSTROV_OK) {
        return 1;
    }
    return print_spring("CZ", &czech) | print_spring("TW", &taiwan) | print_spring("own", &ours);
}
