package dev.gonzo.cli.repl;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.gonzo.Task;
import dev.gonzo.cli.repl.Session.Next;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.kernel.RunningKernel;
import dev.gonzo.report.Text;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * The commands about tasks and what they have opened. They do not need the kernel, so that they
 * work while a task keeps it busy.
 */
final class TaskCommands {
  private static final int MOST_LINES = 1_000;
  private static final long ANSWER_MILLIS = 1_000;

  private final Session session;

  TaskCommands(Session session) {
    this.session = session;
  }

  List<Command> all() {
    return List.of(
        new Command("/tasks", "", "the tasks that run, as a tree, with their places", _ -> tasks()),
        new Command("/cancel", "TASK", "cancel a task, by its name or number", this::cancel),
        new Command("/where", "TASK", "the stack of a task", this::where),
        new Command("/sockets", "", "the sockets, files, processes that are open", _ -> sockets()),
        new Command("/kernel", "", "the kernel, its threads and its turns", _ -> kernel()));
  }

  private SessionKernel kernelOfSession() {
    return session.workspace().kernel();
  }

  private Next tasks() {
    List<Task<?>> tasks = kernelOfSession().tasks().list();
    if (tasks.isEmpty()) {
      session.output().line("|  no tasks");
      return Next.GO_ON;
    }
    show(session.translated(Task.treeOf(tasks)).lines().toList());
    return Next.GO_ON;
  }

  private void show(List<String> lines) {
    lines.stream()
        .limit(MOST_LINES)
        .forEach(line -> session.output().line("|  " + Text.visibleLines(line)));
    if (lines.size() > MOST_LINES) {
      session.output().line("|  ... and " + (lines.size() - MOST_LINES) + " more");
    }
  }

  private Optional<Task<?>> found(String command, String which) {
    if (which.isEmpty()) {
      session.output().error("|  which task? " + command + " NAME, or " + command + " NUMBER");
      return Optional.empty();
    }
    List<Task<?>> found = kernelOfSession().tasks().named(which);
    if (found.size() == 1) {
      return Optional.of(found.getFirst());
    }
    session
        .output()
        .error(
            Text.visibleLines(
                found.isEmpty()
                    ? "|  no task that runs is called " + which + "; /tasks lists them"
                    : "|  "
                        + found.size()
                        + " tasks are called "
                        + which
                        + "; use a number: "
                        + found.stream()
                            .limit(20)
                            .map(task -> Long.toString(task.id()))
                            .collect(Collectors.joining(", "))));
    return Optional.empty();
  }

  private Next cancel(String which) {
    Optional<Task<?>> found = found("/cancel", which);
    if (found.isEmpty()) {
      return Next.FAILED;
    }
    Task<?> task = found.get();
    boolean ended = session.workspace().stop().stop(task, "/cancel", session.left());
    if (ended) {
      session.output().line("|  " + Text.visibleLines(task.name()) + " has ended");
    }
    return ended ? Next.GO_ON : Next.FAILED;
  }

  private Next where(String which) {
    Optional<Task<?>> found = found("/where", which);
    if (found.isEmpty()) {
      return Next.FAILED;
    }
    Task<?> task = found.get();
    show(session.translated(TaskLine.of(task)).lines().toList());
    var shown = new Throwable();
    shown.setStackTrace(task.stack());
    show(session.feedback().stack(shown).lines().skip(1).toList());
    return Next.GO_ON;
  }

  private Next sockets() {
    SessionKernel kernel = kernelOfSession();
    List<String> open;
    try {
      open =
          kernel
              .submitHidden("/sockets", kernel.handles()::listWithAddresses)
              .get(ANSWER_MILLIS, MILLISECONDS);
    } catch (TimeoutException | ExecutionException busy) {
      open = kernel.handles().list();
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
      return Next.FAILED;
    }
    show(open.isEmpty() ? List.of("nothing is open") : open);
    return Next.GO_ON;
  }

  private Next kernel() {
    Optional<RunningKernel> running = kernelOfSession().running();
    if (running.isEmpty()) {
      session.output().line("|  the kernel has not had a turn yet");
      return Next.GO_ON;
    }
    RunningKernel kernel = running.get();
    session
        .output()
        .line(
            "|  %s on the %s carrier, %,d turns, %,d tasks and the session's own"
                .formatted(
                    kernel.name(),
                    Kernels.carrier(),
                    kernel.turns(),
                    kernelOfSession().tasks().list().size()));
    session
        .output()
        .line(
            "|  threads: "
                + kernel.threads().stream().map(Thread::getName).collect(Collectors.joining(", ")));
    return Next.GO_ON;
  }
}
