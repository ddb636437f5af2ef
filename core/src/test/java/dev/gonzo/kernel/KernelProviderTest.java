package dev.gonzo.kernel;

import static dev.gonzo.Gonzo.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.AsyncCallable;
import dev.gonzo.kernel.loop.run.LoopThread;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kernels of other providers, selected by name. */
class KernelProviderTest {
  @TempDir private Path directory;

  /** Another provider's kernel: the nio kernel by another name. */
  public static final class Quiet implements KernelProvider {
    @Override
    public List<String> names() {
      return List.of("quiet", "absent", "nio");
    }

    @Override
    public Optional<String> whyUnavailable(String name) {
      return name.equals("absent") ? Optional.of("it is somewhere else") : Optional.empty();
    }

    @Override
    public Kernel open(String name, Clock clock) {
      Kernel nio = Kernels.of("nio", clock);
      return new Kernel() {
        @Override
        public String name() {
          return name;
        }

        @Override
        public boolean supports(Class<?> group) {
          return nio.supports(group);
        }

        @Override
        public <T extends @Nullable Object, X extends Exception> T run(AsyncCallable<T, X> main)
            throws X {
          return nio.run(main);
        }
      };
    }
  }

  private <T> T withService(Callable<T> body) throws Exception {
    Path services = Files.createDirectories(directory.resolve("META-INF/services"));
    Files.writeString(services.resolve(KernelProvider.class.getName()), Quiet.class.getName());
    Thread here = Thread.currentThread();
    ClassLoader before = here.getContextClassLoader();
    try (var loader = new URLClassLoader(new URL[] {directory.toUri().toURL()}, before)) {
      here.setContextClassLoader(loader);
      return body.call();
    } finally {
      here.setContextClassLoader(before);
    }
  }

  @Test
  void a_kernel_of_ones_own_is_known_by_its_name() throws Exception {
    withService(() -> {
      assertThat(Kernels.names())
          .startsWith("epoll")
          .endsWith("quiet", "absent")
          .doesNotHaveDuplicates();
      assertThat(Kernels.whyUnavailable("QUIET")).isEmpty();
      assertThat(Kernels.whyUnavailable("absent")).contains("it is somewhere else");
      assertThat(Kernels.of("quiet").name()).isEqualTo("quiet");
      assertThat(run(Kernels.of("Quiet"), () -> "answered")).isEqualTo("answered");
      return null;
    });
  }

  @Test
  void ours_stay_ours() throws Exception {
    withService(() -> {
      assertThat(Kernels.of("nio")).isInstanceOf(LoopThread.class);
      return null;
    });
  }

  @Test
  void a_name_that_nobody_knows_is_refused_with_those_that_there_are() throws Exception {
    assertThatThrownBy(() -> Kernels.of("quiet"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there is no kernel called 'quiet': choose epoll, uring, nio or guest");
    assertThatThrownBy(() -> withService(() -> Kernels.whyUnavailable("fast")))
        .hasMessageEndingWith("choose epoll, uring, nio, guest, quiet or absent");
    assertThatThrownBy(() -> Kernels.whyCarrierUnavailable("pigeon"))
        .hasMessage("there is no carrier called 'pigeon': choose scheduler or baton");
  }

  @Tag("realTime")
  @Test
  void a_guest_by_name_serves_one_run_and_gives_back_what_it_took() throws Exception {
    Kernel guest = Kernels.of("guest");
    assertThat(guest.name()).isEqualTo("guest");
    assertThat(run(guest, () -> 1)).isEqualTo(1);
    assertThatThrownBy(() -> run(guest, () -> 2))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("a kernel serves one run");
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("gonzo-host-")) {
        // Its executor has ended, and the thread is about to end.
        assertThat(thread.join(Duration.ofSeconds(10))).as(thread.getName()).isTrue();
      }
    }
  }
}
