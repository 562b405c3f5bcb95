/* Pieces of sentences, and words for orders.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "grid/words.h"

#include <ostrov/grid_order.h>

static const ostrov_i_words phrases[OSTROV_I_PHRASES] = {
    [OSTROV_I_PHRASE_AT] = {{" s: ", " s: ", " 秒："}},
    [OSTROV_I_PHRASE_BECAUSE] = {{", because ", "; důvod: ", "；原因："}},
    [OSTROV_I_PHRASE_NOW] = {{", now ", ", nyní ", "，現值 "}},
    [OSTROV_I_PHRASE_LIMIT] = {{", limit ", ", mez ", "，限值 "}},
    [OSTROV_I_PHRASE_HELD] = {{", held for ", ", po dobu ", "，持續 "}},
    [OSTROV_I_PHRASE_LEFT] = {{", left ", ", zbývá ", "，剩餘 "}},
    [OSTROV_I_PHRASE_STOP] = {{".", ".", "。"}},
    [OSTROV_I_PHRASE_BLOCKED] = {{"In the way of ", "Režimu „", "目前無法進入「"}},
    [OSTROV_I_PHRASE_BLOCKED_BY] = {{": ", "“ brání: ", "」："}},
    [OSTROV_I_PHRASE_FREE] = {{"Nothing is in the way of ", "Režimu „", "目前沒有條件阻擋進入「"}},
    [OSTROV_I_PHRASE_FREE_END] = {{"", "“ nic nebrání", "」"}},
    [OSTROV_I_PHRASE_NEXT] = {{"; ", "; ", "；"}},
    [OSTROV_I_PHRASE_STARTED] = {{"started", "spuštěno", "已啟動"}},
    [OSTROV_I_PHRASE_LOADED] = {{"woke with what the snapshot remembers; looks before it acts",
                                 "probuzeno s pamětí ze zálohy; nejdřív se rozhlédne",
                                 "已由快照恢復記憶，先確認現場再動作"}},
    [OSTROV_I_PHRASE_WAITS_FOR] = {{" waits: ", " čeká: ", "等待："}},
    [OSTROV_I_PHRASE_GOES_ON] = {{": nothing is in the way any more", ": už nic nebrání",
                                  "：已無阻礙"}},
    [OSTROV_I_PHRASE_ORDER] = {{"order ", "povel č. ", "指令 "}},
    [OSTROV_I_PHRASE_BY] = {{" from ", ", zadavatel: ", "，下令者："}},
    [OSTROV_I_PHRASE_ACCEPTED] = {{": accepted", ": přijato", "：已接受"}},
    [OSTROV_I_PHRASE_REFUSED] = {{": refused, because ",
                                  ": odmítnuto; důvod: ", "：已拒絕；原因："}},
    [OSTROV_I_PHRASE_LEFT_OUT] = {{"; changes left out before this: ", "; předtím vynecháno změn: ",
                                   "；先前略過的變化次數："}},
};

static const ostrov_i_words actors[] = {
    [OSTROV_GRID_ACTOR_UNKNOWN] = {{"nobody known", "neznámý", "不明"}},
    [OSTROV_GRID_ACTOR_LOCAL] = {{"a person at the site", "obsluha na místě", "現場人員"}},
    [OSTROV_GRID_ACTOR_REMOTE] = {{"a person elsewhere", "dálková obsluha", "遠端人員"}},
    [OSTROV_GRID_ACTOR_PLANNER] = {{"the plan", "plán provozu", "調度計畫"}},
    [OSTROV_GRID_ACTOR_DSO] = {{"the DSO", "distributor", "配電業者"}},
};

static const ostrov_i_words actions[] = {
    [OSTROV_GRID_ACTION_UNKNOWN] = {{"unknown", "neznámý povel", "不明指令"}},
    [OSTROV_GRID_ACTION_ISLAND] = {{"island", "přejít do ostrova", "進入孤島運轉"}},
    [OSTROV_GRID_ACTION_RETURN] = {{"return", "vrátit se k síti", "恢復併聯"}},
    [OSTROV_GRID_ACTION_BLACK_START] = {{"black start", "start ze tmy", "全黑啟動"}},
    [OSTROV_GRID_ACTION_OPEN] = {{"open", "vypnout vypínač", "開啟斷路器"}},
    [OSTROV_GRID_ACTION_DRILL] = {{"drill", "zkouška ostrova", "孤島演練"}},
    [OSTROV_GRID_ACTION_CANCEL] = {{"cancel", "zrušit", "取消"}},
    [OSTROV_GRID_ACTION_RESET] = {{"reset", "odblokovat", "復歸"}},
};

static const ostrov_i_words stages[] = {
    [OSTROV_GRID_STAGE_UNKNOWN] = {{"without a stage", "bez stupně", "階段不明"}},
    [OSTROV_GRID_STAGE_SELECT] = {{"select", "volba", "選擇"}},
    [OSTROV_GRID_STAGE_EXECUTE] = {{"execute", "provedení", "執行"}},
};

const ostrov_i_words *ostrov_i_phrase_row(enum ostrov_i_phrase phrase) { return &phrases[phrase]; }

const ostrov_i_words *ostrov_i_actor_row(int32_t actor)
{
    const int32_t count = (int32_t)(sizeof actors / sizeof actors[0]);
    return &actors[actor >= 0 && actor < count ? actor : OSTROV_GRID_ACTOR_UNKNOWN];
}

const ostrov_i_words *ostrov_i_action_row(int32_t action)
{
    const int32_t count = (int32_t)(sizeof actions / sizeof actions[0]);
    return &actions[action >= 0 && action < count ? action : OSTROV_GRID_ACTION_UNKNOWN];
}

const ostrov_i_words *ostrov_i_stage_row(int32_t stage)
{
    const int32_t count = (int32_t)(sizeof stages / sizeof stages[0]);
    return &stages[stage >= 0 && stage < count ? stage : OSTROV_GRID_STAGE_UNKNOWN];
}
