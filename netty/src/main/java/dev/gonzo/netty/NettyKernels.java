package dev.gonzo.netty;

import dev.gonzo.kernel.Clock;
import dev.gonzo.kernel.Kernel;
import dev.gonzo.kernel.KernelProvider;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The kernels {@code netty-nio}, {@code netty-epoll} and {@code netty-uring}: a {@link NettyKernel}
 * on an event loop of its own, which lasts as long as the run. So every program can be tried on
 * Netty; for existing event loops use {@link NettyKernel#on}.
 */
public final class NettyKernels implements KernelProvider {
  private static final String NIO = "netty-nio";
  private static final String EPOLL = "netty-epoll";
  private static final String URING = "netty-uring";
  private static final TransportProbe NIO_PROBE = new TransportProbe();
  private static final TransportProbe EPOLL_PROBE = new TransportProbe();
  private static final TransportProbe URING_PROBE = new TransportProbe();

  /** Created by {@link java.util.ServiceLoader}. */
  public NettyKernels() {}

  @Override
  public List<String> names() {
    return List.of(NIO, EPOLL, URING);
  }

  @Override
  public Optional<String> whyUnavailable(String name) {
    try {
      return switch (name) {
        case NIO -> NIO_PROBE.whyUnavailable(name, NioIoHandler::newFactory);
        case EPOLL ->
            reason(Epoll.unavailabilityCause())
                .or(() -> EPOLL_PROBE.whyUnavailable(name, EpollIoHandler::newFactory));
        case URING ->
            reason(IoUring.unavailabilityCause())
                .or(() -> URING_PROBE.whyUnavailable(name, IoUringIoHandler::newFactory));
        default -> throw unknown(name);
      };
    } catch (NoClassDefFoundError absent) {
      return Optional.of(absentJar(name));
    }
  }

  private static Optional<String> reason(@Nullable Throwable cause) {
    return Optional.ofNullable(cause).map(TransportProbe::innermost).map(String::valueOf);
  }

  private static String absentJar(String name) {
    String transport = name.equals(EPOLL) ? "epoll" : "io_uring";
    return "Netty's "
        + transport
        + " transport is not there: add the artifact"
        + " io.netty:netty-transport-native-"
        + transport;
  }

  @Override
  public Kernel open(String name, Clock clock) {
    whyUnavailable(name)
        .ifPresent(reason -> {
          throw new UnsupportedOperationException(
              "the " + name + " kernel cannot work here: " + reason);
        });
    Supplier<IoHandlerFactory> handlers =
        switch (name) {
          case NIO -> NioIoHandler::newFactory;
          case EPOLL -> EpollIoHandler::newFactory;
          case URING -> IoUringIoHandler::newFactory;
          default -> throw unknown(name);
        };
    return new NettyThread(name, clock, handlers);
  }

  private static IllegalArgumentException unknown(String name) {
    return new IllegalArgumentException("there is no kernel called '" + name + "' for Netty");
  }
}
