package dev.gonzo.trap;

/**
 * How a process has ended.
 *
 * @param signalled whether a signal ended it
 * @param number the signal, or else the exit status
 */
public record ProcessEnd(boolean signalled, int number) {}
