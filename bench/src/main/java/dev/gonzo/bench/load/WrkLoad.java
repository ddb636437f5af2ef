package dev.gonzo.bench.load;

import java.util.List;
import java.util.regex.Pattern;

/** Load for a server of HTTP/1.1, by {@code wrk}: each connection has one request in flight. */
final class WrkLoad {
  private WrkLoad() {}

  public static void main(String[] arguments) throws Exception {
    LoadProgram.serve(
        seconds ->
            List.of(
                "wrk",
                "-t1",
                "-c" + arguments[1],
                "-d" + seconds + "s",
                "http://127.0.0.1:" + arguments[0] + "/"),
        Pattern.compile("(\\d+) requests in"),
        Pattern.compile("Socket errors|Non-2xx"));
  }
}
