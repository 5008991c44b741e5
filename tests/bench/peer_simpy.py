"""M/M/servers in SimPy: a process for the arrivals, one a server.  peer_simpy.py REQUESTS"""
import random
import sys

import simpy

SERVERS, UTILISATION = 4, 0.8
requests = int(sys.argv[1])
env = simpy.Environment()
queue = simpy.Store(env)
waited = 0.0


def arrivals():
    for _ in range(requests):
        yield env.timeout(random.expovariate(UTILISATION * SERVERS))
        yield queue.put(env.now)


def server():
    global waited
    while True:
        arrived = yield queue.get()
        waited += env.now - arrived
        yield env.timeout(random.expovariate(1.0))


random.seed(1)
env.process(arrivals())
for _ in range(SERVERS):
    env.process(server())
env.run()
print("%.4f" % (waited / requests))
