package dev.gonzo.sim.reality;

import static dev.gonzo.Gonzo.ignoreAfter;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;

import dev.gonzo.Async;
import dev.gonzo.Outcome;
import dev.gonzo.Task;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A random script on sockets and files, and the answers that it gets. Three actors take steps, one
 * after the other: each begins when the one before has had all its effects, so the answers depend
 * on the script alone. An actor whose step has to wait takes part again when that has ended.
 */
final class Script {
  private static final int ACTORS = 3;

  private final World world;
  private final Random random;
  private final List<Device> devices;
  private final List<String> answers = new ArrayList<>();
  private final @Nullable Pending[] actors = new @Nullable Pending[ACTORS];

  /** A group of things that a script uses: it draws steps on them. */
  interface Device {
    /** Draws a step. */
    Step step(Random random);

    /** Closes all that is open. */
    @Async
    void close() throws IOException;
  }

  /**
   * What one actor does.
   *
   * @param endsByItself whether it has limits of its own, and is awaited however long it takes
   */
  record Step(String text, Action action, boolean endsByItself) {
    static Step endsByItself(String text, Action action) {
      return new Step(text, action, true);
    }
  }

  /** Does it, and describes the answer. */
  @FunctionalInterface
  interface Action {
    @Async
    String perform() throws IOException;
  }

  /** A step that has not ended. */
  private record Pending(String text, Task<String> task) {}

  private Script(long seed, World world) {
    this.world = world;
    this.random = new Random(seed);
    devices =
        List.of(
            new Streams(world, "s"),
            new Streams(world, "t"),
            new Datagrams(world),
            new Files(world.root().resolve("files")));
  }

  /** Runs the script of a seed: each answer with its step, in order. */
  @Async
  static List<String> run(long seed, int steps, World world) throws IOException {
    var script = new Script(seed, world);
    try {
      for (int i = 0; i < steps; i++) {
        script.next(i);
      }
    } finally {
      script.end();
    }
    return script.answers;
  }

  private void next(int number) throws IOException {
    int actor = random.nextInt(ACTORS);
    Step step = devices.get(random.nextInt(devices.size())).step(random);
    String line = number + " " + step.text();
    if (actors[actor] != null && random.nextBoolean()) {
      answers.add(world.masked(line + " -> left out: its actor waits"));
      return;
    }
    giveUp(actor);
    Task<String> task = spawn(step.text(), () -> answer(step.action()));
    String answer =
        step.endsByItself() ? task.join() : ignoreAfter(world.patience(), task::join).orElse("");
    if (answer.isEmpty()) {
      actors[actor] = new Pending(line, task);
      answer = "waits";
    }
    sleep(world.pause());
    answers.add(world.masked(line + " -> " + answer));
    addEnded();
  }

  /** Cancels what an actor waits for. */
  private void giveUp(int actor) {
    Pending pending = actors[actor];
    if (pending != null) {
      pending.task.cancel("the actor gives up");
      boolean isCancelled = pending.task.outcome().orElse(null) instanceof Outcome.Cancellation;
      answers.add(
          world.masked(
              "  given up " + pending.text + " -> " + (isCancelled ? "cancelled" : "too late")));
      actors[actor] = null;
    }
  }

  private void addEnded() {
    for (int actor = 0; actor < ACTORS; actor++) {
      Pending pending = actors[actor];
      if (pending != null && pending.task.outcome().isPresent()) {
        answers.add(world.masked("  then " + pending.text + " -> " + pending.task.join()));
        actors[actor] = null;
      }
    }
  }

  @Async
  private static String answer(Action action) {
    try {
      return action.perform();
    } catch (Exception thrown) {
      return thrown.getClass().getSimpleName() + ": " + thrown.getMessage();
    }
  }

  @Async
  private void end() throws IOException {
    for (Pending pending : actors) {
      if (pending != null) {
        pending.task.cancel("the script has ended");
      }
    }
    for (Device device : devices) {
      device.close();
    }
  }
}
