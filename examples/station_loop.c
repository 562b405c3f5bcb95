/* A controller's whole loop: read the meters, step the station, write the set-points.
 *
 * The driver here is a building with a battery and no hardware at all: two functions stand for it. */
#include <ostrov/ostrov.h>

#include <stdio.h>

struct building {
    double battery_w, load_w, pv_w;
};

static ostrov_status measure(void *context, ostrov_measurement *m)
{
    struct building *b = context;
    m->grid_w = b->load_w - b->pv_w - b->battery_w; /* what the meter at the PCC shows */
    m->pv_w = b->pv_w;
    m->battery_w = b->battery_w;
    m->bms_soc_ratio = 0.6;
    m->battery_c = 20.0;
    m->age_s[OSTROV_SOURCE_PCC] = m->age_s[OSTROV_SOURCE_BATTERY] = 0.0;
    m->age_s[OSTROV_SOURCE_PV] = 0.0;
    return OSTROV_OK;
}

static ostrov_status actuate(void *context, const ostrov_command *command)
{
    struct building *b = context;
    b->battery_w = command->battery_w;
    return OSTROV_OK;
}

int main(void)
{
    struct building building = {.load_w = 8000.0, .pv_w = 1000.0};
    static ostrov_station station;
    ostrov_battery_config battery;
    ostrov_station_config config;
    ostrov_station_state state;
    ostrov_command command;
    ostrov_driver driver;
    ostrov_event event;
    ostrov_fault why;
    ostrov_status status;
    char text[200];

    if (ostrov_battery_defaults(&battery, sizeof battery) != OSTROV_OK ||
        ostrov_station_defaults(&config, sizeof config) != OSTROV_OK ||
        ostrov_driver_defaults(&driver) != OSTROV_OK) {
        return 1;
    }
    battery.chemistry = OSTROV_CHEMISTRY_LFP;
    battery.capacity_wh = 20e3;
    battery.charge_limit_w = battery.discharge_limit_w = 10e3;
    battery.soc_start_ratio = 0.6;
    config.battery = &battery;
    config.import_limit_w = 25e3;
    config.export_limit_w = 25e3;
    config.load_max_w = 12e3;
    status = ostrov_station_init(&station, &config, &why);
    if (status != OSTROV_OK) {
        ostrov_fault_text(&why, status, text, sizeof text);
        printf("%s\n", text);
        return 1;
    }
    driver.context = &building;
    driver.measure = measure;
    driver.actuate = actuate;
    for (int second = 1; second <= 60; second++) {
        if (ostrov_driver_cycle(&driver, &station, 1781906400 + second, 1.0, &command) <
            OSTROV_OK) {
            return 1;
        }
    }
    if (ostrov_station_read(&station, &state, sizeof state) != OSTROV_OK) {
        return 1;
    }
    printf("battery %.1f kW, grid %.1f kW\n", building.battery_w / 1e3,
           (building.load_w - building.pv_w - building.battery_w) / 1e3);
    if (command.rung == OSTROV_RUNG_RULES && state.plan_wanted != OSTROV_PLAN_NOT_WANTED) {
        printf("no plan yet, so rules decide; a plan is wanted\n"); /* give it: ostrov_station_follow */
    }
    while (ostrov_station_event(&station, &event) == OSTROV_OK) {
        ostrov_event_text(&event, text, sizeof text);
        printf("event: %s\n", text);
    }
    return 0;
}
