package dev.gonzo.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** A terminal of tmux, with a command in it. */
final class Screen implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final Path socket;

  private Screen(Path socket) {
    this.socket = socket;
  }

  /**
   * Opens a terminal, or gives up the test if there is no tmux.
   *
   * @param directory for the socket and the command
   * @param command what runs in it; its status is shown at its end
   * @param home the home of the user
   */
  static Screen open(Path directory, List<String> command, Path home) throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/tmux")), "there is no tmux");
    var words = new ArrayList<String>();
    command.forEach(word -> words.add("'" + word.replace("'", "'\\''") + "'"));
    Path script =
        Files.writeString(
            directory.resolve("start"),
            "trap : INT\nexport HOME='%s' XDG_CONFIG_HOME= NO_COLOR=1 GONZO_CACHE=never\ncd '%s'\n%s\n"
                    .formatted(home, directory, String.join(" ", words))
                + "echo \"status $?\"\ntrap '' INT\nexec cat\n");
    var screen = new Screen(directory.resolve("tmux"));
    screen.tmux("-f", "/dev/null", "new-session", "-d", "-x", "100", "-y", "50", "sh " + script);
    return screen;
  }

  private String tmux(String... arguments) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("tmux", "-S", socket.toString()));
    command.addAll(List.of(arguments));
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    var text = new String(process.getInputStream().readAllBytes());
    int status = process.waitFor();
    if (status != 0) {
      throw new AssertionError(command + " has failed: " + text);
    }
    return text;
  }

  /** Types a text, without Enter. */
  void type(String text) throws IOException, InterruptedException {
    tmux("send-keys", "-l", text);
  }

  /** Presses a key by its name for tmux, for example {@code C-c} or {@code Enter}. */
  void press(String key) throws IOException, InterruptedException {
    tmux("send-keys", key);
  }

  /** Types a line. */
  void enter(String line) throws IOException, InterruptedException {
    type(line);
    press("Enter");
  }

  /** {@return what it shows, without empty lines at the end} */
  List<String> lines() throws IOException, InterruptedException {
    return tmux("capture-pane", "-p").stripTrailing().lines().toList();
  }

  /** Waits until the terminal shows something. */
  List<String> await(Predicate<List<String>> wanted) throws IOException, InterruptedException {
    try {
      return Awaitility.await()
          .atMost(LIMIT)
          .pollInterval(Duration.ofMillis(100))
          .until(this::lines, wanted);
    } catch (org.awaitility.core.ConditionTimeoutException late) {
      throw new AssertionError(String.join("\n", lines()), late);
    }
  }

  /** Waits until a line matches. */
  List<String> awaitLine(String regex) throws IOException, InterruptedException {
    return await(lines -> lines.stream().anyMatch(line -> line.matches(regex)));
  }

  /** Waits until the last line matches. */
  List<String> awaitLast(String regex) throws IOException, InterruptedException {
    return await(lines -> !lines.isEmpty() && lines.getLast().matches(regex));
  }

  @Override
  public void close() throws Exception {
    tmux("kill-server");
  }
}
