// The server of ChatServer.java, simulated with clients that write, listen and come back. What one
// client hears of another, from connection to end, has no gap and nothing twice, whatever happens
// to the network; and when all faults are over, all of them hear each other again.
//   ./gonzo sim examples/simulation/ChatUnderPartitions.java --seeds 1000

import static dev.gonzo.Gonzo.*;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.*;

import dev.gonzo.*;
import dev.gonzo.net.*;
import dev.gonzo.queue.*;
import dev.gonzo.sim.*;
import dev.gonzo.stream.*;
import java.io.IOException;
import java.time.Duration;
import java.util.*;

final class ChatUnderPartitions {
  static final int PORT = 25000;
  static final List<String> NAMES = List.of("ann", "bob", "cid");
  static final Duration SILENCE = ofSeconds(10);

  // ---------------------------------------------------------------- the server, as in
  // ChatServer.java

  static final class Server {
    final int LONGEST_LINE = 1000;
    Duration patience = ofSeconds(2);

    record Line(Socket from, String text) {}

    final Broadcast<Line> room = Broadcast.of(SlowConsumers.fail(100));

    void talk(Socket client) throws IOException {
      try {
        send(client, "your name?");
        var input = Input.of(client).withLimit(LONGEST_LINE);
        String name = input.readLine();
        if (name != null) talk(client, name, input);
      } catch (LimitExceededException endless) {
        send(client, "that is too long");
      } catch (Cancelled closing) {
        ignoreAfter(ofSeconds(1), () -> send(client, "the server closes"));
        throw closing;
      }
    }

    void talk(Socket client, String name, Input input) throws IOException {
      try (var others = room.subscribe();
          var group = TaskGroup.<Void>open()) {
        group.spawnDaemon("to " + name, () -> pass(others, client));
        room.send(new Line(client, name + " is here"));
        for (String line; (line = input.readLine()) != null; ) {
          room.send(new Line(client, name + ": " + line));
          yieldNow(); // a client that sends fast lets the others receive
        }
      } finally {
        room.send(new Line(client, name + " is gone")); // does not wait for slow clients
      }
    }

    void pass(Subscription<Line> others, Socket client) {
      try {
        for (Line line : others) {
          if (line.from != client) timeoutAfter(patience, () -> send(client, line.text));
        }
      } catch (DeadlineExceededException | OverrunException | IOException lost) {
        client.close(); // too slow, or gone: this also ends the task that reads from the client
      }
    }

    void send(Socket client, String line) throws IOException {
      client.writeAll((line + "\n").getBytes(UTF_8));
    }

    // -------------------------------------------------------------- only here

    void serve() throws IOException {
      Tcp.serve("server", PORT, this::talkUntilLost);
    }

    void talkUntilLost(Socket client) {
      try {
        talk(client);
      } catch (IOException lost) {
        // It happens all the time here.
      }
    }
  }

  // ---------------------------------------------------------------- the clients

  /** What the clients have seen, and what is wrong with it. */
  static final class Checks {
    final Map<String, Integer> sessions = new TreeMap<>();
    final Set<String> violations = new LinkedHashSet<>();
    // Who has heard whom since the faults are over.
    final Set<String> heard = new TreeSet<>();
    boolean areFaultsOver;

    boolean isDone() {
      return heard.size() == NAMES.size() * (NAMES.size() - 1);
    }
  }

  /** One client, which connects again when its connection is lost, or nothing comes any more. */
  static void chat(String name, Checks checks) {
    while (true) {
      String session = name + "/" + checks.sessions.merge(name, 1, Integer::sum);
      try (Socket socket = Tcp.connect("server", PORT);
          var group = TaskGroup.<Void>open()) {
        socket.writeAll((session + "\n").getBytes(UTF_8));
        group.spawnDaemon("writes", () -> write(socket));
        listen(name, Input.of(socket), checks);
      } catch (IOException | DeadlineExceededException lost) {
        sleep(ofMillis(500));
      } catch (TaskFailedException lost) {
        if (!(lost.getCause() instanceof IOException)) throw lost;
        sleep(ofMillis(500));
      }
    }
  }

  static void write(Socket socket) throws IOException {
    for (int number = 0; ; number++) {
      socket.writeAll((number + "\n").getBytes(UTF_8));
      sleep(ofMillis(200));
    }
  }

  static void listen(String name, Input input, Checks checks) throws IOException {
    var next = new TreeMap<String, Integer>();
    while (true) {
      String line = timeoutAfter(SILENCE, input::readLine);
      if (line == null) return;
      String[] words = line.split(": ");
      if (words.length == 2) {
        int number = Integer.parseInt(words[1]);
        Integer expected = next.put(words[0], number + 1);
        if (expected != null && expected != number) {
          checks.violations.add(expected < number ? "a line is missing" : "a line came twice");
        }
        String other = words[0].split("/")[0]; // ourselves, if an old connection still has lines
        if (checks.areFaultsOver && !other.equals(name)) checks.heard.add(name + " hears " + other);
      }
    }
  }

  static void simulate(Simulation sim) throws Exception {
    var checks = new Checks();
    sim.host("server", () -> new Server().serve());
    for (String name : NAMES) sim.host(name, () -> chat(name, checks));
    sim.run(
            () -> {
              sleep(ofSeconds(30));
              sim.endFaults();
              checks.areFaultsOver = true;
              for (Duration _ : every(ofSeconds(1))) {
                if (checks.isDone() || Moment.now().isAfter(new Moment(ofMinutes(5).toNanos())))
                  break;
              }
              if (!checks.isDone()) {
                throw new IllegalStateException("they do not all hear each other again");
              }
              if (!checks.violations.isEmpty()) {
                throw new IllegalStateException(String.join("; ", checks.violations));
              }
            })
        .valueOrThrow();
  }
}
