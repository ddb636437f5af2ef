import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;

/** An echo server for datagrams, in a virtual thread. */
void main(String[] arguments) throws Exception {
  int port = Integer.parseInt(arguments[0]);
  Thread.ofVirtual().start(() -> echo(port)).join();
}

void echo(int port) {
  try (var socket = new DatagramSocket(port, InetAddress.getLoopbackAddress())) {
    var packet = new DatagramPacket(new byte[65536], 65536);
    while (true) {
      packet.setLength(65536);
      socket.receive(packet);
      socket.send(packet);
    }
  } catch (IOException failure) {
    throw new UncheckedIOException(failure);
  }
}
