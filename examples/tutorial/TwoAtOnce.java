import static dev.gonzo.Gonzo.*;
import static java.time.Duration.ofMillis;

import dev.gonzo.*;

void main() {
  run(() -> {
    Task<String> tea = spawn(() -> make("tea", 200));
    Task<String> toast = spawn(() -> make("toast", 300));
    IO.println("both are on their way");
    IO.println(tea.join() + " and " + toast.join());
  });
}

String make(String what, int millis) {
  sleep(ofMillis(millis));
  return what;
}
