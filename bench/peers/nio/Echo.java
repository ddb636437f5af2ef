import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** An echo server with a selector and one buffer, in one thread. */
final ByteBuffer buffer = ByteBuffer.allocateDirect(65536);

void main(String[] arguments) throws IOException {
  int port = Integer.parseInt(arguments[0]);
  try (var selector = Selector.open();
      var listener = ServerSocketChannel.open()) {
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 4096);
    listener.configureBlocking(false);
    listener.register(selector, SelectionKey.OP_ACCEPT);
    while (true) {
      selector.select(key -> ready(key, listener));
    }
  }
}

void ready(SelectionKey key, ServerSocketChannel listener) {
  try {
    if (key.isAcceptable()) {
      accept(listener, key.selector());
    } else if (key.isWritable()) {
      writeRest(key);
    } else {
      echo(key);
    }
  } catch (IOException _) {
    close(key);
  }
}

void accept(ServerSocketChannel listener, Selector selector) throws IOException {
  for (SocketChannel client; (client = listener.accept()) != null; ) {
    client.configureBlocking(false);
    client.setOption(StandardSocketOptions.TCP_NODELAY, true);
    client.register(selector, SelectionKey.OP_READ);
  }
}

void echo(SelectionKey key) throws IOException {
  var client = (SocketChannel) key.channel();
  buffer.clear();
  if (client.read(buffer) < 0) {
    close(key);
    return;
  }
  buffer.flip();
  client.write(buffer);
  if (buffer.hasRemaining()) {
    // The client takes no more now, and nothing is read from it until it does.
    key.attach(ByteBuffer.allocate(buffer.remaining()).put(buffer).flip());
    key.interestOps(SelectionKey.OP_WRITE);
  }
}

void writeRest(SelectionKey key) throws IOException {
  var rest = (ByteBuffer) key.attachment();
  ((SocketChannel) key.channel()).write(rest);
  if (!rest.hasRemaining()) {
    key.attach(null);
    key.interestOps(SelectionKey.OP_READ);
  }
}

void close(SelectionKey key) {
  try {
    key.channel().close();
  } catch (IOException _) {
    // There is nothing left to do for it.
  }
}
