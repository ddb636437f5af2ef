package dev.gonzo.bridge;

import dev.gonzo.Coroutine;
import java.lang.StackWalker.StackFrame;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketImpl;
import java.net.SocketImplFactory;

/**
 * Creates clients, and the sockets that servers accept: those of tasks make traps, all others are
 * the JDK's own.
 *
 * <p>Discussion: the JDK calls a factory in three places, which without a factory differ. {@code
 * new Socket()} asks for the proxies that are set, {@code new Socket(Proxy.NO_PROXY)} does not, and
 * a server needs a socket of its own kind. The factory is not passed which one it is, so it looks
 * at its caller.
 */
final class TaskSockets implements SocketImplFactory {
  private static final String SOCKET = Socket.class.getName();
  private static final String SERVER = ServerSocket.class.getName();
  private static final String CONSTRUCTOR = "<init>";
  private static final StackWalker CALLERS = StackWalker.getInstance();

  @Override
  public SocketImpl createSocketImpl() {
    StackFrame caller = caller();
    if (caller.getClassName().equals(SERVER)) {
      return new TaskSocket(false); // only a server of a task has no sockets of its own
    }
    SocketImpl direct =
        Coroutine.isRunning() ? new TaskSocket(false) : JdkInternals.platformSocket(false);
    boolean withoutProxy = caller.getMethodName().equals(CONSTRUCTOR);
    return withoutProxy ? direct : JdkInternals.throughProxies(direct);
  }

  private static StackFrame caller() {
    return CALLERS.walk(frames -> frames.filter(TaskSockets::isOfTheJdk).findFirst().orElseThrow());
  }

  private static boolean isOfTheJdk(StackFrame frame) {
    String type = frame.getClassName();
    return type.equals(SOCKET) || type.equals(SERVER);
  }
}
