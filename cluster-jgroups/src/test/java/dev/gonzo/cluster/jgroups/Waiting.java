package dev.gonzo.cluster.jgroups;

import static dev.gonzo.Gonzo.sleep;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.function.BooleanSupplier;

/** What the tests of this package wait for, and where their nodes listen. */
final class Waiting {
  private Waiting() {}

  /** Waits until something is true, for as long as the test may take. */
  static void until(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      sleep(Duration.ofMillis(5));
    }
  }

  /** Returns ports of loopback that were free at the same time. */
  static int[] freePorts(int count) throws IOException {
    var held = new ArrayList<ServerSocket>();
    try {
      int[] ports = new int[count];
      for (int i = 0; i < count; i++) {
        held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
        ports[i] = held.getLast().getLocalPort();
      }
      return ports;
    } finally {
      for (ServerSocket socket : held) {
        socket.close();
      }
    }
  }
}
