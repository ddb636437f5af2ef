package dev.gonzo.bridge;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketImpl;
import java.net.SocketImplFactory;
import java.net.spi.InetAddressResolver;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The only class that uses JDK internals: it creates the JDK's own sockets, which are hidden once a
 * factory is set, and keeps look-ups in tasks out of the JDK's cache of names. The package {@code
 * java.net} must be opened for that.
 */
final class JdkInternals {
  private static final @Nullable Members MEMBERS;
  private static final @Nullable String WHY_UNAVAILABLE;

  static {
    Members members = null;
    String why = null;
    try {
      members = Members.find();
    } catch (IllegalAccessException closed) {
      Module bridge = JdkInternals.class.getModule();
      why =
          "the bridge cannot be installed, because the package java.net is not open to it: start"
              + " the JVM with --add-opens java.base/java.net="
              + (bridge.isNamed() ? bridge.getName() : "ALL-UNNAMED")
              + " (./gonzo run passes it)";
    } catch (ReflectiveOperationException changed) {
      why =
          "the bridge cannot be installed, because this JDK's sockets differ from those of JDK 25 ("
              + changed.getMessage()
              + "): use JDK 25, or a newer version of Gonzo";
    }
    MEMBERS = members;
    WHY_UNAVAILABLE = why;
  }

  private JdkInternals() {}

  /** What is called in the JDK. */
  private record Members(
      MethodHandle newPlatformSocket,
      MethodHandle newProxying,
      MethodHandle socketFactory,
      MethodHandle serverSocketFactory,
      MethodHandle resolver,
      MethodHandle names) {
    static Members find() throws ReflectiveOperationException {
      Class<?> proxying = Class.forName("java.net.SocksSocketImpl", false, null);
      return new Members(
          inside(SocketImpl.class)
              .findStatic(
                  SocketImpl.class,
                  "createPlatformSocketImpl",
                  methodType(SocketImpl.class, boolean.class)),
          inside(proxying)
              .findConstructor(proxying, methodType(void.class, SocketImpl.class))
              .asType(methodType(SocketImpl.class, SocketImpl.class)),
          inside(Socket.class).findStaticGetter(Socket.class, "factory", SocketImplFactory.class),
          inside(ServerSocket.class)
              .findStaticGetter(ServerSocket.class, "factory", SocketImplFactory.class),
          inside(InetAddress.class)
              .findStatic(InetAddress.class, "resolver", methodType(InetAddressResolver.class)),
          inside(InetAddress.class)
              .findStaticGetter(InetAddress.class, "cache", ConcurrentMap.class));
    }

    private static Lookup inside(Class<?> type) throws IllegalAccessException {
      return MethodHandles.privateLookupIn(type, MethodHandles.lookup());
    }
  }

  /** A call of something in the JDK. */
  private interface Call<T extends @Nullable Object> {
    T make() throws Throwable;
  }

  /**
   * Throws if the JDK's internals cannot be reached.
   *
   * @throws IllegalStateException that names the flag that is missing
   */
  static void require() {
    Members _ = members();
  }

  /** A socket of the JDK: a client without any proxy, or a server. */
  static SocketImpl platformSocket(boolean server) {
    return made(() -> (SocketImpl) members().newPlatformSocket().invokeExact(server));
  }

  /** Makes a client connect as {@code new Socket()} does: through a SOCKS proxy, if one is set. */
  static SocketImpl throughProxies(SocketImpl client) {
    return made(() -> (SocketImpl) members().newProxying().invokeExact(client));
  }

  static @Nullable SocketImplFactory socketFactory() {
    return JdkInternals.<@Nullable SocketImplFactory>made(
        () -> (SocketImplFactory) members().socketFactory().invokeExact());
  }

  static @Nullable SocketImplFactory serverSocketFactory() {
    return JdkInternals.<@Nullable SocketImplFactory>made(
        () -> (SocketImplFactory) members().serverSocketFactory().invokeExact());
  }

  /** What looks up names in this JVM. The first call in a JVM finds it through a class loader. */
  static InetAddressResolver resolver(ClassLoader loader) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      return made(() -> (InetAddressResolver) members().resolver().invokeExact());
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /**
   * Makes the JDK forget that a look-up of this name is under way or has ended. Called in the
   * look-up itself, so that its result is not kept, and that other look-ups of the name, for
   * example that of the kernel's own thread, do not wait for its lock.
   */
  static void forget(String host) {
    ConcurrentMap<?, ?> names = made(() -> (ConcurrentMap<?, ?>) members().names().invokeExact());
    Object _ = names.remove(host);
  }

  private static Members members() {
    if (MEMBERS == null) {
      throw new IllegalStateException(WHY_UNAVAILABLE);
    }
    return MEMBERS;
  }

  private static <T extends @Nullable Object> T made(Call<T> call) {
    try {
      return call.make();
    } catch (RuntimeException | Error failure) {
      throw failure;
    } catch (Throwable impossible) {
      throw new LinkageError("the JDK's sockets could not be reached", impossible);
    }
  }
}
