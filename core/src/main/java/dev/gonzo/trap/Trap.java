package dev.gonzo.trap;

import org.jspecify.annotations.Nullable;

/**
 * A request from user space to the kernel: a system call as an object.
 *
 * <p>A coroutine passes it to {@link dev.gonzo.Coroutine#trap}, and stops there until its driver
 * has answered. A kernel answers all traps in one exhaustive {@code switch}; a kernel that lacks a
 * group answers each trap of that group with an {@link UnsupportedTrapException}.
 *
 * @param <R> the type of the answer
 */
public sealed interface Trap<R extends @Nullable Object>
    permits SchedulingTrap, ThreadTrap, NetTrap, FileTrap, ProcessTrap, EnvironmentTrap {

  /**
   * {@return the class of which each answer is an instance; {@code Void.class} if the answer is
   * null} The answers that are passed to a coroutine driven by hand are checked against it.
   */
  default Class<?> answerType() {
    return AnswerTypes.of(getClass());
  }

  /**
   * {@return whether a cancellation can arrive here} This depends only on the type of the trap,
   * never on its data.
   */
  default boolean isCheckpoint() {
    return !(this instanceof NoCheckpoint);
  }

  /** Marks a trap at which no cancellation arrives. */
  interface NoCheckpoint {}
}
