package dev.gonzo.net;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.spawn;

import dev.gonzo.Gonzo;
import dev.gonzo.Task;
import dev.gonzo.TooManyOpenFilesException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;

/** A server and its clients in one process, until there are no more descriptors. */
final class CrowdedProgram {
  private CrowdedProgram() {}

  static void main(String[] arguments) throws Exception {
    loadAll();
    run(() -> {
      try (Listener listener = Tcp.listen("127.0.0.1", 0)) {
        int port = listener.localAddress().getPort();
        Task<?> serving = spawn(() -> listener.serve(CrowdedProgram::echo));
        try (Socket first = Tcp.connect("127.0.0.1", port)) {
          ask(first); // what the JVM opens for all this is open from now on
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
        for (Socket client : clients) {
          ask(client);
          client.close();
        }
        System.out.println("all were served: " + (clients.size() > 10));
        serving.cancel();
      }
    });
  }

  /** From a jar, which stays open, classes come without a descriptor; from a directory not. */
  private static void loadAll() throws Exception {
    Path root = Path.of(Gonzo.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    try (var files = Files.walk(root)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".class")).toList()) {
        String name = root.relativize(file).toString().replace('/', '.');
        if (!name.endsWith("-info.class")) {
          Class<?> _ = Class.forName(name.substring(0, name.length() - ".class".length()));
        }
      }
    }
  }

  private static void ask(Socket client) throws IOException {
    client.sendAll(new byte[] {7});
    var answer = new byte[1];
    if (client.receive(answer) != 1 || answer[0] != 7) {
      throw new AssertionError("no answer");
    }
  }

  private static void echo(Socket client) throws IOException {
    var buffer = new byte[100];
    for (int n; (n = client.receive(buffer)) > 0; ) {
      client.sendAll(buffer, 0, n);
    }
  }
}
