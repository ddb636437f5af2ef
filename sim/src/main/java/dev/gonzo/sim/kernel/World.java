package dev.gonzo.sim.kernel;

import dev.gonzo.AsyncCallable;
import dev.gonzo.kernel.Activation;
import dev.gonzo.report.Text;
import dev.gonzo.sim.jdk.JdkTimers;
import dev.gonzo.sim.jdk.KeptState;
import dev.gonzo.sim.jdk.MonitorWaits;
import dev.gonzo.sim.jdk.SimulatedJvm;
import dev.gonzo.sim.jdk.SimulationThread;
import dev.gonzo.sim.jdk.VirtualMachine;
import dev.gonzo.sim.world.Agenda;
import dev.gonzo.sim.world.Breakpoint;
import dev.gonzo.sim.world.Decisions;
import dev.gonzo.sim.world.Draws;
import dev.gonzo.sim.world.EventReachedException;
import dev.gonzo.sim.world.Faults;
import dev.gonzo.sim.world.Journal;
import dev.gonzo.sim.world.LeavesSimulationException;
import dev.gonzo.sim.world.Order;
import dev.gonzo.sim.world.Plan;
import dev.gonzo.sim.world.StuckException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A simulation: the hosts, the agenda of the world, and the loop that decides what happens next.
 * The time jumps when nothing can happen now. Its thread only, except where noted.
 */
public final class World {
  /** How often the time may jump before threads outside are looked for. */
  private static final int JUMPS_UNSEEN = 64;

  /** How long a turn takes, in an open simulation, after very many at one instant. */
  private static final long NANOS_OF_TURN = 1_000;

  /**
   * How many events may happen without a turn of a host before the world is asked whether it is
   * stuck: connections may try for ever to reach a peer.
   */
  private static final int MOST_WITHOUT_TURN = 10_000;

  private final Settings settings;
  private final HostDevices.Factory factory;
  private final Draws draws;
  private final Decisions decisions;
  private final Order order;
  private final Agenda agenda;
  private final History history;
  private final Faults faults;
  private final MonitorWaits monitors = new MonitorWaits();
  private final List<SimulatedHost> hosts = new ArrayList<>();
  // The numbers of the hosts that can do something now.
  private final BitSet ready = new BitSet();
  // What is to be done on the loop's own stack before anything else happens.
  private final Queue<Runnable> chores = new ArrayDeque<>();
  private final BusyInstant instant;
  // Written by any thread.
  private final Queue<Turns> awakened = new ConcurrentLinkedQueue<>();
  private final OutsideTime outsideTime;
  // What waits until nothing can happen any more before the time passes.
  private final Queue<Runnable> whenSettled = new ArrayDeque<>();
  // Why it ends before its time. Written by any thread.
  private volatile @Nullable RuntimeException abandonment;
  private @Nullable SimulationThread thread;
  private @Nullable SimulatedHost mainHost;
  private @Nullable SimulatedHost running;
  private @Nullable RuntimeException failure;
  private int last = -1;
  private long jumps;
  private long taskTurns;
  // How many events have happened since the last turn of a host, and had been planned by then.
  private int withoutTurn;
  private long plannedAtTurn;

  /**
   * Creates a world without hosts, in which everything happens that its seed draws.
   *
   * @param settings how it runs
   * @param factory creates the devices of its hosts
   */
  public World(Settings settings, HostDevices.Factory factory) {
    this(settings, factory, new Decisions(Plan.everything()));
  }

  /**
   * Creates a world without hosts.
   *
   * @param settings how it runs
   * @param factory creates the devices of its hosts
   * @param decisions what its seed decides, and what is left out of that
   */
  public World(Settings settings, HostDevices.Factory factory, Decisions decisions) {
    this.settings = settings;
    this.factory = factory;
    this.decisions = decisions;
    draws = Draws.of(settings.seed());
    faults = new Faults(decisions);
    order = order(draws.forPurpose("order"), "hosts and events");
    agenda = new Agenda(order(draws.forPurpose("agenda"), "events of one instant"));
    history = new History(agenda, settings.seed(), settings.recording(), this::reached);
    instant = new BusyInstant(settings.mostAtOnce());
    outsideTime = new OutsideTime();
  }

  /**
   * Adds a host, which is down.
   *
   * @param name its name, which no other host has
   * @param program what it runs each time it is started
   * @param activations observe its tasks
   * @return the host
   */
  public SimulatedHost host(
      String name, AsyncCallable<?, ?> program, List<Activation> activations) {
    if (hosts.stream().anyMatch(other -> other.name().equals(name))) {
      throw new IllegalArgumentException("there is a host called " + name + " already");
    }
    var host = new SimulatedHost(this, name, hosts.size(), program, activations);
    hosts.add(host);
    return host;
  }

  /** What is in an order that the seed decides, or in none, as the settings say. */
  Order order(Draws drawn, String what) {
    return settings.inOrder() ? Order.firstCome() : Order.of(drawn, decisions, what);
  }

  /** {@return the settings} */
  public Settings settings() {
    return settings;
  }

  /** {@return the random numbers from which those of all purposes are derived} */
  public Draws draws() {
    return draws;
  }

  /** {@return what will happen} */
  public Agenda agenda() {
    return agenda;
  }

  /** {@return how often faults were injected} */
  public Faults faults() {
    return faults;
  }

  /** {@return the hash of what has happened, as 16 hexadecimal digits} */
  public String hash() {
    return history.hash();
  }

  /** {@return how many events the history has} */
  public long events() {
    return history.events();
  }

  /** {@return where what the seed has decided is written down} */
  public Journal journal() {
    return history;
  }

  History history() {
    return history;
  }

  MonitorWaits monitors() {
    return monitors;
  }

  HostDevices devices(SimulatedHost host) {
    return factory.create(host);
  }

  /** {@return the host whose task runs now; null if none does} */
  public @Nullable SimulatedHost running() {
    return running;
  }

  /** {@return how many turns the tasks of all hosts have taken} */
  public long taskTurns() {
    return taskTurns;
  }

  // ---------------------------------------------------------------- the loop

  /**
   * Runs until the program of a host has ended. The other hosts end there too, as in a crash. On a
   * {@link SimulationThread}.
   *
   * @param main the host, which is up
   * @return how its program has ended
   * @throws StuckException if it cannot end
   * @throws LeavesSimulationException if something has left the simulation
   */
  public Ended run(SimulatedHost main) {
    thread = (SimulationThread) Thread.currentThread();
    outsideTime.begins();
    // Initialised now: what its first use draws would depend on what the JDK does on this thread.
    ThreadLocalRandom _ = ThreadLocalRandom.current();
    KeptState.forget();
    boolean takesTimers = settings.closed() || VirtualMachine.readsSimulatedClocks();
    JdkTimers timers = takesTimers ? JdkTimers.takeOver() : null;
    try {
      Ended ended = new Ended();
      mainHost = main;
      HostRun run = main.run();
      main.whenDown(() -> ended.set(run));
      while (true) {
        doChores();
        if (failure == null && ended.isSet()) {
          return ended;
        }
        once();
      }
    } finally {
      dropAll();
      if (timers != null) {
        timers.close();
      }
    }
  }

  private void dropAll() {
    for (SimulatedHost host : hosts) {
      host.drop();
    }
    doChores();
    monitors.close();
  }

  private void once() {
    for (Turns part; (part = awakened.poll()) != null; ) {
      part.isAwake();
    }
    if (failure == null) {
      failure = abandonment;
    }
    if (failure != null) {
      throw failure;
    }
    boolean due = agenda.next() <= agenda.now();
    int choices = ready.cardinality() + (due ? 1 : 0);
    if (choices == 0) {
      if (!isSettled()) {
        passTime();
      }
      return;
    }
    int choice = order.choose(choices, () -> due ? 0 : placeOf(nextInTurn()));
    happens(due && choice == 0 ? null : hosts.get(readyHost(choice - (due ? 1 : 0))));
  }

  /** Whether something was waiting until all tasks wait, and nothing is due. */
  private boolean isSettled() {
    boolean waited = !whenSettled.isEmpty();
    for (Runnable action; (action = whenSettled.poll()) != null; ) {
      action.run();
    }
    return waited;
  }

  private void doChores() {
    for (Runnable chore; (chore = chores.poll()) != null; ) {
      chore.run();
    }
  }

  /** Decides between the tasks of a host and what it does beside them; whether it is the latter. */
  boolean isSidesTurn(int others, boolean usual) {
    return order.choose(others + 1, () -> usual ? 1 : 0) > 0;
  }

  /** Decides between the parts of a host that can go on. */
  int choose(int choices, IntSupplier usual) {
    return order.choose(choices, usual);
  }

  private int nextInTurn() {
    int next = ready.nextSetBit(last + 1);
    return next >= 0 ? next : ready.nextSetBit(0);
  }

  private int placeOf(int number) {
    return ready.get(0, number).cardinality();
  }

  private int readyHost(int index) {
    int number = ready.nextSetBit(0);
    for (int i = 0; i < index; i++) {
      number = ready.nextSetBit(number + 1);
    }
    return number;
  }

  /** Lets a host take a turn; or the next event happen. */
  private void happens(@Nullable SimulatedHost host) {
    if (instant.happens(host)) {
      if (settings.closed()) {
        throw instant.report();
      }
      passSomeTime();
    }
    if (host == null) {
      withoutTurn++;
      order.somethingElseHappens();
      agenda.happen();
    } else {
      taskTurns++;
      running = host;
      last = host.number();
      try {
        host.turn();
      } finally {
        runsFor(null);
        running = null;
      }
      update(host);
      withoutTurn = 0;
      plannedAtTurn = agenda.planned();
    }
    monitors.settle();
  }

  /** Records whose code the simulation's thread runs from now on. */
  void runsFor(@Nullable SimulatedJvm jvm) {
    if (thread != null) {
      thread.runsFor(jvm);
    }
  }

  /** Notes whether a host can do something now. */
  void update(SimulatedHost host) {
    ready.set(host.number(), host.isReady());
  }

  // ---------------------------------------------------------------- time

  private void passTime() {
    long timer = Long.MAX_VALUE;
    for (SimulatedHost host : hosts) {
      timer = Math.min(timer, host.nextTimer());
    }
    long next = Math.min(agenda.next(), timer);
    if (order.becomesIdle() || waitsForOutside(next)) {
      return;
    }
    if (timer == Long.MAX_VALUE && repeatsItself()) {
      throw new StuckException(
          "nothing happens any more but attempts to reach peers, and the main program has not"
              + " ended:"
              + Tasks.report(hosts));
    }
    if (next == Long.MAX_VALUE) {
      throw new StuckException(
          "nothing can happen any more, and the main program has not ended:" + Tasks.report(hosts));
    }
    if (next > settings.timeLimitNanos()) {
      throw new StuckException(
          "the main program has not ended within the limit of simulated time, "
              + Duration.ofNanos(settings.timeLimitNanos())
              + ":"
              + Tasks.report(hosts));
    }
    moveTo(next);
  }

  /**
   * Whether very many events were of no use to any host, and each that is planned was planned by
   * one of these: nothing else can happen any more, however long the world goes on.
   */
  private boolean repeatsItself() {
    if (withoutTurn < MOST_WITHOUT_TURN) {
      return false;
    }
    withoutTurn = 0;
    return agenda.oldest() >= plannedAtTurn;
  }

  /** A task that waits for something in a loop keeps the time from passing by itself. */
  private void passSomeTime() {
    long next = Math.min(agenda.next(), agenda.now() + NANOS_OF_TURN);
    if (next > agenda.now()) {
      agenda.advance(next);
      hosts.forEach(this::update);
    }
  }

  private void moveTo(long nanos) {
    if (nanos > agenda.now()) {
      instant.isOver();
      agenda.advance(nanos);
    }
    hosts.forEach(this::update);
  }

  private boolean mayBeWokenFromOutside() {
    for (SimulatedHost host : hosts) {
      if (host.mayBeWokenFromOutside()) {
        return true;
      }
    }
    return false;
  }

  /**
   * Waits in real time if threads outside may be about to do something; whether it did. In a closed
   * simulation there must not be such threads.
   */
  private boolean waitsForOutside(long next) {
    boolean possible = mayBeWokenFromOutside();
    if (settings.closed()) {
      if (possible || ++jumps % JUMPS_UNSEEN == 0) {
        outsideTime.refuseThreads();
      }
      return false;
    }
    if (outsideTime.threads().isEmpty()
        && (!possible || (VirtualMachine.readsSimulatedClocks() && next != Long.MAX_VALUE))) {
      return false;
    }
    long passed = outsideTime.await(next == Long.MAX_VALUE ? next : next - agenda.now(), awakened);
    moveTo(Math.min(next, agenda.now() + passed));
    return true;
  }

  // ---------------------------------------------------------------- for hosts

  /** A host has something to do. Any thread may call it. */
  void awaken(Turns part) {
    awakened.add(part);
    LockSupport.unpark(thread);
  }

  /**
   * Does something on the loop's own stack, before anything else happens.
   *
   * @param chore what to do; while it blocks, the world is at a standstill
   */
  public void later(Runnable chore) {
    chores.add(chore);
  }

  /**
   * Calls an action when nothing can happen any more without the time passing.
   *
   * @param action the action, which must not block
   */
  public void whenSettled(Runnable action) {
    whenSettled.add(action);
  }

  /**
   * Ends the simulation with a failure, after the current turn. Any thread may call it.
   *
   * @param why the failure
   */
  public void abandon(RuntimeException why) {
    abandonment = why;
  }

  /** The program of a host has ended: with a failure, that of the simulation. */
  void programEnded(SimulatedHost host, HostRun run) {
    later(host::programEnded);
    Throwable cause = run.failureOrNull();
    if (host != mainHost && cause != null) {
      fail(
          new IllegalStateException(
              "the program of the host " + host.name() + " has failed: " + Text.of(cause), cause));
    }
  }

  /** The event is reached that was asked for: a debugger may stop here, and the simulation ends. */
  private void reached(long event) {
    String report =
        "event %d is reached, at %s of simulated time:%s"
            .formatted(event, Duration.ofNanos(agenda.now()), Tasks.stacks(hosts, running));
    Breakpoint.atEvent(event);
    fail(new EventReachedException(report));
  }

  /** Ends the simulation with a failure, after the current turn. */
  void fail(RuntimeException cause) {
    if (failure == null) {
      failure = cause;
    }
  }

  /**
   * Refuses what leaves the simulation, if it is closed. On the stack of a task.
   *
   * @param what what it is, and what is done with it
   * @param instead what to do instead, as a sentence without its full stop
   */
  void refuse(SimulatedHost host, String what, String instead) {
    if (settings.closed()) {
      LeavesSimulationException left = OutsideTime.left(host.name(), what, instead);
      fail(left);
      throw left;
    }
  }

  /** {@return the hosts, in the order in which they were added} */
  public List<SimulatedHost> hosts() {
    return Collections.unmodifiableList(hosts);
  }
}
