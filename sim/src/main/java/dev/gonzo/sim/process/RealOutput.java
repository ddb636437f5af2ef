package dev.gonzo.sim.process;

import java.io.PrintStream;

/** The standard output or error of the JVM that runs the simulation. */
final class RealOutput implements Sink {
  private final PrintStream stream;

  RealOutput(PrintStream stream) {
    this.stream = stream;
  }

  @Override
  public int write(byte[] bytes, int offset, int length) {
    stream.write(bytes, offset, length);
    return length;
  }

  @Override
  public void opened(OutputEnd end) {}

  @Override
  public void closed(OutputEnd end) {
    stream.flush();
  }
}
