package dev.gonzo.tck.net;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Cancelled;
import dev.gonzo.Coroutine;
import dev.gonzo.Task;
import dev.gonzo.TaskState;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.net.ConnectOptions;
import dev.gonzo.net.Dns;
import dev.gonzo.net.ListenOptions;
import dev.gonzo.net.Listener;
import dev.gonzo.net.Socket;
import dev.gonzo.net.Tcp;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.NetTrap.Accept;
import dev.gonzo.trap.NetTrap.Close;
import dev.gonzo.trap.NetTrap.Connect;
import dev.gonzo.trap.NetTrap.Listen;
import dev.gonzo.trap.NetTrap.LocalAddress;
import dev.gonzo.trap.Trap;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** How a client finds and reaches its server: names, several addresses, options, limits. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
@ParameterizedClass
@ValueSource(strings = {"epoll", "uring", "nio"})
@Tag("realTime")
@Tag("slow") // not on the baton: what the drivers do does not depend on the carrier
class TcpConnectTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @Parameter String driver;

  @AfterEach
  void forgetHosts() {
    TestHosts.HOSTS.clear();
    TestHosts.letAnswer();
  }

  private interface Body {
    void run() throws IOException;
  }

  private void onKernel(Body body) throws IOException {
    run(Kernels.of(driver), body::run);
  }

  private static void host(String name, String... addresses) {
    TestHosts.HOSTS.put(
        name,
        java.util.Arrays.stream(addresses).map(InetAddress::ofLiteral).toArray(InetAddress[]::new));
  }

  /** Sockets, pipes and counters. The JVM and a watchdog read files whenever they like. */
  private static long openDescriptors() throws IOException {
    try (var all = Files.list(Path.of("/proc/self/fd"))) {
      return all.filter(TcpConnectTest::isNoFile).count();
    }
  }

  private static boolean isNoFile(Path descriptor) {
    try {
      return !Files.readSymbolicLink(descriptor).isAbsolute();
    } catch (IOException closed) {
      return false;
    }
  }

  /** A listener whose queue is full: who connects there waits, and is told nothing. */
  private record Silent(Handle listener, List<Handle> inside, Task<Handle> waiting)
      implements AutoCloseable {
    static Silent open(String address, int port) throws IOException {
      Handle listener =
          Coroutine.trap(
              new Listen(new InetSocketAddress(InetAddress.ofLiteral(address), port), 1, Map.of()));
      var where = Coroutine.trap(new LocalAddress(listener));
      var connecting = new ArrayList<Task<Handle>>();
      do {
        connecting.add(spawn(() -> Coroutine.trap(new Connect(where, null, Map.of()))));
        for (int i = 0; i < 300; i++) {
          yieldNow();
        }
      } while (connecting.getLast().state() == TaskState.ENDED);
      Task<Handle> waiting = connecting.removeLast();
      return new Silent(listener, connecting.stream().map(Task::join).toList(), waiting);
    }

    int port() throws IOException {
      return ((InetSocketAddress) Coroutine.trap(new LocalAddress(listener))).getPort();
    }

    void letOneIn() throws IOException {
      shut(Coroutine.trap(new Accept(listener)));
    }

    @Override
    public void close() {
      waiting.cancel();
      inside.forEach(Silent::shut);
      shut(listener);
    }

    private static void shut(Handle handle) {
      Trap<@Nullable Void> close = new Close(handle);
      Coroutine.trap(close);
    }
  }

  // ---------------------------------------------------------------- several addresses

  @Test
  void an_address_that_refuses_is_followed_by_the_next_at_once() throws IOException {
    onKernel(() -> {
      try (Listener listener = Tcp.listen("127.0.0.3", 0)) {
        host("three.gonzo.test", "127.0.0.1", "127.0.0.2", "127.0.0.3");
        // The test ends long before a delay does.
        var options = ConnectOptions.defaults().withAttemptDelay(LONG).withTimeout(LONG);
        try (Socket socket =
            Tcp.connect("three.gonzo.test", listener.localAddress().getPort(), options)) {
          assertThat(socket.remoteAddress().getAddress().getHostAddress()).isEqualTo("127.0.0.3");
        }
      }
    });
  }

  @Test
  void a_source_that_is_not_ours_is_the_reason_for_each_address() throws IOException {
    onKernel(() -> {
      host("two.gonzo.test", "127.0.0.1", "127.0.0.2");
      var options = ConnectOptions.defaults().withSource(InetAddress.ofLiteral("192.0.2.99"));
      assertThatThrownBy(() -> Tcp.connect("two.gonzo.test", 9, options))
          .isInstanceOf(BindException.class)
          .hasMessageContainingAll("two.gonzo.test:9", "192.0.2.99", "an address of this machine");
    });
  }

  @Test
  // docs/edges.md: D12, F12
  void an_address_that_is_silent_is_overtaken_by_the_next_and_its_socket_is_closed()
      throws IOException {
    onKernel(() -> {
      try (var silent = Silent.open("127.0.0.1", 0);
          Listener listener = Tcp.listen("127.0.0.2", silent.port())) {
        host("two.gonzo.test", "127.0.0.1", "127.0.0.2");
        long before = openDescriptors();
        var options = ConnectOptions.defaults().withAttemptDelay(Duration.ofMillis(20));
        try (Socket socket = Tcp.connect("two.gonzo.test", silent.port(), options)) {
          assertThat(socket.remoteAddress().getAddress().getHostAddress()).isEqualTo("127.0.0.2");
          assertThat(openDescriptors()).isEqualTo(before + 1);
        }
        listener.accept().close();
      }
    });
  }

  @Test
  void of_several_that_connect_at_once_one_is_kept() throws IOException {
    onKernel(() -> {
      try (Listener first = Tcp.listen("127.0.0.1", 0);
          Listener second = Tcp.listen("127.0.0.2", first.localAddress().getPort())) {
        assertThat(second.localAddress().getPort()).isEqualTo(first.localAddress().getPort());
        host("both.gonzo.test", "127.0.0.1", "127.0.0.2");
        var options = ConnectOptions.defaults().withAttemptDelay(Duration.ZERO);
        long before = openDescriptors();
        for (int i = 0; i < 20; i++) {
          try (Socket socket =
              Tcp.connect("both.gonzo.test", first.localAddress().getPort(), options)) {
            assertThat(socket.localAddress()).isNotNull();
            assertThat(openDescriptors()).isEqualTo(before + 1);
          }
        }
      }
    });
  }

  @Test
  void a_slow_address_keeps_its_chance_while_the_next_is_tried() throws IOException {
    onKernel(() -> {
      try (var first = Silent.open("127.0.0.1", 0);
          var second = Silent.open("127.0.0.2", first.port())) {
        assertThat(second.port()).isEqualTo(first.port());
        host("slow-two.gonzo.test", "127.0.0.1", "127.0.0.2");
        var options = ConnectOptions.defaults().withAttemptDelay(Duration.ofMillis(20));
        Task<Socket> connecting =
            spawn(() -> Tcp.connect("slow-two.gonzo.test", first.port(), options));
        sleep(Duration.ofMillis(100));
        assertThat(connecting.state()).isEqualTo(TaskState.SUSPENDED);
        // Room for the one that waits there already, and for the attempt.
        first.letOneIn();
        first.letOneIn();
        first.letOneIn();
        try (Socket socket = connecting.join()) {
          assertThat(socket.remoteAddress().getAddress().getHostAddress()).isEqualTo("127.0.0.1");
        }
      }
    });
  }

  @Test
  void when_all_fail_each_address_is_named_with_its_reason() throws IOException {
    onKernel(() -> {
      int port;
      try (Listener listener = Tcp.listen("127.0.0.1", 0)) {
        port = listener.localAddress().getPort();
      }
      host("none.gonzo.test", "127.0.0.1", "::1", "127.0.0.2");
      assertThatThrownBy(() -> Tcp.connect("none.gonzo.test", port))
          .isInstanceOf(ConnectException.class)
          .hasMessageContainingAll("none.gonzo.test:" + port, "127.0.0.1", "127.0.0.2", ":1,")
          .hasMessageContaining("no server listens there")
          .satisfies(all -> assertThat(all.getSuppressed()).hasSize(3))
          .satisfies(all ->
              assertThat(all.getSuppressed())
                  .allSatisfy(one -> assertThat(one).isInstanceOf(IOException.class)));
    });
  }

  @Test
  // docs/edges.md: D12, F12
  void a_cancelled_connect_leaves_nothing_open() throws IOException {
    onKernel(() -> {
      try (var first = Silent.open("127.0.0.1", 0);
          var second = Silent.open("127.0.0.2", first.port())) {
        assertThat(second.port()).isEqualTo(first.port());
        host("silent.gonzo.test", "127.0.0.1", "127.0.0.2");
        long before = openDescriptors();
        var options = ConnectOptions.defaults().withAttemptDelay(Duration.ZERO);
        Task<Socket> connecting =
            spawn(() -> Tcp.connect("silent.gonzo.test", first.port(), options));
        while (openDescriptors() < before + 2) {
          sleep(Duration.ofMillis(5));
        }
        connecting.cancel();
        assertThatThrownBy(connecting::join).hasCauseInstanceOf(Cancelled.class);
        assertThat(openDescriptors()).isEqualTo(before);
      }
    });
  }

  @Test
  void a_server_that_never_answers_is_given_up_in_time_and_named() throws IOException {
    onKernel(() -> {
      try (var silent = Silent.open("127.0.0.1", 0)) {
        long before = openDescriptors();
        var options = ConnectOptions.defaults().withTimeout(Duration.ofMillis(100));
        assertThatThrownBy(() -> Tcp.connect("127.0.0.1", silent.port(), options))
            .isInstanceOf(SocketTimeoutException.class)
            .hasMessageContaining("127.0.0.1:" + silent.port());
        assertThat(openDescriptors()).isEqualTo(before);
      }
    });
  }

  // ---------------------------------------------------------------- options

  @Test
  void a_client_connects_from_the_address_and_with_the_options_it_says() throws IOException {
    onKernel(() -> {
      try (Listener listener = Tcp.listen("127.0.0.1", 0)) {
        int port = listener.localAddress().getPort();
        var options =
            ConnectOptions.defaults()
                .withSource(InetAddress.ofLiteral("127.0.0.9"))
                .withOption(StandardSocketOptions.SO_KEEPALIVE, true)
                .withOption(StandardSocketOptions.TCP_NODELAY, false);
        try (Socket socket = Tcp.connect("127.0.0.1", port, options);
            Socket server = listener.accept()) {
          assertThat(server.remoteAddress().getAddress().getHostAddress()).isEqualTo("127.0.0.9");
          assertThat(socket.option(StandardSocketOptions.SO_KEEPALIVE)).isTrue();
          assertThat(socket.option(StandardSocketOptions.TCP_NODELAY)).isFalse();
        }
        assertThatThrownBy(() ->
                Tcp.connect(
                    "127.0.0.1",
                    port,
                    ConnectOptions.defaults().withSource(InetAddress.ofLiteral("192.0.2.99"))))
            .isInstanceOf(BindException.class);
        assertThatThrownBy(() ->
                Tcp.connect(
                    "127.0.0.1",
                    port,
                    ConnectOptions.defaults().withSource(InetAddress.ofLiteral("::1"))))
            .isInstanceOf(IOException.class)
            .hasMessageContaining("no address of the same family");
        assertThatThrownBy(() ->
                Tcp.connect(
                    "127.0.0.1",
                    port,
                    ConnectOptions.defaults()
                        .withOption(StandardSocketOptions.IP_MULTICAST_LOOP, true)))
            .isInstanceOf(UnsupportedOperationException.class);
      }
    });
  }

  @Test
  void several_listeners_share_a_port_when_both_say_so() throws IOException {
    onKernel(() -> {
      var shared = ListenOptions.defaults().withReusePort();
      try (Listener first = Tcp.listen("127.0.0.1", 0, shared)) {
        int port = first.localAddress().getPort();
        assertThatThrownBy(() -> Tcp.listen("127.0.0.1", port)).isInstanceOf(BindException.class);
        try (Listener second = Tcp.listen("127.0.0.1", port, shared)) {
          assertThat(second.localAddress().getPort()).isEqualTo(port);
        }
      }
    });
  }

  @Test
  void a_server_serves_no_more_at_once_than_its_limit_and_then_goes_on() throws IOException {
    onKernel(() -> {
      try (Listener listener =
          Tcp.listen("127.0.0.1", 0, ListenOptions.defaults().withConnectionLimit(2))) {
        int port = listener.localAddress().getPort();
        var running = new int[1];
        var most = new int[1];
        Task<?> serving =
            spawn(() ->
                listener.serve(client -> {
                  most[0] = Math.max(most[0], ++running[0]);
                  try {
                    for (int b; (b = client.read(new byte[1])) > 0; ) {
                      client.writeAll(new byte[] {(byte) b});
                    }
                  } finally {
                    running[0]--;
                  }
                }));
        var clients = new ArrayList<Socket>();
        for (int i = 0; i < 6; i++) {
          clients.add(Tcp.connect("127.0.0.1", port));
        }
        for (Socket client : clients) {
          client.writeAll(new byte[1]);
          assertThat(client.read(new byte[1])).isEqualTo(1);
          assertThat(running[0]).isLessThanOrEqualTo(2);
          client.close();
        }
        assertThat(most[0]).isEqualTo(2);

        // Closed while it is full, it ends all the same.
        Socket one = Tcp.connect("127.0.0.1", port);
        Socket two = Tcp.connect("127.0.0.1", port);
        for (Socket client : List.of(one, two)) {
          client.writeAll(new byte[1]);
          assertThat(client.read(new byte[1])).isEqualTo(1);
        }
        listener.close();
        Object _ = serving.join();
        assertThat(one.read(new byte[1])).isEqualTo(-1);
        one.close();
        two.close();
      }
    });
  }

  // ---------------------------------------------------------------- names

  @Test
  void this_machine_is_known_by_its_name() throws IOException {
    onKernel(() -> {
      assertThat(Dns.resolve("localhost")).allMatch(InetAddress::isLoopbackAddress);
      assertThat(Dns.resolve("any.localhost")).allMatch(InetAddress::isLoopbackAddress);
      assertThat(Dns.resolve("127.0.0.7")).containsExactly(InetAddress.ofLiteral("127.0.0.7"));
    });
  }

  @Test
  void the_hosts_file_is_honoured() throws IOException {
    for (String line : Files.readAllLines(Path.of("/etc/hosts"))) {
      String[] words = line.replaceAll("#.*", "").strip().split("\\s+");
      if (words.length > 1) {
        onKernel(() -> assertThat(Dns.resolve(words[1])).isNotEmpty());
      }
    }
  }

  @Test
  void a_name_server_that_does_not_answer_holds_up_nobody_and_is_left_on_cancel()
      throws IOException {
    TestHosts.hold();
    // The JDK remembers a name for a while, and each run asks anew.
    String slow = driver + TestHosts.SLOW;
    onKernel(() -> {
      Task<?> resolving = spawn(() -> Dns.resolve(slow));
      while (resolving.state() != TaskState.SUSPENDED) {
        yieldNow();
      }
      sleep(Duration.ofMillis(20));
      resolving.cancel();
      assertThatThrownBy(resolving::join).hasCauseInstanceOf(Cancelled.class);

      var options = ConnectOptions.defaults().withTimeout(Duration.ofMillis(50));
      assertThatThrownBy(() -> Tcp.connect(slow, 80, options))
          .isInstanceOf(SocketTimeoutException.class)
          .hasMessageContaining(slow);
      TestHosts.letAnswer();
    });
  }
}
