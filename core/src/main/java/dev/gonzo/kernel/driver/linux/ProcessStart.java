package dev.gonzo.kernel.driver.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.gonzo.kernel.driver.ErrorNumber;
import dev.gonzo.trap.NativeText;
import dev.gonzo.trap.ProcessTrap.StartProcess;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * One call of {@code posix_spawnp} and its settings: the descriptors, the directory, the group, and
 * an empty signal mask (a thread of the JVM has some signals blocked).
 */
final class ProcessStart implements AutoCloseable {
  private static final String NOTHING = "/dev/null";
  private static final int ACTIONS_BYTES = 128;
  private static final int ATTRIBUTES_BYTES = 512;
  private static final int SIGSET_BYTES = 128;
  private static final short POSIX_SPAWN_SETPGROUP = 2;
  private static final short POSIX_SPAWN_SETSIGMASK = 8;
  private static final int O_RDWR = 2;
  private static final int FIRST_NOT_STANDARD = 3;

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment actions = arena.allocate(ACTIONS_BYTES, Long.BYTES);
  private final MemorySegment attributes = arena.allocate(ATTRIBUTES_BYTES, Long.BYTES);

  ProcessStart() throws Throwable {
    check((int) SpawnCalls.ACTIONS.invokeExact(actions));
    check((int) SpawnCalls.ATTRIBUTES.invokeExact(attributes));
  }

  /** Makes one of our descriptors a standard descriptor of the child. */
  void duplicate(int ours, int standard) throws Throwable {
    check((int) SpawnCalls.DUPLICATE.invokeExact(actions, ours, standard));
  }

  /** Connects a standard descriptor to /dev/null. Never blocks. */
  void nothing(int standard) throws Throwable {
    MemorySegment path = text(NOTHING);
    check((int) SpawnCalls.OPEN.invokeExact(actions, standard, path, O_RDWR, 0));
  }

  /** Starts the process. Returns its id, or the negated error number. */
  int spawn(StartProcess asked) throws Throwable {
    if (asked.directory() != null) {
      MemorySegment directory = text(NativeText.of(asked.directory().toAbsolutePath()));
      check((int) SpawnCalls.DIRECTORY.invokeExact(actions, directory));
    }
    check((int) SpawnCalls.CLOSE_FROM.invokeExact(actions, FIRST_NOT_STANDARD));
    short flags =
        asked.ownGroup()
            ? (short) (POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP)
            : POSIX_SPAWN_SETSIGMASK;
    check((int) SpawnCalls.FLAGS.invokeExact(attributes, flags));
    check((int) SpawnCalls.GROUP.invokeExact(attributes, 0));
    MemorySegment none = arena.allocate(SIGSET_BYTES, Long.BYTES);
    check((int) SpawnCalls.SIGNAL_MASK.invokeExact(attributes, none));
    MemorySegment id = arena.allocate(JAVA_INT);
    MemorySegment program = text(asked.command().getFirst());
    MemorySegment arguments = array(asked.command().stream().map(NativeText::encode).toList());
    MemorySegment variables = array(InheritedEnvironment.of(asked.environment()));
    int error =
        (int) SpawnCalls.SPAWN.invokeExact(id, program, actions, attributes, arguments, variables);
    return error == 0 ? id.get(JAVA_INT, 0) : -error;
  }

  private MemorySegment text(String text) {
    return string(NativeText.encode(text));
  }

  private MemorySegment array(List<byte[]> strings) {
    MemorySegment array = arena.allocate(ADDRESS, strings.size() + 1L); // null at its end
    for (int i = 0; i < strings.size(); i++) {
      array.setAtIndex(ADDRESS, i, string(strings.get(i)));
    }
    return array;
  }

  private MemorySegment string(byte[] bytes) {
    MemorySegment string = arena.allocate(bytes.length + 1L); // zeros, so it ends with one
    MemorySegment.copy(bytes, 0, string, JAVA_BYTE, 0, bytes.length);
    return string;
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
