package dev.gonzo.sim.kernel;

import dev.gonzo.Task;
import dev.gonzo.sim.world.Agenda;
import dev.gonzo.sim.world.Journal;
import dev.gonzo.sim.world.Subject;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Everything that happens in a simulation, line by line. Only its hash is kept: two runs with equal
 * hashes were the same. Simulation's thread only.
 */
final class History implements Journal {
  // FNV-1a with 64 bits.
  private static final long OFFSET = 0xCBF29CE484222325L;
  private static final long PRIME = 0x100000001B3L;

  private static final Subject WORLD = Subject.of(Subject.NO_HOST, Subject.WORLD);

  private final Agenda agenda;
  private final Recording recording;
  private final LongConsumer whenReached;
  private final @Nullable TraceLines trace;
  private final StringBuilder line = new StringBuilder();
  // Where the text of the line begins, behind its task, and how long its task is.
  private String host = "";
  private int topic;
  private int text;
  private long hash = OFFSET;
  private long events;

  /**
   * Begins a history.
   *
   * @param whenReached called with the number of the last event that is asked for
   */
  History(Agenda agenda, long seed, Recording recording, LongConsumer whenReached) {
    this.agenda = agenda;
    this.recording = recording;
    this.whenReached = whenReached;
    trace = recording.trace() == null ? null : new TraceLines(recording.trace());
    if (trace != null) {
      trace.begin(seed, recording.before());
    }
  }

  /** Begins a line on a task: what follows is appended to the builder, until {@link #end}. */
  StringBuilder begin(String subject, Task<?> task) {
    host = subject;
    start().append(subject).append(' ');
    topic = line.length();
    line.append(task.name()).append('#').append(task.id());
    text = line.length() + 1;
    return line.append(' ');
  }

  private StringBuilder start() {
    line.setLength(0);
    return line.append(agenda.now()).append(' ');
  }

  /** Ends the line. */
  void end() {
    digest();
    happened(
        trace == null ? WORLD : Subject.of(host, line.substring(topic, text - 1)),
        this::textOfLine);
  }

  private String textOfLine() {
    return line.substring(text);
  }

  private void digest() {
    long next = hash;
    for (int i = 0; i < line.length(); i++) {
      next = (next ^ line.charAt(i)) * PRIME;
    }
    hash = (next ^ '\n') * PRIME;
  }

  @Override
  public void record(String event) {
    record(WORLD, event);
  }

  @Override
  public void record(Subject about, String event) {
    StringBuilder _ = start().append("- ").append(event);
    digest();
    happened(about, () -> event);
  }

  /** Records what happens to one host, as a topic says. */
  void record(String host, String topic, String event) {
    StringBuilder _ = start().append("- ").append(host).append(' ').append(event);
    digest();
    happened(Subject.of(host, topic), () -> event);
  }

  @Override
  public void note(Subject about, Supplier<String> event) {
    happened(about, event);
  }

  private void happened(Subject about, Supplier<String> what) {
    long number = recording.before() + ++events;
    boolean isWanted = recording.last() == 0 || number <= recording.last();
    if (trace != null && isWanted) {
      trace.event(number, agenda.now(), about, what.get());
    }
    if (number == recording.last()) {
      whenReached.accept(number);
    }
  }

  /** {@return how many events there are, without those of earlier runs} */
  long events() {
    return events;
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
