package dev.gonzo.queue;

/** A queue of the order that its shape says. */
final class PlainQueue<T> extends ExchangeQueue<T> {
  PlainQueue(Shape<T> shape) {
    super(shape);
  }

  @Override
  public String toString() {
    return super.toString().replace("PlainQueue", "Queue");
  }
}
