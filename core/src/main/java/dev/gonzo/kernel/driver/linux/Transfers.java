package dev.gonzo.kernel.driver.linux;

import dev.gonzo.kernel.LoopTask;
import dev.gonzo.kernel.driver.Side;
import dev.gonzo.trap.Receive;
import dev.gonzo.trap.Send;
import java.io.IOException;

/**
 * Bytes in and out. A call that moved fewer bytes than asked for has emptied, or filled, the
 * system's buffer, so that the next one need not be tried before an event (epoll(7), "Questions and
 * answers", 9).
 */
final class Transfers {
  private final Sockets sockets;

  Transfers(Sockets sockets) {
    this.sockets = sockets;
  }

  int receive(LoopTask<?> task, Receive asked, LinuxSocket socket) throws Exception {
    Side side = socket.input;
    side.refuseSecond();
    while (true) {
      socket.requireOpen();
      if (side.isReady()) {
        int count = receive(asked, socket);
        if (count >= 0) {
          if (count < Math.min(asked.length(), Sockets.MOST_BYTES)) {
            side.exhausted();
          }
          return count == 0 ? -1 : count;
        }
        if (count != -ErrorNumber.EAGAIN) {
          throw failure("receive from ", socket, count);
        }
        side.exhausted();
      }
      socket.await(task, asked, side);
    }
  }

  int send(LoopTask<?> task, Send asked, LinuxSocket socket) throws Exception {
    Side side = socket.output;
    side.refuseSecond();
    while (true) {
      socket.requireOpen();
      if (side.isReady()) {
        int count = send(asked, socket);
        if (count > 0) {
          if (count < Math.min(asked.length(), Sockets.MOST_BYTES)) {
            side.exhausted();
          }
          return count;
        }
        if (count != -ErrorNumber.EAGAIN) {
          throw failure("send to ", socket, count);
        }
        side.exhausted();
      }
      socket.await(task, asked, side);
    }
  }

  private int receive(Receive asked, LinuxSocket socket) {
    return socket.isNoSocket
        ? sockets.read(socket.descriptor, asked.buffer(), asked.offset(), asked.length())
        : sockets.receive(socket.descriptor, asked.buffer(), asked.offset(), asked.length());
  }

  private int send(Send asked, LinuxSocket socket) {
    return socket.isNoSocket
        ? sockets.write(socket.descriptor, asked.buffer(), asked.offset(), asked.length())
        : sockets.send(socket.descriptor, asked.buffer(), asked.offset(), asked.length());
  }

  private static IOException failure(String operation, LinuxSocket socket, int result) {
    if (socket.isNoSocket) {
      return result == -ErrorNumber.EPIPE
          ? new IOException("cannot write to the process: nobody reads its input any more (EPIPE)")
          : CallFailures.of(operation + "a pipe", result);
    }
    String peer = socket.peer == null ? "a peer" : SocketAddresses.text(socket.peer);
    return CallFailures.of(operation + peer, result);
  }
}
