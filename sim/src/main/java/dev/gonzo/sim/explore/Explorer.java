package dev.gonzo.sim.explore;

import dev.gonzo.Cancelled;
import dev.gonzo.Task;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.sim.world.Chooser;
import dev.gonzo.trap.Trap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The search: it has the program run again and again, each time with other choices, the last one
 * first (depth first). With footprints, an order is left out if it differs from one that was run
 * only by steps that do not depend on each other (sleep sets, Godefroid 1996). Simulation's thread,
 * and the caller's between two runs.
 */
public final class Explorer implements Chooser {
  private static final int KERNEL_BITS = 32;
  private static final long CANCELLATION = 1L << 62;
  private static final long TIME_PASSES = -1;

  /** The id of the first task of a kernel. */
  private static final long MAIN = 0;

  private final Limits limits;
  private final Recorder recorder;
  private final List<Node> path = new ArrayList<>();
  // Of this run.
  private final Map<Long, LoopTask<?>> living = new LinkedHashMap<>();
  private int place;
  private int kernels;
  private int cancelled;
  private @Nullable Node latest;
  private boolean isCut;
  private @Nullable String divergence;
  private @Nullable String misfit;
  private int deepest;
  // The place from which on the footprints of this run are new.
  private int recordedFrom;

  /**
   * Creates a search that has not begun.
   *
   * @param limits what is searched
   * @param recorder records what steps touch
   */
  public Explorer(Limits limits, Recorder recorder) {
    this.limits = limits;
    this.recorder = recorder;
  }

  // ---------------------------------------------------------------- between runs

  /** Called before each run. */
  public void begins() {
    living.clear();
    place = 0;
    kernels = 0;
    cancelled = 0;
    latest = null;
    isCut = false;
    recordedFrom = latestOfTasks();
    recorder.begins();
  }

  /**
   * Called after each run: prepares the next one.
   *
   * @return false if there is none
   */
  public boolean next() {
    recorder.ends();
    stepEnds();
    deepest = Math.max(deepest, choices());
    if (!isCut && limits.order().last() >= choices()) {
      misfit = "its choices end before number " + limits.order().last();
    }
    while (!path.isEmpty()) {
      Node last = path.getLast();
      last.isExplored();
      if (last.chooseNext(limits.switches())) {
        return true;
      }
      path.removeLast();
    }
    return false;
  }

  /** {@return whether the run was ended in the middle, since it leads to no other order} */
  public boolean isCut() {
    return isCut;
  }

  /** {@return how a run has differed from the one before, with the same choices; null if none} */
  public @Nullable String divergence() {
    return divergence;
  }

  /** {@return why the run could not have the order that is wanted; null if it had} */
  public @Nullable String misfit() {
    return misfit;
  }

  /** {@return the most choices in a run} */
  public int depth() {
    return deepest;
  }

  /** {@return the order of the run that has ended} */
  public OrderText order() {
    List<Integer> chosen = new ArrayList<>();
    for (Node node : path) {
      if (node.isChoice()) {
        chosen.add(node.chosen());
      }
    }
    return OrderText.of(chosen);
  }

  private int latestOfTasks() {
    int from = path.size() - 1;
    while (from > 0 && !path.get(from).isOfTasks()) {
      from--;
    }
    return from;
  }

  private int choices() {
    return (int) path.stream().filter(Node::isChoice).count();
  }

  // ---------------------------------------------------------------- choices of a run

  @Override
  public int kernelBegins() {
    return kernels++;
  }

  @Override
  public int choose(int count, int usual) {
    int alternative = at(numbered(count), false, count).chosen();
    return alternative == 0 ? usual : alternative <= usual ? alternative - 1 : alternative;
  }

  private static long[] numbered(int count) {
    long[] steps = new long[count];
    Arrays.setAll(steps, i -> i);
    return steps;
  }

  @Override
  public int chooseTask(int kernel, int count, IntToLongFunction ids, int usual) {
    stepEnds();
    long[] steps = new long[count + cancellations()];
    steps[0] = step(kernel, ids.applyAsLong(usual));
    for (int i = 0, to = 1; i < count; i++) {
      if (i != usual) {
        steps[to++] = step(kernel, ids.applyAsLong(i));
      }
    }
    addCancellations(steps, count);
    Node node = at(steps, true, count);
    stepBegins(node);
    int alternative = node.chosen();
    if (alternative >= count) {
      cancel(steps[alternative]);
      return ASK_AGAIN;
    }
    return alternative == 0 ? usual : alternative <= usual ? alternative - 1 : alternative;
  }

  @Override
  public boolean becomesIdle() {
    if (cancellations() == 0) {
      stepEnds();
      recorder.everything();
      return false;
    }
    stepEnds();
    long[] steps = new long[1 + cancellations()];
    steps[0] = TIME_PASSES;
    addCancellations(steps, 1);
    Node node = at(steps, true, 1);
    stepBegins(node);
    if (node.chosen() == 0) {
      recorder.everything();
      return false;
    }
    cancel(node.chosenStep());
    return true;
  }

  private static long step(int kernel, long task) {
    return ((long) kernel << KERNEL_BITS) + task;
  }

  /** How many tasks could be cancelled now. */
  private int cancellations() {
    return cancelled < limits.cancellations() ? living.size() : 0;
  }

  private void addCancellations(long[] steps, int from) {
    if (from < steps.length) {
      int to = from;
      for (Long task : living.keySet()) {
        steps[to++] = CANCELLATION + task;
      }
    }
  }

  private void cancel(long step) {
    cancelled++;
    LoopTask<?> task = living.get(step - CANCELLATION);
    if (task != null) {
      boolean _ = task.requestCancel(new Cancelled("at a point of an order", "gonzo explore"));
    }
  }

  /** The node at this point of the run. */
  private Node at(long[] steps, boolean isOfTasks, int free) {
    if (place < path.size()) {
      Node node = path.get(place++);
      if (!node.hasAlternatives(steps)) {
        diverges();
      }
      return node;
    }
    Node before = path.isEmpty() ? null : path.getLast();
    var node =
        new Node(
            steps, isOfTasks, free, before == null ? 0 : before.spentAfter(), asleep(isOfTasks));
    int wanted = node.isChoice() ? limits.order().at(choices()) : 0;
    if (wanted > 0) {
      if (wanted >= steps.length) {
        misfit = "its choice %d ends with alternative %d".formatted(choices(), steps.length - 1);
        isCut = true;
        throw new CutException();
      }
      node.choose(wanted);
    } else if (!node.chooseNext(limits.switches())) {
      isCut = true;
      throw new CutException();
    }
    path.add(node);
    place++;
    return node;
  }

  private List<Sleeper> asleep(boolean isOfTasks) {
    return latest == null || !isOfTasks || !recorder.isPrecise()
        ? List.of()
        : latest.asleepAfter(recorder.footprint());
  }

  private void diverges() {
    divergence = "at choice " + choices() + " there are other tasks to choose from than before";
    isCut = true;
    throw new CutException();
  }

  private void stepEnds() {
    if (latest != null) {
      latest.touches(recorder.footprint());
    }
  }

  private void stepBegins(Node node) {
    latest = node;
    recorder.stepBegins(place, node.chosenStep(), place > recordedFrom);
  }

  // ---------------------------------------------------------------- what happens in a run

  @Override
  public void somethingElseHappens() {
    recorder.everything();
  }

  @Override
  public void created(Task<?> task) {
    if (limits.cancellations() > 0 && task.id() > MAIN && task instanceof LoopTask<?> here) {
      living.put(step(Math.max(0, kernels - 1), task.id()), here);
    }
  }

  @Override
  public void answered(Task<?> task, Trap<?> trap, @Nullable Object answer) {
    recorder.happens(trap);
  }

  @Override
  public void failed(Task<?> task, Trap<?> trap, Throwable failure) {
    recorder.happens(trap);
  }

  @Override
  public void suspended(Task<?> task, Trap<?> trap) {
    recorder.happens(trap);
  }

  @Override
  public void trapped(Task<?> task, Trap<?> trap) {
    recorder.happens(trap);
  }

  @Override
  public void blocked(Task<?> task) {
    recorder.everything(); // a thread of the JDK is what it waits for, or a monitor
  }

  @Override
  public void unblocked(Task<?> task) {
    recorder.everything();
  }

  @Override
  public void ended(Task<?> task) {
    living.values().remove(task);
    if (task.id() == MAIN) {
      recorder.everything(); // the others are cancelled then
    }
  }
}
