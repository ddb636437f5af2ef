package dev.gonzo.cli;

import dev.gonzo.kernel.Kernels;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What {@code --kernel} and {@code --carrier} can name: completed by the shell, and checked. */
final class Names {
  private Names() {}

  /**
   * {@return what speaks against a name, as a sentence for the user; empty if nothing does}
   *
   * @param what a kernel or a carrier
   * @param name what stood after {@code --kernel} or {@code --carrier}
   * @param known those that there are
   */
  static Optional<String> objection(String what, String name, List<String> known) {
    if (known.contains(name)) {
      return Optional.empty();
    }
    return Optional.of(
        "there is no %s named '%s'; use --%1$s %s"
            .formatted(what, name, String.join(" or ", known)));
  }

  /** The kernels of this version, the best first. Made by picocli, by reflection. */
  static final class OfKernels extends ArrayList<String> {
    private static final long serialVersionUID = 1;

    OfKernels() {
      super(Kernels.names());
    }
  }

  /** The carriers of this version, the best first. Made by picocli, by reflection. */
  static final class OfCarriers extends ArrayList<String> {
    private static final long serialVersionUID = 1;

    OfCarriers() {
      super(Kernels.carriers());
    }
  }
}
