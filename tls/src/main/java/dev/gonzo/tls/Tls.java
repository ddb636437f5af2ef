package dev.gonzo.tls;

import dev.gonzo.Async;
import dev.gonzo.Elsewhere;
import dev.gonzo.ThreadLimit;
import dev.gonzo.net.Handler;
import dev.gonzo.net.StreamSocket;
import dev.gonzo.net.Tcp;
import dev.gonzo.stream.ByteStream;
import dev.gonzo.stream.StreamFailureException;
import java.io.IOException;

/**
 * TLS: clients and servers.
 *
 * <pre>{@code
 * try (var server = Tls.connect("example.org", 443)) {
 *   var output = Output.of(server);
 *   output.writeString("GET / HTTP/1.0\r\nHost: example.org\r\n\r\n");
 *   output.flush();
 *   for (String line : Input.of(server).lines()) ...
 * }
 *
 * var options = TlsOptions.defaults().withCertificate(Path.of("fullchain.pem"), Path.of("key.pem"));
 * Tls.serve("0.0.0.0", 443, options, client -> ...);
 * }</pre>
 *
 * <p>By default a client verifies that the server's certificate is trusted by the JVM, and that it
 * is for the requested host.
 */
public final class Tls {
  /**
   * How many threads compute handshakes at the same time in this JVM: 16, or 2 per processor if
   * that is more. {@code -Dgonzo.threads.tls=32} sets another number. A handshake that waits for a
   * thread is given up when its {@linkplain TlsOptions#withHandshakeTimeout limit} is over.
   */
  public static final ThreadLimit HANDSHAKES = ThreadLimit.of("TLS handshakes", threads());

  private static final int NO_PORT = -1;

  private Tls() {}

  private static int threads() {
    int most = Math.max(16, 2 * Runtime.getRuntime().availableProcessors());
    return Math.max(1, Integer.getInteger("gonzo.threads.tls", most));
  }

  /**
   * Connects to a server over TCP, and waits for the handshake, with {@link TlsOptions#defaults()}.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, nothing stays open.
   *
   * @param host a name or an address; the certificate must be for it
   * @param port the server's port, 1 to 65535
   * @return the connection; close it
   * @throws java.net.ConnectException if no server listens there
   * @throws java.net.UnknownHostException if there is no such host
   * @throws javax.net.ssl.SSLException if the handshake fails: a certificate that is not trusted,
   *     has expired, or is for another host; no protocol in common; no answer in time
   * @throws IOException if the connection fails
   */
  @Async
  public static TlsStream connect(String host, int port) throws IOException {
    return connect(host, port, TlsOptions.defaults());
  }

  /**
   * Connects to a server over TCP, and waits for the handshake.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, nothing stays open.
   *
   * @param host a name or an address; the certificate must be for it
   * @param port the server's port, 1 to 65535
   * @param options the options
   * @return the connection; close it
   * @throws java.net.ConnectException if no server listens there
   * @throws java.net.UnknownHostException if there is no such host
   * @throws javax.net.ssl.SSLException if the handshake fails
   * @throws IOException if the connection fails
   */
  @Async
  public static TlsStream connect(String host, int port, TlsOptions options) throws IOException {
    Handshake.Side side = options.client(host, port);
    return Handshake.over(Tcp.connect(host, port), options, side);
  }

  /**
   * Starts TLS as a client on an open stream, such as one after STARTTLS, a tunnel through a proxy,
   * or a pipe; and waits for the handshake.
   *
   * <p>Suspends; a checkpoint. If the handshake fails, or is cancelled, the stream is closed.
   *
   * @param stream the stream to encrypt; it is closed with the connection, and must not be used
   *     otherwise from now on
   * @param host the host to request; the certificate must be for it
   * @param options the options
   * @return the connection; close it
   * @throws IllegalArgumentException if the host is empty; the stream stays open
   * @throws javax.net.ssl.SSLException if the handshake fails
   * @throws IOException if the stream fails
   */
  @Async
  public static TlsStream client(ByteStream stream, String host, TlsOptions options)
      throws IOException {
    if (host.isEmpty()) {
      throw new IllegalArgumentException(
          "the host is empty: give the name or address for which the certificate must be");
    }
    return Handshake.over(stream, options, options.client(host, NO_PORT));
  }

  /**
   * Starts TLS as a server on an open stream, and waits for the handshake.
   *
   * <p>Suspends; a checkpoint. If the handshake fails, or is cancelled, the stream is closed.
   *
   * @param stream the stream to encrypt; it is closed with the connection, and must not be used
   *     otherwise from now on
   * @param options the options, with a certificate
   * @return the connection; close it
   * @throws IllegalArgumentException if the options name no certificate; the stream stays open
   * @throws javax.net.ssl.SSLException if the handshake fails
   * @throws IOException if the stream fails
   */
  @Async
  public static TlsStream server(ByteStream stream, TlsOptions options) throws IOException {
    return Handshake.over(stream, options.forServer(), options::server);
  }

  /**
   * Listens, and runs a handler for each connection after its handshake, until it is cancelled. See
   * {@link dev.gonzo.net.Listener#serve}.
   *
   * <p>Suspends; a checkpoint.
   *
   * @param host a name or an address of this machine; "0.0.0.0" for all IPv4 addresses, "::" for
   *     all
   * @param port the port; 0 lets the system choose
   * @param options the options, with a certificate
   * @param handler serves a connection
   * @throws java.net.BindException if the address is in use, or not this machine's
   * @throws IllegalArgumentException if the options name no certificate
   * @throws IOException if accepting fails, or the certificate cannot be read
   */
  @Async
  public static void serve(String host, int port, TlsOptions options, @Elsewhere TlsHandler handler)
      throws IOException {
    Tcp.serve(host, port, handler(options, handler));
  }

  /**
   * Adds TLS to a handler, for an open listener. Each handshake happens in the task of its
   * connection, so a slow one holds up no other. The files of the options are read now, so that
   * errors in them are reported now.
   *
   * <p>Suspends; a checkpoint.
   *
   * <pre>{@code
   * try (Listener listener = Tcp.listen("127.0.0.1", 0)) {
   *   listener.serve(Tls.handler(options, this::answer));
   * }
   * Unix.serve("/run/secret", Tls.handler(options, this::answer));
   * }</pre>
   *
   * @param options the options, with a certificate
   * @param handler serves a connection after its handshake
   * @return a handler that does the handshake and then calls the other one
   * @throws IllegalArgumentException if the options name no certificate
   * @throws IOException if the certificate cannot be read, or is not valid
   */
  @Async
  public static Handler<StreamSocket> handler(TlsOptions options, @Elsewhere TlsHandler handler)
      throws IOException {
    Handshake.prepare(options.forServer());
    return socket -> {
      TlsStream client = server(socket, options);
      try (client) {
        handler.handle(client);
      } catch (Exception failure) {
        if (StreamFailureException.isOf(failure, client)) {
          StreamFailureException.note(failure, socket); // which the server knows
        }
        throw failure;
      }
    };
  }
}
