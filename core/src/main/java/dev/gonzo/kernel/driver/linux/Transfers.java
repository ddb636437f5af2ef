package dev.gonzo.kernel.driver.linux;

import dev.gonzo.kernel.FileAnswers;
import dev.gonzo.kernel.LoopTask;
import dev.gonzo.kernel.driver.Buffers;
import dev.gonzo.kernel.driver.Side;
import dev.gonzo.kernel.file.LinuxFile;
import dev.gonzo.trap.BrokenPipeException;
import dev.gonzo.trap.Receive;
import dev.gonzo.trap.ReceiveScattered;
import dev.gonzo.trap.Send;
import dev.gonzo.trap.SendFile;
import dev.gonzo.trap.SendGathered;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * Receives and sends the bytes of connections and pipes.
 *
 * <p>Only {@code EAGAIN} proves that the system's buffer is empty, or full. A receive that returns
 * fewer bytes than there was room for may have stopped at an urgent byte, at a message that carries
 * descriptors, or between two packets of a pipe; the socket decides whether it proves anything
 * ({@link LinuxSocket#tookLessThanRoom}). A send that takes fewer bytes than offered may have found
 * no memory for the rest, and proves nothing.
 */
final class Transfers {
  private final Sockets sockets;
  private final Buffers buffers = new Buffers();

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
            socket.tookLessThanRoom();
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

  int receive(LoopTask<?> task, ReceiveScattered asked, LinuxSocket socket) throws Exception {
    requireSocket(socket);
    Side side = socket.input;
    side.refuseSecond();
    while (true) {
      socket.requireOpen();
      if (side.isReady()) {
        int count = receive(asked.buffers(), socket);
        if (count >= 0) {
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

  private int receive(List<ByteBuffer> into, LinuxSocket socket) {
    Optional<ByteBuffer> alone = Buffers.alone(into);
    ByteBuffer buffer = alone.orElseGet(() -> buffers.room(into));
    int count = sockets.receive(socket.descriptor, buffer);
    if (count > 0 && alone.isPresent()) {
      buffer.position(buffer.position() + count);
    } else if (count > 0) {
      buffers.scatter(into, count);
    }
    return count;
  }

  int send(LoopTask<?> task, SendGathered asked, LinuxSocket socket) throws Exception {
    requireSocket(socket);
    Side side = socket.output;
    side.refuseSecond();
    while (true) {
      socket.requireOpen();
      if (side.isReady()) {
        ByteBuffer buffer =
            Buffers.alone(asked.buffers()).orElseGet(() -> buffers.gather(asked.buffers()));
        int count = sockets.send(socket.descriptor, buffer);
        if (count > 0) {
          Buffers.skip(asked.buffers(), count);
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

  private static void requireSocket(LinuxSocket socket) {
    if (socket.isNoSocket) {
      throw new IllegalArgumentException("a pipe does not support several buffers: use an array");
    }
  }

  /**
   * A thread copies the bytes, since the file may be slow. It uses a duplicate of the socket's
   * descriptor, since this one may be closed meanwhile, and then reused.
   */
  long sendFile(LoopTask<?> task, SendFile asked, LinuxSocket socket, FileAnswers threads)
      throws Exception {
    LinuxFile file = threads.regular(asked.file());
    if (file == null || socket.isNoSocket) {
      throw new UnsupportedOperationException(
          "the system sends only a regular file, and only to a socket: read it, and send");
    }
    socket.requireOpen();
    Side side = socket.output;
    side.occupy(task);
    int copy = sockets.duplicate(socket.descriptor);
    try {
      if (copy < 0) {
        throw CallFailures.of("send a file", copy);
      }
      while (true) {
        if (side.isReady()) {
          // Before the thread begins: an event that arrives meanwhile may be newer than its result.
          side.exhausted();
          long count = threads.copy(task, asked, file, copy, asked.position(), asked.count());
          if (count >= 0) {
            side.mayGoOn();
            return count;
          }
          refuse(socket, (int) count);
        }
        socket.requireOpen();
        if (!side.isReady()) {
          socket.await(task, asked, side);
        }
      }
    } finally {
      side.vacate();
      if (copy >= 0) {
        socket.driver.discard(copy);
      }
    }
  }

  private static void refuse(LinuxSocket socket, int result) throws IOException {
    socket.requireOpen();
    switch (-result) {
      case ErrorNumber.EAGAIN -> {}
      case ErrorNumber.EINVAL, ErrorNumber.ENOSYS ->
          throw new UnsupportedOperationException("the system does not send that file: read it");
      // The system never returns this for a socket; so it is the file that cannot be read.
      case ErrorNumber.EIO ->
          throw new IOException("cannot read the file to be sent: " + ErrorNumber.text(result));
      default -> throw failure("send a file to ", socket, result);
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
          ? new BrokenPipeException(
              "cannot write to the process: it has closed its input (EPIPE)", null)
          : CallFailures.of(operation + "a pipe", result);
    }
    String peer = socket.peer == null ? "a peer" : SocketAddresses.text(socket.peer);
    return CallFailures.of(operation + peer, result);
  }
}
