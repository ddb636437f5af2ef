package dev.gonzo.cli.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gonzo.cli.WatchedCommand;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code gonzo ps} and {@code gonzo top} as processes; {@code top} in a terminal. */
@Tag("realTime")
@Timeout(300)
class WatchingTest {
  @TempDir Path directory;

  @Test
  void ps_prints_the_tree_some_of_it_or_json() throws Exception {
    Path socket = directory.resolve("socket");
    try (var _ = new WatchedProgram(socket, 3)) {
      var command = new WatchedCommand(directory);
      String tree = command.out(0, "ps", socket.toString());
      assertTrue(tree.contains("─ waiter (daemon) suspended at WaitOn: Lock account"), tree);
      assertTrue(tree.contains("\\n\\u001b[2J\\u202e\\u0000"), tree);
      assertFalse(tree.contains("\u001b"), tree);
      String some = command.out(0, "ps", socket.toString(), "--name", "hold", "--stacks");
      assertTrue(some.contains("at dev.gonzo.Gonzo.sleep("), some);
      assertFalse(some.contains("sleeper"), some);
      String json = command.out(0, "ps", socket.toString(), "--json", "--most", "2");
      assertEquals(2, json.lines().count());
      assertTrue(json.lines().allMatch(line -> line.startsWith("{\"kernel\":")), json);
      assertTrue(command.err(1, "top", socket.toString()).contains("top needs a terminal"));
      assertTrue(
          command.err(1, "ps", directory.resolve("none").toString()).contains("Monitor.open"));
      assertTrue(command.err(2, "ps", "1", "--most", "0").contains("--most"));
    }
  }

  private String tmux(String... command) throws Exception {
    var line = new java.util.ArrayList<>(List.of("tmux", "-u", "-f", "/dev/null", "-S"));
    line.add(directory.resolve("tmux").toString());
    line.addAll(List.of(command));
    var out = directory.resolve("tmux.out");
    var process =
        new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(out.toFile()).start();
    process.waitFor();
    return Files.readString(out);
  }

  private String screenWith(String text) throws Exception {
    String screen = "";
    long end = System.nanoTime() + 60_000_000_000L;
    while (System.nanoTime() < end) {
      screen = tmux("capture-pane", "-p");
      if (screen.contains(text)) {
        return screen;
      }
      Thread.sleep(50);
    }
    throw new AssertionError("no '" + text + "' on the screen:\n" + screen);
  }

  @Test
  void top_shows_sorts_filters_folds_and_leaves_the_terminal_as_it_was() throws Exception {
    assumeTrue(
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
            .anyMatch(each -> Files.isExecutable(Path.of(each, "tmux"))),
        "there is no tmux: install it");
    Path socket = directory.resolve("socket");
    var program = new WatchedProgram(socket, 50);
    try {
      Path script = directory.resolve("top.sh");
      Files.writeString(
          script,
          new WatchedCommand(directory).shell("top", socket.toString())
              + "\necho left: $?\nsleep 300\n");
      tmux("new-session", "-d", "-x", "100", "-y", "20", "LC_ALL=C.UTF-8 sh " + script);
      String screen = screenWith("+-   waiter");
      assertTrue(screen.contains("v kernel "), screen);
      assertTrue(screen.contains("<script>document"), screen);
      tmux("send-keys", "n");
      screenWith("by name");
      tmux("send-keys", "/");
      screenWith("filter:");
      tmux("send-keys", "sleeper-4", "Enter");
      screen = screenWith("12 rows"); // the kernel, 4, and 40 to 49
      assertFalse(screen.contains("holder"), screen);
      tmux("send-keys", "Down", "Enter");
      screenWith("at dev.gonzo.Gonzo.sleep");
      tmux("resize-window", "-x", "60", "-y", "12");
      tmux("send-keys", "Up", "Left");
      screenWith("1 rows");
      tmux("send-keys", "h");
      screenWith("sort by turns");
      tmux("send-keys", "q");
      screen = screenWith("left: 0");
      assertFalse(screen.contains("TURNS/s"), screen);
    } finally {
      tmux("kill-server");
      program.close();
    }
  }
}
