package dev.gonzo.sim;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;

import dev.gonzo.process.Signals;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Scanner;

/** An ordinary program with a main method, which a test starts on simulated hosts. */
final class MainClass {
  private static final List<String> STARTS = new ArrayList<>();

  private MainClass() {}

  /** What programs leave for the test. Public, since they are loaded by other loaders. */
  public static final class Board {
    /** What they leave. */
    public static final List<String> LINES = new ArrayList<>();

    private Board() {}
  }

  public static void main(String[] arguments) {
    STARTS.add("start");
    Board.LINES.add(arguments[0] + " " + STARTS.size());
    System.out.println("begins with " + List.of(arguments));
    String answer =
        run(() -> {
          sleep(Duration.ofSeconds(1));
          return "slept";
        });
    System.out.println(answer);
    if (arguments[0].equals("waits")) {
      run(() -> {
        try (var signals = Signals.open("USR1")) {
          System.out.println(signals.take());
          sleep(Duration.ofHours(1_000));
        } finally {
          System.out.println("cleaned up");
        }
      });
    } else if (arguments[0].equals("reads")) {
      var input = new Scanner(System.in);
      while (input.hasNextLine()) {
        System.out.println("read " + input.nextLine());
      }
    } else if (arguments[0].equals("exits")) {
      System.out.println(System.getenv("COLOUR") + " of " + System.getenv());
      System.exit(3);
      System.out.println("after the exit");
    } else if (arguments[0].equals("fails")) {
      throw new IllegalStateException("the reason");
    }
  }
}
