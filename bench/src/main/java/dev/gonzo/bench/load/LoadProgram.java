package dev.gonzo.bench.load;

import dev.gonzo.bench.server.Requests;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A session whose work is done by another program, which is started once for each request. */
final class LoadProgram {
  private static final double NANOS = 1e9;

  private LoadProgram() {}

  /**
   * Answers each request of the session by running the load for the number of seconds that it asks
   * for.
   *
   * @param command the command for a number of whole seconds
   * @param requests finds how many requests were answered
   * @param errors finds what went wrong
   */
  static void serve(IntFunction<List<String>> command, Pattern requests, Pattern errors)
      throws Exception {
    Requests.serve(request -> {
      int seconds = (int) Math.max(1, Math.round(Double.parseDouble(request[0])));
      long began = System.nanoTime();
      String printed = run(command.apply(seconds));
      long nanos = System.nanoTime() - began;
      Matcher bad = errors.matcher(printed);
      if (bad.find()) {
        throw new IOException("the load has seen errors:\n" + printed);
      }
      Matcher found = requests.matcher(printed);
      if (!found.find()) {
        throw new IOException("no " + requests + " in what the load printed:\n" + printed);
      }
      return "{\"messages\":%d,\"nanos\":%d,\"p50_nanos\":0,\"p99_nanos\":0,\"lost\":0}"
          .formatted(Long.parseLong(found.group(1)), Math.min(nanos, (long) (seconds * NANOS)));
    });
  }

  private static String run(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      int status = process.waitFor();
      if (status != 0) {
        throw new IOException(command.getFirst() + " ended with " + status + ":\n" + printed);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("the load was interrupted", interrupted);
    }
    return printed;
  }
}
