package dev.gonzo.queue;

import dev.gonzo.wait.StateLock;
import dev.gonzo.wait.WaitNode;

/** The steps from which {@link QueueOperations} builds a put. */
interface Sink<T> {
  StateLock stateLock();

  /** Puts an item; false if that has to wait. Throws if no more items are accepted. */
  boolean offer(T item);

  /** Enqueues a waiter for which {@link #offer} returned false, in the same step. */
  void waitToPut(WaitNode<T> node);

  /** The exception for a put when no more items are accepted. */
  RuntimeException putRefused();

  /** Passes an item that was not put to the hook. Called outside a step. */
  void undelivered(T item);
}
