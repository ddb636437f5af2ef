package dev.gonzo.kernel.driver;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;

import dev.gonzo.Task;
import dev.gonzo.net.Tcp;

/** Sends to a port while another task is ready, and then ends the JVM, in the way asked for. */
final class SendsAndExits {
  static final int BYTES = 12_345;

  private SendsAndExits() {}

  public static void main(String[] arguments) throws Exception {
    int port = Integer.getInteger("port");
    String end = System.getProperty("end");
    run(() -> {
      Task<?> _ =
          spawn(() -> {
            while (true) {
              yieldNow();
            }
          });
      var client = Tcp.connect("127.0.0.1", port);
      client.writeAll(new byte[BYTES]);
      switch (end) {
        case "exit" -> System.exit(0);
        case "thread" -> Thread.ofPlatform().start(() -> System.exit(0)).join();
        default -> throw new IllegalStateException("main fails");
      }
    });
  }
}
