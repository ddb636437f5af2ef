package dev.gonzo.bench.process;

import java.util.List;

/**
 * The core that a process runs on.
 *
 * @param prefix the command that starts another one there; empty for any core
 */
public record Pin(List<String> prefix) {
  /** Any core. */
  public static final Pin ANY = new Pin(List.of());

  public Pin {
    prefix = List.copyOf(prefix);
  }

  /** {@return the core with this number} */
  public static Pin core(int number) {
    return new Pin(List.of("taskset", "-c", Integer.toString(number)));
  }
}
