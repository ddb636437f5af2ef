package dev.gonzo.cluster.jgroups;

import static dev.gonzo.Gonzo.run;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.cluster.transport.NodeId;
import dev.gonzo.cluster.transport.Transport;
import dev.gonzo.cluster.transport.View;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import org.jgroups.protocols.TCP;
import org.jgroups.stack.ProtocolStack;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may join, and what is refused at the door. */
@Tag("realTime")
class JGroupsSecurityTest {
  private static final byte[] SECRET = "sixteen bytes or more".getBytes(UTF_8);
  private static final byte[] OTHER = "another secret of a few bytes".getBytes(UTF_8);

  private static final class Views implements Transport.Events {
    final CopyOnWriteArrayList<List<NodeId>> views = new CopyOnWriteArrayList<>();
    final CopyOnWriteArrayList<String> messages = new CopyOnWriteArrayList<>();

    @Override
    public void onMessage(NodeId from, byte[] message) {
      messages.add(new String(message, UTF_8));
    }

    @Override
    public void onView(View view) {
      views.add(view.nodes());
    }

    int most() {
      return views.stream().mapToInt(List::size).max().orElse(0);
    }
  }

  private static JGroupsTransport transport(int port, int... others) {
    List<InetSocketAddress> members =
        Arrays.stream(others).mapToObj(other -> new InetSocketAddress("127.0.0.1", other)).toList();
    return JGroupsTransport.of("127.0.0.1", port, members).withPatience(Duration.ofSeconds(5));
  }

  /** Lets two nodes send each other a message, and leave. */
  private static void exchange(JGroupsTransport first, JGroupsTransport second) throws IOException {
    run(() -> {
      var one = new Views();
      var two = new Views();
      NodeId a = new NodeId("a", 1);
      NodeId b = new NodeId("b", 2);
      Transport left = first.join("safe", a, one);
      Transport right = second.join("safe", b, two);
      ProtocolStack stack = ((JGroupsConnection) left).channel().getProtocolStack();
      assertThat(stack.<TCP>findProtocol(TCP.class).getMaxLength()).isBetween(64_000, 1 << 18);
      Waiting.until(() -> one.most() == 2 && two.most() == 2);
      String mebibyte = "x".repeat(1 << 20);
      left.send(b, "hello".getBytes(UTF_8));
      right.send(a, mebibyte.getBytes(UTF_8));
      Waiting.until(() -> !one.messages.isEmpty() && !two.messages.isEmpty());
      assertThat(one.messages).containsExactly(mebibyte);
      assertThat(two.messages).containsExactly("hello");
      right.leave();
      left.leave();
      return null;
    });
  }

  @Test
  void nodes_with_the_same_secret_and_certificates_talk(@TempDir Path directory) throws Exception {
    SSLContext tls = Certificates.context(Certificates.create(directory));
    int[] ports = Waiting.freePorts(2);
    exchange(
        transport(ports[0], ports).withSecret(SECRET).withTls(tls),
        transport(ports[1], ports).withSecret(SECRET).withTls(tls));
  }

  @Test
  void nodes_with_the_same_secret_talk() throws Exception {
    int[] ports = Waiting.freePorts(2);
    exchange(
        transport(ports[0], ports).withSecret(SECRET),
        transport(ports[1], ports).withSecret(SECRET));
  }

  @Test
  void a_node_with_another_secret_never_gets_in() throws Exception {
    int[] ports = Waiting.freePorts(2);
    run(() -> {
      var inside = new Views();
      var outside = new Views();
      Transport member =
          transport(ports[0], ports).withSecret(SECRET).join("safe", new NodeId("a", 1), inside);
      var arrivals = new ArrivalProtocol();
      ((JGroupsConnection) member)
          .channel()
          .getProtocolStack()
          .insertProtocol(arrivals, ProtocolStack.Position.ABOVE, TCP.class);
      try {
        Transport stranger =
            transport(ports[1], ports)
                .withPatience(Duration.ofMillis(500))
                .withSecret(OTHER)
                .join("safe", new NodeId("b", 2), outside);
        // It is alone, in a cluster of its own; what it sends is not read.
        stranger.send(new NodeId("a", 1), "let me in".getBytes(UTF_8));
        // It asks again and again who else is there.
        Waiting.until(() -> arrivals.arrived() > 2);
        stranger.leave();
      } catch (IOException refused) {
        assertThat(refused).hasMessageContaining("cannot join");
        assertThat(arrivals.arrived()).isPositive();
      }
      member.leave();
      assertThat(inside.most()).isEqualTo(1);
      assertThat(outside.most()).isLessThanOrEqualTo(1);
      assertThat(inside.messages).isEmpty();
      return null;
    });
  }

  @Test
  void other_addresses_than_loopback_need_tls_and_a_secret() {
    var open = JGroupsTransport.of("0.0.0.0", 7800, List.of());
    assertThatThrownBy(() -> run(() -> open.join("c", new NodeId("a", 1), new Views())))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("needs TLS and a secret");
    assertThatThrownBy(
            () -> run(() -> open.withSecret(SECRET).join("c", new NodeId("a", 1), new Views())))
        .isInstanceOf(IOException.class);
  }

  @Test
  void mistakes_are_refused_with_what_to_do(@TempDir Path directory) throws Exception {
    assertThatThrownBy(() -> transport(7800).withSecret(new byte[8]))
        .hasMessageContaining("at least 16 bytes");
    assertThatThrownBy(() -> transport(7800).withPatience(Duration.ofMillis(1)))
        .hasMessageContaining("200 ms");
    assertThatThrownBy(() -> transport(0)).hasMessageContaining("between 1 and 65535");
    Path file = Files.writeString(directory.resolve("broken.xml"), "<config><NO/></config>");
    var configured = JGroupsTransport.configured(file);
    assertThatThrownBy(() -> run(() -> configured.join("c", new NodeId("a", 1), new Views())))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("broken.xml");
    assertThatThrownBy(() -> configured.withSecret(SECRET))
        .hasMessageContaining("in the configuration file");
  }

  @Test
  void a_port_that_is_taken_is_named() throws Exception {
    int[] ports = Waiting.freePorts(1);
    run(() -> {
      Transport first = transport(ports[0]).join("c", new NodeId("a", 1), new Views());
      assertThatThrownBy(() -> transport(ports[0]).join("c", new NodeId("b", 2), new Views()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("cannot join");
      first.leave();
      return null;
    });
  }
}
