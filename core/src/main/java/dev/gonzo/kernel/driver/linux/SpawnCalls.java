package dev.gonzo.kernel.driver.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.invoke.MethodHandle;

/**
 * The functions of the C library around {@code posix_spawn}, which is not a system call; a JVM
 * cannot fork. Linked at the first process.
 *
 * <p>{@code posix_spawn_file_actions_addclosefrom_np} needs the GNU C library 2.34. Without it,
 * descriptors that other libraries left open in this process would reach the child.
 */
final class SpawnCalls {
  static final MethodHandle SPAWN =
      link("posix_spawnp", ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
  static final MethodHandle ACTIONS = link("posix_spawn_file_actions_init", ADDRESS);
  static final MethodHandle END_ACTIONS = link("posix_spawn_file_actions_destroy", ADDRESS);
  static final MethodHandle DUPLICATE =
      link("posix_spawn_file_actions_adddup2", ADDRESS, JAVA_INT, JAVA_INT);
  static final MethodHandle OPEN =
      link("posix_spawn_file_actions_addopen", ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
  static final MethodHandle DIRECTORY =
      link("posix_spawn_file_actions_addchdir_np", ADDRESS, ADDRESS);
  static final MethodHandle CLOSE_FROM =
      link("posix_spawn_file_actions_addclosefrom_np", ADDRESS, JAVA_INT);
  static final MethodHandle ATTRIBUTES = link("posix_spawnattr_init", ADDRESS);
  static final MethodHandle END_ATTRIBUTES = link("posix_spawnattr_destroy", ADDRESS);
  static final MethodHandle FLAGS = link("posix_spawnattr_setflags", ADDRESS, JAVA_SHORT);
  static final MethodHandle GROUP = link("posix_spawnattr_setpgroup", ADDRESS, JAVA_INT);
  static final MethodHandle SIGNAL_MASK = link("posix_spawnattr_setsigmask", ADDRESS, ADDRESS);

  private SpawnCalls() {}

  @SuppressWarnings("restricted") // the flag that allows it is checked by SystemCalls
  private static MethodHandle link(String name, MemoryLayout... parameters) {
    var linker = Linker.nativeLinker();
    var entry =
        linker
            .defaultLookup()
            .find(name)
            .orElseThrow(
                () -> new UnsupportedOperationException("the C library has no " + name + "()"));
    return linker.downcallHandle(entry, FunctionDescriptor.of(JAVA_INT, parameters));
  }
}
