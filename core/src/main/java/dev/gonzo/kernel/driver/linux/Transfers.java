package dev.gonzo.kernel.driver.linux;

import dev.gonzo.kernel.driver.AddressText;
import dev.gonzo.kernel.driver.Buffers;
import dev.gonzo.kernel.driver.ErrorNumber;
import dev.gonzo.kernel.driver.Hints;
import dev.gonzo.kernel.driver.ready.Direction;
import dev.gonzo.kernel.driver.ready.ReadinessLoop;
import dev.gonzo.kernel.loop.FileAnswers;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.kernel.loop.RegularFile;
import dev.gonzo.trap.BrokenPipeException;
import dev.gonzo.trap.NetTrap.Receive;
import dev.gonzo.trap.NetTrap.ReceiveScattered;
import dev.gonzo.trap.NetTrap.Send;
import dev.gonzo.trap.NetTrap.SendFile;
import dev.gonzo.trap.NetTrap.SendGathered;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.NonReadableChannelException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
  private static final int END = -1;

  final ReadinessLoop<LinuxSocket, Receive, Integer> receive =
      ReadinessLoop.inputByLoop(this::receive);
  final ReadinessLoop<LinuxSocket, Send, Integer> send = ReadinessLoop.output(this::send);
  final ReadinessLoop<LinuxSocket, ReceiveScattered, Integer> receiveScattered =
      ReadinessLoop.inputByLoop(this::receive);
  final ReadinessLoop<LinuxSocket, SendGathered, Integer> sendGathered =
      ReadinessLoop.output(this::send);

  private final Sockets sockets;
  private final Buffers buffers = new Buffers();

  Transfers(Sockets sockets) {
    this.sockets = sockets;
  }

  private @Nullable Integer receive(Receive asked, LinuxSocket socket) throws IOException {
    int count = socket.receive(asked.buffer(), asked.offset(), asked.length());
    if (count >= 0 && count < Math.min(asked.length(), Sockets.MOST_BYTES)) {
      socket.tookLessThanRoom();
    }
    return received(socket, count);
  }

  private @Nullable Integer send(Send asked, LinuxSocket socket) throws IOException {
    int count =
        socket.isNoSocket
            ? sockets.write(socket.descriptor, asked.buffer(), asked.offset(), asked.length())
            : sockets.send(socket.descriptor, asked.buffer(), asked.offset(), asked.length());
    return sent(socket, count);
  }

  private @Nullable Integer receive(ReceiveScattered asked, LinuxSocket socket) throws IOException {
    List<ByteBuffer> into = asked.buffers();
    Optional<ByteBuffer> alone = Buffers.alone(into);
    ByteBuffer buffer = alone.orElseGet(() -> buffers.room(into));
    int count = socket.receive(buffer);
    if (count > 0 && alone.isPresent()) {
      buffer.position(buffer.position() + count);
    } else if (count > 0) {
      buffers.scatter(into, count);
    }
    return received(socket, count);
  }

  private @Nullable Integer send(SendGathered asked, LinuxSocket socket) throws IOException {
    List<ByteBuffer> from = asked.buffers();
    ByteBuffer buffer = Buffers.alone(from).orElseGet(() -> buffers.gather(from));
    int count = sockets.send(socket.descriptor, buffer);
    if (count > 0) {
      Buffers.skip(from, count);
    }
    return sent(socket, count);
  }

  /** The answer for a receive; null if the system has no bytes now. */
  private static @Nullable Integer received(LinuxSocket socket, int count) throws IOException {
    if (count > 0) {
      return count;
    } else if (count == -ErrorNumber.EAGAIN) {
      return null;
    } else if (count < 0) {
      socket.failed(count);
      throw failure("receive from ", socket, count);
    }
    int end = socket.inputEnded();
    if (end < 0) {
      throw failure("receive from ", socket, end);
    }
    return END;
  }

  /** The answer for a send; null if the system has no room now. */
  private static @Nullable Integer sent(LinuxSocket socket, int count) throws IOException {
    if (count == -ErrorNumber.EAGAIN) {
      return null;
    } else if (count <= 0) {
      socket.failed(count);
      throw failure("send to ", socket, count);
    }
    return count;
  }

  /**
   * A thread copies the bytes, since the file may be slow. It uses a duplicate of the socket's
   * descriptor, since this one may be closed meanwhile, and then reused.
   */
  long sendFile(LoopTask<?> task, SendFile asked, LinuxSocket socket, FileAnswers threads)
      throws Exception {
    RegularFile file = threads.regular(asked.file());
    if (file == null || socket.isNoSocket) {
      throw new UnsupportedOperationException(
          "the system sends only a regular file, and only to a socket: read it, and send");
    }
    socket.requireOpen();
    Direction direction = socket.output;
    direction.reserve(task);
    int copy = sockets.duplicate(socket.descriptor);
    try {
      if (copy < 0) {
        throw CallFailures.of("send a file", copy);
      }
      while (true) {
        if (direction.isReady()) {
          long count = copy(task, asked, socket, threads, file, copy);
          if (count >= 0) {
            return count;
          }
          refuse(socket, (int) count);
        }
        socket.requireOpen();
        if (!direction.isReady()) {
          socket.await(task, asked, direction);
        }
      }
    } finally {
      direction.release();
      if (copy >= 0) {
        socket.driver.discard(copy);
      }
    }
  }

  private static long copy(
      LoopTask<?> task,
      SendFile asked,
      LinuxSocket socket,
      FileAnswers threads,
      RegularFile file,
      int target)
      throws Exception {
    // Before the thread begins: an event that arrives meanwhile may be newer than its result.
    socket.output.drained();
    long count = 0;
    try {
      count = threads.copy(task, asked, file, target, asked.position(), asked.count());
      return count;
    } finally {
      // Also after a failure or a cancellation: only EAGAIN proves that there is no room.
      if (count != -ErrorNumber.EAGAIN) {
        socket.output.markReady();
      }
    }
  }

  private static void refuse(LinuxSocket socket, int result) throws IOException {
    socket.requireOpen();
    switch (-result) {
      case ErrorNumber.EAGAIN -> {}
      // The socket is open, and so it is the file that is not open for reading.
      case ErrorNumber.EBADF -> throw new NonReadableChannelException();
      case ErrorNumber.EINVAL, ErrorNumber.ENOSYS ->
          throw new UnsupportedOperationException("the system does not send that file: read it");
      // The system never returns this for a socket; so it is the file that cannot be read.
      case ErrorNumber.EIO ->
          throw new IOException("cannot read the file to be sent: " + ErrorNumber.text(result));
      default -> {
        socket.failed(result);
        throw failure("send a file to ", socket, result);
      }
    }
  }

  static IOException failure(String operation, LinuxSocket socket, int result) {
    if (socket.isNoSocket) {
      return result == -ErrorNumber.EPIPE
          ? new BrokenPipeException(
              "cannot write to the process: it has closed its input (EPIPE)", null)
          : CallFailures.of(operation + "a pipe", result);
    }
    String peer = socket.peer == null ? "a peer" : AddressText.of(socket.peer);
    if (result == -ErrorNumber.EPIPE && socket.isOutputShut) {
      return new SocketException("cannot " + operation + peer + Hints.OUTPUT_SHUT);
    }
    return CallFailures.of(operation + peer, result);
  }
}
