package dev.gonzo.kernel.loop.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.kernel.Clock;
import dev.gonzo.kernel.loop.Driver;
import dev.gonzo.kernel.loop.LoopKernel;
import dev.gonzo.kernel.loop.NoDevices;
import dev.gonzo.kernel.loop.services.JvmServices;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The platform thread of a kernel on the baton carrier. */
class DevicePollerTest {
  @Test
  void the_driver_that_it_lends_passes_everything_on() {
    Class<?> lent = new DevicePoller(new NoDevices()).driver().getClass();
    // A default method that is not overridden would hide a feature of the driver.
    assertThat(Driver.class.getMethods())
        .allSatisfy(method ->
            assertThat(
                    Arrays.stream(lent.getDeclaredMethods())
                        .filter(own -> !own.isBridge())
                        .filter(own -> own.getName().equals(method.getName()))
                        .map(own -> Arrays.asList(own.getParameterTypes())))
                .contains(Arrays.asList(method.getParameterTypes())));
  }

  @Test
  @Tag("realTime")
  void both_threads_end_if_the_work_throws() throws Exception {
    var poller = new DevicePoller(new NoDevices());
    var kernel = new LoopKernel(Clock.system(), poller.driver(), JvmServices::new);
    Thread thread =
        poller.thread(
            "throws",
            kernel,
            () -> {
              Thread.currentThread().setUncaughtExceptionHandler((_, _) -> {});
              throw new OutOfMemoryError("for this test");
            },
            refused -> {
              throw new AssertionError(refused);
            });
    thread.start();
    thread.join();
    kernel.close();
  }
}
