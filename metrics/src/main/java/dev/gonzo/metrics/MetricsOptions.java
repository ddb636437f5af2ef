package dev.gonzo.metrics;

import dev.gonzo.Task;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * What {@link Metrics#bind(io.micrometer.core.instrument.MeterRegistry, MetricsOptions)} measures.
 * Immutable.
 *
 * <pre>{@code
 * MetricsOptions.defaults()
 *     .withTags(List.of(Tag.of("shard", "7")))
 *     .withKinds(20, task -> task.name().replaceAll("-\\d+$", ""));
 * }</pre>
 */
public final class MetricsOptions {
  private static final MetricsOptions DEFAULTS = new MetricsOptions(Tags.empty(), 0, _ -> "");

  private final Tags tags;
  private final int mostKinds;
  private final Function<? super Task<?>, String> kind;

  private MetricsOptions(Tags tags, int mostKinds, Function<? super Task<?>, String> kind) {
    this.tags = tags;
    this.mostKinds = mostKinds;
    this.kind = kind;
  }

  /** {@return no tags but those of the tables in the documentation, and no kinds of tasks} */
  public static MetricsOptions defaults() {
    return DEFAULTS;
  }

  /**
   * {@return a copy whose meters have more tags}
   *
   * @param more the tags, which are added to those that there are
   */
  public MetricsOptions withTags(List<Tag> more) {
    return new MetricsOptions(tags.and(more), mostKinds, kind);
  }

  /**
   * {@return a copy whose figures of tasks and turns have the tag {@code kind}} A name of a task is
   * seldom a good kind: each value costs memory here and in the system that collects the figures.
   *
   * @param most how many kinds are told apart, from 1 to 1,000; further tasks are of the kind
   *     {@code other}
   * @param kindOf finds the kind of a task when it is created, on the kernel's thread: must be
   *     quick, and must not make traps. If it throws or returns null, the task is of the kind
   *     {@code other}
   * @throws IllegalArgumentException if {@code most} is not in that range
   */
  public MetricsOptions withKinds(int most, Function<? super Task<?>, String> kindOf) {
    if (most < 1 || most > 1_000) {
      throw new IllegalArgumentException("kinds must be from 1 to 1000, got " + most);
    }
    return new MetricsOptions(tags, most, Objects.requireNonNull(kindOf));
  }

  Tags tags() {
    return tags;
  }

  /** How many kinds are told apart; 0 for none. */
  int mostKinds() {
    return mostKinds;
  }

  Function<? super Task<?>, String> kind() {
    return kind;
  }
}
