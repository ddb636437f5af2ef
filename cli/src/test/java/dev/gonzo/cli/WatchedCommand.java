package dev.gonzo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.stream.Collectors;

/** The command as a process, for the tests of other packages. */
public final class WatchedCommand {
  private final GonzoProcess process;

  public WatchedCommand(Path directory) {
    this.process = new GonzoProcess(directory);
  }

  /** Runs it, requires a status, and returns what it has printed. */
  public String out(int status, String... arguments) throws Exception {
    var ended = process.gonzo(arguments);
    assertEquals(status, ended.status(), ended.err());
    return ended.out();
  }

  /** Runs it, requires a status, and returns its complaint. */
  public String err(int status, String... arguments) throws Exception {
    var ended = process.gonzo(arguments);
    assertEquals(status, ended.status(), ended.out());
    return ended.err();
  }

  /** The command line for a shell. */
  public String shell(String... arguments) {
    return process.command(arguments).stream()
        .map(each -> "'" + each.replace("'", "'\\''") + "'")
        .collect(Collectors.joining(" "));
  }
}
