package dev.gonzo.bench.load;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.timeoutAfter;

import dev.gonzo.TaskGroup;
import dev.gonzo.bench.server.Requests;
import dev.gonzo.tls.Tls;
import dev.gonzo.tls.TlsOptions;
import dev.gonzo.tls.TlsStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Load for echo servers over TLS: a closed loop with one message in flight on each connection.
 * Every byte that comes back is compared with the byte that was sent.
 *
 * <p>Each connection is a task. With a thread each, of the JDK's sockets, the load needed more of
 * its core than the server of the server's, which then had little to do.
 */
final class TlsLoad {
  private static final Duration TIME_LIMIT = Duration.ofSeconds(20);

  private final byte[] table;
  private final int size;

  private TlsLoad(int size) {
    this.size = size;
    table = new byte[size + 4_096];
    new Random(1).nextBytes(table);
  }

  public static void main(String[] arguments) throws Exception {
    int port = Integer.parseInt(arguments[0]);
    int connections = Integer.parseInt(arguments[1]);
    var load = new TlsLoad(Integer.parseInt(arguments[2]));
    var options = TlsOptions.defaults().withContext(trusting()).withoutHostNameVerification();
    run(() -> {
      var streams = new ArrayList<TlsStream>();
      for (int i = 0; i < connections; i++) {
        streams.add(Tls.connect("127.0.0.1", port, options));
      }
      Requests.serveInTask(request -> load.go(Double.parseDouble(request[0]), streams));
    });
  }

  /** Trusts every server: this is about what messages cost, between processes of one machine. */
  private static SSLContext trusting() throws GeneralSecurityException {
    var all =
        new X509TrustManager() {
          @Override
          public void checkClientTrusted(X509Certificate[] chain, String kind) {}

          @Override
          public void checkServerTrusted(X509Certificate[] chain, String kind) {}

          @Override
          public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
          }
        };
    var context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {all}, null);
    return context;
  }

  private String go(double seconds, List<TlsStream> streams) throws Exception {
    long began = System.nanoTime();
    long end = began + (long) (seconds * 1e9);
    var turnarounds = new ArrayList<long[]>();
    try (var group = TaskGroup.open()) {
      for (int i = 0; i < streams.size(); i++) {
        TlsStream stream = streams.get(i);
        int number = i;
        group.spawn(() -> turnarounds.add(exchange(stream, number, end)));
      }
      group.join();
    }
    return LoadAnswer.of(turnarounds, System.nanoTime() - began);
  }

  /** {@return the time that each message took there and back, in nanoseconds} */
  private long[] exchange(TlsStream stream, int number, long end) throws IOException {
    var took = new long[1_024];
    var back = new byte[size];
    int count = 0;
    long began = System.nanoTime();
    do {
      int offset = (number * 31 + count * 17) % 4_096;
      stream.writeAll(table, offset, size);
      timeoutAfter(TIME_LIMIT, () -> readAll(stream, back));
      if (!Arrays.equals(back, 0, size, table, offset, offset + size)) {
        throw new IOException("other bytes came back than were sent");
      }
      if (count == took.length) {
        took = Arrays.copyOf(took, count * 2);
      }
      long now = System.nanoTime();
      took[count++] = now - began;
      began = now;
    } while (began - end < 0);
    return Arrays.copyOf(took, count);
  }

  private static void readAll(TlsStream stream, byte[] back) throws IOException {
    for (int at = 0; at < back.length; ) {
      int n = stream.read(back, at, back.length - at);
      if (n < 0) {
        throw new IOException("the server has closed a connection");
      }
      at += n;
    }
  }
}
