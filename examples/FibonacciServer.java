// Replies to each number N with the Nth Fibonacci number, computed by the slow recursion. A long
// computation must not hold up the other clients, so it runs in another thread.
//   ./gonzo run examples/FibonacciServer.java [PORT]
//   nc 127.0.0.1 25000        in another terminal; then type 30

import static dev.gonzo.Gonzo.*;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gonzo.net.*;
import dev.gonzo.stream.Input;

final int LONGEST_LINE = 100;
final int LARGEST = 45;

void main(String[] arguments) throws Exception {
  int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 25000;
  run(() -> {
    try (Listener listener = Tcp.listen("127.0.0.1", port)) {
      IO.println("listening on " + listener.localAddress());
      listener.serve(this::answer);
    }
  });
}

void answer(Socket client) throws Exception {
  for (String line : Input.of(client).withLimit(LONGEST_LINE).lines()) {
    client.writeAll((reply(line.strip()) + "\n").getBytes(UTF_8));
  }
}

String reply(String line) throws Exception {
  if (!line.matches("[0-9]{1,4}") || Integer.parseInt(line) > LARGEST) {
    return "send a whole number from 0 to " + LARGEST;
  }
  int n = Integer.parseInt(line);
  return "" + runInThread(() -> fibonacci(n)); // without runInThread: the watchdog names this line
}

long fibonacci(int n) {
  return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
}
