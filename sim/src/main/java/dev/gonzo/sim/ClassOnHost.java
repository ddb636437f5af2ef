package dev.gonzo.sim;

import static dev.gonzo.Gonzo.spawn;

import dev.gonzo.Async;
import dev.gonzo.AsyncRunnable;
import dev.gonzo.process.Command;
import dev.gonzo.process.ExitStatus;
import dev.gonzo.process.RunningProcess;
import dev.gonzo.process.Signals;
import dev.gonzo.trap.Redirection;
import java.io.IOException;
import java.util.List;

/** Runs the main method of a class on a host, in a process that has the host's streams. */
final class ClassOnHost implements AsyncRunnable<IOException> {
  private static final String[] SIGNALS = {"HUP", "INT", "TERM", "USR1", "USR2", "ALRM"};

  private final String mainClass;
  private final List<String> arguments;
  private boolean isAskedToEnd;

  ClassOnHost(String mainClass, List<String> arguments) {
    this.mainClass = mainClass;
    this.arguments = arguments;
  }

  @Async
  @Override
  public void run() throws IOException {
    isAskedToEnd = false;
    var inherit = new Redirection.Inherit();
    Command command =
        Command.of(mainClass, arguments.toArray(String[]::new))
            .withInput(inherit)
            .withOutput(inherit)
            .withError(inherit);
    try (Signals signals = Signals.open(SIGNALS);
        RunningProcess process = command.start()) {
      var _ = spawn("signals", () -> pass(signals, process));
      ExitStatus status = process.await();
      if (!status.isSuccess() && !isAskedToEnd) {
        throw new IllegalStateException(
            mainClass + " has ended with " + status + ": its standard error says why");
      }
    }
  }

  private void pass(Signals signals, RunningProcess process) throws IOException {
    while (true) {
      int number =
          switch (signals.take()) {
            case "HUP" -> 1;
            case "INT" -> 2;
            case "USR1" -> 10;
            case "USR2" -> 12;
            case "ALRM" -> 14;
            default -> 15;
          };
      isAskedToEnd |= number != 10 && number != 12 && number != 14;
      boolean _ = process.signal(number);
    }
  }
}
