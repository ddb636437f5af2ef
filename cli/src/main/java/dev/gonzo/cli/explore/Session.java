package dev.gonzo.cli.explore;

import dev.gonzo.sim.Ending;
import dev.gonzo.sim.Exploration;
import dev.gonzo.sim.Explored;
import dev.gonzo.sim.SimulationOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

/** One call of {@code gonzo explore}, in the JVM that explores. */
public final class Session {
  /** The status if no order has failed. */
  static final int FINE = 0;

  /** The status if an order has failed. */
  static final int FAILURE = 1;

  private final Request request;
  private final Function<SimulationOptions, Ending<?>> program;
  private final Function<Throwable, String> text;
  private final PrintStream out = System.out;

  /**
   * Prepares an exploration.
   *
   * @param request what to do
   * @param program runs the program once
   * @param text the text of a failure
   */
  public Session(
      Request request,
      Function<SimulationOptions, Ending<?>> program,
      Function<Throwable, String> text) {
    this.request = request;
    this.program = program;
    this.text = text;
  }

  /**
   * Explores and reports.
   *
   * @return the exit status of the command
   * @throws IOException if the trace cannot be written
   */
  public int run() throws IOException {
    SimulationOptions options = SimulationOptions.ofSeed(1).withTimeLimit(request.timeLimit());
    Watch watch = Watch.begin(out, request.patience());
    Exploration exploration =
        Exploration.ofTrials(
                given -> {
                  watch.runBegins();
                  return program.apply(given);
                })
            .withOptions(options)
            .withMostOrders(request.orders())
            .withCancellations(request.cancels() ? 1 : 0);
    try {
      return request.order().isPresent()
          ? repeat(exploration, request.order().get())
          : explore(exploration);
    } catch (IllegalStateException notRepeatable) {
      out.println(notRepeatable.getMessage());
      return FAILURE;
    }
  }

  private int explore(Exploration exploration) throws IOException {
    Exploration all = exploration;
    if (request.switches().isPresent()) {
      all = all.withMostSwitches(request.switches().get());
    }
    if (!request.reduces()) {
      all = all.withoutReduction();
    }
    if (request.untilFailure()) {
      all = all.untilFailure();
    }
    Printed printed = Printed.takeOver();
    try {
      return explore(exploration, all, printed);
    } finally {
      printed.giveBack();
    }
  }

  private int explore(Exploration one, Exploration all, Printed printed) throws IOException {
    long began = System.nanoTime();
    Explored explored = all.withDigest(printed::next).explore();
    double seconds = (System.nanoTime() - began) / 1e9;
    var report = new Report(out, request);
    report.counts(explored, seconds);
    report.outcomes(explored.outcomes());
    if (explored.firstFailure().isEmpty()) {
      return FINE;
    }
    Explored.Failed first = explored.firstFailure().get();
    report.failure(first, text.apply(first.failure()));
    if (request.trace().isPresent()) {
      Explored _ = traced(one, first.order(), request.trace().get());
      report.trace(request.trace().get());
    }
    return FAILURE;
  }

  private int repeat(Exploration exploration, String order) throws IOException {
    Explored explored =
        request.trace().isPresent()
            ? traced(exploration, order, request.trace().get())
            : exploration.withOrder(order).explore();
    System.out.flush();
    if (explored.firstFailure().isEmpty()) {
      out.println("the order has not failed: " + String.join(", ", explored.outcomes().keySet()));
      return FINE;
    }
    out.println("the order has failed:");
    text.apply(explored.firstFailure().get().failure())
        .lines()
        .forEach(line -> out.println("  " + line));
    return FAILURE;
  }

  private Explored traced(Exploration exploration, String order, Path file) throws IOException {
    try (Writer trace = Files.newBufferedWriter(file)) {
      SimulationOptions options =
          SimulationOptions.ofSeed(1)
              .withTimeLimit(request.timeLimit())
              .withTrace(line -> write(trace, line));
      return exploration.withOptions(options).withOrder(order).explore();
    }
  }

  private static void write(Writer trace, String line) {
    try {
      trace.write(line);
      trace.write('\n');
    } catch (IOException full) {
      throw new UncheckedIOException(full);
    }
  }
}
