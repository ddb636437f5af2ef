import org.jspecify.annotations.NullMarked;

/** The context and the spans of OpenTelemetry in tasks. */
@NullMarked
// OpenTelemetry has no module descriptors.
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module dev.gonzo.tracing {
  requires transitive dev.gonzo.core;
  requires transitive io.opentelemetry.api;
  requires transitive io.opentelemetry.context;
  requires static org.jspecify;

  exports dev.gonzo.tracing;

  provides io.opentelemetry.context.ContextStorageProvider with
      dev.gonzo.tracing.TaskContextProvider;
}
