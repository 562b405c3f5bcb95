/* What the library knows of its own structures: a config read by names, and a fault told in words.
 */
#include <ostrov/ostrov.h>

#include <stdio.h>
#include <string.h>

/* Sets a member by its name, as a site file or a web form would; 0 if there is no such number. */
static int set(void *config, const char *structure, const char *name, double value)
{
    size_t count = 0;
    const ostrov_field *fields = ostrov_fields(structure, &count, NULL);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(fields[i].name, name) == 0 && fields[i].type == OSTROV_TYPE_F64) {
            memcpy((char *)config + fields[i].offset, &value, sizeof value);
            return 1;
        }
    }
    return 0;
}

int main(void)
{
    ostrov_battery_config config;
    ostrov_battery battery;
    ostrov_fault why;
    ostrov_status status;
    size_t count = 0;
    char text[200];
    const ostrov_field *fields = ostrov_fields("ostrov_battery_config", &count, NULL);

    printf("must be given:\n");
    for (size_t i = 0; i < count; i++) {
        const ostrov_field *f = &fields[i];
        if (f->type == OSTROV_TYPE_F64 && f->standard != f->standard &&
            (f->flags & OSTROV_FIELD_OPTIONAL) == 0) {
            printf("  %-18s %-3s %g … %g  %s\n", f->name, f->unit, f->min, f->max, f->brief);
        }
    }
    if (ostrov_battery_defaults(&config, sizeof config) != OSTROV_OK ||
        !set(&config, "ostrov_battery_config", "charge_limit_w", 5000.0) ||
        !set(&config, "ostrov_battery_config", "discharge_limit_w", 5000.0) ||
        !set(&config, "ostrov_battery_config", "capacity_wh", -3.0)) {
        return 1;
    }
    status = ostrov_battery_init(&battery, &config, &why); /* refused, and it says why */
    ostrov_fault_text(&why, status, text, sizeof text);
    printf("%s\n", text);
    return status == OSTROV_E_RANGE ? 0 : 1;
}
