package dev.gonzo.http.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.http.engine.http1.Http1Limits;
import dev.gonzo.http.server.Exchange;
import dev.gonzo.http.server.ExchangeHandler;
import dev.gonzo.http.server.ServerOptions;
import dev.gonzo.http.server.StaticFiles;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The attacks of slowhttptest: each ends by a deadline of the server, with bounded memory. */
@Tag("realTime")
class SlowClientsTest {
  private static final byte[] LARGE = new byte[5_000_000];

  @TempDir private Path directory;

  /** The attacks, with their options, and how each request of one ends. */
  enum Attack {
    SLOW_HEADERS("-H -x 10", "refused 408"),
    SLOW_BODY("-B -s 8192 -x 10", "CLIENT_FAILED 408"),
    SLOW_READ("-X -w 512 -y 1024 -n 1 -z 32", "CLIENT_FAILED 200"),
    RANGES("-R -a 1 -b 500", "COMPLETE 200");

    final String options;
    final String ending;

    Attack(String options, String ending) {
      this.options = options;
      this.ending = ending;
    }
  }

  /** What came of an attack: the requests by their endings, and the memory in bytes. */
  record Outcome(Attack attack, int connections, Counts counts, long before, long during) {
    void check() {
      // It has more connections, to see whether the server still answers.
      assertThat(counts.endings().getOrDefault(attack.ending, 0))
          .as("%s", this)
          .isGreaterThanOrEqualTo(connections);
    }

    @Override
    public String toString() {
      return "%s: %s, heap before %,d KiB, during %,d KiB"
          .formatted(attack, counts, before >> 10, during >> 10);
    }
  }

  private static void answer(Exchange exchange) throws Exception {
    byte[] _ = exchange.body().bytes(1 << 20);
    exchange.send(200, LARGE);
  }

  private Outcome attack(Attack attack, int connections, Duration limit) throws Exception {
    var counts = new Counts();
    var limits =
        Http1Limits.defaults()
            .withIdle(limit)
            .withHead(limit)
            .withBodyTime(limit)
            .withWrite(limit)
            .withKeepAlive(limit);
    var options = ServerOptions.defaults().withHttp1(limits).withObserver(counts);
    ExchangeHandler files = StaticFiles.below(directory).withIndex("file");
    long before = usedHeap();
    try (var server =
            PeerServer.start(options, attack == Attack.RANGES ? files : SlowClientsTest::answer);
        var program =
            PeerProgram.start(
                "slowhttptest %s -c %d -r %d -i 1 -l 240 -p 100 -u %s"
                    .formatted(attack.options, connections, connections, server.address("/"))
                    .split(" "))) {
      counts.awaitConnected(connections);
      long during = usedHeap();
      counts.awaitNoneOpen();
      program.terminate();
      return new Outcome(attack, connections, counts, before, during);
    }
  }

  private static long usedHeap() {
    var memory = ManagementFactory.getMemoryMXBean();
    memory.gc();
    return memory.getHeapMemoryUsage().getUsed();
  }

  @Test
  void each_ends_by_a_deadline_of_the_server() throws Exception {
    Files.write(directory.resolve("file"), LARGE);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Outcome>> all =
          Stream.of(Attack.values())
              .map(attack -> threads.submit(() -> attack(attack, 50, Duration.ofSeconds(2))))
              .toList();
      for (var each : all) {
        each.get().check();
      }
    }
  }

  @Tag("long")
  @ParameterizedTest
  @EnumSource
  void a_thousand_slow_clients_take_little_memory(Attack attack) throws Exception {
    Files.write(directory.resolve("file"), LARGE);
    Outcome outcome = attack(attack, 1_000, Duration.ofSeconds(20));
    System.out.println(outcome);
    outcome.check();
    assertThat(outcome.during() - outcome.before()).isLessThan(1_000 * 64 << 10);
  }
}
