package dev.gonzo.model;

import dev.gonzo.model.Tree.CleanUp;
import dev.gonzo.model.Tree.Group;
import dev.gonzo.model.Tree.Idle;
import dev.gonzo.model.Tree.Limit;
import dev.gonzo.model.Tree.Scenario;
import dev.gonzo.model.Tree.Sequence;
import dev.gonzo.model.Tree.Shield;
import dev.gonzo.model.Tree.Sleep;
import dev.gonzo.model.Tree.Swallow;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Computes the expected outcome of a scenario from the rules of {@code docs/traps.md}, chapters 2
 * to 4. It does not use Gonzo: a task is a continuation, a thrown cancellation is a value, and the
 * model knows directly whether clean-up is running. Only where a cancellation was swallowed inside
 * the clean-up of another does it follow what a stack can show (docs/decisions/0082).
 */
final class Model {
  private final Queue<Timer> timers =
      new PriorityQueue<>(Comparator.comparingInt(Timer::time).thenComparingInt(Timer::number));
  private final Queue<Runnable> ready = new ArrayDeque<>();
  private final TreeMap<String, List<String>> events = new TreeMap<>();
  private int now;
  private int numbers;

  /** A continuation, for a normal end or an exception. */
  private interface Rest {
    void goOn(@Nullable Thrown thrown);
  }

  /** A cancellation: of a block, or for null of the whole task. */
  private record Thrown(@Nullable Block block, boolean gentle) {}

  private record Timer(int time, int number, Runnable action) {}

  /** A running clean-up: what it cleans up after, its cause, and the number of enclosing blocks. */
  private record Cleaning(@Nullable Attempt attempt, Thrown thrown, int level) {}

  /** One execution of a body that has a clean-up. */
  private static final class Attempt {}

  /** A cancellation that was thrown in the task, and where. */
  private static final class Arrival {
    private final Thrown thrown;
    private final List<Attempt> attempts;
    private final List<Block> blocks;
    private boolean swallowed;

    Arrival(Thrown thrown, List<Attempt> attempts, List<Block> blocks) {
      this.thrown = thrown;
      this.attempts = List.copyOf(attempts);
      this.blocks = List.copyOf(blocks);
    }

    /** Whether the stack in a clean-up looks as if this arrival had caused it. */
    boolean mayHaveCaused(Cleaning clean) {
      return clean.attempt() != null && attempts.contains(clean.attempt());
    }
  }

  /** An open block, without its contents. */
  private static final class Block {
    private final Tree tree;
    private @Nullable Timer timer;

    Block(Tree tree) {
      this.tree = tree;
    }
  }

  /** Runs the scenario, and lists the events of each task under its name. */
  static TreeMap<String, List<String>> run(Scenario scenario) {
    return new Model().play(scenario);
  }

  private TreeMap<String, List<String>> play(Scenario scenario) {
    var task = new ModelTask("task");
    task.begin(scenario.body());
    request(task, scenario.requests(), 0);
    while (!ready.isEmpty() || !timers.isEmpty()) {
      if (ready.isEmpty()) {
        now = timers.element().time();
        while (!timers.isEmpty() && timers.element().time() == now) {
          timers.remove().action().run();
        }
      } else {
        ready.remove().run();
      }
    }
    return events;
  }

  private void request(ModelTask task, List<Tree.Request> requests, int index) {
    if (index == requests.size()) {
      return;
    }
    Tree.Request next = requests.get(index);
    if (next.time() > now) {
      at(next.time(), () -> ready.add(() -> request(task, requests, index)));
    } else {
      task.request(new Thrown(null, next.gentle()));
      request(task, requests, index + 1);
    }
  }

  private Timer at(int time, Runnable action) {
    var timer = new Timer(time, numbers++, action);
    timers.add(timer);
    return timer;
  }

  private final class ModelTask {
    private final String name;
    private final List<Block> open = new ArrayList<>();
    private final List<Attempt> attempts = new ArrayList<>();
    private final List<Cleaning> cleaning = new ArrayList<>();
    private final List<Arrival> arrived = new ArrayList<>();
    private final List<Thrown> due = new ArrayList<>();
    private final Set<Runnable> joiners = new LinkedHashSet<>();
    private boolean ended;
    // While it waits: how to end the wait, and the continuation.
    private @Nullable Runnable undo;
    private @Nullable Rest rest;

    ModelTask(String name) {
      this.name = name;
    }

    void begin(Tree body) {
      ready.add(() ->
          go(
              body,
              thrown -> {
                note(thrown == null ? "ends" : "is cancelled");
                ended = true;
                joiners.forEach(Runnable::run);
              }));
    }

    private void note(String event) {
      events.computeIfAbsent(name, _ -> new ArrayList<>()).add(now + " " + event);
    }

    // -------------------------------------------------------------- requests

    void request(Thrown asked) {
      if (ended || due.contains(asked)) {
        return;
      }
      due.add(asked);
      Rest waiting = rest;
      Runnable out = undo;
      if (waiting != null && out != null && arriving() != null) {
        out.run();
        undo = null;
        rest = null;
        ready.add(() -> waiting.goOn(take()));
      }
    }

    /** Takes the request when the task gets its turn, because more may have come. */
    private Thrown take() {
      Thrown now = arriving();
      if (now == null) {
        throw new AssertionError("nothing arrives");
      }
      due.remove(now);
      arrived.add(new Arrival(now, attempts, open));
      return now;
    }

    private @Nullable Thrown arriving() {
      return due.stream()
          .filter(this::mayArrive)
          .min(Comparator.comparingInt(this::level))
          .orElse(null);
    }

    private int level(Thrown thrown) {
      return thrown.block() == null ? -1 : open.indexOf(thrown.block());
    }

    private boolean mayArrive(Thrown thrown) {
      int level = level(thrown);
      boolean shielded =
          open.subList(level + 1, open.size()).stream()
              .anyMatch(block -> block.tree instanceof Shield);
      boolean cleansUp =
          cleaning.stream().anyMatch(one -> level < one.level() && level >= outermostCause(one));
      boolean idle = open.stream().anyMatch(block -> block.tree instanceof Idle);
      return !shielded && !cleansUp && (!thrown.gentle() || idle);
    }

    /** The level of its cause, or of a swallowed arrival that may as well have caused it. */
    private int outermostCause(Cleaning clean) {
      return arrived.stream()
          .filter(arrival -> arrival.swallowed && arrival.mayHaveCaused(clean))
          .mapToInt(arrival -> level(arrival.thrown))
          .reduce(level(clean.thrown()), Math::min);
    }

    private void swallow(Thrown thrown) {
      for (Arrival arrival : arrived) {
        arrival.swallowed |= arrival.thrown == thrown;
      }
    }

    // -------------------------------------------------------------- waits

    private void checkpoint(Rest rest) {
      arrived.removeIf(
          arrival -> arrival.swallowed && cleaning.stream().noneMatch(arrival::mayHaveCaused));
      rest.goOn(arriving() == null ? null : take());
    }

    private void sleep(int time, Rest rest) {
      checkpoint(thrown -> {
        if (thrown != null) {
          rest.goOn(thrown);
        } else if (time == 0) {
          ready.add(() -> rest.goOn(null));
        } else {
          Timer timer = at(now + time, () -> wake(rest));
          await(rest, () -> timers.remove(timer));
        }
      });
    }

    private void await(Rest rest, Runnable undo) {
      this.rest = rest;
      this.undo = undo;
    }

    private void wake(Rest rest) {
      undo = null;
      this.rest = null;
      ready.add(() -> rest.goOn(null));
    }

    // -------------------------------------------------------------- bodies

    private void go(Tree tree, Rest rest) {
      switch (tree) {
        case Sleep(var time) -> sleep(time, rest);
        case Tree.Checkpoint() -> checkpoint(rest);
        case Sequence(var parts) -> goThrough(parts, 0, rest);
        case Limit limit -> limited(limit, rest);
        case Shield(var body) -> inside(new Block(tree), body, rest);
        case Idle(var body) -> inside(new Block(tree), body, rest);
        case Swallow(var number, var body) ->
            go(
                body,
                thrown -> {
                  if (thrown != null) {
                    swallow(thrown);
                    note("swallows at " + number);
                  }
                  rest.goOn(null);
                });
        case CleanUp clean -> {
          var attempt = new Attempt();
          attempts.add(attempt);
          go(
              clean.body(),
              thrown -> {
                attempts.remove(attempt);
                cleanUp(clean, attempt, thrown, rest);
              });
        }
        case Group group -> grouped(group, rest);
      }
    }

    private void goThrough(List<Tree> parts, int index, Rest rest) {
      go(
          parts.get(index),
          thrown -> {
            if (thrown != null || index + 1 == parts.size()) {
              rest.goOn(thrown);
            } else {
              goThrough(parts, index + 1, rest);
            }
          });
    }

    private void inside(Block block, Tree body, Rest rest) {
      open.add(block);
      go(
          body,
          thrown -> {
            if (thrown == null) {
              passNormally(block);
            }
            leave(block);
            rest.goOn(thrown);
          });
    }

    private void passNormally(Block block) {
      arrived.removeIf(arrival ->
          arrival.swallowed
              && arrival.blocks.contains(block)
              && level(arrival.thrown) <= open.indexOf(block));
    }

    private void leave(Block block) {
      open.remove(block);
      due.removeIf(asked -> asked.block() == block);
      arrived.removeIf(arrival -> arrival.thrown.block() == block);
      if (block.timer != null) {
        timers.remove(block.timer);
      }
    }

    private void limited(Limit limit, Rest rest) {
      var block = new Block(limit);
      open.add(block);
      if (limit.time() == 0) {
        request(new Thrown(block, false));
      } else {
        block.timer = at(now + limit.time(), () -> request(new Thrown(block, false)));
      }
      go(
          limit.body(),
          thrown -> {
            if (thrown == null) {
              passNormally(block);
            }
            leave(block);
            boolean own = thrown != null && thrown.block() == block;
            note(
                "limit "
                    + limit.number()
                    + (own ? " expired" : thrown == null ? " kept" : " left"));
            rest.goOn(own ? null : thrown);
          });
    }

    private void cleanUp(CleanUp clean, Attempt attempt, @Nullable Thrown thrown, Rest rest) {
      var running = thrown == null ? null : new Cleaning(attempt, thrown, open.size());
      if (running != null) {
        cleaning.add(running);
      }
      go(
          clean.after(),
          instead -> {
            if (running != null) {
              cleaning.remove(running);
            }
            note("clean-up " + clean.number() + (instead == null ? " done" : " cut short"));
            rest.goOn(instead == null ? thrown : instead);
          });
    }

    private void grouped(Group group, Rest rest) {
      var block = new Block(group);
      open.add(block);
      var members = new ArrayList<ModelTask>();
      for (int i = 0; i < group.members().size(); i++) {
        var member = new ModelTask(name + "." + group.number() + "." + i);
        members.add(member);
        member.begin(group.members().get(i));
      }
      Rest end =
          thrown -> {
            leave(block);
            note("group " + group.number() + (thrown == null ? " joined" : " left"));
            rest.goOn(thrown);
          };
      go(
          group.body(),
          thrown -> {
            if (thrown == null) {
              checkpoint(met -> joinOrEnd(members, met, end));
            } else {
              endMembers(members, thrown, end);
            }
          });
    }

    private void joinOrEnd(List<ModelTask> members, @Nullable Thrown met, Rest rest) {
      if (met != null) {
        endMembers(members, met, rest);
      } else if (members.stream().allMatch(member -> member.ended)) {
        rest.goOn(null);
      } else {
        checkpoint(thrown -> {
          if (thrown != null) {
            endMembers(members, thrown, rest);
          } else {
            awaitAny(members, again -> joinOrEnd(members, again, rest));
          }
        });
      }
    }

    private void endMembers(List<ModelTask> members, Thrown thrown, Rest rest) {
      members.forEach(member -> member.request(new Thrown(null, false)));
      var shield = new Block(new Shield(new Tree.Checkpoint()));
      var running = new Cleaning(null, thrown, open.size());
      cleaning.add(running);
      open.add(shield);
      awaitAll(
          members,
          () -> {
            open.remove(shield);
            cleaning.remove(running);
            rest.goOn(thrown);
          });
    }

    private void awaitAll(List<ModelTask> members, Runnable then) {
      if (members.stream().allMatch(member -> member.ended)) {
        then.run();
      } else {
        awaitAny(members, _ -> awaitAll(members, then));
      }
    }

    /** Waits until one more of the remaining members ends. */
    private void awaitAny(List<ModelTask> members, Rest rest) {
      var living = members.stream().filter(member -> !member.ended).toList();
      var woken = new boolean[1];
      Runnable wake =
          () -> {
            if (!woken[0]) {
              woken[0] = true;
              wake(rest);
            }
          };
      living.forEach(member -> member.joiners.add(wake));
      await(rest, () -> woken[0] = true);
    }
  }
}
