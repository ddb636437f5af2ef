package dev.gonzo.bench.load;

import dev.gonzo.bench.server.Requests;
import java.io.IOException;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Load for echo servers over TLS: a closed loop with one message in flight on each connection, each
 * in a thread of its own. Every byte that comes back is compared with the byte that was sent.
 */
final class TlsLoad {
  private static final int TIME_LIMIT_MILLIS = 20_000;

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
    var sockets = new ArrayList<SSLSocket>();
    var factory = trusting().getSocketFactory();
    for (int i = 0; i < connections; i++) {
      var socket = (SSLSocket) factory.createSocket(InetAddress.getLoopbackAddress(), port);
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(TIME_LIMIT_MILLIS);
      socket.startHandshake();
      sockets.add(socket);
    }
    try (var threads = Executors.newCachedThreadPool()) {
      Requests.serve(request -> load.go(Double.parseDouble(request[0]), sockets, threads));
    }
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

  private String go(double seconds, List<SSLSocket> sockets, ExecutorService threads)
      throws Exception {
    long began = System.nanoTime();
    long end = began + (long) (seconds * 1e9);
    var work = new ArrayList<Callable<long[]>>();
    for (int i = 0; i < sockets.size(); i++) {
      SSLSocket socket = sockets.get(i);
      int number = i;
      work.add(() -> exchange(socket, number, end));
    }
    var turnarounds = new ArrayList<long[]>();
    for (Future<long[]> one : threads.invokeAll(work)) {
      turnarounds.add(one.get());
    }
    long nanos = System.nanoTime() - began;
    long[] sorted = turnarounds.stream().flatMapToLong(Arrays::stream).sorted().toArray();
    return "{\"messages\":%d,\"nanos\":%d,\"p50_nanos\":%d,\"p99_nanos\":%d,\"max_nanos\":%d,\"lost\":0}"
        .formatted(
            sorted.length,
            nanos,
            sorted[sorted.length / 2],
            sorted[(int) (sorted.length * 0.99)],
            sorted[sorted.length - 1]);
  }

  /** {@return the time that each message took there and back, in nanoseconds} */
  private long[] exchange(SSLSocket socket, int number, long end) throws IOException {
    var input = socket.getInputStream();
    var output = socket.getOutputStream();
    var took = new long[1_024];
    var back = new byte[size];
    int count = 0;
    long began = System.nanoTime();
    do {
      int offset = (number * 31 + count * 17) % 4_096;
      output.write(table, offset, size);
      if (input.readNBytes(back, 0, size) != size) {
        throw new IOException("the server has closed connection " + number);
      }
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
}
