package dev.gonzo.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The kernels that {@code --kernel} can name. This is the one place to change for a new one. */
final class KernelNames {
  /** Those of this version, the best first. */
  static final List<String> HERE = List.of("epoll", "nio");

  /** Those that the design knows and that are still to come. */
  static final List<String> TO_COME = List.of("uring");

  private KernelNames() {}

  /**
   * {@return what speaks against this name, as a sentence for the user; empty if nothing does}
   *
   * @param name what stood after {@code --kernel}
   */
  static Optional<String> objection(String name) {
    if (HERE.contains(name)) {
      return Optional.empty();
    }
    String advice = "use --kernel " + String.join(" or ", HERE);
    return Optional.of(
        TO_COME.contains(name)
            ? name + " is not in this version; " + advice
            : "there is no kernel named '" + name + "'; " + advice);
  }

  /** The names that the shell's completion offers. */
  static final class Candidates extends ArrayList<String> {
    private static final long serialVersionUID = 1;

    /** Made by picocli, by reflection. */
    Candidates() {
      super(HERE);
    }
  }
}
