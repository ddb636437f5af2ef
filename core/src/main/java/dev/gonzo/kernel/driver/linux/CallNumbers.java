package dev.gonzo.kernel.driver.linux;

/**
 * The numbers of the system calls on this processor. x86_64 has its own numbers; aarch64 has those
 * that all newer architectures share. From 424 on they are equal everywhere.
 */
final class CallNumbers {
  /** Whether this is x86_64, with its own numbers and packed structures. */
  private static final boolean X86_64 = isX86(System.getProperty("os.arch", ""));

  static final long READ = either(0, 63);
  static final long WRITE = either(1, 64);
  static final long CLOSE = either(3, 57);
  static final long MMAP = either(9, 222);
  static final long MUNMAP = either(11, 215);
  static final long SOCKET = either(41, 198);
  static final long SOCKETPAIR = either(53, 199);
  static final long BIND = either(49, 200);
  static final long LISTEN = either(50, 201);
  static final long ACCEPT4 = either(288, 242);
  static final long CONNECT = either(42, 203);
  static final long GETSOCKNAME = either(51, 204);
  static final long GETPEERNAME = either(52, 205);
  static final long SENDTO = either(44, 206);
  static final long RECVFROM = either(45, 207);
  static final long SENDFILE = either(40, 71);
  static final long SETSOCKOPT = either(54, 208);
  static final long GETSOCKOPT = either(55, 209);
  static final long SHUTDOWN = either(48, 210);
  static final long EPOLL_CREATE1 = either(291, 20);
  static final long EPOLL_CTL = either(233, 21);
  static final long EPOLL_PWAIT = either(281, 22);
  static final long EPOLL_PWAIT2 = 441;
  static final long EVENTFD2 = either(290, 19);
  static final long IO_URING_SETUP = 425;
  static final long IO_URING_ENTER = 426;
  static final long IO_URING_REGISTER = 427;
  static final long OPENAT = either(257, 56);
  static final long FSTAT = either(5, 80);
  static final long UNLINKAT = either(263, 35);
  static final long PREAD64 = either(17, 67);
  static final long PWRITE64 = either(18, 68);
  static final long PREADV2 = either(327, 286);
  static final long FCNTL = either(72, 25);
  static final long FSYNC = either(74, 82);
  static final long FDATASYNC = either(75, 83);
  static final long FTRUNCATE = either(77, 46);

  static final long LSEEK = either(8, 62);
  static final long PPOLL = either(271, 73);
  static final long PIPE2 = either(293, 59);
  static final long KILL = either(62, 129);
  static final long WAITID = either(247, 95);
  static final long PIDFD_SEND_SIGNAL = 424;
  static final long PIDFD_OPEN = 434;
  static final long OPENAT2 = 437;

  private CallNumbers() {}

  /** Whether the JVM's name of a processor means x86_64. */
  static boolean isX86(String processor) {
    return processor.equals("amd64") || processor.equals("x86_64");
  }

  private static long either(long onX86, long elsewhere) {
    return X86_64 ? onX86 : elsewhere;
  }
}
