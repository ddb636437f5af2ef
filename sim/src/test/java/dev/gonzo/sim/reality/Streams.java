package dev.gonzo.sim.reality;

import static dev.gonzo.Gonzo.ignoreAfter;

import dev.gonzo.Async;
import dev.gonzo.InTime;
import dev.gonzo.net.Listener;
import dev.gonzo.net.Socket;
import dev.gonzo.net.StreamListener;
import dev.gonzo.net.StreamSocket;
import dev.gonzo.net.Tcp;
import dev.gonzo.net.Unix;
import dev.gonzo.net.UnixListener;
import dev.gonzo.net.UnixPair;
import dev.gonzo.sim.reality.Script.Action;
import dev.gonzo.sim.reality.Script.Step;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Listeners and connections, of TCP or between Unix sockets.
 *
 * <p>How much fits into the buffers between two sockets differs from system to system, and so does
 * what is left of it after a reset. So a socket is filled in one step, and emptied in one step; in
 * between nothing else is sent there, and only whether everything has arrived is compared.
 */
final class Streams implements Script.Device {
  private static final int MOST_LISTENERS = 2;
  private static final int MOST_ENDS = 6;
  private static final int MOST_BYTES = 1_000;
  private static final int PIECE = 60_000;

  private final World world;
  private final String name;
  private final List<Path> names;
  private final List<StreamListener<?>> listeners = new ArrayList<>();
  private final List<End> ends = new ArrayList<>();
  private final Map<StreamListener<?>, List<End>> queues = new IdentityHashMap<>();
  private int created;

  /**
   * Creates a group without sockets.
   *
   * @param name begins the names of its Unix sockets, which no other group has
   */
  Streams(World world, String name) {
    this.world = world;
    this.name = name;
    names = List.of(world.root().resolve(name + 0), world.root().resolve(name + 1));
  }

  /** One end of a connection; its number is that of the step that has opened it. */
  private static final class End {
    final int number;
    final String name;
    final StreamSocket socket;
    // The other end; null until it is accepted, which the script does not know.
    @Nullable End peer;
    boolean isFull;

    End(int number, String name, StreamSocket socket) {
      this.number = number;
      this.name = name;
      this.socket = socket;
    }
  }

  @Override
  public Step step(Random random) {
    int kind = random.nextInt(100);
    if (ends.isEmpty() || (kind < 12 && ends.size() < MOST_ENDS)) {
      return opening(random);
    }
    if (kind < 20 && !listeners.isEmpty()) {
      return onListener(random);
    }
    End end = ends.get(random.nextInt(ends.size()));
    int length = 1 + random.nextInt(MOST_BYTES);
    return onEnd(end, random.nextInt(100), length);
  }

  // ---------------------------------------------------------------- opening

  private Step opening(Random random) {
    int kind = random.nextInt(10);
    int number = created++;
    if (kind < 3) {
      int other = created++;
      return step("pair", () -> pair(number, other));
    }
    if (listeners.isEmpty() || (kind < 5 && listeners.size() < MOST_LISTENERS)) {
      return random.nextInt(3) > 0
          ? step("listen", () -> listening(Tcp.listen("127.0.0.1", 0)))
          : listenAt(names.get(random.nextInt(names.size())));
    }
    if (kind == 5) {
      Path name = names.get(random.nextInt(names.size()));
      return step(
          "connect to " + name,
          () -> connected(number, listenerAt(name), Unix.connect(name.toString())));
    }
    StreamListener<?> listener = listeners.get(random.nextInt(listeners.size()));
    return switch (listener) {
      case Listener tcp ->
          step(
              "connect to " + name + "listener " + listeners.indexOf(tcp),
              () -> connected(number, tcp, connect(tcp)));
      case UnixListener unix ->
          step(
              "connect to " + unix.localAddress(),
              () -> connected(number, unix, Unix.connect(unix.localAddress().text())));
    };
  }

  private @Nullable StreamListener<?> listenerAt(Path name) {
    for (StreamListener<?> listener : listeners) {
      if (listener instanceof UnixListener unix
          && unix.localAddress().text().equals(name.toString())) {
        return listener;
      }
    }
    return null;
  }

  private Step listenAt(Path name) {
    return step("listen at " + name, () -> listening(Unix.listen(name.toString())));
  }

  private String listening(StreamListener<?> listener) {
    listeners.add(listener);
    return name + "listener " + (listeners.size() - 1);
  }

  @Async
  private static Socket connect(Listener listener) throws IOException {
    Socket socket = Tcp.connect("127.0.0.1", listener.localAddress().getPort());
    socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
    return socket;
  }

  private String connected(int number, @Nullable StreamListener<?> listener, StreamSocket socket) {
    End end = add(number, socket);
    if (listener != null) {
      queue(listener).add(end);
    }
    return end.name;
  }

  /** Steps may end in another order than they have begun. */
  private End add(int number, StreamSocket socket) {
    var end = new End(number, name + "end" + number, socket);
    ends.add(end);
    ends.sort(Comparator.comparingInt(each -> each.number));
    return end;
  }

  /** The ends that were connected there and not accepted yet, in order. */
  private List<End> queue(StreamListener<?> listener) {
    return queues.computeIfAbsent(listener, _ -> new ArrayList<>());
  }

  @Async
  private String pair(int number, int other) throws IOException {
    UnixPair pair = Unix.pair();
    End first = add(number, pair.first());
    End second = add(other, pair.second());
    first.peer = second;
    second.peer = first;
    return first.name + " and " + second.name;
  }

  // ---------------------------------------------------------------- listeners

  private Step onListener(Random random) {
    StreamListener<?> listener = listeners.get(random.nextInt(listeners.size()));
    String which = name + "listener " + listeners.indexOf(listener);
    if (random.nextInt(6) == 0) {
      return step(
          "close " + which,
          () -> {
            listeners.remove(listener);
            listener.close();
            return "closed";
          });
    }
    int number = created++;
    return step("accept at " + which, () -> accepted(number, listener));
  }

  @Async
  private String accepted(int number, StreamListener<?> listener) throws IOException {
    StreamSocket socket = listener.accept();
    if (socket instanceof Socket) {
      socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }
    End end = add(number, socket);
    List<End> queue = queue(listener);
    if (!queue.isEmpty()) {
      End client = queue.removeFirst();
      client.peer = end;
      end.peer = client;
    }
    return end.name;
  }

  // ---------------------------------------------------------------- connections

  private Step onEnd(End end, int kind, int length) {
    if (kind < 26) {
      return end.isFull
          ? step("send with full " + end.name, () -> "left out")
          : step("send " + length + " by " + end.name, () -> sent(end, length));
    } else if (kind < 32) {
      return Step.endsByItself("fill " + end.name, () -> fill(end));
    } else if (kind < 58) {
      return isFilled(end)
          ? Step.endsByItself("empty " + end.name, () -> empty(end))
          : step("receive by " + end.name, () -> received(end, 10 * MOST_BYTES));
    } else if (kind < 68) {
      return isFilled(end)
          ? Step.endsByItself("empty " + end.name, () -> empty(end))
          : step("receive one by " + end.name, () -> received(end, 1));
    } else if (kind < 76) {
      return Step.endsByItself("empty " + end.name, () -> empty(end));
    } else if (kind < 85) {
      return step(
          "shut " + end.name,
          () -> {
            end.socket.shutdownOutput();
            return "shut";
          });
    } else if (kind < 95) {
      return step("close " + end.name, () -> closed(end));
    }
    return step(
        "reset " + end.name,
        () -> {
          end.socket.setOption(StandardSocketOptions.SO_LINGER, 0);
          return closed(end);
        });
  }

  private static boolean isFilled(End end) {
    return end.peer != null && end.peer.isFull;
  }

  private static String closed(End end) {
    end.socket.close(); // it stays in the list: later steps find it closed
    return "closed";
  }

  @Async
  private static String sent(End end, int length) throws IOException {
    return "sent " + end.socket.write(new byte[length], 0, length);
  }

  @Async
  private static String received(End end, int most) throws IOException {
    int count = end.socket.read(new byte[most], 0, most);
    if (count < 0) {
      return "end";
    }
    return isFilled(end) ? "received some" : "received " + count;
  }

  /** Sends until no more is taken. */
  @Async
  private String fill(End end) throws IOException {
    var piece = new byte[PIECE];
    boolean wasFull = end.isFull;
    end.isFull = true;
    try {
      while (true) {
        InTime<Integer> sent =
            ignoreAfter(world.patience(), () -> end.socket.write(piece, 0, PIECE));
        if (sent.isEmpty()) {
          return "full";
        }
      }
    } catch (IOException failure) {
      end.isFull = wasFull;
      throw failure;
    }
  }

  /** Receives until nothing more comes. */
  @Async
  private String empty(End end) throws IOException {
    var room = new byte[PIECE];
    boolean isFilled = isFilled(end);
    long all = 0;
    String ending = "nothing more";
    try {
      while (true) {
        InTime<Integer> count =
            ignoreAfter(world.patience(), () -> end.socket.read(room, 0, PIECE));
        if (count.isEmpty()) {
          break;
        } else if (count.get() < 0) {
          ending = "the end";
          break;
        }
        all += count.get();
      }
      if (end.peer != null) {
        end.peer.isFull = false;
      }
    } catch (IOException failure) {
      ending = failure.getClass().getSimpleName() + ": " + failure.getMessage();
    }
    return (isFilled ? "received some" : "received " + all) + ", then " + ending;
  }

  private static Step step(String text, Action action) {
    return new Step(text, action, false);
  }

  @Override
  public void close() {
    ends.forEach(end -> end.socket.close());
    listeners.forEach(StreamListener::close);
  }
}
