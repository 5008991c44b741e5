/* app/knowledge_say.c - what is known, in words, in bars, and as JSON. */
#include <stdio.h>
#include <string.h>

#include "app/app_internal.h"
#include "app/knowledge.h"
#include "base/json.h"
#include "base/utf8.h"

#define BAR_CELLS 10
#define TAG_CELLS 26

static void
heading(bool bars, const char *text, struct str *out)
{
	if (out->length)
		str_add_char(out, '\n');
	str_printf(out, bars ? "**%s**\n" : "%s\n", text);
}

/* A line of its own, wrapped where it is shown line by line. */
static void
sentence(bool bars, const char *text, struct str *out)
{
	if (bars)
		str_printf(out, "%s\n", text);
	else
		app_wrap(out, "  ", text);
}

static void
bar(double share, struct str *out)
{
	int full = (int)(share * BAR_CELLS + .5);

	for (int i = 0; i < BAR_CELLS; i++)
		str_add(out, i < full ? "\xe2\x94\x81" : "\xc2\xb7");
}

static void
padded(const char *text, int cells, struct str *out)
{
	str_add(out, text);
	str_add_repeated(out, ' ', cells - utf8_cells(text));
}

static int64_t
days_since(const struct knowledge *knowledge, int64_t at_s)
{
	struct schedule schedule;

	schedule_init(&schedule, 0);
	return schedule_day(&schedule, (struct moment){ at_s, knowledge->now.offset_s }) -
	       schedule_day(&schedule, knowledge->now);
}

/* ---- concepts ---- */

static void
say_concepts(const struct knowledge *knowledge, bool bars, struct str *out)
{
	heading(bars, "What you know", out);
	if (knowledge->concept_count == 0) {
		sentence(bars, "Not enough answers yet to say what you know. Two lessons tell.",
		    out);
		return;
	}
	for (uint32_t i = 0; i < knowledge->concept_count; i++) {
		const struct known_concept *row = &knowledge->concepts[i];
		struct str line = STR_INIT;

		padded(row->tag, bars ? TAG_CELLS : 0, &line);
		if (bars) {
			bar(row->known, &line);
			str_printf(&line, " %3.0f %%  ", row->known * 100);
			cards_say_days(days_since(knowledge, row->last_s), &line);
			if (row->next_days != INT64_MAX) {
				str_add(&line, ", card ");
				cards_say_days(row->next_days, &line);
			}
		} else {
			str_printf(&line, ": %.0f %% likely; %u of %u answers right, the last ",
			    row->known * 100, row->right, row->answers);
			cards_say_days(days_since(knowledge, row->last_s), &line);
			if (row->next_days != INT64_MAX) {
				str_add(&line, "; a card of it comes ");
				cards_say_days(row->next_days, &line);
			}
			str_add_char(&line, '.');
		}
		sentence(bars, line.text, out);
		str_release(&line);
	}
	sentence(bars, "The figure is the chance that you know it, from all your answers; that "
		       "some were guessed is reckoned with.", out);
}

/* ---- beliefs ---- */

static void
say_beliefs(const struct knowledge *knowledge, bool bars, bool all, struct str *out)
{
	struct str line = STR_INIT;

	heading(bars, "Beliefs", out);
	str_printf(&line, "Still standing: %u. Outgrown: %u%s.", knowledge->standing,
	    knowledge->belief_count - knowledge->standing,
	    bars && !all && knowledge->belief_count > knowledge->standing ? " (o shows each)" : "");
	sentence(bars, line.text, out);
	for (uint32_t i = 0; i < knowledge->belief_count; i++) {
		const struct known_belief *row = &knowledge->beliefs[i];

		if (row->outgrown && !all)
			continue;
		str_clear(&line);
		str_printf(&line, "%s\"%s\": chosen %u time%s",
		    bars && i == 0 && !row->outgrown && row->repair ? "> " : "", row->text,
		    row->picks, row->picks == 1 ? "" : "s");
		if (row->outgrown) {
			str_printf(&line, "; since then %u answers went the other way: outgrown.",
			    row->against);
			if (row->code && bars)
				str_printf(&line, " Its run: %s", row->code);
			else if (row->code)
				str_printf(&line, " coatcheck open %s is the run that did it.",
				    row->code);
		} else if (row->repair && !bars) {
			str_printf(&line, ". coatcheck learn %s#%s shows it not holding in a run.",
			    row->lesson, row->repair);
		} else {
			str_add(&line, ".");
		}
		sentence(bars, line.text, out);
	}
	sentence(bars, "A belief is outgrown after two right answers where it was on offer.", out);
	str_release(&line);
}

/* ---- how sure ---- */

static const char *
placed(int level, uint32_t right, uint32_t count)
{
	double share = (double)right / count;
	static const double least[] = { 0, .50, .80 }, most[] = { .70, .90, 1.01 };

	if (count < KNOWLEDGE_FEW)
		return "too few to tell";
	if (share < least[level])
		return level == 2 ? "a little early: aim for 9 in 10"
				  : "less often than that word says";
	return share >= most[level] ? "you may say more" : "well placed";
}

static void
say_sure(const struct knowledge *knowledge, bool bars, struct str *out)
{
	static const char *const words[] = { "guess", "think", "sure" };

	heading(bars, bars ? "When you say           you are right" : "When you say how sure", out);
	for (int level = 2; level >= 0; level--) {
		uint32_t count = knowledge->sure[level].count, right = knowledge->sure[level].right;
		struct str line = STR_INIT;

		padded(words[level], bars ? 8 : 0, &line);
		if (count == 0)
			str_add(&line, bars ? "not yet" : ": not said yet.");
		else if (bars) {
			str_printf(&line, "%3u of %3u   ", right, count);
			bar((double)right / count, &line);
			str_printf(&line, "  %s", placed(level, right, count));
		} else {
			str_printf(&line, ": right %u of %u times, %s.", right, count,
			    placed(level, right, count));
		}
		sentence(bars, line.text, out);
		str_release(&line);
	}
}

/* ---- bets, cards, notes ---- */

/* A heading and a line a row, or nothing at all. */
static void
say_rows(const struct knowledge *knowledge, bool bars, const char *title, uint32_t count,
    void (*row)(const struct knowledge *, uint32_t, struct str *), struct str *out)
{
	if (count > 0)
		heading(bars, title, out);
	for (uint32_t i = 0; i < count; i++) {
		struct str line = STR_INIT;

		row(knowledge, i, &line);
		sentence(bars, line.text, out);
		str_release(&line);
	}
}

static void
say_bet(const struct knowledge *knowledge, uint32_t i, struct str *line)
{
	const struct known_bets *row = &knowledge->bets[i];

	str_printf(line, "%s: %u of %u right before, %u of %u at the end.", row->title, row->before,
	    row->count, row->after, row->count);
}

static void
say_note(const struct knowledge *knowledge, uint32_t i, struct str *line)
{
	const struct known_note *row = &knowledge->notes[i];

	str_printf(line, "%s#%s%s%s: %s", row->lesson, row->step, row->step_title[0] ? ", " : "",
	    row->step_title, row->text);
}

static void
say_due(const struct knowledge *knowledge, bool bars, struct str *out)
{
	struct str line = STR_INIT;

	heading(bars, "Cards due", out);
	for (int i = 0; i < KNOWLEDGE_DAYS; i++)
		str_printf(&line, bars ? "%s %-4u" : "%s %u%s",
		    i ? cards_weekday(knowledge->now, i) : "today", knowledge->due[i],
		    i + 1 < KNOWLEDGE_DAYS ? ", " : ".");
	sentence(bars, line.text, out);
	str_clear(&line);
	str_printf(&line, "%u card%s in all, %u of them not met yet.", knowledge->cards,
	    knowledge->cards == 1 ? "" : "s", knowledge->fresh);
	if (knowledge->reviews)
		str_printf(&line, " Of %u that came back after days, %u were remembered: %.0f %%.",
		    knowledge->reviews, knowledge->remembered,
		    100.0 * knowledge->remembered / knowledge->reviews);
	sentence(bars, line.text, out);
	str_clear(&line);
	str_printf(&line, "A card takes you about %u seconds. You aim to remember %.4g of 100%s; a "
		"day begins at %d:00%s.", knowledge->card_seconds, knowledge->retention * 100,
	    bars ? " (+ - change it)" : "", (int)(knowledge->day_start_s / 3600),
	    bars ? " (< > change it)" : "");
	sentence(bars, line.text, out);
	str_release(&line);
}

void
knowledge_say_surprise(const struct knowledge *knowledge, struct str *out)
{
	const struct known_surprise *row = &knowledge->surprise;

	if (row->lesson)
		str_printf(out, "%s You were sure: \"%s\"%s%s", row->ask, row->chosen,
		    row->why ? ". " : ".", row->why ? row->why : "");
}

void
knowledge_say(const struct knowledge *knowledge, bool bars, bool all, struct str *out)
{
	struct str line = STR_INIT;

	say_concepts(knowledge, bars, out);
	say_beliefs(knowledge, bars, all, out);
	say_sure(knowledge, bars, out);
	say_due(knowledge, bars, out);
	say_rows(knowledge, bars, "Your bets, before a lesson and at its end",
	    knowledge->bets_count, say_bet, out);
	say_rows(knowledge, bars, "Your notes", knowledge->note_count, say_note, out);
	heading(bars, "In all", out);
	str_printf(&line, "%u of %u lessons begun, %u finished; %u questions answered, %u right.",
	    knowledge->begun, knowledge->lessons, knowledge->done, knowledge->answers,
	    knowledge->right);
	sentence(bars, line.text, out);
	str_release(&line);
}

/* ---- JSON ---- */

static void
json_figure(struct json *json, const char *key, uint64_t value)
{
	json_key(json, key);
	json_uint(json, value);
}

static void
json_word(struct json *json, const char *key, const char *value)
{
	json_key(json, key);
	json_string(json, value);
}

static void
json_concepts(const struct knowledge *knowledge, struct json *json)
{
	json_key(json, "concepts");
	json_begin_array(json);
	for (uint32_t i = 0; i < knowledge->concept_count; i++) {
		const struct known_concept *row = &knowledge->concepts[i];

		json_begin_object(json);
		json_word(json, "concept", row->tag);
		json_key(json, "known");
		json_double(json, row->known);
		json_figure(json, "answers", row->answers);
		json_figure(json, "right", row->right);
		json_key(json, "last_s");
		json_int(json, row->last_s);
		json_key(json, "next_days");
		if (row->next_days == INT64_MAX)
			json_null(json);
		else
			json_int(json, row->next_days);
		json_end_object(json);
	}
	json_end_array(json);
}

static void
json_lists(const struct knowledge *knowledge, struct json *json)
{
	json_key(json, "beliefs");
	json_begin_array(json);
	for (uint32_t i = 0; i < knowledge->belief_count; i++) {
		json_begin_object(json);
		json_word(json, "lesson", knowledge->beliefs[i].lesson);
		json_word(json, "id", knowledge->beliefs[i].id);
		json_word(json, "text", knowledge->beliefs[i].text);
		json_word(json, "repair", knowledge->beliefs[i].repair);
		json_word(json, "run_code", knowledge->beliefs[i].code);
		json_figure(json, "picks", knowledge->beliefs[i].picks);
		json_figure(json, "against", knowledge->beliefs[i].against);
		json_key(json, "outgrown");
		json_bool(json, knowledge->beliefs[i].outgrown);
		json_end_object(json);
	}
	json_end_array(json);
	json_key(json, "bets");
	json_begin_array(json);
	for (uint32_t i = 0; i < knowledge->bets_count; i++) {
		json_begin_object(json);
		json_word(json, "lesson", knowledge->bets[i].lesson);
		json_figure(json, "count", knowledge->bets[i].count);
		json_figure(json, "right.before", knowledge->bets[i].before);
		json_figure(json, "right.after", knowledge->bets[i].after);
		json_end_object(json);
	}
	json_end_array(json);
	json_key(json, "notes");
	json_begin_array(json);
	for (uint32_t i = 0; i < knowledge->note_count; i++) {
		json_begin_object(json);
		json_word(json, "lesson", knowledge->notes[i].lesson);
		json_word(json, "step", knowledge->notes[i].step);
		json_word(json, "text", knowledge->notes[i].text);
		json_end_object(json);
	}
	json_end_array(json);
}

void
knowledge_json(const struct knowledge *knowledge, struct str *out)
{
	static const char *const words[] = { "guess", "think", "sure" };
	struct json json;
	char key[32];

	json_init(&json, out, 0);
	json_begin_object(&json);
	json_figure(&json, "interface", 1);
	json_figure(&json, "lessons", knowledge->lessons);
	json_figure(&json, "lessons.begun", knowledge->begun);
	json_figure(&json, "lessons.done", knowledge->done);
	json_figure(&json, "answers", knowledge->answers);
	json_figure(&json, "answers.right", knowledge->right);
	for (int i = 0; i < 3; i++) {
		snprintf(key, sizeof key, "%s", words[i]);
		json_figure(&json, key, knowledge->sure[i].count);
		snprintf(key, sizeof key, "%s.right", words[i]);
		json_figure(&json, key, knowledge->sure[i].right);
	}
	json_figure(&json, "cards", knowledge->cards);
	json_figure(&json, "cards.new", knowledge->fresh);
	json_figure(&json, "reviews.after_days", knowledge->reviews);
	json_figure(&json, "reviews.remembered", knowledge->remembered);
	json_figure(&json, "due.now", knowledge->due_now);
	json_figure(&json, "card.seconds", knowledge->card_seconds);
	json_key(&json, "retention");
	json_double(&json, knowledge->retention);
	json_key(&json, "due");
	json_begin_array(&json);
	for (int i = 0; i < KNOWLEDGE_DAYS; i++)
		json_uint(&json, knowledge->due[i]);
	json_end_array(&json);
	json_concepts(knowledge, &json);
	json_lists(knowledge, &json);
	json_end_object(&json);
	str_add_char(out, '\n');
}
