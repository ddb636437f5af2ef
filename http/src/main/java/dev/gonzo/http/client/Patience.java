package dev.gonzo.http.client;

import dev.gonzo.http.engine.Wait;
import java.time.Duration;

/** How long a wait of an engine has lasted so far, without the time in which no task waited. */
final class Patience {
  private long number = -1;
  private Duration spent = Duration.ZERO;

  Duration left(Wait wait) {
    if (wait.number() != number) {
      number = wait.number();
      spent = Duration.ZERO;
    }
    return wait.limit().minus(spent);
  }

  void spend(Duration time) {
    spent = spent.plus(time);
  }
}
