package dev.gonzo.tck;

import static dev.gonzo.Gonzo.runInThread;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.timeoutAfter;
import static dev.gonzo.tck.Connection.letOthersRun;
import static dev.gonzo.tck.Connection.untilSuspended;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Coroutine;
import dev.gonzo.Task;
import dev.gonzo.TaskState;
import dev.gonzo.net.ListenOptions;
import dev.gonzo.net.StreamSocket;
import dev.gonzo.net.Unix;
import dev.gonzo.net.UnixListener;
import dev.gonzo.net.UnixSocket;
import dev.gonzo.sync.Event;
import dev.gonzo.trap.NativeText;
import dev.gonzo.trap.NetTrap;
import dev.gonzo.trap.NetTrap.Connect;
import dev.gonzo.trap.UnixAddress;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Chapter 6, "Network": Unix sockets. */
public abstract class UnixConformance extends Conformance {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  /** Creates the chapter. */
  protected UnixConformance() {
    super(NetTrap.class);
  }

  /** Skips the test on nio, since the JDK's channels support only streams and paths. */
  private void assumeAllKinds() {
    Assumptions.assumeFalse(
        kernel().name().equals("nio"), "the JDK has no datagrams and no abstract names");
  }

  private String address(String name) {
    return path(name).toString();
  }

  private static String freshAbstractName() {
    return "\0gonzo-test-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
  }

  private static void send(StreamSocket socket, String text) throws IOException {
    socket.writeAll(text.getBytes(UTF_8));
  }

  private static String receive(StreamSocket socket) throws IOException {
    var buffer = new byte[100];
    int count = socket.read(buffer);
    return count < 0 ? "the end" : new String(buffer, 0, count, UTF_8);
  }

  private static void talk(UnixListener listener, String address) throws IOException {
    Task<UnixSocket> accepting = spawn(listener::accept);
    try (UnixSocket client = Unix.connect(address);
        UnixSocket server = accepting.join()) {
      send(client, "question");
      assertThat(receive(server)).isEqualTo("question");
      send(server, "answer");
      assertThat(receive(client)).isEqualTo("answer");
      assertThat(client.remoteAddress()).isEqualTo(UnixAddress.of(address));
      assertThat(server.localAddress()).isEqualTo(UnixAddress.of(address));
      assertThat(server.remoteAddress().isUnnamed()).isTrue();
      client.shutdownOutput();
      assertThat(receive(server)).isEqualTo("the end");
    }
  }

  // ---------------------------------------------------------------- streams

  @Test
  @Specified({"6.4", "6.5", "6.6"})
  void bytes_go_both_ways_by_a_path_and_its_file_is_gone_afterwards() throws IOException {
    run(() -> {
      String address = address("talk.sock");
      try (UnixListener listener = Unix.listen(address)) {
        assertThat(files().exists(Path.of(address))).isTrue();
        assertThat(listener.localAddress().path()).isEqualTo(Path.of(address));
        talk(listener, address);
      }
      assertThat(files().exists(Path.of(address))).isFalse();
      try (UnixListener again = Unix.listen(address)) {
        talk(again, address);
      }
    });
  }

  @NeedsOutside(NeedsOutside.PYTHON)
  @Tag("realTime")
  @Test
  @Specified("6.7")
  void descriptors_that_a_peer_passes_hide_no_byte_and_stay_nowhere() throws Exception {
    run(() -> {
      Path passed = Files.createFile(path("passed"));
      String sends =
          "f = open('%s'); socket.send_fds(s, [b'ONE'], [f.fileno()]); s.send(b'TWO')"
              .formatted(passed);
      receivesAllOf("ONETWO", sends);
      try (var descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
        assertThat(descriptors).noneMatch(descriptor -> leadsTo(descriptor, passed));
      }
    });
  }

  private static boolean leadsTo(Path link, Path file) {
    try {
      return Files.readSymbolicLink(link).equals(file.toRealPath());
    } catch (IOException closedMeanwhile) {
      return false;
    }
  }

  @NeedsOutside(NeedsOutside.PYTHON)
  @Tag("realTime")
  @Test
  @Specified("6.7")
  void an_urgent_byte_between_unix_sockets_hides_no_byte_behind_it() throws Exception {
    String sends =
        """
        s.send(b'ONE')
        try: s.send(b'!', socket.MSG_OOB)
        except OSError: pass
        s.send(b'TWO')
        """;
    run(() -> receivesAllOf("ONETWO", sends));
  }

  /** Lets a Python program connect and send; receives when it has sent everything. */
  private void receivesAllOf(String text, String sends) throws Exception {
    Assumptions.assumeTrue(Python.isHere(), Python.MISSING);
    String address = address("python.sock");
    String script =
        """
        import socket, sys
        s = socket.socket(socket.AF_UNIX)
        s.connect('%s')
        %s
        print('sent', flush=True)
        sys.stdin.read()
        """
            .formatted(address, sends.strip());
    try (UnixListener listener = Unix.listen(address);
        var peer = Python.start(script);
        UnixSocket socket = listener.accept()) {
      assertThat(runInThread(peer::readLine)).isEqualTo("sent");
      var all = new StringBuilder();
      while (!all.toString().endsWith("TWO")) {
        all.append(timeoutAfter(LIMIT, () -> receive(socket)));
      }
      assertThat(all.toString()).isEqualTo(text);
    }
  }

  @Test
  @Specified({"2.5", "6.1"})
  void what_was_not_closed_is_gone_after_the_run_with_its_file() throws IOException {
    String address = address("forgotten.sock");
    run(() -> {
      Unix.listen(address);
    });
    assertThat(files().exists(Path.of(address))).isFalse();
  }

  @Tag("realTime")
  @Test
  @Specified({"6.1", "6.4"})
  void an_abstract_name_makes_no_file_and_is_free_again_at_once() throws IOException {
    String address = freshAbstractName();
    if (kernel().name().equals("nio")) {
      run(() ->
          assertThatThrownBy(() -> Unix.listen(address))
              .isInstanceOf(UnsupportedOperationException.class));
      return;
    }
    run(() -> {
      for (int i = 0; i < 2; i++) {
        try (UnixListener listener = Unix.listen(address)) {
          talk(listener, address);
          assertThatThrownBy(() -> Unix.listen(address))
              .isInstanceOf(BindException.class)
              .hasMessageContaining("stop the program that uses it")
              .hasMessageNotContaining("file");
        }
      }
      assertThatThrownBy(() -> Unix.connect(address)).isInstanceOf(ConnectException.class);
    });
  }

  @Test
  @Specified("6.14")
  void the_system_says_who_the_peer_is() throws IOException {
    String address = address("who.sock");
    run(() -> {
      try (UnixListener listener = Unix.listen(address)) {
        Task<UnixSocket> accepting = spawn(listener::accept);
        try (UnixSocket client = Unix.connect(address);
            UnixSocket server = accepting.join()) {
          if (kernel().name().equals("nio")) {
            assertThatThrownBy(server::peerCredentials)
                .isInstanceOf(UnsupportedOperationException.class);
            return;
          }
          PeerProcess process = peers().process();
          for (UnixSocket end : new UnixSocket[] {client, server}) {
            assertThat(end.peerCredentials().processId()).isEqualTo((int) process.id());
            assertThat(end.peerCredentials().userId()).isEqualTo(process.user());
          }
        }
      }
    });
  }

  // ---------------------------------------------------------------- files in the way

  /** Leaves the file of a socket behind, as a program does that is killed. In a task. */
  private String stale() throws IOException {
    String address = address("stale.sock");
    try (var _ = Unix.listen(address("killed.sock"))) {
      files().move(path("killed.sock"), Path.of(address)); // where closing leaves it
    }
    assertThat(files().exists(Path.of(address))).isTrue();
    return address;
  }

  @Test
  @Specified("6.4")
  void a_stale_file_is_in_the_way_unless_it_may_be_replaced() throws IOException {
    run(() -> {
      String address = stale();
      assertThatThrownBy(() -> Unix.listen(address))
          .isInstanceOf(BindException.class)
          .hasMessageContaining(address);
      assertThatThrownBy(() -> Unix.connect(address)).isInstanceOf(ConnectException.class);
      var options = ListenOptions.defaults().withStaleReplaced();
      try (UnixListener listener = Unix.listen(address, options)) {
        talk(listener, address);
        // A server listens there now.
        assertThatThrownBy(() -> Unix.listen(address, options)).isInstanceOf(BindException.class);
        listener.accept().close(); // the connection that checked for a server
        talk(listener, address);
      }
    });
  }

  @Test
  @Specified("6.4")
  void what_is_no_socket_is_never_replaced() throws IOException {
    Path file = files().writeString(path("precious.txt"), "precious");
    run(() ->
        assertThatThrownBy(
                () -> Unix.listen(file.toString(), ListenOptions.defaults().withStaleReplaced()))
            .isInstanceOf(BindException.class));
    assertThat(files().readString(file)).isEqualTo("precious");
  }

  @NeedsOutside(NeedsOutside.NAMED_PIPE)
  @Test
  @Tag("realTime")
  @Specified("6.4")
  void a_fifo_is_never_replaced() throws Exception {
    Path fifo = NamedPipe.create(peers().directory());
    run(() -> {
      assertThat(Unix.removeStale(fifo)).isFalse();
      assertThatThrownBy(
              () -> Unix.listen(fifo.toString(), ListenOptions.defaults().withStaleReplaced()))
          .isInstanceOf(BindException.class);
    });
    assertThat(fifo).exists();
  }

  @Test
  @Specified("6.4")
  void a_file_in_the_way_may_be_a_program_or_what_it_left() throws IOException {
    run(() -> {
      String address = stale();
      assertThatThrownBy(() -> Unix.listen(address))
          .isInstanceOf(BindException.class)
          .hasMessageContaining("has left its file there");
    });
  }

  @Test
  @Tag("realTime")
  @Specified({"6.4", "6.11", "6.12"})
  void both_ends_tell_the_bytes_of_a_path_that_is_no_valid_text() throws IOException {
    Assumptions.assumeTrue(
        System.getProperty("os.name").equals("Linux"), "other systems have only valid names");
    String address = peers().directory() + "/odd-\udcff.sock";
    run(() -> {
      try (UnixListener listener = Unix.listen(address)) {
        assertThat(listener.localAddress()).isEqualTo(UnixAddress.of(address));
        talk(listener, address);
      }
    });
    assertThat(files().exists(NativeText.path(address))).isFalse();
  }

  @Test
  @Specified("6.4")
  void a_listener_whose_file_was_taken_away_leaves_the_next_ones_alone() throws IOException {
    String address = address("moved.sock");
    run(() -> {
      UnixListener first = Unix.listen(address);
      files().delete(Path.of(address));
      try (UnixListener second = Unix.listen(address)) {
        first.close();
        talk(second, address);
      }
    });
  }

  @Test
  @Specified({"6.4", "6.6"})
  void an_address_that_cannot_be_is_refused() throws IOException {
    run(() -> {
      assertThatThrownBy(() -> Unix.connect(address("absent.sock")))
          .isInstanceOf(ConnectException.class)
          .hasMessageContaining("absent.sock");
      assertThatThrownBy(() -> Unix.listen("")).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> Unix.listen(address("no/such/directory.sock")))
          .isInstanceOf(IOException.class);
      assertThatThrownBy(() -> Unix.listen(address("x".repeat(200))))
          .isInstanceOfAny(IllegalArgumentException.class, SocketException.class);
    });
  }

  @Tag("realTime")
  @Test
  @Specified("6.1")
  void a_path_and_an_abstract_name_may_be_as_long_as_the_system_takes() throws IOException {
    run(() -> {
      String root = address("");
      // The JDK leaves room for one byte more than the system needs.
      int most = kernel().name().equals("nio") ? 106 : 107;
      String path = root + "/" + "p".repeat(most - root.length() - 1);
      try (UnixListener listener = Unix.listen(path)) {
        talk(listener, path);
      }
      assertThatThrownBy(() -> Unix.listen(path + "p"))
          .isInstanceOfAny(IllegalArgumentException.class, SocketException.class);
    });
    assumeAllKinds();
    run(() -> {
      String begin = freshAbstractName();
      String name = begin + "n".repeat(108 - begin.length());
      try (UnixListener listener = Unix.listen(name)) {
        talk(listener, name);
      }
      assertThatThrownBy(() -> Unix.listen(name + "n"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("108");
    });
  }

  @Test
  @Specified("6.10")
  void the_file_of_a_server_that_stops_is_gone_before_it_has_served_the_others()
      throws IOException {
    run(() -> {
      String address = address("draining.sock");
      var served = Event.of();
      var finish = Event.of();
      var options = ListenOptions.defaults().withGrace(Duration.ofSeconds(50));
      try (UnixListener listener = Unix.listen(address, options)) {
        Task<?> server =
            spawn(() ->
                listener.serve(client -> {
                  served.set();
                  finish.await();
                  send(client, "done");
                }));
        try (UnixSocket client = Unix.connect(address)) {
          served.await();
          boolean _ = server.requestCancel("test");
          untilSuspended(server); // in the grace period now
          assertThatThrownBy(() -> Unix.connect(address)).isInstanceOf(ConnectException.class);
          try (UnixListener next = Unix.listen(address)) {
            talk(next, address);
          }
          finish.set();
          assertThat(receive(client)).isEqualTo("done");
        }
        server.cancel();
      }
    });
  }

  @Test
  @Specified("6.6")
  void who_connects_to_a_full_queue_waits_until_there_is_room() throws IOException {
    String address = address("full.sock");
    run(() -> {
      try (UnixListener listener = Unix.listen(address, ListenOptions.defaults().withBacklog(1))) {
        var connecting = new ArrayList<Task<UnixSocket>>();
        do {
          connecting.add(spawn(() -> Unix.connect(address)));
          letOthersRun();
        } while (connecting.getLast().state() == TaskState.ENDED);
        assertThat(connecting).hasSizeLessThan(10);
        for (Task<UnixSocket> task : connecting) {
          UnixSocket server = listener.accept();
          UnixSocket client = task.join();
          client.close();
          server.close();
        }
      }
    });
  }

  // ---------------------------------------------------------------- datagrams

  @Test
  @Specified({"6.1", "6.15"})
  void datagrams_between_unix_sockets_are_refused_where_there_are_none() throws IOException {
    Assumptions.assumeTrue(kernel().name().equals("nio"));
    run(() ->
        assertThatThrownBy(() -> Unix.openDatagrams(address("x.sock")))
            .isInstanceOf(UnsupportedOperationException.class));
  }

  @Test
  @Specified("6.6")
  void a_connection_that_is_refused_leaves_no_file_at_its_own_address() throws IOException {
    run(() -> {
      var asked =
          new Connect(
              UnixAddress.of(address("gone.sock")), UnixAddress.of(address("mine.sock")), Map.of());
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> Coroutine.trap(asked)).isInstanceOf(ConnectException.class);
        assertThat(files().exists(path("mine.sock"))).isFalse();
      }
      // The file in the way belongs to another program, and stays.
      files().writeString(path("mine.sock"), "");
      assertThatThrownBy(() -> Coroutine.trap(asked)).isInstanceOf(BindException.class);
      assertThat(files().exists(path("mine.sock"))).isTrue();
    });
  }
}
