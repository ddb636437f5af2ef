package dev.gonzo.net;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.spawn;

import dev.gonzo.AllClasses;
import dev.gonzo.Task;
import dev.gonzo.TooManyOpenFilesException;
import java.io.IOException;
import java.util.ArrayList;

/** A server and its clients in one process, until there are no more descriptors. */
final class CrowdedProgram {
  private CrowdedProgram() {}

  static void main(String[] arguments) throws Exception {
    AllClasses.load();
    run(() -> {
      try (Listener listener = Tcp.listen("127.0.0.1", 0)) {
        int port = listener.localAddress().getPort();
        Task<?> serving = spawn(() -> listener.serve(CrowdedProgram::echo));
        try (Socket first = Tcp.connect("127.0.0.1", port)) {
          Dns.resolve("two.addresses");
          ask(first); // everything that the JVM opens for this is open from now on
        }
        System.getLogger("dev.gonzo.net").log(System.Logger.Level.WARNING, "so are the logs");
        var clients = new ArrayList<Socket>();
        try {
          while (true) {
            clients.add(Tcp.connect("127.0.0.1", port));
          }
        } catch (TooManyOpenFilesException full) {
          System.out.println("full");
        }
        try (Socket _ = Tcp.connect("two.addresses", port)) {
          System.out.println("connected all the same");
        } catch (TooManyOpenFilesException full) {
          System.out.println("full for a name too");
        }
        for (Socket client : clients) {
          ask(client);
          client.close();
        }
        System.out.println("all were served: " + (clients.size() > 10));
        serving.cancel();
      }
    });
  }

  private static void ask(Socket client) throws IOException {
    client.writeAll(new byte[] {7});
    var answer = new byte[1];
    if (client.read(answer) != 1 || answer[0] != 7) {
      throw new AssertionError("no answer");
    }
  }

  private static void echo(Socket client) throws IOException {
    var buffer = new byte[100];
    for (int n; (n = client.read(buffer)) > 0; ) {
      client.writeAll(buffer, 0, n);
    }
  }
}
