package dev.gonzo.metrics;

import dev.gonzo.Task;
import dev.gonzo.trap.EnvironmentTrap;
import dev.gonzo.trap.FileTrap;
import dev.gonzo.trap.NetTrap;
import dev.gonzo.trap.ProcessTrap;
import dev.gonzo.trap.SchedulingTrap;
import dev.gonzo.trap.ThreadTrap;
import dev.gonzo.trap.Trap;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** The meters of all kernels of one name. Any thread may use it. */
final class KernelMeters {
  static final String KERNEL = "kernel";
  private static final String OTHER = "other";

  /** What waits are counted by. */
  enum Group {
    scheduling,
    threads,
    net,
    files,
    processes,
    environment;

    static Group of(Trap<?> trap) {
      return switch (trap) {
        case SchedulingTrap<?> _ -> scheduling;
        case NetTrap<?> _ -> net;
        case ThreadTrap<?> _ -> threads;
        case FileTrap<?> _ -> files;
        case ProcessTrap<?> _ -> processes;
        case EnvironmentTrap<?> _ -> environment;
      };
    }
  }

  /** The meters of tasks of one kind. */
  record Kind(Counter spawned, Counter succeeded, Counter failed, Counter cancelled, Timer turns) {}

  final Timer readyDelay;
  final Counter cancellations;
  final Counter deadlines;
  final Timer foreignBlocks;
  private final Map<Group, Timer> waits = new EnumMap<>(Group.class);
  private final Registered registered;
  private final MetricsOptions options;
  private final Tags tags;
  private final Map<String, Kind> kinds = new ConcurrentHashMap<>();

  KernelMeters(Registered registered, MetricsOptions options, String kernel) {
    this.registered = registered;
    this.options = options;
    this.tags = options.tags().and(KERNEL, kernel);
    readyDelay =
        registered.timer("gonzo.ready.delay", "from when a task is ready until its turn", tags);
    cancellations = registered.counter("gonzo.cancellations", "cancellations that arrived", tags);
    deadlines = registered.counter("gonzo.deadlines.expired", "deadlines that expired", tags);
    foreignBlocks =
        registered.timer("gonzo.foreign.blocks", "blocking calls of the JDK in tasks", tags);
    for (Group group : Group.values()) {
      waits.put(
          group,
          registered.timer(
              "gonzo.waits", "waits of tasks at traps", tags.and("group", group.name())));
    }
  }

  Timer waits(Group group) {
    return Objects.requireNonNull(waits.get(group));
  }

  /** The meters for a new task. */
  Kind kindOf(Task<?> task) {
    String kind = nameOf(task);
    Kind known = kinds.get(kind);
    return known != null ? known : newKind(kind);
  }

  private String nameOf(Task<?> task) {
    if (options.mostKinds() == 0) {
      return "";
    }
    try {
      return Objects.requireNonNullElse(options.kind().apply(task), OTHER);
    } catch (RuntimeException failure) {
      return OTHER;
    }
  }

  private synchronized Kind newKind(String name) {
    // One more place, for the others.
    String kind = kinds.size() < options.mostKinds() || kinds.isEmpty() ? name : OTHER;
    return kinds.computeIfAbsent(kind, this::metersOf);
  }

  private Kind metersOf(String kind) {
    Tags all = options.mostKinds() == 0 ? tags : tags.and("kind", kind);
    return new Kind(
        registered.counter("gonzo.tasks.spawned", "tasks that were spawned", all),
        ended(all, "success"),
        ended(all, "failure"),
        ended(all, "cancelled"),
        registered.timer("gonzo.turns", "turns of tasks", all));
  }

  private Counter ended(Tags all, String outcome) {
    return registered.counter("gonzo.tasks.ended", "tasks that ended", all.and("outcome", outcome));
  }
}
