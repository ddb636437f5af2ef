package dev.gonzo.cli.sim;

/**
 * How a seed has failed.
 *
 * @param sort what it has in common with other failures that are the same bug
 * @param text the exception with its stack, or what else has happened
 */
record Failed(String sort, String text) {}
