package dev.gonzo.cli.repl;

import dev.gonzo.Coroutine;
import dev.gonzo.Task;
import dev.gonzo.kernel.Activation;
import dev.gonzo.trap.EnvironmentTrap.CloseSignals;
import dev.gonzo.trap.EnvironmentTrap.OpenSignals;
import dev.gonzo.trap.FileTrap.CloseFile;
import dev.gonzo.trap.FileTrap.OpenDirectory;
import dev.gonzo.trap.FileTrap.OpenFile;
import dev.gonzo.trap.FileTrap.OpenWatch;
import dev.gonzo.trap.FileTrap.ReadWhole;
import dev.gonzo.trap.FileTrap.WholeRead;
import dev.gonzo.trap.FileTrap.WriteWhole;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.NetTrap;
import dev.gonzo.trap.NetTrap.Accept;
import dev.gonzo.trap.NetTrap.Close;
import dev.gonzo.trap.NetTrap.Connect;
import dev.gonzo.trap.NetTrap.Listen;
import dev.gonzo.trap.NetTrap.LocalAddress;
import dev.gonzo.trap.NetTrap.OpenDatagrams;
import dev.gonzo.trap.NetTrap.OpenPair;
import dev.gonzo.trap.NetTrap.RemoteAddress;
import dev.gonzo.trap.NetTrap.SocketPair;
import dev.gonzo.trap.ProcessTrap.SignalProcess;
import dev.gonzo.trap.ProcessTrap.StartProcess;
import dev.gonzo.trap.ProcessTrap.StartedProcess;
import dev.gonzo.trap.ProcessTrap.WaitForProcess;
import dev.gonzo.trap.Trap;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The sockets and files of a session that are open, as the kernel's thread records them from the
 * traps. Any thread may list them; only a task can ask for their addresses or close them.
 */
final class OpenHandles implements Activation {
  private static final int SIGTERM = 15;

  /** What a handle refers to, which decides how it is closed. */
  private enum Kind {
    SOCKET,
    FILE,
    SIGNALS,
    PROCESS
  }

  private record Opened(Kind kind, String what, String task) {}

  // Handles have identity equality. Under its lock, in the order of opening.
  private final Map<Handle, Opened> open = new LinkedHashMap<>();

  /** {@return a line for each open handle, as it was opened} */
  List<String> list() {
    return lines(Opened::what);
  }

  /** {@return a line for each open handle, sockets with their present addresses} In a task. */
  List<String> listWithAddresses() {
    var lines = new ArrayList<String>();
    snapshot().forEach((handle, opened) -> lines.add(line(opened, addressed(handle, opened))));
    return lines;
  }

  /** Closes all that is open. In a task. Returns a line for each. */
  List<String> closeAll() {
    var closed = new ArrayList<String>();
    snapshot()
        .forEach((handle, opened) -> {
          String what = line(opened, addressed(handle, opened));
          try {
            switch (opened.kind()) {
              case SOCKET -> Coroutine.trap(new Close(handle));
              case FILE -> Coroutine.trap(new CloseFile(handle));
              case SIGNALS -> Coroutine.trap(new CloseSignals(handle));
              case PROCESS -> Coroutine.trap(new SignalProcess(handle, SIGTERM, false));
            }
            closed.add(what);
          } catch (IOException | RuntimeException failure) {
            closed.add(what + ", whose close has failed: " + failure);
          }
        });
    return closed;
  }

  private Map<Handle, Opened> snapshot() {
    synchronized (open) {
      return new LinkedHashMap<>(open);
    }
  }

  private List<String> lines(Function<Opened, String> what) {
    return snapshot().values().stream().map(opened -> line(opened, what.apply(opened))).toList();
  }

  private static String line(Opened opened, String what) {
    return what + ", opened by " + opened.task();
  }

  private static String addressed(Handle handle, Opened opened) {
    if (opened.kind() != Kind.SOCKET) {
      return opened.what();
    }
    String local = address(() -> trap(new LocalAddress(handle)));
    String remote = address(() -> trap(new RemoteAddress(handle)));
    return opened.what()
        + (local.isEmpty() ? "" : ", at " + local)
        + (remote.isEmpty() ? "" : ", to " + remote);
  }

  private static @Nullable Object trap(NetTrap<?> question) {
    try {
      return Coroutine.trap(question);
    } catch (IOException none) {
      return null;
    }
  }

  private static String address(Supplier<@Nullable Object> question) {
    try {
      Object answer = question.get();
      return answer == null ? "" : answer.toString();
    } catch (RuntimeException none) {
      return ""; // a listener has no remote address, a pair of sockets has no local one
    }
  }

  @Override
  public void trapped(Task<?> task, Trap<?> trap) {
    switch (trap) {
      case Close close -> remove(close.handle());
      case CloseFile close -> remove(close.handle());
      case CloseSignals close -> remove(close.signals());
      default -> {}
    }
  }

  private void remove(Handle handle) {
    synchronized (open) {
      open.remove(handle);
    }
  }

  @Override
  public void answered(Task<?> task, Trap<?> trap, @Nullable Object answer) {
    if (trap instanceof WaitForProcess waited) {
      remove(waited.process());
      return;
    }
    Kind kind = Kind.SOCKET;
    String what;
    switch (trap) {
      case Accept _ -> what = "an accepted connection";
      case Connect _ -> what = "a connection";
      case Listen _ -> what = "a listener";
      case OpenDatagrams _ -> what = "a datagram socket";
      case OpenPair _ -> what = "an end of a pair of sockets";
      case OpenFile file -> {
        kind = Kind.FILE;
        what = "the file " + file.path();
      }
      case ReadWhole<?> read -> {
        kind = Kind.FILE;
        what = "the file " + read.path();
      }
      case WriteWhole write -> {
        kind = Kind.FILE;
        what = "the file " + write.path();
      }
      case OpenDirectory directory -> {
        kind = Kind.FILE;
        what = "the directory " + directory.path();
      }
      case OpenWatch watch -> {
        kind = Kind.FILE;
        what = "a watch of the directory " + watch.directory();
      }
      case StartProcess start -> {
        kind = Kind.PROCESS;
        what = start.command().getFirst();
      }
      case OpenSignals signals -> {
        kind = Kind.SIGNALS;
        what = "a handler of the signals " + String.join(", ", signals.names());
      }
      default -> {
        return;
      }
    }
    var opened = new Opened(kind, what, task.name());
    switch (answer) {
      case WholeRead.InSteps<?>(Handle file) -> add(file, opened);
      case Optional<?> file when file.orElse(null) instanceof Handle handle -> add(handle, opened);
      case Handle handle -> add(handle, opened);
      case SocketPair(var first, var second) -> {
        add(first, opened);
        add(second, opened);
      }
      case StartedProcess started -> addProcess(started, opened);
      case null, default -> {}
    }
  }

  private void addProcess(StartedProcess started, Opened opened) {
    String name = "process " + started.id() + " (" + opened.what() + ")";
    add(started.process(), new Opened(Kind.PROCESS, name, opened.task()));
    add(started.input(), new Opened(Kind.SOCKET, "the input of " + name, opened.task()));
    add(started.output(), new Opened(Kind.SOCKET, "the output of " + name, opened.task()));
    add(started.error(), new Opened(Kind.SOCKET, "the error output of " + name, opened.task()));
  }

  private void add(@Nullable Handle handle, Opened opened) {
    if (handle == null) {
      return; // the process inherits it
    }
    synchronized (open) {
      open.put(handle, opened);
    }
  }
}
