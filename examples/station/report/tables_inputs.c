/* Tables of what went in: settings of the connection, provenance of every input.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "page.h"

#include <stdio.h>
#include <string.h>

/* ---- settings -----------------------------------------------------------------------------------
 */

static void number_text(const struct view *view, const ostrov_field *f, const char *base,
                        char *text, size_t capacity)
{
    size_t used = 0;
    for (uint32_t k = 0; k < f->count && used < capacity; k++) {
        double value;
        memcpy(&value, base + k * sizeof value, sizeof value);
        used += (size_t)snprintf(text + used, capacity - used, "%s%s", k > 0 ? "; " : "",
                                 words_known(value) ? words_field(view->site, f->name, value).text
                                                    : "not given");
    }
}

/* Value of a member as its field table says. */
static void field_text(const struct view *view, const ostrov_field *f, const void *config,
                       char *text, size_t capacity)
{
    const char *base = (const char *)config + f->offset;
    int32_t whole = 0;
    if (f->type == OSTROV_TYPE_F64) {
        number_text(view, f, base, text, capacity);
        return;
    }
    memcpy(&whole, base, sizeof whole);
    if (f->type == OSTROV_TYPE_BOOL) {
        snprintf(text, capacity, "%s", whole ? "yes" : "no");
        return;
    }
    snprintf(text, capacity, "%d", (int)whole);
    for (uint32_t k = 0; f->type == OSTROV_TYPE_ENUM && k < f->choice_count; k++) {
        if (f->choices[k].value == whole) {
            snprintf(text, capacity, "%s", f->choices[k].word);
        }
    }
}

static const struct site_source *source_of(const struct view *view, const char *path)
{
    for (int32_t i = 0; i < view->site->sources; i++) {
        if (strcmp(view->site->source[i].path, path) == 0) {
            return &view->site->source[i];
        }
    }
    return NULL;
}

/* The library's defaults for a connection follow this code as far as it could be found out. */
static const char code_name[] = "en50549-1";

/* Which settings of a code a setting of the connection is made of. */
static const struct {
    const char *config;
    const char *settings[2];
} made_of[] = {
    {"overvoltage_pu", {"overvoltage_mean_pu", "overvoltage_pu"}},
    {"overvoltage_s", {"overvoltage_mean_s", "overvoltage_s"}},
    {"undervoltage_pu", {"undervoltage_pu", NULL}},
    {"undervoltage_s", {"undervoltage_s", NULL}},
    {"overfrequency_hz", {"overfrequency_hz", NULL}},
    {"overfrequency_s", {"overfrequency_s", NULL}},
    {"underfrequency_hz", {"underfrequency_hz", NULL}},
    {"underfrequency_s", {"underfrequency_s", NULL}},
    {"return_min_pu", {"enter_min_pu", NULL}},
    {"return_max_pu", {"enter_max_pu", NULL}},
    {"return_min_hz", {"enter_min_hz", NULL}},
    {"return_max_hz", {"enter_max_hz", NULL}},
    {"return_delay_s", {"enter_delay_s", NULL}},
    {"ramp_s", {"enter_ramp_s", NULL}},
};

/* The row of the code that says value for one of these settings; NULL when none does. */
static const ostrov_grid_rule *rule_of(const char *const *settings, double value)
{
    ostrov_grid_settings by_code;
    if (ostrov_grid_code_settings(code_name, &by_code, sizeof by_code) != OSTROV_OK) {
        return NULL;
    }
    for (int32_t i = 0; i < 2 && settings[i] != NULL; i++) {
        size_t count = 0;
        const ostrov_field *f = ostrov_fields("ostrov_grid_settings", &count, NULL);
        for (; count > 0 && strcmp(f->name, settings[i]) != 0; count--) {
            f++;
        }
        for (uint32_t k = 0; count > 0 && k < f->count; k++) {
            double said;
            memcpy(&said, (const char *)&by_code + f->offset + k * sizeof said, sizeof said);
            if (said == value) {
                return ostrov_grid_code_rule(code_name, settings[i], (int32_t)k);
            }
        }
    }
    return NULL;
}

/* Where the numbers of a setting come from and how sure that is, one after the other. */
static void certainty(struct html *out, const struct view *view, const ostrov_field *f)
{
    for (size_t i = 0; i < sizeof made_of / sizeof made_of[0]; i++) {
        for (uint32_t k = 0; strcmp(made_of[i].config, f->name) == 0 && k < f->count; k++) {
            double value;
            memcpy(&value, (const char *)&view->site->grid + f->offset + k * sizeof value,
                   sizeof value);
            const ostrov_grid_rule *rule = rule_of(made_of[i].settings, value);
            const int32_t sure = rule != NULL ? rule->certainty : OSTROV_GRID_CERTAINTY_UNKNOWN;
            const char *note = ostrov_grid_certainty_note(sure);
            html_format(
                out, "<br/>%s%s%s: %s%s%s%s", rule != NULL ? rule->code : "the library",
                rule != NULL && rule->stage[0] ? ", stage " : "", rule != NULL ? rule->stage : "",
                ostrov_grid_certainty_text(sure), rule != NULL && rule->source[0] ? " (" : "",
                rule != NULL ? rule->source : "", rule != NULL && rule->source[0] ? ")" : "");
            html_format(out, "%s%s", note[0] ? "; " : "", note);
        }
    }
}

static void settings_row(struct html *out, const struct view *view, const ostrov_field *f)
{
    char text[256] = "", path[128];
    snprintf(path, sizeof path, "grid.%s", f->name);
    const struct site_source *source = source_of(view, path);
    field_text(view, f, &view->site->grid, text, sizeof text);
    html_format(out,
                "<tr><th scope=\"row\"><code>%s</code></th><td class=\"n\">%s</td><td>%s</td><td>",
                f->name, text, f->brief != NULL ? f->brief : "");
    page_badge(out, source != NULL ? source->provenance : SITE_ASSUMED);
    html_format(out, " %s",
                source != NULL ? source->note
                               : "default of the library, EN 50549-1 as research found it");
    if (source == NULL || source->provenance != SITE_DOCUMENTED) {
        certainty(out, view, f); /* a document of the site's own speaks for itself */
    }
    html_raw(out, "</td></tr>\n");
}

void table_settings(struct html *out, const struct view *view)
{
    size_t count = 0;
    const ostrov_field *fields = ostrov_fields("ostrov_grid_config", &count, NULL);
    char sentence[2 * SITE_TEXT + 192];
    snprintf(sentence, sizeof sentence,
             "Not verified against the standard's text. The DSO's settings protocol: %s. Who "
             "verified the "
             "island: %s.",
             view->site->settings_document[0] ? view->site->settings_document : "not known",
             view->site->island_verified_by[0] ? view->site->island_verified_by : "nobody");
    page_figure(out, "Settings of the connection", NULL, 0, 0);
    html_format(out,
                "<p>%s</p><details><summary>%d settings</summary><div class=\"scroll\"><table "
                "class=\"wide-table\"><thead><tr><th scope=\"col\">Setting</th>"
                "<th scope=\"col\" class=\"n\">Value</th><th scope=\"col\">Meaning</th>"
                "<th scope=\"col\">Source</th></tr></thead><tbody>\n",
                sentence, (int)count);
    for (size_t i = 0; fields != NULL && i < count; i++) {
        if ((fields[i].flags & OSTROV_FIELD_RESERVED) == 0) {
            settings_row(out, view, &fields[i]);
        }
    }
    html_raw(out, "</tbody></table></div></details>\n");
    page_figure_end(out, view, NULL);
}

/* ---- provenance ---------------------------------------------------------------------------------
 */

static void input_row(struct html *out, const char *path, const char *value, int32_t provenance,
                      const char *note)
{
    html_format(out, "<tr><th scope=\"row\"><code>%s</code></th><td class=\"n\">%s</td><td>", path,
                value);
    page_badge(out, provenance);
    html_format(out, "</td><td>%s</td></tr>\n", note);
}

void table_sources(struct html *out, const struct view *view)
{
    const struct site *site = view->site;
    int32_t all, assumed = page_assumed(view, &all);
    page_figure(out, "Where every input comes from", NULL, 0, 0);
    html_format(out,
                "<p>%d of %d are assumed or made up for illustration.</p><details><summary>All %d "
                "inputs</summary><div class=\"scroll\"><table class=\"wide-table\"><thead><tr>"
                "<th scope=\"col\">Input</th><th scope=\"col\" class=\"n\">Value</th>"
                "<th scope=\"col\">Source</th><th scope=\"col\">Note</th></tr></thead><tbody>\n",
                (int)assumed, (int)all, (int)all);
    input_row(out, "PV power", "series", view->inputs->pv_provenance, view->inputs->pv_source);
    input_row(out, "load", "series", view->inputs->load_provenance, view->inputs->load_source);
    input_row(out, "prices", "series", view->inputs->spot_provenance, view->inputs->spot_source);
    for (int32_t i = 0; i < site->sources; i++) {
        const struct site_source *s = &site->source[i];
        input_row(out, s->path, words_field(site, s->path, s->value).text, s->provenance, s->note);
    }
    html_raw(out, "</tbody></table></div></details>\n");
    page_figure_end(out, view, NULL);
}
