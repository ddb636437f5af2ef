package dev.gonzo.bench.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gonzo.bench.measure.Figure;
import dev.gonzo.bench.measure.Row;
import dev.gonzo.bench.measure.Skipped;
import dev.gonzo.bench.peer.Peer;
import dev.gonzo.bench.peer.Peers;
import dev.gonzo.bench.peer.Places;
import dev.gonzo.bench.peer.Tools;
import dev.gonzo.bench.peer.UnusablePeers;
import dev.gonzo.bench.process.Pin;
import dev.gonzo.bench.report.Progress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real round, with servers and a load in processes of their own. */
@Tag("realTime")
class EchoTest {
  @TempDir private Path output;

  @BeforeEach
  void there_is_what_it_needs() {
    assumeTrue(Files.exists(Path.of("/proc/self/stat")), "processor time is that of Linux");
    assumeTrue(Tools.find("cc").isPresent(), "no compiler for C");
  }

  @Test
  void servers_are_measured_and_those_that_cannot_be_are_left_out_by_name() throws IOException {
    Run run =
        measure(UnusablePeers.missing(), UnusablePeers.broken(), peer("gonzo-nio"), peer("c"));

    assertThat(run.figures()).hasSize(1);
    Figure figure = run.figures().getFirst();
    assertThat(figure.title()).isEqualTo("echo: 3 connections, 1,000 B");
    assertThat(figure.rows()).extracting(Row::name).containsExactly("gonzo-nio", "c");
    assertThat(figure.rows())
        .allSatisfy(row -> {
          assertThat(row.samples()).hasSize(2);
          assertThat(row.spread().least()).isPositive();
          assertThat(row.detail("messages/s").least()).isPositive();
        });
    assertThat(run.skipped()).extracting(Skipped::peer).containsExactly("missing", "broken");
    assertThat(run.skipped().getFirst().reason())
        .contains("a_module_that_is_not_there", "apt install it");
    assertThat(run.skipped().getLast().reason()).contains("usage: echo PORT");
  }

  @Test
  void no_server_is_left_when_the_run_ends() throws IOException {
    long before = ProcessHandle.current().descendants().count();

    Run _ = measure(peer("c"));

    assertThat(ProcessHandle.current().descendants().count()).isEqualTo(before);
  }

  private Run measure(Peer... peers) throws IOException {
    Benchmark echo = named("echo");
    var setting =
        new Setting(
            2,
            0.1,
            0.1,
            true,
            List.of(3),
            List.of(1_000),
            List.of(),
            new Places(Path.of(System.getProperty("basedir", ".")).resolve("..").toAbsolutePath()),
            output,
            Pin.ANY,
            Pin.ANY);
    var said = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    var run = new Run("echo", setting, new ArrayList<>(List.of(peers)), Progress.plain(said));
    echo.measure(run);
    return run;
  }

  private static Benchmark named(String name) {
    return Benchmarks.all().stream()
        .filter(benchmark -> benchmark.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Peer peer(String name) {
    return Peers.all().stream().filter(peer -> peer.name().equals(name)).findFirst().orElseThrow();
  }
}
