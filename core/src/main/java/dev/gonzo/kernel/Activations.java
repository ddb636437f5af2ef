package dev.gonzo.kernel;

import dev.gonzo.Task;
import dev.gonzo.trap.Trap;
import java.time.Duration;
import java.util.List;

/** Several activations as one. */
record Activations(List<Activation> all) implements Activation {
  @Override
  public void created(Task<?> task) {
    all.forEach(one -> one.created(task));
  }

  @Override
  public void running(Task<?> task) {
    all.forEach(one -> one.running(task));
  }

  @Override
  public void trapped(Task<?> task, Trap<?> trap) {
    all.forEach(one -> one.trapped(task, trap));
  }

  @Override
  public void suspended(Task<?> task, Trap<?> trap) {
    all.forEach(one -> one.suspended(task, trap));
  }

  @Override
  public void resumed(Task<?> task) {
    all.forEach(one -> one.resumed(task));
  }

  @Override
  public void stopped(Task<?> task, Duration turn) {
    all.forEach(one -> one.stopped(task, turn));
  }

  @Override
  public void ended(Task<?> task) {
    all.forEach(one -> one.ended(task));
  }
}
