package dev.gonzo.sim;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gonzo.Async;
import dev.gonzo.Gonzo;
import dev.gonzo.file.AsyncFile;
import dev.gonzo.stream.ByteSink;
import dev.gonzo.stream.ByteSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** As much of the programs of a POSIX system as the kit needs, for simulated hosts. */
final class PosixPrograms {
  private static final int PIECE = 1 << 16;
  private static final Map<String, Tool> TOOLS = new TreeMap<>();

  static {
    TOOLS.put("cat", (call, _) -> copy(call.input, call.output));
    TOOLS.put("echo", (call, words) -> write(call.output, String.join(" ", words) + "\n"));
    TOOLS.put("env", (call, _) -> env(call));
    TOOLS.put("head", PosixPrograms::head);
    TOOLS.put("pwd", (call, _) -> write(call.output, call.run.directory() + "\n"));
    TOOLS.put("sleep", (_, words) -> sleep(words.getFirst()));
    TOOLS.put("sort", (call, _) -> lines(call, call.text().lines().sorted().toList()));
    TOOLS.put("uniq", (call, _) -> lines(call, distinct(call.text().lines().toList())));
    TOOLS.put("tee", (call, _) -> tee(call));
    TOOLS.put("true", (_, _) -> 0);
    TOOLS.put("wc", PosixPrograms::wc);
    TOOLS.put("yes", (call, _) -> yes(call));
    TOOLS.put("read", (call, _) -> read(call));
    TOOLS.put("sh", (call, words) -> PosixShell.run(call, words.get(1)));
  }

  private PosixPrograms() {}

  private interface Tool {
    @Async
    int run(Call call, List<String> words) throws IOException;
  }

  /** One call of a tool: its process, and its streams. */
  record Call(ProgramRun run, ByteSource input, ByteSink output, ByteSink error) {
    String text() throws IOException {
      var all = new ByteArrayOutputStream();
      var piece = new byte[PIECE];
      for (int count; (count = input.read(piece)) >= 0; ) {
        all.write(piece, 0, count);
      }
      return all.toString(UTF_8);
    }
  }

  /** Registers them, once for the JVM. */
  static void register() {
    if (SimulatedKernels.programs().find(List.of("cat")).isEmpty()) {
      TOOLS.forEach((name, tool) -> {
        var _ =
            SimulatedKernels.program(
                name,
                run ->
                    tool.run(
                        new Call(run, run.input(), run.output(), run.error()), run.arguments()));
      });
    }
  }

  // ---------------------------------------------------------------- tools

  @Async
  private static int write(ByteSink to, String text) throws IOException {
    to.writeAll(text.getBytes(UTF_8));
    return 0;
  }

  @Async
  private static int copy(ByteSource from, ByteSink to) throws IOException {
    var piece = new byte[PIECE];
    for (int count; (count = from.read(piece)) >= 0; ) {
      to.writeAll(piece, 0, count);
    }
    return 0;
  }

  @Async
  private static int env(Call call) throws IOException {
    for (Map.Entry<String, String> variable : call.run.environment().entrySet()) {
      int _ = write(call.output, variable.getKey() + "=" + variable.getValue() + "\n");
    }
    return 0;
  }

  @Async
  private static int head(Call call, List<String> words) throws IOException {
    int left = Integer.parseInt(words.get(1));
    boolean countsLines = words.getFirst().equals("-n");
    var one = new byte[1];
    while (left > 0 && call.input.read(one) > 0) {
      call.output.writeAll(one);
      left -= !countsLines || one[0] == '\n' ? 1 : 0;
    }
    return 0;
  }

  @Async
  private static int sleep(String seconds) {
    Gonzo.sleep(Duration.ofNanos(new BigDecimal(seconds).movePointRight(9).longValueExact()));
    return 0;
  }

  @Async
  private static int lines(Call call, List<String> lines) throws IOException {
    return write(call.output, String.join("\n", lines) + (lines.isEmpty() ? "" : "\n"));
  }

  private static List<String> distinct(List<String> lines) {
    var all = new ArrayList<String>();
    for (String line : lines) {
      if (all.isEmpty() || !all.getLast().equals(line)) {
        all.add(line);
      }
    }
    return all;
  }

  @Async
  private static int tee(Call call) throws IOException {
    var piece = new byte[PIECE];
    for (int count; (count = call.input.read(piece)) >= 0; ) {
      call.output.writeAll(piece, 0, count);
      call.error.writeAll(piece, 0, count);
    }
    return 0;
  }

  @Async
  private static int wc(Call call, List<String> words) throws IOException {
    String text = call.text();
    long count = words.contains("-l") ? text.lines().count() : text.length();
    return write(call.output, count + "\n");
  }

  @Async
  private static int yes(Call call) throws IOException {
    while (true) {
      int _ = write(call.output, "y\n");
    }
  }

  // ---------------------------------------------------------------- for the shell

  /** Runs a tool in the process of the shell. */
  @Async
  static int run(Call call, List<String> words) throws IOException {
    String first = words.getFirst();
    Tool tool = TOOLS.get(first.substring(first.lastIndexOf('/') + 1));
    if (tool == null) {
      throw new IllegalArgumentException("this shell has no " + first);
    }
    return tool.run(call, words.subList(1, words.size()));
  }

  @Async
  static AsyncFile created(Path path) throws IOException {
    return AsyncFile.open(
        path,
        StandardOpenOption.CREATE,
        StandardOpenOption.WRITE,
        StandardOpenOption.TRUNCATE_EXISTING);
  }

  @Async
  private static int read(Call call) throws IOException {
    var one = new byte[1];
    while (call.input.read(one) > 0) {
      if (one[0] == '\n') {
        return 0;
      }
    }
    return 1;
  }
}
