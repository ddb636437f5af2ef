// Connects to the first address that answers (RFC 8305). If an attempt fails, or does not succeed
// within 250 ms, the next one starts as well. All connections but the first are closed.
//   ./gonzo run examples/HappyEyeballs.java 127.0.0.1:1 127.0.0.1:25000

import static dev.gonzo.Gonzo.*;
import static java.time.Duration.ofMillis;

import dev.gonzo.*;
import dev.gonzo.net.*;
import dev.gonzo.sync.Event;

void main(String[] addresses) throws Exception {
  if (addresses.length == 0)
    throw new IllegalArgumentException("usage: HappyEyeballs.java HOST:PORT...");
  run(() -> {
    try (Socket socket = connect(List.of(addresses))) {
      IO.println("connected to " + socket.remoteAddress());
    }
  });
}

Socket connect(List<String> addresses) {
  try (var race = TaskGroup.<Socket>open(GroupPolicy.firstSuccess())) {
    race.onUndelivered(Socket::close);
    race.spawn(() -> attempt(race, addresses, 0, Event.of()));
    race.join();
    return race.result();
  }
}

Socket attempt(TaskGroup<Socket> race, List<String> addresses, int number, Event failedBefore)
    throws IOException {
  if (number > 0) ignoreAfter(ofMillis(250), failedBefore::await);
  var failed = Event.of();
  if (number + 1 < addresses.size()) race.spawn(() -> attempt(race, addresses, number + 1, failed));
  try {
    var address = URI.create("tcp://" + addresses.get(number));
    return Tcp.connect(address.getHost(), address.getPort());
  } finally {
    failed.set();
  }
}
