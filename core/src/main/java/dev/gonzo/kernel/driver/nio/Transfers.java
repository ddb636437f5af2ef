package dev.gonzo.kernel.driver.nio;

import dev.gonzo.kernel.driver.Buffers;
import dev.gonzo.kernel.driver.ready.ReadinessLoop;
import dev.gonzo.trap.NetTrap.Receive;
import dev.gonzo.trap.NetTrap.ReceiveScattered;
import dev.gonzo.trap.NetTrap.Send;
import dev.gonzo.trap.NetTrap.SendGathered;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * Receives and sends bytes through a direct buffer of its own; otherwise the JDK would look for one
 * at each call.
 */
final class Transfers {
  private static final int MOST_BYTES = 1 << 16;

  final ReadinessLoop<NioSocket, Receive, Integer> receive =
      ReadinessLoop.inputByLoop(this::receive);
  final ReadinessLoop<NioSocket, Send, Integer> send = ReadinessLoop.output(this::send);
  final ReadinessLoop<NioSocket, ReceiveScattered, Integer> receiveScattered =
      ReadinessLoop.inputByLoop(this::receive);
  final ReadinessLoop<NioSocket, SendGathered, Integer> sendGathered =
      ReadinessLoop.output(this::send);

  private final Buffers buffers = new Buffers();
  private final ByteBuffer outside = ByteBuffer.allocateDirect(MOST_BYTES);

  private @Nullable Integer receive(Receive asked, NioSocket socket) throws IOException {
    int most = Math.min(asked.length(), MOST_BYTES);
    int count = receive(socket, outside.clear().limit(most));
    if (count < most) {
      socket.input.drained();
    }
    if (count > 0) {
      outside.flip().get(asked.buffer(), asked.offset(), count);
    }
    return noneIfZero(count);
  }

  private @Nullable Integer receive(ReceiveScattered asked, NioSocket socket) throws IOException {
    int count = receive(socket, buffers.room(asked.buffers()));
    if (count > 0) {
      buffers.scatter(asked.buffers(), count);
    }
    return noneIfZero(count);
  }

  private static int receive(NioSocket socket, ByteBuffer buffer) throws IOException {
    SocketChannel channel = socket.connection();
    try {
      int count = channel.read(buffer);
      if (count < 0) {
        socket.inputEnded();
      }
      return count;
    } catch (IOException failure) {
      socket.failed(failure);
      throw Failures.during("receive from " + Failures.peer(channel), failure);
    }
  }

  private @Nullable Integer send(Send asked, NioSocket socket) throws IOException {
    int most = Math.min(asked.length(), MOST_BYTES);
    outside.clear().put(asked.buffer(), asked.offset(), most).flip();
    int count = send(socket, outside);
    if (count < most) {
      socket.output.drained();
    }
    return noneIfZero(count);
  }

  private @Nullable Integer send(SendGathered asked, NioSocket socket) throws IOException {
    int count = send(socket, buffers.gather(asked.buffers()));
    if (count > 0) {
      Buffers.skip(asked.buffers(), count);
    }
    return noneIfZero(count);
  }

  private static int send(NioSocket socket, ByteBuffer buffer) throws IOException {
    SocketChannel channel = socket.connection();
    try {
      return channel.write(buffer);
    } catch (ClosedChannelException outputShut) {
      // The channel is open, or the task would not get here, and so it is only the output.
      throw Failures.outputShut("send to " + Failures.peer(channel), outputShut);
    } catch (IOException failure) {
      socket.failed(failure);
      throw Failures.during("send to " + Failures.peer(channel), failure);
    }
  }

  private static @Nullable Integer noneIfZero(int count) {
    return count == 0 ? null : Integer.valueOf(count);
  }
}
