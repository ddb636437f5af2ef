package dev.gonzo.kernel.driver.linux;

/** A system call failed while something was made of several; who makes it tells the user why. */
final class CallRefused extends Exception {
  private static final long serialVersionUID = 1;

  private final int errorNumber;

  /** Of a call that tried this, and answered that. */
  CallRefused(String operation, int result) {
    super("cannot " + operation + ": " + ErrorNumber.text(result));
    errorNumber = Math.abs(result);
  }

  /** {@return the error number, positive} */
  int errorNumber() {
    return errorNumber;
  }
}
