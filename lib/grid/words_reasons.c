/* Words for reasons: each reads as the cause of a move and as what is in the way of one.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "grid/words.h"

#define NONE OSTROV_GRID_UNIT_NONE
#define V OSTROV_GRID_UNIT_V
#define HZ OSTROV_GRID_UNIT_HZ
#define S OSTROV_GRID_UNIT_S
#define DEG OSTROV_GRID_UNIT_DEG
#define RATIO OSTROV_GRID_UNIT_RATIO
#define W OSTROV_GRID_UNIT_W
#define COUNT OSTROV_GRID_UNIT_COUNT

/* One meaning a block, one language a line. */
/* clang-format off */
static const ostrov_i_reason_words reasons[] = {
    [OSTROV_GRID_REASON_NONE] = {{{
        "nothing",
        "nic",
        "無"}}, NONE, 0},
    [OSTROV_GRID_REASON_START] = {{{
        "first step",
        "první krok po spuštění",
        "啟動後首次執行"}}, NONE, 0},
    [OSTROV_GRID_REASON_UNDERVOLTAGE] = {{{
        "grid voltage too low",
        "napětí sítě je příliš nízké",
        "電網電壓過低"}}, V, 0},
    [OSTROV_GRID_REASON_OVERVOLTAGE] = {{{
        "grid voltage too high",
        "napětí sítě je příliš vysoké",
        "電網電壓過高"}}, V, 0},
    [OSTROV_GRID_REASON_UNDERFREQUENCY] = {{{
        "grid frequency too low",
        "kmitočet sítě je příliš nízký",
        "電網頻率過低"}}, HZ, 0},
    [OSTROV_GRID_REASON_OVERFREQUENCY] = {{{
        "grid frequency too high",
        "kmitočet sítě je příliš vysoký",
        "電網頻率過高"}}, HZ, 0},
    [OSTROV_GRID_REASON_GRID_UNKNOWN] = {{{
        "grid side is not measured",
        "strana sítě se neměří",
        "電網側無量測值"}}, NONE, 0},
    [OSTROV_GRID_REASON_COMMAND] = {{{
        "it was asked for",
        "tak zní povel obsluhy",
        "依操作指令"}}, NONE, 0},
    [OSTROV_GRID_REASON_INHIBIT] = {{{
        "local, manual, maintenance or fire stop",
        "místní nebo ruční ovládání, údržba nebo požární stop",
        "現場操作、手動、維護或消防停止"}}, NONE, 0},
    [OSTROV_GRID_REASON_DONE] = {{{
        "the mode reached what it was for",
        "režim splnil svůj účel",
        "該模式已完成目的"}}, NONE, 0},
    [OSTROV_GRID_REASON_TIMEOUT] = {{{
        "the mode's time ran out",
        "čas vyhrazený pro režim vypršel",
        "該模式已逾時"}}, S, 0},
    [OSTROV_GRID_REASON_CONTACTS] = {{{
        "the breaker contacts do not prove where it stands",
        "pomocné kontakty vypínače nedokazují jeho polohu",
        "斷路器輔助接點無法證明其位置"}}, NONE, 0},
    [OSTROV_GRID_REASON_BREAKER_STUCK] = {{{
        "the breaker did not do what it was told",
        "vypínač nevykonal povel",
        "斷路器未依命令動作"}}, NONE, 0},
    [OSTROV_GRID_REASON_BUS_LOST] = {{{
        "site bus is outside its band",
        "přípojnice objektu je mimo povolené pásmo",
        "場域匯流排超出允許範圍"}}, NONE, 0},
    [OSTROV_GRID_REASON_ENERGY] = {{{
        "battery is at the black-start reserve",
        "baterie je na rezervě pro start ze tmy",
        "電池已達全黑啟動保留量"}}, RATIO, 0},
    [OSTROV_GRID_REASON_GRID_GOOD] = {{{
        "the grid came good",
        "síť se obnovila",
        "電網已恢復正常"}}, NONE, 0},
    [OSTROV_GRID_REASON_GRID_LOST] = {{{
        "the grid is not there",
        "síť není k dispozici",
        "電網無法使用"}}, NONE, 0},
    [OSTROV_GRID_REASON_WINDOW] = {{{
        "synchronising window held and the contact angle fits",
        "podmínky synchronizace trvají a úhel při dotyku kontaktů vyhovuje",
        "同步條件持續成立且接觸相角符合"}}, DEG, 0},
    [OSTROV_GRID_REASON_NOT_VERIFIED] = {{{
        "nobody has verified islanding at this site",
        "ostrovní provoz v tomto objektu nikdo neověřil",
        "本場域的孤島運轉尚未經人員確認"}}, NONE, 0},
    [OSTROV_GRID_REASON_PCS] = {{{
        "the PCS did not confirm the mode asked for",
        "měnič nepotvrdil požadovaný režim",
        "功率調節系統未確認要求的模式"}}, NONE, 0},
    [OSTROV_GRID_REASON_RESET] = {{{
        "local reset",
        "místní odblokování obsluhou",
        "現場人員復歸"}}, NONE, 0},
    [OSTROV_GRID_REASON_OBSERVE_ONLY] = {{{
        "authority is observe: nothing is requested",
        "oprávnění dovoluje jen sledovat, nic se nežádá",
        "權限僅供觀察，不發出要求"}}, NONE, 0},
    [OSTROV_GRID_REASON_DSO] = {{{
        "the return is not permitted",
        "návrat k síti není povolen",
        "未獲准恢復併聯"}}, NONE, 0},
    [OSTROV_GRID_REASON_ATTEMPTS] = {{{
        "too many failed attempts",
        "příliš mnoho nezdařených pokusů",
        "失敗次數過多"}}, COUNT, 0},
    [OSTROV_GRID_REASON_FOUND_ISLAND] = {{{
        "found a healthy island",
        "nalezen zdravý ostrov",
        "發現正常運轉的孤島"}}, NONE, 0},
    [OSTROV_GRID_REASON_BUS_UNKNOWN] = {{{
        "site bus is not measured",
        "přípojnice objektu se neměří",
        "場域匯流排無量測值"}}, NONE, 0},
    [OSTROV_GRID_REASON_RETURN_DELAY] = {{{
        "the grid must stay good for longer",
        "síť musí zůstat v pořádku delší dobu",
        "電網正常時間尚未足夠"}}, S, 1},
    [OSTROV_GRID_REASON_SYNC_SLIP] = {{{
        "frequency difference too large",
        "rozdíl kmitočtů je příliš velký",
        "頻率差過大"}}, HZ, 0},
    [OSTROV_GRID_REASON_SYNC_VOLTAGE] = {{{
        "voltage difference too large",
        "rozdíl napětí je příliš velký",
        "電壓差過大"}}, V, 0},
    [OSTROV_GRID_REASON_SYNC_ANGLE] = {{{
        "angle outside the window",
        "úhel je mimo podmínky synchronizace",
        "相角超出同步範圍"}}, DEG, 0},
    [OSTROV_GRID_REASON_SYNC_DWELL] = {{{
        "the window must hold for longer",
        "podmínky synchronizace musí trvat déle",
        "同步條件成立時間尚未足夠"}}, S, 1},
    [OSTROV_GRID_REASON_COOLDOWN] = {{{
        "pause after a failed attempt",
        "přestávka po nezdařeném pokusu",
        "嘗試失敗後的等待時間"}}, S, 1},
    [OSTROV_GRID_REASON_DEAD_BUS_CLOSE] = {{{
        "closing onto the dead bus is not allowed by the settings",
        "nastavení nedovoluje zapnout na přípojnici bez napětí",
        "設定不允許對無壓匯流排投入"}}, NONE, 0},
    [OSTROV_GRID_REASON_PROFILE] = {{{
        "a PCS of this profile cannot do it",
        "měnič tohoto typu to neumí",
        "此類型功率調節系統不具該功能"}}, NONE, 0},
    [OSTROV_GRID_REASON_OPENED_OUTSIDE] = {{{
        "the breaker opened without being asked",
        "vypínač vypnul bez povelu",
        "斷路器未經命令自行開啟"}}, NONE, 0},
    [OSTROV_GRID_REASON_CLOSED_OUTSIDE] = {{{
        "the breaker closed without being asked",
        "vypínač zapnul bez povelu",
        "斷路器未經命令自行投入"}}, NONE, 0},
    [OSTROV_GRID_REASON_STEP_TOO_LONG] = {{{
        "the time step is too long to close in synchronism",
        "časový krok je pro synchronní zapnutí příliš dlouhý",
        "時間步長過長，無法同步投入"}}, S, 0},
    [OSTROV_GRID_REASON_BUS_LIVE] = {{{
        "the site bus is not proven dead",
        "není prokázáno, že přípojnice je bez napětí",
        "無法證明場域匯流排無壓"}}, V, 0},
    [OSTROV_GRID_REASON_E_STOP] = {{{
        "emergency stop",
        "nouzové zastavení",
        "緊急停止"}}, NONE, 0},
    [OSTROV_GRID_REASON_ROTATION] = {{{
        "a side turns the wrong way round",
        "sled fází jedné strany je obrácený",
        "一側相序相反"}}, NONE, 0},
    [OSTROV_GRID_REASON_UNBALANCE] = {{{
        "negative sequence above its limit",
        "zpětná složka napětí je nad mezí",
        "負序電壓超過限值"}}, RATIO, 0},
    [OSTROV_GRID_REASON_SINGLE_PHASE] = {{{
        "one phase is missing, the others are there",
        "jedna fáze chybí, ostatní jsou přítomny",
        "缺一相，其餘各相正常"}}, V, 0},
    [OSTROV_GRID_REASON_LOST_NEUTRAL] = {{{
        "zero sequence above its limit: the neutral may be lost",
        "nulová složka napětí je nad mezí, patrně přerušený střední vodič",
        "零序電壓超過限值，中性線可能斷線"}}, RATIO, 0},
    [OSTROV_GRID_REASON_BOND] = {{{
        "the neutral–earth bond does not prove its place",
        "spojení středního vodiče se zemí nepotvrdilo svůj stav",
        "中性線接地開關未確認位置"}}, NONE, 0},
    [OSTROV_GRID_REASON_NOT_ARMED] = {{{
        "the DSO's settings protocol is not named: nothing is switched",
        "není uveden protokol o nastavení od distributora, nic se nespíná",
        "未載明配電業者的設定紀錄，不執行開關操作"}}, NONE, 0},
    [OSTROV_GRID_REASON_ORDER_NUMBER] = {{{
        "the order's number is not newer than the last",
        "číslo povelu není novější než poslední",
        "指令編號未大於前一號"}}, COUNT, 0},
    [OSTROV_GRID_REASON_ORDER_SELECT] = {{{
        "executed without the matching selection",
        "povel k provedení bez odpovídající volby",
        "執行前未完成相符的選擇"}}, NONE, 0},
    [OSTROV_GRID_REASON_ORDER_EXPIRED] = {{{
        "executed after its lifetime",
        "povel přišel po uplynutí platnosti volby",
        "指令已逾有效時間"}}, S, 0},
    [OSTROV_GRID_REASON_ORDER_ACTOR] = {{{
        "this actor may not give this order",
        "k tomuto povelu nemá zadavatel oprávnění",
        "下令者無此指令權限"}}, NONE, 0},
    [OSTROV_GRID_REASON_ORDER_MODE] = {{{
        "the order makes no sense in this mode",
        "povel v tomto režimu nedává smysl",
        "目前模式不適用此指令"}}, NONE, 0},
    [OSTROV_GRID_REASON_ORDER_TAKEN] = {{{
        "another actor has selected and not yet executed",
        "jiný zadavatel má volbu, kterou ještě neprovedl",
        "他人已選擇但尚未執行"}}, NONE, 0},
    [OSTROV_GRID_REASON_HEADROOM] = {{{
        "the PCS is not known to carry the first load tier",
        "není jisté, že měnič unese první stupeň zátěže",
        "無法確認功率調節系統可承擔第一級負載"}}, W, 0},
    [OSTROV_GRID_REASON_DSO_LIMIT] = {{{
        "the DSO limits power at the PCC",
        "distributor omezuje výkon v předacím místě",
        "配電業者限制責任分界點功率"}}, RATIO, 0},
    [OSTROV_GRID_REASON_DSO_SILENT] = {{{
        "the DSO receiver is silent: its last word is kept",
        "přijímač distributora mlčí, platí jeho poslední pokyn",
        "配電業者接收器無訊號，維持最後指示"}}, S, 0},
    [OSTROV_GRID_REASON_DSO_FALLBACK] = {{{
        "the DSO receiver is silent for too long: the configured fallback holds",
        "přijímač distributora mlčí příliš dlouho, platí nastavená náhradní mez",
        "配電業者接收器無訊號過久，改用設定的備援限值"}}, RATIO, 0},
    [OSTROV_GRID_REASON_RAMP] = {{{
        "power is let up slowly",
        "výkon se uvolňuje postupně",
        "功率逐步放開"}}, S, 1},
    [OSTROV_GRID_REASON_APART] = {{{
        "not connected to the grid",
        "objekt není připojen k síti",
        "未與電網併聯"}}, NONE, 0},
    [OSTROV_GRID_REASON_DRILL] = {{{
        "an island drill",
        "zkouška ostrovního provozu",
        "孤島運轉演練"}}, NONE, 0},
    [OSTROV_GRID_REASON_PCC_POWER] = {{{
        "power at the PCC is not null yet",
        "výkon v předacím místě ještě není nulový",
        "責任分界點功率尚未歸零"}}, NONE, 0},
    [OSTROV_GRID_REASON_ENTER_WINDOW] = {{{
        "the grid is there, but outside the window for a return",
        "síť je přítomna, ale mimo meze pro návrat",
        "電網有電，但超出恢復併聯範圍"}}, NONE, 0},
    [OSTROV_GRID_REASON_ROCOF] = {{{
        "grid frequency changes too fast",
        "kmitočet sítě se mění příliš rychle",
        "電網頻率變化過快"}}, NONE, 0},
    [OSTROV_GRID_REASON_VECTOR_SHIFT] = {{{
        "the phase angle has jumped",
        "fázový úhel sítě poskočil",
        "相角發生跳變"}}, NONE, 0},
    [OSTROV_GRID_REASON_RIDE_THROUGH] = {{{
        "riding through is over",
        "doba překlenutí poruchy skončila",
        "故障穿越已結束"}}, NONE, 0},
    [OSTROV_GRID_REASON_CEASE] = {{{
        "ceases to energise while riding through",
        "během překlenutí poruchy se dočasně nedodává",
        "故障穿越期間暫停供電"}}, NONE, 0},
};
/* clang-format on */

const ostrov_i_reason_words *ostrov_i_reason_row(int32_t reason)
{
    static const ostrov_i_reason_words unknown = {
        {{"unknown reason", "neznámý důvod", "未知原因"}}, NONE, 0};
    const int32_t count = (int32_t)(sizeof reasons / sizeof reasons[0]);
    return reason >= 0 && reason < count && reasons[reason].words.in[0] != NULL ? &reasons[reason]
                                                                                : &unknown;
}

const char *ostrov_grid_reason_words(int32_t reason, int32_t language)
{
    return ostrov_i_reason_row(reason)->words.in[ostrov_i_language(language)];
}

const char *ostrov_grid_reason_text(int32_t reason)
{
    return ostrov_grid_reason_words(reason, OSTROV_LANGUAGE_EN);
}
