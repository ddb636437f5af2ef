package dev.gonzo.bench.load;

import java.util.List;
import java.util.regex.Pattern;

/** Load for a server of HTTP/2, by {@code h2load}: 100 requests in flight on each connection. */
final class H2Load {
  private H2Load() {}

  public static void main(String[] arguments) throws Exception {
    LoadProgram.serve(
        seconds ->
            List.of(
                "h2load",
                "-t1",
                "-c" + arguments[1],
                "-m100",
                "-D" + seconds,
                "http://127.0.0.1:" + arguments[0] + "/"),
        Pattern.compile("(\\d+) succeeded"),
        Pattern.compile("[1-9]\\d* (failed|errored|timeout)"));
  }
}
