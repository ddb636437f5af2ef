package dev.gonzo.bench.server;

import static dev.gonzo.Gonzo.run;

import dev.gonzo.net.Udp;

/** An echo server for datagrams. */
final class UdpEcho {
  private UdpEcho() {}

  public static void main(String[] arguments) throws Exception {
    int port = Integer.parseInt(arguments[0]);
    run(() -> {
      try (var socket = Udp.open("127.0.0.1", port)) {
        var buffer = new byte[65536];
        while (true) {
          var datagram = socket.receiveFrom(buffer);
          socket.sendTo(buffer, 0, datagram.length(), datagram.sender());
        }
      }
    });
  }
}
