package dev.gonzo.kernel.driver.nio;

import dev.gonzo.kernel.LoopTask;
import dev.gonzo.kernel.driver.Buffers;
import dev.gonzo.kernel.driver.Side;
import dev.gonzo.trap.Receive;
import dev.gonzo.trap.ReceiveScattered;
import dev.gonzo.trap.Send;
import dev.gonzo.trap.SendGathered;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/**
 * Receives and sends bytes through a direct buffer of its own; otherwise the JDK would look for one
 * at each call.
 */
final class Transfers {
  private static final int MOST_BYTES = 1 << 16;

  private final Buffers buffers = new Buffers();
  private final ByteBuffer outside = ByteBuffer.allocateDirect(MOST_BYTES);

  int receive(LoopTask<?> task, Receive asked, NioSocket socket) throws Exception {
    SocketChannel channel = socket.connection();
    Side side = socket.input;
    side.refuseSecond();
    while (true) {
      socket.requireOpen();
      if (side.isReady()) {
        int most = Math.min(asked.length(), MOST_BYTES);
        int count = receive(channel, outside.clear().limit(most));
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

  private static int receive(SocketChannel channel, ByteBuffer buffer) throws IOException {
    try {
      return channel.read(buffer);
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
        int count = send(channel, outside);
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

  private static int send(SocketChannel channel, ByteBuffer buffer) throws IOException {
    try {
      return channel.write(buffer);
    } catch (IOException failure) {
      throw Failures.during("send to " + Failures.peer(channel), failure);
    }
  }

  int receive(LoopTask<?> task, ReceiveScattered asked, NioSocket socket) throws Exception {
    SocketChannel channel = socket.connection();
    Side side = socket.input;
    side.refuseSecond();
    while (true) {
      socket.requireOpen();
      if (side.isReady()) {
        int count = receive(channel, buffers.room(asked.buffers()));
        if (count > 0) {
          buffers.scatter(asked.buffers(), count);
        }
        if (count != 0) {
          return count;
        }
        side.exhausted();
      }
      socket.await(task, asked, side, SelectionKey.OP_READ);
    }
  }

  int send(LoopTask<?> task, SendGathered asked, NioSocket socket) throws Exception {
    SocketChannel channel = socket.connection();
    Side side = socket.output;
    side.refuseSecond();
    while (true) {
      socket.requireOpen();
      if (side.isReady()) {
        int count = send(channel, buffers.gather(asked.buffers()));
        if (count > 0) {
          Buffers.skip(asked.buffers(), count);
          return count;
        }
        side.exhausted();
      }
      socket.await(task, asked, side, SelectionKey.OP_WRITE);
    }
  }
}
