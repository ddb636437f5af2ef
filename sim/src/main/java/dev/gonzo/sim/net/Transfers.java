package dev.gonzo.sim.net;

import dev.gonzo.kernel.driver.AddressText;
import dev.gonzo.kernel.driver.Buffers;
import dev.gonzo.kernel.driver.ErrorNumber;
import dev.gonzo.kernel.driver.Hints;
import dev.gonzo.kernel.driver.SocketFailures;
import dev.gonzo.kernel.driver.ready.Direction;
import dev.gonzo.kernel.driver.ready.ReadinessLoop;
import dev.gonzo.kernel.loop.FileAnswers;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.trap.FileTrap.ReadAt;
import dev.gonzo.trap.NetTrap.Receive;
import dev.gonzo.trap.NetTrap.ReceiveScattered;
import dev.gonzo.trap.NetTrap.Send;
import dev.gonzo.trap.NetTrap.SendFile;
import dev.gonzo.trap.NetTrap.SendGathered;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Receives and sends the bytes of connections. */
final class Transfers {
  private static final int END = -1;

  final ReadinessLoop<StreamSocket, Receive, Integer> receive =
      ReadinessLoop.inputByLoop(Transfers::receive);
  final ReadinessLoop<StreamSocket, Send, Integer> send = ReadinessLoop.output(Transfers::send);
  final ReadinessLoop<StreamSocket, ReceiveScattered, Integer> receiveScattered =
      ReadinessLoop.inputByLoop(this::receive);
  final ReadinessLoop<StreamSocket, SendGathered, Integer> sendGathered =
      ReadinessLoop.output(this::send);

  private @Nullable Buffers buffers;

  private static @Nullable Integer receive(Receive asked, StreamSocket socket) throws IOException {
    var room = ByteBuffer.wrap(asked.buffer(), asked.offset(), asked.length());
    return received(socket, socket.receive(room));
  }

  private static @Nullable Integer send(Send asked, StreamSocket socket) throws IOException {
    var bytes = ByteBuffer.wrap(asked.buffer(), asked.offset(), asked.length());
    return sent(socket, socket.send(bytes));
  }

  private @Nullable Integer receive(ReceiveScattered asked, StreamSocket socket)
      throws IOException {
    List<ByteBuffer> into = asked.buffers();
    Optional<ByteBuffer> alone = Buffers.alone(into);
    if (alone.isPresent()) {
      return received(socket, socket.receive(alone.get()));
    }
    int count = socket.receive(buffers().room(into));
    if (count > 0) {
      buffers().scatter(into, count);
    }
    return received(socket, count);
  }

  private @Nullable Integer send(SendGathered asked, StreamSocket socket) throws IOException {
    List<ByteBuffer> from = asked.buffers();
    Optional<ByteBuffer> alone = Buffers.alone(from);
    if (alone.isPresent()) {
      return sent(socket, socket.send(alone.get()));
    }
    int count = socket.send(buffers().gather(from));
    if (count > 0) {
      Buffers.skip(from, count);
    }
    return sent(socket, count);
  }

  /** Made when they are needed, since most hosts never are. */
  private Buffers buffers() {
    Buffers made = buffers == null ? new Buffers() : buffers;
    buffers = made;
    return made;
  }

  private static @Nullable Integer received(StreamSocket socket, int count) throws IOException {
    if (count > 0) {
      return count;
    } else if (count == 0) {
      return END;
    } else if (count == -ErrorNumber.EAGAIN) {
      return null;
    }
    throw failure("receive from ", socket, count);
  }

  private static @Nullable Integer sent(StreamSocket socket, int count) throws IOException {
    if (count > 0) {
      return count;
    } else if (count == -ErrorNumber.EAGAIN) {
      return null;
    }
    throw failure("send to ", socket, count);
  }

  private static IOException failure(String operation, StreamSocket socket, int result) {
    String whole = operation + AddressText.of(socket.remote());
    return result == -ErrorNumber.EPIPE && socket.isOutputShut()
        ? new SocketException("cannot " + whole + Hints.OUTPUT_SHUT)
        : SocketFailures.during(whole, result);
  }

  /** Reads as much of the file as there is room for, and sends that: so nothing read is lost. */
  long sendFile(LoopTask<?> task, SendFile asked, StreamSocket socket, FileAnswers files)
      throws Exception {
    socket.requireOpen();
    Direction direction = socket.output;
    direction.reserve(task);
    try {
      while (true) {
        int room = (int) Math.min(Math.min(socket.room(), asked.count()), Buffers.TOGETHER_BYTES);
        if (room > 0) {
          var read = new byte[room];
          var reading = new ReadAt(asked.file(), asked.position(), read, 0, room);
          Object count = task.await(asked, files.answer(task, reading));
          socket.requireOpen();
          if (!(count instanceof Integer length) || length <= 0) {
            return 0;
          }
          Integer sent = sent(socket, socket.send(ByteBuffer.wrap(read, 0, length)));
          if (sent != null) {
            return sent;
          }
        }
        direction.drained();
        socket.expectRoom();
        socket.await(task, asked, direction);
        socket.requireOpen();
      }
    } finally {
      direction.release();
    }
  }
}
