package dev.gonzo.cluster.socket;

import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The members as a text: {@code node1=127.0.0.1:4700,node2=127.0.0.1:4701}. */
final class MemberList {
  private static final String REMEDY =
      ": set gonzo.node=node1 and gonzo.members=node1=HOST:PORT,node2=HOST:PORT, or start the"
          + " program by \"gonzo run --nodes 3\"";

  private MemberList() {}

  static SocketTransport transport(@Nullable String node, @Nullable String members) {
    if (node == null && members == null) {
      return SocketTransport.of("127.0.0.1", 0);
    }
    if (node == null || members == null) {
      throw new IllegalArgumentException(
          (node == null
                  ? "gonzo.members is set, and gonzo.node is not"
                  : "gonzo.node is set, and gonzo.members is not")
              + REMEDY);
    }
    SortedMap<String, MemberAddress> addresses = new TreeMap<>();
    for (String member : members.split(",", -1)) {
      int equals = member.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException("\"" + member + "\" is no member" + REMEDY);
      }
      addresses.put(
          member.substring(0, equals).strip(),
          MemberAddress.of(member.substring(equals + 1).strip()));
    }
    MemberAddress own = addresses.get(node);
    if (own == null) {
      throw new IllegalArgumentException(
          "gonzo.members has no member " + node + ", only " + addresses.keySet() + REMEDY);
    }
    return SocketTransport.of(
        own.host(),
        own.port(),
        addresses.values().stream().map(MemberAddress::toString).toArray(String[]::new));
  }
}
