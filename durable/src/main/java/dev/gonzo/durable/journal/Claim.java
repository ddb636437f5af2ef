package dev.gonzo.durable.journal;

/**
 * The right of one process to add to the history of a task.
 *
 * @param id the id of the task
 * @param owner the process
 * @param token the fencing token: each claim of a task has a higher one than those before it, and
 *     the journal refuses what comes with a lower one than the last
 */
public record Claim(String id, String owner, long token) {}
