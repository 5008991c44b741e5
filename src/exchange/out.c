/* Gathered text, handed over in pieces. */
#include "exchange/out.h"

#define PIECE_BYTES (32u << 10) /* big enough for few writes, small beside everything else */

void
exchange_out_init(struct exchange_out *out, exchange_sink_fn *sink, void *data)
{
	*out = (struct exchange_out){ .text = STR_INIT, .sink = sink, .data = data };
}

static void
hand_over(struct exchange_out *out)
{
	if (!out->failed && out->text.length > 0)
		out->failed = !out->sink(out->data, out->text.text, out->text.length);
	str_clear(&out->text);
}

bool
exchange_pass(struct exchange_out *out)
{
	if (out->text.length >= PIECE_BYTES)
		hand_over(out);
	return !out->failed;
}

bool
exchange_out_end(struct exchange_out *out)
{
	hand_over(out);
	str_release(&out->text);
	return !out->failed;
}
