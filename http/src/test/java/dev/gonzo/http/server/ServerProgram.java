package dev.gonzo.http.server;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import dev.gonzo.http.Http;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** A program that serves, for tests of signals: it writes its port into a file, and says so. */
final class ServerProgram implements ExchangeObserver {
  private final int servers = Integer.getInteger("servers");
  private final AtomicInteger listening = new AtomicInteger();

  private ServerProgram() {}

  public static void main(String[] arguments) throws IOException {
    var program = new ServerProgram();
    var options = ServerOptions.defaults().withGrace(ofSeconds(60)).withObserver(program);
    if (program.servers > 1) {
      ServerPerCore.serve(
          program.servers, "127.0.0.1", 0, options, core -> exchange -> answer(core, exchange));
    } else {
      run(() -> Http.serve("127.0.0.1", 0, options, exchange -> answer(0, exchange)));
    }
  }

  private static void answer(int core, Exchange exchange) throws IOException {
    if (exchange.path().equals("/slow")) {
      IO.println("begun");
      sleep(ofMillis(700));
    }
    exchange.send("core " + core + " of " + exchange.path() + "\n");
  }

  @Override
  public void listening(InetSocketAddress address) {
    if (listening.incrementAndGet() == servers) {
      try {
        Files.writeString(Path.of(System.getProperty("port")), "" + address.getPort());
      } catch (IOException failure) {
        throw new java.io.UncheckedIOException(failure);
      }
      IO.println("listening");
    }
  }
}
