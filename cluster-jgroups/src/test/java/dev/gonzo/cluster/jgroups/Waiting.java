package dev.gonzo.cluster.jgroups;

import static dev.gonzo.Gonzo.sleep;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** What the tests of this package wait for, and where their nodes listen. */
final class Waiting {
  private static final List<Socket> RESERVED = new ArrayList<>();

  private Waiting() {}

  /** Waits until something is true, for as long as the test may take. */
  static void until(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      sleep(Duration.ofMillis(5));
    }
  }

  /**
   * Returns ports of loopback that no other program gets while this JVM runs: sockets are bound to
   * them and do not listen, which on Linux lets a node listen there. The same holds for the ports
   * higher by 100, where JGroups notices the end of processes.
   */
  static synchronized int[] freePorts(int count) throws IOException {
    int[] ports = new int[count];
    for (int i = 0; i < count; i++) {
      ports[i] = reserve();
    }
    return ports;
  }

  private static int reserve() throws IOException {
    while (true) {
      var first = bound(0);
      try {
        RESERVED.add(bound(first.getLocalPort() + 100));
        RESERVED.add(first);
        return first.getLocalPort();
      } catch (IOException | IllegalArgumentException taken) {
        first.close();
      } finally {
        if (!System.getProperty("os.name", "").equals("Linux")) {
          for (Socket socket : RESERVED) {
            socket.close();
          }
        }
      }
    }
  }

  private static Socket bound(int port) throws IOException {
    var socket = new Socket();
    try {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return socket;
    } catch (IOException | IllegalArgumentException taken) {
      socket.close();
      throw taken;
    }
  }
}
