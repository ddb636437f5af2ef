// A feed that fails is restarted after growing pauses. A feed that fails too often is given up, and
// ends the program with the reason.
//   ./gonzo run examples/Supervisor.java

import static dev.gonzo.Gonzo.*;
import static java.time.Duration.*;

import dev.gonzo.*;

final Supervision patiently = Supervision.of(ofMillis(10), ofMillis(40)).withLimit(3, ofMinutes(1));

void main() {
  run(() -> {
    try (var feeds = TaskGroup.<Void>open()) {
      feeds.spawn("steady", () -> patiently.run(feed("steady", 2)));
      feeds.spawn("broken", () -> patiently.run(feed("broken", Integer.MAX_VALUE)));
      feeds.join();
    } catch (TaskFailedException givenUp) {
      IO.println("given up: " + givenUp.getCause().getMessage());
    }
  });
}

/** A feed that fails a given number of times, and then runs for ever. */
AsyncRunnable<IOException> feed(String name, int faults) {
  var begun = new int[1];
  return () -> {
    int number = ++begun[0];
    IO.println(name + " begins, number " + number);
    sleep(ofMillis(1));
    if (number <= faults) throw new IOException(name + " broke off, number " + number);
    try {
      sleep(ofDays(1));
    } finally {
      IO.println(name + " is closed"); // when the other one gives up
    }
  };
}
