package unmodified;

import dev.gonzo.bridge.Bridge;
import dev.gonzo.sim.Ending;
import dev.gonzo.sim.FaultMix;
import dev.gonzo.sim.Host;
import dev.gonzo.sim.Simulation;
import dev.gonzo.sim.SimulationOptions;
import java.io.IOException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A program that blocks in the JDK and in a JDBC driver, and draws random pauses, on hosts that
 * meet the faults of a seed. Run in a JVM with the agent. Its sleeps make up more than a week.
 */
final class Blocking {
  private static final int ROUNDS = 20;
  private static final long HALF_A_DAY = 43_200_000;

  private Blocking() {}

  /**
   * Runs it with some seeds, each of them twice, and prints what it did.
   *
   * @param arguments the number of seeds
   */
  public static void main(String[] arguments) {
    Bridge.install();
    for (int seed = 1; seed <= Integer.parseInt(arguments[0]); seed++) {
      for (int time = 1; time <= 2; time++) {
        print(seed);
      }
    }
  }

  private static void print(int seed) {
    var simulation = Simulation.of(SimulationOptions.ofSeed(seed).withFaults(FaultMix.drawn()));
    var _ = simulation.host("web", () -> SmallHttp.serve("web"));
    var _ = simulation.host("db", () -> SmallPostgres.serve("db"));
    List<String> log = new ArrayList<>();
    Host app = simulation.host("app", () -> work(log));
    Ending<?> ending = simulation.run(app::awaitEnd);
    ending.failure().ifPresent(Throwable::printStackTrace);
    boolean isLong = ending.time().toDays() >= 7;
    System.out.println(
        seed + " " + ending.history() + " " + log.hashCode() + " " + log.size() + " " + isLong);
  }

  private static void work(List<String> log) throws InterruptedException {
    for (int round = 0; round < ROUNDS; round++) {
      log.add(Instant.now() + " " + page() + " " + number());
      Thread.sleep(HALF_A_DAY + ThreadLocalRandom.current().nextLong(1_000));
    }
  }

  private static String page() {
    try {
      var request = SmallHttp.open("web", "/page");
      request.setConnectTimeout(2_000);
      request.setReadTimeout(2_000);
      return SmallHttp.get(request);
    } catch (IOException faulty) {
      return faulty.getClass().getSimpleName();
    }
  }

  private static String number() {
    String url = SmallPostgres.url("db", "&connectTimeout=2&socketTimeout=2");
    try (var connection = DriverManager.getConnection(url);
        var statement = connection.createStatement();
        var rows = statement.executeQuery("select number")) {
      return rows.next() ? rows.getString(1) : "none";
    } catch (SQLException faulty) {
      return faulty.getSQLState();
    }
  }
}
