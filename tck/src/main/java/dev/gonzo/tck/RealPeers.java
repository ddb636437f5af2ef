package dev.gonzo.tck;

import dev.gonzo.AsyncRunnable;
import dev.gonzo.Gonzo;
import dev.gonzo.kernel.Kernel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The real system: its files, programs, threads and time. */
final class RealPeers implements Peers {
  private final PeerFiles files = new RealFiles();
  private final PeerProcess process = new RealProcess(this::directory);
  private @Nullable Path directory;

  @Override
  public boolean areReal() {
    return true;
  }

  @Override
  public Path directory() {
    if (directory == null) {
      try {
        directory = Files.createTempDirectory("gonzo");
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
    return directory;
  }

  @Override
  public PeerFiles files() {
    return files;
  }

  @Override
  public PeerProcess process() {
    return process;
  }

  @Override
  public boolean hasIpv6() {
    try {
      return NetworkInterface.getByInetAddress(InetAddress.ofLiteral("::1")) != null;
    } catch (SocketException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public PeerServer serve(PeerService service) throws IOException {
    return RealServer.start(service);
  }

  @Override
  public Thread startThread(Runnable work) {
    return Thread.ofPlatform().start(work);
  }

  @Override
  public void runOnAnotherKernel(Supplier<Kernel> kernels, AsyncRunnable<RuntimeException> main)
      throws InterruptedException {
    var thrown = new AtomicReference<@Nullable Throwable>();
    Thread thread =
        startThread(() -> {
          try {
            Gonzo.run(kernels.get(), main);
          } catch (RuntimeException | Error failure) {
            thrown.set(failure);
          }
        });
    thread.join();
    switch (thrown.get()) {
      case Error error -> throw error;
      case RuntimeException exception -> throw exception;
      case null, default -> {}
    }
  }

  @Override
  public void compute(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  @Override
  public void close() throws IOException {
    if (directory == null) {
      return;
    }
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
              throws IOException {
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
