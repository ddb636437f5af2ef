package dev.gonzo.sim.reality;

import dev.gonzo.Async;
import dev.gonzo.net.Datagram;
import dev.gonzo.net.DatagramSocket;
import dev.gonzo.net.Udp;
import dev.gonzo.net.UdpSocket;
import dev.gonzo.net.Unix;
import dev.gonzo.net.UnixDatagramSocket;
import dev.gonzo.sim.reality.Script.Action;
import dev.gonzo.sim.reality.Script.Step;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;

/** Sockets for datagrams, of UDP or between Unix sockets. */
final class Datagrams implements Script.Device {
  private static final int MOST = 4;
  private static final int MOST_BYTES = 1_000;
  // So few that the least queue of a Unix socket, which holds ten, is never full.
  private static final int MOST_UNREAD = 8;

  private final World world;
  private final List<Path> names;
  private final List<Named> sockets = new ArrayList<>();
  private int created;
  private int unread;

  Datagrams(World world) {
    this.world = world;
    names = List.of(world.root().resolve("d0"), world.root().resolve("d1"));
  }

  /** A socket; its number is that of the step that has opened it. */
  private record Named(int number, DatagramSocket<?> socket) {
    String name() {
      return "socket" + number;
    }
  }

  @Override
  public Step step(Random random) {
    if (sockets.isEmpty() || (random.nextInt(5) == 0 && sockets.size() < MOST)) {
      return opening(random);
    }
    Named one = sockets.get(random.nextInt(sockets.size()));
    Named other = sockets.get(random.nextInt(sockets.size()));
    int length = random.nextInt(MOST_BYTES);
    int kind = random.nextInt(20);
    int room = random.nextInt(3) == 0 ? 100 : MOST_BYTES;
    if (kind < 3) {
      return step("close " + one.name(), () -> closed(one));
    } else if (kind < 11) {
      return step("receive by " + one.name(), () -> received(one, room));
    } else if (unread > MOST_UNREAD) {
      return step("send by " + one.name(), () -> "left out");
    } else if (kind < 15) {
      return step("send " + length + " by " + one.name(), () -> sent(one, length));
    } else if (kind == 15) {
      return step("send too much by " + one.name(), () -> sent(one, 70_000));
    }
    return step(
        "send " + length + " by " + one.name() + " to " + other.name(),
        () -> sentTo(one, length, other));
  }

  // ---------------------------------------------------------------- opening

  private Step opening(Random random) {
    Path name = names.get(random.nextInt(names.size()));
    int number = created++;
    return switch (random.nextInt(6)) {
      case 0, 1 -> step("open udp", () -> opened(number, Udp.open("127.0.0.1", 0)));
      case 2 -> step("open " + name, () -> opened(number, Unix.openDatagrams(name.toString())));
      case 3 ->
          step("connect to " + name, () -> opened(number, Unix.connectDatagrams(name.toString())));
      default -> {
        Named to = sockets.isEmpty() ? null : sockets.get(random.nextInt(sockets.size()));
        yield to == null
            ? step("open udp", () -> opened(number, Udp.open("127.0.0.1", 0)))
            : step("connect to " + to.name(), () -> connected(number, to));
      }
    };
  }

  @Async
  private String connected(int number, Named to) throws IOException {
    SocketAddress address = to.socket.localAddress();
    return opened(
        number,
        address instanceof InetSocketAddress udp
            ? Udp.connect("127.0.0.1", udp.getPort())
            : Unix.connectDatagrams(((UnixDatagramSocket) to.socket).localAddress().text()));
  }

  private String opened(int number, DatagramSocket<?> socket) {
    var named = new Named(number, socket);
    sockets.add(named);
    sockets.sort(Comparator.comparingInt(Named::number));
    return named.name();
  }

  // ---------------------------------------------------------------- sending and receiving

  private static String closed(Named one) {
    one.socket.close(); // it stays in the list: later steps find it closed
    return "closed";
  }

  @Async
  private String received(Named one, int room) throws IOException {
    Datagram<?> datagram = one.socket.receiveFrom(new byte[room]);
    unread = Math.max(0, unread - 1);
    return datagram.length() + " of " + datagram.size() + " from " + sender(datagram);
  }

  /** The name of the socket with the address of the sender. */
  private String sender(Datagram<?> datagram) {
    for (Named each : sockets) {
      try {
        if (each.socket.localAddress().equals(datagram.sender())) {
          return each.name();
        }
      } catch (IOException closed) {
        continue; // its address is free again
      }
    }
    return datagram.sender().toString();
  }

  @Async
  private String sent(Named one, int length) throws IOException {
    one.socket.send(new byte[length]);
    unread++;
    return "sent";
  }

  @Async
  private String sentTo(Named one, int length, Named other) throws IOException {
    switch (one.socket) {
      case UdpSocket udp when other.socket instanceof UdpSocket to ->
          udp.sendTo(new byte[length], to.localAddress());
      case UnixDatagramSocket unix when other.socket instanceof UnixDatagramSocket to ->
          unix.sendTo(new byte[length], Objects.requireNonNull(to.localAddress()));
      default -> {
        return "left out";
      }
    }
    unread++;
    return "sent";
  }

  private static Step step(String text, Action action) {
    return new Step(text, action, false);
  }

  @Override
  public void close() {
    sockets.forEach(each -> each.socket.close());
  }
}
