package dev.gonzo.recorder.replay;

import dev.gonzo.Cancelled;
import dev.gonzo.CoroutineDriver;
import dev.gonzo.Task;
import dev.gonzo.kernel.Activation;
import dev.gonzo.kernel.Clock;
import dev.gonzo.kernel.loop.Arrivals;
import dev.gonzo.kernel.loop.LoopKernel;
import dev.gonzo.recorder.RecordedKernel;
import dev.gonzo.recorder.event.Codec;
import dev.gonzo.recorder.event.Event;
import dev.gonzo.recorder.event.Event.*;
import dev.gonzo.trap.SchedulingTrap.SetDeadline;
import dev.gonzo.trap.ThreadTrap.OpenWaker;
import dev.gonzo.trap.Trap;
import dev.gonzo.trap.Waker;
import dev.gonzo.wait.SharedSteps;
import dev.gonzo.wait.StateLock;
import java.time.Duration;
import java.util.*;
import java.util.function.Supplier;

final class InMemory implements Activation, Arrivals, SharedSteps, RecordedKernel {
  final List<Event> events = new ArrayList<>();
  final Supplier<Codec> codecs;
  final Codec codec;
  final Map<Waker, Long> wakers = new IdentityHashMap<>();
  final Map<Cancelled, Long> deadlines = new IdentityHashMap<>();
  long set;
  LoopKernel kernel;

  InMemory(Supplier<Codec> codecs) { this.codecs = codecs; codec = codecs.get(); }

  public String name() { return "epoll"; }
  public Iterable<Event> events() { return events; }
  public Codec newCodec() { return codecs.get(); }

  public boolean take(Waker waker, Object source, Runnable delivery) {
    Long n; synchronized (wakers) { n = wakers.get(waker); }
    if (n == null) return false;
    kernel.post(() -> { events.add(new Arrived(n)); delivery.run(); });
    return true;
  }
  public boolean mayTake(StateLock object, long number) {
    if (CoroutineDriver.runningTask() instanceof Task<?> t) events.add(new Shared(t.id(), object.noteNumber(), number));
    return true;
  }
  public void await(StateLock object) {}
  public void created(Task<?> t) { events.add(new Created(t.id(), t.parent().map(Task::id).orElse(-1L), t.name(), t.isDaemon())); }
  public void running(Task<?> t) { events.add(new Turn(t.id(), System.nanoTime())); }
  public void trapped(Task<?> t, Trap<?> trap) { if (trap instanceof SetDeadline d) deadlines.put(d.cancelled(), set++); events.add(new Trapped(t.id(), codec.trap(trap))); }
  public void answered(Task<?> t, Trap<?> trap, Object answer) { if (trap instanceof OpenWaker) synchronized (wakers) { wakers.put((Waker) answer, (long) wakers.size()); } events.add(new Answered(t.id(), codec.answer(trap, answer))); }
  public void failed(Task<?> t, Trap<?> trap, Throwable x) { events.add(new Failed(t.id(), codec.failure(x))); }
  public void suspended(Task<?> t, Trap<?> trap) { events.add(new Suspended(t.id())); }
  public void resumed(Task<?> t) { events.add(new Resumed(t.id())); }
  public void blocked(Task<?> t) { events.add(new Blocked(t.id())); }
  public void unblocked(Task<?> t) { events.add(new Unblocked(t.id())); }
  public void deadlineExpired(Task<?> t, Cancelled d) { Long n = deadlines.remove(d); events.add(new DeadlineExpired(t.id(), n == null ? -1 : n)); }
  public void cancellationRequested(Task<?> t, Cancelled c) { events.add(new CancellationRequested(t.id(), c.reason(), c.requester())); }
  public void cancellationArrived(Task<?> t, Throwable x) { events.add(new CancellationArrived(t.id())); }
  public void stopped(Task<?> t, Duration d) { events.add(new Stopped(t.id())); }
  public void ended(Task<?> t) { events.add(new Ended(t.id(), ReplayObserver.howEnded(t))); }
}
