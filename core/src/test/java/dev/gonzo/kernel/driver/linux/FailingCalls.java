package dev.gonzo.kernel.driver.linux;

import dev.gonzo.kernel.driver.ErrorNumber;
import java.util.Map;
import java.util.Set;

/** By which error numbers Linux may let a system call fail, for tests that make it fail so. */
public final class FailingCalls {
  /** The number of the call that has no number among its parameters. */
  public static final long MMAP = CallNumbers.MMAP;

  /** Calls that make a descriptor. */
  private static final Set<Long> OPENING =
      Set.of(
          CallNumbers.SOCKET,
          CallNumbers.SOCKETPAIR,
          CallNumbers.ACCEPT4,
          CallNumbers.EPOLL_CREATE1,
          CallNumbers.EVENTFD2,
          CallNumbers.IO_URING_SETUP,
          CallNumbers.OPENAT,
          CallNumbers.OPENAT2,
          CallNumbers.PIPE2,
          CallNumbers.PIDFD_OPEN);

  private static final Map<Long, Integer> OTHERS =
      Map.ofEntries(
          Map.entry(CallNumbers.MMAP, ErrorNumber.ENOMEM),
          Map.entry(CallNumbers.BIND, ErrorNumber.EADDRINUSE),
          Map.entry(CallNumbers.LISTEN, ErrorNumber.EADDRINUSE),
          Map.entry(CallNumbers.CONNECT, ErrorNumber.ENETUNREACH),
          Map.entry(CallNumbers.GETSOCKNAME, ErrorNumber.ENOBUFS),
          Map.entry(CallNumbers.GETPEERNAME, ErrorNumber.ENOBUFS),
          Map.entry(CallNumbers.SENDTO, ErrorNumber.ENOBUFS),
          Map.entry(CallNumbers.RECVFROM, ErrorNumber.ENOMEM),
          Map.entry(CallNumbers.SENDFILE, ErrorNumber.EIO),
          Map.entry(CallNumbers.SETSOCKOPT, ErrorNumber.ENOBUFS),
          Map.entry(CallNumbers.GETSOCKOPT, ErrorNumber.ENOBUFS),
          Map.entry(CallNumbers.SHUTDOWN, ErrorNumber.ENOTCONN),
          Map.entry(CallNumbers.EPOLL_CTL, ErrorNumber.ENOMEM),
          Map.entry(CallNumbers.IO_URING_ENTER, ErrorNumber.EAGAIN),
          Map.entry(CallNumbers.READ, ErrorNumber.EIO),
          Map.entry(CallNumbers.WRITE, ErrorNumber.EIO),
          Map.entry(CallNumbers.PREAD64, ErrorNumber.EIO),
          Map.entry(CallNumbers.PREADV2, ErrorNumber.EIO),
          Map.entry(CallNumbers.PWRITE64, ErrorNumber.ENOSPC),
          Map.entry(CallNumbers.FSYNC, ErrorNumber.EIO),
          Map.entry(CallNumbers.FDATASYNC, ErrorNumber.EIO),
          Map.entry(CallNumbers.FTRUNCATE, ErrorNumber.EIO),
          Map.entry(CallNumbers.FSTAT, ErrorNumber.ENOMEM),
          Map.entry(CallNumbers.PPOLL, ErrorNumber.ENOMEM),
          Map.entry(CallNumbers.PIDFD_SEND_SIGNAL, ErrorNumber.EPERM),
          Map.entry(CallNumbers.KILL, ErrorNumber.EPERM));

  /** Calls that a signal may interrupt. */
  private static final Set<Long> INTERRUPTED =
      Set.of(
          CallNumbers.ACCEPT4,
          CallNumbers.SENDTO,
          CallNumbers.RECVFROM,
          CallNumbers.SENDFILE,
          CallNumbers.EPOLL_PWAIT,
          CallNumbers.EPOLL_PWAIT2,
          CallNumbers.IO_URING_ENTER,
          CallNumbers.OPENAT,
          CallNumbers.OPENAT2,
          CallNumbers.READ,
          CallNumbers.WRITE,
          CallNumbers.PREAD64,
          CallNumbers.PREADV2,
          CallNumbers.PWRITE64,
          CallNumbers.FSYNC,
          CallNumbers.FDATASYNC,
          CallNumbers.FTRUNCATE,
          CallNumbers.PPOLL);

  private FailingCalls() {}

  /**
   * The error number of a call that the system refuses. None for calls that only release something,
   * for waits, which never lack a resource, and for enabling a ring, which is refused only if it is
   * enabled already.
   *
   * @param call the number of the call
   * @return the negated error number; zero if the call is to be made
   */
  public static int refused(long call) {
    return OPENING.contains(call) ? -ErrorNumber.EMFILE : -OTHERS.getOrDefault(call, 0);
  }

  /**
   * The error number of a call that is interrupted.
   *
   * @param call the number of the call
   * @return the negated error number; zero if the call is to be made
   */
  public static int interrupted(long call) {
    return INTERRUPTED.contains(call) ? -ErrorNumber.EINTR : 0;
  }
}
