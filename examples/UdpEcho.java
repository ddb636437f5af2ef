// Sends each datagram back to its sender, and reports datagrams that are longer than the buffer.
//   ./gonzo run examples/UdpEcho.java [PORT]
//   nc -u 127.0.0.1 25000        in another terminal

import static dev.gonzo.Gonzo.*;

import dev.gonzo.net.*;

void main(String[] arguments) throws Exception {
  int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 25000;
  run(() -> {
    try (UdpSocket socket = Udp.open("127.0.0.1", port)) {
      IO.println("listening on " + socket.localAddress());
      echo(socket);
    }
  });
}

void echo(UdpSocket socket) throws IOException {
  var buffer = new byte[1400];
  while (true) {
    var datagram = socket.receiveFrom(buffer);
    if (datagram.isTruncated()) IO.println("cut: " + datagram);
    try {
      socket.sendTo(buffer, 0, datagram.length(), datagram.sender());
    } catch (IOException refused) { // for example to port 0: a sender can be forged
      IO.println("not sent: " + refused.getMessage());
    }
  }
}
