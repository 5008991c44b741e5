/* Lost updates and stale reads, from events alone: see the header. */
#include "trace/updates.h"

#include <string.h>

#include "base/arena.h"
#include "base/check.h"

/* One version of an item: what it was made from, by whom, and what became of it. */
struct record {
	uint32_t version, base;
	uint32_t order;   /* of its newest write among all writes: a version may be written again */
	uint32_t request;
	uint32_t next;    /* an older one, row + 1; 0 ends */
	bool acknowledged, undone, lost;
};

struct track {
	uint32_t number;         /* of the item whose row this is now, + 1 */
	uint32_t records, count; /* newest first, row + 1; how many */
	uint32_t acknowledged;   /* version of the newest write that was, 0: none */
	uint32_t order;          /* of that write */
};

/* The track of a session's item in few bytes: of most, all that is known is the one version that
 * there was, made from nothing, acknowledged and not undone. */
#define BRIEF_FULL 0x80000000u      /* it is row `version` of full */
#define BRIEF_FORGOTTEN 0x40000000u /* nobody holds it: only that it was acknowledged */
#define BRIEF_VERSION 0x3fffffffu
struct brief_track {
	uint32_t request; /* of the version */
	uint32_t version; /* 0: none was written */
};

/* What an attempt read of an item that its action writes, and what it wrote. */
struct reading {
	uint32_t item, read, written, next;
	uint16_t attempt;
};

struct asker {
	uint32_t number;   /* of the request whose row this is now, + 1 */
	uint32_t readings; /* row + 1 */
};

struct updates {
	const struct trace *trace;
	struct track *tracks;   /* by place of an item */
	struct brief_track *briefs; /* likewise of items that come and go with sessions, but for
				     * their logins, which are only made and removed */
	struct track *full;     /* of those, what is more than brief */
	uint32_t full_count, full_room, full_free; /* row + 1; linked by records */
	uint32_t track_room, brief_room;
	uint32_t login_rank;    /* of the login among a session's items, NONE32 */
	struct record *records;
	uint32_t record_count, record_room, record_free;
	struct asker *askers;   /* by row of requests */
	uint32_t asker_room;
	struct reading *readings;
	uint32_t reading_count, reading_room, reading_free;
	struct {
		uint32_t request, row;
	} ended[UPDATES_ENDED]; /* a ring */
	uint32_t ended_count;
	uint32_t order;
	uint64_t lost, stale;
};

static uint32_t
login_rank(const struct trace *trace)
{
	uint16_t login = trace_piece(trace, "login");
	uint32_t rank = 0;

	if (login >= trace->scenario->piece_count ||
	    trace->scenario->pieces[login].key == PIECE_KEY_USER)
		return NONE32;
	for (uint16_t piece = 0; piece < login; piece++)
		rank += trace->scenario->pieces[piece].key != PIECE_KEY_USER;
	return rank;
}

struct updates *
updates_new(const struct trace *trace)
{
	struct updates *updates = mem_alloc(sizeof(*updates));

	updates->trace = trace;
	updates->order = 1; /* that of what is brief */
	updates->login_rank = login_rank(trace);
	return updates;
}

void
updates_free(struct updates *updates)
{
	if (updates == NULL)
		return;
	mem_free(updates->tracks);
	mem_free(updates->briefs);
	mem_free(updates->full);
	mem_free(updates->records);
	mem_free(updates->askers);
	mem_free(updates->readings);
	mem_free(updates);
}

uint64_t
updates_lost(const struct updates *updates)
{
	return updates->lost;
}

uint64_t
updates_stale(const struct updates *updates)
{
	return updates->stale;
}

void
updates_footprint(const struct updates *updates, struct footprint *footprint)
{
	footprint_add(footprint, "updates, of items",
	    (updates->track_room + updates->full_room) * sizeof(*updates->tracks) +
	    updates->brief_room * sizeof(*updates->briefs));
	footprint_add(footprint, "updates, versions",
	    updates->record_room * sizeof(*updates->records));
	footprint_add(footprint, "updates, of requests",
	    updates->asker_room * sizeof(*updates->askers) +
	    updates->reading_room * sizeof(*updates->readings) + sizeof(*updates));
}

#define GROW_LARGE 65536u

/* Zeroed rows up to `index` at least. */
static void *
grow_to(void *rows, uint32_t *room, uint32_t index, size_t size)
{
	uint32_t old = *room;

	if (index < old)
		return rows;
	/* An eighth more, or less of many: what is zeroed is resident, used or not. */
	*room = index + 1 + old / (old < GROW_LARGE ? 8 : 32) + 64;
	rows = mem_grow(rows, *room, size);
	memset((char *)rows + old * size, 0, (*room - old) * size);
	return rows;
}

/* ---- versions ---- */

static struct record *
find_record(const struct updates *updates, const struct track *track, uint32_t version)
{
	for (uint32_t row = track->records; row != 0; row = updates->records[row - 1].next)
		if (updates->records[row - 1].version == version)
			return &updates->records[row - 1];
	return NULL;
}

/* Ends the chain that begins at *at. */
static void
cut_records(struct updates *updates, struct track *track, uint32_t *at)
{
	uint32_t row = *at;

	*at = 0;
	while (row != 0) {
		uint32_t next = updates->records[row - 1].next;

		updates->records[row - 1].next = updates->record_free;
		updates->record_free = row;
		track->count--;
		row = next;
	}
}

/* The brief track of a session's item; NULL: another item, or a login. */
static struct brief_track *
brief_of(struct updates *updates, struct item_spot spot)
{
	uint32_t items = updates->trace->block_items, index;

	if (!spot.block || spot.rank == updates->login_rank)
		return NULL;
	index = updates->login_rank == NONE32 ? spot.row * items + spot.rank :
	    spot.row * (items - 1) + spot.rank - (spot.rank > updates->login_rank);
	if (index >= updates->brief_room)
		updates->briefs = grow_to(updates->briefs, &updates->brief_room, index,
		    sizeof(*updates->briefs));
	return &updates->briefs[index];
}

static void
drop_brief(struct updates *updates, struct brief_track *brief)
{
	if (brief->version & BRIEF_FULL) {
		struct track *old = &updates->full[brief->version & BRIEF_VERSION];

		cut_records(updates, old, &old->records);
		old->records = updates->full_free;
		updates->full_free = (brief->version & BRIEF_VERSION) + 1;
	}
	*brief = (struct brief_track){ 0 };
}

void
updates_let_go(struct updates *updates)
{
	const struct row_map *map = &updates->trace->session_rows;
	uint32_t each = updates->trace->block_items - (updates->login_rank != NONE32);

	for (uint32_t index = 0; each > 0 && index < updates->brief_room; index++)
		if (index / each < map->room && map->numbers[index / each] == NONE32 &&
		    updates->briefs[index].version != 0)
			drop_brief(updates, &updates->briefs[index]);
}

static struct record *push_record(struct updates *updates, struct track *track, uint32_t version,
    uint32_t base, uint32_t request);

/* All of a brief track, to be changed. */
static struct track *
make_full(struct updates *updates, struct brief_track *brief, uint32_t item)
{
	uint32_t row = updates->full_free, version = brief->version & BRIEF_VERSION;
	struct track *track;

	if (brief->version & BRIEF_FULL)
		return &updates->full[version];
	if (row != 0) {
		updates->full_free = updates->full[row - 1].records;
	} else {
		updates->full = grow_to(updates->full, &updates->full_room, updates->full_count,
		    sizeof(*updates->full));
		row = ++updates->full_count;
	}
	track = &updates->full[row - 1];
	*track = (struct track){ .number = item + 1, .acknowledged = version,
		.order = version != 0 };
	if (version != 0 && !(brief->version & BRIEF_FORGOTTEN)) {
		struct record *record = push_record(updates, track, version, 0, brief->request);

		record->order = 1;
		record->acknowledged = true;
	}
	brief->version = BRIEF_FULL | (row - 1);
	return track;
}

/* A track that has become one of the usual kind is brief again. */
static void
settle(struct updates *updates, uint32_t item)
{
	struct brief_track *brief = brief_of(updates, trace_item_spot(updates->trace, item));
	const struct record *record;
	struct track *track;
	uint32_t row;

	if (brief == NULL || !(brief->version & BRIEF_FULL))
		return;
	row = brief->version & BRIEF_VERSION;
	track = &updates->full[row];
	if (track->count != 1)
		return;
	record = &updates->records[track->records - 1];
	if (record->base != 0 || !record->acknowledged || record->undone || record->lost ||
	    record->version != track->acknowledged || record->order != track->order ||
	    record->version > BRIEF_VERSION)
		return;
	brief->version = record->version;
	brief->request = record->request;
	cut_records(updates, track, &track->records);
	track->records = updates->full_free;
	updates->full_free = row + 1;
}

/* NULL: the item was let go of. */
static struct track *
track_at(struct updates *updates, uint32_t item, struct item_spot spot)
{
	struct brief_track *brief = brief_of(updates, spot);
	uint32_t place = spot.row;
	struct track *track;

	if (brief != NULL)
		return make_full(updates, brief, item);
	if (place == NONE32 || spot.block)
		return NULL;
	updates->tracks = grow_to(updates->tracks, &updates->track_room, place, sizeof(*track));
	track = &updates->tracks[place];
	if (track->number != item + 1) {
		cut_records(updates, track, &track->records);
		*track = (struct track){ .number = item + 1 };
	}
	return track;
}

static struct track *
track_of(struct updates *updates, uint32_t item)
{
	return track_at(updates, item, trace_item_spot(updates->trace, item));
}

static void
prune(struct updates *updates, struct track *track)
{
	uint32_t *at = &track->records;

	if (track->count < 2 * UPDATES_KEPT)
		return;
	for (uint32_t i = 0; i < UPDATES_KEPT; i++)
		at = &updates->records[*at - 1].next;
	cut_records(updates, track, at);
}

static struct record *
push_record(struct updates *updates, struct track *track, uint32_t version, uint32_t base,
    uint32_t request)
{
	uint32_t row = updates->record_free;

	if (row != 0) {
		updates->record_free = updates->records[row - 1].next;
	} else {
		updates->records = grow_to(updates->records, &updates->record_room,
		    updates->record_count, sizeof(*updates->records));
		row = ++updates->record_count;
	}
	updates->records[row - 1] = (struct record){ .version = version, .base = base,
		.request = request, .next = track->records };
	track->records = row;
	track->count++;
	return &updates->records[row - 1];
}

static struct record *
add_record(struct updates *updates, struct track *track, uint32_t version, uint32_t base,
    uint32_t request)
{
	push_record(updates, track, version, base, request);
	prune(updates, track);
	return &updates->records[track->records - 1];
}

static uint32_t
base_of(const struct updates *updates, const struct track *track, uint32_t version)
{
	const struct record *record = find_record(updates, track, version);

	return record == NULL ? 0 : record->base;
}

static void
lose(struct updates *updates, struct record *record, bool counted)
{
	if (!record->acknowledged || !record->undone || record->lost)
		return;
	record->lost = true;
	updates->lost += counted;
}

/* `new` lies where `old` lay: what led to `old` and not to `new` is undone, but for what the same
 * request did before. */
static void
undo(struct updates *updates, const struct track *track, uint32_t old, uint32_t new,
    uint32_t request, bool counted)
{
	while (old != new) {
		struct record *record;

		if (new > old) {
			new = base_of(updates, track, new);
			continue;
		}
		record = find_record(updates, track, old);
		if (record == NULL)
			return;
		old = record->base;
		if (record->request == request)
			continue;
		record->undone = true;
		lose(updates, record, counted);
	}
}

static void
acknowledge(struct updates *updates, struct track *track, uint32_t version, bool counted)
{
	struct record *record = find_record(updates, track, version);

	if (record == NULL)
		return;
	record->acknowledged = true;
	lose(updates, record, counted);
	if (record->order >= track->order) {
		track->order = record->order;
		track->acknowledged = version;
	}
}

/* ---- requests ---- */

static void
drop_readings(struct updates *updates, struct asker *asker)
{
	while (asker->readings != 0) {
		uint32_t row = asker->readings;

		asker->readings = updates->readings[row - 1].next;
		updates->readings[row - 1].next = updates->reading_free;
		updates->reading_free = row;
	}
}

/* row: that of the request; NULL: it was let go of. */
static struct asker *
asker_at(struct updates *updates, uint32_t request, uint32_t row)
{
	struct asker *asker;

	if (row == NONE32)
		return NULL;
	updates->askers = grow_to(updates->askers, &updates->asker_room, row, sizeof(*asker));
	asker = &updates->askers[row];
	if (asker->number != request + 1) {
		drop_readings(updates, asker);
		asker->number = request + 1;
	}
	return asker;
}

/* A device does not say which attempt its write came from: then any (attempt 0). */
static struct reading *
find_reading(struct updates *updates, const struct asker *asker, uint16_t attempt, uint32_t item)
{
	uint32_t row = asker->readings;

	for (; row != 0; row = updates->readings[row - 1].next) {
		struct reading *reading = &updates->readings[row - 1];

		if (reading->item == item && (attempt == 0 || reading->attempt == attempt))
			return reading;
	}
	return NULL;
}

static struct reading *
add_reading(struct updates *updates, struct asker *asker, uint16_t attempt, uint32_t item)
{
	uint32_t row = updates->reading_free;

	if (row != 0) {
		updates->reading_free = updates->readings[row - 1].next;
	} else {
		updates->readings = grow_to(updates->readings, &updates->reading_room,
		    updates->reading_count, sizeof(*updates->readings));
		row = ++updates->reading_count;
	}
	updates->readings[row - 1] = (struct reading){ .item = item, .attempt = attempt,
		.next = asker->readings };
	asker->readings = row;
	return &updates->readings[row - 1];
}

static void
acknowledge_all(struct updates *updates, const struct asker *asker, bool counted)
{
	for (uint32_t row = asker->readings; row != 0; row = updates->readings[row - 1].next) {
		const struct reading *reading = &updates->readings[row - 1];
		struct track *track = reading->written == 0 ? NULL :
		    track_of(updates, reading->item);

		if (track != NULL)
			acknowledge(updates, track, reading->written, counted);
		settle(updates, reading->item);
	}
}

void
updates_end(struct updates *updates, uint32_t request, uint32_t row, bool acknowledged,
    bool counted)
{
	const struct asker *asker = row < updates->asker_room ? &updates->askers[row] : NULL;
	uint32_t at = updates->ended_count % UPDATES_ENDED;
	struct asker *old;

	if (asker == NULL || asker->number != request + 1 || asker->readings == 0)
		return; /* most change nothing */
	if (acknowledged)
		acknowledge_all(updates, asker, counted);
	/* Late attempts may still write: it is remembered for a while. */
	if (updates->ended_count++ >= UPDATES_ENDED) {
		old = &updates->askers[updates->ended[at].row];
		if (old->number == updates->ended[at].request + 1)
			drop_readings(updates, old);
	}
	updates->ended[at].request = request;
	updates->ended[at].row = row;
}

/* ---- events ---- */

/* Does the action write the piece? */
static bool
writes_piece(const struct updates *updates, uint16_t row, uint16_t piece)
{
	const struct action *action = &updates->trace->scenario->actions[row];

	for (int i = 0; i < 4 && action->writes[i] != SCENARIO_NONE; i++)
		if (action->writes[i] == piece)
			return true;
	return false;
}

/* True when the read found what was older than the newest write that was acknowledged by then. */
static bool
is_stale(struct updates *updates, const struct event *event, struct item_spot spot)
{
	const struct brief_track *brief = brief_of(updates, spot);
	const struct record *record;
	const struct track *track;

	if (brief != NULL && !(brief->version & BRIEF_FULL))
		return brief->version != 0 && event->version != (brief->version & BRIEF_VERSION);
	track = brief != NULL ? &updates->full[brief->version & BRIEF_VERSION] :
	    track_at(updates, event->item, spot);
	if (track == NULL || track->acknowledged == 0 || event->version == track->acknowledged)
		return false;
	record = find_record(updates, track, event->version);
	return record == NULL || record->order < track->order;
}

void
updates_look(struct updates *updates, const struct event *event, struct item_spot spot,
    uint32_t row, uint16_t action, bool counted)
{
	struct asker *asker;
	struct reading *reading;

	if (spot.row == NONE32)
		return;
	if (event->kind == EVENT_READ && is_stale(updates, event, spot))
		updates->stale += counted;
	if (row == NONE32 || action == NONE16 || !writes_piece(updates, action, spot.piece))
		return;
	asker = asker_at(updates, event->request, row);
	reading = find_reading(updates, asker, event->attempt, event->item);
	if (reading == NULL)
		reading = add_reading(updates, asker, event->attempt, event->item);
	reading->read = event->kind == EVENT_READ ? event->version : 0;
	reading->written = 0;
}

static void
fold_write(struct updates *updates, const struct event *event, uint32_t row, uint32_t before,
    bool counted)
{
	struct track *track = track_of(updates, event->item);
	struct asker *asker = event->request == NONE32 ? NULL :
	    asker_at(updates, event->request, row);
	bool carried = event->home == HOME_TOKEN || event->home == HOME_CLIENT;
	struct record *record;
	struct reading *reading;
	uint32_t base = before;

	if (track == NULL)
		return;
	record = find_record(updates, track, event->version);
	if (asker == NULL) {
		if (record == NULL)
			add_record(updates, track, event->version, before, NONE32);
		return;
	}
	reading = find_reading(updates, asker, carried ? 0 : event->attempt, event->item);
	if (reading == NULL)
		reading = add_reading(updates, asker, event->attempt, event->item);
	else
		base = reading->written != 0 ? reading->written : reading->read;
	if (record == NULL)
		record = add_record(updates, track, event->version,
		    base < event->version ? base : 0, event->request);
	record->order = ++updates->order;
	reading->written = event->version;
	if (before != 0)
		undo(updates, track, before, event->version, event->request, counted);
	/* What a device takes came with the reply that says so. */
	if (carried) {
		acknowledge(updates, track, event->version, counted);
		settle(updates, event->item);
	}
}

void
updates_fold(struct updates *updates, const struct event *event, uint32_t row, uint32_t before,
    bool counted)
{
	if (event->kind != EVENT_COPY)
		fold_write(updates, event, row, before, counted);
	else if (before != 0 && track_of(updates, event->item) != NULL)
		undo(updates, track_of(updates, event->item), before, event->version, NONE32,
		    counted);
}

void
updates_forget(struct updates *updates, uint32_t item)
{
	struct brief_track *brief = brief_of(updates, trace_item_spot(updates->trace, item));
	struct track *track;

	if (brief != NULL && !(brief->version & BRIEF_FULL)) {
		if (brief->version != 0)
			brief->version |= BRIEF_FORGOTTEN;
		return;
	}
	track = track_of(updates, item);
	if (track != NULL)
		cut_records(updates, track, &track->records);
}
