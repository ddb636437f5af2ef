package dev.gonzo.trap;

import org.jspecify.annotations.Nullable;

/**
 * A process that was started, and our ends of its pipes.
 *
 * @param process the handle to wait for it, to signal it, and to {@link Close}
 * @param id its process id
 * @param input the pipe to its standard input, for {@link Send}; null if that is not a pipe
 * @param output the pipe from its standard output, for {@link Receive}; null if that is not a pipe
 * @param error the pipe from its standard error, for {@link Receive}; null if that is not a pipe
 */
public record StartedProcess(
    Handle process,
    long id,
    @Nullable Handle input,
    @Nullable Handle output,
    @Nullable Handle error) {}
