// Three clerks pay 100 each into one account, and ask a service for the fee, which is 0. The
// account should have 300 in the end. It does not: find out why in a recording.
//   ./gonzo record --output lost.gonzo examples/blackbox/LostUpdate.java
//   ./gonzo replay lost.gonzo --prompt

import static dev.gonzo.Gonzo.*;

import dev.gonzo.*;
import dev.gonzo.net.*;

class Account {
  long balance;
}

final Account account = new Account();

void main() throws Exception {
  run(() -> {
    try (var service = Tcp.listen("127.0.0.1", 0);
        var group = TaskGroup.open()) {
      int port = service.localAddress().getPort();
      group.spawnDaemon("service", () -> answer(service));
      for (String clerk : List.of("ann", "bob", "eve")) {
        group.spawn(clerk, () -> pay(100, port));
      }
      group.join();
    }
    IO.println("the account has " + account.balance);
  });
}

void pay(long amount, int port) throws Exception {
  long before = account.balance;
  long fee = fee(port);
  account.balance = before + amount - fee;
}

/** Asks the service. */
long fee(int port) throws Exception {
  try (Socket socket = Tcp.connect("127.0.0.1", port)) {
    var reply = new byte[1];
    socket.read(reply);
    return reply[0] - '0';
  }
}

/** The service: says to each client that the fee is 0. */
void answer(Listener service) throws Exception {
  while (true) {
    try (Socket client = service.accept()) {
      client.writeAll(new byte[] {'0'});
    }
  }
}
