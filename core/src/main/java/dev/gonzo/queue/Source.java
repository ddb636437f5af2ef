package dev.gonzo.queue;

import dev.gonzo.wait.StateLock;
import dev.gonzo.wait.WaitNode;
import org.jspecify.annotations.Nullable;

/** The steps from which {@link QueueOperations} builds a get. */
interface Source<T> {
  StateLock stateLock();

  /** Takes an item, or returns null if there is none now. Throws if there will be no more items. */
  @Nullable T poll();

  /** Enqueues a waiter for which {@link #poll} returned null, in the same step. */
  void waitToGet(WaitNode<T> node);

  /** The exception for a get when there will be no more items. */
  RuntimeException getRefused();
}
