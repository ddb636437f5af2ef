import static dev.gonzo.Gonzo.*;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import dev.gonzo.*;

void main() {
  run(() -> {
    try {
      timeoutAfter(ofMillis(100), this::slow);
    } catch (DeadlineExceededException late) {
      IO.println("too late: " + late.getMessage());
    }
    boolean inTime = ignoreAfter(ofMillis(100), this::slow);
    IO.println("in time: " + inTime);
  });
}

void slow() {
  try {
    sleep(ofSeconds(10));
  } finally {
    IO.println("cleaned up");
  }
}
