/* experiment/batch_pool.c - the threads: each takes a job, works at it, hands it in.
 *
 * One lock around the list of jobs and the cells; a run itself shares nothing.
 */
#include <pthread.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/check.h"
#include "experiment/batch_work.h"

#define WATCH_NS 20000000 /* a stop is noticed well within 0.1 s */

struct pool {
	struct batch *batch;
	pthread_mutex_t lock;
	pthread_cond_t room;  /* the window has moved */
	pthread_cond_t ended; /* a thread has ended */
	uint32_t active;
};

static void *
work_thread(void *argument)
{
	struct pool *pool = argument;
	struct batch_work *work = pool->batch->work;
	struct batch_worker *worker = mem_alloc(sizeof *worker);

	worker->batch = pool->batch;
	(void)pthread_mutex_lock(&pool->lock);
	while (work->next < work->job_count && !atomic_load(&work->stop)) {
		if (!batch_take(worker)) {
			(void)pthread_cond_wait(&pool->room, &pool->lock);
			continue;
		}
		(void)pthread_mutex_unlock(&pool->lock);
		while (!batch_advance(worker))
			;
		(void)pthread_mutex_lock(&pool->lock);
		batch_deliver(worker);
		(void)pthread_cond_broadcast(&pool->room);
	}
	pool->active--;
	(void)pthread_cond_signal(&pool->ended);
	(void)pthread_mutex_unlock(&pool->lock);
	mem_free(worker);
	return NULL;
}

static uint32_t
thread_count(const struct batch *batch)
{
	uint64_t count = batch->request.threads;
	long processors = sysconf(_SC_NPROCESSORS_ONLN);

	if (count == 0)
		count = processors > 0 ? (uint64_t)processors : 1;
	if (count > BATCH_THREADS_MAX)
		count = BATCH_THREADS_MAX;
	return (uint32_t)(count < batch->work->job_count ? count : batch->work->job_count);
}

static bool
goes_on(struct batch *batch)
{
	struct batch_progress progress;

	if (!batch->request.watch)
		return true;
	batch_progress(batch, &progress);
	return batch->request.watch(batch->request.self, &progress);
}

/* Watches until no thread is left; called with the lock held. */
static void
wait_for_all(struct pool *pool)
{
	while (pool->active > 0) {
		struct timespec until;

		(void)clock_gettime(CLOCK_MONOTONIC, &until);
		until.tv_nsec += WATCH_NS;
		if (until.tv_nsec >= 1000000000) {
			until.tv_nsec -= 1000000000;
			until.tv_sec++;
		}
		(void)pthread_cond_timedwait(&pool->ended, &pool->lock, &until);
		(void)pthread_mutex_unlock(&pool->lock);
		if (!goes_on(pool->batch))
			atomic_store(&pool->batch->work->stop, true);
		(void)pthread_mutex_lock(&pool->lock);
		if (atomic_load(&pool->batch->work->stop))
			(void)pthread_cond_broadcast(&pool->room);
	}
}

static void
run_here(struct batch *batch)
{
	while (batch_slice(batch))
		if (!goes_on(batch)) {
			atomic_store(&batch->work->stop, true);
			(void)batch_slice(batch); /* its run ends here */
			return;
		}
}

void
batch_run(struct batch *batch)
{
	struct pool pool = { .batch = batch };
	pthread_t threads[BATCH_THREADS_MAX];
	uint32_t wanted = thread_count(batch), started = 0;
	pthread_condattr_t clock;

	(void)pthread_condattr_init(&clock);
	(void)pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
	(void)pthread_mutex_init(&pool.lock, NULL);
	(void)pthread_cond_init(&pool.room, NULL);
	(void)pthread_cond_init(&pool.ended, &clock);
	(void)pthread_mutex_lock(&pool.lock);
	while (started < wanted &&
	       pthread_create(&threads[started], NULL, work_thread, &pool) == 0)
		started++;
	pool.active = started;
	wait_for_all(&pool);
	(void)pthread_mutex_unlock(&pool.lock);
	for (uint32_t i = 0; i < started; i++)
		(void)pthread_join(threads[i], NULL);
	if (started == 0)
		run_here(batch); /* no thread is to be had: this one does it */
	if (atomic_load(&batch->work->stop))
		batch_gather(batch);
	(void)pthread_cond_destroy(&pool.room);
	(void)pthread_cond_destroy(&pool.ended);
	(void)pthread_mutex_destroy(&pool.lock);
	(void)pthread_condattr_destroy(&clock);
}
