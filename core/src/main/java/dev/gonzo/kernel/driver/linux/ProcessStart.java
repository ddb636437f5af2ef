package dev.gonzo.kernel.driver.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.gonzo.trap.Redirection;
import dev.gonzo.trap.StartProcess;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.List;

/**
 * One call of {@code posix_spawnp}, and what it is told: what becomes of the descriptors, the
 * directory, the group, and a signal mask that is empty (a thread of the JVM has some blocked).
 */
final class ProcessStart implements AutoCloseable {
  private static final int ACTIONS_BYTES = 128;
  private static final int ATTRIBUTES_BYTES = 512;
  private static final int SIGNAL_SET_BYTES = 128;
  private static final short SET_GROUP = 2;
  private static final short SET_MASK = 8;
  private static final int WRITE_ONLY = 1;
  private static final int READ_AND_WRITE = 2;
  private static final int CREATE = 0x40;
  private static final int TRUNCATE = 0x200;
  private static final int APPEND = 0x400;
  private static final int MODE = 0666; // less the umask, as every program makes files
  private static final int FIRST_NOT_STANDARD = 3;

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment actions = arena.allocate(ACTIONS_BYTES, Long.BYTES);
  private final MemorySegment attributes = arena.allocate(ATTRIBUTES_BYTES, Long.BYTES);

  ProcessStart() throws Throwable {
    check((int) SpawnCalls.ACTIONS.invokeExact(actions));
    check((int) SpawnCalls.ATTRIBUTES.invokeExact(attributes));
  }

  /** Gives the child, as one of its standard descriptors, one of ours. */
  void duplicate(int ours, int standard) throws Throwable {
    check((int) SpawnCalls.DUPLICATE.invokeExact(actions, ours, standard));
  }

  /** Lets the child open what a redirection names. */
  void open(Redirection redirection, int standard) throws Throwable {
    switch (redirection) {
      case Redirection.Nothing _ -> open("/dev/null", READ_AND_WRITE, standard);
      case Redirection.FromFile(var path) -> open(path.toAbsolutePath().toString(), 0, standard);
      case Redirection.ToFile(var path, var append) ->
          open(
              path.toAbsolutePath().toString(),
              WRITE_ONLY | CREATE | (append ? APPEND : TRUNCATE),
              standard);
      case Redirection.WithOutput _ -> duplicate(1, standard);
      case Redirection.Pipe _, Redirection.FromPipe _, Redirection.Inherit _ -> {}
    }
  }

  private void open(String path, int flags, int standard) throws Throwable {
    check(
        (int)
            SpawnCalls.OPEN.invokeExact(actions, standard, arena.allocateFrom(path), flags, MODE));
  }

  /** Starts it; answers its id, or the negated error number. */
  int spawn(StartProcess asked) throws Throwable {
    if (asked.directory() != null) {
      MemorySegment directory = arena.allocateFrom(asked.directory().toString());
      check((int) SpawnCalls.DIRECTORY.invokeExact(actions, directory));
    }
    check((int) SpawnCalls.CLOSE_FROM.invokeExact(actions, FIRST_NOT_STANDARD));
    short flags = asked.ownGroup() ? (short) (SET_MASK | SET_GROUP) : SET_MASK;
    check((int) SpawnCalls.FLAGS.invokeExact(attributes, flags));
    check((int) SpawnCalls.GROUP.invokeExact(attributes, 0));
    MemorySegment none = arena.allocate(SIGNAL_SET_BYTES, Long.BYTES);
    check((int) SpawnCalls.SIGNAL_MASK.invokeExact(attributes, none));
    MemorySegment id = arena.allocate(JAVA_INT);
    List<String> environment =
        asked.environment().entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .toList();
    MemorySegment program = arena.allocateFrom(asked.command().getFirst());
    MemorySegment arguments = strings(arena, asked.command());
    MemorySegment variables = strings(arena, environment);
    int error =
        (int) SpawnCalls.SPAWN.invokeExact(id, program, actions, attributes, arguments, variables);
    return error == 0 ? id.get(JAVA_INT, 0) : -error;
  }

  private static MemorySegment strings(SegmentAllocator arena, List<String> texts) {
    MemorySegment array = arena.allocate(ADDRESS, texts.size() + 1L); // null at its end
    for (int i = 0; i < texts.size(); i++) {
      array.setAtIndex(ADDRESS, i, arena.allocateFrom(texts.get(i)));
    }
    return array;
  }

  private static void check(int error) {
    if (error != 0) {
      throw new IllegalStateException(
          "posix_spawn could not be prepared: " + ErrorNumber.text(error));
    }
  }

  @Override
  public void close() {
    try {
      check((int) SpawnCalls.END_ACTIONS.invokeExact(actions));
      check((int) SpawnCalls.END_ATTRIBUTES.invokeExact(attributes));
    } catch (Throwable failure) {
      throw Downcalls.unexpected(failure);
    } finally {
      arena.close();
    }
  }
}
