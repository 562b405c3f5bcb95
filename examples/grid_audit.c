/* Settings audit: what the DSO's document asks for against what an inverter reads back.
 *
 * The points are numbers in memory here; in a plant they come from SunSpec models 703 and 705 to
 * 711.
 */
#include <ostrov/ostrov.h>

#include <stdio.h>
#include <string.h>

/* What the inverter answers: the settings as they should be, but shown in whole percent and a tenth
 * of a second, and with two mistakes of the installer. */
static void read_back(ostrov_grid_point *points, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        ostrov_grid_point *p = &points[i];
        p->step = strstr(p->name, "Pt.V") != NULL || strstr(p->name, "ESV") != NULL ? 1.0 : 0.1;
        if (strcmp(p->name, "ESVLo") == 0) {
            p->value = 92.0; /* 91.7 in whole percent */
        }
        if (strcmp(p->name, "ESDlyTms") == 0) {
            p->value = 60.0; /* the delay of another country */
        }
        if (p->model == 706 && strcmp(p->name, "Ena") == 0) {
            p->value = 0.0; /* volt-watt was never switched on */
        }
    }
}

int main(void)
{
    ostrov_grid_settings wanted;
    ostrov_grid_point points[160];
    ostrov_grid_finding findings[160];
    ostrov_grid_change log[4];
    size_t logged = 0, point_count = 0, finding_count = 0;
    char page[8192];
    const ostrov_grid_override asked = {
        "undervoltage_s", "DSO protocol 17/2026 of 2026-05-04", "J. Novak", 1777900000, 12.0, 0, 0};

    /* The code is where one begins; the DSO's document decides. */
    if (ostrov_grid_code_settings("ieee1547-cat-ii", &wanted, sizeof wanted) != OSTROV_OK ||
        ostrov_grid_settings_override(&wanted, "ieee1547-cat-ii", &asked, 1, log, 4, &logged,
                                      NULL) != OSTROV_OK) {
        return 1;
    }
    printf("changed: %s[%d] %g to %g by %s, %s\n\n", log[0].field, (int)log[0].index, log[0].before,
           log[0].after, log[0].document, log[0].who);
    if (ostrov_grid_settings_points(&wanted, points, 160, &point_count) != OSTROV_OK) {
        return 1;
    }
    read_back(points, point_count);
    if (ostrov_grid_audit(&wanted, points, point_count, findings, 160, &finding_count) <
        OSTROV_OK) {
        return 1;
    }
    ostrov_grid_audit_page(findings, finding_count, asked.document, page, sizeof page);
    printf("%s", page);
    return 0;
}
