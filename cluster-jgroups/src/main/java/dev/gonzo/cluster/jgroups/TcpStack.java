package dev.gonzo.cluster.jgroups;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLContext;
import org.jgroups.JChannel;
import org.jgroups.protocols.FD_ALL3;
import org.jgroups.protocols.FD_SOCK2;
import org.jgroups.protocols.FRAG2;
import org.jgroups.protocols.MERGE3;
import org.jgroups.protocols.MFC;
import org.jgroups.protocols.SYM_ENCRYPT;
import org.jgroups.protocols.TCP;
import org.jgroups.protocols.TCPPING;
import org.jgroups.protocols.UFC;
import org.jgroups.protocols.UNICAST3;
import org.jgroups.protocols.VERIFY_SUSPECT2;
import org.jgroups.protocols.pbcast.GMS;
import org.jgroups.protocols.pbcast.NAKACK2;
import org.jgroups.protocols.pbcast.STABLE;
import org.jgroups.stack.Protocol;
import org.jgroups.util.TLS;
import org.jgroups.util.TLSClientAuth;
import org.jspecify.annotations.Nullable;

/** The protocols for a list of members over TCP, the lowest first. */
@SuppressWarnings("ArrayRecordComponent") // compared by its bytes, below
record TcpStack(
    InetSocketAddress address,
    List<InetSocketAddress> members,
    Duration patience,
    @Nullable SSLContext tls,
    byte @Nullable [] secret)
    implements JGroupsTransport.Stack {
  /** One message of a node, in parts of this size: 1 MiB in 18 parts. */
  private static final int PART_BYTES = 60_000;

  /**
   * What is read from a connection in one piece: a bundle of JGroups has 64,000 bytes, and a part
   * has headers and is encrypted. Without a limit, one length would be believed up to 2 GiB.
   */
  private static final int MOST_BYTES_AT_ONCE = 1 << 17;

  /**
   * A node that gets no answer becomes a cluster of one, which is merged when there is an answer.
   */
  private static final int JOIN_ATTEMPTS = 3;

  /** What one node may send to another that takes nothing. */
  private static final long CREDIT_BYTES = 4_000_000;

  TcpStack withTls(SSLContext context) {
    return new TcpStack(address, members, patience, context, secret);
  }

  TcpStack withSecret(byte[] bytes) {
    return new TcpStack(address, members, patience, tls, bytes);
  }

  TcpStack withPatience(Duration other) {
    return new TcpStack(address, members, other, tls, secret);
  }

  @Override
  public JChannel open(String cluster) throws IOException {
    InetAddress host = address.getAddress();
    if (host == null) {
      throw new IOException(
          "the name " + address.getHostString() + " is not known: give an address");
    }
    if (!host.isLoopbackAddress() && (tls == null || secret == null)) {
      throw new IOException(
          "a node that listens on "
              + host.getHostAddress()
              + " needs TLS and a secret: call withTls and withSecret, or listen on 127.0.0.1");
    }
    try {
      return new JChannel(protocols(cluster, host));
    } catch (Exception unusable) {
      throw new IOException(
          "JGroups refuses its configuration: " + unusable.getMessage(), unusable);
    }
  }

  private List<Protocol> protocols(String cluster, InetAddress host) throws Exception {
    long millis = patience.toMillis();
    var protocols = new ArrayList<Protocol>();
    protocols.add(tcp(host));
    protocols.add(new TCPPING().setInitialHosts(members).setPortRange(0));
    protocols.add(new MERGE3().setMinInterval(millis / 2).setMaxInterval(millis));
    if (tls == null) {
      // It has a port of its own, which TLS does not protect.
      protocols.add(new FD_SOCK2().setBindAddress(host));
    }
    protocols.add(new FD_ALL3().setInterval(millis / 4).setTimeout(millis));
    protocols.add(new VERIFY_SUSPECT2().setTimeout(millis / 4));
    if (secret != null) {
      protocols.add(encryption(cluster, secret));
    }
    protocols.add(new NAKACK2().useMcastXmit(false));
    protocols.add(new UNICAST3());
    protocols.add(new STABLE());
    protocols.add(
        new GMS()
            .setJoinTimeout(millis / 5)
            .setLeaveTimeout(millis / 5)
            .setMaxJoinAttempts(JOIN_ATTEMPTS)
            .printLocalAddress(false));
    protocols.add(new UFC().setMaxCredits(CREDIT_BYTES).setMinThreshold(0.4));
    protocols.add(new MFC().setMaxCredits(CREDIT_BYTES).setMinThreshold(0.4));
    protocols.add(new FRAG2().setFragSize(PART_BYTES));
    return protocols;
  }

  private TCP tcp(InetAddress host) {
    TCP tcp = new TCP();
    tcp.setBindAddress(host);
    tcp.setBindPort(address.getPort());
    tcp.setPortRange(0);
    tcp.setMaxLength(MOST_BYTES_AT_ONCE);
    // Otherwise a call waits until the acknowledgement of what was sent before, up to 40 ms.
    tcp.tcpNodelay(true);
    tcp.setSockConnTimeout((int) Math.min(patience.toMillis(), 2_000));
    // They would answer anyone who asks on a port of their own.
    tcp.disableDiagnostics();
    if (tls != null) {
      tcp.tls(new TLS().enabled(true).setSSLContext(tls).setClientAuth(TLSClientAuth.NEED));
    }
    return tcp;
  }

  /** The name of the cluster is in the key, so that two clusters with one secret stay apart. */
  private static SYM_ENCRYPT encryption(String cluster, byte[] secret)
      throws GeneralSecurityException {
    var derivation =
        HKDFParameterSpec.ofExtract()
            .addIKM(secret)
            .addSalt("gonzo cluster".getBytes(StandardCharsets.UTF_8))
            .thenExpand(cluster.getBytes(StandardCharsets.UTF_8), 32);
    SecretKey key = new SecretKeySpec(KDF.getInstance("HKDF-SHA256").deriveData(derivation), "AES");
    SYM_ENCRYPT encryption = new SYM_ENCRYPT();
    encryption.setSecretKey(key);
    // JGroups cannot use GCM. TLS, which is required beside the secret, protects against changes.
    encryption.symAlgorithm("AES/CBC/PKCS5Padding");
    encryption.symIvLength(16);
    return encryption;
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return "TCP on " + address + " with " + members;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TcpStack stack
        && address.equals(stack.address)
        && members.equals(stack.members)
        && patience.equals(stack.patience)
        && tls == stack.tls
        && Arrays.equals(secret, stack.secret);
  }

  @Override
  public int hashCode() {
    return address.hashCode();
  }
}
