package dev.gonzo.cluster.jgroups;

import dev.gonzo.cluster.transport.NodeId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jgroups.Address;
import org.jgroups.util.ExtendedUUID;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of a view and their addresses. The address of a node contains its name and incarnation,
 * so that each node knows them with the view, and not by messages that may come later.
 */
record Members(Map<NodeId, Address> addresses) {
  private static final String KEY = "gonzo";

  static final Members NONE = new Members(Map.of());

  static Members of(List<Address> view) {
    var addresses = new LinkedHashMap<NodeId, Address>();
    for (Address address : view) {
      NodeId node = nodeOf(address);
      if (node != null) {
        addresses.put(node, address);
      }
    }
    return new Members(addresses);
  }

  @Nullable Address addressOfMember(NodeId node) {
    return addresses.get(node);
  }

  /** Returns the nodes. Of two with one name, which JGroups may show for a while, the later one. */
  List<NodeId> nodes() {
    var byName = new LinkedHashMap<String, NodeId>();
    addresses.keySet().forEach(node -> byName.put(node.name(), node));
    return List.copyOf(byName.values());
  }

  static Address addressOf(NodeId node) {
    byte[] name = node.name().getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + name.length);
    bytes.putLong(node.incarnation()).put(name);
    return ExtendedUUID.randomUUID(node.toString()).put(KEY, bytes.array());
  }

  /** Returns the node that an address contains; null if it is none of ours. */
  static @Nullable NodeId nodeOf(Address address) {
    if (!(address instanceof ExtendedUUID extended)) {
      return null;
    }
    byte[] bytes = extended.get(KEY);
    if (bytes == null || bytes.length <= Long.BYTES) {
      return null;
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    long incarnation = buffer.getLong();
    try {
      return new NodeId(StandardCharsets.UTF_8.decode(buffer).toString(), incarnation);
    } catch (IllegalArgumentException noName) {
      return null;
    }
  }
}
