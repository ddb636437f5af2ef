import org.jspecify.annotations.NullMarked;

/** Figures about kernels and tasks, through Micrometer. */
@NullMarked
// Micrometer has no module descriptor.
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module dev.gonzo.metrics {
  requires transitive dev.gonzo.core;
  requires transitive micrometer.core;
  requires static org.jspecify;

  exports dev.gonzo.metrics;
}
