package dev.gonzo.queue;

/** A queue with the order of its shape. */
final class PlainQueue<T> extends ExchangeQueue<T> {
  PlainQueue(Shape<T> shape) {
    super(shape);
  }

  @Override
  public String toString() {
    return super.toString().replace("PlainQueue", "Queue");
  }
}
