package dev.gonzo.queue;

import dev.gonzo.universal.Guard;
import dev.gonzo.universal.Place;
import org.jspecify.annotations.Nullable;

/** The steps from which {@link HandOver} builds a get. */
interface Source<T> {
  Guard guard();

  /** Takes an item, or returns null if there is none now. Throws if there will be no more items. */
  @Nullable T poll();

  /** Enqueues a waiter for which {@link #poll} returned null, in the same step. */
  void waitToGet(Place<T> place);

  /** The exception for a get when there will be no more items. */
  RuntimeException getRefused();
}
