package dev.gonzo.cli;

import dev.gonzo.kernel.Kernels;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The kernels that {@code --kernel} can name. */
final class KernelNames {
  /** Those of this version, the best first. */
  static final List<String> HERE = Kernels.names();

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
    return Optional.of("there is no kernel named '" + name + "'; " + advice);
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
