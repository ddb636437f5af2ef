// What programs are made of, so that the parts of javac that they need are in the cache.

import static dev.gonzo.Gonzo.*;
import static java.time.Duration.ofMillis;

import dev.gonzo.*;
import dev.gonzo.net.*;
import dev.gonzo.queue.Queue;
import dev.gonzo.stream.*;

sealed interface Shape {}

record Circle(double radius) implements Shape {}

record Square(double side) implements Shape {}

enum Colour {
  RED,
  GREEN
}

final Map<String, Integer> counts = new TreeMap<>();

void main(String[] arguments) throws Exception {
  String name = arguments.length > 0 ? arguments[0] : "World";
  run(() -> {
    try (Listener listener = Tcp.listen("127.0.0.1", 0);
        var group = TaskGroup.<Integer>open()) {
      group.spawn(() -> serveOne(listener));
      group.spawn(() -> greeting(name).length());
      try (Socket socket = Tcp.connect("127.0.0.1", listener.localAddress().getPort())) {
        Output output = Output.of(socket);
        output.writeLine("Hello");
        output.flush();
        Input.of(socket).readLine();
      }
      group.join();
      for (int length : group.results()) counts.merge("length", length, Integer::sum);
    }
  });
  var words = List.of("one", "two", "three");
  int sum = words.stream().filter(word -> !word.isEmpty()).mapToInt(String::length).sum();
  double area = 0;
  for (Shape shape : List.of(new Circle(1), new Square(2))) {
    area +=
        switch (shape) {
          case Circle(double radius) -> Math.PI * radius * radius;
          case Square square when square.side() > 100 -> 0;
          case Square(var side) -> side * side;
        };
  }
  String colour =
      switch (Colour.values()[sum % 2]) {
        case RED -> "red";
        case GREEN -> "green";
      };
  IO.println("%s %.1f %d %s".formatted(colour, area, sum, counts));
}

int serveOne(Listener listener) throws IOException {
  try (Socket client = listener.accept()) {
    var buffer = new byte[100];
    int n = client.read(buffer);
    client.writeAll(buffer, 0, n);
    return n;
  }
}

String greeting(String name) {
  sleep(ofMillis(1));
  return "Hello " + name;
}
