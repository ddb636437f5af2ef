package dev.gonzo.bench.benchmark;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;

/** One datagram to an echo server and back, which shows that the server is ready. */
final class Datagrams {
  private static final int WAIT_MILLIS = 200;

  private Datagrams() {}

  static void exchange(int port) throws IOException {
    try (var socket = new DatagramSocket()) {
      socket.setSoTimeout(WAIT_MILLIS);
      socket.connect(InetAddress.getLoopbackAddress(), port);
      socket.send(new DatagramPacket(new byte[] {'?'}, 1));
      socket.receive(new DatagramPacket(new byte[1], 1));
    }
  }
}
