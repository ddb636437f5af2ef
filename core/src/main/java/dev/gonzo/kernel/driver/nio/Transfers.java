package dev.gonzo.kernel.driver.nio;

import dev.gonzo.kernel.LoopTask;
import dev.gonzo.kernel.driver.Side;
import dev.gonzo.trap.Receive;
import dev.gonzo.trap.Send;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/**
 * Bytes in and out, by way of a buffer outside the heap, which the JDK would otherwise look for at
 * each call.
 */
final class Transfers {
  private static final int MOST_BYTES = 1 << 16;

  private final ByteBuffer outside = ByteBuffer.allocateDirect(MOST_BYTES);

  int receive(LoopTask<?> task, Receive asked, NioSocket socket) throws Exception {
    SocketChannel channel = socket.connection();
    Side side = socket.input;
    side.refuseSecond();
    while (true) {
      socket.requireOpen();
      if (side.isReady()) {
        int most = Math.min(asked.length(), MOST_BYTES);
        int count = receive(channel, most);
        if (count < most) {
          side.exhausted();
        }
        if (count != 0) {
          if (count > 0) {
            outside.flip().get(asked.buffer(), asked.offset(), count);
          }
          return count;
        }
      }
      socket.await(task, asked, side, SelectionKey.OP_READ);
    }
  }

  private int receive(SocketChannel channel, int most) throws IOException {
    try {
      return channel.read(outside.clear().limit(most));
    } catch (IOException failure) {
      throw Failures.during("receive from " + Failures.peer(channel), failure);
    }
  }

  int send(LoopTask<?> task, Send asked, NioSocket socket) throws Exception {
    SocketChannel channel = socket.connection();
    Side side = socket.output;
    side.refuseSecond();
    while (true) {
      socket.requireOpen();
      if (side.isReady()) {
        int most = Math.min(asked.length(), MOST_BYTES);
        outside.clear().put(asked.buffer(), asked.offset(), most).flip();
        int count = send(channel);
        if (count < most) {
          side.exhausted();
        }
        if (count > 0) {
          return count;
        }
      }
      socket.await(task, asked, side, SelectionKey.OP_WRITE);
    }
  }

  private int send(SocketChannel channel) throws IOException {
    try {
      return channel.write(outside);
    } catch (IOException failure) {
      throw Failures.during("send to " + Failures.peer(channel), failure);
    }
  }
}
