// M/M/servers in SimGrid: an actor for the arrivals, one a server.  peer_simgrid REQUESTS
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <deque>

#include <simgrid/s4u.hpp>

extern "C" {
#include "bench/bare.h"
}

namespace s4u = simgrid::s4u;

static const unsigned servers = 4;
static const double utilisation = 0.8;

int
main(int argc, char **argv)
{
	if (argc != 2)
		return 2;
	uint64_t requests = strtoull(argv[1], nullptr, 10), done = 0;
	char name[] = "peer", log[] = "--log=root.thres:error";
	char *options[] = { name, log, nullptr };
	int count = 2;
	s4u::Engine engine(&count, options);
	auto *zone = s4u::create_full_zone("zone");
	auto *host = zone->create_host("host", 1e9);
	zone->seal();
	auto waiting = s4u::Semaphore::create(0);
	std::deque<double> arrivals;
	double waited = 0;

	s4u::Actor::create("arrivals", host, [&] {
		for (uint64_t i = 0; i < requests; i++) {
			s4u::this_actor::sleep_for(bare_exponential() / (utilisation * servers));
			arrivals.push_back(s4u::Engine::get_clock());
			waiting->release();
		}
	});
	for (unsigned i = 0; i < servers; i++)
		s4u::Actor::create("server", host, [&] {
			for (;;) {
				waiting->acquire();
				waited += s4u::Engine::get_clock() - arrivals.front();
				arrivals.pop_front();
				s4u::this_actor::sleep_for(bare_exponential());
				if (++done == requests) {
					std::printf("%.4f\n", waited / (double)requests);
					std::fflush(stdout);
					std::_Exit(0);
				}
			}
		});
	engine.run();
	return 1;
}
