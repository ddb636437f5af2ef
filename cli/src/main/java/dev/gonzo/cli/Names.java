package dev.gonzo.cli;

import dev.gonzo.kernel.Kernels;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The names that {@code --kernel} and {@code --carrier} accept, for completion and for checking.
 */
final class Names {
  private Names() {}

  /**
   * {@return why a name cannot be used, as a sentence for the user; empty if it can}
   *
   * @param what "kernel" or "carrier"
   * @param name the value of {@code --kernel} or {@code --carrier}
   * @param known the existing names
   */
  static Optional<String> objection(String what, String name, List<String> known) {
    if (known.contains(name)) {
      return Optional.empty();
    }
    return Optional.of(
        "there is no %s named '%s'; use --%1$s %s"
            .formatted(what, name, String.join(" or ", known)));
  }

  /** The kernels of this version, the best first. Created by picocli, by reflection. */
  static final class OfKernels extends ArrayList<String> {
    private static final long serialVersionUID = 1;

    OfKernels() {
      super(Kernels.names());
    }
  }

  /** The carriers of this version, the best first. Created by picocli, by reflection. */
  static final class OfCarriers extends ArrayList<String> {
    private static final long serialVersionUID = 1;

    OfCarriers() {
      super(Kernels.carriers());
    }
  }
}
