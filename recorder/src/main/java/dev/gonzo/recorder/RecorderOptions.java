package dev.gonzo.recorder;

import java.util.List;
import java.util.Objects;

/**
 * How a program is recorded.
 *
 * @param maxBytes how large the recording may become, in bytes
 * @param keepLast whether the oldest events are dropped at that limit, so that the recording can be
 *     shown and not replayed; or recording ends there
 * @param withData whether the bytes that are received are recorded; without them it can be shown
 *     and not replayed
 * @param withPlaces whether the place in the program of each trap is recorded, which takes some
 *     microseconds for each
 * @param program what is recorded, for a person: the main class, or the file
 * @param arguments the program's arguments
 * @param hash a hash of the program, by which a replay sees that it has changed; empty for none
 */
public record RecorderOptions(
    long maxBytes,
    boolean keepLast,
    boolean withData,
    boolean withPlaces,
    String program,
    List<String> arguments,
    String hash) {
  /** A gigabyte, from the first event on, with data and without places. */
  public static final RecorderOptions DEFAULTS =
      new RecorderOptions(1L << 30, false, true, false, "", List.of(), "");

  /** Checks and copies the options. */
  public RecorderOptions {
    Objects.requireNonNull(program);
    Objects.requireNonNull(hash);
    arguments = List.copyOf(arguments);
  }

  /**
   * Returns options with another limit.
   *
   * @param bytes how large the recording may become, in bytes, at least 64 KiB
   * @return the options
   */
  public RecorderOptions withMaxBytes(long bytes) {
    return new RecorderOptions(bytes, keepLast, withData, withPlaces, program, arguments, hash);
  }

  /**
   * Returns options with which the oldest events are dropped at the limit.
   *
   * @param keep whether they are
   * @return the options
   */
  public RecorderOptions withKeepLast(boolean keep) {
    return new RecorderOptions(maxBytes, keep, withData, withPlaces, program, arguments, hash);
  }

  /**
   * Returns options with or without the bytes that are received.
   *
   * @param data whether they are recorded
   * @return the options
   */
  public RecorderOptions withData(boolean data) {
    return new RecorderOptions(maxBytes, keepLast, data, withPlaces, program, arguments, hash);
  }

  /**
   * Returns options with or without the place in the program of each trap.
   *
   * @param places whether it is recorded
   * @return the options
   */
  public RecorderOptions withPlaces(boolean places) {
    return new RecorderOptions(maxBytes, keepLast, withData, places, program, arguments, hash);
  }

  /**
   * Returns options with what is recorded.
   *
   * @param what the main class, or the file
   * @param given the program's arguments
   * @param hashed a hash of the program; empty for none
   * @return the options
   */
  public RecorderOptions withProgram(String what, List<String> given, String hashed) {
    return new RecorderOptions(maxBytes, keepLast, withData, withPlaces, what, given, hashed);
  }
}
