package dev.gonzo.model;

import static dev.gonzo.Gonzo.checkpoint;
import static dev.gonzo.Gonzo.idle;
import static dev.gonzo.Gonzo.ignoreAfter;
import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.withoutCancellation;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.Cancelled;
import dev.gonzo.Moment;
import dev.gonzo.Task;
import dev.gonzo.TaskFailedException;
import dev.gonzo.TaskGroup;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.kernel.VirtualClock;
import dev.gonzo.model.Tree.CleanUp;
import dev.gonzo.model.Tree.Group;
import dev.gonzo.model.Tree.Idle;
import dev.gonzo.model.Tree.Limit;
import dev.gonzo.model.Tree.Request;
import dev.gonzo.model.Tree.Scenario;
import dev.gonzo.model.Tree.Sequence;
import dev.gonzo.model.Tree.Shield;
import dev.gonzo.model.Tree.Sleep;
import dev.gonzo.model.Tree.Swallow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Random programs of groups, shields, deadlines, idle blocks, clean-ups and bodies that swallow a
 * cancellation, with requests that fall into the same rounds. The outcome of each block must be
 * that of a model which does not use Gonzo.
 *
 * <p>{@code -Dgonzo.model.trees=100000} sets the number of programs, and {@code
 * -Dgonzo.model.seed=N} the first seed.
 */
class CancellationModelTest {
  private static final int TREES = Integer.getInteger("gonzo.model.trees", 3_000);
  private static final int FIRST_SEED = Integer.getInteger("gonzo.model.seed", 1);

  // Each swallowed cancellation is reported.
  private final Logger logger = Logger.getLogger("dev.gonzo");

  @BeforeEach
  void silence() {
    logger.setLevel(Level.OFF);
  }

  @AfterEach
  void speak() {
    logger.setLevel(null);
  }

  @Test
  void each_block_comes_to_what_the_model_says() throws Exception {
    run(
        Kernels.of("none", new VirtualClock()),
        () -> {
          for (int seed = FIRST_SEED; seed < FIRST_SEED + TREES; seed++) {
            var scenario = Scenario.of(new SplittableRandom(seed));
            if (!isAsTheModelSays(scenario)) {
              fail(seed, scenario);
            }
          }
        });
  }

  private static boolean isAsTheModelSays(Scenario scenario) {
    return new Play().play(scenario).equals(Model.run(scenario));
  }

  private static void fail(int seed, Scenario scenario) {
    var least = shrink(scenario);
    assertThat(new Play().play(least))
        .as("seed %d: %s%nshrunk to: %s", seed, scenario, least)
        .isEqualTo(Model.run(least));
  }

  private static Scenario shrink(Scenario scenario) {
    Scenario least = scenario;
    while (true) {
      var smaller = least.smaller().stream().filter(less -> !isAsTheModelSays(less)).findFirst();
      if (smaller.isEmpty()) {
        return least;
      }
      least = smaller.get();
    }
  }

  /** One scenario, on the kernel that is running. */
  private static final class Play {
    private final TreeMap<String, List<String>> events = new TreeMap<>();
    private final Moment begin = Moment.now();

    TreeMap<String, List<String>> play(Scenario scenario) {
      Task<?> task = spawn(() -> body("task", scenario.body()));
      for (Request request : scenario.requests()) {
        Duration left = begin.plus(ofMillis(request.time())).since(Moment.now());
        if (left.isPositive()) {
          sleep(left);
        }
        boolean _ =
            request.gentle() ? task.requestCancelWhenIdle("gentle") : task.requestCancel("hard");
      }
      try {
        Object _ = task.join();
      } catch (TaskFailedException cancelled) {
        if (!(cancelled.getCause() instanceof Cancelled)) {
          throw cancelled;
        }
      }
      return events;
    }

    private void note(String name, String event) {
      events
          .computeIfAbsent(name, _ -> new ArrayList<>())
          .add(Moment.now().since(begin).toMillis() + " " + event);
    }

    private void body(String name, Tree tree) {
      try {
        go(name, tree);
        note(name, "ends");
      } catch (Cancelled cancelled) {
        note(name, "is cancelled");
        throw cancelled;
      }
    }

    private void go(String name, Tree tree) {
      switch (tree) {
        case Sleep(var time) -> sleep(ofMillis(time));
        case Tree.Checkpoint() -> checkpoint();
        case Sequence(var parts) -> {
          for (Tree part : parts) {
            go(name, part);
          }
        }
        case Limit limit -> limited(name, limit);
        case Shield(var body) -> withoutCancellation(() -> go(name, body));
        case Idle(var body) ->
            idle(() -> {
              go(name, body);
              return 0;
            });
        case Swallow(var number, var body) -> {
          try {
            go(name, body);
          } catch (Cancelled swallowed) {
            note(name, "swallows at " + number);
          }
        }
        case CleanUp clean -> cleanedUp(name, clean);
        case Group group -> grouped(name, group);
      }
    }

    private void limited(String name, Limit limit) {
      boolean kept;
      try {
        kept = ignoreAfter(ofMillis(limit.time()), () -> go(name, limit.body()));
      } catch (Cancelled passing) {
        note(name, "limit " + limit.number() + " left");
        throw passing;
      }
      note(name, "limit " + limit.number() + (kept ? " kept" : " expired"));
    }

    private void cleanedUp(String name, CleanUp clean) {
      try {
        go(name, clean.body());
      } catch (Cancelled thrown) {
        cleanUp(name, clean);
        throw thrown;
      }
      cleanUp(name, clean);
    }

    private void cleanUp(String name, CleanUp clean) {
      try {
        go(name, clean.after());
      } catch (Cancelled instead) {
        note(name, "clean-up " + clean.number() + " cut short");
        throw instead;
      }
      note(name, "clean-up " + clean.number() + " done");
    }

    private void grouped(String name, Group group) {
      try (var open = TaskGroup.<Void>open()) {
        for (int i = 0; i < group.members().size(); i++) {
          String member = name + "." + group.number() + "." + i;
          Tree body = group.members().get(i);
          var _ = open.spawn(member, () -> body(member, body));
        }
        go(name, group.body());
        open.join();
      } catch (Cancelled passing) {
        note(name, "group " + group.number() + " left");
        throw passing;
      }
      note(name, "group " + group.number() + " joined");
    }
  }
}
