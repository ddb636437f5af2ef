// The ladder, fourth rung: one thread and callbacks. Any number of clients, but the loop is gone: one method has become a
// state and two callbacks, and the program itself has to handle a client that does not read.
//   ./gonzo run examples/ladder/Echo4Callbacks.java [PORT]

import java.net.*;
import java.nio.*;
import java.nio.channels.*;

void main(String[] arguments) throws IOException {
  int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 25000;
  var selector = Selector.open();
  var listener = ServerSocketChannel.open();
  listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  listener.configureBlocking(false);
  listener.register(selector, SelectionKey.OP_ACCEPT, (Runnable) () -> accept(selector, listener));
  IO.println("listening on " + listener.getLocalAddress());
  while (true) {
    selector.select(key -> ((Runnable) key.attachment()).run());
  }
}

void accept(Selector selector, ServerSocketChannel listener) {
  try {
    var client = listener.accept();
    client.configureBlocking(false);
    var key = client.register(selector, SelectionKey.OP_READ);
    key.attach((Runnable) () -> receive(key, client, ByteBuffer.allocate(65536)));
  } catch (IOException failure) {
    IO.println("cannot accept: " + failure.getMessage());
  }
}

void receive(SelectionKey key, SocketChannel client, ByteBuffer buffer) {
  try {
    if (client.read(buffer) < 0) {
      client.close();
      return;
    }
    buffer.flip();
    send(key, client, buffer);
  } catch (IOException broken) {
    close(client);
  }
}

void send(SelectionKey key, SocketChannel client, ByteBuffer buffer) {
  try {
    client.write(buffer);
    if (buffer.hasRemaining()) { // the client does not read: come back when there is room
      key.interestOps(SelectionKey.OP_WRITE);
      key.attach((Runnable) () -> send(key, client, buffer));
    } else {
      buffer.clear();
      key.interestOps(SelectionKey.OP_READ);
      key.attach((Runnable) () -> receive(key, client, buffer));
    }
  } catch (IOException broken) {
    close(client);
  }
}

void close(SocketChannel client) {
  try {
    client.close();
  } catch (IOException failure) {
    IO.println("cannot close: " + failure.getMessage());
  }
}
