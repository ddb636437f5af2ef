package dev.gonzo.sim.kernel;

import dev.gonzo.Task;
import dev.gonzo.sim.world.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The processes that a host runs besides its main program, which has the id 1. They take turns with
 * it, crash with it, and end with it. Simulation's thread only.
 */
public final class HostProcesses {
  /** How many processes a host runs at most besides its main program. */
  public static final int MOST = 1_000;

  private static final long ID_OF_MAIN = 1;

  private final SimulatedHost host;
  private final Map<Long, SimulatedProcess> living = new TreeMap<>();
  private final List<Turns> parts = new ArrayList<>();
  private final List<Runnable> whenOneEnds = new ArrayList<>();
  private long lastId = ID_OF_MAIN;
  private long turns;

  HostProcesses(SimulatedHost host) {
    this.host = host;
  }

  /**
   * Creates a process that runs nothing yet.
   *
   * @param program what it runs
   * @param label what the history calls it besides its id
   * @param group the id of its group; 0 if it leads one
   * @return the process
   * @throws IllegalStateException if there are too many: see {@link #isFull}
   */
  public SimulatedProcess create(ProcessProgram program, String label, long group) {
    if (isFull()) {
      throw new IllegalStateException("a host runs at most " + MOST + " processes");
    }
    long id = ++lastId;
    host.world()
        .history()
        .record(host.name(), Subject.HOST, "starts " + label + " as process " + id);
    var process = new SimulatedProcess(host, id, group == 0 ? id : group, program);
    living.put(id, process);
    return process;
  }

  /** {@return whether there are as many as there can be} */
  public boolean isFull() {
    return living.size() >= MOST;
  }

  /** {@return the ids of the processes that run, besides that of the main program} */
  public List<Long> ids() {
    return List.copyOf(living.keySet());
  }

  /**
   * Returns the processes of a group that run.
   *
   * @param group the id of the group
   * @return the processes, in the order of their ids
   */
  public List<SimulatedProcess> ofGroup(long group) {
    return living.values().stream().filter(process -> process.group() == group).toList();
  }

  /**
   * Calls an action each time one of them has ended, until {@link #forget}.
   *
   * @param action the action, which must not block
   */
  public void whenOneEnds(Runnable action) {
    whenOneEnds.add(action);
  }

  /**
   * Ends what {@link #whenOneEnds} began.
   *
   * @param action the action
   */
  public void forget(Runnable action) {
    whenOneEnds.remove(action);
  }

  // ---------------------------------------------------------------- for processes

  void add(Turns part) {
    parts.add(part);
    host.touched();
  }

  void remove(Turns part) {
    parts.remove(part);
    host.touched();
  }

  void ended(SimulatedProcess process) {
    if (living.remove(process.id(), process)) {
      host.world().history().record(process.name(), Subject.HOST, "has ended");
      List.copyOf(whenOneEnds).forEach(Runnable::run);
    }
  }

  // ---------------------------------------------------------------- for the host

  private static boolean mayGoOn(Turns part) {
    return !(part.jvm() instanceof SimulatedProcess process && process.isStopped());
  }

  boolean areReady() {
    for (Turns part : parts) {
      if (mayGoOn(part) && part.isReady()) {
        return true;
      }
    }
    return false;
  }

  long nextTimer() {
    long next = Long.MAX_VALUE;
    for (Turns part : parts) {
      if (mayGoOn(part)) {
        next = Math.min(next, part.nextTimer());
      }
    }
    return next;
  }

  /** Which of them, or the main program, has the next turn. */
  Turns choose(Turns main) {
    if (parts.isEmpty()) {
      return main;
    }
    List<Turns> ready = new ArrayList<>();
    if (main.isReady()) {
      ready.add(main);
    }
    for (Turns part : parts) {
      if (mayGoOn(part) && part.isReady()) {
        ready.add(part);
      }
    }
    if (ready.isEmpty()) {
      return main;
    }
    int choices = ready.size();
    return ready.get(host.world().choose(choices, () -> (int) (turns++ % choices)));
  }

  boolean mayBeWokenFromOutside() {
    return parts.stream().anyMatch(Turns::mayBeWokenFromOutside);
  }

  void addTasks(List<Task<?>> tasks) {
    parts.forEach(part -> tasks.addAll(part.tasks()));
  }

  /** The host has crashed: nothing of them runs any more. */
  void powerFails() {
    List.copyOf(living.values()).forEach(SimulatedProcess::powerFails);
    forgetAll();
  }

  /** The main program has ended, and the host with it. On the loop's own stack. */
  void endWithHost() {
    List.copyOf(living.values()).forEach(SimulatedProcess::kill);
    forgetAll();
  }

  private void forgetAll() {
    living.clear();
    parts.clear();
    whenOneEnds.clear();
  }
}
