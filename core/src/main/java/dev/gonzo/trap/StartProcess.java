package dev.gonzo.trap;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Starts a process, without a shell. Suspends until a thread has started it.
 *
 * @param command the program, which is searched for in our {@code PATH} if it has no slash, and its
 *     arguments, as {@link NativeText}
 * @param environment its environment
 * @param directory its working directory; null for ours
 * @param ownGroup whether it leads a new process group
 * @param input its standard input
 * @param output its standard output
 * @param error its standard error
 */
public record StartProcess(
    List<String> command,
    Environment environment,
    @Nullable Path directory,
    boolean ownGroup,
    Redirection input,
    Redirection output,
    Redirection error)
    implements Trap.Processes<StartedProcess> {
  /**
   * Checks everything that is passed to the system, so that no kernel has to.
   *
   * @throws IllegalArgumentException if the program has no name, a text cannot be passed unchanged
   *     ({@link NativeText#check}), or a path belongs to another file system than the default one
   */
  public StartProcess {
    command = List.copyOf(command);
    if (command.isEmpty() || command.getFirst().isEmpty()) {
      throw new IllegalArgumentException("the program has no name");
    }
    for (String word : command) {
      String _ = NativeText.check("the program or an argument", word);
    }
    if (directory != null) {
      Path _ = NativeText.requireDefault(directory);
    }
    check(input);
    check(output);
    check(error);
  }

  private static void check(Redirection redirection) {
    if (redirection instanceof Redirection.FromFile(var path)) {
      Path _ = NativeText.requireDefault(path);
    } else if (redirection instanceof Redirection.ToFile(var path, var _)) {
      Path _ = NativeText.requireDefault(path);
    }
  }

  @Override
  public Class<?> answerType() {
    return StartedProcess.class;
  }
}
