package dev.gonzo.bridge;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.Deadline;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.NetTrap.Connect;
import dev.gonzo.trap.NetTrap.LocalAddress;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A socket of the JDK that was created in a task: each operation is a trap. The JDK's {@code
 * Socket} and {@code ServerSocket} call it:
 *
 * <pre>
 *   state       begins with                has
 *   unopened    create                     options, perhaps an address to bind to
 *   connecting  connect                    the deadline of the attempt
 *   connected   its end, or accept         a connection
 *   listening   listen                     an acceptor
 *   closed      close, or a failed attempt nothing
 * </pre>
 */
final class TaskSocket extends SocketImpl {
  private final boolean server;
  private final SocketOptionCalls options;
  private volatile boolean closed;
  private volatile @Nullable InetSocketAddress bound;
  // The kernel that it belongs to, from the moment when it connects, listens or is accepted.
  private volatile @Nullable Home home;
  private volatile @Nullable Connection connection;
  private volatile @Nullable Acceptor acceptor;
  // Kernel thread only.
  private @Nullable Deadline connecting;

  @SuppressWarnings("this-escape") // the options only keep it
  TaskSocket(boolean server) {
    this.server = server;
    this.options = new SocketOptionCalls(this, server);
  }

  // ---------------------------------------------------------------- opening

  /** Something that opens the kernel's socket. */
  private interface Opening {
    Handle open() throws IOException;
  }

  @Override
  protected void create(boolean stream) throws IOException {
    if (!stream) {
      throw new IOException("Datagram socket creation not supported");
    }
  }

  @Override
  protected void connect(String host, int to) throws IOException {
    connect(new InetSocketAddress(host, to), 0);
  }

  @Override
  protected void connect(InetAddress host, int to) throws IOException {
    connect(new InetSocketAddress(host, to), 0);
  }

  @Async
  @Override
  protected void connect(SocketAddress remote, int millis) throws IOException {
    if (!(remote instanceof InetSocketAddress to)) {
      throw new IOException("Unsupported address type");
    } else if (to.isUnresolved()) {
      throw new UnknownHostException(to.getHostString());
    } else if (home != null) {
      throw new SocketException(
          connection == null ? "Connection in progress" : "Already connected");
    }
    open("connected", () -> attempt(to, millis));
  }

  @Override
  protected void listen(int backlog) throws IOException {
    InetSocketAddress where = bound;
    if (where == null) {
      throw new SocketException("Not bound");
    }
    open("bound", () -> Acceptor.listen(where, backlog, options.toOpen()));
  }

  /** Opens the kernel's socket. If that fails, nothing stays open, and this one is closed. */
  private void open(String done, Opening opening) throws IOException {
    requireTask(done);
    requireOpen();
    Home here = Home.ofThisKernel();
    here.opened();
    home = here;
    Handle handle = null;
    try {
      handle = opening.open();
      requireOpen(); // it may have been closed meanwhile
      opened(here, handle);
    } catch (Throwable failure) {
      closed = true;
      if (handle != null) {
        Connection.close(handle);
      }
      here.closed();
      throw failure;
    }
  }

  private void opened(Home here, Handle handle) throws IOException {
    localport = localAddress(handle).getPort();
    if (server) {
      acceptor = new Acceptor(here, handle);
    } else {
      options.setHints(handle);
      connection = new Connection(here, handle);
    }
  }

  private Handle attempt(InetSocketAddress to, int millis) throws IOException {
    address = to.getAddress();
    port = to.getPort();
    // The JDK takes the address for all addresses as one of this machine.
    InetAddress host =
        to.getAddress().isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : to.getAddress();
    var trap = new Connect(new InetSocketAddress(host, to.getPort()), bound, options.toOpen());
    try {
      return TimeLimit.<Handle>within(
          millis,
          "Connect timed out",
          deadline -> {
            connecting = deadline;
            try {
              return Coroutine.trap(trap);
            } finally {
              connecting = null;
            }
          });
    } catch (SocketTimeoutException late) {
      throw closed ? Failures.closed(late) : late;
    }
  }

  /**
   * Keeps the address. The kernel binds when it connects or listens, and only then reports a port
   * that is in use.
   */
  @Override
  protected void bind(InetAddress host, int localPort) throws IOException {
    requireOpen();
    if (bound != null) {
      throw new SocketException("Already bound");
    }
    bound = new InetSocketAddress(host, localPort);
    address = host;
    localport = localPort;
  }

  @Async
  @Override
  protected void accept(SocketImpl accepted) throws IOException {
    if (!(accepted instanceof TaskSocket socket)) {
      throw new IOException(
          "a server socket of a task cannot accept with a socket of "
              + accepted.getClass()
              + ": create that one in a task, too");
    }
    requireOpen();
    Acceptor open = acceptor;
    if (open == null) {
      throw new SocketException("Not bound");
    }
    int limit = options.timeoutMillis();
    Home here = home();
    socket.become(here, here.run(() -> open.accept(limit)));
  }

  private void become(Home here, Acceptor.Arrival arrival) {
    home = here;
    address = arrival.remote().getAddress();
    port = arrival.remote().getPort();
    localport = arrival.local().getPort();
    connection = arrival.connection();
  }

  // ---------------------------------------------------------------- bytes

  @Override
  protected InputStream getInputStream() {
    return new TaskInput(this);
  }

  @Override
  protected OutputStream getOutputStream() {
    return new TaskOutput(this);
  }

  @Async
  int read(byte[] buffer, int offset, int length) throws IOException {
    Connection here = connected();
    int limit = options.timeoutMillis();
    return home().run(() -> here.read(buffer, offset, length, limit));
  }

  @Async
  void write(byte[] bytes, int offset, int length) throws IOException {
    Connection here = connected();
    home().perform(() -> here.write(bytes, offset, length));
  }

  @Async
  @Override
  protected int available() throws IOException {
    return home().run(connected()::available);
  }

  @Override
  protected void shutdownInput() throws IOException {
    home().perform(connected()::shutdownInput);
  }

  @Override
  protected void shutdownOutput() throws IOException {
    home().perform(connected()::shutdownOutput);
  }

  @Override
  protected boolean supportsUrgentData() {
    return false;
  }

  @Override
  protected void sendUrgentData(int data) throws IOException {
    throw new SocketException("Urgent data not supported");
  }

  // ---------------------------------------------------------------- closing

  @Override
  protected void close() {
    if (!closed) {
      closed = true;
      Home here = home; // afterwards: an attempt looks the other way round
      if (here != null) {
        here.post(this::closeInKernel);
      }
    }
  }

  private void closeInKernel() {
    Deadline attempt = connecting;
    Connection connected = connection;
    Acceptor listening = acceptor;
    if (attempt != null) {
      attempt.expire();
    }
    if (connected != null) {
      connected.close();
    }
    if (listening != null) {
      listening.close();
    }
  }

  // ---------------------------------------------------------------- options

  @Override
  protected Set<SocketOption<?>> supportedOptions() {
    return options.supported();
  }

  @Override
  protected <T> void setOption(SocketOption<T> option, T value) throws IOException {
    options.set(option, value);
  }

  @Override
  protected <T> T getOption(SocketOption<T> option) throws IOException {
    return options.get(option);
  }

  @Override
  public void setOption(int id, Object value) throws SocketException {
    requireOpen();
    options.set(id, value);
  }

  @Override
  public Object getOption(int id) throws SocketException {
    requireOpen();
    return id == SO_BINDADDR ? boundAddress() : options.get(id);
  }

  private InetAddress boundAddress() throws SocketException {
    Handle open = handle();
    InetSocketAddress local = bound;
    if (open != null) {
      try {
        local = home().<InetSocketAddress>run(() -> localAddress(open));
      } catch (IOException failure) {
        throw Failures.ofSocket(failure);
      }
    }
    return local == null ? new InetSocketAddress(0).getAddress() : local.getAddress();
  }

  private static InetSocketAddress localAddress(Handle handle) throws IOException {
    return (InetSocketAddress) Coroutine.trap(new LocalAddress(handle));
  }

  // ---------------------------------------------------------------- states

  /** The kernel's socket; null if it is not open yet. */
  @Nullable Handle handle() {
    Connection connected = connection;
    Acceptor listening = acceptor;
    if (connected != null) {
      return connected.handle();
    }
    return listening == null ? null : listening.handle();
  }

  /** The kernel of an open socket. */
  Home home() throws SocketException {
    Home here = home;
    if (here == null) {
      throw new SocketException("Not connected");
    }
    return here;
  }

  private Connection connected() throws SocketException {
    requireOpen();
    Connection open = connection;
    if (open == null) {
      throw new SocketException("Not connected");
    }
    return open;
  }

  void requireOpen() throws SocketException {
    if (closed) {
      throw Failures.closed(null);
    }
  }

  private void requireTask(String done) throws SocketException {
    if (!Coroutine.isRunning()) {
      throw new SocketException(
          "the %s was created in a task, so it has to be %s in one: or create it in the thread"
                  .formatted(server ? "server socket" : "socket", done)
              + " that uses it");
    }
  }
}
