package unmodified;

import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawnDaemon;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.time.Duration.ofSeconds;

import dev.gonzo.bridge.Bridge;
import dev.gonzo.sim.Ending;
import dev.gonzo.sim.Simulation;
import dev.gonzo.sim.SimulationOptions;
import dev.gonzo.sim.Trial;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * HTTPS by the JDK's own client and sockets, twice with each seed: for each a line with the hash of
 * the history, and what the client has read.
 */
final class Https {
  private static final char[] PASSWORD = "changeit".toCharArray();
  private static final byte[] REPLY =
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok".getBytes(US_ASCII);

  private Https() {}

  static void main(String[] arguments) throws Exception {
    Bridge.install();
    for (int seed = 1; seed <= 2; seed++) {
      for (int i = 0; i < 2; i++) {
        List<String> replies = new ArrayList<>();
        Ending<?> ending =
            Trial.of(
                SimulationOptions.ofSeed(seed),
                simulation -> simulate(simulation, Path.of(arguments[0]), replies));
        ending.failure().ifPresent(Throwable::printStackTrace);
        System.out.println(ending.history() + " " + replies);
      }
    }
  }

  private static void simulate(Simulation simulation, Path store, List<String> replies)
      throws Exception {
    SSLContext context = context(store); // its keys belong to the seed, too
    simulation.host("server", () -> serve(context));
    simulation
        .run(() -> {
          for (int i = 0; i < 3; i++) {
            sleep(ofSeconds(1)); // the second one resumes the session of the first
            var connection =
                (HttpsURLConnection) URI.create("https://server/").toURL().openConnection();
            connection.setSSLSocketFactory(context.getSocketFactory());
            replies.add(new String(connection.getInputStream().readAllBytes(), US_ASCII));
          }
        })
        .valueOrThrow();
  }

  private static void serve(SSLContext context) throws IOException {
    try (var listener =
        (SSLServerSocket) context.getServerSocketFactory().createServerSocket(443)) {
      while (true) {
        Socket socket = listener.accept();
        var _ = spawnDaemon("client", () -> answer(socket));
      }
    }
  }

  private static void answer(Socket socket) throws IOException {
    try (socket) {
      var input = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
      String line;
      do {
        line = input.readLine();
      } while (line != null && !line.isEmpty());
      socket.getOutputStream().write(REPLY);
    }
  }

  private static SSLContext context(Path file) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (var input = Files.newInputStream(file)) {
      store.load(input, PASSWORD);
    }
    var keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, PASSWORD);
    var trusted = TrustManagerFactory.getInstance("PKIX");
    trusted.init(store);
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    context.init(keys.getKeyManagers(), trusted.getTrustManagers(), null);
    return context;
  }
}
