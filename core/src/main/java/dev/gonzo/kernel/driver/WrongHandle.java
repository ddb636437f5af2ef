package dev.gonzo.kernel.driver;

/** The exceptions for a trap with a handle that it cannot be used with. */
public final class WrongHandle {
  private WrongHandle() {}

  /** {@return the exception for a handle that another kernel has opened} */
  public static IllegalArgumentException ofAnotherKernel() {
    return new IllegalArgumentException("the handle belongs to another kernel");
  }

  /**
   * Returns the exception for a handle of another kernel or of another kind.
   *
   * @param wanted what it should be, such as {@code a process}
   * @return the exception to throw
   */
  public static IllegalArgumentException notHere(String wanted) {
    return new IllegalArgumentException("the handle is not " + wanted + " of this kernel");
  }

  /** {@return the exception for a listener that should be a connection} */
  public static IllegalArgumentException listener() {
    return new IllegalArgumentException("a listener only accepts: use the sockets that it returns");
  }

  /** {@return the exception for a connection that should be a listener} */
  public static IllegalArgumentException connection() {
    return new IllegalArgumentException("a connection accepts nothing: use a listener");
  }

  /** {@return the exception for a socket for datagrams that should be a connection} */
  public static IllegalArgumentException datagrams() {
    return new IllegalArgumentException("the socket is for datagrams, and not a connection");
  }

  /** {@return the exception for a handle that should be a socket for datagrams} */
  public static IllegalArgumentException noDatagrams() {
    return new IllegalArgumentException("the handle is not for datagrams");
  }
}
