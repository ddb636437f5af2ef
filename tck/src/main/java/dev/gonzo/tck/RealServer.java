package dev.gonzo.tck;

import static dev.gonzo.Gonzo.yieldNow;
import static dev.gonzo.tck.Connection.HERE;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * A thread that serves one connection, by the sockets of the JDK.
 *
 * @param listening the socket at which it accepts
 * @param serving what the thread does
 */
record RealServer(ServerSocket listening, FutureTask<@Nullable Void> serving)
    implements PeerServer {
  /** Starts the thread. */
  static RealServer start(PeerService service) throws IOException {
    var listening = new ServerSocket(0, 1, InetAddress.ofLiteral(HERE));
    var serving =
        new FutureTask<@Nullable Void>(() -> {
          try (Socket accepted = listening.accept()) {
            service.serve(new RealConnection(accepted));
          }
          return null;
        });
    Thread.ofPlatform().start(serving);
    return new RealServer(listening, serving);
  }

  @Override
  public int port() {
    return listening.getLocalPort();
  }

  @Override
  public void awaitEnd() throws Exception {
    while (!serving.isDone()) {
      yieldNow();
    }
    serving.get();
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }

  private record RealConnection(Socket socket) implements PeerConnection {
    @Override
    public int receive(byte[] buffer) throws IOException {
      return socket.getInputStream().read(buffer);
    }

    @Override
    public void send(byte[] bytes, int length) throws IOException {
      socket.getOutputStream().write(bytes, 0, length);
    }
  }
}
