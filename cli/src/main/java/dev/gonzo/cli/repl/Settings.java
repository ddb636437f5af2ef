package dev.gonzo.cli.repl;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/**
 * How a session is set up.
 *
 * @param kernel the name of the kernel; empty for the best that works here
 * @param classPath jars and directories for the snippets, beside those of the command
 * @param startup a script to evaluate first
 * @param stacks shows a failure with its stack cut to the user's frames, in lines that each end in
 *     a line feed
 */
public record Settings(
    Optional<String> kernel,
    Optional<String> classPath,
    Optional<Path> startup,
    Function<Throwable, String> stacks) {}
