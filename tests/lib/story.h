/* lib/story.h - the story of PICTURES by hand, for tests of pictures: Ana and Bob log in, Ana takes
 * a book and a pen, s1 crashes at 3.00 s, she asks for her cart.  Under STICKY she is answered 401
 * by s2, logs in again and finds an empty cart; under CARRY and TOKEN any server answers.
 *
 * Events are recorded by hand: no engine, so pictures can be tested before and without one.
 */
#ifndef TESTS_LIB_STORY_H
#define TESTS_LIB_STORY_H

#include "lib/shop.h"
#include "trace/recorder.h"
#include "trace/world.h"
#include "view/scene.h"

struct story_person {
	uint16_t client, device;
	uint32_t session, token, items[SHOP_PIECES], ticket, route;
	uint32_t version;
	const char *cart;
};

struct story {
	struct shop shop;
	struct recorder recorder;
	struct world_cursor *cursor;
	enum shop_design design;
	uint64_t at_ns;
	uint32_t cause; /* of the next event */
	struct story_person ana, bob;
	/* Moments: events made before each of them happened. */
	uint32_t before_crash, after_crash, in_flight, at_miss, at_reply, end;
};

void story_tell(struct story *story, enum shop_design design);
void story_forget(struct story *story);
/* A lane of a scene at `position`, with a caption in the story's arena. */
struct scene_run story_run(struct story *story, uint32_t position);
/* One or two lanes (second may be NULL), focus Ana and her cart, everything known up to now. */
struct scene story_scene(
    struct story *first, struct story *second, uint32_t first_position, uint32_t second_position);

#endif
