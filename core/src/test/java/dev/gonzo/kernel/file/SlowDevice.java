package dev.gonzo.kernel.file;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A file whose reads and writes begin when they are requested, and end when the test allows it. */
final class SlowDevice extends FileOnDevice {
  final CountDownLatch begun = new CountDownLatch(1);
  final CountDownLatch mayEnd = new CountDownLatch(1);
  final CountDownLatch freed = new CountDownLatch(1);
  volatile int written;

  SlowDevice() {
    super(Path.of("slow device"));
  }

  private void takeTime() {
    begun.countDown();
    try {
      mayEnd.await();
    } catch (InterruptedException never) {
      throw new AssertionError("an interrupt has reached a thread at a device", never);
    }
  }

  @Override
  int read(ByteBuffer buffer, long position) {
    takeTime();
    int count = buffer.remaining();
    while (buffer.hasRemaining()) {
      buffer.put((byte) 'r');
    }
    return count;
  }

  @Override
  int write(ByteBuffer buffer, long position) {
    takeTime();
    written += buffer.remaining();
    return buffer.remaining();
  }

  @Override
  void sync(boolean metadata) {
    takeTime();
  }

  @Override
  void truncate(long size) {
    takeTime();
  }

  @Override
  long size() {
    takeTime();
    return 7;
  }

  @Override
  boolean lock(long position, long size, boolean shared) {
    return true;
  }

  @Override
  void unlock(long position, long size) {}

  @Override
  protected void free() {
    freed.countDown();
  }
}
