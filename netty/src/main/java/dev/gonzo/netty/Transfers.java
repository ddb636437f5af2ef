package dev.gonzo.netty;

import dev.gonzo.kernel.LoopTask;
import dev.gonzo.kernel.driver.Side;
import dev.gonzo.trap.Receive;
import dev.gonzo.trap.ReceiveScattered;
import dev.gonzo.trap.Send;
import dev.gonzo.trap.SendGathered;
import dev.gonzo.trap.Trap;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.List;

/** Receives and sends the bytes of connections. */
final class Transfers {
  /** How many bytes are passed to Netty at once. */
  private static final int MOST_BYTES = 1 << 16;

  int receive(LoopTask<?> task, Receive asked, NettyConnection socket) throws Exception {
    var room = ByteBuffer.wrap(asked.buffer(), asked.offset(), asked.length());
    return receive(task, asked, List.of(room), socket);
  }

  int receive(LoopTask<?> task, ReceiveScattered asked, NettyConnection socket) throws Exception {
    return receive(task, asked, asked.buffers(), socket);
  }

  private static int receive(
      LoopTask<?> task, Trap<?> asked, List<ByteBuffer> room, NettyConnection socket)
      throws Exception {
    Side side = socket.input;
    side.refuseSecond();
    while (true) {
      socket.requireOpen();
      int count = socket.take(room);
      if (count > 0) {
        return count;
      }
      if (socket.failure() != null) {
        throw Failures.during("receive from " + socket.peer(), socket.failure());
      }
      if (socket.isInputEnded()) {
        return -1;
      }
      socket.read();
      side.await(task, asked);
    }
  }

  int send(LoopTask<?> task, Send asked, NettyConnection socket) throws Exception {
    var bytes = ByteBuffer.wrap(asked.buffer(), asked.offset(), asked.length());
    return send(task, asked, List.of(bytes), socket);
  }

  int send(LoopTask<?> task, SendGathered asked, NettyConnection socket) throws Exception {
    return send(task, asked, asked.buffers(), socket);
  }

  private static int send(
      LoopTask<?> task, Trap<?> asked, List<ByteBuffer> bytes, NettyConnection socket)
      throws Exception {
    Side side = socket.output;
    side.refuseSecond();
    while (true) {
      socket.requireOpen();
      if (socket.isOutputEnded()) {
        throw new SocketException(
            "cannot send to " + socket.peer() + ": the output was shut down on our side");
      }
      if (socket.sendFailure() != null) {
        throw Failures.during("send to " + socket.peer(), socket.sendFailure());
      }
      if (!socket.isSending()) {
        return task.onLoop(() -> socket.send(bytes, MOST_BYTES));
      }
      side.await(task, asked);
    }
  }
}
