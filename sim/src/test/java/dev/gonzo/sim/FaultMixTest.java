package dev.gonzo.sim;

import static dev.gonzo.Gonzo.sleep;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.AsyncRunnable;
import dev.gonzo.Moment;
import dev.gonzo.file.AsyncFiles;
import dev.gonzo.net.ConnectOptions;
import dev.gonzo.net.Tcp;
import dev.gonzo.sim.world.StuckException;
import java.io.IOException;
import java.net.NoRouteToHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Faults that happen by themselves. */
class FaultMixTest {
  private static final int SEEDS = 40;

  private static FaultMix mixOf(FaultKind kind) {
    return kind.isByChance()
        ? FaultMix.none().withChance(kind, 0.2)
        : FaultMix.none().withEvery(kind, ofSeconds(2));
  }

  private static Ending<?> pair(long seed, FaultMix mix, Duration duration) {
    var simulation = Simulation.of(SimulationOptions.ofSeed(seed).withFaults(mix));
    var _ = new BusyPair(simulation);
    Ending<?> ending = simulation.run(() -> sleep(duration));
    var _ = ending.<RuntimeException>valueOrThrow();
    return ending;
  }

  // ---------------------------------------------------------------- each kind

  @ParameterizedTest
  @EnumSource
  void each_kind_strikes(FaultKind kind) {
    Ending<?> ending = pair(1, mixOf(kind), ofMinutes(1));
    assertThat(ending.faults().get(kind.text())).isPositive();
  }

  @ParameterizedTest
  @EnumSource
  void each_kind_is_reported_if_it_was_asked_for_and_there_is_nothing_it_could_happen_to(
      FaultKind kind) {
    var simulation = Simulation.of(SimulationOptions.ofSeed(1).withFaults(mixOf(kind)));
    Ending<?> ending = simulation.run(() -> sleep(ofMinutes(1)));
    var _ = ending.<RuntimeException>valueOrThrow();
    assertThat(ending.faults()).containsEntry(kind.text(), 0L);
  }

  @ParameterizedTest
  @EnumSource
  void each_kind_ends(FaultKind kind) {
    var simulation =
        Simulation.of(SimulationOptions.ofSeed(1).withFaults(mixOf(kind).until(ofSeconds(20))));
    var pair = new BusyPair(simulation);
    var faults = new LinkedHashMap<String, Long>();
    Ending<?> ending =
        simulation.run(() -> {
          sleep(ofSeconds(30)); // packets and operations under way are late
          assertThat(pair.server.isUp()).isTrue();
          assertThat(pair.client.isUp()).isTrue();
          Tcp.connect("server", 7000, ConnectOptions.defaults().withTimeout(ofSeconds(1))).close();
          sleep(ofSeconds(20));
        });
    var _ = ending.<RuntimeException>valueOrThrow();
    faults.putAll(ending.faults());
    Ending<?> shorter = pair(1, mixOf(kind).until(ofSeconds(20)), ofSeconds(30));
    assertThat(faults.get(kind.text())).isEqualTo(shorter.faults().get(kind.text()));
  }

  @Test
  void main_and_spared_hosts_are_not_struck() {
    FaultMix mix = FaultMix.none();
    for (FaultKind kind : FaultKind.values()) {
      mix = kind.isByChance() ? mix.withChance(kind, 1) : mix.withEvery(kind, ofSeconds(1));
    }
    var simulation = Simulation.of(SimulationOptions.ofSeed(1).withFaults(mix));
    var pair = new BusyPair(simulation);
    assertThat(pair.server.withoutFaults()).isSameAs(pair.server);
    pair.client.withoutFaults();
    simulation.main().withoutFaults();
    Ending<?> ending =
        simulation.run(() -> {
          AsyncFiles.writeString(Path.of("file"), "text");
          assertThat(AsyncFiles.readString(Path.of("file"))).isEqualTo("text");
          sleep(ofMinutes(1));
        });
    var _ = ending.<RuntimeException>valueOrThrow();
    assertThat(ending.faults())
        .hasSize(FaultKind.values().length)
        .allSatisfy((kind, count) -> assertThat(count).as(kind).isZero());
  }

  @Test
  void the_host_of_the_main_program_takes_part_in_faults_of_the_network_only() {
    FaultMix mix =
        FaultMix.none()
            .withEvery(FaultKind.UNREACHABLE, ofMillis(100))
            .withEvery(FaultKind.CRASH, ofMillis(10))
            .withChance(FaultKind.WRITE_ERROR, 1);
    var simulation = Simulation.of(SimulationOptions.ofSeed(1).withFaults(mix));
    List<String> seen = new ArrayList<>();
    Host host = simulation.host("server", () -> Tcp.serve("server", 7000, socket -> {}));
    Ending<?> ending =
        simulation.run(() -> {
          AsyncFiles.writeString(Path.of("file"), "text");
          for (int i = 0; i < 100; i++) {
            sleep(ofMillis(100));
            try {
              Tcp.connect("server", 7000, ConnectOptions.defaults().withTimeout(ofMillis(500)))
                  .close();
            } catch (IOException failed) {
              seen.add(failed.getClass().getSimpleName());
            }
          }
        });
    var _ = ending.<RuntimeException>valueOrThrow();
    assertThat(seen).contains(NoRouteToHostException.class.getSimpleName());
    assertThat(ending.faults().get("host: crash")).isPositive();
    assertThat(host.name()).isEqualTo("server");
  }

  // ---------------------------------------------------------------- swarms

  @Test
  void each_seed_draws_a_mix_of_its_own_and_all_kinds_but_bit_rot_occur() {
    Set<Set<String>> mixes = new LinkedHashSet<>();
    Map<String, Long> total = new LinkedHashMap<>();
    for (long seed = 0; seed < SEEDS; seed++) {
      Map<String, Long> faults = pair(seed, FaultMix.drawn(), ofMinutes(1)).faults();
      mixes.add(faults.keySet());
      faults.forEach((kind, count) -> total.merge(kind, count, Long::sum));
    }
    assertThat(mixes).hasSizeGreaterThan(SEEDS / 2);
    List<String> missing = new ArrayList<>();
    for (FaultKind kind : FaultKind.values()) {
      if (!total.containsKey(kind.text())) {
        missing.add(kind.name());
      }
    }
    assertThat(missing).containsExactly("BIT_ROT");
    assertThat(total).allSatisfy((kind, count) -> assertThat(count).as(kind).isPositive());
  }

  @Test
  void one_seed_gives_one_history_with_faults_too() {
    for (long seed = 0; seed < 10; seed++) {
      Ending<?> first = pair(seed, FaultMix.drawn(), ofSeconds(30));
      Ending<?> second = pair(seed, FaultMix.drawn(), ofSeconds(30));
      assertThat(second.history()).as("seed %d", seed).isEqualTo(first.history());
      assertThat(second.faults()).isEqualTo(first.faults());
    }
  }

  @Test
  void a_drawn_kind_that_does_not_occur_is_not_reported() {
    for (long seed = 0; seed < SEEDS; seed++) {
      var simulation = Simulation.of(SimulationOptions.ofSeed(seed).withFaults(FaultMix.drawn()));
      Ending<?> ending = simulation.run(() -> sleep(ofMinutes(1)));
      assertThat(ending.failure()).isEmpty();
      assertThat(ending.faults()).isEmpty();
    }
  }

  @Test
  void a_kind_that_is_left_out_does_not_occur() {
    FaultMix mix =
        FaultMix.drawn().without(FaultKind.CRASH, FaultKind.PACKET_LOSS).with(FaultKind.PAUSE);
    boolean pauses = true;
    for (long seed = 0; seed < SEEDS / 2; seed++) {
      Map<String, Long> faults = pair(seed, mix, ofMinutes(1)).faults();
      assertThat(faults).doesNotContainKeys("host: crash", "network: packet lost");
      pauses &= faults.containsKey("host: pause");
    }
    assertThat(pauses).isTrue();
  }

  @Test
  void a_fault_lasts_as_long_as_was_said() {
    FaultMix mix =
        FaultMix.none()
            .withEvery(FaultKind.PAUSE, ofSeconds(10))
            .withLasting(FaultKind.PAUSE, ofSeconds(3), ofSeconds(3));
    var simulation = Simulation.of(SimulationOptions.ofSeed(1).withFaults(mix));
    List<Duration> gaps = new ArrayList<>();
    var _ =
        simulation.host(
            "ticker",
            () -> {
              for (Moment last = Moment.now(); ; ) {
                sleep(ofMillis(10));
                Moment now = Moment.now();
                if (now.since(last).compareTo(ofMillis(20)) > 0) {
                  gaps.add(now.since(last));
                }
                last = now;
              }
            });
    var _ = simulation.run(() -> sleep(ofMinutes(2))).<RuntimeException>valueOrThrow();
    assertThat(gaps)
        .isNotEmpty()
        .allSatisfy(gap -> assertThat(gap).isGreaterThanOrEqualTo(ofSeconds(3)))
        .anySatisfy(gap -> assertThat(gap).isLessThan(ofMillis(3_020)));
  }

  // ---------------------------------------------------------------- with the test's own faults

  @Test
  void what_the_test_has_cut_stays_cut_when_the_mix_heals() {
    FaultMix mix = FaultMix.none().withEvery(FaultKind.PARTITION, ofMillis(100));
    var simulation = Simulation.of(SimulationOptions.ofSeed(1).withFaults(mix));
    Host server = simulation.host("server", () -> Tcp.serve("server", 7000, socket -> {}));
    AsyncRunnable<IOException> connect =
        () ->
            Tcp.connect("server", 7000, ConnectOptions.defaults().withTimeout(ofSeconds(5)))
                .close();
    var _ =
        simulation
            .run(() -> {
              simulation.network().cut(simulation.main(), server);
              sleep(ofSeconds(10));
              simulation.endFaults();
              assertThatThrownBy(connect::run).isInstanceOf(IOException.class);
              simulation.network().heal();
              connect.run();
            })
            .<RuntimeException>valueOrThrow();
  }

  @Test
  void a_test_may_restart_a_host_that_a_fault_has_crashed() {
    FaultMix mix =
        FaultMix.none()
            .withEvery(FaultKind.CRASH, ofSeconds(1))
            .withLasting(FaultKind.CRASH, ofSeconds(20), ofSeconds(20));
    var simulation = Simulation.of(SimulationOptions.ofSeed(1).withFaults(mix));
    Host host = simulation.host("server", () -> sleep(ofHours(1)));
    Ending<?> ending =
        simulation.run(() -> {
          for (int i = 0; i < 20; i++) {
            host.awaitDown();
            host.restart();
          }
          simulation.endFaults();
          sleep(ofMinutes(1));
          assertThat(host.isUp()).isTrue();
        });
    var _ = ending.<RuntimeException>valueOrThrow();
    assertThat(ending.faults().get("host: crash")).isGreaterThanOrEqualTo(20);
  }

  @Test
  void the_end_of_a_program_is_awaited_across_crashes() {
    FaultMix mix =
        FaultMix.none()
            .withEvery(FaultKind.CRASH, ofSeconds(5))
            .withLasting(FaultKind.CRASH, ofMillis(10), ofSeconds(1));
    for (long seed = 0; seed < SEEDS; seed++) {
      var simulation = Simulation.of(SimulationOptions.ofSeed(seed).withFaults(mix));
      var ended = new boolean[1];
      Host host =
          simulation.host(
              "worker",
              () -> {
                sleep(ofSeconds(4));
                ended[0] = true;
              });
      var _ =
          simulation
              .run(() -> {
                host.awaitEnd();
                assertThat(ended[0]).isTrue();
                host.awaitEnd();
                sleep(ofMinutes(1));
                assertThat(host.isUp()).isFalse();
              })
              .<RuntimeException>valueOrThrow();
    }
  }

  @Test
  void a_host_that_is_added_later_is_struck_too() {
    var simulation =
        Simulation.of(
            SimulationOptions.ofSeed(1)
                .withFaults(
                    FaultMix.none()
                        .withChance(FaultKind.WRITE_ERROR, 1)
                        .withEvery(FaultKind.PAUSE, ofSeconds(1))));
    List<String> seen = new ArrayList<>();
    Ending<?> ending =
        simulation.run(() -> {
          Host host =
              simulation.host(
                  "late",
                  () -> {
                    try {
                      AsyncFiles.writeString(Path.of("file"), "text");
                    } catch (IOException failed) {
                      seen.add("failed");
                    }
                    sleep(ofMinutes(1));
                  });
          host.awaitEnd();
        });
    var _ = ending.<RuntimeException>valueOrThrow();
    assertThat(seen).containsExactly("failed");
    assertThat(ending.faults().get("host: pause")).isPositive();
  }

  @Test
  void in_a_world_in_which_nothing_happens_faults_become_rare() {
    var simulation =
        Simulation.of(
            SimulationOptions.ofSeed(1)
                .withTimeLimit(Duration.ofDays(1_000))
                .withFaults(FaultMix.none().withEvery(FaultKind.PARTITION, ofMillis(10))));
    var _ = simulation.host("waits", () -> sleep(Duration.ofDays(2_000)));
    Ending<?> ending = simulation.run(() -> sleep(Duration.ofDays(2_000)));
    assertThat(ending.failure()).containsInstanceOf(StuckException.class);
    assertThat(ending.faults().get("network: partition")).isBetween(1_000L, 100_000L);
  }

  // ---------------------------------------------------------------- mistakes

  @Test
  void what_cannot_be_is_refused() {
    FaultMix none = FaultMix.none();
    assertThatThrownBy(() -> none.withEvery(FaultKind.PACKET_LOSS, ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("withChance");
    assertThatThrownBy(() -> none.withChance(FaultKind.CRASH, 0.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("withEvery");
    assertThatThrownBy(() -> none.withChance(FaultKind.PACKET_LOSS, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> none.withEvery(FaultKind.CRASH, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> none.until(ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> none.withLasting(FaultKind.CRASH, ofSeconds(1), ofSeconds(2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not in the mix");
    FaultMix drawn = FaultMix.drawn();
    assertThatThrownBy(() -> drawn.withLasting(FaultKind.CLOCK_JUMP, ofSeconds(1), ofSeconds(2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("does not last");
    assertThatThrownBy(() -> drawn.withLasting(FaultKind.CRASH, ofSeconds(2), ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
