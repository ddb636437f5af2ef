package calls;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures remote calls: {@code CALLS AT-ONCE ROUNDS STACK...}. In each round each stack has a
 * server and a client of its own, one after the other. Prints the median of calls per second, the
 * processor time of both processes for a call, and its ratio to that of the first stack.
 */
public final class Main {
  private static final int PORT = 27_500;

  private Main() {}

  /**
   * Runs the measurement, or one of its processes.
   *
   * @param args see above; or {@code server STACK}, or {@code client STACK CALLS AT-ONCE SERVER}
   * @throws Exception if something fails
   */
  public static void main(String[] args) throws Exception {
    switch (args[0]) {
      case "server" -> Stack.of(args[1]).serve(PORT, () -> System.out.println("ready"));
      case "client" -> {
        var load =
            new Load(Integer.parseInt(args[2]), Integer.parseInt(args[3]), Long.parseLong(args[4]));
        Stack.of(args[1]).call(PORT, PORT + 1, load);
        System.exit(0);
      }
      default -> compare(args[0], args[1], Integer.parseInt(args[2]), stacks(args));
    }
  }

  private static List<String> stacks(String[] args) {
    return Arrays.asList(args).subList(3, args.length);
  }

  private record Row(double perSecond, double micros) {}

  private static void compare(String calls, String atOnce, int rounds, List<String> stacks)
      throws Exception {
    Map<String, List<Row>> rows = new LinkedHashMap<>();
    for (int i = 0; i < rounds; i++) {
      for (String stack : stacks) {
        Row row = measure(stack, calls, atOnce);
        System.err.printf("%d %s %.0f/s %.2f us%n", i, stack, row.perSecond, row.micros);
        rows.computeIfAbsent(stack, _ -> new ArrayList<>()).add(row);
      }
    }
    double first = 0;
    for (var entry : rows.entrySet()) {
      double perSecond = median(entry.getValue().stream().mapToDouble(Row::perSecond).toArray());
      double micros = median(entry.getValue().stream().mapToDouble(Row::micros).toArray());
      first = first == 0 ? micros : first;
      System.out.printf(
          "%-16s %8.0f/s %8.2f us of processor time, ratio %.2f%n",
          entry.getKey(), perSecond, micros, micros / first);
    }
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    int middle = values.length / 2;
    return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
  }

  private static Row measure(String stack, String calls, String atOnce) throws Exception {
    Process server = process("server", stack);
    try {
      if (!"ready".equals(server.inputReader().readLine())) {
        throw new IOException("the server " + stack + " does not begin");
      }
      Process client = process("client", stack, calls, atOnce, String.valueOf(server.pid()));
      String line = client.inputReader().readLine();
      if (client.waitFor() != 0 || line == null) {
        throw new IOException("the client " + stack + " has failed");
      }
      String[] words = line.split(" ", -1);
      return new Row(Double.parseDouble(words[0]), Double.parseDouble(words[1]));
    } finally {
      server.destroyForcibly().waitFor();
    }
  }

  /** With the flags of this JVM, of which Gonzo needs some. */
  private static Process process(String... args) throws IOException {
    var line = new ArrayList<String>();
    line.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
    line.addAll(java.lang.management.ManagementFactory.getRuntimeMXBean().getInputArguments());
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    line.addAll(List.of(args));
    return new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }
}
