/* A main for fuzz entries without libFuzzer: gives every file named on the command line, and every
 * truncation of the small ones, to LLVMFuzzerTestOneInput.  The corpora are so part of the tests
 * under any compiler.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/limits.h"

#define TRUNCATED_BYTES_MAX 512

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A copy of exactly `size` bytes on the heap, so that a sanitiser sees the first byte beyond. */
static void
replay_bytes(const char *bytes, size_t size)
{
	uint8_t *copy = mem_alloc(size);

	memcpy(copy, bytes, size);
	(void)LLVMFuzzerTestOneInput(copy, size);
	free(copy);
}

int
main(int argc, char **argv)
{
	size_t inputs = 0;

	replay_bytes("", 0);
	for (int i = 1; i < argc; i++) {
		struct arena arena = { 0 };
		char *bytes;
		size_t length;
		int error = file_read(&arena, argv[i], 4 * LIMIT_FILE_BYTES, &bytes, &length);

		if (error != 0) {
			fprintf(stderr, "%s: %s\n", argv[i], strerror(error));
			return 66;
		}
		replay_bytes(bytes, length);
		for (size_t cut = 1; cut < length && cut <= TRUNCATED_BYTES_MAX; cut++, inputs++)
			replay_bytes(bytes, cut);
		inputs++;
		arena_release(&arena);
	}
	printf("%zu inputs\n", inputs + 1);
	return 0;
}
