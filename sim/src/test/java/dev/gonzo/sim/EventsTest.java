package dev.gonzo.sim;

import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.net.Tcp;
import dev.gonzo.queue.Queue;
import dev.gonzo.sim.world.Breakpoint;
import dev.gonzo.sim.world.EventReachedException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The events of a history: their numbers, the packets among them, and a stop at one of them. */
class EventsTest {
  private static final Pattern PACKET =
      Pattern.compile(
          " *\\d+ +([\\d.]+) +(\\S+) +packet +(sends|gets|loses) packet (\\d+) (to|from) (\\w+): .*");

  private static Ending<?> world(SimulationOptions options) {
    var simulation = Simulation.of(options);
    Host server =
        simulation.host(
            "server",
            () ->
                Tcp.serve(
                    "server",
                    7,
                    client -> {
                      var buffer = new byte[64];
                      for (int count; (count = client.read(buffer)) > 0; ) {
                        client.writeAll(buffer, 0, count);
                      }
                    }));
    return simulation.run(() -> {
      var waiting = spawn("waiting", () -> Queue.<Integer>bounded(1).get());
      sleep(ofMillis(10));
      try (var socket = Tcp.connect("server", 7)) {
        socket.writeAll(new byte[10]);
        int _ = socket.read(new byte[10]);
        server.crash();
        socket.writeAll(new byte[10]);
        sleep(ofSeconds(1));
      }
      waiting.cancel("the end");
    });
  }

  private static List<String> events(List<String> trace) {
    return trace.stream().filter(line -> !line.startsWith("#")).toList();
  }

  @Test
  void events_are_numbered_without_gaps_and_counted() {
    List<String> trace = new ArrayList<>();
    Ending<?> ending = world(SimulationOptions.ofSeed(5).withTrace(trace::add));
    assertThat(trace.getFirst()).isEqualTo("# gonzo trace 1, seed 5");
    List<String> events = events(trace);
    assertThat(ending.events()).isEqualTo(events.size());
    for (int i = 0; i < events.size(); i++) {
      assertThat(events.get(i).strip()).startsWith(i + 1 + "  ");
    }
    Ending<?> untraced = world(SimulationOptions.ofSeed(5));
    assertThat(untraced.events()).isEqualTo(ending.events());
    assertThat(untraced.history()).isEqualTo(ending.history());
  }

  @Test
  void a_packet_that_arrives_was_sent_before_by_the_host_that_the_line_names() {
    List<String> trace = new ArrayList<>();
    Ending<?> _ = world(SimulationOptions.ofSeed(5).withTrace(trace::add));
    Map<String, Matcher> sent = new HashMap<>();
    int arrived = 0;
    int lost = 0;
    for (String line : events(trace)) {
      Matcher packet = PACKET.matcher(line);
      if (packet.matches() && packet.group(3).equals("sends")) {
        assertThat(sent.put(packet.group(4), packet)).as(line).isNull();
      } else if (packet.matches()) {
        Matcher sending = sent.get(packet.group(4));
        assertThat(sending).as(line).isNotNull();
        assertThat(sending.group(2)).isEqualTo(packet.group(6));
        assertThat(sending.group(6)).isEqualTo(packet.group(2));
        assertThat(Double.parseDouble(sending.group(1)))
            .isLessThan(Double.parseDouble(packet.group(1)));
        arrived += packet.group(3).equals("gets") ? 1 : 0;
        lost += packet.group(3).equals("loses") ? 1 : 0;
      }
    }
    assertThat(arrived).isGreaterThan(4);
    // Those that reach the host that is down.
    assertThat(lost).isPositive();
    assertThat(events(trace))
        .anyMatch(line -> line.endsWith("  server      fault           crashes"));
  }

  @Test
  void a_simulation_ends_at_an_event_and_shows_the_tasks() {
    List<String> whole = new ArrayList<>();
    Ending<?> _ = world(SimulationOptions.ofSeed(5).withTrace(whole::add));
    long connects =
        1 + events(whole).stream().takeWhile(line -> !line.contains("asks Connect ")).count();
    List<String> part = new ArrayList<>();
    Ending<?> ending =
        world(SimulationOptions.ofSeed(5).withTrace(part::add).withLastEvent(connects));
    assertThat(events(part)).isEqualTo(events(whole).subList(0, (int) connects));
    assertThat(Breakpoint.reached()).isEqualTo(connects);
    assertThat(ending.failure())
        .get()
        .isInstanceOf(EventReachedException.class)
        .asString()
        .contains("event " + connects + " is reached, at PT0.01S of simulated time:\nmain\n")
        .containsPattern("\n {2}main#0 .*\n {6}at dev.gonzo.sim.EventsTest.lambda")
        .containsPattern("\n {2}waiting#1 waits at WaitOn -\n {6}at dev.gonzo.sim.EventsTest")
        .containsPattern("\nserver\n {2}main#0 waits at Accept @1\n");
    assertThatThrownBy(() -> SimulationOptions.ofSeed(5).withLastEvent(0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void the_stack_of_a_running_task_is_seen_from_outside() throws Exception {
    assertThat(RunningStack.find()).isEmpty();
    List<RunningStack> seen = new ArrayList<>();
    Ending<?> ending =
        Simulation.ofSeed(1)
            .run(() -> {
              sleep(ofSeconds(1));
              seenFromOutside(seen);
            });
    assertThat(ending.failure()).isEmpty();
    assertThat(seen.getFirst().what()).isEqualTo("the task main#0 of main");
    assertThat(seen.getFirst().frames())
        .anyMatch(frame -> frame.getMethodName().equals("seenFromOutside"));
    assertThat(RunningStack.find()).isEmpty();
  }

  /** Lets another thread look at this one, which computes meanwhile. */
  private static void seenFromOutside(List<RunningStack> seen) {
    var found = new AtomicReference<RunningStack>();
    OTHER.execute(() -> found.set(RunningStack.find().orElseThrow()));
    while (found.get() == null) {
      Thread.onSpinWait();
    }
    seen.add(found.get());
  }

  // Started outside of the simulation, which would refuse it.
  private static final ExecutorService OTHER = other();

  private static ExecutorService other() {
    var pool =
        Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("looks").factory());
    pool.execute(() -> {});
    return pool;
  }
}
