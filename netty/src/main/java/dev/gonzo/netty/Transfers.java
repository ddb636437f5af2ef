package dev.gonzo.netty;

import dev.gonzo.kernel.LoopTask;
import dev.gonzo.kernel.driver.Side;
import dev.gonzo.trap.Receive;
import dev.gonzo.trap.Send;
import java.net.SocketException;

/** Bytes in and out. */
final class Transfers {
  /** What is given to Netty at once. */
  private static final int MOST_BYTES = 1 << 16;

  int receive(LoopTask<?> task, Receive asked, NettyConnection socket) throws Exception {
    Side side = socket.input;
    side.refuseSecond();
    while (true) {
      socket.requireOpen();
      int count = socket.take(asked.buffer(), asked.offset(), asked.length());
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
        int count = Math.min(asked.length(), MOST_BYTES);
        task.onLoop(() -> {
          socket.send(asked.buffer(), asked.offset(), count);
          return count;
        });
        return count;
      }
      side.await(task, asked);
    }
  }
}
