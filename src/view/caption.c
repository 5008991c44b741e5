/* view/caption.c - what a design keeps where, in one line, from the homes of its pieces. */
#include "model/cast.h"
#include "view/scene.h"

/* Is the step about the piece?  Logging in and out touches all that a session has. */
static bool
step_asks(const struct scenario *scenario, const struct script_step *step, uint16_t piece)
{
	const struct action *action = &scenario->actions[step->action];

	if (step->word != SCRIPT_ACTION || action->makes_session || action->ends_session)
		return false;
	if (action->argument_piece)
		return step->piece == piece;
	for (size_t i = 0; i < sizeof action->reads / sizeof *action->reads; i++)
		if (action->reads[i] == piece || action->writes[i] == piece)
			return true;
	return false;
}

static bool
anybody_asks(const struct scenario *scenario, uint16_t piece)
{
	for (uint32_t c = 0; c < scenario->client_count; c++) {
		const struct client *client = &scenario->clients[c];

		if (client->has_repeat && step_asks(scenario, &client->repeat, piece))
			return true;
		for (uint32_t s = 0; s < client->script_count; s++)
			if (step_asks(scenario, &client->script[s], piece))
				return true;
	}
	return scenario->load.on && (step_asks(scenario, &scenario->load.action, piece) ||
	    (scenario->load.writes_ppm > 0 &&
	        step_asks(scenario, &scenario->load.write, piece)));
}

uint16_t
scene_focus_piece(const struct scenario *scenario)
{
	uint16_t cart = scenario_piece(scenario, "cart"), login = scenario_piece(scenario, "login");
	bool kept = cart != SCENARIO_NONE && scenario->pieces[cart].home != HOME_NONE;

	if (kept && anybody_asks(scenario, cart))
		return cart;
	for (uint16_t i = 0; i < scenario->piece_count; i++)
		if (i != login && i != cart && scenario->pieces[i].home != HOME_NONE &&
		    anybody_asks(scenario, i))
			return i;
	if (kept)
		return cart;
	return login != SCENARIO_NONE ? login : 0;
}

/* The piece beside the login that a design's line is about, or NULL. */
static const struct piece *
other_piece(const struct scenario *scenario)
{
	uint16_t piece = scene_focus_piece(scenario);

	if (piece == scenario_piece(scenario, "login") || piece >= scenario->piece_count)
		return NULL;
	return &scenario->pieces[piece];
}

static const char *
place_words(enum home home)
{
	switch (home) {
	case HOME_NONE:
		return "nowhere";
	case HOME_SERVER:
		return "in {server} {memory}";
	case HOME_REPLICA:
		return "in several {servers}' {memory}";
	case HOME_STORE:
		return "in one shared {store}";
	case HOME_TOKEN:
		return "in what she carries";
	case HOME_CLIENT:
		return "in the {client}, unsigned";
	case HOME_DATABASE:
		return "in {database}";
	case HOME_COUNT:
		break;
	}
	return "";
}

static void
add_piece(const struct scenario *scenario, const struct piece *piece, const char *before,
    struct str *out)
{
	str_printf(out, "%s%s ", before, cast_of(scenario, piece->id));
	cast_add(out, scenario, place_words(piece->home));
}

static void
caption_server(const struct scenario *scenario, bool words, struct str *out)
{
	cast_add(out, scenario,
	    words ? "{session} in {server} {memory} ({coat})" : "{session} in {server} {memory}");
	if (scenario->balancer.affinity == AFFINITY_COOKIE)
		cast_add(out, scenario, words ? "; {cookie}: its id ({ticket})"
					      : "; {cookie}: its id, and the {server}");
	else if (scenario->balancer.affinity == AFFINITY_TABLE)
		str_add(out, "; the balancer keeps a table");
	else if (scenario->balancer.affinity == AFFINITY_IP)
		str_add(out, ", found by address");
	else if (scenario->balancer.affinity == AFFINITY_KEY)
		str_add(out, ", found by user");
	else
		str_add(out, ", no stickiness");
}

static void
caption_copies(const struct scenario *scenario, struct str *out)
{
	if (scenario->session.copies == UINT32_MAX) {
		cast_add(out, scenario, "{session} in every {server}'s {memory}");
	} else if (scenario->session.copies == 1) {
		cast_add(out, scenario, "{session} in {server} {memory}, and one {copy}");
	} else {
		cast_add(out, scenario, "{session} in {server} {memory}, and ");
		str_printf(out, "%u ", (unsigned)scenario->session.copies);
		cast_add(out, scenario, "{copies}");
	}
	str_add(out, scenario->session.copy == COPY_SYNC ? ""
	    : scenario->session.copy_lag_ns > 0 ? ", lagging" : ", unawaited");
}

static void
caption_token(
    const struct scenario *scenario, const struct piece *piece, bool words, struct str *out)
{
	bool coat = piece && piece->home == HOME_TOKEN;
	bool cookie =
	    scenario->token.carrier_set ? scenario->token.carrier == CARRIER_COOKIE : coat;

	cast_add(out, scenario, coat ? "{signed-session} " : "signed claim ");
	cast_add(out, scenario, cookie ? "in {a cookie}" : "as a Bearer");
	if (words)
		cast_add(out, scenario, coat ? " (sealed {coat})" : " ({badge})");
	if (coat || !piece)
		cast_add(out, scenario, ", any {server}");
	else
		add_piece(scenario, piece, ", ", out);
}

void
scene_caption(const struct scenario *scenario, bool analogy_words, struct str *out)
{
	uint16_t row = scenario_piece(scenario, "login");
	enum home login = row == SCENARIO_NONE ? HOME_NONE : scenario->pieces[row].home;
	const struct piece *piece = other_piece(scenario);

	if (login == HOME_TOKEN) {
		caption_token(scenario, piece, analogy_words, out);
	} else if (login == HOME_SERVER && (!piece || piece->home == HOME_SERVER)) {
		caption_server(scenario, analogy_words, out);
	} else if (login == HOME_REPLICA && (!piece || piece->home == HOME_REPLICA)) {
		caption_copies(scenario, out);
	} else if (login == HOME_STORE && (!piece || piece->home == HOME_STORE)) {
		cast_add(out, scenario, "{sessions} in one shared {store}, the id in {a cookie}");
		if (analogy_words)
			cast_add(out, scenario, " ({ticket})");
	} else {
		add_piece(scenario, &scenario->pieces[row], "", out);
		if (piece)
			add_piece(scenario, piece, ", ", out);
	}
}
