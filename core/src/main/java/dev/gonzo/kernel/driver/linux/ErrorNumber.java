package dev.gonzo.kernel.driver.linux;

/**
 * Why Linux refused a call: the error numbers ({@code errno}) that code here decides by, and the
 * name and the meaning of any. The system calls answer them negated.
 */
public final class ErrorNumber {
  /** Not permitted; a sandbox answers this to calls that it does not know. */
  public static final int EPERM = 1;

  /** There is no such thing. */
  public static final int ENOENT = 2;

  /** There is no such process. */
  public static final int ESRCH = 3;

  /** Nobody is at the other end of it. */
  public static final int ENXIO = 6;

  /** A signal came before anything happened. */
  public static final int EINTR = 4;

  /** The device has failed. */
  public static final int EIO = 5;

  /** Arguments and environment are too long. */
  public static final int E2BIG = 7;

  /** The system cannot run such a file. */
  public static final int ENOEXEC = 8;

  /** There is no such descriptor, or it was not opened for this. */
  public static final int EBADF = 9;

  /** Not now: it would have to wait. */
  public static final int EAGAIN = 11;

  /** The program is being written. */
  public static final int ETXTBSY = 26;

  /** What has no position was to be moved. */
  public static final int ESPIPE = 29;

  /** No memory for it. */
  public static final int ENOMEM = 12;

  /** Permission denied. */
  public static final int EACCES = 13;

  /** In use by something that has to end first. */
  public static final int EBUSY = 16;

  /** It is there already. */
  public static final int EEXIST = 17;

  /** It is on another device, or leads out of where it has to stay. */
  public static final int EXDEV = 18;

  /** A part of a path is no directory. */
  public static final int ENOTDIR = 20;

  /** It is a directory. */
  public static final int EISDIR = 21;

  /** A parameter makes no sense. */
  public static final int EINVAL = 22;

  /** The system has too many files open. */
  public static final int ENFILE = 23;

  /** The process has too many files open. */
  public static final int EMFILE = 24;

  /** No room: on a device, or within a limit. */
  public static final int ENOSPC = 28;

  /** A path is longer than the system takes. */
  public static final int ENAMETOOLONG = 36;

  /** The other side takes no more bytes. */
  public static final int EPIPE = 32;

  /** This Linux does not have the call. */
  public static final int ENOSYS = 38;

  /** The time is over. */
  public static final int ETIME = 62;

  /** The machine is not on the network. */
  public static final int ENONET = 64;

  /** The protocol was not followed. */
  public static final int EPROTO = 71;

  /** A datagram is to be sent, and nobody said whereto. */
  public static final int EDESTADDRREQ = 89;

  /** A datagram is longer than the protocol takes. */
  public static final int EMSGSIZE = 90;

  /** The protocol is not there, or not for this. */
  public static final int ENOPROTOOPT = 92;

  /** This kind of socket cannot do it. */
  public static final int EOPNOTSUPP = 95;

  /** The socket is of another kind. */
  public static final int EPROTOTYPE = 91;

  /** This Linux has no such kind of address: IPv6 is switched off, for example. */
  public static final int EAFNOSUPPORT = 97;

  /** Another socket has the address. */
  public static final int EADDRINUSE = 98;

  /** The machine has no such address, or no free port. */
  public static final int EADDRNOTAVAIL = 99;

  /** The network is down. */
  public static final int ENETDOWN = 100;

  /** No way leads to the network. */
  public static final int ENETUNREACH = 101;

  /** The connection ended before it was accepted. */
  public static final int ECONNABORTED = 103;

  /** The other side broke the connection. */
  public static final int ECONNRESET = 104;

  /** No room for it. */
  public static final int ENOBUFS = 105;

  /** The socket is connected already. */
  public static final int EISCONN = 106;

  /** The socket is not connected. */
  public static final int ENOTCONN = 107;

  /** The host is down. */
  public static final int EHOSTDOWN = 112;

  /** The other side did not answer in time. */
  public static final int ETIMEDOUT = 110;

  /** Nobody listens there. */
  public static final int ECONNREFUSED = 111;

  /** No way leads to the host. */
  public static final int EHOSTUNREACH = 113;

  /** An earlier attempt is still under way. */
  public static final int EALREADY = 114;

  /** It has begun and goes on by itself. */
  public static final int EINPROGRESS = 115;

  /** It was cancelled. */
  public static final int ECANCELED = 125;

  private ErrorNumber() {}

  /**
   * The name of an error number.
   *
   * @param errorNumber the number, negated or not
   * @return its name, such as {@code EAGAIN}; of an unknown one {@code error 4711}
   */
  public static String name(int errorNumber) {
    return ErrorNames.of(errorNumber).name();
  }

  /**
   * The meaning of an error number.
   *
   * @param errorNumber the number, negated or not
   * @return its meaning, such as {@code connection refused}
   */
  public static String meaning(int errorNumber) {
    return ErrorNames.of(errorNumber).meaning();
  }

  /**
   * Both, for a message.
   *
   * @param errorNumber the number, negated or not
   * @return a text such as {@code connection refused (ECONNREFUSED)}
   */
  public static String text(int errorNumber) {
    var entry = ErrorNames.of(errorNumber);
    return entry.meaning() + " (" + entry.name() + ")";
  }
}
