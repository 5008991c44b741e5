/* app/action.h - every key of the program, one row each: help, footer, `coatcheck keys`, the man
 * page and key scripts are made from this table.
 *
 *    ACTION(ENUM, "script-name", contexts, "keys", "footer word", "what it does")
 *
 * contexts: where the row holds (bits).  A screen lists its contexts from the innermost outwards;
 * the first row that knows the key wins, and a context that owns its keys (a prompt, a menu) ends
 * the search. A test proves that no context binds a key twice and none hides a key of INTERFACE by
 * accident.
 */
#ifndef APP_ACTION_H
#define APP_ACTION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/key.h"
#include "base/str.h"

enum app_context {
	CTX_EVERY = 1,
	CTX_HOME = 2,
	CTX_PICTURE = 4,
	CTX_CHOICE = 8,
	CTX_SURE = 16,
	CTX_TOLD = 32,
	CTX_BREAK = 64,
	CTX_TEXT = 128,
	CTX_HELP = 256,
	CTX_BET = 512,
	CTX_WELCOME = 1024,
	CTX_SUMMARY = 2048,
	CTX_LIST = 4096,
	CTX_TREE = 8192,
	CTX_PANEL = 16384,
	CTX_CARD = 32768,
	CTX_BOARD = 65536,
	CTX_CLAIM = 131072,
	CTX_ME = 262144,
	CTX_DECK = 524288,
	CTX_KEEP = 1048576,
	CTX_UNSAVED = 2097152,
	CTX_ASK = 1 << 22,
	CTX_ASKED = 1 << 23,
	CTX_ORDER = 1 << 24,
	CTX_REPORT = 1 << 25
};

/* clang-format off */
#define ACTIONS(A) \
	A(ON,        "on",        CTX_EVERY, "Space",        "go on",     "go on by one beat: the next event, answer or page") \
	A(DO,        "do",        CTX_EVERY, "Enter",        "do it",     "do what > points at") \
	A(UP,        "up",        CTX_EVERY, "Up k",         "choose",    "choose the one above") \
	A(DOWN,      "down",      CTX_EVERY, "Down j",       "choose",    "choose the one below") \
	A(HELP,      "help",      CTX_EVERY, "? F1",         "help",      "this page, with the marks on this very screen") \
	A(BACK,      "back",      CTX_EVERY, "q Esc",        "back",      "one level up; nothing is lost") \
	A(UNDO,      "undo",      CTX_EVERY, "u",            "undo",      "undo the last thing") \
	A(REDO,      "redo",      CTX_EVERY, "U",            "redo",      "do again what was undone") \
	A(FIND,      "find",      CTX_EVERY, "/",            "find",      "find a lesson, a step, a word") \
	A(REDRAW,    "redraw",    CTX_EVERY, "^L",           "redraw",    "draw the screen anew") \
	A(PICK,      "pick",      CTX_CHOICE | CTX_HOME | CTX_WELCOME | CTX_LIST | CTX_TREE | CTX_CARD, "1 2 3 4 5 6 7 8 9", "pick", "pick an answer or a line") \
	A(SKIP,      "skip",      CTX_CHOICE, "s",           "skip",      "skip this question; it is noted as skipped") \
	A(DONT_KNOW, "dont-know", CTX_CHOICE, "0",           "don't know", "say that you do not know") \
	A(HINT,      "hint",      CTX_CHOICE | CTX_PICTURE, "H",           "hint",      "the next hint") \
	A(SHIFT_DOWN, "shift-down", CTX_ORDER, "J",          "move it down", "it comes later than the next one") \
	A(SHIFT_UP,  "shift-up",  CTX_ORDER, "K",            "move it up", "it comes earlier than the one before") \
	A(GUESS,     "guess",     CTX_SURE, "g",             "guess",     "it is a guess") \
	A(THINK,     "think",     CTX_SURE, "t Space Enter", "think so",  "you think so") \
	A(SURE,      "sure",      CTX_SURE, "s",             "sure",      "you are sure") \
	A(RETRACT,   "retract",   CTX_SURE, "Left h",        "other answer", "take the answer back") \
	A(RETYPE,    "retype",    CTX_SURE, "1 2 3 4 5 6 7 8 9", "other", "pick another answer") \
	A(EARLIER,   "earlier",   CTX_BET | CTX_CARD, "[",              "look back", "look at earlier events while a question is open") \
	A(LATER,     "later",     CTX_BET | CTX_CARD, "]",              "look on",   "back towards now, never past it") \
	A(REPLAY,    "replay",    CTX_TOLD, "r",             "replay my bet", "replay your answer from just before it and the run part") \
	A(ALL_WHYS,  "all-whys",  CTX_TOLD, "a",             "all whys",  "why for every answer") \
	A(DISPUTE,   "dispute",   CTX_TOLD | CTX_CHOICE | CTX_PICTURE, "!", "this is wrong", "say that this is wrong; the run code is kept") \
	A(NEXT,      "next",      CTX_PICTURE, "Right l",    "step",      "one event on") \
	A(PREVIOUS,  "previous",  CTX_PICTURE, "Left h",     "back",      "one event back; going back costs nothing") \
	A(PLAY,      "play",      CTX_PICTURE | CTX_CARD, ".",          "play",      "play, pause") \
	A(SLOWER,    "slower",    CTX_PICTURE, "<",          "slower",    "play more slowly") \
	A(FASTER,    "faster",    CTX_PICTURE, ">",          "faster",    "play faster") \
	A(REQUEST_BACK, "request-back", CTX_PICTURE, "{",    "request back", "back to the start of the request before") \
	A(REQUEST_ON,   "request-on",   CTX_PICTURE, "}",    "request on", "on to the next request") \
	A(WAYPOINT,  "waypoint",  CTX_PICTURE, "w",          "waypoint",  "on to the next marked moment") \
	A(WAYPOINT_BACK, "waypoint-back", CTX_PICTURE, "W",  "waypoint back", "back to the marked moment before") \
	A(GO_TO,     "go-to",     CTX_PICTURE, ":",          "go to",     "go to an event (42), a time (3.2s), start, end or a name") \
	A(VIEW,      "view",      CTX_PICTURE, "v",          "other view", "the next view of the same moment: map, ladder, state, wire, costs, chart, difference") \
	A(DIFFERENCE, "difference", CTX_PICTURE | CTX_TREE, "d",        "difference", "where two designs part, request by request; again: the map") \
	A(LANE,      "lane",      CTX_PICTURE, "Tab",        "other design", "the other design; in the sandbox the next, with the same changes") \
	A(SLICE_ON,  "slice-on",   CTX_PICTURE, ") PageDown", "other servers", "the next servers, where there are more than fit; in the end those that matter now") \
	A(SLICE_BACK, "slice-back", CTX_PICTURE, "( PageUp", "other servers", "the servers before") \
	A(ZOOM,      "zoom",      CTX_PICTURE, "z",          "zoom",      "only the path of this request") \
	A(INSIDE,    "inside",    CTX_PICTURE, "i",          "inside",    "what a place holds; again: the next place") \
	A(WHY,       "why",       CTX_PICTURE, "c",          "why",       "the chain of causes, as sentences") \
	A(BREAK,     "break",     CTX_PICTURE, "x",          "break",     "break something here") \
	A(FORKS,     "forks",     CTX_PICTURE, "f",          "futures",   "every future that you have tried here") \
	A(LABEL,     "label",     CTX_TREE, "L",             "name",      "give this future a name of your own") \
	A(SANDBOX,   "sandbox",   CTX_PICTURE | CTX_HOME, "p", "play",   "play with this: break it, change it, save it") \
	A(SAVE_CLUSTER, "save",   CTX_PANEL | CTX_TREE | CTX_PICTURE, "e", "save",      "save this future as a scenario file") \
	A(PRICES,    "prices",    CTX_PICTURE, "$",          "prices",    "what memory, wire and store cost here: your own price list") \
	A(SETTINGS,  "settings",  CTX_PICTURE, "S",          "settings",  "every setting of this run: change one, and it is run again") \
	A(DEFAULT,   "default",   CTX_PANEL, "0",            "default",   "as it is when nobody says anything") \
	A(ADD,       "add",       CTX_PANEL, "+",            "add",       "a new entry: a client, a fault, a design, one more in a list") \
	A(TAKE_AWAY, "take-away", CTX_PANEL, "-",            "take away", "take it out of its map or list; a setting: as if nobody had written it") \
	A(RENAME,    "rename",    CTX_PANEL, "r",            "rename",    "give this entry another name") \
	A(SECTION,   "section",   CTX_PANEL, "}",            "section",   "the next group of settings") \
	A(SECTION_BACK, "section-back", CTX_PANEL, "{",      "section",   "the group of settings before") \
	A(TABLE,     "table",     CTX_PICTURE, "T",          "table",     "a chart as a table, and back") \
	A(ALL_EVENTS, "all-events", CTX_PICTURE, "A",        "all events", "all events in the ladder, or only this request's") \
	A(COPY,      "copy",      CTX_PICTURE | CTX_TOLD, "y", "run code", "show the run code that reopens this very frame") \
	A(SAVE_FRAME, "save-frame", CTX_PICTURE | CTX_TOLD, "Y", "save frame", "save this frame as text") \
	A(RESTS_ON,  "rests-on",  CTX_EVERY, "E", "rests on", "what this rests on: standing, check, source") \
	A(MODEL,     "model",     CTX_EVERY, "M",            "the model", "what this model leaves out") \
	A(CRASH, "crash", CTX_BREAK, "c", "crash", \
	    "the target stops at once and forgets what its memory held") \
	A(RESTART, "restart", CTX_BREAK, "r", "restart", "the target comes back, empty") \
	A(SLOW, "slow", CTX_BREAK, "s", "slow", "the target takes longer for all its work") \
	A(HANG, "hang", CTX_BREAK, "n", "hang", "the target accepts everything and answers nothing") \
	A(CUT, "cut", CTX_BREAK, "y", "cut", \
	    "the wire between the target and another place carries nothing") \
	A(HEAL, "heal", CTX_BREAK, "m", "mend", "the wire carries again") \
	A(DRAIN, "drain", CTX_BREAK, "g", "drain", "the target gets no new sessions for a while") \
	A(SCALE_IN, "scale-in", CTX_BREAK, "e", "one less", \
	    "the target ends its work and goes, with its memory") \
	A(SCALE_OUT, "scale-out", CTX_BREAK, "a", "more", "servers are added, empty") \
	A(DEPLOY, "deploy", CTX_BREAK, "d", "deploy", "servers restart one after the other") \
	A(BLUE_GREEN, "blue-green", CTX_BREAK, "b", "blue-green", "a second fleet takes over at once") \
	A(STORE_OFF, "store-off", CTX_BREAK, "o", "store off", \
	    "the store or database answers nobody; nothing in it is lost") \
	A(STORE_ON, "store-on", CTX_BREAK, "p", "store on", "the store or database answers again") \
	A(FAILOVER, "failover", CTX_BREAK, "f", "failover", \
	    "a copy of the store takes over; what it had not heard is lost") \
	A(DROP, "drop", CTX_BREAK, "l", "lose one", "the next message of a kind is lost") \
	A(STEAL, "steal", CTX_BREAK, "t", "steal", "somebody copies what the target is logged in with") \
	A(REVOKE, "revoke", CTX_BREAK, "v", "revoke", \
	    "logins of the target made before now shall not count") \
	A(EXPIRE, "expire", CTX_BREAK, "i", "expire", "something of the target's has expired") \
	A(ROTATE_KEY, "rotate-key", CTX_BREAK, "k", "new key", "servers sign with a new key") \
	A(SKEW, "skew", CTX_BREAK, "w", "clock", "the target's clock is wrong") \
	A(LESS, "less", CTX_BREAK | CTX_PANEL, "Left", "other figure", "another figure for what > points at") \
	A(MORE, "more", CTX_BREAK | CTX_PANEL, "Right", "other figure", "another figure for what > points at") \
	A(TARGET,    "target",    CTX_BREAK, "Tab",          "other target", "another target") \
	A(NOTE,      "note",      CTX_PICTURE | CTX_TOLD | CTX_SUMMARY, "n", "note", "a note of your own on this step, kept in your record") \
	A(ME,        "me",        CTX_HOME,    "m",          "me",        "what you know, what you believed, how sure you were") \
	A(OUTGROWN,  "outgrown",  CTX_ME,      "o",          "outgrown",  "the beliefs that you have outgrown, one by one") \
	A(AIM_MORE,  "aim-more",  CTX_ME,      "+",          "aim higher", "aim to remember one more card in a hundred: they come sooner") \
	A(AIM_LESS,  "aim-less",  CTX_ME,      "-",          "aim lower", "aim to remember one card in a hundred less: they come later") \
	A(DAY_LATER, "day-later", CTX_ME,      ">",          "day later", "a day begins an hour later: until then an evening is still the day before") \
	A(DAY_EARLIER, "day-earlier", CTX_ME,  "<",          "day earlier", "a day begins an hour earlier") \
	A(SURPRISE,  "surprise",  CTX_HOME,    "o",          "see it again", "your last surprise, at the step that shows it") \
	A(REVIEW,    "review",    CTX_HOME | CTX_ME, "r",    "cards",     "flashcards that are due") \
	A(HARD,      "hard",      CTX_CARD,    "h",          "hard",      "remembered, with trouble: it comes back sooner") \
	A(EASY,      "easy",      CTX_CARD,    "e",          "easy",      "remembered at once: it comes back much later") \
	A(FOUR,      "four",      CTX_CARD,    "Tab",        "four grades", "all four grades, each with when it brings the card back") \
	A(PRACTISE,  "practise",  CTX_DECK,    "c",          "practise more", "every card once; the dates stay") \
	A(ORIGIN,    "origin",    CTX_CARD | CTX_DECK, "o",  "its lesson", "the step of the lesson that the card comes from") \
	A(KEEP,      "keep",      CTX_HOME | CTX_SUMMARY, "K", "page to keep", "the lesson on one page: sentence, hook, a run of yours, cards") \
	A(BURY,      "bury",      CTX_CARD,    "b",          "not today", "not this card again today") \
	A(RETRY,     "retry",     CTX_UNSAVED, "r",          "try again", "try once more to write what is not kept yet") \
	A(RESCUE,    "rescue",    CTX_UNSAVED, "e",          "write to a file", "keep it, from now on, in a file in the folder you started from") \
	A(ASK,       "ask",       CTX_HOME,    "a",          "ask",       "the dialogue of the lesson at >: one question at a time, in your own words") \
	A(QUIZ,      "quiz",      CTX_HOME,    "z",          "quiz",      "five questions about the lesson at >, easy to tricky") \
	A(AGAIN,     "again",     CTX_REPORT,  "R",          "retry",     "what was missed once more: one setting changed, or other names") \
	A(CHALLENGES, "challenges", CTX_HOME | CTX_PICTURE, "C", "challenges", "every challenge of every lesson, and how you did") \
	A(CLAIMS,    "claims",    CTX_HOME,    "c",          "claims",    "every claim of every lesson, run before your eyes") \
	A(STANDING,  "standing",  CTX_BOARD,   "Tab",        "by standing", "only claims of one standing; again: of the next") \
	A(NUMBER,    "number",    CTX_BOARD,   "0 1 2 3 4 5 6 7 8 9", "number", "the claim of this number; two digits are one number") \
	A(NEXT_CLAIM, "next-claim", CTX_CLAIM, "Right l",    "next",      "the next claim") \
	A(LAST_CLAIM, "last-claim", CTX_CLAIM, "Left h",     "back",      "the claim before") \
	A(SAY,       "say",       CTX_ASK,     "Enter",      "say it",    "give the answer that stands there") \
	A(NO_IDEA,   "no-idea",   CTX_ASK,     "Tab",        "don't know", "say that you do not know: the next hint") \
	A(AS_CHOICES, "as-choices", CTX_ASK,   "Down",       "as choices", "the same question as a choice; up goes back to own words") \
	A(OVERRULE,  "overrule",  CTX_ASKED,   "!",          "my sentence has it too", "tick a key point that was not seen in your sentence") \
	A(SAVE_PAGE, "save-page", CTX_SUMMARY | CTX_KEEP | CTX_REPORT, "e",          "save this page", "save this page as text")
/* clang-format on */

#define A(name, script, contexts, keys, footer, text) ACTION_##name,
enum key_action { ACTIONS(A) ACTION_COUNT, ACTION_NONE = -1 };
#undef A

struct action_row {
	const char *script;
	unsigned contexts;
	const char *keys;
	const char *footer, *text;
};
extern const struct action_row action_rows[ACTION_COUNT];

/* The action of `key` in the first of contexts[count] that binds it; owns: stop after contexts[0].
 */
int action_for(uint32_t key, const unsigned *contexts, int count, bool owns);
/* The action of a script name, or -1. */
int action_find(const char *script);
/* First key of an action as shown ("Space", "x", "->"). */
void action_key_text(enum key_action action, struct str *out);
/* "Left" -> KEY_LEFT_, "^L" -> 12, "q" -> 'q'; 0: none. */
uint32_t action_key_code(const char *word, size_t length);
const char *context_word(enum app_context context);

#endif
