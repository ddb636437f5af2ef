package dev.gonzo.netty;

import static dev.gonzo.Gonzo.ignoreAfter;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Cancelled;
import dev.gonzo.Gonzo;
import dev.gonzo.KernelEndedException;
import dev.gonzo.net.ConnectOptions;
import dev.gonzo.net.ListenOptions;
import dev.gonzo.net.Listener;
import dev.gonzo.net.Socket;
import dev.gonzo.net.Tcp;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.util.concurrent.AbstractScheduledEventExecutor;
import io.netty.util.concurrent.DefaultPromise;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GenericFutureListener;
import io.netty.util.concurrent.Promise;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What the kit does not know: handlers, Netty's futures, and an event loop that is the user's. */
@ParameterizedClass
@MethodSource(Loops.ALL)
@Timeout(300)
@Tag("realTime")
class NettyKernelTest {
  @Parameter Loops loops;
  private EventLoopGroup group;
  private EventLoop loop;
  private NettyKernel kernel;

  @BeforeEach
  void open() {
    group = loops.newGroup("loop");
    loop = group.next();
    kernel = NettyKernel.on(loop);
  }

  @AfterEach
  void close() {
    kernel.close().join();
    group.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private static <T> T done(CompletableFuture<T> future) throws Exception {
    return future.get(120, TimeUnit.SECONDS);
  }

  // ---------------------------------------------------------------- beside the handlers

  /** A server of Netty's on the same loop, with a handler of the test's on each connection. */
  private Channel server(ChannelInboundHandlerAdapter handler) throws Exception {
    return new ServerBootstrap()
        .group(loop)
        .channelFactory(() -> (ServerChannel) Transport.of(loop).listeners().get())
        .childHandler(
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel channel) {
                channel.pipeline().addLast(handler);
              }
            })
        .bind("127.0.0.1", 0)
        .sync()
        .channel();
  }

  private static int port(Channel server) {
    return ((InetSocketAddress) server.localAddress()).getPort();
  }

  @io.netty.channel.ChannelHandler.Sharable
  private static final class Echo extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      context.writeAndFlush(message);
    }
  }

  @Test
  void a_handler_spawns_a_task_that_waits_and_answers_through_netty() throws Exception {
    @io.netty.channel.ChannelHandler.Sharable
    final class Slowly extends ChannelInboundHandlerAdapter {
      @Override
      public void channelRead(ChannelHandlerContext context, Object message) {
        var _ =
            kernel.spawn(() -> {
              sleep(Duration.ofMillis(5));
              return NettyKernel.await(context.writeAndFlush(message));
            });
      }
    }

    Channel server = server(new Slowly());
    try (var client = new java.net.Socket("127.0.0.1", port(server))) {
      client.getOutputStream().write("slowly".getBytes());
      assertThat(new String(client.getInputStream().readNBytes(6))).isEqualTo("slowly");
    }
    server.close().sync();
  }

  @Test
  void tasks_and_handlers_are_never_at_work_at_the_same_time() throws Exception {
    int[] count = {0};
    var ends = new ArrayList<CompletableFuture<?>>();
    for (int task = 0; task < 4; task++) {
      ends.add(
          kernel.spawn(() -> {
            for (int i = 0; i < 20_000; i++) {
              count[0]++;
              if (i % 100 == 0) {
                yieldNow();
              }
            }
            return null;
          }));
    }
    for (int i = 0; i < 20_000; i++) {
      loop.execute(() -> count[0]++);
    }
    for (var end : ends) {
      done(end);
    }
    assertThat(loop.submit(() -> count[0]).get()).isEqualTo(100_000);
  }

  @Test
  void a_task_that_is_always_ready_does_not_keep_the_channels_of_the_loop_waiting()
      throws Exception {
    var _ =
        kernel.spawn(() -> {
          while (true) {
            yieldNow();
          }
        });
    Channel server = server(new Echo());
    long begun = System.nanoTime();
    try (var client = new java.net.Socket("127.0.0.1", port(server))) {
      for (int round = 0; round < 120; round++) {
        client.getOutputStream().write(round);
        assertThat(client.getInputStream().read()).isEqualTo(round);
      }
    }
    // A loop that did all its work before it asked its channels would need a second a round.
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(60));
    server.close().sync();
  }

  @Test
  void no_thread_is_added_for_tasks_timers_and_sockets() throws Exception {
    loop.submit(() -> {}).sync();
    Set<Thread> before = new HashSet<>(Thread.getAllStackTraces().keySet());
    done(
        kernel.spawn(() -> {
          try (Listener listener = Tcp.listen("127.0.0.1", 0)) {
            var accepted = spawn(listener::accept);
            try (Socket client = Tcp.connect("127.0.0.1", listener.localAddress().getPort());
                Socket server = accepted.join()) {
              client.writeAll(new byte[10]);
              sleep(Duration.ofMillis(5));
              return server.read(new byte[10]);
            }
          }
        }));
    Set<String> added =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> !before.contains(thread) && !thread.isVirtual())
            .map(Thread::getName)
            .collect(Collectors.toSet());
    assertThat(added).noneMatch(name -> name.contains("gonzo")).isEmpty();
  }

  @Test
  void what_hangs_on_a_tasks_future_runs_on_the_event_loop() throws Exception {
    var inLoop = new CompletableFuture<Boolean>();
    var started = new CountDownLatch(1);
    var task =
        kernel.spawn(() -> {
          Gonzo.runInThread(() -> {
            started.await();
            return null;
          });
          return "done";
        });
    var _ = task.thenRun(() -> inLoop.complete(loop.inEventLoop()));
    started.countDown();
    assertThat(done(inLoop)).isTrue();
  }

  // ---------------------------------------------------------------- Netty's futures

  @Test
  void a_task_gets_what_a_future_of_nettys_brings_or_meets_its_failure() throws Exception {
    var promise = loop.<String>newPromise();
    var value = kernel.spawn(() -> NettyKernel.await(promise));
    loop.schedule(() -> promise.setSuccess("brought"), 5, TimeUnit.MILLISECONDS);
    assertThat(done(value)).isEqualTo("brought");
    var failing = kernel.spawn(() -> NettyKernel.await(loop.newFailedFuture(new IOException("x"))));
    assertThatThrownBy(() -> done(failing)).hasCauseExactlyInstanceOf(IOException.class);
  }

  /** One that counts how often it is cancelled. */
  private static final class Counting extends DefaultPromise<String> {
    final AtomicInteger cancels = new AtomicInteger();

    Counting(EventExecutor executor) {
      super(executor);
    }

    @Override
    public boolean cancel(boolean mayInterrupt) {
      cancels.incrementAndGet();
      return super.cancel(mayInterrupt);
    }
  }

  @Test
  void a_cancelled_task_cancels_the_future_once() throws Exception {
    var promise = new Counting(loop);
    var outcome =
        done(
            kernel.spawn(() -> {
              var waiting = spawn(() -> NettyKernel.await(promise));
              yieldNow();
              waiting.cancel();
              waiting.cancel();
              return waiting.outcome().orElseThrow();
            }));
    assertThat(outcome).isInstanceOf(dev.gonzo.Outcome.Cancellation.class);
    assertThat(promise.isCancelled()).isTrue();
    assertThat(promise.cancels).hasValue(1);
  }

  @Test
  void a_future_that_cannot_be_cancelled_goes_on_and_the_task_does_not_wait() throws Exception {
    var promise = loop.<String>newPromise();
    promise.setUncancellable();
    done(
        kernel.spawn(() -> {
          var waiting = spawn(() -> NettyKernel.await(promise));
          yieldNow();
          waiting.cancel();
          return null;
        }));
    assertThat(promise.trySuccess("later")).isTrue();
  }

  /** One that counts who has said that he does not listen any longer. */
  private static final class Listened extends DefaultPromise<String> {
    final AtomicInteger listeners = new AtomicInteger();

    Listened(EventExecutor executor) {
      super(executor);
    }

    @Override
    public Promise<String> addListener(
        GenericFutureListener<? extends Future<? super String>> listener) {
      listeners.incrementAndGet();
      return super.addListener(listener);
    }

    @Override
    public Promise<String> removeListener(
        GenericFutureListener<? extends Future<? super String>> listener) {
      listeners.decrementAndGet();
      return super.removeListener(listener);
    }
  }

  @Test
  void waits_that_were_given_up_leave_nothing_at_a_future_that_lives_on() throws Exception {
    var promise = new Listened(loop);
    promise.setUncancellable();
    done(
        kernel.spawn(() -> {
          for (int i = 0; i < 100; i++) {
            ignoreAfter(Duration.ofMillis(1), () -> NettyKernel.await(promise));
          }
          return null;
        }));
    assertThat(promise.listeners).hasValue(0);
  }

  @Test
  void nettys_own_waiting_holds_up_only_the_task() throws Exception {
    var promise = loop.<String>newPromise();
    var waiting = kernel.spawn(() -> promise.sync().getNow());
    var other =
        kernel.spawn(() -> {
          sleep(Duration.ofMillis(5));
          return promise.trySuccess("by another task");
        });
    assertThat(done(other)).isTrue();
    assertThat(done(waiting)).isEqualTo("by another task");
  }

  // ---------------------------------------------------------------- sockets

  /**
   * Sends until a piece has waited for room for a while; nothing else shows that it is full. A send
   * that is cancelled has sent nothing. Returns the number of bytes.
   */
  private static long sendUntilFull(int port) throws IOException {
    var piece = new byte[65_536];
    long sent = 0;
    try (Socket socket = Tcp.connect("127.0.0.1", port)) {
      while (ignoreAfter(Duration.ofMillis(300), () -> socket.writeAll(piece))) {
        sent += piece.length;
      }
    }
    return sent;
  }

  @Test
  void what_was_sent_before_a_close_arrives_though_the_peer_reads_late() throws Exception {
    try (var listening = new java.net.ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      var sender = kernel.spawn(() -> sendUntilFull(listening.getLocalPort()));
      try (java.net.Socket peer = listening.accept()) {
        long sent = done(sender);
        assertThat((long) peer.getInputStream().readAllBytes().length).isEqualTo(sent);
      }
    }
  }

  @Test
  void a_run_that_has_ended_has_sent_all_and_its_loop_may_end() throws Exception {
    var own = loops.newGroup("own");
    try (var listening = new java.net.ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      var sent = new CompletableFuture<Long>();
      var ended = new CompletableFuture<@Nullable Void>();
      var _ =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  Gonzo.run(
                      NettyKernel.on(own.next()),
                      () -> {
                        sent.complete(sendUntilFull(listening.getLocalPort()));
                      });
                  own.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
                  ended.complete(null);
                } catch (Throwable failure) {
                  sent.completeExceptionally(failure);
                  ended.completeExceptionally(failure);
                }
              });
      try (java.net.Socket peer = listening.accept()) {
        long expected =
            done(sent); // and nothing is read before, so the run still has bytes to send
        assertThat((long) peer.getInputStream().readAllBytes().length).isEqualTo(expected);
        done(ended);
      }
    }
  }

  private static int descriptors() {
    return new File("/proc/self/fd").list().length;
  }

  @Test
  void a_refused_option_leaves_no_descriptor_and_nothing_that_waits() throws Exception {
    var odd = StandardSocketOptions.IP_MULTICAST_LOOP;
    int before = 0;
    for (int i = 0; i < 40; i++) {
      if (i == 20) {
        before = descriptors();
      }
      var connecting =
          kernel.spawn(
              () -> Tcp.connect("127.0.0.1", 9, ConnectOptions.defaults().withOption(odd, true)));
      assertThatThrownBy(() -> done(connecting))
          .hasCauseInstanceOf(UnsupportedOperationException.class);
      var listening =
          kernel.spawn(
              () -> Tcp.listen("127.0.0.1", 0, ListenOptions.defaults().withOption(odd, true)));
      assertThatThrownBy(() -> done(listening))
          .hasCauseInstanceOf(UnsupportedOperationException.class);
    }
    assertThat(descriptors()).isLessThan(before + 10);
    assertThat(
            done(
                kernel.spawn(() -> {
                  try (Listener listener = Tcp.listen("127.0.0.1", 0)) {
                    return listener.localAddress().getPort();
                  }
                })))
        .isPositive();
  }

  @Test
  void who_opens_what_the_system_has_no_descriptor_for_is_told_so() throws Exception {
    var command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "@" + Path.of("..", "jvm.flags").toAbsolutePath(),
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            Crowded.class.getName(),
            loops.name());
    var limited = new ArrayList<>(List.of("sh", "-c", "ulimit -n 400; exec \"$@\"", "sh"));
    limited.addAll(command);
    Process process = new ProcessBuilder(limited).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String full =
        ": too many open files; close some, or raise the limit (ulimit -n) of the program";
    assertThat(new String(process.getInputStream().readAllBytes()))
        .contains("cannot open a listener" + full + "; cannot open a connection" + full);
    assertThat(process.waitFor()).isZero();
  }

  // ---------------------------------------------------------------- a loop that ends first

  @Test
  void a_loop_that_shuts_down_first_closes_its_kernel_and_lets_it_clean_up() throws Exception {
    var cleaned = new AtomicBoolean();
    var begun = new CountDownLatch(1);
    var waiting =
        kernel.spawn(() -> {
          Listener _ = Tcp.listen("127.0.0.1", 0);
          begun.countDown();
          try {
            sleep(Duration.ofHours(1));
          } finally {
            sleep(Duration.ofMillis(50));
            yieldNow();
            cleaned.set(true);
          }
          return "never";
        });
    begun.await();
    var ended = group.shutdownGracefully(100, 5_000, TimeUnit.MILLISECONDS);
    assertThat(ended.await(120, TimeUnit.SECONDS)).isTrue();
    assertThat(cleaned).isTrue();
    assertThat(waiting).isCompletedExceptionally();
    done(kernel.close());
  }

  @Test
  void an_ended_kernel_leaves_no_timer_with_its_loop() throws Exception {
    var waiting =
        kernel.spawn(() -> {
          sleep(Duration.ofHours(1));
          return null;
        });
    // The step that set the timer is over.
    assertThat(loop.submit(this::timers).get()).isPositive();
    done(kernel.close());
    assertThat(waiting).isCompletedExceptionally();
    assertThat(loop.submit(this::timers).get()).isZero();
  }

  /** How many the loop has; Netty does not tell. On the loop. */
  private int timers() throws ReflectiveOperationException {
    var queue = AbstractScheduledEventExecutor.class.getDeclaredField("scheduledTaskQueue");
    queue.setAccessible(true);
    return queue.get(loop) instanceof Collection<?> timers ? timers.size() : 0;
  }

  @Test
  void a_kernel_that_is_ending_when_its_loop_shuts_down_gets_to_its_end() throws Exception {
    var cleaning = new CountDownLatch(1);
    var begun = new CountDownLatch(1);
    var cleaned = new AtomicBoolean();
    var _ =
        kernel.spawn(() -> {
          begun.countDown();
          try {
            sleep(Duration.ofHours(1));
          } finally {
            cleaning.countDown();
            sleep(Duration.ofMillis(100));
            cleaned.set(true);
          }
          return "never";
        });
    begun.await();
    var closed = kernel.close();
    cleaning.await();
    var _ = group.shutdownGracefully();
    done(closed);
    assertThat(cleaned).isTrue();
  }

  @Test
  void a_task_that_is_always_ready_does_not_keep_a_loop_from_its_end() throws Exception {
    var begun = new CountDownLatch(1);
    var _ =
        kernel.spawn(() -> {
          begun.countDown();
          while (true) {
            yieldNow();
          }
        });
    begun.await();
    assertThat(group.shutdownGracefully(0, 5, TimeUnit.SECONDS).await(120, TimeUnit.SECONDS))
        .isTrue();
    done(kernel.close());
  }

  @Test
  void what_comes_when_the_loop_has_ended_fails_and_does_not_wait() throws Exception {
    assertThat(group.shutdownGracefully(0, 5, TimeUnit.SECONDS).await(120, TimeUnit.SECONDS))
        .isTrue();
    var late = NettyKernel.on(loop);
    var program = late.start(() -> "never");
    assertThatThrownBy(() -> done(program)).hasMessageContaining("the event loop has ended");
    var task = late.spawn(() -> "never");
    assertThatThrownBy(() -> done(task)).hasCauseInstanceOf(KernelEndedException.class);
    done(late.close());
    assertThatThrownBy(() -> Gonzo.run(NettyKernel.on(loop), () -> "never"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the event loop has ended");
  }

  // ---------------------------------------------------------------- ends and misuse

  @Test
  void closing_cancels_the_tasks_and_closes_their_sockets_before_it_is_done() throws Exception {
    var met = new AtomicReference<String>();
    var port = new CompletableFuture<Integer>();
    var task =
        kernel.spawn(() -> {
          Listener listener = Tcp.listen("127.0.0.1", 0); // left open
          port.complete(listener.localAddress().getPort());
          try {
            return listener.accept();
          } catch (Cancelled cancelled) {
            met.set("cancelled");
            throw cancelled;
          }
        });
    int listening = done(port);
    done(kernel.close());
    assertThat(met).hasValue("cancelled");
    assertThat(task).isCompletedExceptionally();
    assertThatThrownBy(() -> new java.net.Socket("127.0.0.1", listening).close())
        .isInstanceOf(java.net.ConnectException.class);
    assertThat(kernel.spawn(() -> "too late")).isCompletedExceptionally();
  }

  @Test
  void a_run_on_the_event_loop_itself_would_wait_for_itself_and_is_refused() throws Exception {
    var refused = loop.submit(() -> Gonzo.run(kernel, () -> "never"));
    assertThatThrownBy(refused::get)
        .hasCauseInstanceOf(IllegalStateException.class)
        .hasMessageContaining("start(...) or spawn(...) instead");
  }

  @Test
  void a_loop_that_carries_no_channels_of_a_network_is_refused() {
    var local = new DefaultEventLoop();
    assertThatThrownBy(() -> NettyKernel.on(local))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("use an event loop of the nio, epoll or io_uring transport");
    local.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  @Test
  void two_kernels_share_a_loop_and_keep_their_handles_apart() throws Exception {
    var other = NettyKernel.on(loop);
    Socket[] foreign = new Socket[1];
    var peer = server(new Echo());
    done(
        kernel.spawn(() -> {
          foreign[0] = Tcp.connect("127.0.0.1", port(peer));
          return null;
        }));
    var refused =
        other.spawn(() -> {
          foreign[0].writeAll(new byte[1]);
          return null;
        });
    assertThatThrownBy(() -> done(refused))
        .hasCauseInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("belongs to another kernel");
    done(other.close());
    peer.close().sync();
  }
}
