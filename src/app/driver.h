/* app/driver.h - the one place where effects become deeds, for both fronts; and the shelf of
 * lessons. */
#ifndef APP_DRIVER_H
#define APP_DRIVER_H

#include "app/app.h"

/* Carries out effects (reads a lesson, saves a file) and feeds the results back as inputs until
 * none is left.  *redraw is set when the terminal is to be painted anew, *suspend when it is to be
 * left. */
void driver_perform(struct app *app, struct effects *effects, bool *redraw);
/* A step and what follows from it. */
void driver_step(struct app *app, const struct input *input, bool *redraw);

/* Headers of every *.yaml in the folders, by file name; later folders follow. */
void driver_shelf(struct arena *arena, const char *const *folders, uint32_t folder_count,
    struct shelf_entry **shelf, uint32_t *count);
/* Files of scenarios and claims that are no lessons: *.yaml in `claims` and `beyond` of each
 * folder. */
void driver_packs(struct arena *arena, const char *const *folders, uint32_t folder_count,
    const char *const **packs, uint32_t *count);
/* The folder of lessons that belongs to this program: beside the source tree, or installed. */
const char *driver_lessons(struct arena *arena);

#endif
