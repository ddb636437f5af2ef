package dev.gonzo.sim.disk;

import dev.gonzo.kernel.driver.ErrorNumber;

/** The reasons for which the simulated system refuses an operation, as Linux numbers them. */
enum SystemError {
  EPERM(1, "Operation not permitted"),
  ENOENT(2, "No such file or directory"),
  EIO(5, "Input/output error"),
  ENXIO(6, "No such device or address"),
  EBADF(9, "Bad file descriptor"),
  EACCES(13, "Permission denied"),
  EBUSY(16, "Device or resource busy"),
  EEXIST(17, "File exists"),
  EXDEV(18, "Invalid cross-device link"),
  ENOTDIR(20, "Not a directory"),
  EISDIR(21, "Is a directory"),
  EINVAL(22, "Invalid argument"),
  EFBIG(27, "File too large"),
  ENOSPC(28, "No space left on device"),
  ENAMETOOLONG(36, "File name too long"),
  ENOTEMPTY(39, "Directory not empty"),
  ELOOP(40, "Too many levels of symbolic links");

  private final int number;
  private final String systemsText;

  SystemError(int number, String systemsText) {
    this.number = number;
    this.systemsText = systemsText;
  }

  /** Its number. */
  int number() {
    return number;
  }

  /** Its text in the failures of the JDK, which has it from the C library. */
  String systemsText() {
    return systemsText;
  }

  /** Its text in the failures of Gonzo's own kernels. */
  String kernelsText() {
    return ErrorNumber.text(number);
  }
}
