import static dev.gonzo.Gonzo.*;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;

import dev.gonzo.*;
import dev.gonzo.kernel.*;

void main() {
  var kernel = Kernels.of("none", new VirtualClock());
  run(
      kernel,
      () -> {
        Moment began = Moment.now();
        String answer = retrying(new Flaky());
        IO.println(answer + " after " + Moment.now().since(began).toMinutes() + " minutes");
      });
}

String retrying(Flaky service) {
  for (Duration pause = ofMinutes(30); ; pause = pause.multipliedBy(2)) {
    try {
      return timeoutAfter(ofHours(1), service::ask);
    } catch (IllegalStateException | DeadlineExceededException failed) {
      IO.println("again in " + pause.toMinutes() + " minutes: " + failed.getMessage());
      sleep(pause);
    }
  }
}

/** Fails the first time, hangs the second time, and returns the third time. */
class Flaky {
  private int times;

  String ask() {
    return switch (++times) {
      case 1 -> throw new IllegalStateException("broken");
      case 2 -> {
        sleep(ofHours(100));
        yield "never";
      }
      default -> "an answer";
    };
  }
}
