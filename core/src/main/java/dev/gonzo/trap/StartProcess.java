package dev.gonzo.trap;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Starts a process, without a shell. Suspends only where a thread starts it.
 *
 * @param command the program, which is looked for in our {@code PATH} if it has no slash, and its
 *     arguments
 * @param environment all of its environment
 * @param directory where it starts; null for our own directory
 * @param ownGroup whether it leads a process group of its own
 * @param input its standard input
 * @param output its standard output
 * @param error its standard error
 */
public record StartProcess(
    List<String> command,
    Map<String, String> environment,
    @Nullable Path directory,
    boolean ownGroup,
    Redirection input,
    Redirection output,
    Redirection error)
    implements Trap.Processes<StartedProcess> {
  @Override
  public Class<?> answerType() {
    return StartedProcess.class;
  }
}
