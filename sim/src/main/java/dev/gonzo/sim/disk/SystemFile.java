package dev.gonzo.sim.disk;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.util.Arrays;

/** The files that the simulated system makes up. They have no bytes on the device, and no size. */
enum SystemFile {
  NULL("/dev/null", ""),
  ZERO("/dev/zero", ""),
  FULL("/dev/full", ""),
  STATUS("/proc/self/status", "Name:\tjava\nPid:\t1\nVmPeak:\t1048576 kB\nVmRSS:\t524288 kB\n"),
  VERSION("/proc/version", "Linux version 6.12.0 (simulated)\n");

  private static final int ANYBODY_READS = 0444;
  private static final int ANYBODY_READS_AND_WRITES = 0666;

  private final Path path;
  private final String text;

  SystemFile(String path, String text) {
    this.path = Path.of(path);
    this.text = text;
  }

  Path path() {
    return path;
  }

  /** Whether it is a device, and no regular file. */
  boolean isDevice() {
    return text.isEmpty();
  }

  int mode() {
    return isDevice() ? ANYBODY_READS_AND_WRITES : ANYBODY_READS;
  }

  /** Reads at a position; -1 at its end. */
  int read(long position, byte[] target, int offset, int length) {
    return switch (this) {
      case NULL -> -1;
      case ZERO, FULL -> {
        Arrays.fill(target, offset, offset + length, (byte) 0);
        yield length;
      }
      case STATUS, VERSION -> {
        byte[] bytes = text.getBytes(UTF_8);
        int count = (int) Math.min(length, bytes.length - position);
        if (count <= 0) {
          yield -1;
        }
        System.arraycopy(bytes, (int) position, target, offset, count);
        yield count;
      }
    };
  }

  /** Takes bytes, which are lost. */
  int write(int length) throws RefusedException {
    return switch (this) {
      case NULL, ZERO -> length;
      case FULL -> throw new RefusedException(SystemError.ENOSPC);
      case STATUS, VERSION -> throw new RefusedException(SystemError.EIO);
    };
  }
}
