package dev.gonzo.sim.process;

/** Nothing: an input that is at its end, and an output that goes nowhere. */
final class NoBytes implements Source, Sink {
  @Override
  public int read(byte[] buffer, int offset, int length) {
    return END;
  }

  @Override
  public int write(byte[] bytes, int offset, int length) {
    return length;
  }

  @Override
  public void opened(InputEnd end) {}

  @Override
  public void closed(InputEnd end) {}

  @Override
  public void opened(OutputEnd end) {}

  @Override
  public void closed(OutputEnd end) {}
}
