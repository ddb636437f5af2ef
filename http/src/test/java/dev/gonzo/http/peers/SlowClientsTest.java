package dev.gonzo.http.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.http.engine.http1.Http1Limits;
import dev.gonzo.http.server.Exchange;
import dev.gonzo.http.server.ServerOptions;
import dev.gonzo.http.server.StaticFiles;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The attacks of slowhttptest: each ends by a deadline of the server, with bounded memory. */
@Tag("realTime")
class SlowClientsTest {
  private static final byte[] LARGE = new byte[5_000_000];

  @TempDir private Path directory;

  /**
   * One of its attacks.
   *
   * @param options its options
   * @param ending how the server ends a request of it
   */
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

  private static void answer(Exchange exchange) throws Exception {
    byte[] _ = exchange.body().bytes(1 << 20);
    exchange.send(200, LARGE);
  }

  private String attack(Attack attack, int connections, Duration limit) throws Exception {
    var counts = new Counts();
    var limits =
        Http1Limits.defaults()
            .withIdle(limit)
            .withHead(limit)
            .withBodyTime(limit)
            .withWrite(limit)
            .withKeepAlive(limit);
    var options = ServerOptions.defaults().withHttp1(limits).withObserver(counts);
    var files = StaticFiles.below(directory).withIndex("file");
    try (var server =
            PeerServer.start(
                options, attack == Attack.RANGES ? files : SlowClientsTest::answer);
        var program =
            PeerProgram.start(
                ("slowhttptest %s -c %d -r %d -i 1 -l 120 -p 60 -u %s"
                        .formatted(
                            attack.options, connections, connections, server.address("/")))
                    .split(" "))) {
      counts.awaitConnected(connections);
      String said = program.rest();
      counts.awaitNoneOpen();
      return attack + ": " + counts + "\n" + said.substring(Math.max(0, said.length() - 600));
    }
  }

  @Test
  void each_ends_by_a_deadline_of_the_server() throws Exception {
    Files.write(directory.resolve("file"), LARGE);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> all =
          List.of(Attack.values()).stream()
              .map(attack -> threads.submit(() -> attack(attack, 50, Duration.ofSeconds(2))))
              .toList();
      for (var each : all) {
        System.out.println(each.get());
      }
    }
  }
}
