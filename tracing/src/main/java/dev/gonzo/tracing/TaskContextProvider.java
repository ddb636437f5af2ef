package dev.gonzo.tracing;

import io.opentelemetry.context.ContextStorage;
import io.opentelemetry.context.ContextStorageProvider;

/**
 * Gives each task its own current context of OpenTelemetry, which the tasks that it spawns inherit.
 * OpenTelemetry finds it when this module is on the path; programs need not name it.
 */
public final class TaskContextProvider implements ContextStorageProvider {
  /** Creates the provider. For OpenTelemetry. */
  public TaskContextProvider() {}

  @Override
  public ContextStorage get() {
    return new TaskContextStorage(ContextStorage.defaultStorage());
  }
}
