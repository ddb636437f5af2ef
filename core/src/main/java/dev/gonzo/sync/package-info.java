/**
 * How tasks wait for each other: locks, conditions, semaphores, barriers, events, promises.
 *
 * <p>All but the universal ones are for the tasks of one kernel. No other task runs between two
 * traps (rule 1), so that plain fields need none of these: they are for what has to stay true
 * <em>across</em> a suspension.
 *
 * <p>All are fair: whoever has waited longest is next, what is given back goes straight to it, and
 * nobody who comes meanwhile overtakes it. A cancelled wait has taken nothing.
 */
package dev.gonzo.sync;
