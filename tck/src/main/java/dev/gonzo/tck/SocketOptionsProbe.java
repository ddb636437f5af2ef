package dev.gonzo.tck;

import static dev.gonzo.tck.Connection.HERE;

import dev.gonzo.AsyncRunnable;
import dev.gonzo.Coroutine;
import dev.gonzo.net.DatagramSocket;
import dev.gonzo.net.ListenOptions;
import dev.gonzo.net.StreamSocket;
import dev.gonzo.net.Tcp;
import dev.gonzo.net.Udp;
import dev.gonzo.net.Unix;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.NetTrap.Close;
import dev.gonzo.trap.NetTrap.GetOption;
import dev.gonzo.trap.NetTrap.Listen;
import dev.gonzo.trap.PeerCredentials;
import java.io.IOException;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/**
 * Finds out, inside a kernel, on which kinds of sockets it supports each option of the JDK and of
 * Gonzo, by trying.
 */
final class SocketOptionsProbe {
  private static final String NONE = "–";

  private final SortedMap<String, SocketOption<?>> options = options();
  private final SortedMap<String, String> supported = new TreeMap<>();

  @FunctionalInterface
  private interface Reading {
    @Nullable Object read(SocketOption<Object> option) throws IOException;
  }

  @FunctionalInterface
  private interface Setting {
    void set(SocketOption<Object> option, Object value) throws IOException;
  }

  private SocketOptionsProbe() throws IllegalAccessException {}

  /**
   * For each option the kinds of sockets that support it. A kind is marked if the option can only
   * be set there, or only be read.
   */
  static SortedMap<String, String> supported() throws IOException, IllegalAccessException {
    var probe = new SocketOptionsProbe();
    try (var connection = Connection.open()) {
      probe.tryAll("TCP", connection.client());
    }
    probe.tryListener();
    // A kernel may lack the other kinds.
    boolean _ = isKnown(probe::tryUdp);
    boolean _ = isKnown(probe::tryUnixStream);
    boolean _ = isKnown(probe::tryUnixDatagrams);
    probe.options.keySet().forEach(option -> probe.supported.putIfAbsent(option, NONE));
    return probe.supported;
  }

  private static SortedMap<String, SocketOption<?>> options() throws IllegalAccessException {
    var options = new TreeMap<String, SocketOption<?>>();
    for (Class<?> type :
        List.of(StandardSocketOptions.class, ExtendedSocketOptions.class, PeerCredentials.class)) {
      String prefix = type == StandardSocketOptions.class ? "" : type.getSimpleName() + ".";
      for (Field field : type.getFields()) {
        if (SocketOption.class.isAssignableFrom(field.getType())) {
          options.put("`" + prefix + field.getName() + "`", (SocketOption<?>) field.get(null));
        }
      }
    }
    return options;
  }

  private void tryAll(String kind, StreamSocket socket) throws IOException {
    tryAll(kind, socket::option, socket::setOption);
  }

  private void tryAll(String kind, DatagramSocket<?> socket) throws IOException {
    tryAll(kind, socket::option, socket::setOption);
  }

  private void tryUdp() throws IOException {
    try (var socket = Udp.open(HERE, 0)) {
      tryAll("UDP", socket);
    }
  }

  private void tryUnixStream() throws IOException {
    try (var pair = Unix.pair()) {
      tryAll("Unix stream", pair.first());
    }
  }

  private void tryUnixDatagrams() throws IOException {
    try (var socket = Unix.openDatagrams()) {
      tryAll("Unix datagram", socket);
    }
  }

  /** Options of a listener are set when it is opened. */
  private void tryListener() throws IOException {
    var address = new InetSocketAddress(InetAddress.ofLiteral(HERE), 0);
    Handle listener = Coroutine.trap(new Listen(address, 1, Map.of()));
    tryAll(
        "TCP listener",
        option -> Coroutine.trap(new GetOption<>(listener, option)),
        (option, value) ->
            Tcp.listen(HERE, 0, ListenOptions.defaults().withOption(option, value)).close());
    Coroutine.trap(new Close(listener));
  }

  private void tryAll(String kind, Reading reading, Setting setting) throws IOException {
    for (Map.Entry<String, SocketOption<?>> each : options.entrySet()) {
      @SuppressWarnings("unchecked") // the values that are set have its type
      var option = (SocketOption<Object>) each.getValue();
      boolean isRead = isKnown(() -> reading.read(option));
      Object value = valueFor(option);
      boolean isSet = value != null && isKnown(() -> setting.set(option, value));
      if (isRead || isSet) {
        String mark = !isRead ? " (only set)" : !isSet ? " (only read)" : "";
        supported.merge(each.getKey(), kind + mark, (others, one) -> others + ", " + one);
      }
    }
  }

  /** Whether the kernel tries it. */
  private static boolean isKnown(AsyncRunnable<IOException> use) throws IOException {
    try {
      use.run();
      return true;
    } catch (UnsupportedOperationException unknown) {
      return false;
    }
  }

  /** A value to set; null for an option that is only for reading. */
  private static @Nullable Object valueFor(SocketOption<?> option) throws IOException {
    if (option == ExtendedSocketOptions.SO_INCOMING_NAPI_ID) {
      return null;
    } else if (option.type() == Boolean.class) {
      return true;
    } else if (option.type() == Integer.class) {
      return 5; // valid for each of them: seconds, bytes, hops, bits
    } else if (option.type() == NetworkInterface.class) {
      return NetworkInterface.getByInetAddress(InetAddress.ofLiteral(HERE));
    }
    return null;
  }
}
