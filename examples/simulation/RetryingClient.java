// A client that asks again until it gets an answer, and a bank that makes each payment once all the
// same: it keeps the numbers of the payments on disk, and knows one that comes again. Simulated,
// both meet every fault that their seed draws, and the bank's book is compared with the orders.
//   ./gonzo run examples/simulation/RetryingClient.java [PORT]
//   ./gonzo sim examples/simulation/RetryingClient.java --seeds 1000

import static dev.gonzo.Gonzo.*;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.*;

import dev.gonzo.*;
import dev.gonzo.file.*;
import dev.gonzo.net.*;
import dev.gonzo.sim.*;
import dev.gonzo.stream.*;
import dev.gonzo.sync.*;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.*;

static final Duration PATIENCE = ofSeconds(2);
static final Duration FIRST_PAUSE = ofMillis(100);
static final Duration LONGEST_PAUSE = ofSeconds(5);
static final int PORT = 7100;

// ---------------------------------------------------------------- the bank

/** Makes payments: a line of its book for each. */
static final class Bank {
  final Path book;
  final Lock lock = Lock.of();
  List<String> paid;

  Bank(Path book) {
    this.book = book;
  }

  void serve(String host, int port) throws IOException {
    paid = read();
    Tcp.serve(host, port, this::answer);
  }

  List<String> read() {
    while (true) {
      try {
        return List.of(new String(AsyncFiles.readAllBytes(book), UTF_8).split("\n"));
      } catch (NoSuchFileException first) {
        return List.of();
      } catch (IOException failed) {
        sleep(ofSeconds(1)); // the disk may recover
      }
    }
  }

  void answer(Socket client) {
    try {
      String number = Input.of(client).withLimit(100).readLine();
      if (number != null) {
        pay(number);
        client.writeAll("paid\n".getBytes(UTF_8));
      }
    } catch (IOException failed) {
      // No answer: the client asks again.
    }
  }

  void pay(String number) throws IOException {
    try (var _ = lock.acquire()) {
      if (!paid.contains(number)) {
        var more = new ArrayList<String>(paid);
        more.add(number);
        AsyncFiles.replace(book, (String.join("\n", more) + "\n").getBytes(UTF_8));
        paid = more; // only now, when it is on disk
      }
    }
  }
}

// ---------------------------------------------------------------- the client

/** Pays. Asks again after growing pauses, if there is no answer: the bank makes it one payment. */
static void pay(String bank, int port, String number) {
  for (Duration pause = FIRST_PAUSE; ; pause = longer(pause)) {
    try {
      if ("paid".equals(timeoutAfter(PATIENCE, () -> ask(bank, port, number)))) return;
    } catch (IOException | DeadlineExceededException failed) {
      // It may have been paid or not.
    }
    sleep(pause.plus(jitter(pause)));
  }
}

static String ask(String bank, int port, String number) throws IOException {
  try (Socket socket = Tcp.connect(bank, port)) {
    socket.writeAll((number + "\n").getBytes(UTF_8));
    return Input.of(socket).readLine();
  }
}

static Duration longer(Duration pause) {
  Duration twice = pause.multipliedBy(2);
  return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
}

/** So that many clients do not come back at one instant. */
static Duration jitter(Duration pause) {
  return pause.multipliedBy(Byte.toUnsignedInt(Environment.randomBytes(1)[0])).dividedBy(256);
}

void main(String[] arguments) throws Exception {
  int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : PORT;
  run(() -> {
    Path directory = Directories.createTempDirectory("bank");
    try (var group = TaskGroup.<Void>open()) {
      var bank = new Bank(directory.resolve("book"));
      group.spawnDaemon("bank", () -> bank.serve("127.0.0.1", port));
      for (String number : List.of("1", "2", "2", "3")) pay("127.0.0.1", port, number);
      IO.println("paid: " + bank.paid);
    } finally {
      Directories.deleteTree(directory);
    }
  });
}

// ---------------------------------------------------------------- the simulation

static void simulate(Simulation sim) throws Exception {
  Path book = Path.of("book");
  Host bank = sim.host("bank", () -> new Bank(book).serve("bank", PORT));
  var answered = new TreeSet<String>();
  var shops = new ArrayList<Host>();
  for (String shop : List.of("shop1", "shop2")) {
    shops.add(
        sim.host(
            shop,
            () -> {
              for (int i = 0; i < 15; i++) {
                String number = shop + "-" + i;
                if (answered.contains(number)) continue; // before the shop's last crash
                pay("bank", PORT, number);
                answered.add(number);
                sleep(ofSeconds(1));
              }
            }));
  }
  sim.run(
          () -> {
            ignoreAfter(ofMinutes(1), () -> shops.forEach(Host::awaitEnd));
            sim.endFaults();
            if (!ignoreAfter(ofMinutes(10), () -> shops.forEach(Host::awaitEnd))) {
              throw new IllegalStateException("the shops do not recover from the faults");
            }
            bank.disk().loseAtCrash(CrashLoss.ALL);
            bank.crash();
            List<String> paid = bank.disk().text(book).lines().toList();
            if (!answered.equals(Set.copyOf(paid))) {
              throw new IllegalStateException("a payment that was answered is not in the book");
            }
            if (Set.copyOf(paid).size() < paid.size()) {
              throw new IllegalStateException("an order was paid twice");
            }
          })
      .valueOrThrow();
}
