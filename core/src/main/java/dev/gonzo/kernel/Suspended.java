package dev.gonzo.kernel;

/**
 * Returned by the kernel in place of an answer when the task must wait: the undo of that wait. The
 * end of the wait brings the answer.
 */
interface Suspended extends Undo {}
