/* Words for modes and units. The English word of a mode is its name, as reports and logs write it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "grid/words.h"

static const ostrov_i_words modes[] = {
    [OSTROV_GRID_UNKNOWN] = {{"UNKNOWN", "neznámý stav", "未知"}},
    [OSTROV_GRID_BOOT] = {{"BOOT", "start řízení", "開機確認"}},
    [OSTROV_GRID_GRID] = {{"GRID", "provoz ze sítě", "併網運轉"}},
    [OSTROV_GRID_RIDE] = {{"RIDE", "překlenutí poruchy sítě", "電網擾動穿越"}},
    [OSTROV_GRID_NULLING] = {{"NULLING", "nulování výkonu v předacím místě", "責任分界點功率歸零"}},
    [OSTROV_GRID_OPENING] = {{"OPENING", "vypínání vypínače", "斷路器開啟中"}},
    [OSTROV_GRID_BACKUP_OPEN] = {{"BACKUP_OPEN", "záložní vypnutí", "後備跳脫"}},
    [OSTROV_GRID_FORMING] = {{"FORMING", "najíždění ostrova", "孤島建立中"}},
    [OSTROV_GRID_ISLAND] = {{"ISLAND", "záložní (ostrovní) provoz", "孤島運轉"}},
    [OSTROV_GRID_OBSERVE] = {{"OBSERVE", "sledování obnovené sítě", "電網復電觀察"}},
    [OSTROV_GRID_SYNC] = {{"SYNC", "synchronizace", "同步併聯中"}},
    [OSTROV_GRID_CLOSING] = {{"CLOSING", "zapínání vypínače", "斷路器投入中"}},
    [OSTROV_GRID_RAMP] = {{"RAMP", "najíždění výkonu po návratu", "併網後功率爬升"}},
    [OSTROV_GRID_DEAD] = {{"DEAD", "objekt bez napětí", "場域停電"}},
    [OSTROV_GRID_BLACK] = {{"BLACK", "start ze tmy", "全黑啟動"}},
    [OSTROV_GRID_SAFE_STOP] = {{"SAFE_STOP", "bezpečné odstavení", "安全停機"}},
    [OSTROV_GRID_LOCKOUT] = {{"LOCKOUT", "zablokováno do zásahu obsluhy", "閉鎖待人員處理"}},
};

static const ostrov_i_words units[] = {
    [OSTROV_GRID_UNIT_NONE] = {{"no unit", "bez jednotky", "無單位"}},
    [OSTROV_GRID_UNIT_V] = {{"V", "V", "V"}},
    [OSTROV_GRID_UNIT_HZ] = {{"Hz", "Hz", "Hz"}},
    [OSTROV_GRID_UNIT_S] = {{"s", "s", "秒"}},
    [OSTROV_GRID_UNIT_DEG] = {{"deg", "stupňů", "度"}},
    [OSTROV_GRID_UNIT_RATIO] = {{"%", "%", "%"}},
    [OSTROV_GRID_UNIT_W] = {{"W", "W", "W"}},
    [OSTROV_GRID_UNIT_COUNT] = {{"times", "krát", "次"}},
};

int32_t ostrov_i_language(int32_t language)
{
    return language == OSTROV_LANGUAGE_CS
               ? OSTROV_I_CS
               : (language == OSTROV_LANGUAGE_ZH_TW ? OSTROV_I_ZH : OSTROV_I_EN);
}

const ostrov_i_words *ostrov_i_mode_row(int32_t mode)
{
    const int32_t count = (int32_t)(sizeof modes / sizeof modes[0]);
    return &modes[mode >= 0 && mode < count ? mode : OSTROV_GRID_UNKNOWN];
}

const ostrov_i_words *ostrov_i_unit_row(int32_t unit)
{
    const int32_t count = (int32_t)(sizeof units / sizeof units[0]);
    return &units[unit >= 0 && unit < count ? unit : OSTROV_GRID_UNIT_NONE];
}

const char *ostrov_grid_mode_words(int32_t mode, int32_t language)
{
    return ostrov_i_mode_row(mode)->in[ostrov_i_language(language)];
}

const char *ostrov_grid_mode_text(int32_t mode)
{
    return ostrov_grid_mode_words(mode, OSTROV_LANGUAGE_EN);
}

const char *ostrov_grid_unit_words(int32_t unit, int32_t language)
{
    return ostrov_i_unit_row(unit)->in[ostrov_i_language(language)];
}
