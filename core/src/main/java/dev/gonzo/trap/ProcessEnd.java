package dev.gonzo.trap;

/**
 * How a process ended.
 *
 * @param signalled whether a signal ended it
 * @param number the number of that signal, or else the exit status
 */
public record ProcessEnd(boolean signalled, int number) {}
