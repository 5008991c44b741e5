/* base/limits.h - every bound on what comes from outside, in one place, each with its reason. */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

#define LIMIT_FILE_BYTES (4u << 20)      /* one lesson file; the largest real one is ~100 KiB */
#define LIMIT_YAML_DEPTH 24              /* nesting of maps and lists; the schema needs 8 */
#define LIMIT_YAML_NODES 200000u         /* nodes of one file */
#define LIMIT_YAML_KEYS 1024u            /* keys of one map: they are compared with each other */
#define LIMIT_TEXT_BYTES 4096u           /* one scalar: prose is split into sentences long before */
#define LIMIT_FINDINGS 200u              /* then "and more"; nobody reads further */
#define LIMIT_ID_BYTES 48u               /* ids appear in columns and run codes */
#define LIMIT_SERVERS 1024u              /* servers of one scenario; a set of them is a bit each */
#define LIMIT_CLIENTS 30000u             /* members of crowds together: with their devices they and
                                          * the nodes must fit the 16 bits of an event's actor */
#define LIMIT_PEOPLE 64u                 /* entries under clients: */
#define LIMIT_DEVICES 8u                 /* per client */
#define LIMIT_SCRIPT_STEPS 4096u         /* steps of one script */
#define LIMIT_TABS 16u                   /* requests that one step of a script sends at once */
#define LIMIT_PIECES 16u                 /* pieces of state, the built-in ones included */
#define LIMIT_ACTIONS 64u
#define LIMIT_DESIGNS 16u
#define LIMIT_FAULTS 256u                /* as written; each may come again and again: */
#define LIMIT_ACCIDENTS 4096u            /* faults of one run, those drawn at random included */
#define LIMIT_WAYPOINTS 64u
#define LIMIT_CAST_WORDS 64u
#define LIMIT_CAST_CELLS 24              /* of one word: it stands in columns and on boxes */
#define LIMIT_CASES 64u
#define LIMIT_SWEEP 64u                  /* values of one sweep key */
#define LIMIT_POINTS 1024u               /* of a whole sweep: each is a scenario of its own */
#define LIMIT_RUNS 1000000u              /* of one scenario at once */
#define LIMIT_CART_BYTES 65536u          /* text of one piece of state */
#define LIMIT_TRACE_EVENTS (1u << 20)    /* kept events: 64 MB */
#define LIMIT_WORLD_BYTES (8u << 20)     /* the folded world of a kept trace */
#define LIMIT_CHECKPOINT_EVENTS (1u << 16)
#define LIMIT_RUN_EVENTS 200000000u      /* of one run: minutes; one that never stops, ends */
#define LIMIT_RUN_NS (100ull * 365 * 86400 * 1000000000ull) /* simulated time of one run */
#define LIMIT_EXPRESSION_BYTES 2000u
#define LIMIT_EXPRESSION_DEPTH 64
#define LIMIT_EXPRESSION_STEPS 50000000u /* evaluation steps, counted and printed */
#define LIMIT_SCENARIOS 64u             /* scenarios of one file */
#define LIMIT_CHECK_NODES 8000000u       /* values that `check` reads in all designs and cases */
#define LIMIT_STEPS 64u                  /* steps of a lesson */
#define LIMIT_ITEMS 256u
#define LIMIT_OPTIONS 6u
#define LIMIT_DIALOGUE_NODES 64u         /* of one dialogue; a person meets some twelve */
#define LIMIT_DIALOGUE_TURNS 200u        /* answers of one dialogue */
#define LIMIT_GRID_COLS 500
#define LIMIT_GRID_ROWS 200

#endif
