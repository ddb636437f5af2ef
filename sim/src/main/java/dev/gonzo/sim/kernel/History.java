package dev.gonzo.sim.kernel;

import dev.gonzo.sim.world.Agenda;
import dev.gonzo.sim.world.Journal;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Everything that happens in a simulation, line by line. Only its hash is kept: two runs with equal
 * hashes were the same. Simulation's thread only.
 */
final class History implements Journal {
  // FNV-1a with 64 bits.
  private static final long OFFSET = 0xCBF29CE484222325L;
  private static final long PRIME = 0x100000001B3L;

  private final Agenda agenda;
  private final @Nullable Consumer<String> trace;
  private final StringBuilder line = new StringBuilder();
  private long hash = OFFSET;
  private long lines;

  History(Agenda agenda, @Nullable Consumer<String> trace) {
    this.agenda = agenda;
    this.trace = trace;
  }

  /** Begins a line: what follows is appended to the builder, until {@link #end}. */
  StringBuilder begin(String subject) {
    line.setLength(0);
    return line.append(agenda.now()).append(' ').append(subject).append(' ');
  }

  /** Ends the line. */
  void end() {
    long next = hash;
    for (int i = 0; i < line.length(); i++) {
      next = (next ^ line.charAt(i)) * PRIME;
    }
    hash = (next ^ '\n') * PRIME;
    lines++;
    if (trace != null) {
      trace.accept(line.toString());
    }
  }

  @Override
  public void record(String event) {
    StringBuilder _ = begin("-").append(event);
    end();
  }

  /** {@return how many lines there are} */
  long lines() {
    return lines;
  }

  /** {@return its hash, as 16 hexadecimal digits} */
  String hash() {
    return "%016x".formatted(hash);
  }

  /** A hash of bytes, to describe them in a line. */
  static long hashOf(byte[] bytes, int offset, int length) {
    long hash = OFFSET;
    for (int i = offset; i < offset + length; i++) {
      hash = (hash ^ (bytes[i] & 0xFF)) * PRIME;
    }
    return hash;
  }
}
