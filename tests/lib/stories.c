#include "lib/stories.h"

#include "base/str.h"

struct story sticky, carry, token;
struct arena arena;

int
stories_setup(void **state)
{
	(void)state;
	story_tell(&sticky, SHOP_STICKY);
	story_tell(&carry, SHOP_CARRY);
	story_tell(&token, SHOP_TOKEN);
	return 0;
}

int
stories_teardown(void **state)
{
	(void)state;
	story_forget(&sticky);
	story_forget(&carry);
	story_forget(&token);
	arena_release(&arena);
	return 0;
}

char *
stories_text(const struct grid *grid)
{
	struct str text = STR_INIT;
	char *copy;

	grid_write_text(grid, &text);
	copy = arena_strdup(&arena, text.text);
	str_release(&text);
	return copy;
}
