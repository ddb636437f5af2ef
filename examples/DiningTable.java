// Five philosophers and five forks: each takes the left fork first, so all wait for each other for
// ever. run(...) detects that deadlock, and its exception shows which task waits for what.
//   ./gonzo run examples/DiningTable.java
//   ./gonzo run examples/DiningTable.java in-order     (the lower fork first: everyone eats)

import static dev.gonzo.Gonzo.*;
import static java.time.Duration.ofMillis;

import dev.gonzo.*;
import dev.gonzo.sync.Lock;

void main(String[] args) {
  boolean inOrder = args.length > 0 && args[0].equals("in-order");
  run(() -> {
    var forks = IntStream.range(0, 5).mapToObj(i -> Lock.of("fork " + i)).toList();
    try (var table = TaskGroup.<Void>open()) {
      for (int seat = 0; seat < 5; seat++) {
        String name = "philosopher " + seat;
        var left = forks.get(inOrder ? Math.min(seat, (seat + 1) % 5) : seat);
        var right = forks.get(inOrder ? Math.max(seat, (seat + 1) % 5) : (seat + 1) % 5);
        table.spawn(name, () -> dine(name, left, right));
      }
      table.join();
    }
  });
}

void dine(String name, Lock left, Lock right) {
  try (var _ = left.acquire()) {
    sleep(ofMillis(1)); // a thought, with a fork in hand
    try (var _ = right.acquire()) {
      IO.println(name + " eats");
    }
  }
}
