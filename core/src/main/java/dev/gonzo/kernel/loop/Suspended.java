package dev.gonzo.kernel.loop;

/**
 * Returned by the kernel in place of an answer when the task must wait: the undo of that wait. The
 * end of the wait brings the answer.
 */
public interface Suspended extends Undo {}
