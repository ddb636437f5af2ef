package @package@;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static java.time.Duration.ofMillis;

import dev.gonzo.Task;

/** Greets, with two tasks that work at the same time. */
public final class Main {
  private Main() {}

  /** Starts the program. */
  public static void main(String[] arguments) {
    String name = arguments.length > 0 ? arguments[0] : "World";
    System.out.println(run(() -> greeting(name)));
  }

  /** Async: call it inside run(...). */
  static String greeting(String name) {
    Task<String> hello = spawn(() -> slowly("Hello"));
    Task<String> whom = spawn(() -> slowly(name));
    return hello.join() + " " + whom.join();
  }

  private static String slowly(String word) {
    sleep(ofMillis(100));
    return word;
  }
}
