package dev.gonzo.net;

import static java.net.StandardSocketOptions.IP_MULTICAST_LOOP;
import static java.net.StandardSocketOptions.IP_TOS;
import static java.net.StandardSocketOptions.SO_BROADCAST;
import static java.net.StandardSocketOptions.SO_KEEPALIVE;
import static java.net.StandardSocketOptions.SO_LINGER;
import static java.net.StandardSocketOptions.SO_RCVBUF;
import static java.net.StandardSocketOptions.SO_REUSEADDR;
import static java.net.StandardSocketOptions.SO_REUSEPORT;
import static java.net.StandardSocketOptions.SO_SNDBUF;
import static java.net.StandardSocketOptions.TCP_NODELAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.trap.ProcessTrap.EnvironmentVariables;
import java.net.SocketOption;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Options and variables keep the order in which they were set, in every JVM. */
class OrderOfOptionsTest {
  private static final List<SocketOption<?>> OPTIONS =
      List.of(
          TCP_NODELAY,
          SO_RCVBUF,
          IP_TOS,
          SO_BROADCAST,
          SO_REUSEPORT,
          SO_KEEPALIVE,
          SO_SNDBUF,
          IP_MULTICAST_LOOP,
          SO_LINGER,
          SO_REUSEADDR);

  @SuppressWarnings("unchecked") // the value is not used
  private static SocketOption<Object> any(SocketOption<?> option) {
    return (SocketOption<Object>) option;
  }

  @Test
  void socket_options_are_in_the_order_in_which_they_were_set() {
    var connect = ConnectOptions.defaults();
    var listen = ListenOptions.defaults();
    for (SocketOption<?> option : OPTIONS) {
      connect = connect.withOption(any(option), 1);
      listen = listen.withOption(any(option), 1);
    }
    connect = connect.withOption(any(OPTIONS.getFirst()), 2);
    assertThat(connect.socketOptions().keySet()).containsExactlyElementsOf(OPTIONS);
    assertThat(connect.socketOptions()).containsEntry(OPTIONS.getFirst(), 2);
    assertThat(listen.socketOptions().keySet()).containsExactlyElementsOf(OPTIONS);
  }

  @Test
  void a_map_of_options_is_copied_and_has_no_nulls() {
    var given = new HashMap<SocketOption<?>, Object>(Map.of(TCP_NODELAY, true));
    Map<SocketOption<?>, Object> copy = SocketOptions.copy(given);
    given.clear();
    assertThat(copy).containsExactly(Map.entry(TCP_NODELAY, true));
    assertThatThrownBy(copy::clear).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> SocketOptions.copy(Collections.singletonMap(TCP_NODELAY, null)))
        .isInstanceOf(NullPointerException.class);
  }

  @Test
  void variables_are_in_the_order_in_which_they_were_set_and_removed() {
    List<String> names = IntStream.range(0, 12).mapToObj(i -> "V" + (i * 7 % 12)).toList();
    var environment = EnvironmentVariables.ours();
    for (String name : names) {
      environment = environment.with(name, "value").without("NO_" + name);
    }
    assertThat(environment.variables().keySet()).containsExactlyElementsOf(names);
    assertThat(environment.removed())
        .containsExactlyElementsOf(names.stream().map(name -> "NO_" + name).toList());
  }
}
