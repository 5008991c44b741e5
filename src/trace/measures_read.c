/* What a fold of measures tells: counts, ratios, averages, quantiles. */
#include <string.h>

#include "base/units.h"
#include "trace/measures_inside.h"

static void
set_number(struct measures *out, uint32_t row, double value)
{
	out->known[row] = true;
	out->value[row] = value;
}

/* A ratio is not known when there is nothing to divide by. */
static void
set_ratio(struct measures *out, uint32_t row, double part, double whole)
{
	if (whole > 0)
		set_number(out, row, part / whole);
}

static void
set_quantiles(struct measures *out, uint32_t first, const struct histogram *histogram)
{
	if (histogram->count == 0)
		return;
	set_number(out, first + QUANTILE_MEAN, histogram_mean(histogram));
	set_number(out, first + QUANTILE_P50, (double)histogram_quantile(histogram, 500));
	set_number(out, first + QUANTILE_P95, (double)histogram_quantile(histogram, 950));
	set_number(out, first + QUANTILE_P99, (double)histogram_quantile(histogram, 990));
	set_number(out, first + QUANTILE_MAX, (double)histogram->greatest);
}

/* What is averaged over the time after warm-up. */
static void
set_averages(const struct measures_fold *fold, struct measures *out)
{
	double passed_ns = 0;

	if (fold->last_ns > fold->warm_from_ns)
		passed_ns = (double)(fold->last_ns - fold->warm_from_ns);
	set_ratio(out, MEASURE_ROW_THROUGHPUT,
	    (double)fold->counts[MEASURE_ROW_OK] * (double)NS_PER_S, passed_ns);
	set_ratio(out, MEASURE_ROW_UTILISATION, (double)fold->sums[INTEGRAL_BUSY],
	    (double)fold->sums[INTEGRAL_WORKERS]);
	set_ratio(out, MEASURE_ROW_QUEUE_MEAN, (double)fold->sums[INTEGRAL_QUEUED], passed_ns);
	set_ratio(out, MEASURE_ROW_IN_FLIGHT_MEAN, (double)fold->sums[INTEGRAL_INSIDE],
	    passed_ns);
	set_ratio(out, MEASURE_ROW_STORE_QUEUE_MEAN, (double)fold->sums[INTEGRAL_STORE_QUEUED],
	    passed_ns);
}

static void
set_tiers(const struct measures_fold *fold, struct measures *out)
{
	for (uint32_t tier = TIER_SERVERS; tier <= TIER_CLIENT; tier++) {
		set_number(out, MEASURE_ROW_RAM_SERVERS + tier, (double)fold->peak_bytes[tier]);
		set_number(out, MEASURE_ROW_RAM_SECONDS_SERVERS + tier,
		    (double)fold->sums[INTEGRAL_BYTES + tier] / (double)NS_PER_S);
	}
}

static void
set_load(const struct measures_fold *fold, struct measures *out)
{
	const struct trace *trace = fold->trace;
	uint64_t most = 0, servers = 0;

	for (uint32_t actor = 0; actor < trace->actor_count; actor++) {
		if (trace->actors[actor].role != ROLE_SERVER)
			continue;
		servers++;
		if (actor < fold->started_room && fold->started[actor] > most)
			most = fold->started[actor];
	}
	set_ratio(out, MEASURE_ROW_LOAD_MAX_OVER_MEAN, (double)most * (double)servers,
	    (double)fold->started_total);
}

/* Rows of measures_table.h that are plain counts, not ratios, averages or of a tier. */
static void
set_counts(const struct measures_fold *fold, struct measures *out)
{
	static const uint8_t rows[] = { MEASURE_ROW_REQUESTS, MEASURE_ROW_OK, MEASURE_ROW_FAILED,
		MEASURE_ROW_ATTEMPTS, MEASURE_ROW_SESSIONS, MEASURE_ROW_SESSIONS_LOST,
		MEASURE_ROW_LOGINS, MEASURE_ROW_FORCED_LOGINS, MEASURE_ROW_STALE_ACCEPTS,
		MEASURE_ROW_DUPLICATE_EXECUTIONS, MEASURE_ROW_LOST_WITH_CLIENT,
		MEASURE_ROW_HOLDERS_MAX, MEASURE_ROW_REMAPPED,
		MEASURE_ROW_WIRE_BYTES, MEASURE_ROW_STATE_WIRE_BYTES,
		MEASURE_ROW_WIRE_BYTES_INSIDE, MEASURE_ROW_STORE_OPS, MEASURE_ROW_TOKEN_CHECKS,
		MEASURE_ROW_VERIFY_NS };

	set_number(out, MEASURE_ROW_EVENTS, (double)fold->world.next);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		set_number(out, rows[i], (double)fold->counts[rows[i]]);
	if (fold->revocation)
		set_number(out, MEASURE_ROW_REVOCATION_DELAY_NS,
		    (double)fold->revocation_delay_ns);
	if (fold->trace->evidence_all) {
		set_number(out, MEASURE_ROW_LOST_UPDATES, (double)updates_lost(fold->updates));
		set_number(out, MEASURE_ROW_STALE_READS, (double)updates_stale(fold->updates));
	}
	if (fold->faulted)
		set_number(out, MEASURE_ROW_SESSIONS_LIVE_AT_FAULT,
		    (double)fold->counts[MEASURE_ROW_SESSIONS_LIVE_AT_FAULT]);
}

/* Most calls do not wait at all: they are known by their number. */
static void
set_store_wait(const struct measures_fold *fold, struct measures *out)
{
	uint64_t ops = fold->counts[MEASURE_ROW_STORE_OPS], waited = fold->store_wait.count;
	struct histogram *all = mem_alloc(sizeof(*all));

	*all = fold->store_wait;
	histogram_add_many(all, 0, ops > waited + fold->world.store_queued
	    ? ops - waited - fold->world.store_queued : 0);
	set_quantiles(out, MEASURE_ROW_STORE_WAIT_MEAN, all);
	mem_free(all);
}

void
measures_fold_read(const struct measures_fold *fold, uint64_t at_ns, struct measures *out)
{
	const uint64_t *sums = fold->counts;
	struct measures_fold *end;

	memset(out, 0, sizeof(*out));
	if (fold->world.gap)
		return;
	/* The time since the newest event counts too; the fold itself stays as it is. */
	end = mem_alloc(sizeof(*end));
	*end = *fold;
	if (at_ns > end->last_ns)
		end->last_ns = at_ns;
	for (int i = 0; i < INTEGRAL_COUNT; i++)
		run_on(end, i, end->last_ns);
	set_counts(end, out);
	set_tiers(end, out);
	set_averages(end, out);
	mem_free(end);
	set_load(fold, out);
	set_quantiles(out, MEASURE_ROW_WAIT_MEAN, &fold->wait);
	set_quantiles(out, MEASURE_ROW_TIME_MEAN, &fold->time);
	set_store_wait(fold, out);
	set_ratio(out, MEASURE_ROW_HIT_RATE, (double)fold->login_found,
	    (double)(fold->login_found + fold->login_missed));
	set_ratio(out, MEASURE_ROW_SERVICE_AVAILABILITY, (double)sums[MEASURE_ROW_OK],
	    (double)(sums[MEASURE_ROW_OK] + sums[MEASURE_ROW_FAILED]));
	set_ratio(out, MEASURE_ROW_SESSION_AVAILABILITY, (double)fold->carried_found,
	    (double)fold->carried);
	for (uint32_t row = 0; fold->of_clients && row < MEASURE_ROW_COUNT; row++)
		out->known[row] &= measure_is_of_clients(row);
}
