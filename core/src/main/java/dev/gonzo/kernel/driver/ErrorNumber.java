package dev.gonzo.kernel.driver;

/**
 * The error numbers ({@code errno}) of Linux on which code here depends, and the name and meaning
 * of any error number. The system calls return them negated.
 */
public final class ErrorNumber {
  /** Not permitted; also a sandbox's answer to calls that it does not know. */
  public static final int EPERM = 1;

  /** No such file or directory. */
  public static final int ENOENT = 2;

  /** No such process. */
  public static final int ESRCH = 3;

  /** A FIFO has no reader, or a device is not there. */
  public static final int ENXIO = 6;

  /** Interrupted by a signal before anything happened. */
  public static final int EINTR = 4;

  /** The device has failed. */
  public static final int EIO = 5;

  /** Arguments and environment are too long. */
  public static final int E2BIG = 7;

  /** The system cannot execute such a file. */
  public static final int ENOEXEC = 8;

  /** Bad descriptor: it is not open, or not open for this operation. */
  public static final int EBADF = 9;

  /** The call would have to wait: try again later. */
  public static final int EAGAIN = 11;

  /** The program file is open for writing. */
  public static final int ETXTBSY = 26;

  /** The file has no positions. */
  public static final int ESPIPE = 29;

  /** Not enough memory. */
  public static final int ENOMEM = 12;

  /** Permission denied. */
  public static final int EACCES = 13;

  /** In use. */
  public static final int EBUSY = 16;

  /** It exists already. */
  public static final int EEXIST = 17;

  /** It is on another device, or leads out of the directory that it must stay in. */
  public static final int EXDEV = 18;

  /** A part of a path is not a directory. */
  public static final int ENOTDIR = 20;

  /** It is a directory. */
  public static final int EISDIR = 21;

  /** Invalid argument. */
  public static final int EINVAL = 22;

  /** The system has too many files open. */
  public static final int ENFILE = 23;

  /** The process has too many files open. */
  public static final int EMFILE = 24;

  /** No space left, on a device or within a limit. */
  public static final int ENOSPC = 28;

  /** A path is too long. */
  public static final int ENAMETOOLONG = 36;

  /** The peer reads no more. */
  public static final int EPIPE = 32;

  /** This Linux does not have the call. */
  public static final int ENOSYS = 38;

  /** A timer has expired. */
  public static final int ETIME = 62;

  /** The machine is not on the network. */
  public static final int ENONET = 64;

  /** Protocol error. */
  public static final int EPROTO = 71;

  /** A datagram needs a destination address. */
  public static final int EDESTADDRREQ = 89;

  /** A datagram is too long for the protocol. */
  public static final int EMSGSIZE = 90;

  /** The option is not known for this protocol. */
  public static final int ENOPROTOOPT = 92;

  /** Not supported by this kind of socket. */
  public static final int EOPNOTSUPP = 95;

  /** The socket is of another kind. */
  public static final int EPROTOTYPE = 91;

  /** This Linux does not support such addresses, for example because IPv6 is disabled. */
  public static final int EAFNOSUPPORT = 97;

  /** Another socket has the address. */
  public static final int EADDRINUSE = 98;

  /** The machine has no such address, or no free port. */
  public static final int EADDRNOTAVAIL = 99;

  /** The network is down. */
  public static final int ENETDOWN = 100;

  /** No route to the network. */
  public static final int ENETUNREACH = 101;

  /** The connection ended before it was accepted. */
  public static final int ECONNABORTED = 103;

  /** The peer reset the connection. */
  public static final int ECONNRESET = 104;

  /** No buffer space. */
  public static final int ENOBUFS = 105;

  /** The socket is connected already. */
  public static final int EISCONN = 106;

  /** The socket is not connected. */
  public static final int ENOTCONN = 107;

  /** The host is down. */
  public static final int EHOSTDOWN = 112;

  /** The peer did not answer in time. */
  public static final int ETIMEDOUT = 110;

  /** No socket listens there. */
  public static final int ECONNREFUSED = 111;

  /** No route to the host. */
  public static final int EHOSTUNREACH = 113;

  /** An earlier attempt is still under way. */
  public static final int EALREADY = 114;

  /** The operation has begun and is in progress. */
  public static final int EINPROGRESS = 115;

  /** It was cancelled. */
  public static final int ECANCELED = 125;

  private ErrorNumber() {}

  /**
   * Returns the name of an error number.
   *
   * @param errorNumber the number, negated or not
   * @return its name, such as {@code EAGAIN}; or {@code error 4711} for an unknown one
   */
  public static String name(int errorNumber) {
    return ErrorNames.of(errorNumber).name();
  }

  /**
   * Returns the meaning of an error number.
   *
   * @param errorNumber the number, negated or not
   * @return its meaning, such as {@code connection refused}
   */
  public static String meaning(int errorNumber) {
    return ErrorNames.of(errorNumber).meaning();
  }

  /**
   * Returns the meaning and the name, for a message.
   *
   * @param errorNumber the number, negated or not
   * @return a text such as {@code connection refused (ECONNREFUSED)}
   */
  public static String text(int errorNumber) {
    var entry = ErrorNames.of(errorNumber);
    return entry.meaning() + " (" + entry.name() + ")";
  }
}
