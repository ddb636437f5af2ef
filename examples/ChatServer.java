// A chat room: each line goes to all other clients. A client that does not read for two seconds, or
// as many as you say, is disconnected, so that it does not hold up the others.
//   ./gonzo run examples/ChatServer.java [PORT [SECONDS]]
//   nc 127.0.0.1 25000        in several other terminals

import static dev.gonzo.Gonzo.*;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofSeconds;

import dev.gonzo.*;
import dev.gonzo.net.*;
import dev.gonzo.queue.*;
import dev.gonzo.stream.*;
import java.time.Duration;

final int LONGEST_LINE = 1000;
Duration patience = ofSeconds(2);

record Line(Socket from, String text) {}

final Broadcast<Line> room = Broadcast.of(SlowConsumers.fail(100));

void main(String[] arguments) throws Exception {
  int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 25000;
  if (arguments.length > 1) patience = ofSeconds(Integer.parseInt(arguments[1]));
  if (!patience.isPositive()) throw new IllegalArgumentException("SECONDS must be at least 1");
  run(() -> {
    try (Listener listener = Tcp.listen("127.0.0.1", port)) {
      IO.println("listening on " + listener.localAddress());
      listener.serve(this::talk);
    }
  });
}

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
