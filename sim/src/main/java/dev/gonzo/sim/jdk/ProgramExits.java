package dev.gonzo.sim.jdk;

import dev.gonzo.report.CallSites;
import java.util.function.Consumer;

/** The calls with which a program ends its JVM, and a simulation with it. */
public final class ProgramExits {
  /** What is refused in a simulation, and what to do instead, as the hook takes it. */
  static final String REFUSED =
      "the end of the JVM by System.exit or halt\nReturn from main, or throw an exception";

  private static volatile Consumer<String> listener = _ -> {};

  private ProgramExits() {}

  /** Whether a method ends the JVM. */
  static boolean isOne(String owner, String name) {
    return switch (owner) {
      case "java/lang/System" -> name.equals("exit");
      case "java/lang/Runtime" -> name.equals("exit") || name.equals("halt");
      default -> false;
    };
  }

  /**
   * Calls an action before a program ends the JVM outside of simulations.
   *
   * @param action takes the place of the call
   */
  public static void whenCalled(Consumer<String> action) {
    listener = action;
  }

  /** Notes a call outside of simulations, on the stack of the program. */
  static void called() {
    StackTraceElement place = CallSites.usersLine(new Throwable().getStackTrace());
    if (place != null) { // otherwise it is Gonzo's own command that ends
      listener.accept(place.toString());
    }
  }
}
