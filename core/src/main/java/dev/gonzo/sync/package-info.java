/**
 * Synchronization between tasks: locks, conditions, semaphores, barriers, events, promises.
 *
 * <p>Except for the universal ones, they are for the tasks of one kernel. No other task runs
 * between two traps (rule 1), so plain fields need none of these: they protect what has to stay
 * true <em>across</em> a suspension.
 *
 * <p>All are fair: the task that has waited longest is next, a released lock or permit passes
 * directly to it, and no task overtakes it. A cancelled wait has acquired nothing.
 */
package dev.gonzo.sync;
