// A chat whose rooms are on different nodes. People connect to any node, and enter any room: the
// registry of names says where it is, and what is said travels over channels.
//   ./gonzo run --nodes 3 examples/machines/Rooms.java
//   nc 127.0.0.1 PORT             with a port that one of the nodes has printed; then, for example:
//     anna
//     /enter kitchen
//     hello everybody

import static dev.gonzo.Gonzo.*;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gonzo.*;
import dev.gonzo.cluster.*;
import dev.gonzo.net.*;
import dev.gonzo.queue.*;
import dev.gonzo.queue.Queue;
import dev.gonzo.stream.*;
import java.io.IOException;
import java.util.*;

static final List<String> NAMES = List.of("kitchen", "garden", "office");
static final int CREDITS = 16;
static final int MOST_UNHEARD = 100;

/** What people send to a room. A person hears through a channel of the node it is connected to. */
sealed interface Post {
  record Enter(String who, String node, String channel) implements Post {}

  record Say(String channel, String text) implements Post {}

  record Leave(String channel) implements Post {}
}

void main() throws IOException {
  run(() -> {
    try (var cluster = Cluster.join("rooms", ClusterOptions.ofProperties());
        var tasks = TaskGroup.<Void>open()) {
      String room = NAMES.get(number(cluster.self().name()) % NAMES.size());
      tasks.spawn("room " + room, () -> new Room(cluster).open(room));
      try (Listener listener = Tcp.listen("127.0.0.1", 0)) {
        IO.println(
            "listening on 127.0.0.1:" + listener.localAddress().getPort() + ", has the " + room);
        listener.serve(client -> new Person(cluster, client).talk());
      }
    }
  });
}

/** The number at the end of a node's name, from 0. */
static int number(String node) {
  String digits = node.replaceAll(".*[^0-9]", "");
  return digits.isEmpty() ? 0 : Integer.parseInt(digits) - 1;
}

// ---------------------------------------------------------------- rooms

/** Passes on what is said to all who are there. */
static final class Room {
  final Cluster cluster;
  final Map<String, Guest> guests = new LinkedHashMap<>();

  /** One who is there, and what it has not heard yet. */
  record Guest(String who, Queue<String> unheard) {}

  Room(Cluster cluster) {
    this.cluster = cluster;
  }

  void open(String name) {
    try (var posts = cluster.receive("room " + name, Post.class, CREDITS);
        var _ = cluster.register("room " + name);
        var passing = TaskGroup.<Void>open()) {
      for (Post post : posts) {
        switch (post) {
          case Post.Enter enter -> {
            var guest = new Guest(enter.who(), Queue.bounded(MOST_UNHEARD));
            guests.put(enter.channel(), guest);
            passing.spawn("to " + enter.who(), () -> pass(enter, guest));
            tell(guest.who() + " enters the " + name);
          }
          case Post.Say(String channel, String text) -> {
            Guest guest = guests.get(channel);
            if (guest != null) tell(guest.who() + ": " + text);
          }
          case Post.Leave(String channel) -> leave(channel);
        }
      }
    }
  }

  /** One who does not listen misses something, and does not hold up the others. */
  void tell(String text) {
    for (Guest guest : guests.values()) {
      boolean _ = guest.unheard().tryPut(text);
    }
  }

  void leave(String channel) {
    Guest guest = guests.remove(channel);
    if (guest != null) {
      guest.unheard().close();
      tell(guest.who() + " leaves");
    }
  }

  void pass(Post.Enter enter, Guest guest) {
    try (var sender = cluster.channel(node(cluster, enter.node()), enter.channel(), String.class)) {
      for (String text : guest.unheard()) sender.send(text);
    } catch (NodeLostException | NoQuorumException | BrokenException gone) {
      leave(enter.channel());
    }
  }
}

static Node node(Cluster cluster, String name) {
  return cluster.nodes().stream()
      .filter(node -> node.name().equals(name))
      .findFirst()
      .orElse(cluster.self());
}

// ---------------------------------------------------------------- people

/** One connection: the name first, then what is said. */
static final class Person {
  static long persons;

  final Cluster cluster;
  final Socket client;
  final String channel;
  String who = "";
  ChannelSender<Post> room;

  Person(Cluster cluster, Socket client) {
    this.cluster = cluster;
    this.client = client;
    channel = "person " + ++persons + " of " + cluster.self().name();
  }

  void talk() throws IOException {
    var lines = Input.of(client).withLimit(1_000);
    who = lines.readLine();
    if (who == null) return;
    try (var heard = cluster.receive(channel, String.class, CREDITS);
        var tasks = TaskGroup.<Void>open()) {
      tasks.spawnDaemon("hearing", () -> hear(heard));
      for (String line; (line = lines.readLine()) != null; ) {
        if (line.startsWith("/enter ")) enter(line.substring(7).strip());
        else say(new Post.Say(channel, line));
      }
      leave();
    }
  }

  void hear(ChannelReceiver<String> heard) {
    try {
      for (String text : heard) write(text);
    } catch (IOException gone) {
      client.close();
    }
  }

  void enter(String name) throws IOException {
    leave();
    List<Node> nodes = cluster.find("room " + name);
    if (nodes.isEmpty()) {
      write("there is no " + name + " now");
      return;
    }
    room = cluster.channel(nodes.getFirst(), "room " + name, Post.class);
    say(new Post.Enter(who, cluster.self().name(), channel));
  }

  void say(Post post) throws IOException {
    try {
      if (room == null) write("enter a room first: /enter " + NAMES.getFirst());
      else room.send(post);
    } catch (NodeLostException | BrokenException lost) {
      room = null;
      write("the room is lost with its node");
    }
  }

  void leave() throws IOException {
    if (room != null) {
      say(new Post.Leave(channel));
      if (room != null) room.close();
      room = null;
    }
  }

  void write(String text) throws IOException {
    client.writeAll((text + "\n").getBytes(UTF_8));
  }
}
