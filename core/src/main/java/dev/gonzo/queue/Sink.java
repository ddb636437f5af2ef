package dev.gonzo.queue;

import dev.gonzo.universal.Guard;

/** Where items are put: the steps that {@link HandOver} makes a put of. */
interface Sink<T> {
  Guard guard();

  /** Puts an item in; false if that has to wait. Throws if nothing more is taken. */
  boolean offer(T item);

  /** Notes one whom {@link #offer} told to wait, in the same step. */
  void waitToPut(Place<T> place);

  /** Why nothing can be put in any more. */
  RuntimeException putRefused();

  /** Not a step: outside the guard. Gives away an item that was not put in. */
  void undelivered(T item);
}
