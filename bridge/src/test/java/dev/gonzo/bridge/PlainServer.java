package dev.gonzo.bridge;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A server of the JDK in threads, outside of all kernels. */
final class PlainServer implements AutoCloseable {
  private final ServerSocket server;
  private final Service service;
  private final List<Socket> clients = new ArrayList<>();
  private final AtomicInteger served = new AtomicInteger();

  /** Serves one connection, which is closed afterwards. */
  interface Service {
    void serve(Socket client) throws IOException;
  }

  private PlainServer(ServerSocket server, Service service) {
    this.server = server;
    this.service = service;
  }

  static PlainServer of(Service service) throws IOException {
    var started =
        new PlainServer(new ServerSocket(0, 4096, InetAddress.getLoopbackAddress()), service);
    start(started::accept);
    return started;
  }

  static PlainServer echo() throws IOException {
    return of(client -> {
      long _ = client.getInputStream().transferTo(client.getOutputStream());
    });
  }

  private static void start(Runnable body) {
    Thread.ofPlatform().daemon().name("plain-server").start(body);
  }

  private void accept() {
    try {
      while (true) {
        Socket client = server.accept();
        synchronized (clients) {
          clients.add(client);
        }
        int _ = served.incrementAndGet();
        start(() -> serve(client));
      }
    } catch (IOException closed) {
      // the test has ended
    }
  }

  private void serve(Socket client) {
    try (client) {
      service.serve(client);
    } catch (IOException gone) {
      // the test looks at the client's side
    } finally {
      int _ = served.decrementAndGet();
    }
  }

  /** How many connections are being served. */
  int served() {
    return served.get();
  }

  InetSocketAddress address() {
    return (InetSocketAddress) server.getLocalSocketAddress();
  }

  int port() {
    return server.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    server.close();
    synchronized (clients) {
      for (Socket client : clients) {
        client.close();
      }
    }
  }
}
