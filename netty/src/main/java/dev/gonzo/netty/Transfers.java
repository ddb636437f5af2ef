package dev.gonzo.netty;

import dev.gonzo.kernel.driver.Hints;
import dev.gonzo.kernel.driver.ready.ReadinessLoop;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.trap.NetTrap.Receive;
import dev.gonzo.trap.NetTrap.ReceiveScattered;
import dev.gonzo.trap.NetTrap.Send;
import dev.gonzo.trap.NetTrap.SendGathered;
import dev.gonzo.trap.Trap;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Receives and sends the bytes of connections. */
final class Transfers {
  /** How many bytes are passed to Netty at once. */
  private static final int MOST_BYTES = 1 << 16;

  private static final int END = -1;

  final ReadinessLoop<NettyConnection, Receive, Integer> receive =
      ReadinessLoop.input(Transfers::receive);
  final ReadinessLoop<NettyConnection, ReceiveScattered, Integer> receiveScattered =
      ReadinessLoop.input(Transfers::receive);
  private final ReadinessLoop<NettyConnection, Trap<?>, Boolean> untilIdle =
      ReadinessLoop.output((_, socket) -> isIdle(socket));

  private static @Nullable Integer receive(Receive asked, NettyConnection socket)
      throws IOException {
    int count =
        socket.hasReceived()
            ? socket.take(List.of(ByteBuffer.wrap(asked.buffer(), asked.offset(), asked.length())))
            : 0;
    return count > 0 ? Integer.valueOf(count) : noBytes(socket);
  }

  private static @Nullable Integer receive(ReceiveScattered asked, NettyConnection socket)
      throws IOException {
    int count = socket.take(asked.buffers());
    return count > 0 ? Integer.valueOf(count) : noBytes(socket);
  }

  /** Requests bytes if more may come; null means that the task must wait for them. */
  private static @Nullable Integer noBytes(NettyConnection socket) throws IOException {
    if (socket.failure() != null) {
      throw Failures.during("receive from " + socket.peer(), socket.failure());
    }
    if (socket.isInputEnded()) {
      if (socket.loss() != null) {
        throw Failures.during("receive from " + socket.peer(), socket.loss());
      }
      return END;
    }
    socket.read();
    return null;
  }

  int send(LoopTask<?> task, Send asked, NettyConnection socket) throws Exception {
    var bytes = ByteBuffer.wrap(asked.buffer(), asked.offset(), asked.length());
    return send(task, asked, List.of(bytes), socket);
  }

  int send(LoopTask<?> task, SendGathered asked, NettyConnection socket) throws Exception {
    return send(task, asked, asked.buffers(), socket);
  }

  private int send(LoopTask<?> task, Trap<?> asked, List<ByteBuffer> bytes, NettyConnection socket)
      throws Exception {
    Object _ = task.await(asked, untilIdle.run(task, asked, socket));
    return task.onLoop(() -> socket.send(bytes, MOST_BYTES));
  }

  /** Whether the next piece can be sent; null means that the task must wait. */
  private static @Nullable Boolean isIdle(NettyConnection socket) throws IOException {
    if (socket.isOutputEnded()) {
      throw new SocketException("cannot send to " + socket.peer() + Hints.OUTPUT_SHUT);
    }
    if (socket.sendFailure() != null) {
      throw Failures.during("send to " + socket.peer(), socket.sendFailure());
    }
    return socket.isSending() ? null : true;
  }
}
