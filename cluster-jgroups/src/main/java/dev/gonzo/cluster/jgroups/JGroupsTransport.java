package dev.gonzo.cluster.jgroups;

import static dev.gonzo.Gonzo.runInThread;
import static dev.gonzo.Gonzo.withoutCancellation;

import dev.gonzo.Async;
import dev.gonzo.cluster.transport.NodeId;
import dev.gonzo.cluster.transport.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import org.jgroups.JChannel;

/**
 * Joins clusters through <a href="http://www.jgroups.org">JGroups</a>, which finds the other nodes,
 * agrees with them on who is there, and carries the messages over TCP.
 *
 * {@snippet :
 * var transport = JGroupsTransport.of("10.0.0.1", 7800, List.of(first, second, third))
 *     .withTls(sslContext)
 *     .withSecret(secret);
 * try (var cluster = Cluster.join("shop", ClusterOptions.of(transport))) { ... }
 * }
 *
 * <p>On a loopback address nothing else is needed. On any other one TLS and a secret are required.
 * TLS, with certificates in both directions, protects what is sent. The secret is the key of
 * JGroups' own encryption (AES-CBC) within it, so that a machine with a certificate that is trusted
 * but without the secret cannot join.
 *
 * <p>JGroups has threads of its own. They only hand over what arrives. A node that cannot be
 * reached leaves the view after the patience that is set here; when a partition has healed, the two
 * sides become one view again after about the same time.
 *
 * <p>Immutable: each {@code withX} returns a copy. Any thread may use it.
 */
public final class JGroupsTransport implements Transport.Connector {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Stack stack;

  private JGroupsTransport(Stack stack) {
    this.stack = stack;
  }

  /**
   * Creates a transport that listens on an address of this machine, at a port, and at the one that
   * is higher by 100, where JGroups notices that a process has ended.
   *
   * @param host the address; a loopback address needs neither TLS nor a secret
   * @param port the port, not 0: the others have to know it
   * @param members addresses at which other nodes may be found, this one's included or not; one
   *     that is there is enough
   * @return the transport
   */
  public static JGroupsTransport of(String host, int port, List<InetSocketAddress> members) {
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("the port is between 1 and 65535, not " + port);
    }
    var address = new InetSocketAddress(host, port);
    return new JGroupsTransport(new TcpStack(address, List.copyOf(members), PATIENCE, null, null));
  }

  /**
   * Creates a transport from a configuration file of JGroups. What the file says about encryption
   * is all that there is: this class adds none, and requires none.
   *
   * @param configuration the XML file
   * @return the transport
   */
  public static JGroupsTransport configured(Path configuration) {
    return new JGroupsTransport(new ConfiguredStack(configuration));
  }

  private TcpStack tcp(String what) {
    if (stack instanceof TcpStack tcp) {
      return tcp;
    }
    throw new IllegalStateException("say it in the configuration file: " + what);
  }

  /**
   * Returns a transport like this one that uses TLS, in both directions with certificates.
   *
   * @param context has this node's key, and the certificates that it trusts
   * @return the transport
   */
  public JGroupsTransport withTls(SSLContext context) {
    return new JGroupsTransport(tcp("TLS").withTls(Objects.requireNonNull(context)));
  }

  /**
   * Returns a transport like this one with a secret: only nodes that know it are in the cluster.
   *
   * @param secret at least 16 bytes, which are copied
   * @return the transport
   */
  public JGroupsTransport withSecret(byte[] secret) {
    if (secret.length < 16) {
      throw new IllegalArgumentException(
          "the secret has at least 16 bytes, not " + secret.length + ": make it of random bytes");
    }
    return new JGroupsTransport(tcp("the secret").withSecret(secret.clone()));
  }

  /**
   * Returns a transport like this one with another patience.
   *
   * @param patience after how long a silent node is taken for lost, 200 milliseconds at least; the
   *     default is 10 seconds
   * @return the transport
   */
  public JGroupsTransport withPatience(Duration patience) {
    if (patience.compareTo(Duration.ofMillis(200)) < 0) {
      throw new IllegalArgumentException("the patience is at least 200 ms, not " + patience);
    }
    return new JGroupsTransport(tcp("the patience").withPatience(patience));
  }

  /**
   * Joins a cluster. Suspends until the node has found the others or is alone, a fifth of the
   * patience if it is alone. A cancellation waits for that, and leaves again.
   *
   * @throws IOException if the port is taken, the other nodes refuse this one, or the address needs
   *     TLS and a secret that it does not have
   */
  @Override
  @Async
  public Transport join(String cluster, NodeId self, Transport.Events events) throws IOException {
    var receiver = new Reception(self, events);
    JChannel channel = open(cluster);
    boolean joined = false;
    try {
      channel.setName(self.toString());
      channel.addAddressGenerator(() -> Members.addressOf(self));
      channel.setDiscardOwnMessages(true);
      channel.setReceiver(receiver);
      runInThread(() -> connect(channel, cluster));
      joined = true;
      return new JGroupsConnection(channel, receiver);
    } finally {
      if (!joined) {
        receiver.close();
        // It waits for JGroups' threads.
        withoutCancellation(() -> runInThread(channel::close));
      }
    }
  }

  private JChannel open(String cluster) throws IOException {
    try {
      return runInThread(() -> stack.open(cluster));
    } catch (IOException | RuntimeException failed) {
      throw failed;
    } catch (Exception impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static void connect(JChannel channel, String cluster) throws IOException {
    try {
      channel.connect(cluster);
    } catch (Exception failed) {
      throw new IOException(
          "JGroups cannot join the cluster " + cluster + ": " + failed.getMessage(), failed);
    }
  }

  /** What the channel of a node is made of. */
  sealed interface Stack permits TcpStack, ConfiguredStack {
    /** Opens a channel that is not connected. */
    JChannel open(String cluster) throws IOException;
  }

  /** A configuration file. */
  private record ConfiguredStack(Path path) implements Stack {
    @Override
    public JChannel open(String cluster) throws IOException {
      try {
        return new JChannel(path.toString());
      } catch (Exception unusable) {
        throw new IOException(
            path + " cannot be used as a configuration of JGroups: " + unusable.getMessage(),
            unusable);
      }
    }
  }
}
