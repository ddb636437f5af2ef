package dev.gonzo.trap;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The environment of the process: signals, the standard input, the wall clock, random bytes. A
 * simulation replaces them.
 *
 * @param <R> the type of the answer
 */
public sealed interface EnvironmentTrap<R extends @Nullable Object> extends Trap<R> {
  /**
   * Gives signals back to their earlier handlers, and ends a wait for one. Never suspends; not a
   * checkpoint. Closing twice is harmless.
   *
   * @param signals the answer of {@link OpenSignals}
   */
  record CloseSignals(Handle signals) implements EnvironmentTrap<@Nullable Void>, NoCheckpoint {}

  /**
   * Takes over signals of the system: their default action does not happen until every handle that
   * was opened for them is closed. Never suspends, but is a checkpoint.
   *
   * @param names the names of the signals, such as {@code HUP} or {@code USR1}
   */
  record OpenSignals(List<String> names) implements EnvironmentTrap<Handle> {}

  /**
   * Reads random bytes that are fit for keys. In a simulation its seed determines them. Never
   * suspends; not a checkpoint.
   *
   * @param count how many bytes
   */
  record ReadRandomBytes(int count) implements EnvironmentTrap<byte[]>, NoCheckpoint {}

  /**
   * Suspends until there are bytes on the standard input, which may be a terminal, a pipe or a
   * file, and reads some. Answers how many, or -1 at the end. A terminal can be read again after
   * its end. Only one task of a kernel may wait at a time.
   *
   * @param buffer where the bytes go
   * @param offset the index of the first byte there
   * @param length how many bytes at most, at least 1
   */
  @SuppressWarnings("ArrayRecordComponent") // the caller's buffer; compared by identity
  record ReadStandardInput(byte[] buffer, int offset, int length)
      implements EnvironmentTrap<Integer> {}

  /**
   * Reads the wall clock, which can be set forwards and backwards at any time. Never suspends; not
   * a checkpoint.
   */
  record ReadWallTime() implements EnvironmentTrap<Instant>, NoCheckpoint {}

  /**
   * Suspends until one of the signals arrives, and answers its name. A signal that arrives several
   * times before it is taken is answered once. Only one task may wait at a time.
   *
   * @param signals the answer of {@link OpenSignals}
   */
  record TakeSignal(Handle signals) implements EnvironmentTrap<String> {}
}
