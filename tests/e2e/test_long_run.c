/* A run that lasts for hours, on a pseudo-terminal: it says how far it is, and Ctrl-C ends it with
 * what was measured. */
#include "lib/assert.h"

#if HAVE_VTERM
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "lib/vt.h"

#define SOON 20000 /* ms */

static const char endless[] =
    "scenarios:\n"
    "  endless:\n"
    "    stop: {after: 4000000s}\n"
    "    load: {arrivals: {rate: 1000/s}, requests_per_session: {law: constant, mean: 1}, "
    "action: ping}\n"
    "    designs: {sticky: {}, store: {}}\n";

static char path[300];

/* Other commands that run it: the same sign, the same end; a trace says that it was stopped. */
static void
long_run__traced_viewed_asked__can_be_stopped(void **state)
{
	static const char *const commands[][3] = {
		{ "trace", "--design", "sticky" },
		{ "view", "--at", "end" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
		struct vt *vt = vt_start(&(struct vt_setup){ .arguments = { commands[i][0], path,
		    commands[i][1], commands[i][2] } });

		assert_true(vt_wait_text(vt, "million events", SOON));
		vt_type(vt, "\003");
		assert_int_equal(vt_wait_exit(vt, SOON), 128 + SIGINT);
		assert_false(vt_shows(vt, "million events"));
		assert_int_equal(vt_shows(vt, "stopped"), i == 0);
		vt_free(vt);
	}
}

static struct vt *
start_run(const char *option, const char *value)
{
	struct vt *vt = vt_start(&(struct vt_setup){ .arguments = { "run", path, option, value } });

	assert_true(vt_wait_text(vt, "million events", SOON));
	return vt;
}

static void
long_run__control_c__prints_what_was_measured(void **state)
{
	struct vt *vt = start_run("--set", "servers.count=2");

	(void)state;
	vt_type(vt, "\003");
	assert_int_equal(vt_wait_exit(vt, SOON), 128 + SIGINT);
	assert_true(vt_shows(vt, "service_availability"));
	assert_true(vt_shows(vt, "sticky was stopped: these are its measures so far"));
	assert_true(vt_tty_restored(vt));
	vt_free(vt);
}

static void
long_run__control_c_among_many__exits_alike(void **state)
{
	struct vt *vt = start_run("--runs", "50");

	(void)state;
	assert_true(vt_shows(vt, "0 of 100 runs"));
	vt_type(vt, "\003");
	assert_int_equal(vt_wait_exit(vt, SOON), 128 + SIGINT);
	assert_true(vt_shows(vt, "was stopped"));
	vt_free(vt);
}

/* The line of progress does not stay on the screen. */
static void
long_run__ended__leaves_no_progress_behind(void **state)
{
	struct vt *vt = start_run("--threads", "1");

	(void)state;
	vt_signal(vt, SIGINT);
	assert_int_equal(vt_wait_exit(vt, SOON), 128 + SIGINT);
	assert_false(vt_shows(vt, "million events"));
	vt_free(vt);
}

static int
write_scenario(void **state)
{
	char *folder = test_make_folder();

	*state = folder;
	snprintf(path, sizeof(path), "%s/endless.yaml", folder);
	return file_write(path, endless, strlen(endless));
}

static int
remove_scenario(void **state)
{
	test_remove_folder(*state);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(long_run__control_c__prints_what_was_measured),
		cmocka_unit_test(long_run__control_c_among_many__exits_alike),
		cmocka_unit_test(long_run__ended__leaves_no_progress_behind),
		cmocka_unit_test(long_run__traced_viewed_asked__can_be_stopped),
	};

	return cmocka_run_group_tests_name("a long run", tests, write_scenario, remove_scenario);
}

#else

static void
long_run__without_libvterm__cannot_be_looked_at(void **state)
{
	(void)state;
	skip();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(long_run__without_libvterm__cannot_be_looked_at),
	};

	return cmocka_run_group_tests_name("a long run", tests, NULL, NULL);
}
#endif
