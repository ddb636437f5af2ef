package dev.gonzo.kernel.driver.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.gonzo.kernel.driver.ErrorNumber;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.Set;

/**
 * The shared part of all system calls of one kernel: the memory for the last error number.
 *
 * <p>The calls themselves are in {@link Sockets}, {@link Epoll} and {@link EventCounter}, which are
 * created from one of these. They return the result, or the <em>negated</em> error number of {@link
 * ErrorNumber}, as Linux does internally; nothing on the hot path throws.
 *
 * <p>Confined by convention: one kernel owns it, and one thread at a time uses it and the objects
 * created from it. (Virtual threads may take turns on the kernel's thread.)
 *
 * <p>Loading this class touches nothing native; call {@link #whyUnavailable()} before creating one.
 */
public final class SystemCalls {
  /** The supported processors, by all the names that JVMs use for them. */
  private static final Set<String> PROCESSORS = Set.of("amd64", "x86_64", "aarch64");

  /**
   * How many calls of a JVM are made without the link for brief ones. The start of a kernel needs
   * fewer; a server soon needs more, for which the link is worth its time.
   */
  private static final int FEW_CALLS = 64;

  // Not exact if several threads count.
  private static int callsMade;

  /** For calls whose error number is not read: any thread may write one here. */
  private static final class Unread {
    static final MemorySegment STATE = Arena.global().allocate(Downcalls.STATE);
  }

  /**
   * The memory for the structures of the calls. The garbage collector frees it, but never during a
   * call, since each call holds {@link #state}, which is in this arena too.
   */
  final Arena memory = Arena.ofAuto();

  /** The memory to which the C library's {@code errno} is copied after each call. */
  private final MemorySegment state;

  /**
   * Creates one, for one kernel.
   *
   * @throws UnsupportedOperationException if system calls cannot be made here, with the reason
   */
  public SystemCalls() {
    whyUnavailable()
        .ifPresent(reason -> {
          throw new UnsupportedOperationException(reason);
        });
    state = memory.allocate(Downcalls.STATE);
  }

  /**
   * Returns why system calls cannot be made in this JVM.
   *
   * @return the reason and what to do about it, as a sentence without a capital and a full stop;
   *     empty if they can
   */
  public static Optional<String> whyUnavailable() {
    Module module = SystemCalls.class.getModule();
    return whyUnavailable(
        System.getProperty("os.name", ""),
        System.getProperty("os.arch", ""),
        module.isNativeAccessEnabled(),
        module.isNamed() ? module.getName() : "ALL-UNNAMED");
  }

  /** Like {@link #whyUnavailable()}, with the machine as parameters. */
  static Optional<String> whyUnavailable(
      String system, String processor, boolean nativeAccess, String module) {
    if (!system.equals("Linux")) {
      return Optional.of("Linux system calls need Linux, and this is " + system);
    }
    if (!PROCESSORS.contains(processor)) {
      return Optional.of(
          "Linux system calls are known here for x86_64 and aarch64, and this is " + processor);
    }
    if (!nativeAccess) {
      return Optional.of(
          "system calls need native access: start java with --enable-native-access=" + module);
    }
    return Optional.empty();
  }

  /**
   * Closes a descriptor. May block, for the unsent bytes of a socket with SO_LINGER.
   *
   * @param descriptor the descriptor, which is free afterwards, whatever the result
   * @return zero, or the negated error number
   */
  public int close(int descriptor) {
    int result = waiting(CallNumbers.CLOSE, descriptor, 0, 0, 0, 0, 0);
    // Linux frees the descriptor first: trying again could close one that another thread has
    // opened.
    return result == -ErrorNumber.EINTR ? 0 : result;
  }

  /** Makes a call that returns at once. */
  int brief(long number, long first, long second, long third) {
    return brief(number, first, second, third, 0, 0);
  }

  /** Makes a call that returns at once. */
  int brief(long number, long first, long second, long third, long fourth, long fifth) {
    return brief(number, first, second, third, fourth, fifth, 0);
  }

  /** Makes a call that returns at once. */
  int brief(long number, long first, long second, long third, long fourth, long fifth, long sixth) {
    if (isOneOfFew()) {
      return waiting(number, first, second, third, fourth, fifth, sixth);
    }
    try {
      return outcome(
          (long)
              Downcalls.Brief.HANDLE.invokeExact(
                  state, number, first, second, third, fourth, fifth, sixth));
    } catch (Throwable failure) {
      throw Downcalls.unexpected(failure);
    }
  }

  /** Makes a call that returns at once, whose second parameter points into a Java array. */
  int onHeap(long number, long first, MemorySegment second, long third, long fourth) {
    return onHeap(number, first, second, third, fourth, 0, 0);
  }

  /** Makes a call that returns at once, whose second parameter points into a Java array. */
  int onHeap(
      long number,
      long first,
      MemorySegment second,
      long third,
      long fourth,
      long fifth,
      long sixth) {
    try {
      return outcome(
          (long)
              Downcalls.OnHeap.HANDLE.invokeExact(
                  state, number, first, second, third, fourth, fifth, sixth));
    } catch (Throwable failure) {
      throw Downcalls.unexpected(failure);
    }
  }

  /**
   * Maps memory: that of a descriptor, or new memory.
   *
   * @return its address, or the negated error number; no address is negative
   */
  long map(long bytes, int protection, int flags, int descriptor, long offset) {
    try {
      long result =
          (long)
              Downcalls.WAITING.invokeExact(
                  state,
                  CallNumbers.MMAP,
                  0L,
                  bytes,
                  (long) protection,
                  (long) flags,
                  (long) descriptor,
                  offset);
      return result != -1 ? result : -state.get(JAVA_INT, Downcalls.ERROR_NUMBER_OFFSET);
    } catch (Throwable failure) {
      throw Downcalls.unexpected(failure);
    }
  }

  /** Makes a call that may block. */
  int waiting(
      long number, long first, long second, long third, long fourth, long fifth, long sixth) {
    try {
      return outcome(
          (long)
              Downcalls.WAITING.invokeExact(
                  state, number, first, second, third, fourth, fifth, sixth));
    } catch (Throwable failure) {
      throw Downcalls.unexpected(failure);
    }
  }

  /** Makes a call that may block, and repeats it if a signal has interrupted it. */
  int restarting(
      long number, long first, long second, long third, long fourth, long fifth, long sixth) {
    int result;
    do {
      result = waiting(number, first, second, third, fourth, fifth, sixth);
    } while (result == -ErrorNumber.EINTR);
    return result;
  }

  /** Makes a call that returns at once, from any thread; its result is not known. */
  static void unread(long number, long first, long second, long third) {
    try {
      if (isOneOfFew()) {
        long _ =
            (long)
                Downcalls.WAITING.invokeExact(
                    Unread.STATE, number, first, second, third, 0L, 0L, 0L);
      } else {
        long _ =
            (long)
                Downcalls.Brief.HANDLE.invokeExact(
                    Unread.STATE, number, first, second, third, 0L, 0L, 0L);
      }
    } catch (Throwable failure) {
      throw Downcalls.unexpected(failure);
    }
  }

  private static boolean isOneOfFew() {
    return callsMade < FEW_CALLS && callsMade++ < FEW_CALLS;
  }

  /** Returns the result of a call, or the negated error number. */
  private int outcome(long result) {
    return result >= 0 ? (int) result : -state.get(JAVA_INT, Downcalls.ERROR_NUMBER_OFFSET);
  }
}
