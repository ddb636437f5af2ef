package dev.gonzo.queue;

import dev.gonzo.universal.Guard;
import org.jspecify.annotations.Nullable;

/** Where items are taken from: the steps that {@link HandOver} makes a get of. */
interface Source<T> {
  Guard guard();

  /** Takes an item, or answers null if there is none now; throws if there will be none. */
  @Nullable T poll();

  /** Notes one for whom {@link #poll} had nothing, in the same step. */
  void waitToGet(Place<T> place);

  /** Why nothing can be taken any more. */
  RuntimeException getRefused();
}
