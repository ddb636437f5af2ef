package dev.gonzo.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.bench.benchmark.Benchmark;
import dev.gonzo.bench.benchmark.Benchmarks;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @ParameterizedTest
  @CsvSource({
    "nothing, there is no benchmark 'nothing'; there are echo",
    "--peers=unknown, there is no peer 'unknown'; there are gonzo-epoll",
    "--rounds=0, --rounds is at least 1",
    "--seconds=0, --seconds is from 0 to 3600",
    "--warm-up=-1, --warm-up is from 0 to 3600",
    "--connections=0, --connections is from 1 to 100000",
    "--sizes=65537, --sizes is from 1 to 65536",
    "--rounds=many, Invalid value",
  })
  void a_wrong_argument_is_refused_with_what_is_right(String argument, String message) {
    assertThat(execute(argument)).isEqualTo(2);
    assertThat(err.toString()).contains(message);
  }

  @Test
  void the_list_has_every_benchmark_and_peer() {
    assertThat(execute("--list")).isZero();
    assertThat(out.toString())
        .contains("echo", "tls", "udp", "proxy", "files", "processes", "start", "growth")
        .contains("warmup", "operations", "gonzo-uring", "netty-epoll", "kotlin", "uvloop");
  }

  @Test
  void what_runs_without_a_name_is_in_the_help_and_exists() {
    assertThat(execute("--help")).isZero();
    assertThat(out.toString()).contains("Without a name");

    List<String> names = Benchmarks.all().stream().map(Benchmark::name).toList();
    assertThat(names).containsAll(Benchmarks.USUAL);
  }

  private int execute(String... arguments) {
    return Main.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
