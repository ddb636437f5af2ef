package dev.gonzo.cluster.socket;

import dev.gonzo.Async;
import dev.gonzo.Suspension;
import dev.gonzo.cluster.transport.NodeId;
import dev.gonzo.cluster.transport.Transport;
import dev.gonzo.net.Listener;
import dev.gonzo.net.Tcp;
import dev.gonzo.tls.ClientAuthentication;
import dev.gonzo.tls.TlsOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Connects the nodes of a cluster by TCP, with a list of members and nothing to install. Immutable:
 * each method returns a changed copy.
 *
 * <pre>{@code
 * var transport = SocketTransport.of("10.0.0.1", 4700, "10.0.0.2:4700", "10.0.0.3:4700")
 *     .withTls(TlsOptions.defaults().withCertificate(chain, key).withTrusted(authority))
 *     .withSecret(secret);
 * }</pre>
 *
 * <p>Each node listens, and connects to each member; two nodes keep one connection. A connection
 * begins with a handshake, in which both prove that they know the secret. Then both send
 * heartbeats. A node whose connection has broken, or that has acknowledged nothing for a while, is
 * not in the view any more; the others try to reach it again, with pauses of up to five seconds.
 *
 * <p>Without TLS and a secret, only addresses of this machine's loopback are used, where each
 * program of the machine can join a cluster without a secret. Other addresses need both.
 *
 * <p>The tasks of a node that has joined are daemons of its kernel: if the kernel ends without
 * {@link Transport#leave}, the connections are closed, and the node has left.
 */
public final class SocketTransport implements Transport.Connector {
  private static final int LEAST_MESSAGE = 1_024;
  private static final int MOST_MESSAGE = 64 << 20;
  private static final int LEAST_SECRET = 16;
  private static final int MOST_PORTS = 65_535;
  private static final int HEARTBEATS_IN_PATIENCE = 3;

  private final String host;
  private final int port;
  private final Set<String> members;
  private final Settings settings;

  private SocketTransport(String host, int port, Set<String> members, Settings settings) {
    this.host = host;
    this.port = port;
    this.members = members;
    this.settings = settings;
  }

  /**
   * Names where a node listens, and the other members. A node that is not among the members can
   * join if it knows one of them, but then is seen only by those that it knows.
   *
   * @param host the address to listen on, also as the others know it: 127.0.0.1 or localhost for
   *     this machine only, 0.0.0.0 for all addresses
   * @param port the port; with 0 the system chooses one, at which no other member can find it
   * @param members the members, each as {@code host:port}; this node may be among them
   * @return the transport
   * @throws IllegalArgumentException if a port is not between 0 and 65535, or a member is not
   *     {@code host:port}
   */
  public static SocketTransport of(String host, int port, String... members) {
    if (port < 0 || port > MOST_PORTS) {
      throw new IllegalArgumentException("the port must be between 0 and 65535, got " + port);
    }
    Set<String> others = new TreeSet<>();
    for (String member : members) {
      others.add(MemberAddress.of(member).toString());
    }
    if (port > 0) {
      others.remove(new MemberAddress(host, port).toString());
    }
    return new SocketTransport(Objects.requireNonNull(host), port, others, Settings.defaults());
  }

  /**
   * Reads where this node listens, and who the others are, from what {@code gonzo run --nodes} has
   * set: the system properties {@code gonzo.node}, such as {@code node1}, and {@code
   * gonzo.members}, such as {@code node1=127.0.0.1:4700,node2=127.0.0.1:4701}, and the environment
   * variable {@code GONZO_SECRET}. They can be set by other means too. Without them, the node is
   * alone, on this machine's loopback.
   *
   * @return the transport
   * @throws IllegalArgumentException if only one of the properties is set, this node is not among
   *     the members, or the secret is too short
   */
  public static SocketTransport ofProperties() {
    String node = System.getProperty("gonzo.node");
    String members = System.getProperty("gonzo.members");
    SocketTransport transport = MemberList.transport(node, members);
    String secret = System.getenv("GONZO_SECRET");
    return secret == null ? transport : transport.withSecret(secret);
  }

  /**
   * Sets how soon a node that does not answer is seen to have left. The defaults are 1 and 5
   * seconds.
   *
   * @param period how often each of two nodes sends a heartbeat
   * @param patience how long a node may acknowledge nothing that was sent to it, at least three
   *     periods; also the limit of an attempt to connect
   * @return the changed copy
   * @throws IllegalArgumentException if the patience is shorter than three periods, or the period
   *     is not positive
   */
  public SocketTransport withHeartbeat(Duration period, Duration patience) {
    if (!period.isPositive()
        || patience.compareTo(period.multipliedBy(HEARTBEATS_IN_PATIENCE)) < 0) {
      throw new IllegalArgumentException(
          "the patience must be at least three periods, got " + patience + " for " + period);
    }
    return with(settings.withHeartbeat(period, patience));
  }

  /**
   * Sets the longest message, which must be the same on all nodes. The default is 1 MiB.
   *
   * @param bytes 1,024 bytes to 64 MiB; the buffer for each node becomes at least as large
   * @return the changed copy
   * @throws IllegalArgumentException if it is less or more
   */
  public SocketTransport withMostBytes(int bytes) {
    if (bytes < LEAST_MESSAGE || bytes > MOST_MESSAGE) {
      throw new IllegalArgumentException(
          "a message has at most 1024 bytes to 64 MiB, not " + bytes + " bytes");
    }
    return with(settings.withMostBytes(bytes));
  }

  /**
   * Sets what is kept for a node that reads slowly. The defaults are 4 MiB and 5 seconds.
   *
   * @param bytes how many bytes of messages may wait for one node, at least the longest message
   * @param patience how long a send waits for room; after that the connection is cut, so that a
   *     node that reads too slowly is seen to have left
   * @return the changed copy
   * @throws IllegalArgumentException if the longest message does not fit, or the patience is not
   *     positive
   */
  public SocketTransport withSendBuffer(int bytes, Duration patience) {
    if (bytes < settings.mostBytes() || !patience.isPositive()) {
      throw new IllegalArgumentException(
          "the buffer needs room for the longest message, "
              + settings.mostBytes()
              + " bytes, and a positive patience, got "
              + bytes
              + " bytes and "
              + patience);
    }
    return with(settings.withSendBuffer(bytes, patience));
  }

  /**
   * Sets how many connections may be in their handshake at once; one more closes one of them, which
   * is drawn. The default is 32.
   *
   * @param count how many, at least 1
   * @return the changed copy
   * @throws IllegalArgumentException if it is less than 1
   */
  public SocketTransport withHandshakesAtOnce(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("at least 1 handshake must be allowed, got " + count);
    }
    return with(settings.withHandshakesAtOnce(count));
  }

  /**
   * Encrypts the connections. Each node is a client of some nodes and the server of others, so the
   * options need a certificate that is good for both, and trust in those of the others; one that
   * connects without a certificate is refused. Only TLS 1.3 is used.
   *
   * @param options the options for both sides
   * @return the changed copy
   */
  public SocketTransport withTls(TlsOptions options) {
    return with(
        settings.withTls(
            options
                .withVersions("TLSv1.3")
                .withClientAuthentication(ClientAuthentication.REQUIRED)
                .withCloseTimeout(Duration.ZERO)));
  }

  /**
   * Sets the secret that all nodes of the cluster know. It is never sent: each side proves that it
   * knows it, for this connection and these two nodes only.
   *
   * @param secret the secret, at least 16 bytes, which should be random; copied
   * @return the changed copy
   * @throws IllegalArgumentException if it is shorter
   */
  public SocketTransport withSecret(byte[] secret) {
    if (secret.length < LEAST_SECRET) {
      throw new IllegalArgumentException(
          "a secret has at least 16 bytes, got "
              + secret.length
              + ": make one with \"openssl rand -hex 32\"");
    }
    return with(settings.withSecret(secret.clone()));
  }

  /**
   * Equivalent to {@link #withSecret(byte[])}, with the bytes of a text in UTF-8.
   *
   * @param secret the secret
   * @return the changed copy
   * @throws IllegalArgumentException if it has less than 16 bytes
   */
  public SocketTransport withSecret(String secret) {
    return withSecret(secret.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Allows addresses of other machines without TLS, because the network itself is protected: a
   * tunnel that encrypts, or a simulated network. In any other network, anyone who can send to a
   * node can run its functions.
   *
   * @return the changed copy
   */
  public SocketTransport withTrustedNetwork() {
    return with(settings.withNetworkTrusted());
  }

  private SocketTransport with(Settings changed) {
    return new SocketTransport(host, port, members, changed);
  }

  /**
   * Joins a cluster: listens, and begins to connect to the members. Returns at once when it
   * listens; views report the nodes that are reached.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, nothing stays open.
   *
   * @param cluster the name of the cluster, at most 100 characters
   * @throws java.net.BindException if the address is in use, or not one of this machine
   * @throws IOException if the operating system refuses for another reason
   * @throws IllegalArgumentException if there is no TLS or no secret, and an address is not this
   *     machine's loopback
   */
  @Async
  @Override
  public Transport join(String cluster, NodeId self, Transport.Events events) throws IOException {
    return joined(cluster, self, events);
  }

  SocketNode joined(String cluster, NodeId self, Transport.Events events) throws IOException {
    var protection = new Protection(settings);
    protection.require(host, members);
    Greeting.requireClusterName(cluster);
    Listener listener = Tcp.listen(host, port);
    var node = new SocketNode(cluster, self, events, settings, protection, listener);
    node.start(members.stream().map(MemberAddress::of).toList());
    return node;
  }

  /** {@return a description with the addresses, and without the secret} */
  @Async(Suspension.NEVER)
  @Override
  public String toString() {
    return "SocketTransport[" + host + ":" + port + ", members " + members + ", " + settings + "]";
  }
}
