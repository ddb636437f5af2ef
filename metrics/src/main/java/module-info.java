import org.jspecify.annotations.NullMarked;

/** Figures about kernels and tasks, through Micrometer. */
@NullMarked
@SuppressWarnings("requires-transitive-automatic") // Micrometer has no module descriptor
module dev.gonzo.metrics {
  requires transitive dev.gonzo.core;
  requires transitive micrometer.core;
  requires static org.jspecify;

  exports dev.gonzo.metrics;
}
