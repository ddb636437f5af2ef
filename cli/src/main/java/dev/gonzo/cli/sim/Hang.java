package dev.gonzo.cli.sim;

import dev.gonzo.sim.RunningStack;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Where a program is that does not go on. */
final class Hang extends Throwable {
  private static final long serialVersionUID = 1;

  /** The thread on which a program is tried. */
  private static final String MAIN = "main";

  private Hang(String what, List<StackTraceElement> frames) {
    super(what + " is here:", null, false, true);
    setStackTrace(frames.toArray(StackTraceElement[]::new));
  }

  /**
   * Finds it, in this JVM.
   *
   * @param text the text of a throwable
   * @return the text, with the stack; empty if the program does not run
   */
  static String find(Function<Throwable, String> text) {
    return RunningStack.find()
        .or(Hang::ofMain)
        .map(stack -> text.apply(new Hang(stack.what(), stack.frames())))
        .orElse("");
  }

  private static Optional<RunningStack> ofMain() {
    return Thread.getAllStackTraces().entrySet().stream()
        // The JVM's own main thread has this name too, and waits for the other one.
        .filter(each -> each.getKey().getName().equals(MAIN) && each.getKey().threadId() != 1)
        .map(each ->
            new RunningStack("the program, outside of a simulation,", List.of(each.getValue())))
        .findFirst();
  }

  @Override
  @SuppressWarnings("OverrideThrowableToString") // it is shown without the name of a class
  public String toString() {
    return String.valueOf(getMessage());
  }
}
