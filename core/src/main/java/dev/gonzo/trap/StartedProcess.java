package dev.gonzo.trap;

import org.jspecify.annotations.Nullable;

/**
 * A process that was started, and our ends of its pipes.
 *
 * @param process to be waited for, signalled, and given back by {@link Close}
 * @param id what the system calls it
 * @param input where to {@link Send} what it reads; null if it has no pipe there
 * @param output where to {@link Receive} what it writes; null if it has no pipe there
 * @param error the same of its standard error
 */
public record StartedProcess(
    Handle process,
    long id,
    @Nullable Handle input,
    @Nullable Handle output,
    @Nullable Handle error) {}
