package dev.gonzo.cluster;

import org.jspecify.annotations.Nullable;

/**
 * A function that may run more than once for one call: see {@link Remote#repeatable}.
 *
 * @param function the function
 * @param <A> the type of the argument
 * @param <R> the type of the result
 */
public record Repeatable<A extends @Nullable Object, R extends @Nullable Object>(
    Remote<A, R> function) {}
