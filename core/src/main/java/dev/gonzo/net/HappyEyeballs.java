package dev.gonzo.net;

import dev.gonzo.Coroutine;
import dev.gonzo.Gonzo;
import dev.gonzo.GroupPolicy;
import dev.gonzo.TaskFailedException;
import dev.gonzo.TaskGroup;
import dev.gonzo.TooManyOpenFilesException;
import dev.gonzo.sync.Event;
import dev.gonzo.trap.NetTrap.Connect;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * Connects to a host with several addresses by RFC 8305 ("happy eyeballs"). IPv6 and IPv4 addresses
 * alternate. If an attempt fails, or does not succeed within a delay, the next address is tried as
 * well; the first connection is kept, and all others are closed.
 */
final class HappyEyeballs {
  private final String host;
  private final int port;
  private final ConnectOptions options;
  private final List<InetSocketAddress> tried = new ArrayList<>();
  private final List<Socket> connected = new ArrayList<>();
  private final List<IOException> failures = new ArrayList<>();

  HappyEyeballs(String host, int port, ConnectOptions options) {
    this.host = host;
    this.port = port;
    this.options = options;
  }

  Socket connect() throws IOException {
    List<InetSocketAddress> addresses = addresses();
    if (addresses.size() == 1) {
      return attempt(addresses.getFirst());
    }
    Socket winner = null;
    try {
      winner = race(addresses);
      return winner;
    } finally {
      // The slower connections, and those opened while this was being cancelled.
      for (Socket socket : connected) {
        if (socket != winner) {
          socket.close();
        }
      }
    }
  }

  private Socket race(List<InetSocketAddress> addresses) throws IOException {
    try (var race = TaskGroup.<Socket>open(GroupPolicy.firstSuccess())) {
      race.spawn(
          "connect to " + addresses.getFirst(), () -> attempt(race, addresses, 0, Event.of()));
      race.join();
      return race.result();
    } catch (TaskFailedException failed) {
      if (failed.getCause() instanceof IOException) {
        throw allFailed();
      } else if (failed.getCause() instanceof RuntimeException mistake) {
        throw mistake; // for example an unsupported option
      }
      throw failed;
    }
  }

  /** Runs the attempt with the given number when its turn has come. Called in its own task. */
  private Socket attempt(
      TaskGroup<Socket> race, List<InetSocketAddress> addresses, int number, Event failedBefore)
      throws IOException {
    if (number > 0) {
      boolean _ = Gonzo.ignoreAfter(options.attemptDelay(), failedBefore::await);
      Gonzo.checkpoint(); // the race may be over
    }
    var failed = Event.of();
    if (number + 1 < addresses.size()) {
      race.spawn(
          "connect to " + addresses.get(number + 1),
          () -> attempt(race, addresses, number + 1, failed));
    }
    try {
      Socket socket = attempt(addresses.get(number));
      connected.add(socket);
      return socket;
    } catch (IOException failure) {
      failed.set();
      throw failure;
    }
  }

  private List<InetSocketAddress> addresses() throws IOException {
    var found = new ArrayList<InetAddress>(Dns.resolve(host));
    InetSocketAddress source = options.source();
    if (source != null) {
      found.removeIf(address -> address.getClass() != source.getAddress().getClass());
      if (found.isEmpty()) {
        throw new UnknownHostException(
            "%s has no address of the same family (IPv4 or IPv6) as the source %s"
                .formatted(host, source.getAddress().getHostAddress()));
      }
    }
    return inTurns(found).stream().map(address -> new InetSocketAddress(address, port)).toList();
  }

  /** The addresses, best first, with the two address families alternating. */
  static List<InetAddress> inTurns(List<InetAddress> addresses) {
    Class<?> best = addresses.getFirst().getClass();
    Queue<InetAddress> ofThat = new ArrayDeque<>();
    Queue<InetAddress> ofOther = new ArrayDeque<>();
    for (InetAddress address : addresses) {
      (address.getClass() == best ? ofThat : ofOther).add(address);
    }
    var ordered = new ArrayList<InetAddress>(addresses.size());
    while (!ofThat.isEmpty() || !ofOther.isEmpty()) {
      if (!ofThat.isEmpty()) {
        ordered.add(ofThat.remove());
      }
      if (!ofOther.isEmpty()) {
        ordered.add(ofOther.remove());
      }
    }
    return ordered;
  }

  private Socket attempt(InetSocketAddress address) throws IOException {
    tried.add(address);
    try {
      return Socket.of(
          Coroutine.trap(new Connect(address, options.source(), options.socketOptions())),
          options.socketOptions());
    } catch (IOException failure) {
      failures.add(failure);
      throw failure;
    }
  }

  /**
   * The exception if all attempts failed: its class and its reason are those of the first failure,
   * of the best address. If there were no descriptors left, it says so: nothing is known about the
   * addresses.
   */
  private IOException allFailed() {
    if (failures.stream().anyMatch(TooManyOpenFilesException.class::isInstance)) {
      return noted(new TooManyOpenFilesException("cannot connect to " + host + ":" + port));
    }
    IOException first = failures.getFirst();
    String message =
        message("none of its %d addresses is reachable".formatted(tried.size()))
            + ". The first: "
            + first.getMessage();
    return noted(
        switch (first) {
          case BindException _ -> new BindException(message);
          case ConnectException _ -> new ConnectException(message);
          case NoRouteToHostException _ -> new NoRouteToHostException(message);
          default -> new SocketException(message);
        });
  }

  /** Adds the failures of all attempts as suppressed exceptions. */
  IOException noted(IOException failure) {
    failures.forEach(failure::addSuppressed);
    return failure;
  }

  /** A message that names the host, the reason and the addresses that were tried. */
  String message(String why) {
    var text = new StringBuilder("cannot connect to " + host + ":" + port + ": " + why);
    String separator = "; tried ";
    for (InetSocketAddress address : tried) {
      text.append(separator).append(address.getAddress().getHostAddress());
      separator = ", ";
    }
    return text.toString();
  }
}
