package dev.gonzo.cli;

import java.nio.file.Path;
import java.util.List;

/** The main class of the {@code gonzo} command. */
public final class Main {
  private Main() {}

  /**
   * Runs the command. The user's program is called from here, without an argument parser on the
   * stack below it: its failure leaves this method as it leaves the {@code main} of any Java
   * program, so the JVM waits for the other threads and exits with 1.
   *
   * @param arguments the arguments of {@code gonzo}
   * @throws Throwable any exception of the user's program
   */
  public static void main(String[] arguments) throws Throwable {
    if (isPlainRun(arguments)) {
      var rest = List.of(arguments).subList(2, arguments.length);
      new ProgramStart(RunRequest.plain(Path.of(arguments[1]), rest)).begin();
      return;
    }
    var run = new RunCommand();
    var record = new RecordCommand();
    int status = GonzoCommand.commandLine(run, record).execute(arguments);
    if (status != 0) {
      System.exit(status);
    }
    var request = run.request();
    if (request.isPresent()) {
      new ProgramStart(request.get()).begin();
    }
    var recorded = record.request();
    if (recorded.isPresent()) {
      new ProgramStart(recorded.get().run(), new ProgramRecording(recorded.get())).begin();
    }
  }

  /**
   * {@return whether this is {@code run FILE.java} without an option, the usual case: nothing is
   * left to parse, and leaving picocli out saves about a tenth of a second}
   */
  private static boolean isPlainRun(String[] arguments) {
    // If the name is unusual, take the long way, which can explain what is wrong.
    return arguments.length >= 2
        && arguments[0].equals("run")
        && arguments[1].endsWith(".java")
        && !arguments[1].startsWith("-")
        && arguments[1].chars().allMatch(c -> c > ' ' && c < 127);
  }
}
