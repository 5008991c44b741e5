// M/M/servers in ns-3: one callback an arrival, one an end of work.  peer_ns3 SCHEDULER REQUESTS
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <string>

#include "ns3/core-module.h"

extern "C" {
#include "bench/bare.h"
}

using namespace ns3;

static const unsigned servers = 4;
static const double utilisation = 0.8;
static unsigned free_servers = servers;
static uint64_t left_;
static double waited_ns;
static std::deque<int64_t> waiting;

static Time
after(double mean_s)
{
	return NanoSeconds((int64_t)(bare_exponential() * mean_s * 1e9));
}

static void
finish()
{
	if (waiting.empty()) {
		free_servers++;
		return;
	}
	waited_ns += (double)(Simulator::Now().GetNanoSeconds() - waiting.front());
	waiting.pop_front();
	Simulator::Schedule(after(1), &finish);
}

static void
arrive()
{
	if (--left_ > 0)
		Simulator::Schedule(after(1 / (utilisation * servers)), &arrive);
	if (free_servers == 0) {
		waiting.push_back(Simulator::Now().GetNanoSeconds());
		return;
	}
	free_servers--;
	Simulator::Schedule(after(1), &finish);
}

int
main(int argc, char **argv)
{
	if (argc != 3)
		return 2;
	ObjectFactory scheduler;
	scheduler.SetTypeId("ns3::" + std::string(argv[1]) + "Scheduler");
	Simulator::SetScheduler(scheduler);
	uint64_t requests = left_ = strtoull(argv[2], nullptr, 10);
	Simulator::Schedule(after(1 / (utilisation * servers)), &arrive);
	Simulator::Run();
	std::printf("%.4f\n", waited_ns / 1e9 / (double)requests);
	std::fflush(stdout);
	std::_Exit(0);
}
