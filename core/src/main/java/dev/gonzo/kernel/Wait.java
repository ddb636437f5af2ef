package dev.gonzo.kernel;

/**
 * The kernel's word, where an answer could stand, that the task has been put to wait: the way back
 * out of it. What ends the wait brings the answer.
 */
interface Wait extends Undo {}
