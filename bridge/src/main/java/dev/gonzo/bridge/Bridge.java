package dev.gonzo.bridge;

import dev.gonzo.Coroutine;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketImpl;
import java.net.SocketImplFactory;
import java.net.spi.InetAddressResolver;
import org.jspecify.annotations.Nullable;

/**
 * Lets unmodified libraries use the kernel's sockets: {@link Socket}, {@link ServerSocket} and the
 * look-ups of {@link java.net.InetAddress} make traps inside tasks. So JDBC drivers and {@code
 * HttpURLConnection} run on every kernel; an activation sees what they do, a simulator simulates
 * it, and a cancellation ends it.
 *
 * <pre>{@code
 * void main() throws Exception {
 *   Bridge.install();
 *   run(() -> {
 *     try (var connection = DriverManager.getConnection("jdbc:postgresql://db/shop")) { ... }
 *   });
 * }
 * }</pre>
 *
 * <p>A socket belongs to the kernel of the task that creates it. Other threads and kernels may use
 * it while that kernel runs. Outside of tasks everything is as the JDK has it.
 *
 * <p>An operation that is cut short by a cancellation, or by a deadline of an enclosing block,
 * throws {@link dev.gonzo.Cancelled} and closes its socket, because a library would otherwise take
 * the rest of one answer for the next one. The socket's own timeouts close nothing. {@code accept}
 * never closes its server.
 *
 * <p>The channels of {@code java.nio.channels}, {@code java.net.http.HttpClient}, datagrams, and
 * sockets that are created for an explicit proxy stay the JDK's: they block their task only, as
 * without the bridge.
 */
public final class Bridge {
  private static volatile boolean installed;

  private Bridge() {}

  /**
   * Installs the bridge in this JVM, for good. Without effect if it is installed. Sockets that were
   * created before stay as they are. Never suspends; any thread may call it.
   *
   * @throws IllegalStateException if the JVM was started without the flag {@code --add-opens
   *     java.base/java.net=...}, or another {@link SocketImplFactory} or resolver of names is in
   *     use; the message says what to do, and nothing has been changed
   */
  public static synchronized void install() {
    if (installed) {
      return;
    }
    JdkInternals.require();
    refuse("Socket.setSocketImplFactory", JdkInternals.socketFactory());
    refuse("ServerSocket.setSocketFactory", JdkInternals.serverSocketFactory());
    requireNames();
    setFactories();
    installed = true;
  }

  /** {@return whether the bridge is installed} Never suspends; any thread may call it. */
  public static boolean isInstalled() {
    return installed;
  }

  private static void refuse(String setter, @Nullable SocketImplFactory factory) {
    if (factory != null) {
      throw new IllegalStateException(
          "the bridge cannot be installed, because another factory of sockets was set by "
              + setter
              + ": "
              + factory.getClass().getName()
              + ". The JDK has room for one: leave that one out");
    }
  }

  private static void requireNames() {
    InetAddressResolver active = JdkInternals.resolver(Bridge.class.getClassLoader());
    if (!(active instanceof TaskResolver)) {
      throw new IllegalStateException(
          "the bridge cannot be installed, because another resolver looks up names: "
              + active.getClass().getName()
              + ". Place gonzo-bridge before its library on the class path; or install the bridge"
              + " before the first look-up of a name, if this is the JDK's own");
    }
  }

  @SuppressWarnings("deprecation") // not for removal; the JDK has no other way
  private static void setFactories() {
    try {
      Socket.setSocketImplFactory(new TaskSockets());
      ServerSocket.setSocketFactory(Bridge::newServer);
    } catch (IOException setMeanwhile) {
      throw new IllegalStateException(
          "another factory of sockets was set while the bridge was installed: leave it out",
          setMeanwhile);
    }
  }

  private static SocketImpl newServer() {
    return Coroutine.isRunning() ? new TaskSocket(true) : JdkInternals.platformSocket(true);
  }
}
