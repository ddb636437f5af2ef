package dev.gonzo.recorder.writing;

import dev.gonzo.Task;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.recorder.JdkReads;
import dev.gonzo.report.Log;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Records what tasks read from the JDK, and warns where they use the network past the kernel. */
public final class ReadsRecorder implements JdkReads {
  private static final int MOST_WARNINGS = 20;

  private final StepsRecorder kernels;
  private final SharedCollections shared;
  private final Set<String> warned = ConcurrentHashMap.newKeySet();

  /**
   * Creates it.
   *
   * @param kernels the kernels that are recorded
   * @param note keeps what a replay should say
   */
  public ReadsRecorder(StepsRecorder kernels, Consumer<String> note) {
    this.kernels = kernels;
    shared =
        new SharedCollections(sentence -> {
          note.accept(sentence);
          Log.warn(sentence);
        });
  }

  private @Nullable KernelRecorder of(Task<?> task) {
    return task instanceof LoopTask<?> own ? kernels.of(own.kernel()) : null;
  }

  @Override
  public boolean isWanted(Task<?> task) {
    KernelRecorder recorder = of(task);
    return recorder != null && !recorder.isInTrap();
  }

  @Override
  public long number(Task<?> task, String what, long real) {
    KernelRecorder recorder = of(task);
    if (recorder != null) {
      recorder.read(task, what, real);
    }
    return real;
  }

  @Override
  public void bytes(Task<?> task, String what, byte[] bytes) {
    KernelRecorder recorder = of(task);
    if (recorder != null) {
      recorder.read(task, what, bytes);
    }
  }

  @Override
  public @Nullable Object value(Task<?> task, String what, Callable<@Nullable Object> real)
      throws Exception {
    KernelRecorder recorder = of(task);
    if (recorder == null) {
      return real.call();
    }
    Object value;
    try {
      value = recorder.calledAside(real);
    } catch (Exception thrown) {
      recorder.read(task, what, thrown);
      throw thrown;
    }
    recorder.read(task, what, value == null ? Optional.empty() : value);
    return value;
  }

  @Override
  public void uses(@Nullable Task<?> task, Object collection, boolean isChange) {
    KernelRecorder recorder = task == null ? null : of(task);
    if (recorder == null) {
      shared.used(task, collection, isChange);
    } else {
      recorder.aside(() -> shared.used(task, collection, isChange));
    }
  }

  @Override
  public void leaves(Task<?> task, String way, String instead) {
    KernelRecorder recorder = of(task);
    if (recorder == null || warned.size() >= MOST_WARNINGS) {
      return;
    }
    String place = Places.here().lines().findFirst().orElse("an unknown place");
    if (warned.add(way + place)) {
      recorder.aside(() ->
          Log.warn(
              "task %s uses %s at %s: what it receives there is not recorded, and a replay will"
                      .formatted(task.name(), way, place)
                  + " differ. "
                  + instead));
    }
  }
}
