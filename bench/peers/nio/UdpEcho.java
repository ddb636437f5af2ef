import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/** An echo server for datagrams with a blocking channel, in one thread. */
void main(String[] arguments) throws IOException {
  int port = Integer.parseInt(arguments[0]);
  try (var channel = DatagramChannel.open()) {
    channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    ByteBuffer buffer = ByteBuffer.allocateDirect(65536);
    while (true) {
      buffer.clear();
      SocketAddress sender = channel.receive(buffer);
      buffer.flip();
      channel.send(buffer, sender);
    }
  }
}
