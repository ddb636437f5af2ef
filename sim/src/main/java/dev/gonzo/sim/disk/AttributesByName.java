package dev.gonzo.sim.disk;

import dev.gonzo.trap.FileTrap.ReadNamedAttributes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * The attributes of a node by the names that the JDK has for them, in the views that a simulated
 * disk has. Users are known by their names, so the view {@code unix} has no numbers of them.
 */
final class AttributesByName {
  private static final String ALL = "*";

  private static final Map<String, Function<Node, Object>> BASIC =
      Map.of(
          "size", Node::size,
          "creationTime", node -> node.attributes.created(),
          "lastAccessTime", node -> node.attributes.accessed(),
          "lastModifiedTime", node -> node.attributes.modified(),
          "isDirectory", node -> NodeAttributes.of(node).isDirectory(),
          "isRegularFile", node -> NodeAttributes.of(node).isRegularFile(),
          "isSymbolicLink", node -> NodeAttributes.of(node).isSymbolicLink(),
          "isOther", node -> NodeAttributes.of(node).isOther(),
          "fileKey", node -> NodeAttributes.of(node).fileKey());

  private static final Map<String, Function<Node, Object>> OWNER =
      Map.of("owner", node -> node.attributes.owner());

  private static final Map<String, Function<Node, Object>> POSIX =
      with(
          BASIC,
          Map.of(
              "permissions", node -> NodeAttributes.of(node).permissions(),
              "owner", node -> node.attributes.owner(),
              "group", node -> node.attributes.group()));

  private static final Map<String, Function<Node, Object>> UNIX =
      with(
          POSIX,
          Map.of(
              "mode", node -> NodeAttributes.of(node).mode(),
              "ino", node -> node.number,
              "dev", _ -> NodeAttributes.Key.DEVICE,
              "nlink", AttributesByName::links));

  private final Map<String, Function<Node, Object>> wanted;

  private AttributesByName(Map<String, Function<Node, Object>> wanted) {
    this.wanted = wanted;
  }

  private static Map<String, Function<Node, Object>> with(
      Map<String, Function<Node, Object>> some, Map<String, Function<Node, Object>> more) {
    var all = new LinkedHashMap<>(some);
    all.putAll(more);
    return Map.copyOf(all);
  }

  /** Finds what is asked for, or refuses it, before the file is looked at. */
  static AttributesByName of(ReadNamedAttributes asked) {
    int colon = asked.names().indexOf(':');
    String view = colon < 0 ? "basic" : asked.names().substring(0, colon);
    Map<String, Function<Node, Object>> known =
        switch (view) {
          case "" -> throw new IllegalArgumentException(asked.names());
          case "basic" -> BASIC;
          case "owner" -> OWNER;
          case "posix" -> POSIX;
          case "unix" -> UNIX;
          default -> throw new UnsupportedOperationException("View '" + view + "' not available");
        };
    String prefix = known == OWNER ? "owner:" : "";
    Map<String, Function<Node, Object>> wanted = new LinkedHashMap<>();
    for (String name : asked.names().substring(colon + 1).split(",", 0)) {
      Function<Node, Object> one = known.get(name);
      if (name.equals(ALL)) {
        wanted.putAll(known);
      } else if (one != null) {
        wanted.put(name, one);
      } else {
        throw new IllegalArgumentException("'" + prefix + name + "' not recognized");
      }
    }
    return new AttributesByName(wanted);
  }

  Map<String, Object> read(Node node) {
    var values = new LinkedHashMap<String, Object>();
    wanted.forEach((name, value) -> values.put(name, value.apply(node)));
    return values;
  }

  /** A directory has its name, its own "." and the ".." of each directory in it. */
  private static int links(Node node) {
    if (!(node instanceof DirectoryNode directory)) {
      return node.names.size();
    }
    long inside =
        directory.entries.values().stream().filter(DirectoryNode.class::isInstance).count();
    return (int) (2 + inside);
  }
}
